"""Screens: pages that render a program, each with a durable key that can be revoked."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from litestar import Response, WebSocket, get, websocket
from pydantic import TypeAdapter, ValidationError

from overlays import paint
from overlays.screens import Fault, Report
from studio import office
from studio.log import Done, Unavailable
from studio.people import Invite, Person
from studio.records import Refusal, key
from web import messages_air as messages
from web.codes import MALFORMED, NO_HELLO, TRY_AGAIN, UNAUTHENTICATED, UNKNOWN
from web.context import AnyRequest, Context, context
from web.pages import render, socket_url
from web.rehearsals import standing
from web.socket import (
    Caller,
    Handlers,
    Outcome,
    again,
    origin_allowed,
    refuse,
    serve,
)

HELLO_S = 5.0
SILENT_S = 5.0
"""A page speaks every two seconds; two words missed, and nobody knows what is on its pixels."""
HELLO = TypeAdapter(messages.Hello)


async def hello(caller: Caller, message: messages.Hello) -> Outcome:
    """A second greeting on an open socket changes nothing: the key that opened it counts."""
    return Refusal(code="forbidden")


async def painted(caller: Caller, message: messages.Painted) -> Outcome:
    """A page says what is on its pixels; of what waits for the store the latest counts."""
    faults = tuple(Fault(layer=f.layer, graphic=f.graphic, what=f.what) for f in message.faults)
    report = Report(page=caller.page, revision=message.revision, active=message.active, faults=faults)
    caller.said = report
    async with caller.turn:
        if caller.said is not report:
            return None
        return await paint.painted(caller.act(message), caller.screen, report)


async def killed(caller: Caller, message: messages.Killed) -> Outcome:
    """The panic key on the screen's own page."""
    await caller.context.panic.press(caller.briefing, caller.person, caller.screen, message.revision)
    return None


HANDLERS: Handlers = {"hello": hello, "painted": painted, "killed": killed, "again": again}


@get("/screen")
async def screen_page(request: AnyRequest) -> Response[str]:
    """The screen's page; its key is in the fragment, so the page is everybody's and shows nothing without one."""
    boot = {
        "seat": "screen", "ws": socket_url(request, "/screen/ws"),
        "dead_man_s": context(request).settings.dead_man_s,
    }  # fmt: skip
    return render(request, "screen.html", boot=boot, domains=("screen",))


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
        who = await _screen(own, greeting)
        channel = None if isinstance(who, int) else await own.hub.channel("screen", who.briefing, who.screen)
    except Unavailable:
        return await socket.close(code=TRY_AGAIN)
    if isinstance(who, int) or channel is None:
        return await socket.close(code=who if isinstance(who, int) else UNKNOWN)
    who.page = greeting.page or secrets.token_hex(8)
    who.heard = asyncio.get_running_loop().time()
    async with _watched(who):
        return await serve(socket, channel, who, HANDLERS)


@asynccontextmanager
async def _watched(caller: Caller) -> AsyncIterator[None]:
    """A page that says nothing any more is cut; one that has gone is told to the log, unless it is back already."""
    hub, place = caller.context.hub, (caller.briefing, caller.page)
    hub.pages[place] += 1
    watch = asyncio.create_task(_watch(caller), name="watch page")
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        hub.pages[place] -= 1
        if not hub.pages[place]:
            del hub.pages[place]
            await _lost(caller)


async def _lost(caller: Caller) -> None:
    """Tells the log, after the last that the page said itself."""
    caller.said = None
    async with caller.turn:
        with suppress(Unavailable):  # it counts as lost once its lease has passed
            done = await paint.lost(caller.context.act(caller.briefing, caller.person), caller.screen, caller.page)
            if isinstance(done, Done):
                caller.context.followers.learn(done)


async def _watch(caller: Caller) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SILENT_S / 5)
        if caller.connection and loop.time() - caller.heard > SILENT_S:
            caller.connection.end(NO_HELLO)


async def _greeting(socket: WebSocket[Any, Any, Any]) -> messages.Hello | int:
    """The greeting, or the code to close with; 0 when the peer has gone."""
    event = await socket.receive()
    if event["type"] != "websocket.receive":
        return 0
    try:
        return HELLO.validate_json(event.get("text") or "")
    except ValidationError:
        return MALFORMED


async def _screen(own: Context, greeting: messages.Hello) -> Caller | int:
    """Whom a key belongs to, and of which briefing it asks to see the program; or the code to close with."""
    secret = greeting.key
    found = await own.in_office(key("invite", office.invite_id(secret)), key("person", office.person_id(secret)))
    invite: Invite | None = found[0]
    person: Person | None = found[1]
    if invite is None or person is None or invite.role != "screen" or person.revoked or person.briefing is None:
        return UNAUTHENTICATED
    briefing = await standing(own.followers, person.briefing) if greeting.rehearsal else person.briefing
    if briefing is None:
        return TRY_AGAIN
    return Caller(
        context=own, seat="screen", briefing=briefing, person=person.id, name=person.name,
        role="screen", screen=person.screen or "main",
    )  # fmt: skip


ROUTES = [screen_page, screen_socket]
