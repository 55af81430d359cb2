"""The panic key, the one exception to "everything through the log": dark first, logged as soon as that is possible.

The kill reaches the pages of this process at once, whatever the store does, and stands beside the records as a view of
kind `kill`; a page keeps what was taken up to that revision dark until a newer take. What could not be
logged is tried again until it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import structlog

from overlays import console
from studio.log import Act, Done, Unavailable
from studio.records import Refusal, key
from web.follower import Followed, Followers
from web.hub import Hub

LOG_S = 1.0
"""How long the producer waits to hear whether it is logged; the screens have long been dark."""
RETRY_S = 0.5

_logger = structlog.get_logger("web.panic")


class _Press(NamedTuple):
    """The key, pressed for one screen.

    Attributes:
        briefing: whose screen.
        screen: which; "" for all.
        by: who pressed: a person, or a screen's key.
        at: when, ms since the epoch.
        seen: the program's revision, as far as this process knew it.
        revision: the same, where a page of the screen said it.
    """

    briefing: str
    screen: str
    by: str
    at: int
    seen: int
    revision: int | None = None

    @property
    def last(self) -> int:
        """The latest revision that was meant."""
        return self.seen if self.revision is None else self.revision


class Panic:
    """Kills of this process, and those that are still to be logged.

    Attributes:
        presses: how often the key was pressed here, whatever the screen: what is asked for takes note of it.
    """

    def __init__(
        self, followers: Followers, hub: Hub, act: Callable[[str, str, None], Act], clock: Callable[[], int]
    ) -> None:
        self._followers = followers
        self._hub = hub
        self._act = act
        self._clock = clock
        self._tasks: dict[asyncio.Task[None], _Press] = {}
        self.presses = 0
        self._last: dict[tuple[str, str], tuple[int, _Press]] = {}

    async def press(self, briefing: str, by: str, screen: str | None = None, revision: int | None = None) -> bool:
        """Darkens a screen, or all of the briefing.

        Args:
            briefing: whose.
            by: who pressed: a person, or a screen's key.
            screen: which; None for all.
            revision: the program's when it was pressed, if a page of the screen says so; None: now.

        Returns:
            Whether it is logged by now.
        """
        followed = await self._followers.get(briefing)
        if followed is None:
            return False
        known = _revisions(followed) | {
            s: 0 for s in self._hub.screens(briefing) if key("program", s) not in followed.records
        }
        dark = known if screen is None else {screen: known.get(screen, 0)}
        now = self._clock()
        if screen is None:  # also those that nobody has heard of yet
            self._count(_Press(briefing, "", by, now, 0))
        tasks = [self._darken(_Press(briefing, name, by, now, seen, revision)) for name, seen in dark.items()]
        if tasks:
            await asyncio.wait(tasks, timeout=LOG_S)
        return all(task.done() and not task.cancelled() for task in tasks)

    async def before(
        self, briefing: str, screen: str, presses: int, take: Callable[[], Awaitable[Done | Refusal]]
    ) -> Done | Refusal:
        """Puts on air what was asked for before the key only if the key is not pressed; else it comes to the dark.

        Args:
            briefing: whose screen.
            screen: which.
            presses: how many there were when it was asked for.
            take: what puts it on air; the store may take its time.
        """
        air = key("program", screen)
        if self._since(briefing, screen, presses):
            return Refusal(code="moved_on", key=air)
        done = await take()
        program = done.records.get(air) if isinstance(done, Done) else None
        if program is not None and (press := self._since(briefing, screen, presses)):
            self._darken(press._replace(screen=screen, seen=program.revision, revision=program.revision))
        return done

    def _since(self, briefing: str, screen: str, presses: int) -> _Press | None:
        """The latest press for this screen after so many."""
        found = max((self._last.get((briefing, name), (0, None)) for name in (screen, "")), key=lambda last: last[0])
        return found[1] if found[0] > presses else None

    def _count(self, press: _Press) -> None:
        self.presses += 1
        self._last[press.briefing, press.screen] = (self.presses, press)

    async def stop(self) -> None:
        """Ends what is still to be logged: the pages that are dark will say so to the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _darken(self, press: _Press) -> asyncio.Task[None]:
        place = (press.briefing, press.screen)
        # A page may be wrong; what is to come it can't darken. What it only says again is no press.
        last = min(press.last, press.seen)
        if press.revision is None or last > self._hub.killed(*place):
            self._count(press)
        self._hub.kill(*place, last)
        for task, other in self._tasks.items():
            if (other.briefing, other.screen, other.last) == (*place, press.last):
                return task  # a page says it on every new line until it is logged
        task = asyncio.create_task(self._logged(press), name=f"kill {press.screen}")
        self._tasks[task] = press
        task.add_done_callback(self._tasks.pop)
        return task

    async def _logged(self, press: _Press) -> None:
        """Logs one kill, however long the store is away."""
        try:
            async with asyncio.timeout(LOG_S):
                if await self._log(press, press.revision):
                    return
        except TimeoutError:
            pass
        # From now on it is about what was on air when it was pressed, not about what is when the store is back.
        while True:
            if await self._log(press, press.last):
                return
            await asyncio.sleep(RETRY_S)

    async def _log(self, press: _Press, revision: int | None) -> bool:
        """Whether there is nothing more to do."""
        try:
            act = self._act(press.briefing, press.by, None)
            done = await console.kill(act, press.screen, revision, press.at)
        except Unavailable:
            return False
        except Exception as error:
            _logger.error("kill_not_logged", screen=press.screen, exc_info=error)
            return False
        if isinstance(done, Done):
            self._followers.learn(done)
        # Busy: others change the same record faster than we can. Not found: a wiped rehearsal is dark for good.
        return isinstance(done, Done) or done.code == "not_found"


def _revisions(followed: Followed) -> dict[str, int]:
    """The revision of every program, as this process knows it."""
    programs = (held.fields for k, held in followed.records.items() if k.startswith("program/"))
    return {fields["id"]: fields["revision"] for fields in programs}
