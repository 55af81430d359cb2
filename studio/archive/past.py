"""What the public pages ask of the archive: the briefings that have ended, and what is public of one; by an index."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from studio.archive.tables import BRIEFINGS, QUESTIONS, RECORDS

Place = tuple[int, str]
"""Where in the list: after a briefing's end and id, or with an empty id before a moment; ms since the epoch."""


class Past(NamedTuple):
    """A briefing that has ended.

    Attributes:
        id: the briefing's.
        slug: its address.
        title: by language.
        ended_at: ms since the epoch.
        transcript_at: when its transcript was published, if it was.
    """

    id: str
    slug: str
    title: dict[str, str]
    ended_at: int
    transcript_at: int | None


class Counts(NamedTuple):
    """How many questions were asked, and how many were answered: as the ledger counts, shown in the record or not."""

    asked: int = 0
    answered: int = 0


_ENDED = BRIEFINGS.c.ended_at.is_not(None)


async def past(engine: AsyncEngine, count: int, before: Place | None = None) -> list[Past]:
    """The briefings that have ended, the latest first.

    Args:
        engine: of the archive.
        count: how many at most.
        before: those after this place in the list; from its beginning without one.
    """
    place = tuple_(BRIEFINGS.c.ended_at, BRIEFINGS.c.id)
    wanted = (
        select(BRIEFINGS.c.id, BRIEFINGS.c.slug, BRIEFINGS.c.title, BRIEFINGS.c.ended_at, BRIEFINGS.c.transcript_at)
        .where(_ENDED)
        .order_by(BRIEFINGS.c.ended_at.desc(), BRIEFINGS.c.id.desc())
        .limit(count)
    )
    async with engine.connect() as connection:
        rows = await connection.execute(wanted if before is None else wanted.where(place < before))
        return [Past(*row) for row in rows]


async def periods(engine: AsyncEngine, begins: Callable[[int], int]) -> list[int]:
    """The years, or whatever `begins` tells apart, in which briefings ended: of each the last end, the latest first.

    Args:
        engine: of the archive.
        begins: from a moment to the beginning of its year; a step through the index for each.
    """
    found: list[int] = []
    latest = select(func.max(BRIEFINGS.c.ended_at))
    async with engine.connect() as connection:
        at = await connection.scalar(latest)
        while at is not None:
            found.append(at)
            at = await connection.scalar(latest.where(BRIEFINGS.c.ended_at < begins(at)))
    return found


async def counted(engine: AsyncEngine, briefings: Collection[str]) -> dict[str, Counts]:
    """The counts of these briefings."""
    async with engine.connect() as connection:
        which = QUESTIONS.c.briefing.in_(briefings)
        asked = await _numbers(connection, which)
        answered = await _numbers(connection, and_(which, QUESTIONS.c.state == "answered"))
    return {id: Counts(asked.get(id, 0), answered.get(id, 0)) for id in briefings}


async def _numbers(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[str, int]:
    wanted = select(QUESTIONS.c.briefing, func.count()).where(which).group_by(QUESTIONS.c.briefing)
    return {briefing: number for briefing, number in await connection.execute(wanted)}


async def shown(engine: AsyncEngine, briefing: str) -> list[dict[str, Any]]:
    """The bodies of a briefing's public questions: of 20,000 that were asked a few hundred are."""
    own = and_(RECORDS.c.briefing == QUESTIONS.c.briefing, RECORDS.c.kind == "question", RECORDS.c.id == QUESTIONS.c.id)
    wanted = select(RECORDS.c.body).join(QUESTIONS, own).where(QUESTIONS.c.briefing == briefing, QUESTIONS.c.public)
    async with engine.connect() as connection:
        return list(await connection.scalars(wanted))


async def bodies(engine: AsyncEngine, briefings: Collection[str]) -> dict[str, dict[str, Any]]:
    """The briefings' own records, by id."""
    wanted = select(RECORDS.c.briefing, RECORDS.c.body).where(
        RECORDS.c.briefing.in_(briefings), RECORDS.c.kind == "briefing", RECORDS.c.id == "briefing"
    )
    async with engine.connect() as connection:
        return {briefing: body for briefing, body in await connection.execute(wanted)}
