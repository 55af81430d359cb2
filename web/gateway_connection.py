"""One viewer's connection: a socket, what is half read, what is not yet written, and nothing else.

No task, no stream, no transport: ten thousand of these have to be small. The gateway's own epoll
(`web.gateway`) says when a socket can be read or written; a connection tells its `Edge` what came.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections import deque
from typing import TYPE_CHECKING, Protocol

from web.gateway_frames import (
    BINARY,
    CLOSE,
    CONT,
    INVALID_DATA,
    PING,
    PONG,
    PROTOCOL_ERROR,
    BrokenFrameError,
    check_close,
    closing,
    encode,
    parse,
)

if TYPE_CHECKING:
    from web.gateway_rooms import Room

MAX_MESSAGE = 16 * 1024
"""Bytes of one message: a question of 500 characters with all its decoration is below 5 KiB."""
MAX_HEAD = 8 * 1024
MAX_BACKLOG = 256 * 1024
"""Bytes that may wait for one viewer, beyond a snapshot: a reader this far behind is not reading."""
READ = 64 * 1024
CHAFF = 100
"""Control frames, and pieces of messages, in one second: they cost us like messages, and no browser sends as many."""
MALFORMED = 4400
TOO_MUCH = 4429

TLS, HEAD, WAITING, OPEN, CLOSING, CLOSED = range(6)
"""TLS or HTTP handshake under way; waiting for the briefing's snapshot; live; close sent; gone."""

LATER = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""What a non-blocking socket raises for "not now"."""
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Edge(Protocol):
    """What a connection needs of the process around it."""

    tick: int

    def request(self, connection: Connection, head: bytes, rest: bytes) -> None:
        """A whole HTTP head arrived, and perhaps what follows it."""

    def message(self, connection: Connection, payload: str) -> None:
        """A whole text message arrived."""

    def watch(self, connection: Connection, writing: bool) -> None:
        """Something waits to be written, or nothing does any more."""

    def drop(self, connection: Connection) -> None:
        """The connection is over; forget it."""

    def linger(self, connection: Connection) -> None:
        """The close is said; drop it in a while if the peer does not."""

    def full(self, connection: Connection) -> None:
        """There is no room for this connection."""

    def slow(self) -> None:
        """Somebody was cut for not reading."""


class Connection:
    """See the module. `seen`, and `Edge.tick`, count seconds of the process.

    Attributes:
        sock: the socket, non-blocking.
        phase: one of the constants above.
        room: the briefing's room, once admitted.
        author: the viewer's pseudonym in that briefing.
        prefix: the address prefix that is limited together.
        seen: when anything last arrived; until the head is whole, when the connection came.
        chaff: frames that were no whole message, since `seen`.
        out: what waits to be written, or None: then a sender may write to `sock` at once.
        tat: when this connection's allowance is whole again, for the rate limit (GCRA).
        strikes: messages refused in a row.
    """

    __slots__ = (
        "author", "chaff", "edge", "fd", "fragments", "out", "phase", "prefix", "room", "seen", "sock", "strikes",
        "tail", "tat", "waiting",
    )  # fmt: skip

    def __init__(self, sock: socket.socket, edge: Edge, prefix: str, *, tls: bool = False) -> None:
        self.sock = sock
        self.fd = sock.fileno()
        self.edge = edge
        self.prefix = prefix
        self.phase = TLS if tls else HEAD
        self.room: Room | None = None
        self.author = ""
        self.seen = edge.tick
        self.chaff = 0
        self.tail = b""
        self.fragments: bytearray | None = None
        self.out: deque[bytes | memoryview] | None = None
        self.waiting = 0
        self.tat = 0.0
        self.strikes = 0

    # -- reading ------------------------------------------------------------------------------------------

    def readable(self) -> None:
        """Takes what the socket has and acts on it."""
        if self.phase == TLS and not self._shake():
            return
        while True:
            try:
                data = self.sock.recv(READ)
            except LATER:
                return
            except OSError:
                data = b""
            if not data:
                self.edge.drop(self)
                return
            # A head that drips in does not buy time.
            if self.seen != self.edge.tick and self.phase > HEAD:
                self.seen, self.chaff = self.edge.tick, 0
            self._take(data)
            # TLS keeps whole records of its own; what it holds would never wake the epoll.
            if self.phase == CLOSED or not isinstance(self.sock, ssl.SSLSocket):
                return

    def _shake(self) -> bool:
        assert isinstance(self.sock, ssl.SSLSocket)  # noqa: S101 - the phase says so
        try:
            self.sock.do_handshake()
        except LATER:
            return False
        except OSError:
            self.edge.drop(self)
            return False
        self.phase = HEAD
        return True

    def _take(self, data: bytes) -> None:
        if self.phase == CLOSING:
            return  # read and thrown away: closing with unread data would reset, and lose the close frame
        if self.tail:
            data = self.tail + data
            self.tail = b""
        if self.phase == OPEN:
            self.frames(data)
        elif self.phase == HEAD:
            self._head(data)
        elif len(data) > MAX_MESSAGE:
            self.edge.drop(self)
        else:
            self.tail = data

    def _head(self, data: bytes) -> None:
        head, end, rest = data.partition(b"\r\n\r\n")
        if end:
            self.edge.request(self, head + end, rest)
        elif len(data) > MAX_HEAD:
            self.edge.drop(self)
        else:
            self.tail = data

    def frames(self, data: bytes) -> None:
        """Acts on every whole frame and keeps the rest."""
        at = 0
        try:
            while self.phase == OPEN:
                frame = parse(data, at, MAX_MESSAGE - len(self.fragments or b""))
                if frame is None:
                    break
                at = frame.end
                if frame.opcode >= CLOSE or not frame.fin:
                    self._count()
                if frame.opcode >= CLOSE:
                    self._control(frame.opcode, frame.payload)
                else:
                    self._data(frame.opcode, frame.fin, frame.payload)
        except BrokenFrameError as broken:
            self.close(broken.code)
        if self.phase == OPEN:
            self.tail = data[at:]

    def _count(self) -> None:
        self.chaff += 1
        if self.chaff > CHAFF:
            raise BrokenFrameError(TOO_MUCH)

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.send(encode(PONG, payload))
        elif opcode == CLOSE:
            check_close(payload)
            self._finish(encode(CLOSE, payload[:2]))

    def _data(self, opcode: int, fin: bool, payload: bytes) -> None:
        if opcode == BINARY:
            raise BrokenFrameError(MALFORMED)
        # §5.4: a message goes on by continuations alone, and nothing else may go on.
        if (opcode == CONT) != (self.fragments is not None):
            raise BrokenFrameError(PROTOCOL_ERROR)
        if self.fragments is not None or not fin:
            self.fragments = (self.fragments if self.fragments is not None else bytearray()) + payload
            if not fin:
                return
            payload, self.fragments = bytes(self.fragments), None
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            raise BrokenFrameError(INVALID_DATA) from None
        self.edge.message(self, text)

    # -- writing ------------------------------------------------------------------------------------------

    def send(self, frame: bytes) -> None:
        """Writes now what the socket takes and keeps the rest; the bytes are shared by all, never copied."""
        if self.phase == CLOSED:
            return
        if self.out is not None:
            self.wait(frame)
            return
        try:
            sent = self.sock.send(frame)
        except LATER:
            sent = 0
        except OSError:
            self.edge.drop(self)
            return
        if sent != len(frame):
            self.wait(memoryview(frame)[sent:])

    def wait(self, piece: bytes | memoryview) -> None:
        """Keeps a piece until the socket takes it; cuts a viewer whose backlog passes its bound."""
        self.waiting += len(piece)
        if self.waiting > MAX_BACKLOG + (self.room.snapshot_size if self.room else 0):
            self.edge.slow()
            self.abort()
            return
        if self.out is None:
            self.out = deque()
            self.edge.watch(self, True)
        self.out.append(piece)

    def writable(self) -> None:
        """Writes what waits."""
        if self.phase == TLS:
            self.readable()
            return
        while self.out:
            try:
                sent = self.sock.send(self.out[0])
            except LATER:
                return
            except OSError:
                self.edge.drop(self)
                return
            self.waiting -= sent
            if sent == len(self.out[0]):
                self.out.popleft()
            else:
                self.out[0] = memoryview(self.out[0])[sent:]
        self.out = None
        self.edge.watch(self, False)
        if self.phase == CLOSING:
            self._half_close()

    # -- the end ------------------------------------------------------------------------------------------

    def close(self, code: int) -> None:
        """Says why, and ends: the peer has a moment to answer."""
        if self.phase == OPEN:
            self._finish(closing(code))
        elif self.phase < OPEN:
            self.edge.drop(self)

    def answer(self, response: bytes) -> None:
        """Sends a plain HTTP response and ends."""
        self._finish(response)

    def _finish(self, last: bytes) -> None:
        self.send(last)
        if self.phase == CLOSED:
            return
        self.phase = CLOSING
        self.tail, self.fragments = b"", None
        self.edge.linger(self)
        if self.out is None:
            self._half_close()

    def _half_close(self) -> None:
        # Our side is said; the peer's end of stream, or the linger, drops the connection.
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.edge.drop(self)

    def abort(self) -> None:
        """Cuts at once: a reset, so that the kernel keeps nothing for a reader that does not read."""
        if self.phase != CLOSED:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self.edge.drop(self)
