"""`/api/v1/ws`: the feed and the verbs over one WebSocket; see `docs/control.md` for what is said there."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

import structlog
from litestar import WebSocket, websocket
from pydantic_core import from_json

from studio.log import Unavailable
from studio.records import Refusal
from web.api_board import Board, Told
from web.api_commands import Panic, parsed
from web.api_keys import Key, admit
from web.api_verbs import Order, perform
from web.codes import BROKEN, TOO_MANY, UNAUTHENTICATED
from web.context import Context, context
from web.errors import Problem
from web.server import ABORT
from web.socket import LINGER_S, origin_allowed, refuse

MOST_FEEDS = 16
"""Feeds of one key at once: a control room has a handful of surfaces."""
MOST_WAITING = 16
"""Commands that wait for the one before them; more are refused, so that panic behind them is read."""
MOST_ANSWERS = 256
"""Answers that wait for a reader; one that is further behind is cut."""
MOST_BYTES = 8 * 1024
"""Of one command."""

_logger = structlog.get_logger("web.api_socket")


class Line:
    """One open socket: the state that is to be told, the answers, and the commands in their order."""

    def __init__(self, socket: WebSocket[Any, Any, Any], own: Context, board: Board, who: Key) -> None:
        self._socket = socket
        self._own = own
        self._board = board
        self._who = who
        self._state: Told | None = None
        self._answers: deque[str] = deque()
        self._orders: asyncio.Queue[Order] = asyncio.Queue(MOST_WAITING)
        self._past: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._code: int | None = None

    def tell(self, told: Told) -> None:
        """Sends the state; one that still waits is outdated."""
        self._state = told
        self._wake.set()

    def end(self, code: int) -> None:
        """Closes; a peer that does not read is cut a second later."""
        if self._code is None:
            self._code = code
            self._wake.set()
            asyncio.get_running_loop().call_later(LINGER_S, self._abort)

    async def run(self) -> None:
        """Serves the socket until it ends, from either side."""
        tasks = [asyncio.create_task(work()) for work in (self._pump, self._read, self._obey)]
        try:
            await asyncio.wait(tasks[:2], return_when=asyncio.FIRST_COMPLETED)
            if self._code is None:  # the peer has gone: what it said before is carried out
                await asyncio.wait(tasks[1:2])
        finally:
            for task in tasks:
                task.cancel()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, Exception):
                    _logger.error("socket_failed", exc_info=result)

    def _abort(self) -> None:
        extension: Any = (self._socket.scope.get("extensions") or {}).get(ABORT)
        if extension:
            extension["abort"]()

    async def _pump(self) -> None:
        # A peer that has gone makes `send` raise; the reader sees the end as well.
        with contextlib.suppress(Exception):
            while self._code is None:
                await self._wake.wait()
                self._wake.clear()
                told, self._state = self._state, None
                if told is not None:
                    await self._send(_framed("state", told.body))
                while self._answers:
                    await self._send(self._answers.popleft())
            await self._socket.close(code=self._code)

    async def _send(self, text: str) -> None:
        await self._socket.send({"type": "websocket.send", "bytes": None, "text": text})

    async def _read(self) -> None:
        """Takes in what is said; returns once all of it is carried out."""
        while self._code is None:
            event = await self._socket.receive()
            if event["type"] != "websocket.receive":
                return await self._orders.join()
            id, command = _parsed(event.get("text"))
            if refused := self._refused(Order(command, self._own.panic.presses, id)):
                self._answer(id, refused)
        return None

    def _refused(self, order: Order) -> Refusal | None:
        """Why a command is not carried out, unless it is under way."""
        panic = isinstance(order.command, Panic)
        wait = 0 if panic else self._own.allowances.used.take(self._who.person)
        if order.command is None:
            return Refusal(code="malformed")
        if wait:
            return Refusal(code="too_fast", retry_after_ms=max(1, round(wait * 1000)))
        if self._who.scope != "operate":
            return Refusal(code="forbidden")
        if panic:  # past whatever waits for the store
            task = asyncio.create_task(self._carry_out(order))
            self._past.add(task)
            task.add_done_callback(self._past.discard)
        elif self._orders.full():
            return Refusal(code="busy")
        else:
            self._orders.put_nowait(order)
        return None

    async def _obey(self) -> None:
        while True:
            await self._carry_out(await self._orders.get())
            self._orders.task_done()

    async def _carry_out(self, order: Order) -> None:
        try:
            refused = await perform(self._own, self._board, self._who, order)
        except Unavailable:
            refused = Refusal(code="unavailable")
        except Exception as error:
            _logger.error("command_failed", verb=order.command.verb, exc_info=error)
            return self.end(BROKEN)
        return self._answer(order.idempotency, refused)

    def _answer(self, id: str | None, refused: Refusal | None) -> None:
        if len(self._answers) >= MOST_ANSWERS:
            return self.end(TOO_MANY)
        head: Mapping[str, Any] = {"id": id}
        if refused:
            head = {"id": id, "code": refused.code, "retry_after_ms": refused.retry_after_ms}
        told = self._board.told(self._own.clock())
        self._answers.append(_framed("refused" if refused else "done", told.body, head))
        self._wake.set()
        return None


def _parsed(text: str | None) -> tuple[str | None, Any]:
    """The id that its sender gave a command, and the command, None for anything that isn't one."""
    if text is None or len(text) > MOST_BYTES:
        return None, None
    try:
        said = from_json(text)
        id = said.pop("id", None) if isinstance(said, dict) else None
        return id if isinstance(id, str) and 0 < len(id) <= 255 else None, parsed(said)
    except ValueError:  # pydantic's are
        return None, None


def _framed(type: str, state: str, head: Mapping[str, Any] | None = None) -> str:
    """One frame: its type and what belongs to that, and the whole flat state."""
    return json.dumps({"type": type, **(head or {})})[:-1] + ", " + state[1:]


@websocket("/ws")
async def api_socket(socket: WebSocket[Any, Any, Any]) -> None:
    """The control surfaces' socket. No browser can send the header, so an Origin is not needed; a foreign one is."""
    own = context(socket)
    origin = socket.headers.get("origin")
    if origin is not None and not origin_allowed(origin, own):
        return await refuse(socket, 403, "foreign_origin")
    try:
        who = await admit(socket, "read")
        board = await own.boards.get(who.briefing)
    except Problem as problem:
        return await refuse(socket, problem.status_code, problem.code, problem.headers)
    except Unavailable:
        return await refuse(socket, 503, "unavailable")
    if board is None:
        return await refuse(socket, 404, "not_found")
    if own.boards.count(who.person) >= MOST_FEEDS:
        return await refuse(socket, 429, "crowded")
    await socket.accept()
    line = Line(socket, own, board, who)
    own.metrics.sockets.labels("control").inc()
    try:
        with own.boards.listening(board, line, who.person):
            if own.boards.count(who.person) > MOST_FEEDS:  # several came at once
                line.end(TOO_MANY)
            if await own.revoked(who.person):  # since it was admitted
                line.end(UNAUTHENTICATED)
            await line.run()
    finally:
        own.metrics.sockets.labels("control").dec()
    return None
