"""What every test may ask for: a real Valkey, logs on it and in memory, a briefing of one's own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from redis.asyncio import Redis

from studio.embedded import Embedded
from studio.log_memory import MemoryLog
from studio.redis_admin import RIGHTS, prepare, url_for
from studio.redis_air import RedisAir
from studio.redis_log import RedisLog
from tests.ports import unused_port

pytest_plugins = ["tests.postgres", "tests.archives"]

# The same examples on every run, and none fails by the machine's being busy.
settings.load_profile("ci")


@dataclass
class Store:
    """A running Valkey with functions and users."""

    embedded: Embedded
    passwords: dict[str, str]

    @property
    def admin_url(self) -> str:
        return self.embedded.url

    def url(self, process: str) -> str:
        """The URL that this process is handed."""
        return url_for(self.embedded.url, process, self.passwords[process])

    async def start(self) -> None:
        await self.embedded.start()
        await prepare(self.embedded.url, self.passwords)

    async def restart(self) -> None:
        """As after a crash: kill -9, and up again on the same files; nothing is prepared anew."""
        await self.embedded.kill()
        await self.embedded.start()


def _store(folder: Path) -> Store:
    return Store(Embedded(folder, unused_port()), {process: secrets.token_urlsafe(16) for process in RIGHTS})


def _outside_any_loop(coroutine: Any) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One Valkey for the whole run; tests keep apart by their briefings."""
    store = _store(tmp_path_factory.mktemp("valkey"))
    try:
        _outside_any_loop(store.start())
        yield store
    finally:
        _outside_any_loop(store.embedded.stop())


@pytest.fixture
async def own_valkey(tmp_path: Path) -> AsyncIterator[Store]:
    """A Valkey for this test alone, which may kill it."""
    store = _store(tmp_path)
    try:
        await store.start()
        yield store
    finally:
        await store.embedded.stop()


@pytest.fixture
def free_port() -> int:
    """A port for a server of the test's own."""
    return unused_port()


@pytest.fixture
def free_ports() -> list[int]:
    """Four ports in a row."""
    first = unused_port(4)
    return list(range(first, first + 4))


@pytest.fixture
def briefing() -> str:
    """The id of a briefing that nobody else has."""
    return f"t{secrets.token_hex(8)}"


@pytest.fixture
def memory_log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
async def redis_log(valkey: Store) -> AsyncIterator[RedisLog]:
    """The log as the administrator sees it; for a process's own, connect to `valkey.url(process)`."""
    log = RedisLog.connect(valkey.admin_url)
    yield log
    await log.aclose()


@pytest.fixture
async def redis_air(valkey: Store) -> AsyncIterator[RedisAir]:
    """The air with the gateway's own rights."""
    air = RedisAir.connect(valkey.url("gateway"))
    yield air
    await air.aclose()


@pytest.fixture
async def admin(valkey: Store) -> AsyncIterator[Redis]:
    """A bare client as the administrator."""
    client = Redis.from_url(valkey.admin_url)
    yield client
    await client.aclose()


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.integration)])
def log(request: pytest.FixtureRequest) -> Any:
    """Each adapter of the port in turn."""
    return request.getfixturevalue(f"{request.param}_log")


@pytest.fixture
async def log_admin(request: pytest.FixtureRequest, log: Any) -> AsyncIterator[Redis | None]:
    """A bare client of the store behind `log`, where there is one."""
    if isinstance(log, MemoryLog):
        yield None
        return
    client = Redis.from_url(request.getfixturevalue("valkey").admin_url)
    yield client
    await client.aclose()
