"""Ports for servers of the tests' own."""

from __future__ import annotations

import os
import secrets
import socket
from collections import deque
from contextlib import ExitStack

SHARE = 6_000
"""Ports of each of the two processes that run tests at a time: what one has chosen, the other must not take."""
_given: deque[int] = deque(maxlen=500)
"""The latest, which are held only later."""


def unused_port(span: int = 1) -> int:
    """A port that nobody holds at this moment, nor the next `span - 1`.

    Below the range that the system gives to outgoing connections, of which one may take it a moment later.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        first = 20_000 + process * SHARE + secrets.randbelow(SHARE - span + 1)
        if not set(_given).isdisjoint(range(first, first + span)):
            continue
        with ExitStack() as sockets:
            try:
                for port in range(first, first + span):
                    sockets.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.extend(range(first, first + span))
        return first
