"""What the pages ask of the archive. Bodies come back as the JSON that the records were."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, FromClause, and_, func, select, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.tables import BACKUPS, BEGUN, EVENTS, NOTICES, POSITIONS, QUESTIONS, RECORDS, sortable
from studio.events import OFFICE

KEPT = 16
"""Results of `records` kept, the latest used ones: a few briefings are read by many, the day after."""
SHARED = 64
"""What was made for all who ask, the latest used ones: readings, and pages of up to a few hundred KB."""
TIMES = 10
"""What took a while to make is shown for so many times as long: however many ask, a tenth of the time goes there."""
KEPT_S = 10.0
"""... and no longer, even where a lock made it wait: what was erased or corrected is soon gone from every page."""

SLICE = 500
"""Events read at a time."""

T = TypeVar("T")


class Found(NamedTuple):
    """One record: whose log it is of, its id, its body."""

    briefing: str
    id: str
    body: dict[str, Any]


class Backup(NamedTuple):
    """A backup that was made, or is being made: what was erased after `made_at` it may hold.

    Attributes:
        made_at: when it began, ms since the epoch.
        name: its file's name then.
        sha256: its file's; None of one that has not ended: it is being made, or was cut off.
    """

    made_at: int
    name: str
    sha256: str | None


class Happened(NamedTuple):
    """One event: when (ms since the epoch), its type, its fields."""

    at: int
    type: str
    body: dict[str, Any]


class Owed(NamedTuple):
    """A notice and its question: whose log they are of, their id, their bodies."""

    briefing: str
    id: str
    notice: dict[str, Any]
    question: dict[str, Any]


class Sieve(NamedTuple):
    """Which notices are asked for.

    Attributes:
        states: how far they are.
        department: who owes them; "none" for those that nobody was asked for; empty for all.
        region: the asker's, as the archive calls it; None for all.
        soonest: those due first come first; else last.
        most: how many at most.
        skip: how many of them were shown before.
    """

    states: tuple[str, ...]
    department: str = ""
    region: str | None = None
    soonest: bool = True
    most: int = 100
    skip: int = 0


class _Shared:
    """Something made for all who ask: on its way, or as it was until some moment."""

    def __init__(self, making: Awaitable[Any]) -> None:
        self._loop = asyncio.get_running_loop()
        self._began, self._until = self._loop.time(), float("inf")
        self.task = asyncio.ensure_future(making)
        self.task.add_done_callback(self._made)

    @property
    def over(self) -> bool:
        return self._loop.time() >= self._until

    def _made(self, task: asyncio.Future[Any]) -> None:
        failed = task.cancelled() or task.exception() is not None
        now = self._loop.time()
        self._until = now if failed else now + min(TIMES * (now - self._began), KEPT_S)


class Archive:
    """Reads; never writes.

    Attributes:
        engine: for what `studio.archive.past`, `counts` and `search` ask.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._kept: OrderedDict[tuple[str, str], tuple[str, list[Found]]] = OrderedDict()
        self._shared: OrderedDict[str, _Shared] = OrderedDict()

    async def available(self) -> bool:
        """Whether the database answers and has its tables."""
        try:
            await self.position(OFFICE)
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def position(self, briefing: str) -> str:
        """The id of the last entry archived; "0-0" before the first."""
        async with self.engine.connect() as connection:
            found = await connection.scalar(select(POSITIONS.c.entry).where(POSITIONS.c.briefing == briefing))
        return str(found or "0-0")

    async def records(self, briefing: str, kind: str) -> list[Found]:
        """All records of a kind in one log; read again only when the archive has moved: many ask at once."""
        position = await self.position(briefing)
        kept = self._kept.pop((briefing, kind), None)
        if kept is None or kept[0] != position:
            wanted = select(RECORDS).where(RECORDS.c.briefing == briefing, RECORDS.c.kind == kind)
            async with self.engine.connect() as connection:
                kept = position, [Found(r.briefing, r.id, r.body) for r in await connection.execute(wanted)]
        self._kept[briefing, kind] = kept
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept[1]

    async def shared(self, name: str, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives: made once for all who ask meanwhile, and kept `TIMES` as long as that took.

        Args:
            name: what it is called.
            make: reads it; what it raises is raised here, and not kept.
        """
        found = self._shared.pop(name, None)
        if found is None or found.over:
            found = _Shared(make())
        self._shared[name] = found
        if len(self._shared) > SHARED:
            self._shared.popitem(last=False)
        made: T = await asyncio.shield(found.task)
        return made

    async def find(self, kind: str, lookup: str) -> Found | None:
        """The record of a kind that is also found by this: a listing by slug, a question by receipt hash."""
        wanted = select(RECORDS).where(RECORDS.c.kind == kind, RECORDS.c.lookup == lookup)
        async with self.engine.connect() as connection:
            row = (await connection.execute(wanted)).first()
        return Found(row.briefing, row.id, row.body) if row else None

    async def one(self, briefing: str, kind: str, id: str) -> Found | None:
        """A record by its key."""
        wanted = select(RECORDS).where(RECORDS.c.briefing == briefing, RECORDS.c.kind == kind, RECORDS.c.id == id)
        async with self.engine.connect() as connection:
            row = (await connection.execute(wanted)).first()
        return Found(row.briefing, row.id, row.body) if row else None

    async def backups(self) -> list[Backup]:
        """The backups that were begun, the latest first; whether the files still are, nobody knows here."""
        wanted = select(BACKUPS).order_by(BACKUPS.c.made_at.desc(), BACKUPS.c.sha256)
        async with self.engine.connect() as connection:
            rows = (await connection.execute(wanted)).all()
        return [Backup(r.made_at, r.name, None if r.sha256.startswith(BEGUN) else r.sha256) for r in rows]

    async def events(self, briefing: str, types: Collection[str], until: str) -> AsyncIterator[list[Happened]]:
        """The events of some types in order, `SLICE` at a time: a log may be longer than memory.

        Args:
            briefing: whose log.
            types: of the events.
            until: the id of the last entry looked at.
        """
        place = tuple_(EVENTS.c.entry, EVENTS.c.n)
        wanted = (
            select(EVENTS.c.entry, EVENTS.c.n, EVENTS.c.at, EVENTS.c.type, EVENTS.c.body)
            .where(EVENTS.c.briefing == briefing, EVENTS.c.type.in_(types), EVENTS.c.entry <= sortable(until))
            .order_by(EVENTS.c.entry, EVENTS.c.n)
            .limit(SLICE)
        )
        after: tuple[str, int] = ("", -1)
        while True:
            async with self.engine.connect() as connection:
                rows = (await connection.execute(wanted.where(place > after))).all()
            if not rows:
                return
            yield [Happened(row.at, row.type, row.body) for row in rows]
            after = (rows[-1].entry, rows[-1].n)

    async def page(self, kind: str, lookup: str, after: tuple[str, str], most: int) -> list[tuple[str, str]]:
        """Briefings and ids of records of a kind that this finds, in their order from a place on."""
        place = tuple_(RECORDS.c.briefing, RECORDS.c.id)
        wanted = (
            select(RECORDS.c.briefing, RECORDS.c.id)
            .where(RECORDS.c.kind == kind, RECORDS.c.lookup == lookup, place > after)
            .order_by(RECORDS.c.briefing, RECORDS.c.id)
            .limit(most)
        )
        async with self.engine.connect() as connection:
            return [(row.briefing, row.id) for row in await connection.execute(wanted)]

    async def owed(self, wanted: Sieve) -> tuple[list[Owed], dict[str, int]]:
        """Notices of all briefings with their questions, those due first, and how many there are of each state.

        The counts are of the same department and region, whatever state is wanted.
        """
        place, of = (NOTICES.c.briefing, NOTICES.c.id), []
        if wanted.department:
            of.append(NOTICES.c.department == (None if wanted.department == "none" else wanted.department))
        if wanted.region:
            from_there = select(QUESTIONS.c.briefing, QUESTIONS.c.id).where(QUESTIONS.c.region == wanted.region)
            of.append(tuple_(*place).in_(from_there))
        counts = select(NOTICES.c.state, func.count()).where(*of).group_by(NOTICES.c.state)
        which = select(NOTICES).where(*of, NOTICES.c.state.in_(wanted.states)).order_by(*_by_due(NOTICES, wanted))
        # Chosen before the bodies are joined: those of a page are read, however many are owed.
        page = which.limit(wanted.most).offset(wanted.skip).subquery()
        notice, question = (_beside(page, kind) for kind in ("notice", "question"))
        rows = select(page.c.briefing, page.c.id, notice[0].c.body, question[0].c.body)
        rows = rows.join(*notice).join(*question).order_by(*_by_due(page, wanted))
        async with self.engine.connect() as connection:
            found = [Owed(*row) for row in await connection.execute(rows)]
            counted = {str(state): int(n) for state, n in await connection.execute(counts)}
        return found, counted

    async def close(self) -> None:
        """Gives the connections back."""
        await self.engine.dispose()


def _by_due(notices: FromClause, wanted: Sieve) -> tuple[ColumnElement[Any], ...]:
    due = notices.c.due.asc() if wanted.soonest else notices.c.due.desc()
    return due, notices.c.briefing, notices.c.id


def _beside(facts: FromClause, kind: str) -> tuple[FromClause, ColumnElement[bool]]:
    """The records of a kind that rows of facts were made of, or belong to, and what joins them."""
    found = RECORDS.alias(kind)
    return found, and_(found.c.briefing == facts.c.briefing, found.c.kind == kind, found.c.id == facts.c.id)
