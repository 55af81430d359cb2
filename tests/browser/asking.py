"""Hands of a viewer on the page: what the tests of it share."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, Route, WebSocketRoute, expect

from tests.waiting import until

CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$")
STATE = "data-state"


def hook(page: Page, name: str) -> Locator:
    return page.locator(f'[data-test="{name}"]')


def text_of(what: str) -> str:
    """A question that nobody else asks."""
    return f"{what} {secrets.randbelow(10**8)}"


async def ready(page: Page) -> Page:
    """The script has taken over from the server's page."""
    await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", "live")
    return page


async def ask(page: Page, text: str) -> Locator:
    """Asks, waits for the receipt, and gives the card."""
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()
    card = hook(page, "my-question").filter(has_text=text)
    await expect(card.locator('[data-test="ask-receipt"]')).to_have_text(CODE)
    return card


async def kept(page: Page) -> str:
    """All that this browser keeps of us."""
    return str(await page.evaluate("JSON.stringify(localStorage)"))


async def write(page: Page, text: str) -> None:
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()


async def check(page: Page) -> None:
    """No violation, no sideways scroll, and nothing too small for a thumb."""
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    small = await page.evaluate("""() => [...document.querySelectorAll("button, summary, label.choice")]
        .map((e) => [e, e.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.height < 43.5 || r.width < 43.5))
        .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.width}x${r.height}`)""")
    assert not small, json.dumps(small, ensure_ascii=False)


@dataclass
class Line:
    """A viewer's line on which commands of some kinds wait until the test lets them through or refuses them."""

    kinds: set[str]
    waiting: list[str] = field(default_factory=list)

    def listen(self, socket: WebSocketRoute) -> None:
        self.socket, self.server = socket, socket.connect_to_server()

        def upstream(message: str | bytes) -> None:
            if json.loads(message)["type"] in self.kinds:
                self.waiting.append(str(message))
            else:
                self.server.send(message)

        socket.on_message(upstream)

    async def held(self, count: int) -> None:
        """So many commands wait."""
        await until(lambda: len(self.waiting) == count, f"{count} commands wait")

    def let(self) -> None:
        """The eldest that waits goes its way."""
        self.server.send(self.waiting.pop(0))

    def refuse(self, code: str) -> None:
        """The eldest that waits is refused."""
        refusal = {"type": "refused", "code": code, "retry_after_ms": 3000, "view": None}
        self.socket.send(json.dumps({**refusal, "id": json.loads(self.waiting.pop(0))["id"]}))


async def holding(page: Page, url: str, *kinds: str) -> Line:
    """Opens the page on a line that holds back commands of these kinds."""
    line = Line(set(kinds))
    await page.route_web_socket(re.compile(r"/b/"), line.listen)
    await page.goto(url)
    await ready(page)
    return line


async def without_its_script(page: Page, url: str) -> Callable[[], Awaitable[Page]]:
    """Opens the page as the server sends it, its script still on its way; gives what lets the script arrive."""
    arrived = asyncio.Event()

    async def wait(route: Route) -> None:
        await arrived.wait()
        await route.continue_()

    async def arrive() -> Page:
        arrived.set()
        return await ready(page)

    await page.route(re.compile(r"/viewer[^/]*\.js$"), wait)
    await page.goto(url, wait_until="commit")
    await expect(hook(page, "ask-send")).to_be_visible()
    return arrive


async def focused(page: Page) -> str:
    """What has the focus: its name for tests, else its own."""
    return str(await page.evaluate("(e => e.dataset.test ?? e.name ?? e.tagName)(document.activeElement)"))
