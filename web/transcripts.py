"""The archivists' pages of a briefing: an overview, and its transcript's lines, corrected and added by plain forms.

What the pages show comes from the log that this process follows, which knows of its own appends at once; the archive
lags by a moment. A form that is refused comes back with what was typed, beside the line as it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from qa import screening
from qa.question import Question
from studio import lines, transcripts
from studio.briefing import KEY, Briefing
from studio.events import Language, is_rehearsal
from studio.lines import Draft, Line, Transcript
from studio.log import Act, Done
from studio.minutes import Chapter, Clock, chapters
from studio.records import Refusal
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.errors import Problem
from web.follower import Followed
from web.i18n import LANGUAGES, NAMES, known, pick
from web.pages import language, render
from web.player import medium
from web.record import clock, minutes
from web.records import Tried, archivist, of_form, person_name, sent
from web.transcript_form import Look, draft, on_recording, place

PAGE = 100
"""Lines a page: some five minutes of speech."""
WHY_NOT = {
    "changed_since": "Somebody has changed this since you opened the page. Below is how it stands now; "
    "what you wrote is kept.",
    "not_found": "It is not there any more: somebody has taken it out. What you wrote is kept here.",
    "no_reason": "Say why, in at most 200 characters.",
    "text_empty": "Something has to be said in a line.",
    "text_too_long": "A line has at most 400 characters, and a speaker's name 80.",
    "bad_times": "Write the times as 12:47.250, the end after the beginning; a line lasts a minute at most.",
    "bad_language": "Choose a language.",
    "not_ended": "The briefing is not over yet.",
    "published": "The transcript is published already.",
    "nothing_to_publish": "There is no line yet.",
    "malformed": "Something is missing in the form. Try once more.",
    "too_big": "The file is larger than 2 MB.",
    "not_text": "The file's letters can't be read. Save it as UTF-8 and try again.",
    "no_subtitles": "This is no file of subtitles that we know: WebVTT, SRT, TTML or IMSC.",
    "too_many_lines": "The file has more than 20,000 lines.",
    "nothing_to_import": "There is no line in the file that could be taken.",
    "no_file": "Choose a file.",
}  # fmt: skip
"""What to say of each refusal; msgids of the `transcripts` catalogue."""
FIELDS = (
    "act", "line", "revision", "language", "since", "until", "speaker", "text", "reason",
    "only", "chapter", "removed", "page",
)  # fmt: skip
Outcome = Done | Refusal


class Whole(NamedTuple):
    """A briefing as its archivists see it.

    Attributes:
        id: of the briefing.
        record: its own.
        clock: the recording's.
        transcript: None before it is published.
        standing: the lines' fields, in order.
        removed: of those that were taken out, in order.
        chapters: of the recording.
    """

    id: str
    record: Briefing
    clock: Clock
    transcript: Transcript | None
    standing: list[Mapping[str, Any]]
    removed: list[Mapping[str, Any]]
    chapters: list[Chapter]

    @property
    def counted(self) -> Counter[str]:
        """Lines by language."""
        return Counter(line["language"] for line in self.standing)

    @property
    def edition(self) -> str:
        """What its lines are known by, as they stand."""
        return lines.edition((line["id"], len(line["revisions"])) for line in self.standing)


def _whole(followed: Followed) -> Whole:
    """Made anew only when a record has changed; of thousands of lines only their fields are looked at."""
    held = followed.records
    record = Briefing.model_validate(held[KEY].fields)
    ordered = sorted(
        (one.fields for k, one in held.items() if k.startswith("line/")),
        key=lambda line: (line["since"], line["until"], line["id"]),
    )
    asked = [one.fields for k, one in held.items() if k.startswith("question/") and one.fields["airings"]]
    out = held.get(lines.KEY)
    return Whole(
        followed.briefing, record, clock(record), Transcript.model_validate(out.fields) if out else None,
        [line for line in ordered if not line["removed"]], [line for line in ordered if line["removed"]],
        chapters(minutes(followed.briefing, record, map(Question.model_validate, asked), (0, 0))),
    )  # fmt: skip


async def whole(own: Context, briefing: str) -> Whole:
    """The briefing as it is now.

    Raises:
        Problem: 404 where there is none; a rehearsal has no archivists.
        Unavailable: it was never read, and can't be now.
    """
    followed = None if is_rehearsal(briefing) else await own.followers.get(briefing)
    if followed is None or KEY not in followed.records:
        raise Problem(404)
    return followed.derived(_whole)


def title(found: Whole, lang: Language) -> str:
    """The briefing's title for a reader."""
    return pick(found.record.details.title, lang) or found.id


# -- the overview -------------------------------------------------------------------------------------


@get("/records/{briefing:str}")
async def overview(request: AnyRequest, briefing: FromPath[str]) -> Response[Any]:
    """What there is of a briefing, and what is still to do."""
    await archivist(request)
    own, lang = context(request), language(request)
    found, dates = await whole(own, briefing), Dates(lang, own.settings.timezone)
    out = found.transcript
    return render(
        request, "records_briefing.html", whole=found, title=title(found, lang), names=NAMES,
        tongues_=_tongues(found), date=dates.day(found.clock.opened_at),
        published=dates.moment(out.published_at) if out else "", publisher=person_name(own, out.by) if out else "",
        changes=len(lines.corrections(map(Line.model_validate, found.standing + found.removed), out)) if out else 0,
    )  # fmt: skip


def _tongues(found: Whole) -> list[tuple[Language, int]]:
    """The briefing's languages, and others that have lines, with their number."""
    counted = found.counted
    return [(t, counted[t]) for t in LANGUAGES if t in found.record.details.languages or counted[t]]


# -- the lines ----------------------------------------------------------------------------------------


@get("/records/{briefing:str}/transcript")
async def transcript_page(request: AnyRequest, briefing: FromPath[str]) -> Response[Any]:
    """The lines in order, a hundred a page."""
    await archivist(request)
    found = await whole(context(request), briefing)
    return _page(request, found, Look.of(request.query_params), None)


@post("/records/{briefing:str}/transcript")
async def change(request: AnyRequest, briefing: FromPath[str]) -> Response[Any]:
    """Changes, adds or takes out a line: 303 to where it stands, or the page again with what was typed and why not."""
    seat, fields = await sent(request, FIELDS)
    own = context(request)
    found = await whole(own, briefing)
    act = own.act(briefing, seat.person, f"{fields['act'][:8]}_line:{fields['command']}")
    outcome = await _changed(act, fields, found.clock)
    look = Look.of(fields)
    if isinstance(outcome, Refusal):
        look = look._replace(line=look.line if fields["act"] != "add" else "")
        return _page(request, await whole(own, briefing), look, Tried(fields, outcome.code))
    own.followers.learn(outcome)
    at = {"add": transcripts.line_id(act), "remove": "", "forget": ""}.get(fields["act"], look.line)
    path = f"/records/{briefing}/transcript"
    return Redirect(look._replace(line="", at=at).address(path), status_code=303)


async def _changed(act: Act, fields: Mapping[str, str], timer: Clock) -> Outcome:
    reason = " ".join(screening.clean(fields["reason"][:2000]).split())
    revision = int(fields["revision"]) if fields["revision"].isdecimal() and len(fields["revision"]) < 7 else -1
    if fields["act"] == "forget":
        return await transcripts.forget(act, fields["line"], reason)
    if fields["act"] == "remove":
        return await transcripts.remove(act, fields["line"], revision, reason)
    if fields["act"] not in {"edit", "add"}:
        return Refusal(code="malformed")
    written = draft(fields, timer)
    if isinstance(written, Refusal):
        return written
    line = cleaned(written)
    if fields["act"] == "edit":
        return await transcripts.edit(act, fields["line"], revision, line, reason)
    tongue = known(fields["language"])
    return await transcripts.add(act, tongue, line, reason) if tongue else Refusal(code="bad_language")


def cleaned(written: Draft) -> Draft:
    """The line without what nobody sees, each on one line."""
    text = " ".join(screening.clean(written.text).split())
    return written._replace(text=text, speaker=screening.line(written.speaker) or "")


def _page(request: AnyRequest, found: Whole, look: Look, tried: Tried | None) -> Response[Any]:
    own, lang = context(request), language(request)
    of = _looked(found, look)
    page = _page_of(of, look)
    shown = of[(page - 1) * PAGE : page * PAGE]
    path = f"/records/{found.id}/transcript"
    there = any(line["id"] == look.line for line in shown)
    recording = found.record.details.recording_url
    return render(
        request, "records_transcript.html", **of_form(request, tried.code if tried else "", WHY_NOT),
        whole=found, title=title(found, lang), names=NAMES, look=look, to=path, total=len(of),
        rows=[_row(own, Line.model_validate(line), found.clock, look, lang) for line in shown],
        chapters=[(n, f"{place(c.start)[:-4]} № {c.question.number}") for n, c in enumerate(found.chapters, 1)],
        languages_=_tongues(found), recording=str(recording) if recording else None,
        played=medium(str(recording) if recording else None),
        before=look._replace(page=page - 1, line="", at="").address(path) if page > 1 else None,
        after=look._replace(page=page + 1, line="", at="").address(path) if page * PAGE < len(of) else None,
        closed=look._replace(page=page, line="", at="").address(path), page=page,
        typed=tried.fields if tried else None, lost=tried is not None and tried.fields["act"] != "add" and not there,
    )  # fmt: skip


def _looked(found: Whole, look: Look) -> Sequence[Mapping[str, Any]]:
    of: Iterable[Mapping[str, Any]] = found.removed if look.removed else found.standing
    if look.only:
        of = (line for line in of if line["language"] == look.only)
    if 0 < look.chapter <= len(found.chapters):
        chapter = found.chapters[look.chapter - 1]
        since, until = found.clock.moment(chapter.start), found.clock.moment(chapter.end)
        of = (line for line in of if since <= line["since"] < until)
    return list(of)


def _page_of(of: Sequence[Mapping[str, Any]], look: Look) -> int:
    """The page that is wanted: where a line stands, if one was named; never behind the last."""
    wanted = look.at or look.line
    places = (n for n, line in enumerate(of) if wanted and line["id"] == wanted)
    last = max(1, -(-len(of) // PAGE))
    return min(next(places, (look.page - 1) * PAGE) // PAGE + 1, last)


def _row(own: Context, line: Line, timer: Clock, look: Look, lang: Language) -> dict[str, Any]:
    opened = line.id == look.line
    return {
        "id": line.id, "text": line.text, "speaker": line.speaker, "language": line.language,
        "since": on_recording(line.since, timer), "until": on_recording(line.until, timer),
        "seconds": timer.recorded(line.since) / 1000, "revision": len(line.revisions), "opened": opened,
        "reason": line.revisions[-1].reason if line.removed else "",
        "public": any(r.public for r in line.revisions),
        "edit": look._replace(line=line.id, at="").address(""),
        "revisions": _revisions(own, line, timer, lang) if opened else [],
    }  # fmt: skip


def _revisions(own: Context, line: Line, timer: Clock, lang: Language) -> list[dict[str, Any]]:
    """What stood there before each change, the latest first."""
    dates = Dates(lang, own.settings.timezone)
    return [
        {"text": r.text, "speaker": r.speaker, "since": on_recording(r.since, timer),
         "until": on_recording(r.until, timer), "who": person_name(own, r.by), "when": dates.moment(r.at),
         "reason": r.reason, "public": r.public}
        for r in reversed(line.revisions)
    ]  # fmt: skip


ROUTES = [overview, transcript_page, change]
