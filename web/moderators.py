"""The desk: the moderators' page and socket."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, WebSocket, get, websocket
from litestar.params import FromPath

from qa import desk
from web import messages
from web.seats import page, talk
from web.socket import Caller, Handlers, Outcome, again


async def claim(caller: Caller, message: messages.Claim) -> Outcome:
    """Opens a card or renews the claim."""
    return await desk.claim(caller.act(message), message.question, message.over, caller.initials)


async def release(caller: Caller, message: messages.Release) -> Outcome:
    """Gives a claim up."""
    return await desk.release(caller.act(message), message.question)


async def approve(caller: Caller, message: messages.Approve) -> Outcome:
    """Approves one revision."""
    return await desk.approve(caller.act(message), message.question, message.revision)


async def edit(caller: Caller, message: messages.Edit) -> Outcome:
    """Writes a new revision, and approves it if asked to."""
    return await desk.edit(caller.act(message), message.question, message.text, message.language, message.approve)


async def reject(caller: Caller, message: messages.Reject) -> Outcome:
    """Refuses a question for a public reason."""
    return await desk.reject(caller.act(message), message.question, message.reason)


async def undo(caller: Caller, message: messages.Undo) -> Outcome:
    """Takes back the moderator's own latest decision."""
    return await desk.undo(caller.act(message), message.question)


HANDLERS: Handlers = {
    "claim": claim, "release": release, "approve": approve, "edit": edit, "reject": reject, "undo": undo,
    "again": again,
}  # fmt: skip


@get("/desk/{briefing:str}")
async def desk_page(request: Request[Any, Any, Any], briefing: FromPath[str]) -> Response[str]:
    """The desk's page."""
    return await page(request, "desk", "moderator", briefing, at=f"/desk/{briefing}/ws")


@websocket("/desk/{briefing:str}/ws")
async def desk_socket(socket: WebSocket[Any, Any, Any], briefing: FromPath[str]) -> None:
    """The desk's socket."""
    await talk(socket, "desk", "moderator", briefing, HANDLERS)


ROUTES = [desk_page, desk_socket]
