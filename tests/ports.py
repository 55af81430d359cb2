"""Ports for servers of the tests' own."""

from __future__ import annotations

import secrets
import socket
from contextlib import ExitStack


def unused_port(span: int = 1) -> int:
    """A port that nobody holds at this moment, nor the next `span - 1`.

    Below the range that the system gives to outgoing connections, of which one may take it a moment later.
    """
    while True:
        first = 20_000 + secrets.randbelow(12_000)
        with ExitStack() as sockets:
            try:
                for port in range(first, first + span):
                    sockets.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
