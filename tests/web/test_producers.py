"""What a producer prepares: its graphic is there, its data keep to that graphic's schema, or nothing is kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from studio.settings import Settings
from tests.web.air import record, take
from tests.web.conftest import Web, frame, running
from tests.web.test_library import MANIFEST

pytestmark = pytest.mark.integration

WEATHER = {
    "type": "object", "required": ["town"],
    "properties": {"town": {"type": "string", "maxLength": 20}, "degrees": {"type": "integer"}},
}  # fmt: skip

ACTIONS = [
    {"id": "flash", "name": "Flash"},
    {"id": "wind", "name": "Wind", "schema": {"type": "object", "required": ["speed"], "properties": {
        "speed": {"type": "integer"}}}},
]  # fmt: skip


@pytest.fixture
async def web(settings: Settings, tmp_path: Path) -> AsyncIterator[Web]:
    """With three graphics that were dropped in."""
    folder = tmp_path / "graphics"
    for name, schema in {
        "weather": WEATHER, "torn": {"type": "object", "properties": {"town": {"type": "string", "pattern": "("}}},
        "broken": "no schema",
    }.items():  # fmt: skip
        place = folder / name
        place.mkdir(parents=True)
        (place / "flag.mjs").write_text("")
        manifest = {**MANIFEST, "v_layer": "lower-third", "schema": schema, "stepCount": 3, "customActions": ACTIONS}
        (place / f"{name}.ograf.json").write_text(json.dumps(manifest))
    async for found in running(settings.model_copy(update={"graphics_dir": folder})):
        yield found


async def prepared(ws: ClientConnection, graphic: str, data: dict[str, Any]) -> str:
    """Prepares it as the item `i1`: what the answer was."""
    said = {"type": "prepare", "id": f"{graphic}-0001", "item": "i1", "graphic": graphic, "title": "T", "data": data}
    await ws.send(json.dumps(said))
    answer = await frame(ws, "done", "refused")
    return str(answer.get("code", "done"))


@pytest.fixture
async def producer(web: Web, briefing: str) -> AsyncIterator[ClientConnection]:
    """A producer's socket."""
    await web.briefing(briefing)
    cookie = await web.sit("producer", briefing)
    async with web.socket(f"/console/{briefing}/ws", cookie) as ws:
        await frame(ws, "snapshot")
        yield ws


@pytest.mark.parametrize(
    "case",
    [
        ("message", {"text": "Үзіліс", "style": "plate"}, "message"),
        ("ticker", {"items": ["Бір", "Екі"], "language": "kk"}, "ticker"),
        ("countdown", {"seconds": 300}, "countdown"),
        ("question-wall", {"title": "Сұрақтар"}, "question"),
        ("weather", {"town": "Алматы", "degrees": -5}, "lower-third"),
    ],
)
async def test_it_goes_on_the_layer_that_its_graphic_asks_for(
    web: Web, briefing: str, producer: ClientConnection, case: tuple[str, dict[str, Any], str]
) -> None:
    graphic, data, layer = case
    assert await prepared(producer, graphic, data) == "done"
    item = await record(web.own.log, briefing, "item/i1")
    assert (item.graphic, item.layer, item.data) == (graphic, layer, data)


@pytest.mark.parametrize(
    "case",
    [
        ("message", {"text": "щ" * 241}, "wrong_data"),
        ("message", {"text": ["Үзіліс"]}, "wrong_data"),
        ("ticker", {"items": "Бір"}, "wrong_data"),
        ("ticker", {"items": []}, "wrong_data"),
        ("countdown", {}, "wrong_data"),
        ("countdown", {"seconds": "300"}, "wrong_data"),
        ("question-wall", {"title": 5}, "wrong_data"),
        ("weather", {"degrees": 1.5}, "wrong_data"),
        ("torn", {"town": "Алматы"}, "wrong_data"),
        ("broken", {}, "no_graphic"),
        ("nowhere", {}, "no_graphic"),
        ("message", {"text": "щ" * 5000}, "text_too_long"),
    ],
)
async def test_data_that_its_graphic_cannot_show_are_refused_and_not_kept(
    web: Web, briefing: str, producer: ClientConnection, case: tuple[str, dict[str, Any], str]
) -> None:
    graphic, data, code = case
    assert await prepared(producer, graphic, data) == code
    assert await record(web.own.log, briefing, "item/i1") is None


async def said(ws: ClientConnection, type: str, id: str, **more: Any) -> str:
    """Says it of what is on air on the layer of lower thirds: what the answer was."""
    place = {"screen": "main", "layer": "lower-third", **more}
    await ws.send(json.dumps({"type": type, "id": id, **place}))
    answer = await frame(ws, "done", "refused")
    return str(answer.get("code", "done"))


async def test_a_graphic_goes_through_its_steps_and_does_what_its_manifest_names(
    web: Web, briefing: str, producer: ClientConnection
) -> None:
    assert await prepared(producer, "weather", {"town": "Алматы"}) == "done"
    cue = (await take(web, briefing, "i1")).layers["lower-third"].id
    assert await said(producer, "step", "step-0001", cue=cue, step=2) == "done"
    assert await said(producer, "step", "step-0002", cue=cue, step=3) == "not_found"
    assert await said(producer, "step", "step-0003", cue="another", step=1) == "moved_on"
    assert await said(producer, "perform", "perform-01", cue=cue, action="flash") == "done"
    assert await said(producer, "perform", "perform-02", cue=cue, action="wind", payload={"speed": 7}) == "done"
    assert await said(producer, "perform", "perform-03", cue=cue, action="wind") == "wrong_data"
    assert await said(producer, "perform", "perform-04", cue=cue, action="snow") == "not_found"
    big = {"speed": 7, "why": "x" * 9000}
    assert await said(producer, "perform", "perform-05", cue=cue, action="wind", payload=big) == "text_too_long"
    on = (await record(web.own.log, briefing, "program/main")).layers["lower-third"]
    assert (on.step, on.action.id, on.action.payload, on.id) == (2, "wind", {"speed": 7}, cue)
