"""The console: the producers' page and socket."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, WebSocket, get, websocket
from litestar.params import FromPath

from overlays import console
from qa import desk
from web import messages
from web.seats import page, talk
from web.socket import Caller, Handlers, Outcome, again


async def move(caller: Caller, message: messages.Move) -> Outcome:
    """Moves a rundown item."""
    return await console.move(caller.act(message), message.item, message.before)


async def cue(caller: Caller, message: messages.Cue) -> Outcome:
    """Fills or empties preview."""
    return await console.cue(caller.act(message), message.screen, message.question, message.language)


async def take(caller: Caller, message: messages.Take) -> Outcome:
    """Puts preview on air."""
    return await console.take(
        caller.act(message), message.screen, message.cue, message.expected, message.layer, message.cut
    )


async def clear(caller: Caller, message: messages.Clear) -> Outcome:
    """Empties a layer, or all."""
    return await console.clear(caller.act(message), message.screen, message.layer, message.cut)


async def answered(caller: Caller, message: messages.MarkAnswered) -> Outcome:
    """Marks a question answered."""
    return await desk.answered(caller.act(message), message.question)


HANDLERS: Handlers = {
    "move": move, "cue": cue, "take": take, "clear": clear, "answered": answered, "again": again,
}  # fmt: skip


@get("/console/{briefing:str}")
async def console_page(request: Request[Any, Any, Any], briefing: FromPath[str]) -> Response[str]:
    """The console's page."""
    return await page(request, "console", "producer", briefing, at=f"/console/{briefing}/ws")


@websocket("/console/{briefing:str}/ws")
async def console_socket(socket: WebSocket[Any, Any, Any], briefing: FromPath[str]) -> None:
    """The console's socket."""
    await talk(socket, "console", "producer", briefing, HANDLERS)


ROUTES = [console_page, console_socket]
