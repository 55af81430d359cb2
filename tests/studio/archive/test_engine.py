"""What counts as a database that is away, by the errors that drivers really raise, and what as a mistake of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from studio.archive.engine import away
from tests.ports import unused_port

pytestmark = pytest.mark.integration


@asynccontextmanager
async def engine(url: str, **more: Any) -> AsyncIterator[AsyncEngine]:
    found = create_async_engine(url, **more)
    try:
        yield found
    finally:
        await found.dispose()


async def asked(at: AsyncEngine, query: str) -> Exception:
    """What comes of it."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - of whatever type: that is what is looked at
        async with at.connect() as connection:
            await connection.execute(text(query))
    return raised.value


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"server_settings": {"statement_timeout": "50"}}, "SELECT pg_sleep(5)"),
        ({"command_timeout": 0.05}, "SELECT pg_sleep(5)"),
        ({}, "SELECT pg_terminate_backend(pg_backend_pid())"),
    ],
    ids=["the statement's time", "the driver's time", "told to stop"],
)
async def test_what_postgresql_does_not_get_round_to(postgres_url: str, arguments: dict[str, Any], query: str) -> None:
    async with engine(postgres_url, connect_args=arguments) as at:
        assert away(await asked(at, query))


async def test_a_lock_that_is_not_let_go_of(postgres_url: str) -> None:
    async with engine(postgres_url) as one, one.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_lock(7)"))
        async with engine(postgres_url, connect_args={"server_settings": {"lock_timeout": "50"}}) as other:
            assert away(await asked(other, "SELECT pg_advisory_lock(7)"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_no_connection_is_free_in_time(postgres_url: str, tmp_path: Any, kind: str) -> None:
    url = postgres_url if kind == "postgresql" else f"sqlite+aiosqlite:///{tmp_path}/x.sqlite3"
    async with engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05) as at, at.connect():
        assert away(await asked(at, "SELECT 1"))


async def test_nobody_is_there_or_nobody_answers() -> None:
    async with engine(f"postgresql+asyncpg://tynda@127.0.0.1:{unused_port()}/x") as at:
        assert away(await asked(at, "SELECT 1"))
    async with engine("postgresql+asyncpg://tynda@nowhere.invalid/x") as at:
        assert away(await asked(at, "SELECT 1"))
    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0)
    mute = f"postgresql+asyncpg://tynda@127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
    async with engine(mute, connect_args={"timeout": 0.1}) as at:
        assert away(await asked(at, "SELECT 1"))
    for writer in writers:
        writer.close()
    server.close()


@pytest.mark.parametrize("query", ["SELECT * FROM nothing", "SELECT 'x'::int", "SELEKT"])
async def test_what_was_asked_wrong_is_no_absence(postgres_url: str, query: str) -> None:
    async with engine(postgres_url) as at:
        assert not away(await asked(at, query))


async def test_nor_is_a_file_that_is_missing() -> None:
    assert not away(FileNotFoundError(2, "No such file", "x.html"))
    assert not away(ValueError("x"))
