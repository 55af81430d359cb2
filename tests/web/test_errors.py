"""The archive's database is away in many ways, and all of them are one answer: 503, and what it was in the log."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from studio.settings import Settings
from tests.ports import unused_port
from tests.web.conftest import Web, running

pytestmark = pytest.mark.integration


async def away(web: Web, path: str) -> None:
    found = await web.http.get(path)
    assert (found.status_code, found.headers["content-type"]) == (503, "application/problem+json"), path
    assert found.json()["code"] == "unavailable"
    page = await web.http.get(f"{path}?lang=en", headers={"accept": "text/html"})
    assert (page.status_code, "We can&#39;t be reached right now" in page.text) == (503, True)


async def test_no_connection_is_free_in_time(web: Web, shelf: AsyncEngine, logged: io.StringIO):
    url = web.settings.database_url.get_secret_value()
    web.own.archive.engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    async with web.own.archive.engine.connect():
        for path in ("/archive", "/archive/one", "/ledger", "/sitemap.xml"):
            await away(web, path)
    assert (await web.http.get("/archive")).status_code == 200
    assert '"archive_away"' in logged.getvalue()
    assert "request_failed" not in logged.getvalue()


@pytest.fixture
async def apart(settings: Settings) -> AsyncIterator[Web]:
    """A process whose database does not run."""
    url = f"postgresql+asyncpg://tynda@127.0.0.1:{unused_port()}/x"
    async for found in running(settings.model_copy(update={"database_url": type(settings.database_url)(url)})):
        yield found


async def test_a_database_that_does_not_run(apart: Web):
    for path in ("/archive", "/archive/one", "/ledger", "/sitemap.xml"):
        await away(apart, path)
