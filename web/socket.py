"""The shell around every staff WebSocket: who may connect, what may be said, how much, and what comes back.

Refusals before the handshake are HTTP: 403 for a foreign, null or absent Origin, 401 without a
session, 403 without the right, 404 for an unknown briefing, 503 when the store is away. Afterwards the
close codes of `docs/protocol.md` tell why a connection ended.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

import structlog
from litestar import WebSocket
from pydantic import Field, TypeAdapter, ValidationError

from studio.log import Act, Done, Unavailable
from studio.records import Refusal
from web import messages
from web.codes import BROKEN, MALFORMED, TOO_MANY, UNAUTHENTICATED
from web.context import Context
from web.errors import PROBLEM, body
from web.hub import Channel
from web.messages import Again, Refused

MAX_FRAMES = 256
"""Frames that wait for a reader; a tablet that is 256 changes behind is better off with a new snapshot."""
MAX_BYTES = 4 * 1024 * 1024
"""... and what they may weigh beside the one being sent; a snapshot alone may be larger."""
RATE = 20.0
BURST = 40.0
"""Messages a second, and at once: far above two thumbs, far below a loop gone wild."""
AT_ONCE = {"panic", "killed", "painted"}
"""What goes past a command that still waits for the store; all others are carried out one after another."""
MAX_ORDERS = 64
"""Commands that may wait for the one before them; more are refused, so that the panic key behind them is read."""
AWAY_S = "1"
"""When to try again while the store is away."""
LINGER_S = 1.0
"""How long a closing peer may take to read its close frame before the connection is cut."""

_logger = structlog.get_logger("web.socket")


def _adapter(seat: str) -> TypeAdapter[Any]:
    union: Any = messages.SEATS[seat]
    if not isinstance(union, type):
        union = Annotated[union, Field(discriminator="type")]
    return TypeAdapter(union)


ADAPTERS = {seat: _adapter(seat) for seat in messages.SEATS if seat != "viewer"}


async def refuse(
    socket: WebSocket[Any, Any, Any], status: int, code: str, more: Mapping[str, str] | None = None
) -> None:
    """Answers the handshake with an HTTP refusal, with `more` headers, and a problem body (RFC 9457)."""
    if "websocket.http.response" not in (socket.scope.get("extensions") or {}):
        await socket.close(code=4000 + status)
        return
    send: Any = socket.send  # Litestar's types lack the extension's messages
    away = {"retry-after": AWAY_S} if status == 503 else {}
    said = {"content-type": PROBLEM, **away, **(more or {})}
    headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body(status, code)})


def origin_allowed(origin: str | None, context: Context) -> bool:
    """Whether a page of this origin may speak to us; absent and "null" are nobody's."""
    return origin is not None and origin in context.settings.origins


@dataclass
class Caller:
    """Who sits at a socket: what a handler knows of it.

    Attributes:
        context: the process's parts.
        connection: the socket, for a fresh snapshot.
        seat: moderator, producer, speaker, screen, office.
        briefing: whose log commands go to.
        person: id of the person, or of the screen's key.
        name: the person's, for the colleagues' view of a claim.
        initials: the person's.
        screen: the program that a screen shows.
        page: which of the screen's pages.
        said: what that page said of itself last.
        turn: one of its reports after the other.
        heard: when something was last heard from there, on the loop's clock.
        until: when the session ends (ms since the epoch), None for a durable key.
        presses: how many of the panic key there were when what is carried out now was read.
    """

    context: Context
    seat: str
    briefing: str
    person: str
    name: str = ""
    initials: str = ""
    role: str = ""
    screen: str = ""
    page: str = ""
    said: object = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    heard: float = 0.0
    until: int | None = None
    presses: int = 0
    connection: Connection | None = field(default=None, repr=False)

    def act(self, message: Any) -> Act:
        """The message as a command in the seat's log, now; a message of another type under the same id is another."""
        id = getattr(message, "id", None)
        return self.context.act(self.briefing, self.person, id and f"{message.type}:{id}")

    @property
    def me(self) -> dict[str, Any]:
        """What the page is told of whom it serves."""
        own = {"person": self.person, "name": self.name, "initials": self.initials, "role": self.role}
        return {**own, "briefing": self.briefing} | ({"screen": self.screen} if self.screen else {})


class Reply(NamedTuple):
    """Something was done, and its result is more than that."""

    done: Done
    result: dict[str, Any]


Outcome = Done | Reply | Refusal | dict[str, Any] | None
"""What a handler gives back: done, refused, done with a result, or nothing to answer."""
Handler = Callable[[Caller, Any], Awaitable[Outcome]]
Handlers = Mapping[str, Handler]


async def again(caller: Caller, message: Again) -> None:
    """Sends a fresh snapshot."""
    if caller.connection:
        caller.connection.resend()


class Connection:
    """One open socket: its outgoing queue, its pump, its limits."""

    def __init__(self, socket: WebSocket[Any, Any, Any], channel: Channel, caller: Caller) -> None:
        self._socket = socket
        self._channel = channel
        self._caller = caller
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._code: int | None = None
        self._orders: asyncio.Queue[tuple[Handler, Any, int]] = asyncio.Queue(MAX_ORDERS)
        self._past: set[asyncio.Task[None]] = set()
        self._tokens = BURST
        self._refilled = asyncio.get_running_loop().time()
        caller.connection = self

    def push(self, frame: str) -> None:
        """Queues a frame; a reader that is too far behind is cut."""
        if self._code is not None:
            return
        if len(self._queue) >= MAX_FRAMES or (self._queue and self._bytes + len(frame) > MAX_BYTES):
            self._caller.context.metrics.aborted.inc()
            self.end(TOO_MANY)
            return
        self._queue.append(frame)
        self._bytes += len(frame)
        self._wake.set()

    def resend(self) -> None:
        """Queues a fresh snapshot; what waited before it is void."""
        self._queue.clear()
        self._bytes = 0
        self.push(self._channel.snapshot(self._caller.context.clock(), self._caller.me))

    def end(self, code: int) -> None:
        """Closes now: what still waits is not sent; a peer that does not read is cut a second later."""
        self._queue.clear()
        self.finish(code)

    def finish(self, code: int) -> None:
        """Closes once all that waits is sent, but within a second."""
        if self._code is None:
            self._code = code
            self._wake.set()
            asyncio.get_running_loop().call_later(LINGER_S, self._abort)

    async def run(self, handlers: Handlers) -> None:
        """Serves the socket until it ends, from either side."""
        self.resend()
        pump = asyncio.create_task(self._pump())
        reader = asyncio.create_task(self._read(handlers))
        worker = asyncio.create_task(self._obey())
        try:
            await asyncio.wait({pump, reader}, return_when=asyncio.FIRST_COMPLETED)
            if self._code is not None:
                await asyncio.wait({pump}, timeout=LINGER_S)
            else:  # the peer has gone, and nothing can be sent any more: what it said before is carried out
                await asyncio.wait({reader})
        finally:
            for task in (pump, reader, worker):
                task.cancel()
            for result in await asyncio.gather(pump, reader, worker, return_exceptions=True):
                if isinstance(result, Exception):
                    _logger.error("socket_failed", seat=self._caller.seat, exc_info=result)

    def _abort(self) -> None:
        extension: Any = (self._socket.scope.get("extensions") or {}).get("tynda.abort")  # see `web.server`
        if extension:
            extension["abort"]()

    async def _pump(self) -> None:
        # A peer that has gone makes `send` raise; the reader sees the end as well.
        with contextlib.suppress(Exception):
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    frame = self._queue.popleft()
                    self._bytes -= len(frame)
                    await self._socket.send({"type": "websocket.send", "bytes": None, "text": frame})
                if self._code is not None:
                    await self._socket.close(code=self._code)
                    return

    async def _read(self, handlers: Handlers) -> None:
        """Takes in what is said; returns once all of it is carried out."""
        adapter = ADAPTERS[self._caller.seat]
        while self._code is None:
            event = await self._socket.receive()
            if event["type"] != "websocket.receive":
                return await self._orders.join()
            self._caller.heard = asyncio.get_running_loop().time()
            if not self._within_rate():
                return self.finish(TOO_MANY)
            message = _parse(adapter, event.get("text"))
            if message is None or message.type not in handlers:
                await self._orders.join()
                self._send(Refused(id=None, code="malformed"))
                return self.finish(MALFORMED)
            self._order(handlers[message.type], message)
        return None

    def _order(self, handler: Handler, message: Any) -> None:
        if message.type in AT_ONCE:
            task = asyncio.create_task(self._carry_out(handler, message))
            self._past.add(task)
            task.add_done_callback(self._past.discard)
            return
        try:
            self._orders.put_nowait((handler, message, self._caller.context.panic.presses))
        except asyncio.QueueFull:
            self._send(Refused(id=getattr(message, "id", None), code="busy"))

    async def _obey(self) -> None:
        while True:
            handler, message, self._caller.presses = await self._orders.get()
            await self._carry_out(handler, message)
            self._orders.task_done()

    def _within_rate(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._tokens = min(BURST, self._tokens + (now - self._refilled) * RATE) - 1
        self._refilled = now
        return self._tokens >= 0

    async def _carry_out(self, handler: Handler, message: Any) -> None:
        metrics, began = self._caller.context.metrics, asyncio.get_running_loop().time()
        id, outcome = getattr(message, "id", None), None
        try:
            outcome = await handler(self._caller, message)
            answer = await self._answer(id, outcome)
        except Unavailable:
            answer = Refused(id=id, code="unavailable")
        except Exception as error:
            _logger.error("command_failed", type=message.type, exc_info=error)
            metrics.commands.labels(message.type, "failed").inc()
            return self.finish(BROKEN)
        metrics.append.observe(asyncio.get_running_loop().time() - began)
        metrics.commands.labels(message.type, answer.code if isinstance(answer, Refused) else "done").inc()
        if isinstance(outcome, Done | Reply):
            # The screen before whoever pressed the button.
            self._caller.context.followers.learn(outcome if isinstance(outcome, Done) else outcome.done)
        if answer is not None:
            self._send(answer)
        return None

    async def _answer(self, id: str | None, outcome: Outcome) -> messages.Done | Refused | None:
        if isinstance(outcome, Refusal):
            view = await self._present(outcome.key) if outcome.key else None
            return Refused(id=id, code=outcome.code, retry_after_ms=outcome.retry_after_ms, view=view)
        if id is None:
            return None
        result = outcome.result if isinstance(outcome, Reply) else outcome
        return messages.Done(id=id, result=result if isinstance(result, dict) else None)

    async def _present(self, k: str) -> dict[str, Any] | None:
        """The record that a refusal is about, as it is now and as this seat may see it."""
        context = self._caller.context
        stored = (await context.log.read(self._caller.briefing, [k]))[k]
        if stored is None:
            return None
        fields = context.kinds[k.partition("/")[0]].model.model_validate_json(stored.body).model_dump(mode="json")
        return self._channel.seen(k, stored.version, fields)

    def _send(self, message: Any) -> None:
        self.push(message.model_dump_json())


def _parse(adapter: TypeAdapter[Any], text: str | None) -> Any:
    """The message, or None for anything that isn't one; what it was is never kept."""
    if text is None:
        return None
    try:
        message = adapter.validate_json(text)
    except ValidationError:
        return None
    return message if "type" in message.model_fields_set else None


async def serve(socket: WebSocket[Any, Any, Any], channel: Channel, caller: Caller, handlers: Handlers) -> None:
    """Runs an accepted socket: registered with the hub, watched for revocation and the session's end."""
    context = caller.context
    connection = Connection(socket, channel, caller)
    context.hub.enter(channel, connection, caller.person)
    context.metrics.sockets.labels(caller.seat).inc()
    ending = None
    if caller.until is not None:
        left = max(0, caller.until - context.clock()) / 1000
        ending = asyncio.get_running_loop().call_later(left, connection.end, UNAUTHENTICATED)
    try:
        if await context.revoked(caller.person):
            connection.end(UNAUTHENTICATED)
        await connection.run(handlers)
    finally:
        if ending:
            ending.cancel()
        context.hub.leave(channel, connection, caller.person)
        context.metrics.sockets.labels(caller.seat).dec()
