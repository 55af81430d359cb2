"""A running house and a Chromium for the whole run, a context for each seat."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from studio.redis_air import RedisAir
from studio.redis_log import RedisLog
from tests.browser.chromium import connected, shared
from tests.browser.house import Briefing, Demo, running

Open = Callable[..., Awaitable[Page]]

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`./tynda demo`, on its own ports and folder, until the run is over."""
    with running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> Iterator[str]:
    """The address of the run's Chromium."""
    with shared() as address:
        yield address


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """The run's Chromium, with contexts of the test's own."""
    async with connected(chromium) as browser:
        yield browser


@pytest.fixture
async def seat(browser: Browser) -> Open:
    """Opens a page in a context of its own: `await seat(url)`; a phone with a Kazakh reader unless said otherwise."""

    async def open_(url: str, *, width: int = 390, height: int = 844, locale: str = "kk-KZ", js: bool = True) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, has_touch=width < 1200, java_script_enabled=js
        )
        page = await context.new_page()
        await page.goto(url)
        return page

    return open_


@pytest.fixture
async def house_log(demo: Demo) -> AsyncIterator[RedisLog]:
    """The running house's log, as the administrator."""
    log = RedisLog.connect(demo.said["redis_url"])
    yield log
    await log.aclose()


@pytest.fixture
async def air(demo: Demo) -> AsyncIterator[RedisAir]:
    """The running house's air, as the administrator."""
    air = RedisAir.connect(demo.said["redis_url"])
    yield air
    await air.aclose()


@pytest.fixture
def demo_briefing(demo: Demo, house_log: RedisLog, air: RedisAir) -> Briefing:
    """The demo's own briefing, which all tests share: the one that the demo's links open."""
    return Briefing(house_log, demo.base, id=demo.said["briefing"], slug="demo", air_port=air)


@pytest.fixture
async def live(demo: Demo, house_log: RedisLog, air: RedisAir) -> Briefing:
    """A live briefing of the test's own that takes questions."""
    return await Briefing(house_log, demo.base, air_port=air).create()


@pytest.fixture
async def scheduled(demo: Demo, house_log: RedisLog) -> Briefing:
    """A briefing of the test's own that has not begun."""
    return await Briefing(house_log, demo.base).create(live=False)
