"""The ledger in a real Chromium: its charts are seen, it is clean for axe, and fits a phone, a tablet and a desk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from qa import desk
from tests.browser.house import REASONS, Briefing, Demo, done
from tests.browser.staff import asked, audience, axe_clean
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]
SIZES = ((390, 844), (1024, 768), (1440, 900))
DRAWN = "[...document.images].every((image) => image.complete && image.naturalWidth > 0)"


@pytest.fixture
async def counted(live: Briefing, demo: Demo) -> str:
    """The address of a briefing that is over: questions of some regions, one refused, one on notice."""
    questions: list[Any] = []
    async with audience(demo.said["redis_url"]) as air:
        for n in range(7):
            region = "Астана" if n < 6 else "Ұлытау облысы"
            questions += await asked(live, air, f"Мектеп қашан ашылады, {n}?", region=region, language="kk")
    done(await desk.reject(live.act(), "d1", questions[0].id, REASONS[0].id))
    done(await desk.approve(live.act(), "d2", questions[1].id, 0))
    done(await desk.notice(live.act(), "d3", questions[1].id, 1_790_000_000_000))
    await live.end()
    return live.slug


@pytest.mark.parametrize("lang", ["kk", "ru"])
async def test_it_is_seen_whole_at_every_size(counted: str, browser: Any, demo: Demo, lang: str):
    page: Page = await browser.new_page()

    async def archived() -> bool:
        await page.goto(f"{demo.base}/ledger/{counted}?lang=en")
        return await page.get_by_text("Other regions").count() > 0

    await until(archived, "the archive has followed")
    for name, address in (("one", f"/ledger/{counted}"), ("all", "/ledger")):
        await page.goto(f"{demo.base}{address}?lang={lang}")
        await axe_clean(page)
        assert await page.locator("section img").count() >= 4
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            for picture in await page.locator("section img").all():
                await picture.scroll_into_view_if_needed()
                await expect(picture).to_be_visible()
            await until(lambda: page.evaluate(DRAWN), "the charts are drawn")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
            if folder := os.environ.get("PICTURES"):
                await page.screenshot(path=Path(folder) / f"ledger-{name}-{lang}-{width}.png", full_page=True)
    await page.close()
