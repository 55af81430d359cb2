"""The writer and the queries, on SQLite and PostgreSQL: every entry once, records by version, outages waited for."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.engine import connect
from studio.archive.queries import Archive
from studio.archive.tables import EVENTS, POSITIONS, Described, sortable
from studio.archive.writer import REVISITED, Archiver, Line, OvertakenError
from studio.events import OFFICE, BriefingEnded, Entry, Released
from studio.log import Append, Appended, Stored
from studio.log_memory import MemoryLog
from tests.waiting import until

pytestmark = pytest.mark.integration


class Waits:
    """What the archiver says it waits for, and a way to wait until it says so."""

    def __init__(self) -> None:
        self.reason: str | None = "not started"
        self.history: list[str | None] = []

    def __call__(self, part: str, reason: str | None) -> None:
        self.reason = reason
        self.history.append(reason)


def describe(briefing: str, kind: str, raw: bytes) -> Described:
    body = json.loads(raw)
    return Described(lookup=body.get("receipt") or (body["listing"]["slug"] if kind == "listing" else None))


def line(entry: str) -> Line:
    return msgspec.json.decode(entry, type=Line)


async def touch(log: MemoryLog, briefing: str, key: str, body: dict[str, Any]) -> str:
    """One entry that leaves `body` under `key`."""
    before = (await log.read(briefing, [key]))[key]
    entry = Entry(at=1, by="desk", events=(Released(question="q1"),), touched=(key,))
    outcome = await log.append(
        briefing,
        Append(
            expected={key: before.version if before else None},
            records={key: json.dumps(body).encode()},
            entry=entry.model_dump_json().encode(),
        ),
    )
    assert isinstance(outcome, Appended)
    return outcome.id


async def list_briefing(log: MemoryLog, briefing: str, state: str = "live") -> None:
    await touch(
        log, OFFICE, f"listing/{briefing}", {"id": briefing, "listing": {"slug": f"s-{briefing}", "state": state}}
    )


@asynccontextmanager
async def archiving(log: MemoryLog, engine: AsyncEngine, status: Waits | None = None) -> AsyncIterator[Archiver]:
    """An archiver at work, ended as the process ends it; the engine stays."""
    archiver, stop = Archiver(log, engine, describe, status or Waits()), asyncio.Event()
    task = asyncio.create_task(archiver.run(stop))
    try:
        yield archiver
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def reached(archive: Archive, briefing: str, log: MemoryLog) -> bool:
    return await archive.position(briefing) == log.shelves[briefing].log[-1].id


async def counted(engine: AsyncEngine, briefing: str) -> int:
    async with engine.connect() as connection:
        found = await connection.scalar(select(func.count()).where(EVENTS.c.briefing == briefing))
    return int(found or 0)


async def test_what_is_listed_is_archived_and_found_again(engine: AsyncEngine):
    log, archive, briefing = MemoryLog(), Archive(engine), secrets.token_hex(6)
    await list_briefing(log, briefing)
    await touch(log, briefing, "question/q1", {"id": "q1", "receipt": "aa", "text": "old"})
    last = await touch(log, briefing, "question/q1", {"id": "q1", "receipt": "aa", "text": "new"})
    async with archiving(log, engine):

        async def done() -> bool:
            return await archive.position(briefing) == last

        await until(done)
    assert [(r.id, r.body["text"]) for r in await archive.records(briefing, "question")] == [("q1", "new")]
    assert (await archive.find("question", "aa")).body["text"] == "new"
    assert (await archive.find("listing", f"s-{briefing}")).id == briefing
    assert await archive.find("question", "bb") is None
    assert await counted(engine, briefing) == 2


async def test_a_restart_continues_and_an_ended_briefing_is_caught_up(engine: AsyncEngine):
    log, archive, briefing = MemoryLog(), Archive(engine), secrets.token_hex(6)
    await list_briefing(log, briefing, "ended")
    for round_ in range(3):
        last = await touch(log, briefing, "question/q1", {"id": "q1", "text": str(round_)})

        async def done(last: str = last) -> bool:
            return await archive.position(briefing) == last

        async with archiving(log, engine):
            await until(done)
        assert await counted(engine, briefing) == round_ + 1


async def test_what_comes_after_the_end_is_archived_too(engine: AsyncEngine):
    """Answers and corrections are appended the day after, also to briefings that had ended before the start."""
    log, archive = MemoryLog(), Archive(engine)
    briefings = [secrets.token_hex(6) for _ in range(REVISITED + 3)]
    for briefing in briefings:
        await list_briefing(log, briefing, "ended")
        await touch(log, briefing, "question/q1", {"id": "q1", "text": "asked"})
    async with archiving(log, engine):
        for briefing in (briefings[0], briefings[-1]):

            async def caught_up(briefing: str = briefing) -> bool:
                return await reached(archive, briefing, log)

            await until(caught_up)
            for answer in ("first", "second"):
                await touch(log, briefing, "question/q1", {"id": "q1", "text": answer})
                await until(caught_up)
                assert [r.body["text"] for r in await archive.records(briefing, "question")] == [answer]


async def test_a_briefing_that_ends_is_followed_no_more_but_looked_at(engine: AsyncEngine):
    log, archive, briefing = MemoryLog(), Archive(engine), secrets.token_hex(6)
    await list_briefing(log, briefing)

    async def caught_up() -> bool:
        return await reached(archive, briefing, log)

    async with archiving(log, engine) as archiver:
        await touch(log, briefing, "question/q1", {"id": "q1"})
        await until(caught_up)
        ended = Entry(at=2, by="office", events=(BriefingEnded(),), touched=())
        await log.append(briefing, Append(expected={}, records={}, entry=ended.model_dump_json().encode()))

        async def rests() -> bool:
            return briefing in archiver._rests

        await until(rests)
        await list_briefing(log, briefing, "ended")
        await touch(log, briefing, "question/q1", {"id": "q1", "text": "late"})
        await until(caught_up)


async def test_its_end_closes_no_connection_that_others_use(engine: AsyncEngine):
    pool = engine.pool
    async with archiving(MemoryLog(), engine):
        pass
    assert engine.pool is pool  # one that is disposed of leaves what is on loan to the garbage collector


async def test_two_archivers_write_each_entry_once(engine: AsyncEngine):
    log, archive, briefing = MemoryLog(), Archive(engine), secrets.token_hex(6)
    await list_briefing(log, briefing)
    async with archiving(log, engine), archiving(log, engine):
        for n in range(200):
            last = await touch(log, briefing, f"question/q{n % 7}", {"id": f"q{n % 7}", "n": n})

        async def done() -> bool:
            return await archive.position(briefing) == last

        await until(done)
    assert await counted(engine, briefing) == 200
    bodies = {r.id: r.body["n"] for r in await archive.records(briefing, "question")}
    assert bodies == {f"q{n % 7}": n for n in range(200)}


async def test_the_position_and_the_rows_move_together(engine: AsyncEngine):
    """A write that fails half-way leaves neither; one from an old position is refused."""
    archiver, briefing = Archiver(MemoryLog(), engine, describe, Waits()), secrets.token_hex(6)
    await archiver._position(briefing)
    entry = Entry(at=1, by="desk", events=(Released(question="q1"),), touched=("question/q1",)).model_dump_json()
    good = {"question/q1": Stored("1-0", b'{"id": "q1"}')}
    twice = [("1-0", line(entry)), ("1-0", line(entry))]  # the same primary key twice: the insert fails
    with pytest.raises(Exception, match=r"(?i)unique"):
        await archiver.write(briefing, "0-0", archiver.ready(briefing, twice, good))
    assert await archiver._position(briefing) == "0-0"
    assert await counted(engine, briefing) == 0
    await archiver.write(briefing, "0-0", archiver.ready(briefing, [("1-0", line(entry))], good))
    with pytest.raises(OvertakenError):
        await archiver.write(briefing, "0-0", archiver.ready(briefing, [("2-0", line(entry))], good))
    assert await archiver._position(briefing) == "1-0"


async def test_an_older_version_never_replaces_a_newer_one(engine: AsyncEngine):
    archiver, briefing = Archiver(MemoryLog(), engine, describe, Waits()), secrets.token_hex(6)
    await archiver._position(briefing)
    entry = Entry(at=1, by="desk", events=(), touched=("question/q1",)).model_dump_json()
    after = "0-0"
    for id, version, body in (("10-0", "10-0", b'{"v": "new"}'), ("11-0", "9-0", b'{"v": "old"}')):
        batch = archiver.ready(briefing, [(id, line(entry))], {"question/q1": Stored(version, body)})
        await archiver.write(briefing, after, batch)
        after = batch.last
    assert [r.body for r in await Archive(engine).records(briefing, "question")] == [{"v": "new"}]


async def test_a_database_that_goes_away_is_waited_for(engine: AsyncEngine):
    log, archive, briefing, status = MemoryLog(), Archive(engine), secrets.token_hex(6), Waits()
    await list_briefing(log, briefing)
    await touch(log, briefing, "question/q1", {"id": "q1"})

    async def written() -> bool:
        return await counted(engine, briefing) == 1

    async def rename(old: str, new: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    async with archiving(log, engine, status):
        await until(written)
        assert status.reason is None
        await rename("events", "events_away")
        await touch(log, briefing, "question/q1", {"id": "q1"})

        async def red() -> bool:
            return status.reason is not None

        await until(red)
        since = len(status.history)

        async def later() -> bool:
            return len(status.history) > since + 4

        await until(later)
        assert None not in status.history[since:]  # that the list can be read is no comfort
        await rename("events_away", "events")

        async def twice() -> bool:
            with suppress(Exception):
                return await counted(engine, briefing) == 2 and status.reason is None
            return False

        await until(twice)
    assert await archive.available()


async def test_a_database_is_back_when_it_answers_though_nobody_writes(engine: AsyncEngine):
    log, briefing, status = MemoryLog(), secrets.token_hex(6), Waits()
    await list_briefing(log, briefing)

    async def rename(old: str, new: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    await touch(log, briefing, "question/q1", {"id": "q1"})

    async def written() -> bool:
        return await counted(engine, briefing) == 1

    async def well() -> bool:
        return status.reason is None

    async def red() -> bool:
        return status.reason is not None

    async with archiving(log, engine, status):
        await until(written)
        await rename("records", "records_away")
        await until(red)
        await rename("records_away", "records")
        await until(well)


async def test_it_ends_in_the_middle_of_its_work(engine: AsyncEngine):
    """Told to stop while its transaction waits for another's: it ends, and the next start goes on."""
    log, archive, briefing = MemoryLog(), Archive(engine), secrets.token_hex(6)
    await list_briefing(log, briefing)
    first = await touch(log, briefing, "question/q1", {"id": "q1"})
    other, stop = connect(engine.url.render_as_string(hide_password=False)), asyncio.Event()
    archiver = Archiver(log, engine, describe, Waits())
    task = asyncio.create_task(archiver.run(stop))

    async def known() -> bool:
        return await archive.position(briefing) == first

    async def writing() -> bool:
        return bool(archiver._work)

    await until(known)
    async with other.begin() as held:
        await held.execute(update(POSITIONS).values(entry=POSITIONS.c.entry))  # nobody else can write now
        last = await touch(log, briefing, "question/q1", {"id": "q1", "new": True})
        await until(writing)
        stop.set()
        await asyncio.wait({task}, timeout=0.6)  # it was told, and has given its followers up
    await asyncio.wait_for(task, 5)
    await other.dispose()
    async with archiving(log, engine):

        async def done() -> bool:
            return await archive.position(briefing) == last

        await until(done)
    assert await counted(engine, briefing) == 2


async def test_what_many_ask_for_is_made_once_and_kept_longer_the_longer_it_took(tmp_path: Path):
    archive, made = Archive(connect(f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3")), []

    async def make() -> int:
        made.append(await archive.available())
        return len(made)

    assert await asyncio.gather(*(archive.shared("a", make) for _ in range(10))) == [1] * 10
    assert await archive.shared("b", make) == 2

    async def later() -> bool:
        return await archive.shared("a", make) == 3

    await until(later)
    await archive.close()


async def test_what_could_not_be_made_is_tried_again(tmp_path: Path):
    archive, tries = Archive(connect(f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3")), []

    async def fails() -> None:
        tries.append(1)
        raise ConnectionError

    for _ in range(2):
        with pytest.raises(ConnectionError):
            await archive.shared("a", fails)
    assert len(tries) == 2
    await archive.close()


def test_stream_ids_sort_as_text_as_they_do_in_time():
    ids = ["9-0", "10-0", "10-2", "10-11", "1700000000000-0"]
    assert sorted(map(sortable, reversed(ids))) == [sortable(id) for id in ids]
