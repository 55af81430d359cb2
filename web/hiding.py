"""What hides by itself: each page does so at its time; the log is told by whichever web process is first.

Nothing depends on it: whoever looks at a program compares with the clock (`overlays.program.on_air`). This only makes
the record, and with it the question's time on air, say the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from overlays import console
from studio.log import Act, Done, Unavailable
from web.follower import Changes, Followed, Followers

RETRY_S = 1.0
"""How long until it is looked at again: the store was away, or the record is not yet known to have changed."""
BY = "clock"

_logger = structlog.get_logger("web.hiding")


class Hiding:
    """The times at which something hides, of all briefings that this process follows."""

    def __init__(self, followers: Followers, act: Callable[[str, str, None], Act], clock: Callable[[], int]) -> None:
        self._followers = followers
        self._act = act
        self._clock = clock
        self._timers: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def watch(self, followed: Followed) -> None:
        """Looks at the programs of one more briefing."""

        def changed(changes: Changes) -> None:
            for k in changes:
                if k.startswith("program/"):
                    self._set(followed, k)

        followed.listen(changed)
        followed.ended.append(partial(self._forget, followed.briefing))

    async def stop(self) -> None:
        """Ends all timers."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _forget(self, briefing: str) -> None:
        for place in [p for p in self._timers if p[0] == briefing]:
            self._timers.pop(place).cancel()

    def _set(self, followed: Followed, k: str, least: float = 0.0) -> None:
        """Sets the timer of one program anew; `least` seconds pass in any case."""
        place = (followed.briefing, k)
        if timer := self._timers.pop(place, None):
            timer.cancel()
        held = followed.records.get(k)
        layers = held.fields["layers"].values() if held else ()
        untils = [until for cue in layers if (until := cue.get("until")) is not None]
        if untils:
            seconds = max(least, (min(untils) - self._clock()) / 1000)
            self._timers[place] = asyncio.get_running_loop().call_later(seconds, self._expire, followed, k)

    def _expire(self, followed: Followed, k: str) -> None:
        self._timers.pop((followed.briefing, k), None)
        task = asyncio.create_task(self._expired(followed, k), name="expire")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _expired(self, followed: Followed, k: str) -> None:
        try:
            done = await console.expire(self._act(followed.briefing, BY, None), k.partition("/")[2])
        except Unavailable:
            done = None
        except Exception as error:
            _logger.error("not_hidden", exc_info=error)
            return
        if isinstance(done, Done):
            self._followers.learn(done)
        if (followed.briefing, k) not in self._timers:
            # Still there as far as is known: a timer may be a moment early, another process a moment ahead.
            self._set(followed, k, least=RETRY_S)
