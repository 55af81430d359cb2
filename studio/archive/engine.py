"""Connections to the archive's database: SQLite in WAL, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUSY_MS = 5_000
"""How long SQLite waits for another writer before it says so."""
NOT_NOW = "08", "53", "55P03", "57", "58"
"""What PostgreSQL's codes of such errors begin with: the connection, full, a lock, told to stop, its disk."""

JSON: dict[str, Any] = {
    "json_serializer": lambda value: msgspec.json.encode(value).decode(),
    "json_deserializer": msgspec.json.decode,
}
"""Every event and every record is JSON: with the standard library's a tenth of the archive's time went there."""


def connect(database_url: str) -> AsyncEngine:
    """An engine; nothing is opened yet. SQLite's folder is made when it is missing."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, **JSON)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, **JSON)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # WAL lets the web process read while the archiver writes; NORMAL may lose the last commits on a power
        # cut, which the log, never trimmed before verification, then gives again.
        # What is replaced is overwritten: a diverted question's text must not stay in a free corner of the file.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_MS}", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def away(error: BaseException) -> bool:
    """Whether the database can't be reached, or does not get round to it; False where it was asked something wrong."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeoutError):
        return True
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", "")).startswith(NOT_NOW)
    # asyncpg's own, as they come from the network: no answer in time, refused, no such host. A file's has its name.
    return isinstance(error, OSError) and error.filename is None


async def scrub(engine: AsyncEngine) -> bool:
    """Moves SQLite's write-ahead log into the file and empties it: until then it holds what was replaced.

    Returns:
        Whether it is empty now; it is not where somebody still reads from it. In PostgreSQL see `rewrite`.
    """
    if engine.dialect.name != "sqlite":
        return True
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        # An index keeps the words of a text that is gone until its parts are merged.
        await connection.execute(text("INSERT INTO texts_found(texts_found) VALUES ('optimize')"))
        busy = await connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return not busy


async def rewrite(engine: AsyncEngine) -> None:
    """Writes PostgreSQL's tables anew that hold words: until then a replaced row stays in its file.

    Each is locked meanwhile, for some seconds where it holds 100,000 questions. What the server's write-ahead log holds
    goes with its next turns.
    """
    if engine.dialect.name != "postgresql":
        return
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        for table in ("records", "texts"):
            await connection.execute(text(f"VACUUM (FULL) {table}"))
