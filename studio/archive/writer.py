"""Follows the log into SQL. The position moves in the transaction that writes the rows, so each entry is there once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

import msgspec
import structlog
from sqlalchemy import insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.engine import connect, scrub
from studio.archive.index import redescribe, upsert, write_facts, write_texts
from studio.archive.schema import NewerDatabaseError, migrate
from studio.archive.tables import EVENTS, POSITIONS, RECORDS, Describe, Described, sortable
from studio.events import OFFICE
from studio.log import Log, Stored, Unavailable

LOG = structlog.get_logger()
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between tries while the database or the store is away; the last one repeats."""

AT_ONCE = 4
"""Transactions at once: hundreds of briefings begin together at a start, and the pool has a dozen connections."""
REVISITED = 100
"""Ended briefings looked at in one turn of the list: 2,000 of them in four seconds."""
WORK_S = 2.0
"""How long the end waits for a transaction under way; what it does not finish the next start writes."""
T = TypeVar("T")


class Line(msgspec.Struct):
    """An entry as the log has it (`studio.events.Entry`). Its events go into the database as they are written."""

    at: int
    by: str
    events: list[msgspec.Raw]
    touched: list[str]


class _Typed(msgspec.Struct):
    type: str


_line, _typed = msgspec.json.Decoder(Line).decode, msgspec.json.Decoder(_Typed).decode
Entries = Sequence[tuple[str, Line]]
Row = dict[str, Any]


class Batch(NamedTuple):
    """What is written in one transaction: entries of a log, and the records that they touched.

    Attributes:
        last: the position after it.
        entries: how many.
        events: rows of theirs.
        records: rows of the records.
        described: what stands beside the records, by their keys.
    """

    last: str
    entries: int
    events: list[Row]
    records: list[Row]
    described: Mapping[str, Described]


FORGETS = frozenset({"diverted", "erased", "line_forgotten"})
"""Events after which the database's files must not hold any more what stood in records before."""
LIST, TABLES = "the list", "the tables"
"""Parts of the work that are no briefing's."""

Status = Callable[[str, "str | None"], None]
"""Told what the process waits for: a part's name, and a reason while it is away."""


class OvertakenError(Exception):
    """Another archiver has written these entries."""


class Archiver:
    """Writes the logs of all briefings, and of the office, into one database."""

    def __init__(self, log: Log, engine: AsyncEngine, describe: Describe, status: Status) -> None:
        self._log = log
        self._engine = engine
        self._describe = describe
        self._status = status
        self._away: dict[str, str] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._work: set[asyncio.Task[Any]] = set()
        self._rests: dict[str, str] = {}  # ended briefings, and up to which entry they are archived
        self._next = 0  # of those, the one to look at next
        self.written = 0  # entries since the start
        self._to_scrub = True  # whoever wrote here before may have died before they did
        self._scrubbing: asyncio.Task[Any] | None = None
        self._scrub_next = 0.0  # the loop's second before which it is not tried again

    async def run(self, stop: asyncio.Event) -> None:
        """Archives until `stop`; a database or a store that goes away is waited for."""
        while not await self._migrated():
            if await _waits(stop, RETRY_S[2]):
                return
        followers: dict[str, asyncio.Task[None]] = {}
        followers[OFFICE] = asyncio.create_task(self._follow(OFFICE, finished=False))
        try:
            while not await _waits(stop, RETRY_S[0]):
                grown = await self._grown()
                for briefing, finished in (await self._listed()).items():
                    if briefing not in followers or (briefing in grown and followers[briefing].done()):
                        followers[briefing] = asyncio.create_task(self._follow(briefing, finished=finished))
                self._tidy()
        finally:
            await _end(followers.values())
            if self._work:
                await asyncio.wait(self._work, timeout=WORK_S)

    async def catch_up(self, briefing: str) -> None:
        """Archives one log up to its present end, beside whoever else archives it.

        Raises:
            SQLAlchemyError, OSError, Unavailable: the database or the store is away.
        """
        while True:
            try:
                return await self._archive(briefing, finished=True)
            except OvertakenError:
                continue

    def _tidy(self) -> None:
        """Has what a diverted question said taken out of SQLite's log, again and again until nobody reads from it.

        Beside the run loop, since it waits for readers; and not all the time, since nobody can write meanwhile.
        """
        free = self._scrubbing is None or self._scrubbing.done()
        if self._to_scrub and free and asyncio.get_running_loop().time() >= self._scrub_next:
            self._scrubbing = asyncio.create_task(self._scrub())
            self._work.add(self._scrubbing)
            self._scrubbing.add_done_callback(self._worked)

    async def _scrub(self) -> None:
        clock = asyncio.get_running_loop().time
        began, self._to_scrub = clock(), False  # before: what is diverted meanwhile asks for another
        try:
            emptied = await scrub(self._engine)
        except (SQLAlchemyError, OSError):  # whoever writes tells that the database is away
            emptied = False
        self._to_scrub |= not emptied
        self._scrub_next = clock() + (clock() - began)

    async def _grown(self) -> set[str]:
        """Ended briefings whose log has grown since it was archived: answers come later, and corrections.

        Some at a time: nobody waits long for what comes the day after, and thousands of them may lie there.
        """
        resting = [*self._rests]
        some = resting[self._next : self._next + REVISITED]
        self._next = self._next + REVISITED if self._next + REVISITED < len(resting) else 0
        try:
            found = await self._log.positions(some) if some else {}
        except Unavailable:  # told by whoever watches the store
            return set()
        return {briefing for briefing, last in found.items() if sortable(last) > sortable(self._rests[briefing])}

    async def _listed(self) -> dict[str, bool]:
        """Every briefing of the office's list as archived so far, and whether it has ended."""
        wanted = select(RECORDS.c.id, RECORDS.c.body).where(RECORDS.c.briefing == OFFICE, RECORDS.c.kind == "listing")
        try:
            async with self._engine.connect() as connection:
                rows = (await connection.execute(wanted)).all()
        except (SQLAlchemyError, OSError) as error:
            self._tell(LIST, error)
            return {}
        self._tell(LIST, None)
        return {row.id: row.body["listing"]["state"] == "ended" for row in rows}

    async def _follow(self, briefing: str, *, finished: bool) -> None:
        """Archives one log, again and again, ever slower while that fails."""
        tries, loop = 0, asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                return await self._archive(briefing, finished=finished)
            except OvertakenError:
                continue
            except Exception as error:
                # Whatever it was: a log that is no longer archived must be seen, and tried again.
                if not isinstance(error, Unavailable):  # the store's absence is told by whoever watches the store
                    self._tell(briefing, error)
                LOG.warning("archive waits", briefing=briefing, error=type(error).__name__)
            tries = 0 if loop.time() - began > RETRY_S[-1] else tries + 1
            await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])

    async def _archive(self, briefing: str, *, finished: bool) -> None:
        """Archives one log for ever; that of a briefing which has ended up to its present end."""
        last = sortable((await self._log.scan(briefing, []))[0])
        after = await self._whole(partial(self._position, briefing))
        if sortable(after) >= last:
            self._tell(briefing, None)  # the database answers, and nothing waits to be written
            if finished:
                self._rests[briefing] = after
                return
        async with contextlib.aclosing(self._ahead(briefing, after)) as batches:
            async for batch in batches:
                await self._whole(partial(self.write, briefing, after, batch))
                after = batch.last
                if any(row["type"] == "briefing_ended" for row in batch.events):
                    finished, last = True, sortable(after)
                if finished and sortable(after) >= last:
                    self._rests[briefing] = after
                    return

    async def _ahead(self, briefing: str, after: str) -> AsyncGenerator[Batch, None]:
        """Batches of a log: while the database is at work on one, the next one is read and made ready."""
        entries = self._log.written(briefing, after)

        async def read() -> Batch:
            some = [(entry.id, _line(entry.body)) for entry in await anext(entries)]
            touched = list(dict.fromkeys(key for _, entry in some for key in entry.touched))
            return self.ready(briefing, some, await self._log.read(briefing, touched))

        reading = asyncio.create_task(read())
        try:
            while True:
                batch = await reading
                reading = asyncio.create_task(read())
                yield batch
        finally:
            await _end([reading])

    async def _whole(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Work with the database that a cancellation does not cut: aiosqlite may hang for ever when it is."""
        async with self._turns:
            task = asyncio.create_task(work())
            self._work.add(task)
            task.add_done_callback(self._worked)
            return await asyncio.shield(task)

    def _worked(self, task: asyncio.Task[Any]) -> None:
        self._work.discard(task)
        if not task.cancelled():
            task.exception()  # its caller may be gone; that it failed is then nobody's surprise

    def _tell(self, part: str, error: Exception | None) -> None:
        """Notes what fails at which part, and tells the first of all that fail: one's success is not the others'."""
        if error is None:
            self._away.pop(part, None)
        else:
            self._away[part] = type(error).__name__
        self._status("database", next(iter(self._away.values()), None))

    async def _position(self, briefing: str) -> str:
        async with self._engine.begin() as connection:
            found = await connection.scalar(select(POSITIONS.c.entry).where(POSITIONS.c.briefing == briefing))
            if found is None:
                await connection.execute(
                    upsert(connection, POSITIONS).values(briefing=briefing, entry="0-0").on_conflict_do_nothing()
                )
        return str(found or "0-0")

    def ready(self, briefing: str, entries: Entries, records: Mapping[str, Stored | None]) -> Batch:
        """Makes rows of entries and of the records that they touched."""
        found = {k: s for k, s in records.items() if s is not None}
        described = {k: self._describe(briefing, k.partition("/")[0], s.body) for k, s in found.items()}
        return Batch(
            last=entries[-1][0],
            entries=len(entries),
            events=[row for id, entry in entries for row in _events(briefing, id, entry)],
            records=[_record(briefing, k, s, described[k]) for k, s in found.items()],
            described=described,
        )

    async def write(self, briefing: str, after: str, batch: Batch) -> None:
        """One transaction: the position, the events, the records.

        Raises:
            OvertakenError: the position is no longer `after`.
        """
        async with self._engine.begin() as connection:
            moved = await connection.execute(
                update(POSITIONS)
                .where(POSITIONS.c.briefing == briefing, POSITIONS.c.entry == after)
                .values(entry=batch.last)
            )
            if moved.rowcount != 1:
                raise OvertakenError(briefing)
            if batch.events:
                await connection.execute(insert(EVENTS), batch.events)
            if batch.records:
                newer = upsert(connection, RECORDS)
                new = {c: newer.excluded[c] for c in ("version", "lookup", "body")}
                await connection.execute(
                    newer.on_conflict_do_update(
                        index_elements=["briefing", "kind", "id"],
                        set_=new,
                        where=newer.excluded.version > RECORDS.c.version,
                    ),
                    batch.records,
                )
                await write_facts(connection, batch.described.values())
                await write_texts(connection, briefing, {k: d.texts for k, d in batch.described.items()})
        self.written += batch.entries
        self._to_scrub |= any(row["type"] in FORGETS for row in batch.events)
        self._tell(briefing, None)

    async def _migrated(self) -> bool:
        try:
            await self._whole(partial(migrate, self._engine))
            await self._whole(partial(redescribe, self._engine, self._describe))
        except (SQLAlchemyError, OSError, NewerDatabaseError) as error:
            if isinstance(error, NewerDatabaseError) and TABLES not in self._away:  # once: it stays so
                LOG.error("archive waits", reason=str(error))
            self._tell(TABLES, error)
            return False
        self._tell(TABLES, None)
        return True


def _events(briefing: str, id: str, entry: Line) -> list[Row]:
    of = {"briefing": briefing, "entry": sortable(id), "at": entry.at, "by": entry.by}
    return [{**of, "n": n, "type": _type(event), "body": event} for n, event in enumerate(entry.events)]


def _type(event: msgspec.Raw) -> str:
    return _typed(event).type


def _record(briefing: str, key: str, stored: Stored, described: Described) -> Row:
    kind, _, id = key.partition("/")
    body = msgspec.Raw(stored.body) if described.body is None else described.body
    return {"briefing": briefing, "kind": kind, "id": id, "version": sortable(stored.version),
            "lookup": described.lookup, "body": body}  # fmt: skip


async def _end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancels tasks until they are done: before Python 3.12 a library's `wait_for` may swallow one cancellation."""
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.2)


async def _waits(stop: asyncio.Event, seconds: float) -> bool:
    """Waits that long, or until `stop`; says whether it was `stop`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()


async def run(log: Log, database_url: str, describe: Describe, stop: asyncio.Event, status: Status) -> None:
    """The archive process."""
    engine = connect(database_url)
    try:
        await Archiver(log, engine, describe, status).run(stop)
    finally:
        await engine.dispose()
