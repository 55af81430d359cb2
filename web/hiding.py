"""What hides by itself: each page does so at its time; the log is told by whichever web process is first.

Nothing depends on it: whoever looks at a program compares with the clock (`overlays.program.on_air`). This only makes
the record, and with it the question's time on air, say the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from overlays import console
from studio.log import Act, Done, Unavailable
from web.follower import Changes, Followed, Followers

RETRY_S = 1.0
BY = "clock"


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
            for k, held in changes.items():
                if k.startswith("program/"):
                    self._set(followed.briefing, k.partition("/")[2], held.fields["layers"] if held else {})

        followed.listen(changed)
        followed.ended.append(lambda: self._forget(followed.briefing))

    async def stop(self) -> None:
        """Ends all timers."""
        for timer in self._timers.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _forget(self, briefing: str) -> None:
        for place in [p for p in self._timers if p[0] == briefing]:
            self._timers.pop(place).cancel()

    def _set(self, briefing: str, screen: str, layers: dict[str, dict[str, int | None]]) -> None:
        place = (briefing, screen)
        if timer := self._timers.pop(place, None):
            timer.cancel()
        untils = [until for cue in layers.values() if (until := cue.get("until")) is not None]
        if untils:
            self._at(place, max(0, min(untils) - self._clock()) / 1000)

    def _at(self, place: tuple[str, str], seconds: float) -> None:
        self._timers[place] = asyncio.get_running_loop().call_later(seconds, self._expire, place)

    def _expire(self, place: tuple[str, str]) -> None:
        self._timers.pop(place, None)
        task = asyncio.create_task(self._expired(place), name="expire")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _expired(self, place: tuple[str, str]) -> None:
        try:
            done = await console.expire(self._act(place[0], BY, None), place[1])
        except Unavailable:
            if place not in self._timers:
                self._at(place, RETRY_S)
            return
        if isinstance(done, Done):
            self._followers.learn(done)
