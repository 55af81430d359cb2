"""Following many streams by one read that looks again and again, instead of waiting in each to be woken.

Whoever waits in a blocking read is woken by a write before its writer has the answer, which holds that answer up by
0.15 to 0.3 ms for each (`docs/performance.md`, air). So what needn't know at once looks by itself, with one command for
all that it follows.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from studio.log import Unavailable, place

COUNT = 512
"""Entries of a stream at most in one look."""
PAUSE_S = 0.2
"""Between tries while the store is away."""

Entries = list[tuple[str, dict[bytes, bytes]]]


class Looks:
    """All that is followed through one connection."""

    def __init__(self, call: Callable[..., Awaitable[Any]], every_s: float) -> None:
        self._call = call
        self._every_s = every_s
        self._waiting: dict[asyncio.Future[Entries], tuple[str, str]] = {}
        self._more = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def next(self, key: str, after: str) -> Entries:
        """What a stream has after a position, looked for at once and then every so often, until there is something."""
        future: asyncio.Future[Entries] = asyncio.get_running_loop().create_future()
        self._waiting[future] = (key, after)
        self._more.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look(), name="look")
        try:
            return await future
        finally:
            self._waiting.pop(future, None)

    async def stop(self) -> None:
        """Looks no more."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look(self) -> None:
        while self._waiting:
            self._more.clear()
            asked = dict(self._waiting)  # who comes while it is read may want what came before
            try:
                _tell(asked, await self._read(asked))
            except Unavailable:
                await asyncio.sleep(PAUSE_S)
                continue
            except Exception as error:  # such as a right that is missing: whoever follows is told
                for future in asked:
                    if not future.done():
                        future.set_exception(error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every_s):
                    await self._more.wait()

    async def _read(self, asked: Mapping[Any, tuple[str, str]]) -> dict[str, Entries]:
        at: dict[str, str] = {}
        for key, after in asked.values():
            at[key] = min(after, at.get(key, after), key=place)
        reply = await self._call("XREAD", "COUNT", COUNT, "STREAMS", *at, *at.values())
        return {
            key.decode(): [(id.decode(), fields) for id, fields in found if fields is not None]
            for key, found in reply or ()
        }


def _tell(asked: Mapping[asyncio.Future[Entries], tuple[str, str]], found: Mapping[str, Entries]) -> None:
    for future, (key, after) in asked.items():
        news, since = found.get(key, []), place(after)
        if news and place(news[0][0]) <= since:  # somebody else is not as far
            news = [entry for entry in news if place(entry[0]) > since]
        if news and not future.done():
            future.set_result(news)
