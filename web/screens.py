"""Screens: pages that render a program, each with a durable key that can be revoked."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, WebSocket, get, websocket
from pydantic import TypeAdapter, ValidationError

from overlays import console
from studio import office
from studio.events import OFFICE
from studio.log import Unavailable, decode
from studio.people import Invite, Person
from studio.records import Refusal, key
from web import messages
from web.context import Context, context
from web.pages import render, socket_url
from web.socket import (
    MALFORMED,
    NO_HELLO,
    UNAUTHENTICATED,
    UNKNOWN,
    Caller,
    Handlers,
    Outcome,
    again,
    origin_allowed,
    refuse,
    serve,
)

HELLO_S = 5.0
TRY_AGAIN = 1013
"""The store is away: come back (RFC 6455's registry)."""
HELLO = TypeAdapter(messages.Hello)


async def hello(caller: Caller, message: messages.Hello) -> Outcome:
    """A second greeting on an open socket changes nothing: the key that opened it counts."""
    return Refusal(code="forbidden")


async def painted(caller: Caller, message: messages.Painted) -> Outcome:
    """The screen says what is on its pixels."""
    return await console.painted(caller.act(message), caller.screen, message.revision)


HANDLERS: Handlers = {"hello": hello, "painted": painted, "again": again}


@get("/screen")
async def screen_page(request: Request[Any, Any, Any]) -> Response[str]:
    """The screen's page; its key is in the fragment, so the page is everybody's and shows nothing without one."""
    return render(
        request, "screen.html", boot={"seat": "screen", "ws": socket_url(request, "/screen/ws")}, domains=("screen",)
    )


@websocket("/screen/ws")
async def screen_socket(socket: WebSocket[Any, Any, Any]) -> None:
    """The screen's socket: a greeting with the key within five seconds, then the program."""
    own = context(socket)
    if not origin_allowed(socket.headers.get("origin"), own):
        return await refuse(socket, 403, "foreign_origin")
    await socket.accept()
    try:
        greeting = await asyncio.wait_for(_greeting(socket), HELLO_S)
    except TimeoutError:
        return await socket.close(code=NO_HELLO)
    if isinstance(greeting, int):
        return await socket.close(code=greeting) if greeting else None
    try:
        who = await _screen(own, greeting.key)
        channel = await own.hub.channel("screen", who.briefing, who.screen) if who else None
    except Unavailable:
        return await socket.close(code=TRY_AGAIN)
    if who is None or channel is None:
        return await socket.close(code=UNAUTHENTICATED if who is None else UNKNOWN)
    own.hub.screen(who.briefing, who.screen, 1)
    try:
        return await serve(socket, channel, who, HANDLERS)
    finally:
        own.hub.screen(who.briefing, who.screen, -1)


async def _greeting(socket: WebSocket[Any, Any, Any]) -> messages.Hello | int:
    """The greeting, or the code to close with; 0 when the peer has gone."""
    event = await socket.receive()
    if event["type"] != "websocket.receive":
        return 0
    try:
        return HELLO.validate_json(event.get("text") or "")
    except ValidationError:
        return MALFORMED


async def _screen(own: Context, secret: str) -> Caller | None:
    """Whom a key belongs to; None for a wrong or revoked one."""
    invite_key, person_key = key("invite", office.invite_id(secret)), key("person", office.person_id(secret))
    stored = await own.log.read(OFFICE, [invite_key, person_key])
    invite: Invite | None = decode(own.kinds, invite_key, stored[invite_key])
    person: Person | None = decode(own.kinds, person_key, stored[person_key])
    if invite is None or person is None or invite.role != "screen" or person.revoked or person.briefing is None:
        return None
    return Caller(
        context=own, seat="screen", briefing=person.briefing, person=person.id, name=person.name,
        role="screen", screen=person.screen or "main",
    )  # fmt: skip


ROUTES = [screen_page, screen_socket]
