"""The tables' revisions, on SQLite and PostgreSQL: what they make is what the code reads, and no row is lost."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.engine import connect
from studio.archive.queries import Archive
from studio.archive.schema import NewerDatabaseError, migrate, revision, revisions
from studio.archive.tables import EVENTS, METADATA, POSITIONS, RECORDS
from studio.archive.writer import Archiver
from studio.log_memory import MemoryLog
from tests.waiting import until

pytestmark = pytest.mark.integration

EVENT = {"briefing": "b", "entry": "1-0", "n": 0, "at": 1, "by": "desk", "type": "released", "body": {"question": "q"}}
RECORD = {"briefing": "b", "kind": "question", "id": "q", "version": "1-0", "lookup": None, "body": {"id": "q"}}


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database with no tables, neither before nor after."""
    engine = connect(database_url)
    await drop(engine)
    yield engine
    await drop(engine)
    await engine.dispose()


async def drop(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # its index of texts is a table of its own
            await connection.execute(text("DROP TABLE IF EXISTS texts_found"))
        await connection.run_sync(METADATA.drop_all)
        await connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


async def at(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        return await connection.run_sync(revision)


async def rows(engine: AsyncEngine) -> list[list[Any]]:
    async with engine.connect() as connection:
        return [list(map(tuple, await connection.execute(select(t)))) for t in (EVENTS, RECORDS, POSITIONS)]


async def test_the_revisions_make_what_the_code_says_there_is(empty: AsyncEngine) -> None:
    await migrate(empty)

    def differences(connection: Connection) -> list[Any]:
        ours = {"include_name": lambda name, _type, _parents: not (name or "").startswith("texts_found")}
        return compare_metadata(MigrationContext.configure(connection, opts=ours), METADATA)

    async with empty.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await at(empty) == revisions()[-1]


@pytest.mark.parametrize("made", ["whole", "half"])
async def test_a_database_from_before_the_revisions_keeps_its_rows(empty: AsyncEngine, made: str) -> None:
    old = [EVENTS, RECORDS, POSITIONS] if made == "whole" else [EVENTS]  # one that died while it made them
    async with empty.begin() as connection:
        await connection.run_sync(METADATA.create_all, old)
        await connection.execute(insert(EVENTS), [EVENT])
        if made == "whole":
            await connection.execute(insert(RECORDS), [RECORD])
            await connection.execute(insert(POSITIONS), [{"briefing": "b", "entry": "1-0"}])
    before = await rows(empty) if made == "whole" else [[tuple(EVENT.values())], [], []]
    await migrate(empty)
    assert await at(empty) == revisions()[-1]
    assert await rows(empty) == before
    await migrate(empty)
    assert await rows(empty) == before


async def test_many_may_begin_at_once(empty: AsyncEngine) -> None:
    others = [connect(empty.url.render_as_string(hide_password=False)) for _ in range(5)]
    await asyncio.gather(*(migrate(engine) for engine in (empty, *others)))
    async with empty.connect() as connection:
        stamps = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
    assert stamps == [revisions()[-1]]
    for engine in others:
        await engine.dispose()


async def test_a_step_that_fails_leaves_nothing_of_the_others(
    empty: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index can't be made where a table has its name."""
    async with empty.begin() as connection:
        await connection.execute(text("CREATE TABLE records (briefing INTEGER)"))
    with pytest.raises(Exception, match="kind"):
        await migrate(empty)
    async with empty.connect() as connection:
        names = await connection.run_sync(lambda c: c.dialect.get_table_names(c))
    assert names == ["records"]


async def stamp(engine: AsyncEngine, revision: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


async def test_a_newer_database_is_refused_by_name_and_not_touched(empty: AsyncEngine) -> None:
    await migrate(empty)
    await stamp(empty, "9999")
    with pytest.raises(NewerDatabaseError, match=rf"at revision 9999.*up to {revisions()[-1]}"):
        await migrate(empty)
    assert await at(empty) == "9999"
    assert await Archive(empty).available()  # a page can be read all the same


async def test_the_archiver_says_why_it_waits_for_a_newer_database(empty: AsyncEngine, capsys: Any) -> None:
    await migrate(empty)
    await stamp(empty, "9999")
    said: list[str | None] = []
    stop = asyncio.Event()
    archiver = Archiver(MemoryLog(), empty, lambda *_: None, lambda _part, reason: said.append(reason))
    task = asyncio.create_task(archiver.run(stop))
    await until(lambda: len(said) > 1)
    assert set(said) == {"NewerDatabaseError"}
    await stamp(empty, revisions()[-1])
    await until(lambda: said[-1] is None)
    stop.set()
    await asyncio.wait_for(task, 10)
    assert capsys.readouterr().out.count("9999") == 1


async def test_it_prints_nothing_and_leaves_logging_as_it_was(empty: AsyncEngine, capfd: Any) -> None:
    def shape() -> str:
        root = logging.getLogger()
        return json.dumps([str(root.handlers), root.level, root.disabled, logging.getLogger("studio").disabled])

    before = shape()
    await migrate(empty)
    assert shape() == before
    assert capfd.readouterr() == ("", "")
