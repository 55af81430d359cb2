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
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    sqlite = f"sqlite+aiosqlite:///{tmp_path}/deep/archive.sqlite3"
    found = connect(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    await migrate(found)
    yield found
    async with found.begin() as connection:
        for table in METADATA.sorted_tables:
            await connection.execute(table.delete())
    await found.dispose()
