"""Hands of a viewer on the page: what the tests of it share."""

from __future__ import annotations

import json
import re
import secrets

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

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
