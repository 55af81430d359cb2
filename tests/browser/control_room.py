"""A control room in the running house: a console, a screen, approved questions, and what the store says of them."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page, WebSocketRoute, expect

from overlays import console, paint
from overlays.cue import LAYERS, content_hash
from overlays.program import Program
from overlays.rundown import Content, Item, in_order
from overlays.screens import Fault, Report
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
        await expect(hook(page, "take")).to_be_visible()  # painted; before that nothing says "Connecting" either
        await expect(page.locator("aside .empty", has_text="Connecting")).to_have_count(0)
        return page

    async def key(self, screen: str = "main") -> str:
        """A screen's key; its seat is `office.person_id(key)`."""
        secret = secrets.token_hex(32)
        seat = Seat(role="screen", name="OBS", briefing=self.live.id, screen=screen)
        done(await office.invite(self.live.act("owner", OFFICE), secret, seat))
        self.screen_key = secret
        return secret

    async def screen(self, name: str = "main", **options: Any) -> Page:
        """A screen that has painted the present state."""
        page = await self.page(f"{self.live.base}/screen#{await self.key(name)}", viewport=FULL, **options)
        await expect(page.locator('[data-test="screen"][data-revision]')).to_have_count(1)
        return page

    async def program(self, screen: str = "main") -> Program:
        """A screen's program as it stands in the store."""
        k = key("program", screen)
        found = decode(KINDS, k, (await self.live.log.read(self.live.id, [k]))[k])
        return found or Program(id=screen)

    async def items(self) -> list[Item]:
        """The rundown, as the rules order it."""
        _, stored = await self.live.log.scan(self.live.id, ["item"])
        return in_order(decode(KINDS, k, s) for k, s in stored.items())

    async def order(self) -> list[str]:
        """The ids of the rundown, as the rules order them."""
        return [i.id for i in await self.items()]

    async def prepared(
        self, graphic: str, title: str, hide: int | None = None, /, *, id: str | None = None, **data: Any
    ) -> str:  # fmt: skip
        """Puts a prepared item at the rundown's end, or changes the one of this id; gives its id."""
        id = id or secrets.token_hex(8)
        content = Content(
            graphic=graphic, layer=LAYERS.get(graphic, graphic), title=title, data=data,
            hash=content_hash(graphic, data), hide_after_s=hide,
        )  # fmt: skip
        done(await console.prepare(self.live.act("producer"), id, content))
        return id

    async def take(self, item: str, screen: str = "main", **how: Any) -> Program:
        """Cues an item and takes it, as a producer elsewhere does; `how` is the cue's language or hide_after_s."""
        producer = self.live.act("producer")
        done(await console.cue(producer, screen, item, **how))
        ready = (await self.program(screen)).preview
        assert ready
        there = (await self.program(screen)).layers.get(ready.layer)
        done(await console.take(self.live.act("producer"), screen, ready.id, there.id if there else None))
        return await self.program(screen)

    async def reports(
        self, revision: int | None = None, *, screen: str = "main", page: str = "p1", active: bool | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> None:  # fmt: skip
        """A page of the screen says what is on its pixels: of this revision, or of the present one."""
        said = (await self.program(screen)).revision if revision is None else revision
        report = Report(page=page, revision=said, active=active, faults=faults)
        done(await paint.painted(self.live.act("screen"), screen, report))


def item(page: Page, shown: Question | str):
    """The row of a question, or of an item by its id, in the rundown."""
    name, id = ("item", shown) if isinstance(shown, str) else ("question", shown.id)
    return page.locator(f'[data-test="rundown-item"][data-{name}="{id}"]')


def layer(page: Page, name: str):
    """A layer's tile."""
    return page.locator(f'[data-test="layer"][data-layer="{name}"]')


async def rows(page: Page) -> list[str]:
    """The items of the list, from the top, by id."""
    return await page.locator('[data-test="rundown-item"]').evaluate_all("(all) => all.map((r) => r.dataset.item)")


async def on_air(page: Page, question: Question) -> None:
    """Waits until program names this question."""
    await expect(hook(page, "program")).to_have_attribute("data-question", question.id)


async def in_preview(page: Page, shown: Question | str) -> None:
    """Waits until preview names this question, or this item by its id."""
    name, id = ("item", shown) if isinstance(shown, str) else ("question", shown.id)
    await expect(hook(page, "preview")).to_have_attribute(f"data-{name}", id)


async def tally(page: Page, state: str) -> None:
    """Waits until the light shows this."""
    await expect(hook(page, "tally")).to_have_attribute("data-state", state)


async def revision(room: Room) -> int:
    """Of the main screen's program."""
    return (await room.program()).revision


async def at_once(page: Page, *acts: str) -> None:
    """Keys (`code`) and clicks (`#item`, `@screen`) within one task of the page: no answer can come in between."""
    await page.evaluate(
        """(acts) => {
          const root = document.querySelector("tynda-console").shadowRoot;
          const does = {
            "#": (id) => root.querySelector(`[data-item="${id}"] .text`).click(),
            "@": (name) => root.querySelector(`[data-screen="${name}"]`).click(),
          };
          const press = (code, altKey) =>
            document.dispatchEvent(new KeyboardEvent("keydown", { code, altKey, bubbles: true, composed: true }));
          for (const act of acts) {
            if (does[act[0]]) does[act[0]](act.slice(1));
            else press(act.replace("Alt+", ""), act.startsWith("Alt+"));
          }
        }""",
        list(acts),
    )


class Line:
    """A console's line: what it said; what is `lost` of it, and which frames it does not hear."""

    def __init__(self, *lost: str, deaf: str = "") -> None:
        self.said: list[dict[str, Any]] = []
        self.lost, self.deaf = set(lost), deaf
        self.page: WebSocketRoute | None = None

    def between(self, socket: WebSocketRoute) -> None:
        """Stands between a page and its server."""
        self.page, server = socket, socket.connect_to_server()

        def up(text: str | bytes) -> None:
            self.said.append(json.loads(text))
            if self.said[-1]["type"] not in self.lost:
                server.send(text)

        socket.on_message(up)
        server.on_message(lambda text: None if self.deaf and self.deaf in text[:40] else socket.send(text))

    def types(self) -> list[str]:
        """The types of what it said."""
        return [message["type"] for message in self.said]


CONSOLE = "**/console/**"
"""A console's WebSocket, for a `Line` between."""


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
