"""A running web process on a free port, against a real Valkey, and people who sit down in it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import ClientConnection, connect

from studio import office
from studio.archive.engine import connect as archive
from studio.archive.schema import migrate
from studio.briefing import Details
from studio.log import Done
from studio.people import Role, Seat
from studio.redis_log import RedisLog
from studio.settings import Settings
from tests.ports import unused_port
from tests.web.reading import Told
from web import clock
from web.app import create
from web.context import Context
from web.logs import configure
from web.server import Server, config

TITLE = {"kk": "Тест", "ru": "Тест", "en": "Test"}


@dataclass
class Web:
    """The process under test."""

    settings: Settings
    app: Litestar
    http: httpx.AsyncClient
    made: int = field(default=0)

    @property
    def own(self) -> Context:
        found: Context = self.app.state.context
        return found

    @property
    def origin(self) -> str:
        return self.settings.public_url

    async def briefing(self, id: str, *, live: bool = True) -> str:
        """A briefing in the office's list."""
        details = Details(slug=f"s-{id.lower()}", title=TITLE, starts_at=0)
        assert isinstance(await office.save_briefing(self.own.office("owner"), id, details), Done)
        if live:
            assert isinstance(await office.open_briefing(self.own.office("owner"), id), Done)
        return id

    async def invite(self, role: Role, briefing: str | None, **more: Any) -> str:
        """An invite's secret."""
        secret = secrets.token_hex(16)
        seat = Seat(role=role, name="Ayan Test", briefing=briefing, **more)
        assert isinstance(await office.invite(self.own.office("owner"), secret, seat), Done)
        return secret

    async def join(self, secret: str, cookie: str | None = None) -> httpx.Response:
        headers = {"origin": self.origin} | ({"cookie": cookie} if cookie else {})
        return await self.http.post("/join", json={"secret": secret}, headers=headers)

    async def sit(self, role: Role, briefing: str | None, cookie: str | None = None) -> str:
        """A session's cookie, as a header."""
        response = await self.join(await self.invite(role, briefing), cookie)
        assert response.status_code == 200, response.text
        return response.headers["set-cookie"].partition(";")[0]

    def socket(self, path: str, cookie: str | None = None, origin: str | None = "own", **more: Any) -> connect:
        headers = {"cookie": cookie} if cookie else {}
        where = self.origin.replace("http", "ws", 1) + path
        sent = self.origin if origin == "own" else origin
        # A browser takes frames of any size, and the tests of one worker share an office with hundreds of briefings.
        more = {"max_size": 16 << 20} | more
        return connect(where, origin=sent, additional_headers=headers, compression=None, **more)  # type: ignore[arg-type]


async def frame(ws: ClientConnection, *types: str) -> dict[str, Any]:
    """The next frame, or the next of these types."""
    async with asyncio.timeout(5):
        while True:
            found: dict[str, Any] = json.loads(await ws.recv())
            if not types or found["type"] in types:
                return found


async def news(ws: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """The views of the next frame that tells of this kind."""
    while True:
        found = [v for v in (await frame(ws, "views"))["views"] if v["kind"] == kind]
        if found:
            return found


def settings_for(valkey: Any, folder: Path) -> Settings:
    """A web process's settings: a free port, its own user of the store, a database of its own."""
    port = unused_port(2)
    return Settings(
        public_url=f"http://127.0.0.1:{port}",
        gateway_url=f"ws://127.0.0.1:{port + 1}",
        port=port,
        redis_url=valkey.url("web"),
        database_url=f"sqlite+aiosqlite:///{folder}/archive.sqlite3",
        data_dir=folder,
        secret_key=secrets.token_hex(32),
    )


@pytest.fixture
def settings(valkey: Any, tmp_path: Path) -> Settings:
    return settings_for(valkey, tmp_path)


async def running(settings: Settings, now: Callable[[], int] = clock.now) -> AsyncIterator[Web]:
    app = create(settings, now)
    server = Server(config(app, settings), app.state.stopping)
    server.capture_signals = _nothing  # type: ignore[method-assign] # the test's own handlers stay
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            assert not task.done(), task.exception()
            await asyncio.sleep(0.01)
    try:
        async with httpx.AsyncClient(base_url=settings.public_url) as http:
            yield Web(settings, app, http)
    finally:
        server.should_exit = True
        await task
        assert not server.lifespan.shutdown_failed, "the process did not put everything away"  # uvicorn only logs it


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that the process logs, as it would, at its most talkative."""
    stream, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    configure("web", "debug", stream)
    yield stream
    root.handlers, root.level = before, level
    structlog.reset_defaults()


@pytest.fixture
async def web(settings: Settings) -> AsyncIterator[Web]:
    async for found in running(settings):
        yield found


@pytest.fixture
async def told(web: Web, redis_log: RedisLog, briefing: str) -> Told:
    """A briefing that has begun, with a question of every fate."""
    found = Told(web, redis_log, briefing)
    await found.begin()
    return found


@pytest.fixture
async def shelf(web: Web) -> AsyncIterator[AsyncEngine]:
    """The archive of the process under test."""
    engine = archive(web.settings.database_url.get_secret_value())
    await migrate(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
def dropped(tmp_path: Path) -> Path:
    """A folder that graphics are dropped into."""
    (tmp_path / "dropped").mkdir()
    return tmp_path / "dropped"
