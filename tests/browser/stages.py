"""A page with nothing but a stage on it, served by our own routes, with graphics of the test's own dropped in."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.static_files import create_static_files_router
from playwright.async_api import Browser, Page, TimeoutError

from studio.settings import Settings
from tests.browser.graphics import painted_box, pixels
from tests.browser.shipped import OWN_NODE, UI
from tests.ports import unused_port
from web import errors, graphics, headers, library
from web.assets import Assets
from web.i18n import Catalogues

MANIFEST = {
    "$schema": "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json", "name": "A test's",
    "main": "main.mjs", "supportsRealTime": True, "supportsNonRealTime": False, "v_layer": "message",
}  # fmt: skip
PLATE = """export default class extends HTMLElement {
  async load({ data }) { this.data = data; }
  draw() { this.innerHTML = `<div style="position: absolute; left: ${this.data.x ?? 200}px; top: 200px; width: 300px;
    height: 200px; background: rgb(200, 30, 30)">${this.data.text ?? ""}</div>`; }
  async playAction() { this.draw(); return { statusCode: 200, currentStep: 0 }; }
  async updateAction({ data }) { Object.assign(this.data, data); this.draw(); }
  async stopAction() { this.innerHTML = ""; }
  async dispose() {}
  async customAction({ id }) { return { statusCode: 404 }; }
}"""
"""A graphic that behaves: a red plate."""
BOX = (200, 200, 500, 400)
EVENTS = """const stage = document.querySelector("tynda-stage"); window.stage = stage; window.heard = [];
window.ticks = 0; setInterval(() => window.ticks++, 50);
for (const type of ["painted", "alarm", "recovered"]) {
  stage.addEventListener(type, ({ detail }) => heard.push({ type, at: Date.now(), ...detail }));
}"""


def bundle(folder: Path) -> None:
    """The stage and the frame's runner, built into `folder` as `Assets` finds them."""
    rolldown = UI / "node_modules" / "rolldown" / "bin" / "cli.mjs"
    node = shutil.which("node") or OWN_NODE
    chunks = {}
    for name in ("stage", "frame"):
        target = folder / "dist" / "assets" / f"{name}.js"
        source = UI / "src" / "stage" / f"{name}.ts"
        subprocess.run(
            [node, rolldown, source, "--format", "esm", "--module-types", ".css=empty", "--file", target],
            check=True, capture_output=True,
        )  # fmt: skip
        chunks[f"src/stage/{name}.ts"] = {"file": f"assets/{name}.js"}
    (folder / "dist" / "assets" / "page.js").write_text(EVENTS)
    (folder / "dist" / ".vite").mkdir()
    (folder / "dist" / ".vite" / "manifest.json").write_text(json.dumps(chunks))


PAGE = """<!doctype html><meta charset="utf-8"><style>html, body { margin: 0; background: transparent; }</style>
<tynda-stage></tynda-stage><script type="module" src="/static/dist/assets/stage.js"></script>
<script type="module" src="/static/dist/assets/page.js"></script>"""


@dataclass
class World:
    """The server, and the folder of dropped-in graphics."""

    base: str
    dropped: Path
    own: Path
    browser: Browser

    def drop(self, name: str, script: str = PLATE, *, own: bool = False, **manifest: Any) -> None:
        """Drops a graphic in, or makes it one of the house's, which run in the page itself."""
        folder = (self.own if own else self.dropped) / name
        folder.mkdir(exist_ok=True)
        (folder / "main.mjs").write_text(script)
        (folder / f"{name}.ograf.json").write_text(json.dumps({**MANIFEST, "id": name, **manifest}))

    async def page(self, **options: Any) -> Page:
        """A page with a stage that shows nothing yet."""
        context = await self.browser.new_context(viewport={"width": 1920, "height": 1080}, **options)
        page = await context.new_page()
        await page.goto(f"{self.base}/stage")
        await page.wait_for_function("window.stage")
        return page


@asynccontextmanager
async def world(folder: Path, browser: Browser) -> AsyncIterator[World]:
    """The routes of graphics and a page with a stage, under the headers of the real pages."""
    dropped, own, static = (folder / name for name in ("dropped", "own", "static"))
    dropped.mkdir()
    shutil.copytree(library.OWN, own)
    bundle(static)
    port = unused_port(1)
    settings = Settings(public_url=f"http://127.0.0.1:{port}", secret_key="s" * 40, graphics_dir=dropped)

    @get("/stage")
    async def stage() -> Response[str]:
        return Response(PAGE, media_type="text/html")

    app = Litestar(
        [*graphics.routes(library.Library(dropped, own)), stage, create_static_files_router("/static", [static])],
        exception_handlers={Exception: errors.handle},
        before_send=[headers.hook(settings, lambda status: None)],
        state=State({"context": SimpleNamespace(settings=settings, assets=Assets(static), texts=Catalogues())}),
        openapi_config=None, logging_config=None,
    )  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off", ws="none"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined,method-assign]
    task = asyncio.create_task(server._serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    yield World(settings.public_url, dropped, own, browser)
    server.should_exit = True
    server.force_exit = True
    await task


def item(graphic: str, id: str = "c1", **more: Any) -> dict[str, Any]:
    """A cue."""
    return {"id": id, "item": "i1", "graphic": graphic, "data": {}, "taken": 1, "until": None} | more


async def show(page: Page, revision: int, *, cut: bool = True, killed: int = 0, **layers: Any) -> None:
    """Sets the program; names of layers with `_` for `-`."""
    named = {name.replace("_", "-"): cue for name, cue in layers.items()}
    program = {"revision": revision, "layers": named, "cut": cut, "killed": killed}
    await page.evaluate("(program) => void (stage.program = program)", program)


async def heard(page: Page, type: str, ms: int = 20_000, **detail: Any) -> dict[str, Any]:
    """The first event of this type with these details, once it has come."""
    script = """([type, detail]) => heard.find((h) => h.type === type
        && Object.entries(detail).every(([k, v]) => JSON.stringify(h[k]) === JSON.stringify(v)))"""
    found = await page.wait_for_function(script, arg=[type, detail], timeout=ms, polling=20)
    value: dict[str, Any] = await found.json_value()
    return value


async def never(page: Page, type: str, ms: int, **detail: Any) -> None:
    """No such event comes for so long."""
    with pytest.raises(TimeoutError):
        await heard(page, type, ms, **detail)


async def box(page: Page) -> tuple[int, int, int, int] | None:
    """What is painted, and nothing else."""
    return painted_box(await pixels(page))
