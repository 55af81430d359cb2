"""An archive with its tables, on SQLite and on PostgreSQL; nothing stays in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.engine import connect
from studio.archive.schema import migrate
from studio.archive.tables import METADATA


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each kind of database in turn; the file's folder is not there yet, and is called as Alembic may misread."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/100%/archive.sqlite3"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    found = connect(database_url)
    await migrate(found)
    yield found
    async with found.begin() as connection:
        for table in METADATA.sorted_tables:
            await connection.execute(table.delete())
    await found.dispose()
