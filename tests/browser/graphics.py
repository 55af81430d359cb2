"""A page with one graphic on it, served locally: what an OGraf renderer does, and no more."""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image, ImageChops
from playwright.async_api import Page

ROOT = Path(__file__).parents[2]
FONT = "/web/ui/node_modules/@fontsource-variable/golos-text/index.css"
RENDERER = f"""<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="{FONT}">
<style>html, body {{ margin: 0; background: transparent }}
#box {{ position: relative; width: 1920px; height: 1080px; overflow: hidden;
  --tynda-font: "Golos Text Variable" }}</style>
<div id="box"></div>
<script type="module">
  const {{ default: Graphic }} = await import("/overlays/graphics/question-card/question-card.mjs");
  customElements.define("a-graphic", Graphic);
  window.graphic = document.querySelector("#box").appendChild(document.createElement("a-graphic"));
</script>"""
SAFE = (96, 54, 1824, 1026)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the project, and the page."""

    extensions_map: ClassVar = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def do_GET(self) -> None:
        if self.path != "/renderer":
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


async def call(page: Page, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Calls one method of the graphic and returns what its promise gave."""
    return await page.evaluate("([method, params]) => graphic[method](params)", [method, params or {}])


async def pixels(page: Page) -> Image.Image:
    """What is painted, with its transparency."""
    return Image.open(io.BytesIO(await page.screenshot(omit_background=True))).convert("RGBA")


def painted_box(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest box around everything that is not fully transparent."""
    return image.getchannel("A").getbbox()


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures agree in every pixel."""
    return ImageChops.difference(one, other).getbbox(alpha_only=False) is None
