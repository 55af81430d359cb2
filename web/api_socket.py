"""`/api/v1/ws`: the feed and the verbs over one WebSocket; see `docs/control.md` for what is said there."""

from __future__ import annotations

import asyncio
import contextlib
import json
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
from web.api_verbs import perform
from web.context import Context, context
from web.errors import Problem
from web.server import ABORT
from web.socket import LINGER_S, origin_allowed, refuse

MOST_FEEDS = 16
"""Feeds of one key at once: a control room has a handful of surfaces."""
MOST_WAITING = 16
"""Commands, and answers, that wait for each other; whoever sends more waits with the next one."""
MOST_BYTES = 8 * 1024
"""Of one command."""
REVOKED, BROKEN = 4401, 1011

_logger = structlog.get_logger("web.api_socket")


class Line:
    """One open socket: the state that is to be told, the answers, and the commands in their order."""

    def __init__(self, socket: WebSocket[Any, Any, Any], own: Context, board: Board, who: Key) -> None:
        self._socket = socket
        self._own = own
        self._board = board
        self._who = who
        self._state: Told | None = None
        self._answers: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._orders: asyncio.Queue[tuple[str | None, Any]] = asyncio.Queue(MOST_WAITING)
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
        finally:
            for task in (*tasks, *self._past):
                task.cancel()
            for result in await asyncio.gather(*tasks, *self._past, return_exceptions=True):
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
                while not self._answers.empty():
                    await self._send(self._answers.get_nowait())
            await self._socket.close(code=self._code)

    async def _send(self, text: str) -> None:
        await self._socket.send({"type": "websocket.send", "bytes": None, "text": text})

    async def _read(self) -> None:
        while True:
            event = await self._socket.receive()
            if event["type"] != "websocket.receive":
                return
            id, command, refused = self._parsed(event.get("text"))
            if refused:
                await self._answer(id, refused)
            elif isinstance(command, Panic):  # past whatever waits for the store
                task = asyncio.create_task(self._carry_out(id, command))
                self._past.add(task)
                task.add_done_callback(self._past.discard)
            else:
                await self._orders.put((id, command))

    def _parsed(self, text: str | None) -> tuple[str | None, Any, Refusal | None]:
        """A command with the id that its sender gave it, or why it is none."""
        wait = self._own.allowances.used.take(self._who.person)
        if text is None or len(text) > MOST_BYTES:
            return None, None, Refusal(code="malformed")
        try:
            said = from_json(text)
            id = said.pop("id", None) if isinstance(said, dict) else None
            id = id if isinstance(id, str) and 0 < len(id) <= 255 else None
            if wait:
                return id, None, Refusal(code="too_fast", retry_after_ms=max(1, round(wait * 1000)))
            command = parsed(said)
        except ValueError:  # pydantic's are
            return None, None, Refusal(code="malformed")
        allowed = self._who.scope == "operate"
        return id, command, None if allowed else Refusal(code="forbidden")

    async def _obey(self) -> None:
        while True:
            await self._carry_out(*await self._orders.get())

    async def _carry_out(self, id: str | None, command: Any) -> None:
        try:
            refused = await perform(self._own, self._board, self._who, command, id)
        except Unavailable:
            refused = Refusal(code="unavailable")
        except Exception as error:
            _logger.error("command_failed", verb=command.verb, exc_info=error)
            return self.end(BROKEN)
        return await self._answer(id, refused)

    async def _answer(self, id: str | None, refused: Refusal | None) -> None:
        head: Mapping[str, Any] = {"id": id}
        if refused:
            head = {"id": id, "code": refused.code, "retry_after_ms": refused.retry_after_ms}
        told = self._board.told(self._own.clock())
        await self._answers.put(_framed("refused" if refused else "done", told.body, head))
        self._wake.set()


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
        return await refuse(socket, problem.status_code, problem.code)
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
            if await own.revoked(who.person):  # since it was admitted
                line.end(REVOKED)
            await line.run()
    finally:
        own.metrics.sockets.labels("control").dec()
    return None
