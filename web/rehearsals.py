"""Rehearsals: whose seats count in one, which one stands, and what becomes of its sockets when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from studio.briefing import KEY, Briefing, over
from studio.events import is_rehearsal
from web.codes import WIPED
from web.context import Context
from web.errors import Problem
from web.follower import Changes, Followed, Followers
from web.hub import Hub


def missing(briefing: str) -> Problem:
    """What there is to say of a briefing that is not there, by its id: a rehearsal was, and is wiped."""
    return Problem(410) if is_rehearsal(briefing) else Problem(404)


async def home(own: Context, briefing: str | None) -> str | None:
    """The briefing whose seats count here: of a rehearsal the real one, else the same.

    Raises:
        Problem: 410 where there is no such rehearsal any more.
        Unavailable: the store is away.
    """
    if briefing is None or not is_rehearsal(briefing):
        return briefing
    followed = await own.followers.get(briefing)
    if followed is None:
        raise missing(briefing)
    return Briefing.model_validate(followed.records[KEY].fields).rehearses


async def standing(followers: Followers, briefing: str) -> str | None:
    """The latest rehearsal of a briefing that is not over; None for none.

    Raises:
        Unavailable: the store is away, and nobody has looked at it yet.
    """
    lines = [held.fields for k, held in followers.rehearsals.records.items() if k.startswith("listing/")]
    own = [line for line in lines if line["rehearses"] == briefing]
    for line in sorted(own, key=lambda line: line["until"], reverse=True):
        if await followers.get(line["id"]) is not None:
            return str(line["id"])
    return None


class Curtain:
    """Ends the sockets of each rehearsal that this process follows, once it is over."""

    def __init__(self, hub: Hub, clock: Callable[[], int]) -> None:
        self._hub = hub
        self._clock = clock
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def watch(self, followed: Followed) -> None:
        """Looks at one more briefing."""
        if is_rehearsal(followed.briefing):
            followed.listen(lambda changes: self._changed(followed.briefing, changes))
            followed.ended.append(lambda: self._set(followed.briefing, None))

    def stop(self) -> None:
        """Ends all timers."""
        for briefing in tuple(self._timers):
            self._set(briefing, None)

    def _changed(self, briefing: str, changes: Changes) -> None:
        if KEY not in changes:
            return
        held = changes[KEY]
        record = held and Briefing.model_validate(held.fields)
        now = self._clock()
        if record is None or record.until is None or over(record, now):
            # After all others were told: what they see last is that it has ended.
            self._set(briefing, 0)
        else:
            self._set(briefing, (record.until - now) / 1000)

    def _set(self, briefing: str, seconds: float | None) -> None:
        if timer := self._timers.pop(briefing, None):
            timer.cancel()
        if seconds is not None:
            self._timers[briefing] = asyncio.get_running_loop().call_later(seconds, self._hub.close, briefing, WIPED)
