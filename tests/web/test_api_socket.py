"""The control surfaces' socket: what passes what, and what becomes of it when its sender has gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from overlays import console
from studio.log import Done
from studio.settings import Settings
from tests.waiting import until
from tests.web.air import Cable, cable
from tests.web.api_world import Surface, surfaced
from tests.web.conftest import frame
from tests.web.test_api import Held, refused
from tests.web.test_api_feed import line, said
from tests.web.test_socket import closed
from web import api_socket

pytestmark = pytest.mark.integration


@asynccontextmanager
async def on_a_cable(settings: Settings, briefing: str) -> AsyncIterator[tuple[Surface, Cable]]:
    """A key that operates, and the line to the store."""
    async with cable(settings) as (mine, wire), surfaced(mine, briefing) as surface:
        yield surface, wire


async def test_a_take_from_before_panic_is_void(settings: Settings, briefing: str) -> None:
    async with on_a_cable(settings, briefing) as (surface, wire), line(surface) as ws:
        await said(ws, verb="cue", screen="main", number=1)
        wire.hold()
        for command in (
            {"verb": "cue", "screen": "side", "number": 2, "id": "other"},
            {"verb": "take", "screen": "main", "id": "take"},
            {"verb": "next", "screen": "main", "id": "next"},
            {"verb": "message", "screen": "main", "text": "Үзіліс", "id": "words"},
        ):
            await ws.send(json.dumps(command))
        await ws.send(json.dumps({"verb": "panic", "id": "panic"}))
        answers: dict[str, Any] = {}
        while len(answers) < 5:
            answer = await frame(ws, "done", "refused")
            answers[answer["id"]] = answer.get("code")
            wire.release()
        assert {answers[name] for name in ("take", "next", "words")} == {"moved_on"}
        state = await surface.state()
        assert (state["main_onair"], state["main_preview_item"]) == (False, "")


@pytest.mark.parametrize("verb", ["next", "message"])
async def test_what_was_asked_for_over_http_before_panic_is_void(
    settings: Settings, briefing: str, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with surfaced(settings, briefing) as surface:
        held = Held(surface, monkeypatch, b'"cued"')
        body = {"text": "Үзіліс"} if verb == "message" else None
        asked = asyncio.create_task(surface.press(verb, body))
        await held.reached.wait()
        assert (await surface.post("/panic")).status_code == 200
        held.go()
        assert refused(await asked) == (409, "moved_on")
        state = await surface.state()
        assert (state["main_onair"], state["main_preview_item"]) == (False, "")


async def test_next_is_void_once_another_process_has_logged_a_kill(
    settings: Settings, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with surfaced(settings, briefing) as surface:
        await surface.done("next")
        await surface.done("clear")
        held = Held(surface, monkeypatch, b'"cued"')
        asked = asyncio.create_task(surface.press("next"))
        await held.reached.wait()
        assert isinstance(await console.kill(surface.act(), "main"), Done)
        held.go()
        assert refused(await asked) == (409, "moved_on")
        assert (await surface.state())["main_onair"] is False


async def test_what_a_peer_said_before_it_went_is_carried_out(settings: Settings, briefing: str) -> None:
    async with on_a_cable(settings, briefing) as (surface, wire):
        await surface.done("next")
        async with line(surface) as ws:
            await frame(ws, "state")
            wire.hold()
            await ws.send(json.dumps({"verb": "cue", "screen": "main", "number": 2}))
            await ws.send(json.dumps({"verb": "cue", "screen": "main", "number": 3}))
        board = await surface.web.own.boards.get(surface.briefing)
        assert board
        wire.release()

        async def cued() -> bool:
            return bool((await surface.state())["main_preview_number"] == 3)

        await until(cued, "both were carried out")
        await until(lambda: not board.listeners, "the line was let go")


async def test_panic_is_read_behind_more_commands_than_may_wait(
    settings: Settings, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_socket, "MOST_WAITING", 1)
    async with on_a_cable(settings, briefing) as (surface, wire):
        await surface.done("next")
        async with line(surface) as ws:
            await frame(ws, "state")
            wire.hold()
            for n in range(3):
                await ws.send(json.dumps({"verb": "cue", "screen": "main", "number": 2, "id": f"cue-{n}"}))
            await ws.send(json.dumps({"verb": "panic", "id": "panic"}))
            busy = await frame(ws, "refused")
            assert (busy["id"][:4], busy["code"]) == ("cue-", "busy")
            assert (await frame(ws, "done"))["id"] == "panic"
            wire.release()


async def test_who_does_not_read_the_answers_is_cut(
    settings: Settings, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_socket, "MOST_ANSWERS", 0)
    async with surfaced(settings, briefing) as surface, line(surface) as ws:
        await frame(ws, "state")
        await ws.send("{")
        assert await closed(ws) == 4429
