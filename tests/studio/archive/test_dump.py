"""The archive's rows out of one database and into another, of one moment, and whatever the revision."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Integer, String, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.dump import NotEmptyError, disregard, loading, remember, snapshot
from studio.archive.engine import connect
from studio.archive.queries import Archive, Backup
from studio.archive.schema import migrate, revision, revisions
from studio.archive.tables import BACKUPS, EVENTS, METADATA, POSITIONS, RECORDS, TEXTS
from tests.studio.archive import test_schema

pytestmark = pytest.mark.integration

drop = test_schema.drop
Lines = dict[str, list[bytes]]
BODY = {"text": "Қазақша \u0000 \U0001f600", "n": 2**60, "none": None, "list": [1.5, True]}


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = connect(f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3")
    yield engine
    await engine.dispose()


@pytest.fixture
async def postgresql(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(postgres_url)
    await drop(engine)
    yield engine
    await drop(engine)
    await engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


async def fill(engine: AsyncEngine, rows: int = 1200) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        for n in range(rows):
            event = {"briefing": "b", "entry": f"{n:06}", "n": 0, "at": n, "by": "desk", "type": "asked", "body": BODY}
            await connection.execute(insert(EVENTS).values(event))
        record = {"briefing": "b", "kind": "question", "id": "q", "version": "1", "body": BODY}
        await connection.execute(insert(RECORDS).values(record | {"lookup": None}))
        await connection.execute(insert(POSITIONS).values(briefing="b", entry="1-0"))


async def dumped(engine: AsyncEngine) -> tuple[str | None, Lines]:
    async with snapshot(engine) as found:
        return found.revision, {
            t.name: [json.dumps(row).encode() async for row in found.rows(t)] for t in found.tables
        }  # fmt: skip


async def load(engine: AsyncEngine, at: str | None, lines: Lines) -> None:
    async with loading(engine, at) as into:
        for name, some in lines.items():
            assert await into.rows(name, iter(some)) == len(some)


@pytest.mark.parametrize("way", ["sqlite to postgresql", "postgresql to sqlite"])
async def test_what_one_database_holds_another_one_holds_afterwards(
    sqlite: AsyncEngine, postgresql: AsyncEngine, way: str
) -> None:
    one, other = (sqlite, postgresql) if way.startswith("sqlite") else (postgresql, sqlite)
    await fill(one)
    at, lines = await dumped(one)
    assert at == revisions()[-1]
    assert {name: len(some) for name, some in lines.items() if some} == {"events": 1200, "records": 1, "positions": 1}
    await load(other, at, lines)
    assert await dumped(other) == (at, lines)
    assert (await Archive(other).records("b", "question"))[0].body == BODY
    async with other.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM records WHERE lookup IS NULL")) == 1


async def test_all_is_of_one_moment_while_others_write(engine: AsyncEngine) -> None:
    """An event and the position of each entry are written together; so they are read together."""
    await migrate(engine)
    stop, numbers = asyncio.Event(), count()
    other = connect(engine.url.render_as_string(hide_password=False))

    async def write() -> None:
        while not stop.is_set():
            n = next(numbers)
            async with other.begin() as connection:
                event = {"briefing": "b", "entry": f"{n:06}", "n": 0, "at": n, "by": "x", "type": "y", "body": {}}
                await connection.execute(insert(EVENTS).values(event))
                await connection.execute(insert(POSITIONS).values(briefing=str(n), entry="x"))

    writing = asyncio.create_task(write())
    for _ in range(10):
        async with snapshot(engine) as found:
            before = -1
            for table in found.tables:
                if table.name in {"events", "positions"}:
                    rows = len([row async for row in found.rows(table)])
                    assert before in {-1, rows}
                    before = rows
                    since = next(numbers)
                    while next(numbers) == since + 1:  # until somebody has written in between
                        since += 1
                        await asyncio.sleep(0)
    assert before > 0
    stop.set()
    await writing
    await other.dispose()


async def test_what_is_not_empty_is_left_as_it_is(engine: AsyncEngine) -> None:
    await fill(engine, 3)
    at, lines = await dumped(engine)
    with pytest.raises(NotEmptyError, match=r"^rows in (events|records|positions)$"):
        await load(engine, at, lines)
    assert await dumped(engine) == (at, lines)


async def test_an_archiver_that_only_looked_is_no_hindrance(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(insert(POSITIONS).values(briefing="office", entry="0-0"))
        await connection.execute(insert(POSITIONS).values(briefing="described", entry="1"))
    row = {"briefing": "office", "entry": "5-0"}
    await load(engine, revisions()[-1], {"positions": [json.dumps(row).encode()]})
    assert await Archive(engine).position("office") == "5-0"


async def test_a_load_that_fails_leaves_nothing(engine: AsyncEngine) -> None:
    row = json.dumps({"briefing": "office", "entry": "5-0"}).encode()
    with pytest.raises(Exception, match=r"(?i)unique"):
        await load(engine, revisions()[-1], {"positions": [row, row]})
    async with engine.connect() as connection:
        assert await connection.run_sync(revision) is None


@pytest.mark.parametrize("at", [None, *revisions()])
async def test_rows_of_each_revision_are_brought_to_the_newest(engine: AsyncEngine, at: str | None) -> None:
    """None: of before there were revisions."""
    await load(engine, at, {"positions": [json.dumps({"briefing": "office", "entry": "5-0"}).encode()]})
    async with engine.connect() as connection:
        assert await connection.run_sync(revision) == revisions()[-1]
    assert await Archive(engine).position("office") == "5-0"


async def test_rows_of_an_earlier_revision_want_a_new_database(engine: AsyncEngine) -> None:
    await migrate(engine)
    with pytest.raises(NotEmptyError, match=f"tables of revision {revisions()[-1]}, and the rows are of 0001"):
        await load(engine, "0001", {})


async def test_an_older_database_is_read_as_it_is(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all, [EVENTS, POSITIONS])
        await connection.execute(insert(POSITIONS).values(briefing="b", entry="1-0"))
    at, lines = await dumped(engine)
    assert at is None
    assert {name: len(some) for name, some in lines.items()} == {"events": 0, "positions": 1}
    assert not await remember(engine, 1, "x.tgz", "0" * 64)
    async with engine.connect() as connection:
        assert await connection.run_sync(revision) is None  # whoever makes a backup before an update changes nothing


async def test_an_empty_database_has_nothing(engine: AsyncEngine) -> None:
    assert await dumped(engine) == (None, {})


async def test_backups_are_remembered_the_latest_first(engine: AsyncEngine) -> None:
    await migrate(engine)
    for n in (1, 3, 2):
        assert await remember(engine, n, f"{n}.tgz", str(n) * 64)
    assert await remember(engine, 3, "renamed.tgz", "3" * 64)
    assert await Archive(engine).backups() == [
        Backup(3, "renamed.tgz", "3" * 64), Backup(2, "2.tgz", "2" * 64), Backup(1, "1.tgz", "1" * 64),
    ]  # fmt: skip
    await clear(engine)


async def test_one_that_is_being_made_is_known_until_it_is_whole_or_came_to_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    for n in (1, 2):
        assert await remember(engine, n, f"{n}.tgz")
    assert await Archive(engine).backups() == [Backup(2, "2.tgz", None), Backup(1, "1.tgz", None)]
    assert await remember(engine, 1, "1.tgz", "1" * 64)
    await disregard(engine, 2)
    assert await Archive(engine).backups() == [Backup(1, "1.tgz", "1" * 64)]
    await clear(engine)


async def clear(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(BACKUPS.delete())


@pytest.mark.parametrize("count", [1, 700])
async def test_what_a_database_makes_by_itself_goes_on(
    sqlite: AsyncEngine, postgresql: AsyncEngine, count: int
) -> None:
    """PostgreSQL's own numbers, and SQLite's index of texts."""
    row = {"briefing": "b", "kind": "question", "ref": "q", "language": "kk", "at": None, "text": "Су", "folded": "су"}
    lines = [json.dumps(row | {"id": 7 + n, "ref": f"q{n}"}).encode() for n in range(count)]
    title = [b'{"id": "b", "title": null}']
    for engine in (sqlite, postgresql):
        await load(engine, revisions()[-1], {"briefings": title, "texts": lines})
        async with engine.begin() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM briefings WHERE title IS NULL")) == 1
            await connection.execute(insert(TEXTS).values(row))
            assert await connection.scalar(select(func.max(TEXTS.c.id))) == 7 + count
    async with sqlite.connect() as connection:
        found = await connection.scalar(text("SELECT count(*) FROM texts_found WHERE texts_found MATCH 'су'"))
    assert found == count + 1


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_json_can_hold_what_the_columns_hold(table: Table) -> None:
    """A column of another type wants a line in `dump` that says how it is written down."""
    assert [c.name for c in table.c if not isinstance(c.type, Integer | String | Boolean | JSON)] == []
