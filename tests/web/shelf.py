"""Briefings that have ended, put into an archive as the archiver would, without the evening that they took."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from qa.question import Airing, Question, Wording
from studio.archive.index import write_facts, write_texts
from studio.archive.tables import POSITIONS, RECORDS
from studio.briefing import Briefing, Details, Listed, Listing
from studio.events import OFFICE
from studio.lines import Line, Transcript
from web.describe import describe

AT = 1_790_000_000_000
"""When the briefings here begin."""
HOUR = 3_600_000


def briefing(slug: str, title: dict[str, str], **more: Any) -> Briefing:
    opened, ended = more.pop("opened_at", AT), more.pop("ended_at", AT + HOUR)
    details = Details.model_validate({"slug": slug, "title": title, "starts_at": opened, **more})
    return Briefing(id="briefing", state="ended", details=details, opened_at=opened, ended_at=ended)


def question(number: int, text: str, at: int | None = None, **more: Any) -> Question:
    """A question that was approved, answered on air `at` ms after the beginning if there is such a moment."""
    language = more.get("language", "ru")
    wording = Wording(revision=0, language=language, text=text, hash="0" * 32, by="viewer", at=AT)
    airing = Airing(revision=0, hash="0" * 32, screen="main", cue=f"c{number}", since=AT + (at or 0), until=None)
    fields: dict[str, Any] = {
        "id": f"q{number}", "number": number, "state": "approved", "asked_at": AT, "author": f"author{number}",
        "receipt": f"receipt{number}", "language": language, "wordings": (wording,), "approvals": {language: 0},
    }  # fmt: skip
    if at is not None:
        fields |= {"state": "answered", "airings": (airing,), "answered_at": AT + at + 60_000}
    return Question(**(fields | more))


def line(id: str, at: int, text: str, speaker: str = "", **more: Any) -> Line:
    fields: dict[str, Any] = {"language": "ru", "by": "c1", "at": AT + at}
    return Line(id=id, since=AT + at, until=AT + at + 4000, text=text, speaker=speaker, **(fields | more))


async def shelve(
    engine: AsyncEngine, id: str, of: Briefing, questions: Sequence[Question] = (), lines: Sequence[Line] = ()
) -> None:
    """Archives a briefing; its transcript is published if it has lines."""
    details = of.details
    listing = Listing(slug=details.slug, title=details.title, starts_at=details.starts_at, state="ended")
    transcript = [Transcript(id="transcript", published_at=(of.ended_at or AT) + HOUR, by="p1")] if lines else []
    rows = [_row(OFFICE, "listing", Listed(id=id, listing=listing)), _row(id, "briefing", of)]
    rows += [_row(id, "question", q) for q in questions] + [_row(id, "line", one) for one in lines]
    rows += [_row(id, "transcript", one) for one in transcript]
    async with engine.begin() as connection:
        await connection.execute(insert(RECORDS), rows)
        for row in rows:
            described = describe(row["briefing"], row["kind"], json.dumps(row["body"]).encode())
            await write_facts(connection, [described])
            await write_texts(connection, row["briefing"], {f"{row['kind']}/{row['id']}": described.texts})


async def shelve_record(engine: AsyncEngine, id: str, kind: str, record: Any) -> None:
    """Archives one record in place of the one that it was; the log has moved by an entry."""
    async with engine.begin() as connection:
        of = RECORDS.c.briefing == id, RECORDS.c.kind == kind, RECORDS.c.id == record.id
        await connection.execute(delete(RECORDS).where(*of))
        await connection.execute(insert(RECORDS).values(_row(id, kind, record)))
        at = await connection.scalar(select(POSITIONS.c.entry).where(POSITIONS.c.briefing == id))
        await connection.execute(delete(POSITIONS).where(POSITIONS.c.briefing == id))
        entry = f"{int((at or '0-0').partition('-')[0]) + 1}-0"
        await connection.execute(insert(POSITIONS).values(briefing=id, entry=entry))


def _row(briefing: str, kind: str, record: Any) -> dict[str, Any]:
    body = record.model_dump(mode="json")
    return {
        "briefing": briefing, "kind": kind, "id": record.id, "version": "1", "body": body,
        "lookup": describe(briefing, kind, json.dumps(body).encode()).lookup,
    }  # fmt: skip
