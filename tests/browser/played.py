"""Graphics under SPX and CasparCG: a page opened and called just as each program does, and the same data over OGraf."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, Route

from tests.browser.graphics import FONT, on, painted_box, pixels, same, served
from tests.waiting import until

SPX = """<!doctype html><style>* { margin: 0; padding: 0; overflow: hidden } .frame { position: absolute; border: 0;
width: 1920px; height: 1080px }</style><iframe class="frame" id="layer1" src="about:blank"></iframe>
<script>
  const layer = document.getElementById("layer1");
  function playTemplate(url, fields) {
    layer.onload = () => { layer.contentWindow.update(JSON.stringify(fields)); layer.contentWindow.play(); };
    layer.src = url + "?random=" + Date.now();
  }
</script>"""
"""SPX's renderer, as far as a template sees it: a frame a layer, loaded anew at each play."""
BRAND = f'@import "{FONT}"; :root {{ --tynda-font: "Golos Text Variable" }}'
SOON_S = 60


@dataclass
class House:
    """Where the pages are; what they asked for elsewhere, and what they complained of."""

    base: str
    browser: Browser
    strays: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """The page of a graphic."""
        return f"{self.base}/overlays/graphics/{name}/{name}.html"

    async def open(self, width: int = 1920, height: int = 1080) -> Page:
        """An empty page whose graphics get the letters of the house by brand.css."""
        page = await self.browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(SOON_S * 1000)

        async def brand(route: Route) -> None:
            await route.fulfill(body=BRAND, content_type="text/css")

        async def spx(route: Route) -> None:
            await route.fulfill(body=SPX, content_type="text/html")

        await page.route("**/brand.css", brand)
        await page.route("**/spx", spx)
        page.on("request", lambda request: self._stray(request.url))
        page.on("console", self._complaint)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _stray(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "about:", "file:")):
            self.strays.append(url)

    def _complaint(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "favicon" not in str(message.location):
            self.complaints.append(message.text)


@asynccontextmanager
async def house(browser: Browser) -> AsyncIterator[House]:
    """The graphics served, and at the end nothing asked for from elsewhere."""
    with served() as base:
        found = House(base, browser)
        yield found
        assert not found.strays


async def ograf(house: House, name: str, data: dict[str, Any]) -> Any:
    """The picture that the graphic makes of this data over OGraf, which is what every program should show."""
    page = await house.open()
    await page.goto(f"{house.base}/renderer?graphic={name}")
    await page.wait_for_function("window.graphic")
    await page.evaluate("Promise.all([...document.fonts].map((font) => font.load())).then(() => 0)")
    await on(page, data)
    image = await pixels(page)
    await page.close()
    assert painted_box(image)
    return image


async def shows(page: Page, image: Any, what: str) -> None:
    """The page comes to show this picture, and nothing when it is None."""

    async def does() -> bool:
        now = await pixels(page)
        return painted_box(now) is None if image is None else same(now, image)

    await until(does, what, SOON_S)


async def amcp(page: Page, verb: str, data: str = "") -> None:
    """One CG command as CasparCG's html_cg_proxy runs it: a script, its data trimmed and only its quotes escaped."""
    argument = "" if verb != "update" else '"' + data.strip(' "').replace('"', '\\"') + '"'
    await page.evaluate(f"void {verb}({argument})")


def xml(fields: dict[str, str]) -> str:
    """Data as the CasparCG client writes it."""
    escaped = {k: v.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;") for k, v in fields.items()}
    parts = [f'<componentData id="{k}"><data id="text" value="{v}"/></componentData>' for k, v in escaped.items()]
    return f"<templateData>{''.join(parts)}</templateData>"


def text(fields: dict[str, Any]) -> str:
    """Data as JSON."""
    return json.dumps(fields, ensure_ascii=False)


def escaped(data: str) -> str:
    """JSON as a client must write it for CasparCG, which takes the backslashes for its own script's."""
    return data.replace("\\", "\\\\")
