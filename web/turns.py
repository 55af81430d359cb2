"""Heavy work takes turns: a little at once, few wait, and whoever comes then is told to come back.

This process carries the air; what everyone may ask for must not take it all, however many ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE, WAITING = 4, 32
"""Readings and renderings for the public at once, and how many wait: some seconds' work at most."""
RETRY_S = 5
"""When to come back."""
LONGEST_S = 120
"""A database that was asked and says nothing must not hold a turn for good."""


class Busy(Exception):  # noqa: N818 - not a fault: come back
    """It can't be had now; `errors.handle` answers 503."""

    def __init__(self, retry_s: int) -> None:
        super().__init__()
        self.retry_s = retry_s


class Turns:
    """A bound of work of one sort. Whoever has a turn must not ask for another one."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, retry_s: int = RETRY_S, *, longest_s: float = LONGEST_S
    ) -> None:
        """Nobody is here yet.

        Args:
            at_once: how much is done at once.
            waiting: how many wait beside.
            retry_s: what those who come then are told.
            longest_s: how long a turn may last.
        """
        self._longest_s = longest_s
        self._free, self._most, self._here, self._retry_s = asyncio.Semaphore(at_once), at_once + waiting, 0, retry_s

    @asynccontextmanager
    async def turn(self, *, begun: bool = False) -> AsyncIterator[None]:
        """One turn, for the block.

        Args:
            begun: what it is for is on its way to the reader already, and waits as long as it takes.

        Raises:
            Busy: too many are here.
            TimeoutError: it lasted too long.
        """
        if self._here >= self._most and not begun:
            raise Busy(self._retry_s)
        self._here += 1
        try:
            async with self._free, asyncio.timeout(self._longest_s):
                yield
        finally:
            self._here -= 1
