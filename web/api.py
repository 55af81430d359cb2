"""`/api/v1`: control from outside, over HTTP. `docs/control.md` is its page, `web.api_document` its OpenAPI."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Response, Router, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage
from pydantic_core import from_json

from studio.log import Unavailable
from studio.people import Scope
from studio.records import Refusal
from web.api_board import Board, Told
from web.api_commands import VERBS, Panic, Route, parsed
from web.api_document import BASE, PROBLEM, document
from web.api_keys import Key, admit
from web.api_socket import MOST_FEEDS, api_socket
from web.api_state import State
from web.api_tally import picture
from web.api_verbs import Order, perform
from web.context import AnyRequest, context
from web.errors import CODES, Problem
from web.socket import AWAY_S
from web.tagged import has

MAX_BODY = 8 * 1024
BEAT_S = 10.0
"""A feed that is silent for so long says that the line lives."""
RETRY_MS = 1000
STATUS = {"not_found": 404, "does_not_fit": 422}
"""The HTTP status of a refusal; 409 for all others: something is not as it was seen."""

_logger = structlog.get_logger("web.api")
_ID = re.compile(r"[!-~]{1,255}")


class RefusedError(HTTPException):
    """A verb that was not carried out, with the state that is instead."""

    def __init__(self, refusal: Refusal, state: State) -> None:
        super().__init__(detail=refusal.code, status_code=STATUS.get(refusal.code, 409))
        self.code = refusal.code
        self.state = state


def _handle(request: AnyRequest, error: Exception) -> Response[bytes]:
    """Every refusal as a problem (RFC 9457); of a verb with the flat state beside it."""
    if isinstance(error, Unavailable):
        error = Problem(503)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 500:
        _logger.error("request_failed", exc_info=error)
    code = getattr(error, "code", None) or CODES.get(status, "error")
    said = {"type": f"urn:tynda:{code}", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    if wait := getattr(error, "retry_after_ms", None):
        said["retry_after_ms"] = wait
    body = msgspec.json.encode({**getattr(error, "state", {}), **said})
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == 503:
        headers["Retry-After"] = AWAY_S
    return Response(body, status_code=status, media_type=PROBLEM, headers=headers)


async def _admitted(
    request: ASGIConnection[Any, Any, Any, Any], scope: Scope, *, counted: bool = True
) -> tuple[Key, Board]:
    own = context(request)
    who = await admit(request, scope, counted=counted)
    board = await own.boards.get(who.briefing)
    if board is None:
        raise Problem(404)
    return who, board


def _verb(route: Route) -> HTTPRouteHandler:
    """The handler of one verb."""
    path = re.sub(r"{(\w+)}", r"{\1:str}", route.path)

    @post(path, status_code=200, name=f"api {route.path}")
    async def handle(request: AnyRequest) -> Response[bytes]:
        own = context(request)
        presses = own.panic.presses
        who, board = await _admitted(request, "operate", counted=route.model is not Panic)
        command = _command(route, request.path_params, await request.body(), request.content_type[0])
        name = request.headers.get("idempotency-key")
        if name is not None and not _ID.fullmatch(name):
            raise Problem(400)
        refused = await perform(own, board, who, Order(command, presses, name))
        if refused:
            raise RefusedError(refused, board.state(own.clock()))
        return _answered(board.told(own.clock()))

    return handle


def _command(route: Route, path: dict[str, Any], body: bytes, kind: str) -> Any:
    """What a path and a body say together.

    Raises:
        Problem: 400; what was wrong is not repeated.
    """
    try:
        said = {"text": body.decode()} if kind == "text/plain" and "text" in route.model.model_fields else None
        said = said or (from_json(body) if body else {})
        return parsed(said, {**path, "verb": route.verb})
    except ValueError:  # pydantic's are, and so is what is no UTF-8
        raise Problem(400) from None


def _answered(told: Told) -> Response[bytes]:
    return Response(told.body.encode(), media_type="application/json", headers={"Cache-Control": "no-store"})


@get("/state")
async def state(request: AnyRequest) -> Response[bytes]:
    """The state now."""
    _, board = await _admitted(request, "read")
    return _answered(board.told(context(request).clock()))


class Mailbox:
    """What a feed has not sent yet: the latest state, and whether it has ended."""

    def __init__(self) -> None:
        self.ended = False
        self._told: Told | None = None
        self._wake = asyncio.Event()

    def tell(self, told: Told) -> None:
        """Takes the state that is now."""
        self._told = told
        self._wake.set()

    def end(self, code: int) -> None:
        """Ends the feed."""
        self.ended = True
        self._wake.set()

    async def next(self, seconds: float) -> Told | None:
        """The next state; None when there was none for so long, or the feed has ended."""
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return None
        self._wake.clear()
        told, self._told = self._told, None
        return told


@get("/feed", media_type="text/event-stream")
async def feed(request: AnyRequest) -> ServerSentEvent:
    """The state now, unless the client says that it has it, and whenever it changes."""
    own = context(request)
    who, board = await _admitted(request, "read")
    if own.boards.count(who.person) >= MOST_FEEDS:
        raise Problem(429, "crowded")

    async def events() -> AsyncIterator[ServerSentEventMessage]:
        known = request.headers.get("last-event-id")
        box = Mailbox()
        own.metrics.sockets.labels("control").inc()
        try:
            with own.boards.listening(board, box, who.person):
                yield ServerSentEventMessage(data=None, retry=RETRY_MS)
                # Since it was admitted: several may have come at once.
                over = own.boards.count(who.person) > MOST_FEEDS or await own.revoked(who.person)
                while not (box.ended or over):
                    told = await box.next(BEAT_S)
                    if told is None:
                        yield ServerSentEventMessage(data=None, comment="")
                    elif told.id != known:
                        known = told.id
                        yield ServerSentEventMessage(data=told.body, event="state", id=told.id)
        finally:
            own.metrics.sockets.labels("control").dec()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return ServerSentEvent(events(), headers=headers)


@get("/screens/{screen:str}/tally.png")
async def tally(request: AnyRequest, screen: FromPath[str]) -> Response[bytes]:
    """A screen's tally as a picture."""
    own = context(request)
    _, board = await _admitted(request, "read")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", screen):
        raise Problem(400)
    if screen not in board.screens:
        raise Problem(404)
    now = own.clock()
    drawn = picture(board.state(now), screen, now)
    etag = f'"{hashlib.sha256(drawn).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if has(request, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(drawn, media_type="image/png", headers=headers)


@get("/openapi.json")
async def openapi_document() -> Response[bytes]:
    """The API, described."""
    return Response(document(), media_type="application/json")


ROUTES = [
    Router(
        BASE,
        route_handlers=[*map(_verb, VERBS), state, feed, tally, openapi_document, api_socket],
        exception_handlers={Exception: _handle},
        request_max_body_size=MAX_BODY,
    )
]
