"""What a graphic can do beside being there, under a hand: its steps, its custom actions, with and without a payload."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.control_room import Room, layer, painted
from tests.browser.staff import audience, hook
from tests.browser.stages import MANIFEST
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

BOARD = """export default class extends HTMLElement {
  async load({ data }) { this.said = [data.town]; }
  draw() { this.textContent = this.said.join(" "); this.style.cssText = "position: absolute; left: 200px; top: 200px"; }
  async playAction({ goto }) { this.said.push(`step ${goto ?? 0}`); this.draw(); }
  async updateAction({ data }) { this.said.push(data.town); this.draw(); }
  async stopAction() { this.textContent = ""; }
  async dispose() {}
  async customAction({ id, payload }) { this.said.push(id, payload?.speed ?? ""); this.draw(); }
}"""
"""Writes down what it is told."""
DATA = {"type": "object", "properties": {"town": {"type": "string", "title": "Town"}}}
WIND = {"type": "object", "required": ["speed"], "properties": {"speed": {"type": "integer", "title": "Speed"}}}


@pytest.fixture
async def room(demo, live, browser):
    folder = demo.folder / "graphics" / "board"
    folder.mkdir(exist_ok=True)
    (folder / "main.mjs").write_text(BOARD)
    actions = [{"id": "flash", "name": "Flash"}, {"id": "wind", "name": "Wind", "schema": WIND}]
    more = {"id": "board", "stepCount": 3, "customActions": actions, "schema": DATA}
    (folder / "board.ograf.json").write_text(json.dumps({**MANIFEST, **more}))
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def reads(screen: Page, *said: str) -> None:
    """Waits until the graphic on the screen has been told this, and no more."""

    async def told() -> bool:
        frames = [f for f in screen.frames if "graphic=board" in f.url]
        return bool(frames) and (await frames[0].locator("body").inner_text()).split() == " ".join(said).split()

    await until(told, f"the graphic was told {said}")


async def test_steps_and_actions_reach_the_screen_once(room):
    board = await room.prepared("board", "Ауа райы", town="Алматы")

    async def listed() -> bool:
        page = await room.browser.new_page()
        found = (await (await page.request.get(f"{room.live.base}/graphics")).json())["graphics"]
        await page.close()
        return any(one["id"] == "board" for one in found)

    await until(listed, "the graphic is found")
    screen, page = await room.screen(), await room.console()
    await room.take(board)
    await reads(screen, "Алматы", "step 0")
    tile = layer(page, "board")
    await expect(hook(page, "step")).to_have_text("1/3")
    await expect(hook(page, "step-back")).to_be_disabled()
    await hook(page, "step-on").click()
    await reads(screen, "Алматы", "step 0", "step 1")
    await expect(hook(page, "step")).to_have_text("2/3")
    await hook(page, "step-on").click()
    await expect(hook(page, "step")).to_have_text("3/3")
    await expect(hook(page, "step-on")).to_be_disabled()
    await hook(page, "step-back").click()
    await tile.locator('[data-action="flash"]').click()
    await reads(screen, "Алматы", "step 0", "step 1", "step 2", "step 1", "flash")
    await tile.locator('[data-action="wind"]').click()
    await hook(page, "do").click()
    await expect(page.get_by_role("alert")).to_have_text("Fill this in.")
    await page.get_by_label("Speed").fill("7")
    await hook(page, "do").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await reads(screen, "Алматы", "step 0", "step 1", "step 2", "step 1", "flash", "wind 7")
    await room.prepared("board", "Ауа райы", id=board, town="Астана")
    await room.take(board)
    await reads(screen, "Алматы", "step 0", "step 1", "step 2", "step 1", "flash", "wind 7", "Астана")
    await screen.reload()
    await painted(screen, (await room.program()).revision)
    await reads(screen, "Астана", "step 1")
