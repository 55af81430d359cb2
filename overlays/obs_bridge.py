"""Between OBS and the log: what goes on air decides what OBS is asked, and what OBS says is logged.

For one briefing at a time, the one that `overlays.obs.concerned` names, since there is one OBS.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import structlog

from overlays.cue import Cue
from overlays.obs import KEY, Obs, Request, Status, captioned, concerned, reported, requests, spoken
from overlays.obs_client import Client
from overlays.program import on_air
from studio.briefing import Listed
from studio.events import LISTS
from studio.log import Done, Log, Stored, commit, decode
from studio.records import Kinds, key

TICK_S = 1.0
"""How often it is looked whether something is to be told though nothing has changed."""
RETRY_S = 1.0

_logger = structlog.get_logger("overlays.obs_bridge")
Told = Callable[[str, "str | None"], None]
"""Told which part of the process is not ready and why, or None when it is."""


@dataclass(frozen=True)
class Link:
    """Which OBS, and what it does.

    Attributes:
        url: where its WebSocket server listens.
        password: that server's.
        scene: the one that a question on air switches to; empty for none.
        screen: whose program it follows.
        captions: the language whose live captions its stream carries, instead of a graphic's; empty for none.
    """

    url: str
    password: str = ""
    scene: str = ""
    screen: str = "main"
    captions: str = ""


class _Air(NamedTuple):
    """What OBS follows: cues by layer, and live captions."""

    layers: Mapping[str, Cue]
    spoken: str


class Bridge:
    """One OBS and the log."""

    def __init__(self, log: Log, kinds: Kinds, link: Link, clock: Callable[[], int], told: Told) -> None:
        self._log, self._kinds, self._link, self._clock, self._told = log, kinds, link, clock, told
        self._client = Client(link.url, link.password, link.scene, self._heard)
        self._news = asyncio.Event()
        self._status: Status | None = None
        self._listings: dict[str, Listed] = {}
        self._briefing: str | None = None
        self._record: Obs | None = None  # as it was written last, for this briefing
        self._following: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Works for ever."""
        lists = (_start(partial(self._list, id)) for id in LISTS)
        tasks = [_start(self._client.run), _start(self._serve), *lists]
        try:
            await asyncio.gather(*tasks)
        finally:
            await _end(*tasks, self._following)

    def _heard(self, status: Status) -> None:
        self._status = status
        self._told("obs", None if status.connected else status.trouble)
        self._news.set()

    async def _list(self, id: str) -> None:
        """Follows a list of briefings: the office's, or that of rehearsals."""
        position, stored = await self._log.scan(id, ["listing"])
        self._listed(stored)
        async for batch in self._log.follow(id, position):
            touched = {k for logged in batch for k in logged.entry.touched if k.startswith("listing/")}
            self._listed(await self._log.read(id, list(touched)))

    def _listed(self, stored: Mapping[str, Stored | None]) -> None:
        for k, line in stored.items():
            if line is None:  # a rehearsal that was wiped
                self._listings.pop(k, None)
            else:
                self._listings[k] = decode(self._kinds, k, line)
        self._news.set()

    async def _serve(self) -> None:
        """Serves the briefing that OBS is for now: follows its air, and tells it what OBS says."""
        while True:
            briefing = concerned(self._listings.values(), self._clock())
            if briefing != self._briefing:
                await _end(self._following)
                self._briefing, self._record = briefing, None
                self._following = _start(partial(self._follow, briefing)) if briefing else None
            if briefing and self._status:
                await self._tell(briefing, self._status)
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._news.wait()
            self._news.clear()

    async def _tell(self, briefing: str, status: Status) -> None:
        now = self._clock()
        if not reported(self._record, status, now):
            return
        done = await commit(
            self._log, self._kinds, briefing, [KEY], lambda states: reported(states[KEY], status, now), at=now, by="obs"
        )
        if isinstance(done, Done) and KEY in done.records:
            self._record = done.records[KEY]

    async def _follow(self, briefing: str) -> None:
        """Asks OBS whenever what it is to show has changed; what stood on air before we came is no news."""
        keys = [key("program", self._link.screen)]
        keys += [key("captions", self._link.captions)] if self._link.captions else []
        position, stored = await self._log.scan(briefing, [k.partition("/")[0] for k in keys])
        was = self._air(keys, stored)
        async for batch in self._log.follow(briefing, position):
            if not any(k in logged.entry.touched for logged in batch for k in keys):
                continue
            shown = self._air(keys, await self._log.read(briefing, keys))
            asked, was = self._asked(was, shown), shown
            await self._client.ask(asked)

    def _air(self, keys: Sequence[str], stored: Mapping[str, Stored | None]) -> _Air:
        """What is on air of these records; with live captions a graphic's own don't count."""
        program, *captions = (decode(self._kinds, k, stored.get(k)) for k in keys)
        layers = on_air(program, self._clock())
        if not captions:
            return _Air(layers, "")
        return _Air({layer: cue for layer, cue in layers.items() if layer != "captions"}, spoken(captions[0]))

    def _asked(self, was: _Air, shown: _Air) -> list[Request]:
        return requests(was.layers, shown.layers, self._link.scene) + captioned(was.spoken, shown.spoken)


async def run(  # noqa: PLR0913, PLR0917 - what the composition root has at hand
    log: Log, kinds: Kinds, link: Link, clock: Callable[[], int], stop: asyncio.Event, told: Told
) -> None:
    """Keeps the link to OBS until told to stop.

    Args:
        log: the store of logs.
        kinds: the table that folds events into records.
        link: which OBS, and what it does.
        clock: ms since the epoch.
        stop: ends it.
        told: told whether OBS is there.
    """
    work = asyncio.create_task(Bridge(log, kinds, link, clock, told).run())
    try:
        await stop.wait()
    finally:
        await _end(work)


def _start(work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
    """Work that begins again whenever it fails."""

    async def again() -> None:
        while True:
            try:
                await work()
            except Exception as error:
                _logger.warning("obs_interrupted", error=type(error).__name__)
            await asyncio.sleep(RETRY_S)

    return asyncio.create_task(again())


async def _end(*tasks: asyncio.Task[Any] | None) -> None:
    there = [task for task in tasks if task is not None]
    for task in there:
        task.cancel()
    await asyncio.gather(*there, return_exceptions=True)
