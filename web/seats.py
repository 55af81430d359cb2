"""What the pages and sockets of all staff seats have in common."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from litestar import Response, WebSocket

from studio.briefing import KEY
from studio.events import OFFICE
from studio.log import Unavailable
from studio.people import Right
from web.auth import caller, seat_of
from web.context import AnyRequest, context
from web.errors import Problem
from web.pages import render, socket_url
from web.rehearsals import missing, standing
from web.socket import Caller, Handlers, refuse, serve


async def page(
    request: AnyRequest, right: Right, seat: str, briefing: str | None, *, at: str
) -> Response[str]:  # fmt: skip
    """The page of a staff seat.

    Args:
        request: what is answered.
        right: what the seat carries; also the name of the template, of the entry file and of the catalogue.
        seat: moderator, producer, speaker or office.
        briefing: whose; None for the office.
        at: the path of the seat's WebSocket.

    Raises:
        Problem: 401 without a session, 403 without the right, 404 for an unknown briefing, 410 for a wiped rehearsal.
    """
    found, _ = await seat_of(request, right, briefing) if briefing is None else await _known(request, right, briefing)
    boot: dict[str, Any] = {
        "seat": seat, "briefing": briefing, **await _about(request, briefing),
        "ws": socket_url(request, at), "person": found.person, "name": found.name, "initials": found.initials,
    }  # fmt: skip
    own: dict[str, Any] = {"rehearsal": True, "back": f"/{right}/{boot['rehearses']}"} if boot["rehearses"] else {}
    return render(request, f"{right}.html", boot=boot, domains=(right,), **own)


Beside = Callable[[Caller], AbstractAsyncContextManager[None]]
"""What stands while a socket is open."""


async def talk(  # noqa: PLR0913, PLR0917 - a seat, and what it may say
    socket: WebSocket[Any, Any, Any], right: Right, seat: str, briefing: str | None, handlers: Handlers,
    beside: Beside | None = None,
) -> None:  # fmt: skip
    """Admits a staff WebSocket, or refuses it over HTTP, and serves it."""
    try:
        who = await caller(socket, seat, right, briefing)
        channel = await context(socket).hub.channel(seat, briefing or "office")
    except Problem as problem:
        status, code = problem.status_code, problem.code
        if code == "forbidden" and briefing is not None and not await _exists(socket, briefing):
            status, code = 404, "not_found"
        return await refuse(socket, status, code)
    except Unavailable:
        return await refuse(socket, 503, "unavailable")
    if channel is None:
        gone = missing(briefing or OFFICE)
        return await refuse(socket, gone.status_code, gone.code)
    await socket.accept()
    async with beside(who) if beside else nullcontext():
        await serve(socket, channel, who, handlers)


async def _exists(socket: WebSocket[Any, Any, Any], briefing: str) -> bool:
    """Whether there is such a briefing; asked only of those who have a session."""
    try:
        return await context(socket).followers.get(briefing) is not None
    except Unavailable:
        return True


async def _known(request: AnyRequest, right: Right, briefing: str) -> Any:
    try:
        return await seat_of(request, right, briefing)
    except Problem as problem:
        if problem.status_code == 403 and await context(request).followers.get(briefing) is None:
            raise Problem(404) from None
        raise


async def _about(request: AnyRequest, briefing: str | None) -> dict[str, Any]:
    """The briefing's address, what it rehearses, and the rehearsal of it that stands now: where its pages link to."""
    followers = context(request).followers
    followed = await followers.get(briefing) if briefing else None
    held = followed.records.get(KEY) if followed else None
    fields = held.fields if held else {}
    slug, rehearses = (fields["details"]["slug"], fields["rehearses"]) if fields else (None, None)
    rehearsing = await standing(followers, briefing) if briefing and not rehearses else None
    return {"slug": slug, "rehearses": rehearses, "rehearsing": rehearsing}
