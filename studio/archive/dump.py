"""The archive's rows as values, of one moment and whatever the revision, and rows back into an empty database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from sqlalchemy import JSON, Connection, Integer, MetaData, Table, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from studio.archive.schema import IN_TURN, revision, revisions, upgrade
from studio.archive.tables import BACKUPS, BEGUN, METADATA, POSITIONS

BATCH = 500
"""Rows of one INSERT."""


class NotEmptyError(Exception):
    """The database is not empty; the text says of what."""


class Snapshot(NamedTuple):
    """A database at one moment: all that is read of it is of that.

    Attributes:
        revision: of its tables; None where they have none.
        tables: those that it has, as it has them, each after those that it refers to.
    """

    connection: AsyncConnection
    revision: str | None
    tables: list[Table]

    async def rows(self, table: Table) -> AsyncIterator[dict[str, Any]]:
        """All rows of a table, by column; they are fetched bit by bit."""
        async with self.connection.stream(select(table).order_by(*table.primary_key)) as found:
            async for row in found.mappings():
                yield dict(row)


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[Snapshot]:
    """The database as it is now, while others go on writing.

    Raises:
        SQLAlchemyError, OSError: it can't be read.
    """
    async with engine.connect() as plain:
        connection = plain
        if engine.dialect.name == "postgresql":
            connection = await plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        else:
            await connection.execute(text("BEGIN"))  # else each SELECT would be of a moment of its own
        yield Snapshot(connection, await connection.run_sync(revision), await connection.run_sync(_tables))


def _tables(connection: Connection) -> list[Table]:
    """Our tables as they stand in the database: an older revision lacks some, or columns."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in METADATA.tables)
    return found.sorted_tables


class Load:
    """Rows on their way into an empty database, in one transaction."""

    def __init__(self, connection: AsyncConnection, tables: Iterable[Table]) -> None:
        self._connection, self._tables = connection, {table.name: table for table in tables}
        for column in (column for table in self._tables.values() for column in table.c):
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)  # else nothing would become JSON's null

    async def rows(self, name: str, lines: Iterator[bytes]) -> int:
        """Writes the rows of a table, as `Snapshot.rows` gave them and JSON holds them; gives their number.

        Raises:
            KeyError: there is no such table.
        """
        table, n, batch = self._tables[name], 0, list[Any]()
        for n, line in enumerate(lines, 1):  # noqa: B007 - it is given back
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                await self._connection.execute(insert(table), batch)
                batch = []
        if batch:
            await self._connection.execute(insert(table), batch)
        return n


@asynccontextmanager
async def loading(engine: AsyncEngine, at: str | None) -> AsyncIterator[Load]:
    """The tables at the revision that the rows are of; after the block, all at the newest one. All or nothing.

    Args:
        engine: the database.
        at: the revision; None for rows from before there were any.

    Raises:
        NotEmptyError: there are rows already, or tables of a later revision.
        NewerDatabaseError: this code does not know its revision.
        SQLAlchemyError, OSError: it can't be written.
    """
    at = at or revisions()[0]
    async with engine.begin() as connection:
        await connection.execute(text(IN_TURN[engine.dialect.name]))
        for table in await connection.run_sync(_tables):
            await _empty(connection, table)
        stands = await connection.run_sync(revision)
        if stands in revisions()[revisions().index(at) + 1 :]:
            raise NotEmptyError(f"tables of revision {stands}, and the rows are of {at}")
        await connection.run_sync(upgrade, at)
        tables = await connection.run_sync(_tables)
        yield Load(connection, tables)
        if engine.dialect.name == "postgresql":
            await _count_on(connection, tables)
        await connection.run_sync(upgrade, revisions()[-1])


async def _empty(connection: AsyncConnection, table: Table) -> None:
    if table.name == POSITIONS.name:  # without rows elsewhere, those of an archiver that has begun and found nothing
        await connection.execute(delete(table))
    elif await connection.scalar(select(func.count()).select_from(table)):
        raise NotEmptyError(f"rows in {table.name}")


async def _count_on(connection: AsyncConnection, tables: Iterable[Table]) -> None:
    """Lets the numbers that PostgreSQL gives out go on after those that were written."""
    for table in tables:
        for column in table.primary_key:
            if isinstance(column.type, Integer):
                sequence = func.pg_get_serial_sequence(table.name, column.name)  # NULL where it has none: then nothing
                await connection.execute(select(func.setval(sequence, func.max(column))).having(func.max(column) > 0))


async def remember(engine: AsyncEngine, made_at: int, name: str, sha256: str | None = None) -> bool:
    """Notes that there is a backup, or will be, for whoever must know what it may still hold.

    Args:
        engine: the database.
        made_at: when it began, ms since the epoch; by this it is known.
        name: of its file, without folders.
        sha256: of its file; None while it is being made.

    Returns:
        Whether it is noted; a database of an older revision has no place for it.
    """
    async with engine.begin() as connection:
        if BACKUPS.name not in {table.name for table in await connection.run_sync(_tables)}:
            return False
        await connection.execute(delete(BACKUPS).where((BACKUPS.c.sha256 == sha256) | (BACKUPS.c.made_at == made_at)))
        row = {"made_at": made_at, "name": name[-255:], "sha256": sha256 or f"{BEGUN}{made_at}"}
        await connection.execute(insert(BACKUPS).values(row))
    return True


async def disregard(engine: AsyncEngine, made_at: int) -> None:
    """Takes the note of a backup back that came to nothing."""
    async with engine.begin() as connection:
        await connection.execute(delete(BACKUPS).where(BACKUPS.c.made_at == made_at))
