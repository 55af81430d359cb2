"""The panic key, the one exception to "everything through the log": dark first, logged as soon as that is possible.

The kill reaches the pages of this process at once, whatever the store does, and stands beside the records as a view of
kind `kill`; a page keeps what was taken up to that revision dark until a newer take. What could not be
logged is tried again until it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from overlays import console
from studio.log import Act, Done, Unavailable
from web.follower import Followed, Followers
from web.hub import Hub

LOG_S = 1.0
"""How long the producer waits to hear whether it is logged; the screens have long been dark."""
RETRY_S = 0.5

_logger = structlog.get_logger("web.panic")


class Panic:
    """Kills of this process, and those that are still to be logged."""

    def __init__(self, followers: Followers, hub: Hub, act: Callable[[str, str, None], Act]) -> None:
        self._followers = followers
        self._hub = hub
        self._act = act
        self._tasks: set[asyncio.Task[None]] = set()

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
        seen = _revisions(followed) | {s: 0 for s in self._hub.screens(briefing)}
        dark = seen if screen is None else {screen: seen.get(screen, 0)}
        tasks = []
        for name, now in dark.items():
            self._hub.kill(briefing, name, now if revision is None else revision)
            task = asyncio.create_task(self._logged(briefing, by, name, revision), name=f"kill {name}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            tasks.append(task)
        if tasks:
            await asyncio.wait(tasks, timeout=LOG_S)
        return all(task.done() for task in tasks)

    async def stop(self) -> None:
        """Ends what is still to be logged: the pages that are dark will say so to the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _logged(self, briefing: str, by: str, screen: str, revision: int | None) -> None:
        """Logs one kill, however long the store is away."""
        while True:
            try:
                done = await console.kill(self._act(briefing, by, None), screen, revision)
            except Unavailable:
                # From now on it is about what was on air when it was pressed, not about what is when the store is back.
                revision = self._hub.killed(briefing, screen) if revision is None else revision
                await asyncio.sleep(RETRY_S)
                continue
            except Exception as error:
                _logger.error("kill_not_logged", screen=screen, exc_info=error)
                return
            if isinstance(done, Done):
                self._followers.learn(done)
                return
            await asyncio.sleep(RETRY_S)  # others change the same record faster than we can


def _revisions(followed: Followed) -> dict[str, int]:
    """The revision of every program, as this process knows it."""
    programs = (held.fields for k, held in followed.records.items() if k.startswith("program/"))
    return {fields["id"]: fields["revision"] for fields in programs}
