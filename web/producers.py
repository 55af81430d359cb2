"""The console: the producers' page and socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from litestar import Response, WebSocket, get, websocket
from litestar.params import FromPath

from overlays import console
from overlays.cue import WALL, content_hash
from overlays.graphic import Manifest
from overlays.program import Clock, Judge, Place
from overlays.rundown import Content
from qa import desk
from studio.log import Act, Done
from studio.records import Refusal
from web import messages_air as messages
from web.attending import attending
from web.context import AnyRequest
from web.library import faults
from web.seats import page, talk
from web.socket import Caller, Handler, Handlers, Outcome, again

MOST_BYTES = 8 * 1024
"""Of a prepared item's data or an action's payload, as JSON: a ticker of fifty lines."""


ANY_STEP = -1
"""The `stepCount` of a graphic that tells nobody how many it has."""


def _bytes(data: Any) -> int:
    return len(json.dumps(data, ensure_ascii=False).encode())


def _on_item(use: Callable[[Act, str], Awaitable[Done | Refusal]]) -> Handler:
    """A command that names one rundown item and nothing more."""

    async def handle(caller: Caller, message: Any) -> Outcome:
        return await use(caller.act(message), message.item)

    return handle


async def move(caller: Caller, message: messages.Move) -> Outcome:
    """Moves a rundown item."""
    return await console.move(caller.act(message), message.item, message.before)


async def prepare(caller: Caller, message: messages.Prepare) -> Outcome:
    """Puts a prepared item into the rundown, or changes it."""
    if _bytes(message.data) > MOST_BYTES:
        return Refusal(code="text_too_long")
    graphic = await asyncio.to_thread(caller.context.library.usable, message.graphic)
    if graphic is None:
        return Refusal(code="no_graphic")
    manifest = graphic[1]
    # A wall's questions come when it is cued.
    whole = {**message.data, "questions": [{"text": "?"}]} if message.graphic == WALL else message.data
    if await asyncio.to_thread(faults, manifest.data, whole):
        return Refusal(code="wrong_data")
    content = Content(
        graphic=message.graphic, layer=manifest.layer, title=message.title, data=message.data,
        hash=content_hash(message.graphic, message.data), hide_after_s=message.hide_after_s,
    )  # fmt: skip
    return await console.prepare(caller.act(message), message.item, content)


async def cue(caller: Caller, message: messages.Cue) -> Outcome:
    """Fills or empties preview."""
    if not await caller.context.boards.has(caller.briefing, message.screen):  # else its record stood there for good
        return Refusal(code="not_found")
    return await console.cue(caller.act(message), message.screen, message.item, message.language, message.hide_after_s)


async def take(caller: Caller, message: messages.Take) -> Outcome:
    """Puts preview on air."""
    taking = partial(console.take, caller.act(message), message.screen, message.cue, message.expected, message.cut)
    return await caller.context.panic.before(caller.briefing, message.screen, caller.presses, taking)


def _place(message: Any) -> Place:
    return Place(screen=message.screen, layer=message.layer, cue=message.cue)


async def revise(caller: Caller, message: messages.Revise) -> Outcome:
    """Puts the wording approved now in place of the one on air."""
    revising = partial(console.revise, caller.act(message), _place(message))
    return await caller.context.panic.before(caller.briefing, message.screen, caller.presses, revising)


async def time(caller: Caller, message: messages.Time) -> Outcome:
    """Starts, pauses, sets or lengthens the countdown on air."""
    clock = Clock(action=message.action, seconds=message.seconds)
    return await console.time(caller.act(message), _place(message), clock)


async def hide(caller: Caller, message: messages.Hide) -> Outcome:
    """Has what is on air hide by itself, or stay."""
    return await console.hide(caller.act(message), _place(message), message.after_s)


async def step(caller: Caller, message: messages.Step) -> Outcome:
    """Has the graphic on air stand at a step."""

    def lacks(manifest: Manifest) -> Refusal | None:
        there = manifest.step_count == ANY_STEP or message.step < manifest.step_count
        return None if there else Refusal(code="not_found")

    return await console.step(caller.act(message), _place(message), message.step, await _judge(caller, lacks))


async def perform(caller: Caller, message: messages.Perform) -> Outcome:
    """Has the graphic on air carry out a custom action."""
    if _bytes(message.payload) > MOST_BYTES:
        return Refusal(code="text_too_long")

    def lacks(manifest: Manifest) -> Refusal | None:
        action = next((a for a in manifest.custom_actions if a.id == message.action), None)
        if action is None:
            return Refusal(code="not_found")
        return Refusal(code="wrong_data") if faults(action.payload, message.payload) else None

    judge = await _judge(caller, lacks)
    return await console.perform(caller.act(message), _place(message), message.action, message.payload, judge)


async def _judge(caller: Caller, lacks: Callable[[Manifest], Refusal | None]) -> Judge:
    """What a graphic's manifest says of a wish; the folders are read now, off the event loop."""
    await asyncio.to_thread(caller.context.library.all)

    def judge(graphic: str) -> Refusal | None:
        found = caller.context.library.usable(graphic)
        return lacks(found[1]) if found else Refusal(code="no_graphic")

    return judge


async def clear(caller: Caller, message: messages.Clear) -> Outcome:
    """Empties a layer, or all."""
    return await console.clear(caller.act(message), message.screen, message.layer, message.cut)


async def panic(caller: Caller, message: messages.Panic) -> Outcome:
    """All dark, at once; logged now or when the store is back."""
    if message.screen is not None and not await caller.context.boards.has(caller.briefing, message.screen):
        return Refusal(code="not_found")
    logged = await caller.context.panic.press(caller.briefing, caller.person, message.screen)
    return {"logged": logged}


async def answered(caller: Caller, message: messages.MarkAnswered) -> Outcome:
    """Marks a question answered."""
    return await desk.answered(caller.act(message), message.question)


HANDLERS: Handlers = {
    "move": move, "prepare": prepare, "duplicate": _on_item(console.duplicate), "skip": _on_item(console.skip),
    "put_back": _on_item(console.put_back), "remove": _on_item(console.remove), "cue": cue, "take": take,
    "revise": revise, "time": time, "hide": hide, "step": step, "perform": perform, "clear": clear, "panic": panic,
    "answered": answered, "again": again,
}  # fmt: skip


@get("/console/{briefing:str}")
async def console_page(request: AnyRequest, briefing: FromPath[str]) -> Response[str]:
    """The console's page."""
    return await page(request, "console", "producer", briefing, at=f"/console/{briefing}/ws")


@asynccontextmanager
async def _sitting(caller: Caller) -> AsyncIterator[None]:
    async with attending(caller, "console"):
        yield


@websocket("/console/{briefing:str}/ws")
async def console_socket(socket: WebSocket[Any, Any, Any], briefing: FromPath[str]) -> None:
    """The console's socket."""
    await talk(socket, "console", "producer", briefing, HANDLERS, _sitting)


ROUTES = [console_page, console_socket]
