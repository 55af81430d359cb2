"""A control room in the running house: a console, a screen, approved questions, and what the store says of them."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page, expect

from overlays.program import Program
from overlays.rundown import in_order
from qa.question import Question
from studio import office
from studio.events import OFFICE
from studio.log import decode
from studio.people import Seat
from studio.records import key
from studio.redis_air import RedisAir
from tests.browser.house import Briefing, done
from tests.browser.staff import asked, hook, link
from web.kinds import KINDS

DESKTOP = {"width": 1440, "height": 810}
FULL = {"width": 1920, "height": 1080}


@dataclass
class Room:
    """One briefing's control room."""

    live: Briefing
    air: RedisAir
    browser: Browser
    screen_key: str = ""

    async def approved(self, *texts: str, **fields: Any) -> list[Question]:
        """Questions that came in and were approved, in this order."""
        questions = await asked(self.live, self.air, *texts, **fields)
        for question in questions:
            await self.live.approve(question.id)
        return questions

    async def page(self, url: str, *, locale: str = "en-GB", route: Any = None, **size: Any) -> Page:
        """A page in a context of its own; `route` is (pattern, handler) for its WebSocket."""
        context = await self.browser.new_context(viewport=size.pop("viewport", DESKTOP), locale=locale, **size)
        page = await context.new_page()
        if route:
            await page.route_web_socket(*route)
        await page.goto(url)
        return page

    async def console(self, name: str = "Ерлан", **options: Any) -> Page:
        """A producer's console, past its first snapshot."""
        page = await self.page(await link(self.live, "producer", name), **options)
        await expect(page.locator("aside .empty", has_text="Connecting")).to_have_count(0)
        await expect(hook(page, "take")).to_be_visible()
        return page

    async def key(self) -> str:
        """A screen's key; its seat is `office.person_id(key)`."""
        secret = secrets.token_hex(32)
        seat = Seat(role="screen", name="OBS", briefing=self.live.id, screen="main")
        done(await office.invite(self.live.act("owner", OFFICE), secret, seat))
        self.screen_key = secret
        return secret

    async def screen(self, **options: Any) -> Page:
        """A screen that has painted the present state."""
        page = await self.page(f"{self.live.base}/screen#{await self.key()}", viewport=FULL, **options)
        await expect(page.locator('[data-test="screen"][data-revision]')).to_have_count(1)
        return page

    async def program(self) -> Program:
        """The main screen's program as it stands in the store."""
        k = key("program", "main")
        found = decode(KINDS, k, (await self.live.log.read(self.live.id, [k]))[k])
        return found or Program(id="main")

    async def order(self) -> list[str]:
        """The questions of the rundown, as the rules order them."""
        _, stored = await self.live.log.scan(self.live.id, ["item"])
        return [i.id for i in in_order(decode(KINDS, k, s) for k, s in stored.items())]


def item(page: Page, question: Question):
    """A question's row in the rundown."""
    return page.locator(f'[data-test="rundown-item"][data-question="{question.id}"]')


async def painted(page: Page, revision: int) -> None:
    """Waits until the screen says that it painted this revision."""
    await expect(hook(page, "screen")).to_have_attribute("data-revision", str(revision))


async def words(page: Page) -> str:
    """The words on the screen, or in the monitor that the page shows."""
    return await page.evaluate(
        """() => { const card = document.querySelector("tynda-stage").shadowRoot
          .querySelector("ograf-question-card:not([data-leaving], [hidden])")?.shadowRoot.querySelector(".card");
        return card && card.checkVisibility() ? card.innerText.replace(/\\s+/g, " ").trim() : ""; }"""
    )


async def moments(page: Page, count: int = 4) -> None:
    """Lets some animation frames pass."""
    for _ in range(count):
        await page.evaluate("new Promise((go) => requestAnimationFrame(go))")
    await asyncio.sleep(0)
