"""Every frame that a page puts on its pixels, as Chromium's compositor hands them out, with the time of each."""

from __future__ import annotations

import asyncio
import base64
import functools
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from playwright.async_api import CDPSession, Page

from tests.waiting import until
from web.cli_graphics_browser import captured
from web.clock import now

DROPPED_S = 0.5
"""A frame that has not come by then was dropped, and is looked at as it stands."""


@dataclass
class Frame:
    """One picture, and when it was put there (seconds since the epoch)."""

    at: float
    png: bytes

    @property
    def pixels(self) -> bytes:
        """What is on it; worked out once for the same file."""
        return _pixels(self.png)

    @property
    def empty(self) -> bool:
        return not self.pixels.strip(b"\xff")


@functools.lru_cache(256)
def _pixels(png: bytes) -> bytes:
    return Image.open(io.BytesIO(png)).convert("RGB").tobytes()


@dataclass
class Film:
    """What was filmed so far. Only changes make a frame, and a busy machine may drop one: `now` is what can be seen.

    Attributes:
        cdp: the line to the browser.
        frames: in their order.
        looks: called with each frame as it comes.
    """

    cdp: CDPSession
    frames: list[Frame] = field(default_factory=list)
    looks: Callable[[Frame], None] | None = None
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def hear(self, said: dict[str, Any]) -> None:
        """Takes in one frame and asks for the next at once."""
        task = asyncio.ensure_future(self.cdp.send("Page.screencastFrameAck", {"sessionId": said["sessionId"]}))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.frames.append(Frame(said["metadata"]["timestamp"], base64.b64decode(said["data"])))
        if self.looks:
            self.looks(self.frames[-1])

    async def now(self) -> Frame:
        """What is on the pixels at this moment."""
        wanted = {"format": "png", "optimizeForSpeed": True}
        said = await captured(lambda: self.cdp.send("Page.captureScreenshot", wanted))
        return Frame(now() / 1000, base64.b64decode(said["data"]))

    async def stop(self) -> None:
        await self.cdp.send("Page.stopScreencast")
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.cdp.detach()

    async def first(self, since: float, *, empty: bool) -> Frame:
        """The first frame after this moment with nothing, or with something, on it."""
        found: list[Frame] = []

        async def there() -> bool:
            found[:] = [f for f in self.frames if f.at >= since and f.empty == empty]
            if not found and now() / 1000 > since + DROPPED_S:
                found[:] = [f for f in [await self.now()] if f.empty == empty]
            return bool(found)

        await until(there, f"a frame with {'nothing' if empty else 'something'} on it")
        return found[0]


@asynccontextmanager
async def filmed(page: Page, width: int = 480, height: int = 270) -> AsyncIterator[Film]:
    """Films the page while inside."""
    film = Film(await page.context.new_cdp_session(page))
    film.cdp.on("Page.screencastFrame", film.hear)
    await film.cdp.send("Page.enable")
    await film.cdp.send("Page.startScreencast", {"format": "png", "maxWidth": width, "maxHeight": height})
    await until(lambda: film.frames, "the first frame")
    try:
        yield film
    finally:
        await film.stop()
