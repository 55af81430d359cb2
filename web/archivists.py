"""The archive's pages: the list of briefings that have ended, and each one's record with its downloads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from pydantic import BaseModel

from qa.question import Question
from studio.archive.queries import Found
from studio.briefing import Briefing, Listed, slug_id
from studio.events import OFFICE, Language
from studio.lines import Line, Transcript
from studio.minutes import OUTCOMES, Asked, Clock, Minutes, Reader
from studio.transcript import markdown, webvtt
from web.context import Context, context
from web.dates import Dates
from web.errors import Problem
from web.i18n import pick
from web.pages import language, render
from web.record import SILENCE, Said, minutes

AnyRequest = Request[Any, Any, State]
M = TypeVar("M", bound=BaseModel)

TURN = 200
"""Records validated before others get a turn: whoever reads a long record must not hold up the air."""


class Airtime(NamedTuple):
    """When a question stood on air, in words, and the recording's address at that second."""

    text: str
    link: str | None


class Record(NamedTuple):
    """A briefing as archived: its own record, its questions, what was said, and the log it is of."""

    id: str
    briefing: Briefing
    questions: list[Question]
    said: Said = SILENCE


async def listed(own: Context, slug: str) -> tuple[str, Listed]:
    """The briefing's id and its line in the list.

    Raises:
        Problem: 404 where no briefing has, or had, this address.
    """
    found = await own.archive.find("listing", slug) or await _formerly(own, slug)
    if found is None:
        raise Problem(404)
    return found.id, Listed.model_validate(found.body)


async def _formerly(own: Context, slug: str) -> Found | None:
    """The line of the briefing that had this address: old links keep working."""
    of = {found.id: found.body["briefing"] for found in await own.archive.records(OFFICE, "slug")}.get(slug_id(slug))
    return next((found for found in await own.archive.records(OFFICE, "listing") if found.id == of), None)


async def archived(own: Context, id: str) -> Record | None:
    """The record as far as it is archived, of a moment ago if it is long; None before the briefing itself is."""
    return await own.archive.shared(f"record {id}", partial(_read, own, id))


async def _read(own: Context, id: str) -> Record | None:
    briefings = await own.archive.records(id, "briefing")
    if not briefings:
        return None
    questions = await _validated(await own.archive.records(id, "question"), Question)
    return Record(id, Briefing.model_validate(briefings[0].body), questions, await _said(own, id))


async def _said(own: Context, id: str) -> Said:
    """The transcript, once it is published; what was not is not even read."""
    published = [Transcript.model_validate(found.body) for found in await own.archive.records(id, "transcript")]
    if not published:
        return SILENCE
    return Said(await _validated(await own.archive.records(id, "line"), Line), published[0])


async def _validated(found: Sequence[Found], model: type[M]) -> list[M]:
    """These records; others have their turn meanwhile."""
    records = []
    for number, one in enumerate(found, 1):
        records.append(model.model_validate(one.body))
        if number % TURN == 0:
            await asyncio.sleep(0)
    return records


async def ended(own: Context, slug: str) -> Record:
    """The record of a briefing that has ended.

    Raises:
        Problem: 404 where there is none, or it goes on.
    """
    id, _ = await listed(own, slug)
    record = await archived(own, id)
    if record is None or record.briefing.state != "ended":
        raise Problem(404)
    return record


def airtime(since: int, timer: Clock, recording: str | None, dates: Dates) -> Airtime:
    """A moment on air for a reader: the hour, and the place in the recording where there is one."""
    if recording is None:
        return Airtime(dates.time(since), None)
    seconds = timer.recorded(since) // 1000
    # The W3C's media fragment; players that don't know it start at the beginning.
    return Airtime(dates.time(since), f"{recording}#t={seconds}")


@get("/archive")
async def index(request: AnyRequest) -> Response[str]:
    """All briefings that have ended, the latest first."""
    own, lang = context(request), language(request)
    dates = Dates(lang, own.settings.timezone)
    listings = [Listed.model_validate(found.body).listing for found in await own.archive.records("office", "listing")]
    past = sorted((line for line in listings if line.state == "ended"), key=lambda line: -line.starts_at)
    rows = [
        {"slug": line.slug, "title": pick(line.title, lang), "date": dates.day(line.starts_at),
         "iso": datetime.fromtimestamp(line.starts_at / 1000, UTC).isoformat()}
        for line in past
    ]  # fmt: skip
    return render(request, "archive.html", briefings=rows)


@get("/archive/{slug:str}")
async def record_page(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """A briefing's record; before its end, where it will stand."""
    own, lang = context(request), language(request)
    id, line = await listed(own, slug)
    record = await archived(own, id)
    title = pick(line.listing.title, lang)
    if record is None or record.briefing.state != "ended":
        return render(request, "record.html", slug=slug, title=title, ended=False)
    whole, dates = await written(own, record), Dates(lang, own.settings.timezone)
    return render(
        request,
        "record.html",
        slug=slug,
        title=title,
        ended=True,
        facts=whole.facts(reader(own, lang)),
        recording_url=whole.recording_url,
        questions=[_row(own, question, whole, dates) for question in whole.questions],
    )


async def written(own: Context, record: Record) -> Minutes:
    """The minutes of a briefing that has ended."""
    return minutes(record.id, record.briefing, record.questions, len(record.questions), record.said)


def reader(own: Context, lang: Language) -> Reader:
    """For whom a page or a download is written out."""
    dates = Dates(lang, own.settings.timezone)
    return Reader(lang, partial(own.texts.translate, lang), dates.day, dates.time)


def _row(own: Context, question: Asked, whole: Minutes, dates: Dates) -> dict[str, Any]:
    return {
        "number": question.number,
        "outcome": question.outcome,
        "word": own.texts.translate(dates.language, OUTCOMES[question.outcome]),
        # The asked language first, then the translations.
        "texts": sorted(question.texts.items(), key=lambda item: item[0] != question.language),
        "edited": question.edited,
        "asker": question.asker,
        "airings": [airtime(aired.since, whole.clock, whole.recording_url, dates) for aired in question.airings],
    }


@get("/archive/{slug:str}/transcript.md")
async def transcript(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """What was on air, as Markdown."""
    own, lang = context(request), language(request)
    text = markdown(await written(own, await ended(own, slug)), reader(own, lang))
    return Response(text, media_type="text/markdown; charset=utf-8")


@get("/archive/{slug:str}/chapters.vtt")
async def chapters(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """A chapter a question, on the recording's clock."""
    own = context(request)
    text = webvtt(await written(own, await ended(own, slug)))
    return Response(text, media_type="text/vtt; charset=utf-8")


ROUTES = [index, record_page, transcript, chapters]
