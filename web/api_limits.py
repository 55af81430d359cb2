"""How often control surfaces, and strangers, may ask: allowances that fill again as time passes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection

from web.gateway_http import peer_of, prefix_of

RATE, BURST = 50.0, 100.0
"""Requests of one key a second, and at once: a page of 32 buttons whose pictures are fetched every 700 ms."""
WRONG_RATE, WRONG_BURST = 0.5, 20.0
"""Wrong keys from one network: a mistyped one on many buttons passes, a search does not."""
LETTERS_RATE, LETTERS_BURST = 0.2, 20.0
"""Letters that one network asks for, or takes back, a second and at once: a hall may sit behind one address."""
SEARCHES_RATE, SEARCHES_BURST = 5.0, 60.0
"""Searches of one network in the archive a second, and at once: a newsroom may sit behind one address."""
MOST_BUCKETS = 10_000


def network(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The network that somebody asks from; one for all whose address nobody knows."""
    peer = peer_of(connection.client.host) if connection.client else None
    return prefix_of(peer) if peer else ""


class Buckets:
    """Allowances that fill again as time passes, one for each name."""

    def __init__(self, rate: float, burst: float, time: Callable[[], float]) -> None:
        self._rate, self._burst, self._time = rate, burst, time
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, name: str) -> float:
        """Seconds until the name has something left; 0 when it has."""
        left, at = self._left.get(name, (self._burst, 0.0))
        return max(0.0, (1 - left) / self._rate - (self._time() - at))

    def take(self, name: str) -> float:
        """Takes one if there is one; as `wait`."""
        if wait := self.wait(name):
            return wait
        now = self._time()
        left, at = self._left.get(name, (self._burst, now))
        if len(self._left) >= MOST_BUCKETS:
            # What is full again needs no remembering.
            self._left = {n: b for n, b in self._left.items() if b[0] + (now - b[1]) * self._rate < self._burst}
        self._left[name] = (min(self._burst, left + (now - at) * self._rate) - 1, now)
        return 0.0


class Allowances:
    """How often each key may ask, and each network with a wrong one, for letters, and by the search."""

    def __init__(self) -> None:
        self.used = Buckets(RATE, BURST, _time)
        self.wrong = Buckets(WRONG_RATE, WRONG_BURST, _time)
        self.letters = Buckets(LETTERS_RATE, LETTERS_BURST, _time)
        self.searches = Buckets(SEARCHES_RATE, SEARCHES_BURST, _time)


def _time() -> float:
    return asyncio.get_running_loop().time()
