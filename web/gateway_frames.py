"""WebSocket frames (RFC 6455) as the gateway reads and writes them; no I/O.

`websockets.frames` parses with a generator and a buffer of its own per connection, which costs more
memory than all the rest of a viewer and several microseconds a message. A viewer needs the smallest
subset: masked frames in, short unmasked frames out, no extension. This is that subset.
"""

from __future__ import annotations

from typing import NamedTuple

from websockets.exceptions import ProtocolError
from websockets.frames import Close

try:
    from websockets.speedups import apply_mask
except ImportError:  # no C compiler when websockets was built
    from websockets.utils import apply_mask

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

PROTOCOL_ERROR = 1002
INVALID_DATA = 1007
TOO_BIG = 1009


class BrokenFrameError(Exception):
    """What arrived can't be accepted; `code` is the close code that says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Frame(NamedTuple):
    """One frame of a client, unmasked, and where the next one begins."""

    opcode: int
    fin: bool
    payload: bytes
    end: int


def parse(data: bytes, at: int, room: int) -> Frame | None:
    """The frame that begins at `at`, or None while it is not all there.

    Args:
        data: what arrived so far.
        at: where the frame begins.
        room: bytes that a data frame may still carry.

    Raises:
        BrokenFrameError: 1002 for what no client may send, 1009 for a frame larger than `room`.
    """
    if len(data) - at < 2:
        return None
    head, second = data[at], data[at + 1]
    _check_head(head, second)
    length, body = second & 0x7F, at + 2
    if length >= 126:
        body += 2 if length == 126 else 8
        if len(data) < body:
            return None
        length = int.from_bytes(data[at + 2 : body], "big")
    # §5.5: control frames have at most 125 bytes, whatever else is under way.
    if length > (125 if head & 0x8 else room):
        raise BrokenFrameError(PROTOCOL_ERROR if head & 0x8 else TOO_BIG)
    end = body + 4 + length
    if len(data) < end:
        return None
    return Frame(head & 0x0F, head > 0x7F, apply_mask(data[body + 4 : end], data[body : body + 4]), end)


def _check_head(head: int, second: int) -> None:
    # §5.2: no reserved bit without an extension; §5.1: a client masks; §5.5: control frames are whole.
    known = head & 0x0F in (TEXT, PONG, CONT, PING, CLOSE, BINARY)
    if head & 0x70 or not second & 0x80 or not known or (head & 0x8 and head < 0x80):
        raise BrokenFrameError(PROTOCOL_ERROR)


def check_close(payload: bytes) -> None:
    """Holds a close frame's payload against §5.5.1: a code that may be sent, a reason in UTF-8.

    Raises:
        BrokenFrameError: 1002 or 1007.
    """
    try:
        Close.parse(payload)
    except ProtocolError:
        raise BrokenFrameError(PROTOCOL_ERROR) from None
    except UnicodeDecodeError:
        raise BrokenFrameError(INVALID_DATA) from None


def encode(opcode: int, payload: bytes) -> bytes:
    """One whole frame of a server."""
    length = len(payload)
    if length < 126:
        head = bytes((0x80 | opcode, length))
    elif length < 65536:
        head = bytes((0x80 | opcode, 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 127)) + length.to_bytes(8, "big")
    return head + payload


def closing(code: int) -> bytes:
    """A close frame with a code and no reason: the codes are documented, a reason might quote the message."""
    return encode(CLOSE, code.to_bytes(2, "big"))
