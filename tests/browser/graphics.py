"""A page with one graphic on it, served locally: what an OGraf renderer does, and no more."""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image, ImageChops
from playwright.async_api import Browser, Page

from web.cli_graphics_browser import captured

ROOT = Path(__file__).parents[2]
FONT = "/web/ui/node_modules/@fontsource-variable/golos-text/index.css"
RENDERER = f"""<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="{FONT}">
<style>html, body {{ margin: 0; background: transparent }}
#box {{ position: relative; width: 1920px; height: 1080px; overflow: hidden;
  --tynda-font: "Golos Text Variable" }}</style>
<div id="box"></div>
<script type="module">
  const name = new URL(location.href).searchParams.get("graphic");
  const {{ default: Graphic }} = await import(`/overlays/graphics/${{name}}/${{name}}.mjs`);
  customElements.define("a-graphic", Graphic);
  window.graphic = document.querySelector("#box").appendChild(document.createElement("a-graphic"));
</script>"""
SAFE = (96, 54, 1824, 1026)
SKIP = {"skipAnimation": True}

ZALGO = "".join(c + "\u0300\u0316\u0489\u035c\u0488\u0334\u0346\u0359" * 6 for c in "Неге қызмет көрсету орталығы?")
HOSTILE = {
    "bidi controls": "\u202eтекст наоборот\u202c \u2067неге?\u2069 \u061cабв\u200f",
    "hebrew and arabic": "שלום عليكم неге 123 (abc)?",
    "zalgo": ZALGO * 6,
    "one word of 60 letters": "қ" * 60,
    "one word of 500 wide letters": "Щ" * 500,
    "500 characters": ("Почему приём граждан перенесли на вторую половину дня? " * 10)[:500],
    "500 ideographs": "語" * 500,
    "emoji families": "👩‍👩‍👧‍👦" * 120,
    "tags": "<img src=x onerror=alert(1)><script>alert(1)</script>&amp;",
    "lines and controls": "бір\n\n\n\tекі\x07\x1b[31m үш\r\n" * 30,
    "zero width": "а\u200b\u200b\ufeff\u2060б" * 60,
    "tall scripts": "ཧཱུྃ" * 150,
    "nothing": "",
    "2,000 lines of it": "щ " * 4000,
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the project, and the page."""

    extensions_map: ClassVar = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != "/renderer":
            return super().do_GET()
        body = RENDERER.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def served() -> Iterator[str]:
    """The base URL of a server of the project's files."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(ROOT)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@asynccontextmanager
async def renderer(browser: Browser, graphic: str, *, letters: bool = True) -> AsyncIterator[Page]:
    """A page with this graphic in it, not loaded; unless told otherwise the letters are there."""
    with served() as base:
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(f"{base}/renderer?graphic={graphic}")
        await page.wait_for_function("window.graphic")
        if letters:
            await page.evaluate("Promise.all([...document.fonts].map((font) => font.load())).then(() => 0)")
        yield page
        await page.close()


async def call(page: Page, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Calls one method of the graphic and returns what its promise gave."""
    return await page.evaluate("([method, params]) => graphic[method](params)", [method, params or {}])


async def on(page: Page, data: dict[str, Any]) -> None:
    """On air with this data, at once."""
    assert (await call(page, "load", {"data": data, "renderType": "realtime"}))["statusCode"] == 200
    assert (await call(page, "playAction", SKIP))["statusCode"] == 200


async def words(page: Page) -> str:
    """What can be read in the graphic."""
    return await page.evaluate(
        """() => { const { card } = graphic;
        return card?.checkVisibility() ? card.innerText.replace(/\\s+/g, " ").trim() : ""; }"""
    )


async def pixels(page: Page) -> Image.Image:
    """What is painted, with its transparency."""
    taken = await captured(functools.partial(page.screenshot, omit_background=True))
    return Image.open(io.BytesIO(taken)).convert("RGBA")


def painted_box(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest box around everything that is not fully transparent."""
    return image.getchannel("A").getbbox()


def covers(place: tuple[int, int, int, int], box: tuple[int, int, int, int] | None) -> bool:
    """Whether something was painted, all of it within this place."""
    return box is not None and (*map(min, place[:2], box[:2]), *map(max, place[2:], box[2:])) == place


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures agree in every pixel."""
    return ImageChops.difference(one, other).getbbox(alpha_only=False) is None
