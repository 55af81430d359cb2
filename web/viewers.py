"""The viewer's pages: the list of briefings, and a briefing's own page with its plain form.

The page works as it comes from the server; its script replaces it and goes through the gateway. The plain
form goes the gateway's way into the inbox: the same screening, the same limits, the same receipts.
"""

from __future__ import annotations

import re
import secrets
from heapq import nsmallest
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import ValidationError

from qa import question as questions
from qa import receipts
from qa.marks import LABELS
from studio.briefing import KEY, Briefing, is_rehearsals
from studio.log import Unavailable, decode
from studio.records import key
from studio.redis_air import Knock, KnockResult
from web import viewer_id
from web.auth import require_origin
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.errors import Problem
from web.follower import Followed
from web.gateway_ask import body
from web.gateway_http import peer_of, prefix_of
from web.i18n import LANGUAGES, known
from web.messages import Ask
from web.messages_base import MAX_TEXT
from web.pages import language, render
from web.regions import REGIONS

COOKIE_S = 180 * 24 * 3600
"""A viewer comes back for the outcome of a question within half a year, or looks it up by its receipt."""
SHOWN = 20
"""Approved questions in the page as the server sends it; the script shows all."""
FORM_TEXT = 8 * MAX_TEXT
"""Characters of the form's text before cleaning, as in `web.messages`."""
_COMMAND = re.compile(r"[A-Za-z0-9-]{8,40}")
_STATUS = {
    "too_fast": 429, "intake_paused": 409, "intake_closed": 409, "not_found": 404, "unavailable": 503,
    "muted": 403, "timed_out": 429, "banned": 403, "no_confidential": 409, "tip_off": 409,
}  # fmt: skip
"""HTTP status of a refused form; 422 for what is wrong with the text."""
WORDS = {
    "text_empty": "Write your question first.",
    "text_too_long": "The question is too long: at most 500 characters.",
    "too_fast": "Too many at once. Try again in {seconds} s.",
    "intake_paused": "Questions are paused. Your text is kept here; send it when they open again.",
    "intake_closed": "Questions are closed, so it was not sent.",
    "muted": "The moderators no longer take questions from you in this briefing. "
    "You can still watch, vote, and see what becomes of those you asked.",
    "timed_out": "The moderators ask you to pause. You can ask again in {minutes} min; your text is kept here. "
    "You can vote meanwhile.",
    "banned": "The moderators no longer take questions or votes from you in this briefing. "
    "You can still watch, and see what becomes of those you asked.",
    "no_confidential": "There is no confidential channel in this briefing, so it was not sent.",
    "no_cookie": "Send it once more: your browser had not kept our cookie yet.",
}
"""Refusals of the form; the msgids of the `viewer` catalogue."""
OTHERWISE = "That did not work. Try again in a moment."


class Form(NamedTuple):
    """What stands in the form; `command` makes a repeated submit the same question.

    `offer` is what was chosen where the page had offered the confidential channel: "confidential", or "studio".
    """

    command: str
    text: str = ""
    name: str = ""
    region: str = ""
    speaker: str = ""
    to: str = "studio"
    offer: str = ""


class Tried(NamedTuple):
    """What became of a form that was sent.

    Attributes:
        receipt: the code, where it was taken.
        asked: the question of that code, for the page's script to keep: only its author's own.
        form: what to keep in the form, where it was not.
        code: why not.
        retry_ms: when to try again.
    """

    receipt: str | None = None
    asked: dict[str, str] | None = None
    form: Form | None = None
    code: str = ""
    retry_ms: int = 0

    @property
    def status(self) -> int:
        """The HTTP status of the page that says so."""
        return _STATUS.get(self.code, 422) if self.code else 200


class Line(NamedTuple):
    """One public question as the page shows it."""

    text: str
    language: str
    asker: str
    edited: bool
    on_air: bool
    votes: int
    labels: tuple[str, ...]


# -- the list -----------------------------------------------------------------------------------------


@get("/")
async def home(request: AnyRequest) -> Response[Any]:
    """All briefings: on now, to come, over."""
    own = context(request)
    held = own.followers.office.records.items()
    lines = [record.fields["listing"] for k, record in held if k.startswith("listing/")]
    by_state: dict[str, list[dict[str, Any]]] = {"live": [], "scheduled": [], "ended": []}
    for line in sorted(lines, key=lambda line: line["starts_at"]):
        by_state[line["state"]].append(line)
    by_state["ended"].reverse()
    return render(
        request, "home.html", dates=Dates(language(request), own.settings.timezone),
        live=by_state["live"], scheduled=by_state["scheduled"], ended=by_state["ended"],
    )  # fmt: skip


# -- a briefing ---------------------------------------------------------------------------------------


@get("/b/{slug:str}")
async def viewer(request: AnyRequest, slug: FromPath[str], receipt: FromQuery[str] = "") -> Response[Any]:
    """A briefing's page; `receipt` is the code that a form sent from here was just given."""
    briefing, followed = await _followed(context(request), slug)
    record = _record(followed)
    if record.details.slug != slug:
        return Redirect(f"/b/{record.details.slug}", status_code=308)
    code = receipts.parse(receipt[:40])
    asked = await _asked(request, briefing, code) if code else None
    return _page(request, briefing, followed, Tried(receipt=code, asked=asked))


@post("/b/{slug:str}")
async def submit(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """The plain form: 303 to the receipt, or the page again with the text kept and why."""
    own = context(request)
    require_origin(request)
    briefing, followed = await _followed(own, slug)
    form = await _form(request)
    author = _author(request, briefing)
    if author is None:
        return _page(request, briefing, followed, Tried(form=form, code="no_cookie"))
    result = await _ask(request, briefing, author, form)
    if not result.ok:
        tried = Tried(form=form, code=result.code, retry_ms=result.retry_after_ms)
        return _page(request, briefing, followed, tried)
    lang = known(request.query_params.get("lang"))
    return Redirect(f"/b/{slug}?receipt={result.receipt}{f'&lang={lang}' if lang else ''}", status_code=303)


def _author(request: AnyRequest, briefing: str) -> str | None:
    """The visitor's pseudonym in this briefing, by the cookie."""
    settings = context(request).settings
    visitor = viewer_id.verify(settings.viewers, request.cookies.get(settings.viewer_cookie, ""))
    return viewer_id.author(settings.viewers, briefing, visitor) if visitor else None


async def _asked(request: AnyRequest, briefing: str, code: str) -> dict[str, str] | None:
    """The visitor's own question of this code, once the desk has taken it in; nobody else's."""
    own = context(request)
    try:
        found = await own.log.receipt(receipts.receipt_hash(code))
        if found is None or found[0] != briefing:
            return None
        k = key("question", found[1])
        question = decode(own.kinds, k, (await own.log.read(briefing, [k]))[k])
    except Unavailable:
        return None
    if question is None or question.author != _author(request, briefing):
        return None
    text = question.wordings[0].text if question.wordings else ""
    return {"question": question.id, "receipt": code, "text": text}


async def _followed(own: Context, slug: str) -> tuple[str, Followed]:
    briefing = await own.followers.by_slug(slug)
    followed = await own.followers.get(briefing) if briefing else None
    if briefing is None or followed is None or KEY not in followed.records:
        raise Problem(410 if is_rehearsals(slug) else 404)
    return briefing, followed


def _record(followed: Followed) -> Briefing:
    return Briefing.model_validate(followed.records[KEY].fields)


async def _form(request: AnyRequest) -> Form:
    sent = await request.form()
    names = ("id", "text", "name", "region", "speaker", "to", "offer")
    fields = {name: str(sent.get(name) or "") for name in names}
    command = fields.pop("id")
    form = Form(command if _COMMAND.fullmatch(command) else _command(), **fields)
    return form._replace(to=form.offer or form.to or "studio")


def _command() -> str:
    return secrets.token_hex(16)


async def _ask(request: AnyRequest, briefing: str, author: str, form: Form) -> KnockResult:
    """Knocks with what the form says, by the gateway's rules."""
    # Cleaning takes its time: what could never be short enough is not begun.
    if len(form.text) > FORM_TEXT:
        return KnockResult(False, code="text_too_long")
    fields = {
        "id": form.command, "text": form.text, "name": form.name[:80] or None, "region": form.region[:80] or None,
        "speaker": form.speaker or None, "language": language(request), "to": form.to, "sure": bool(form.offer),
    }  # fmt: skip
    try:
        written = body(Ask.model_validate(fields), context(request).settings.confidential_public_key)
    except ValidationError:
        return KnockResult(False, code="malformed")
    if isinstance(written, str):
        return KnockResult(False, code=written)
    peer = peer_of(request.client.host if request.client else "")
    knock = Knock(
        "ask", author, form.command, prefix_of(peer) if peer else "", receipts.question_id(author, form.command),
        receipts.code(secrets.token_bytes(receipts.ENTROPY)), written,
    )  # fmt: skip
    try:
        return (await context(request).air.knock(briefing, [knock]))[0]
    except Unavailable:
        return KnockResult(False, code="unavailable", retry_after_ms=1000)


def _page(request: AnyRequest, briefing: str, followed: Followed, tried: Tried) -> Response[Any]:
    own = context(request)
    record = _record(followed)
    details = record.details
    boot = {
        "ws": gateway_url(request, f"/b/{briefing}"), "briefing": briefing, "slug": details.slug,
        "receipt": tried.receipt, "asked": tried.asked, "confidential": bool(own.settings.confidential_public_key),
        "state": record.state, "intake": record.intake, "regions": REGIONS, "details": details.model_dump(mode="json"),
        "intake_message": record.intake_message, "rehearses": record.rehearses,
    }  # fmt: skip
    response = render(
        request, "viewer.html", status=tried.status, boot=boot, domains=("viewer",), languages=LANGUAGES,
        briefing=record, details=details, receipt=tried.receipt, lines=followed.derived(_lines), regions=REGIONS,
        form=tried.form or Form(_command()), refused=_refused(own, request, tried), offer=tried.code == "tip_off",
        confidential=bool(own.settings.confidential_public_key),
        starts=Dates(language(request), own.settings.timezone).moment(details.starts_at),
        rehearsal=record.rehearses is not None,
    )  # fmt: skip
    _remember(own, request, response)
    return response


def _refused(own: Context, request: AnyRequest, tried: Tried) -> str:
    if tried.code in {"", "tip_off"}:
        return ""
    words = own.texts.translate(language(request), WORDS.get(tried.code, OTHERWISE))
    seconds, minutes = -(-tried.retry_ms // 1000), -(-tried.retry_ms // 60_000)
    return words.replace("{seconds}", str(seconds)).replace("{minutes}", str(minutes))


def _remember(own: Context, request: AnyRequest, response: Response[Any]) -> None:
    """Sets the viewer's cookie, unless there is a good one; the gateway admits nobody without it."""
    settings = own.settings
    if viewer_id.verify(settings.viewers, request.cookies.get(settings.viewer_cookie, "")) is None:
        response.set_cookie(
            Cookie(
                settings.viewer_cookie, value=viewer_id.issue(settings.viewers), max_age=COOKIE_S, path="/",
                httponly=True, secure=settings.secure, samesite="lax",
            )
        )  # fmt: skip


def _late(briefing: Briefing) -> bool:
    """Whether viewers see the picture later than it happens: without a script nothing can be said of it in time."""
    details = briefing.details
    return details.player_url is not None and details.stream_delay_s > 0 and briefing.state != "ended"


def _lines(followed: Followed) -> list[Line]:
    """What is on air, then the approved questions with the most votes; from the public views alone.

    Thousands of records are only looked at; the few that are shown are validated.
    """
    held, late = followed.records, _late(_record(followed))
    found = [
        (late or one.fields["state"] != "on_air", -_votes(followed, one.fields["id"]), one.fields)
        for k, one in held.items()
        if k.startswith("question/") and one.fields["state"] in {"approved", "on_air"}
    ]
    first = nsmallest(SHOWN, found, key=lambda row: row[:2])
    views = (questions.public(questions.Question.model_validate(fields)) for *_, fields in first)
    labels = held.get(LABELS)
    names = {label["id"]: label["name"] for label in (labels.fields["labels"] if labels else ())}
    lines = (_line(view, _votes(followed, view["id"]), names) for view in views if "text" in view)
    return [line._replace(on_air=line.on_air and not late) for line in lines]


def _votes(followed: Followed, question: str) -> int:
    tally = followed.records.get(key("tally", question))
    return int(tally.fields["votes"]) if tally else 0


def _line(view: dict[str, Any], votes: int, names: dict[str, str]) -> Line:
    return Line(
        text=view["text"],
        language=view["language"],
        asker=", ".join(part for part in (view["name"], view["region"]) if part),
        edited=view["edited"],
        on_air=view["state"] == "on_air",
        votes=votes,
        labels=tuple(names[id] for id in view["labels"] if id in names),
    )


def gateway_url(request: AnyRequest, path: str) -> str:
    """The gateway's address under the host that the page came from, since the viewer's cookie belongs to that host."""
    settings = context(request).settings
    gateway, public = urlsplit(settings.gateway_url), urlsplit(settings.public_url)
    host = request.headers.get("host", "")
    name = urlsplit(f"//{host}").hostname
    # Only localhost and its numeric twin may stand for one another; any other host came from outside.
    if f"{public.scheme}://{host}" not in settings.origins or gateway.hostname not in {"localhost", "127.0.0.1"}:
        return f"{settings.gateway_url.rstrip('/')}{path}"
    return f"{gateway.scheme}://{name}{f':{gateway.port}' if gateway.port else ''}{path}"


ROUTES: list[Any] = [home, viewer, submit]
"""Mounted by `web.app`."""
