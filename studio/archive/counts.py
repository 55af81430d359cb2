"""What the ledger asks of the archive: counts, made by the database, of facts alone.

Over all briefings from two indexes that hold every column which is looked at, so that 100,000 questions are counted in
some tens of milliseconds; of one briefing from its own rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.tables import BRIEFINGS, NOTICES, QUESTIONS
from studio.facts import Alike, Facts, Month, Promised, Waited

_Q = QUESTIONS.c
MINUTE = 60_000
"""Milliseconds."""
DAY = 24 * 60
"""Minutes; of a wait so long hours are counted."""


def _of(column: Any, briefing: str | None) -> ColumnElement[bool]:
    """Of one briefing, or of all that have ended."""
    if briefing is not None:
        chosen: ColumnElement[bool] = column == briefing
        return chosen
    # Few go on at any time: this is a look into a handful of ids.
    chosen = column.not_in(select(BRIEFINGS.c.id).where(BRIEFINGS.c.ended_at.is_(None)))
    return chosen


async def facts(engine: AsyncEngine, now: int, briefing: str | None = None) -> Facts:
    """The facts of a briefing, also while it goes on; without one, of all that have ended.

    Args:
        engine: of the archive.
        now: by which an answer that is owed is late or not, ms since the epoch.
        briefing: its id.
    """
    async with engine.connect() as connection:
        asked = [Alike(*row) for row in await connection.execute(_asked(briefing))]
        promised = [Promised(*row) for row in await connection.execute(_promised(now, briefing))]
        waited = [Waited(*row) for row in await connection.execute(_waited(briefing))]
    return Facts(asked, promised, waited)


def _asked(briefing: str | None) -> Any:
    alike = (_Q.state, _Q.language, _Q.region, _Q.reason, _Q.consultation, _Q.answered_by)
    counted = (func.count(), func.count(_Q.aired_at), func.count(_Q.objected_at))
    return select(*alike, *counted).where(_of(_Q.briefing, briefing)).group_by(*alike)


def _promised(now: int, briefing: str | None) -> Any:
    published = (NOTICES.c.state == "published").label("published")
    late = func.coalesce(func.coalesce(NOTICES.c.published_at, now) > NOTICES.c.due, literal(False)).label("late")
    alike = (NOTICES.c.department, published, late)
    wanted = and_(NOTICES.c.state != "void", _of(NOTICES.c.briefing, briefing))
    return select(*alike, func.count(), func.sum(NOTICES.c.handovers)).where(wanted).group_by(*alike)


def _waited(briefing: str | None) -> Any:
    exactly = (_Q.answered_at - _Q.asked_at) // MINUTE
    # Else each answer in writing would have a minute of its own, and so a row.
    minutes = case((exactly < DAY, exactly), else_=exactly - exactly % 60).label("minutes")
    wanted = and_(_Q.state == "answered", _Q.answered_by.is_not(None), _of(_Q.briefing, briefing))
    return select(_Q.answered_by, minutes, func.count()).where(wanted).group_by(_Q.answered_by, minutes)


async def months(engine: AsyncEngine, bounds: Sequence[int]) -> list[Month]:
    """What was asked in each month, at briefings that have ended.

    Args:
        engine: of the archive.
        bounds: where the months begin, in their order, and where the last one ends; ms since the epoch.
    """
    every = [_month(since, until) for since, until in pairwise(bounds)]
    async with engine.connect() as connection:
        found = {row[0]: Month(*row) for row in await connection.execute(union_all(*every))}
    return [found[since] for since in bounds[:-1]]


def _month(since: int, until: int) -> Any:
    def many(*of: ColumnElement[bool]) -> Any:
        return func.count(case((and_(*of), 1)))

    answered = _Q.state == "answered"
    return select(
        literal(since), func.count(), many(answered, _Q.answered_by == "speech"),
        many(answered, _Q.answered_by == "writing"), many(_Q.state == "rejected"),
    ).where(_Q.asked_at >= since, _Q.asked_at < until, _of(_Q.briefing, None))  # fmt: skip


async def ended(engine: AsyncEngine) -> int:
    """How many briefings have ended."""
    async with engine.connect() as connection:
        wanted = select(func.count()).select_from(BRIEFINGS).where(BRIEFINGS.c.ended_at.is_not(None))
        return await connection.scalar(wanted) or 0


async def refused_at(engine: AsyncEngine) -> dict[str, str]:
    """Of each reason that questions were refused for, by its id, one of the briefings where they were."""
    wanted = select(_Q.reason, func.max(_Q.briefing)).where(_Q.state == "rejected", _Q.reason.is_not(None))
    async with engine.connect() as connection:
        return {reason: briefing for reason, briefing in await connection.execute(wanted.group_by(_Q.reason))}
