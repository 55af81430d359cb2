"""A page with any number of one graphic, laid over each other and moved through time by the millisecond."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from PIL import Image
from playwright.async_api import CDPSession, Page

from tests.browser.chromium import launched
from tests.browser.graphics import served
from tests.browser.pictures.samples import Data
from web.cli_graphics_browser import captured

IN, OUT = 1000, 12_000
"""When it plays and when it stops, in ms of the schedule."""
STANDS = 9000
"""When all that comes to stand does, and the ticker has run for a while."""

WATCH = """window.ran = []; window.wanted = 0;
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (...given) => { window.ran.push(name + given); };
const asked = window.requestAnimationFrame;
window.requestAnimationFrame = (done) => { window.wanted++; return asked.call(window, done); };
window.ask = asked.bind(window);"""
"""Tells when a script of a text ran, and how many frames a graphic asked for."""

STAGE = """async ({datas, plays, stops}) => { const box = document.querySelector("#box"); box.replaceChildren();
  const answers = await Promise.all(datas.map(async (data) => {
    const graphic = box.appendChild(document.createElement("a-graphic"));
    const loaded = await graphic.load({ data, renderType: "non-realtime" });
    if (loaded.statusCode !== 200) { graphic.remove(); return loaded; }
    return graphic.setActionsSchedule({ schedule: [
      { timestamp: plays, action: { type: "playAction", params: {} } },
      { timestamp: stops, action: { type: "stopAction", params: {} } } ] });
  }));
  window.graphic = box.firstElementChild;
  return answers.map(({ statusCode }) => statusCode); }"""

GO = "(timestamp) => Promise.all([...document.querySelector('#box').children].map((g) => g.goToTime({timestamp})))"

NODES = """() => [...new Set([...document.querySelectorAll("#box > *")].flatMap(({ shadowRoot }) =>
  [...shadowRoot.querySelectorAll("*")].map((e) => `${e.localName}.${e.getAttribute("class") ?? ""}`)))].sort()"""

BOXES = """() => { const found = [], { card } = graphic, walk = document.createTreeWalker(card, NodeFilter.SHOW_ALL);
  const add = (element, box) => {
    let [l, t, r, b] = [box.left, box.top, box.right, box.bottom];
    for (let e = element; e; e = e === card ? null : e.parentElement)
      if (getComputedStyle(e).overflow !== "visible") { const o = e.getBoundingClientRect();
        [l, t, r, b] = [Math.max(l, o.left), Math.max(t, o.top), Math.min(r, o.right), Math.min(b, o.bottom)]; }
    if (r - l > 4 && b - t > 4) found.push([l, t, r, b].map(Math.round));
  };
  while (walk.nextNode()) { const node = walk.currentNode;
    const element = node.nodeType === 3 ? node.parentElement : node;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    if (node.nodeType === 3 && node.data.trim()) { const range = document.createRange();
      range.selectNodeContents(node); add(element, range.getBoundingClientRect()); }
    else if (node.nodeType === 1 && !["none", "normal"].includes(getComputedStyle(node, "::before").content)
      && node.matches(".agency")) add(node, node.getBoundingClientRect()); }
  return found; }"""
"""Where the letters of each text are, as far as they are seen."""

NAMED = """() => { const { style } = document.querySelector("#box");
  style.setProperty("--tynda-name", '"Қазақстан Республикасының Цифрлық даму министрлігі"'); }"""
"""Whose bumper it is."""

LETTERS = "Promise.all([...document.fonts].map((face) => face.load()))"
"""All of them at once: a graphic waits for its own only for as long as it may."""

INKLESS = """(off) => { const sheet = graphic.shadowRoot.adoptedStyleSheets;
  const none = new CSSStyleSheet(); none.replaceSync("* { color: transparent !important }");
  graphic.shadowRoot.adoptedStyleSheets = off ? [none] : []; }"""


RESTS = """async ({data, change}) => { const box = document.querySelector("#box"); box.replaceChildren();
  window.graphic = box.appendChild(document.createElement("a-graphic"));
  await graphic.load({ data, renderType: "realtime" });
  const calls = { play: () => graphic.playAction({}), update: () => graphic.updateAction({ data: change }),
    stop: () => graphic.stopAction({}) }, moves = {};
  for (const [name, call] of Object.entries(calls)) {
    const before = wanted; await call(); moves[name] = wanted - before;
    for (let still = 0, tries = 0; still < 5; tries++) { const asked = wanted;
      await new Promise(ask); still = wanted === asked ? still + 1 : 0;
      if (tries > 600) return `${name} never ends`; }
  }
  return moves; }"""
"""How many frames each motion took, once it has come to rest: five frames in a row that the graphic had no use for."""


@dataclass
class Camera:
    """The page, and what went wrong on it."""

    page: Page
    cdp: CDPSession
    base: str
    strays: list[str] = field(default_factory=list)

    async def stage(self, *datas: Data) -> list[int]:
        """Puts a graphic there for each of these; gives what each answered. What is refused is not there."""
        return await self.page.evaluate(STAGE, {"datas": datas, "plays": IN, "stops": OUT})

    async def shot(self, timestamp: int) -> Image.Image:
        """The picture at a moment."""
        go = (
            "(timestamp) => Promise.all([...document.querySelectorAll('#box > *')].map((g) => g.goToTime({timestamp})))"
        )
        await self.page.evaluate(go, timestamp)
        return await self.now()

    async def now(self) -> Image.Image:
        """The picture as it is, quickly."""
        wanted = {"format": "png", "optimizeForSpeed": True}
        taken = await captured(lambda: self.cdp.send("Page.captureScreenshot", wanted))
        return Image.open(io.BytesIO(base64.b64decode(taken["data"]))).convert("RGBA")

    async def nodes(self) -> set[str]:
        """Every kind of element in the graphics, by name and class."""
        return set(await self.page.evaluate(NODES))

    async def texts(self) -> list[tuple[int, int, int, int]]:
        """The boxes of the first graphic's texts."""
        return [tuple(box) for box in await self.page.evaluate(BOXES)]

    async def inkless(self) -> Image.Image:
        """The same picture without letters."""
        await self.page.evaluate(INKLESS, True)
        image = await self.now()
        await self.page.evaluate(INKLESS, False)
        return image

    async def ran(self) -> list[str]:
        """What scripts a text ran."""
        return await self.page.evaluate("window.ran")


@asynccontextmanager
async def camera(graphic: str, *, flags: Sequence[str] = ()) -> AsyncIterator[Camera]:
    """A page of a Chromium of its own, with the letters of the house; nothing has left it in the end."""
    with served() as base:
        async with launched(*flags) as browser:
            page = await browser.new_page(viewport={"width": 1920, "height": 1080})
            page.set_default_timeout(120_000)
            await page.add_init_script(WATCH)
            cdp = await page.context.new_cdp_session(page)
            await cdp.send("Emulation.setDefaultBackgroundColorOverride", {"color": {"r": 0, "g": 0, "b": 0, "a": 0}})
            found = Camera(page, cdp, base)
            page.on("request", lambda request: _stray(found, request.url))
            await page.goto(f"{base}/renderer?graphic={graphic}")
            await page.wait_for_function("window.graphic")
            await page.evaluate(NAMED)
            await page.evaluate(LETTERS)
            letters = "[...document.fonts].some(({ family }) => family.includes('Golos'))"
            assert await page.evaluate(letters), "the letters of the house are missing: npm ci in web/ui"
            yield found
            assert not found.strays


def _stray(found: Camera, url: str) -> None:
    if not url.startswith((f"{found.base}/", "data:")):
        found.strays.append(url)
