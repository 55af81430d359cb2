"""A briefing's record: what anyone reads of it once it has ended, with its player and its downloads."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

from litestar import Response, get
from litestar.params import FromPath
from pydantic import BaseModel

from qa.departments import Department
from qa.notices import Notice
from qa.question import Question
from studio.archive import past
from studio.archive.queries import Found
from studio.briefing import KEY, Briefing, Listed, slug_id
from studio.events import OFFICE, Language
from studio.exports.files import offered
from studio.lines import KEY as TRANSCRIPT
from studio.lines import Line, Transcript
from studio.minutes import OUTCOMES, Asked, Clock, Minutes, Reader, chapters
from web import brand, machines
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.errors import Problem
from web.i18n import LANGUAGES, pick
from web.pages import answer, fill, language, render
from web.player import asked_for, medium, moment, position
from web.record import SILENCE, Answers, Said, minutes
from web.tagged import tagged

TURN = 200
"""Bodies validated before others get a turn: whoever reads a long record must not hold up the air."""

Model = TypeVar("Model", bound=BaseModel)


class Airtime(NamedTuple):
    """A moment in words, its address in the recording, and its second there if our own page plays it."""

    text: str
    link: str | None
    seconds: int | None = None


class Record(NamedTuple):
    """A briefing that has ended, as archived up to an entry or more.

    Attributes:
        id: the briefing's.
        entry: the last one of its log that is surely in it.
        briefing: its record.
        minutes: made of it, and of the office's directory of departments, which has a log of its own.
        tag: of the minutes, by all that they say.
    """

    id: str
    entry: str
    briefing: Briefing
    minutes: Minutes
    tag: str


async def listed(own: Context, slug: str) -> tuple[str, Listed]:
    """The briefing's id and its line in the list.

    Raises:
        Problem: 404 where no briefing has, or had, this address.
    """
    if "\0" in slug:
        raise Problem(404)
    found = await own.archive.find("listing", slug) or await _formerly(own, slug)
    if found is None:
        raise Problem(404)
    return found.id, Listed.model_validate(found.body)


async def _formerly(own: Context, slug: str) -> Found | None:
    """The line of the briefing that had this address: old links keep working."""
    of = await own.archive.one(OFFICE, "slug", slug_id(slug))
    return await own.archive.one(OFFICE, "listing", of.body["briefing"]) if of else None


async def archived(own: Context, id: str) -> Briefing | None:
    """The briefing's own record as far as it is archived; None before it is."""
    found = await own.archive.one(id, *KEY.split("/"))
    return Briefing.model_validate(found.body) if found else None


async def ended(own: Context, slug: str) -> Record:
    """The record of a briefing that has ended.

    Raises:
        Problem: 404 where there is none, or it goes on.
    """
    id, _ = await listed(own, slug)
    record = await record_of(own, id)
    if record is None:
        raise Problem(404)
    return record


async def record_of(own: Context, id: str) -> Record | None:
    """The record, of a moment ago if it is long; None before the briefing has ended.

    Raises:
        Busy: too much is being read.
    """
    return await own.shared(f"record {id}", partial(_read, own, id))


async def _read(own: Context, id: str) -> Record | None:
    entry = await own.archive.position(id)
    briefing = await archived(own, id)
    if briefing is None or briefing.state != "ended":
        return None
    engine = own.archive.engine
    questions = await validated(Question, await past.shown(engine, id))
    counts = (await past.counted(engine, [id]))[id]
    answers = await _answers(own, id)
    whole = minutes(id, briefing, questions, counts, await _said(own, id), answers=answers)
    return Record(id, entry, briefing, whole, await asyncio.to_thread(_tag, whole))


def _tag(whole: Minutes) -> str:
    return hashlib.sha256(whole.model_dump_json().encode()).hexdigest()


async def _answers(own: Context, id: str) -> Answers:
    """What is owed or was answered in writing, and by whom: all as archived, so that a download is what it was."""
    notices = await validated(Notice, [found.body for found in await own.archive.records(id, "notice")])
    return Answers({notice.id: notice for notice in notices}, await departments(own))


async def departments(own: Context) -> dict[str, Department]:
    """Who answers in writing, as archived."""
    found = await validated(Department, [found.body for found in await own.archive.records(OFFICE, "department")])
    return {department.id: department for department in found}


async def _said(own: Context, id: str) -> Said:
    """The transcript, once it is published; what was not is not even read."""
    published = await own.archive.one(id, *TRANSCRIPT.split("/"))
    if published is None:
        return SILENCE
    lines = await validated(Line, [found.body for found in await own.archive.records(id, "line")])
    return Said(lines, Transcript.model_validate(published.body))


async def validated(model: type[Model], bodies: Iterable[Any]) -> list[Model]:
    """The records, with a turn for others now and then."""
    found: list[Model] = []
    for number, body in enumerate(bodies, 1):
        found.append(model.model_validate(body))
        if number % TURN == 0:
            await asyncio.sleep(0)
    return found


def airtime(since: int, timer: Clock, recording: str | None, dates: Dates) -> Airtime:
    """A moment on air for a reader: the hour, and the place in the recording where there is one."""
    if recording is None:
        return Airtime(dates.time(since), None)
    return Airtime(dates.time(since), moment(recording, timer.recorded(since) // 1000))


def reader(own: Context, lang: Language) -> Reader:
    """For whom a page or a download is written out."""
    dates = Dates(lang, own.settings.timezone)
    return Reader(lang, partial(own.texts.translate, lang), dates.day, dates.time)


@get("/archive/{slug:str}")
async def record_page(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """A briefing's record; before its end, where it will stand."""
    own, lang = context(request), language(request)
    id, line = await listed(own, slug)
    record = await record_of(own, id)
    title = pick(line.listing.title, lang)
    if record is None:
        return render(request, "record.html", slug=slug, title=title, ended=False)
    start = asked_for(request.query_params.get("t", ""))

    async def made() -> str:
        parts = _Page(own, record.minutes, lang).parts(start)
        # Some thousand lines: off the loop, which carries the air.
        return await asyncio.to_thread(fill, request, "record.html", title=title, **parts)

    return tagged(request, answer(request, await own.shared(f"page {id} {record.tag} {lang} {start}", made)))


class _Page:
    """What the template of a record needs, in a reader's language."""

    def __init__(self, own: Context, whole: Minutes, lang: Language) -> None:
        self._own, self._whole, self._reader = own, whole, reader(own, lang)
        self._dates = Dates(lang, own.settings.timezone)
        self._medium = medium(whole.recording_url)

    def parts(self, start: int | None) -> dict[str, Any]:
        """All of it; `start` is the second at which the player shall begin."""
        whole, base = self._whole, self._own.settings.public_url
        source = whole.recording_url
        return {
            "slug": whole.slug,
            "downloads": offered(whole, self._own.press.lacks),
            "ended": True,
            "facts": whole.facts(self._reader),
            "recording_url": source,
            "medium": self._medium,
            "source": moment(source, start) if source and start else source,
            "chapters": self._chapters() if source else [],
            "questions": [self._question(question) for question in whole.questions],
            "passages": self._passages(),
            "corrections": [{**c.model_dump(), "at": self._dates.moment(c.at)} for c in whole.corrections],
            "machines": machines.described(whole, self._reader, base, brand.shown(self._own.settings)),
        }

    def _at(self, since: int, anchor: str) -> Airtime:
        """A moment with its link: on our own page where that plays, else in the recording, else none."""
        found = airtime(since, self._whole.clock, self._whole.recording_url, self._dates)
        if self._medium is None:
            return found
        seconds = self._whole.clock.recorded(since) // 1000
        return Airtime(position(seconds), f"/archive/{self._whole.slug}?t={seconds}#{anchor}", seconds)

    def _chapters(self) -> list[dict[str, Any]]:
        source = self._whole.recording_url or ""
        found: list[dict[str, Any]] = []
        for chapter in chapters(self._whole):
            seconds, number = chapter.start // 1000, chapter.question.number
            here = f"/archive/{self._whole.slug}?t={seconds}#q{number}"
            link = here if self._medium else moment(source, seconds)
            found.append({
                "number": number, "text": chapter.text, "seconds": seconds, "until": chapter.end // 1000,
                "position": position(seconds), "link": link,
            })  # fmt: skip
        return found

    def _question(self, question: Asked) -> dict[str, Any]:
        return {
            "number": question.number,
            "outcome": question.outcome,
            "word": self._reader.say(OUTCOMES[question.outcome]),
            # The asked language first, then the translations.
            "texts": sorted(question.texts.items(), key=lambda item: item[0] != question.language),
            "edited": question.edited,
            "asker": question.asker,
            "airings": [self._at(aired.since, f"q{question.number}") for aired in question.airings],
            **self._in_writing(question),
        }

    def _in_writing(self, question: Asked) -> dict[str, Any]:
        """The answer in writing, or who owes it until when."""
        answer, dates = question.answer, self._dates
        return {
            "answer": answered(answer.texts, dates.language) if answer else None,
            "answered_on": dates.day(answer.at) if answer else "",
            "department": pick(answer.department if answer else question.department, dates.language),
            "due": dates.day(question.due) if question.due else "",
            "overdue": question.due is not None and self._own.clock() > question.due,
            "handovers": question.handovers,
        }

    def _passages(self) -> list[dict[str, Any]]:
        """The lines; a speaker is named where another has spoken before."""
        clock, passages = self._whole.clock, self._whole.passages
        before = ["", *(p.speaker for p in passages)]
        return [
            {
                "id": p.id, "language": p.language, "text": p.text, "corrected": p.corrected,
                "speaker": p.speaker if p.speaker != last else "",
                "since": clock.recorded(p.since) / 1000, "until": clock.recorded(p.until) / 1000,
                "moment": self._at(p.since, f"t-{p.id}"),
            }
            for last, p in zip(before, passages, strict=False)
        ]  # fmt: skip


def answered(texts: Mapping[Language, str], language: Language) -> dict[str, Any]:
    """An answer in writing for a reader: its language, theirs if it has that, and its paragraphs."""
    tongue = language if language in texts else min(texts, key=LANGUAGES.index)
    return {"language": tongue, "lines": texts[tongue].split("\n")}


ROUTES = [record_page]
