"""Two deliberate steps of a transcript, each with a page that says what it will do: an import, and publishing.

The file that was looked at goes along in the form that confirms it: nothing is kept here meanwhile, and any web process
may carry it out.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from functools import partial
from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect

from qa import screening
from studio import subtitles, transcripts
from studio.events import Language
from studio.lines import Draft
from studio.records import Refusal
from studio.subtitles import MOST_BYTES, Read
from web.context import AnyRequest, Context, context
from web.i18n import LANGUAGES, NAMES, known
from web.pages import language, render
from web.records import archivist, of_form, sent
from web.transcript_form import on_recording
from web.transcripts import WHY_NOT, Whole, title, whole

MOST_BODY = MOST_BYTES * 4 // 3 + 64 * 1024
"""Bytes of a form with a file: in the one that confirms it each three of them are four letters."""
LEFT = {
    "unreadable": "Their times can't be read: {n}.",
    "times": "They end before they begin: {n}.",
    "late": "They lie long after the briefing's end: {n}.",
    "empty": "Nothing is said in them: {n}.",
}
"""Why lines of a file are left out; msgids of the `transcripts` catalogue."""


# -- import -------------------------------------------------------------------------------------------


class Brought(NamedTuple):
    """A file that somebody looks at before it is imported.

    Attributes:
        body: the file.
        tongue: the language chosen; None where none was.
        read: what it says, or why nothing of it can be taken.
    """

    body: bytes
    tongue: Language | None
    read: Read | Refusal


@get("/records/{briefing:str}/import")
async def import_page(request: AnyRequest, briefing: FromPath[str]) -> Response[Any]:
    """Where a file is chosen."""
    await archivist(request)
    return _page(request, await whole(context(request), briefing), None)


@post("/records/{briefing:str}/import", request_max_body_size=MOST_BODY)
async def import_file(request: AnyRequest, briefing: FromPath[str]) -> Response[Any]:
    """Shows what an import would do; once that was confirmed, does it: 303 to the lines."""
    seat, fields = await sent(request, ("language", "sure"))
    own = context(request)
    found = await whole(own, briefing)
    brought = await _brought(request, found, known(fields["language"]))
    code, read, tongue = _code(found, brought), brought.read, brought.tongue
    if code or not fields["sure"] or isinstance(read, Refusal) or tongue is None:
        return _page(request, found, brought, code)
    act = own.act(briefing, seat.person, f"import:{fields['command']}")
    outcome = await transcripts.bring(act, tongue, read.drafts, own.followers.learn)
    if isinstance(outcome, Refusal):
        return _page(request, await whole(own, briefing), brought, outcome.code)
    return Redirect(f"/records/{briefing}/transcript?only={tongue}", status_code=303)


def _code(found: Whole, brought: Brought) -> str:
    """Why it cannot be imported; empty where it can."""
    if isinstance(brought.read, Refusal):
        return brought.read.code
    if brought.tongue is None:
        return "bad_language"
    if found.record.state != "ended":
        return "not_ended"
    return "published" if found.transcript else ""


async def _brought(request: AnyRequest, found: Whole, tongue: Language | None) -> Brought:
    form = await request.form()
    file, kept = form.get("file"), str(form.get("body") or "")
    body = await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) else _unpacked(kept)
    if not body:
        return Brought(b"", tongue, Refusal(code="no_file"))
    # A second or two for the longest file: off the loop, which carries the air.
    read = await asyncio.to_thread(subtitles.read, body, found.clock, screening.clean)
    return Brought(body, tongue, read)


def _unpacked(kept: str) -> bytes:
    try:
        return base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _page(request: AnyRequest, found: Whole, brought: Brought | None, code: str = "") -> Response[Any]:
    own, lang = context(request), language(request)
    read = brought.read if brought and not code else None
    tongue = brought.tongue if brought else None
    return render(
        request, "records_import.html", **of_form(request, code, WHY_NOT),
        whole=found, title=title(found, lang), names=NAMES,
        tongue=tongue or found.record.details.languages[0], languages_=LANGUAGES,
        preview=_preview(own, found, read, lang) if isinstance(read, Read) else None,
        replaced=found.counted[tongue] if tongue else 0,
        body=base64.b64encode(brought.body).decode() if brought and read else "",
    )  # fmt: skip


def _preview(own: Context, found: Whole, read: Read, lang: Language) -> dict[str, Any]:
    """What the page says of a file: how much, the first and the last line, what is left out and why."""
    say = partial(own.texts.translate, lang)

    def line(draft: Draft) -> dict[str, str]:
        return {"at": on_recording(draft.since, found.clock), "speaker": draft.speaker, "text": draft.text}

    return {
        "lines": len(read.drafts), "named": sum(bool(d.speaker) for d in read.drafts),
        "first": line(read.drafts[0]), "last": line(read.drafts[-1]), "cut": read.cut, "split": read.split,
        "left": [(say(LEFT[left.why]).replace("{n}", str(left.lines)), left.first) for left in read.left],
    }  # fmt: skip


# -- publishing ---------------------------------------------------------------------------------------


@get("/records/{briefing:str}/publish")
async def publish_page(request: AnyRequest, briefing: FromPath[str]) -> Response[Any]:
    """What would be public, and what is missing."""
    await archivist(request)
    return _publishing(request, await whole(context(request), briefing))


@post("/records/{briefing:str}/publish")
async def publish(request: AnyRequest, briefing: FromPath[str]) -> Response[Any]:
    """Publishes the transcript that was looked at: 303 to the overview."""
    seat, fields = await sent(request, ("seen",))
    own = context(request)
    found = await whole(own, briefing)
    if not fields["seen"]:
        return _publishing(request, found, "malformed")
    act = own.act(briefing, seat.person, f"publish:{fields['command']}")
    outcome = await transcripts.publish(act, fields["seen"])
    if isinstance(outcome, Refusal):
        return _publishing(request, await whole(own, briefing), outcome.code)
    own.followers.learn(outcome)
    return Redirect(f"/records/{briefing}", status_code=303)


def _publishing(request: AnyRequest, found: Whole, code: str = "") -> Response[Any]:
    lang = language(request)
    nobody = sum(not line["speaker"] for line in found.standing)
    return render(
        request, "records_publish.html", **of_form(request, code, WHY_NOT),
        whole=found, title=title(found, lang), names=NAMES, counts=found.counted.most_common(),
        lines=len(found.standing), nobody=nobody, seen=found.edition,
        without=[NAMES[tongue] for tongue in found.record.details.languages if not found.counted[tongue]],
    )  # fmt: skip


ROUTES = [import_page, import_file, publish_page, publish]
