"""What a moderator's hands do on a tablet, by touch, and what the house's records then say."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from studio.log import decode
from studio.records import key
from tests.browser.house import Briefing
from tests.browser.staff import hook, link
from tests.waiting import until
from web.kinds import KINDS

LANDSCAPE, PORTRAIT = (1024, 768), (768, 1024)
BOTH = pytest.mark.parametrize(("size", "locale"), [(LANDSCAPE, "ru-RU"), (PORTRAIT, "kk-KZ")], ids=["ru", "kk"])
PHONE = "+7 701 234 56 78"
# Two taps at one place, the second as soon as the page has drawn what the first did.
TWICE = """async (name) => {
  const host = document.querySelector("tynda-desk"), root = host.shadowRoot;
  const { x, y, width, height } = root.querySelector(`[data-test=${name}]`).getBoundingClientRect();
  for (let i = 0; i < 2; i += 1) {
    root.elementFromPoint(x + width / 2, y + height / 2)?.closest("button")?.click();
    await host.updateComplete;
  }
}"""


def said(words: str) -> str:
    """A question that nobody else asks."""
    return f"{words} {secrets.token_hex(3)}?"


def sheet(page: Page) -> Locator:
    """The open sheet."""
    return page.get_by_role("dialog")


def card(page: Page, text: str) -> Locator:
    """The row with this text."""
    return hook(page, "desk-card").filter(has_text=text)


async def opened(page: Page, text: str) -> Locator:
    """The card with this text, tapped open."""
    await card(page, text).tap()
    await expect(hook(page, "desk-open")).to_contain_text(text)
    return hook(page, "desk-open")


async def listed(page: Page, name: str) -> None:
    """Shows another list."""
    await tap(page, "more-lists")
    await page.locator(f'[data-test="list"][data-list="{name}"]').tap()


async def tap(page: Page, *names: str) -> None:
    """Taps one after the other, by their names for tests."""
    for name in names:
        await hook(page, name).first.tap()


async def stopped(page: Page) -> None:
    """From here on the page's time runs only when a test lets it."""
    await page.clock.install()
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 5"))


async def approved(page: Page, *texts: str) -> None:
    """Approves these, one after the other."""
    for text in texts:
        await opened(page, text)
        await tap(page, "approve")
        await expect(hook(page, "undo")).to_contain_text(text)
        await expect(hook(page, "undo")).to_be_enabled()


async def record(live: Briefing, kind: str, id: str) -> Any:
    """A record as it stands in the store."""
    k = key(kind, id)
    return decode(KINDS, k, (await live.log.read(live.id, [k]))[k])


async def becomes(live: Briefing, text: str, what: str, **fields: Any) -> None:
    """Waits until these fields of the question have these values."""

    async def true() -> bool:
        question = await live.question(text)
        return all(getattr(question, name) == value for name, value in fields.items())

    await until(true, what)


class Held:
    """Answers of the server that are on their way until they are let go."""

    def __init__(self, page: Page, **fields: Any) -> None:
        self._page = page
        self._fields = fields.items()
        self._ids: set[str] = set()
        self._kept: list[Callable[[], None]] = []
        self._open = False

    def up(self, message: dict[str, Any]) -> None:
        if self._fields <= {k: v for k, v in message.items() if isinstance(v, str)}.items():
            self._ids.add(message["id"])

    def down(self, message: dict[str, Any], send: Callable[[], None]) -> None:
        if message.get("id") in self._ids and not self._open:
            self._kept.append(send)
        else:
            send()

    async def asked(self) -> bool:
        """Whether such an answer has come."""
        await self._page.evaluate("0")  # lets the page's messages through
        return bool(self._kept)

    def let_go(self) -> None:
        """Lets the page have them, and all later ones."""
        self._open = True
        for send in self._kept:
            send()


async def answers_held(page: Page, type: str, **fields: str) -> Held:
    """Opens the page anew with the answers to messages of this type, and with these fields, held back."""
    held = Held(page, type=type, **fields)

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def up(text: str | bytes) -> None:
            held.up(json.loads(text))
            server.send(text)

        socket.on_message(up)
        server.on_message(lambda text: held.down(json.loads(text), partial(socket.send, text)))

    await page.route_web_socket(re.compile("/desk/"), through)
    await page.reload()
    return held


class Swallowed:
    """What the page says of these types reaches nobody, as on a line that is dead while nobody knows it."""

    def __init__(self, *types: str) -> None:
        self.types = set(types)
        self.said: list[str] = []
        self._lost: list[Callable[[], None]] = []

    def through(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def up(text: str | bytes) -> None:
            self.said.append(json.loads(text)["type"])
            send = partial(server.send, text)
            if self.said[-1] in self.types:
                self._lost.append(send)
            else:
                send()

        socket.on_message(up)
        server.on_message(socket.send)

    def mend(self) -> None:
        """From here on everything arrives; what was lost stays lost."""
        self.types.clear()

    def deliver(self) -> None:
        """It was only slow: what was lost arrives, and everything after it."""
        self.mend()
        for send in self._lost:
            send()


async def swallowed(page: Page, *types: str) -> Swallowed:
    """Opens the page anew on a line that loses these; leaving it is agreed to."""
    line = Swallowed(*types)
    await page.route_web_socket(re.compile("/desk/"), line.through)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.reload()
    await ready(page)
    return line


async def ready(page: Page) -> Page:
    """The list stands in the page."""
    await expect(page.get_by_role("tabpanel")).to_have_attribute("aria-busy", "false")
    return page


def tablets(
    live: Briefing, seat: Callable[..., Awaitable[Page]], usual: str = "ru-RU"
) -> Callable[..., Awaitable[Page]]:
    """How to open the desk of a briefing on a tablet with touch: by night lying, by day standing."""

    async def open_(size: tuple[int, int] = LANDSCAPE, locale: str = usual, name: str = "Дана Мұрат") -> Page:
        page = await seat(await link(live, "moderator", name), width=size[0], height=size[1], locale=locale)
        await page.emulate_media(color_scheme="dark" if size == LANDSCAPE else "light")
        return await ready(page)

    return open_
