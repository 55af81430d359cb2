"""The logs as they are, in memory: each briefing's records, followed by one task.

A follower reads the records that an entry touched; it never folds. What this process appended itself it
is told at once, without waiting for the log to say so. When the store comes back from
an absence everything is read again, since a restarted store may have lost its last moments; listeners
hear of what differs and of nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
import structlog

from studio.briefing import KEY, Briefing, over, slug_id
from studio.events import LISTS, OFFICE, REHEARSALS, is_rehearsal, list_of
from studio.log import Done, Log, Logged, Stored, Unavailable, place
from studio.records import Kinds, key
from studio.redis_log import RedisLog
from web.metrics import Metrics

RETRY_S = 0.2
OWN_FIRST_S = 0.002
"""How long a batch waits: the answer to our own append comes just behind it, and what it teaches need not be read."""
PULSE_S = 1.0
"""How often the store is asked whether it is there."""
LOAD_S = 5.0
"""How long a first visitor waits for a briefing's records."""
SLICE = 200
"""Records decoded at a stretch: some 5 ms, so that nobody's socket waits for a briefing of twenty thousand."""
NOT_SHOWN = {"cursor", "mailing", "reminder"}

_logger = structlog.get_logger("web.follower")


class Held(NamedTuple):
    """A record in memory: its version, its fields, and the JSON that they came from."""

    version: str
    fields: dict[str, Any]
    body: bytes = b""


Changes = Mapping[str, Held | None]
"""Records by key; None for one that is no more."""
Listener = Callable[[Changes], None]
T = TypeVar("T")


class Followed:
    """One log, followed.

    Attributes:
        briefing: whose.
        records: all its records by key.
        ready: set once they were read.
        used_at: when somebody last asked for it, ms since the epoch.
        ended: called when the log is let go.
    """

    def __init__(self, log: Log, kinds: tuple[str, ...], briefing: str, seen: Callable[[int], None]) -> None:
        self.briefing = briefing
        self.records: dict[str, Held] = {}
        self.ready = asyncio.Event()
        self.used_at = 0
        self.ended: list[Callable[[], None]] = []
        self._log = log
        self._kinds = kinds
        self._seen = seen
        self._listeners: list[Listener] = []
        self._derived: dict[Any, Any] = {}
        self._learned: set[str] = set()
        self.start()

    def listen(self, listener: Listener, *, first: bool = False) -> None:
        """Calls back with every change from now on; `first`: before all others."""
        self._listeners.insert(0 if first else len(self._listeners), listener)

    def forget(self, listener: Listener) -> None:
        """Ends `listen`."""
        self._listeners.remove(listener)

    def derived(self, make: Callable[[Followed], T]) -> T:
        """What `make` works out of the records: once for all who ask, until a record changes."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: T = self._derived[make]
        return found

    def recall(self, keys: Sequence[str]) -> dict[str, Stored | None]:
        """These records as they are in memory."""
        found = {k: self.records.get(k) for k in keys}
        return {k: None if held is None else Stored(held.version, held.body) for k, held in found.items()}

    def learn(self, done: Done) -> None:
        """Takes in what this process has appended; the log will say the same, later."""
        self._learned |= done.stored.keys()
        self._tell(self._newer(done.stored))

    def start(self) -> None:
        """Reads everything, again if it was read before, and follows from there."""
        self._task = asyncio.create_task(self._run(), name=f"follow {self.briefing}")

    async def stop(self) -> None:
        """Ends following."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            try:
                self._learned.clear()
                position, stored = await self._log.scan(self.briefing, self._kinds)
                await self._replace(stored)
                self.ready.set()
                async for batch in self._log.follow(self.briefing, position):
                    await self._apply(batch)
            except Unavailable:
                await asyncio.sleep(RETRY_S)
            except Exception as error:
                _logger.error("follower_failed", briefing=self.briefing, exc_info=error)
                await asyncio.sleep(RETRY_S)

    async def _replace(self, stored: Mapping[str, Stored]) -> None:
        changes: dict[str, Held | None] = dict.fromkeys(self.records.keys() - stored.keys())
        known = self.records
        differ = [(k, s) for k, s in stored.items() if k not in known or known[k].version != s.version]
        for start in range(0, len(differ), SLICE):
            changes |= {k: _held(s) for k, s in differ[start : start + SLICE]}
            await asyncio.sleep(0)
        # What was learned while this was read may be newer than it: the log says it again.
        self._tell({k: held for k, held in changes.items() if k not in self._learned})

    async def _apply(self, batch: list[Logged]) -> None:
        touched = {k: logged.id for logged in batch for k in logged.entry.touched}
        await asyncio.sleep(OWN_FIRST_S)
        stored = await self._log.read(self.briefing, [k for k, version in touched.items() if self._is_new(k, version)])
        self._seen(batch[-1].entry.at)
        # Only a list lets go of a record: the line of a rehearsal that was wiped.
        gone: Changes = {k: None for k, s in stored.items() if s is None and k in self.records}
        self._tell({**self._newer(stored), **gone})

    def _newer(self, stored: Mapping[str, Stored | None]) -> Changes:
        return {k: _held(s) for k, s in stored.items() if s is not None and self._is_new(k, s.version)}

    def _is_new(self, k: str, version: str) -> bool:
        held = self.records.get(k)
        return k.partition("/")[0] in self._kinds and (held is None or place(version) > place(held.version))

    def _tell(self, changes: Changes) -> None:
        for k, held in changes.items():
            if held is None:
                self.records.pop(k, None)
            else:
                self.records[k] = held
        if changes:
            self._derived.clear()
            for listener in tuple(self._listeners):
                listener(changes)


def _held(stored: Stored) -> Held:
    return Held(stored.version, msgspec.json.decode(stored.body), stored.body)


class Followers:
    """All the logs that somebody looks at, each until nobody has for a while; the lists always.

    Attributes:
        away: since when the store has been away (ms since the epoch), None while it answers.
        opened: called with each log that is followed from now on.
    """

    def __init__(self, log: RedisLog, kinds: Kinds, clock: Callable[[], int], metrics: Metrics) -> None:
        self.away: int | None = None
        self.opened: list[Callable[[Followed], None]] = []
        self._log = log
        self._clock = clock
        self._metrics = metrics
        self._office_kinds = ("listing", "slug", "invite", "person", "department")
        self._kinds = tuple(k for k in kinds if k not in self._office_kinds and k not in NOT_SHOWN)
        self._followed: dict[str, Followed] = {}
        self._pulse: asyncio.Task[None] | None = None

    @property
    def office(self) -> Followed:
        """The office's log."""
        return self._followed[OFFICE]

    @property
    def rehearsals(self) -> Followed:
        """The list of rehearsals."""
        return self._followed[REHEARSALS]

    def start(self) -> None:
        """Begins: the lists, and the store's pulse."""
        for name in LISTS:
            self._follow(name, self._office_kinds)
        self._pulse = asyncio.create_task(self._watch(), name="pulse")

    async def stop(self) -> None:
        """Ends all tasks."""
        if self._pulse:
            self._pulse.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pulse
        for followed in self._followed.values():
            await followed.stop()

    async def get(self, briefing: str) -> Followed | None:
        """The briefing's log, loaded; None for an unknown briefing, and for a rehearsal that is over.

        Raises:
            Unavailable: the records were never read, and can't be now.
        """
        followed, line = self._followed.get(briefing), key("listing", briefing)
        if briefing in LISTS or (followed is None and not await self._known(list_of(briefing), line)):
            return None
        followed = followed or self._follow(briefing, self._kinds)
        followed.used_at = self._clock()
        try:
            await asyncio.wait_for(followed.ready.wait(), LOAD_S)
        except TimeoutError as error:
            raise Unavailable("not loaded yet") from error
        return followed if not is_rehearsal(briefing) or self._stands(followed) else None

    def _stands(self, rehearsal: Followed) -> bool:
        held = rehearsal.records.get(KEY)
        return held is not None and not over(Briefing.model_validate(held.fields), self._clock())

    async def let_go(self, watched: set[str], idle_ms: int) -> None:
        """Ends following the briefings that nobody watches and nobody has asked for in `idle_ms`."""
        now = self._clock()
        for briefing, followed in tuple(self._followed.items()):
            if briefing in LISTS or briefing in watched or now - followed.used_at < idle_ms:
                continue
            del self._followed[briefing]
            for end in followed.ended:
                end()
            await followed.stop()

    def recall(self, briefing: str, keys: Sequence[str]) -> dict[str, Stored | None] | None:
        """Records as this process saw them last; None of a log that it does not follow."""
        followed = self._followed.get(briefing)
        return followed.recall(keys) if followed and followed.ready.is_set() else None

    def learn(self, done: Done) -> None:
        """Tells the listeners of an append of this process, without the way through the store."""
        followed = self._followed.get(done.briefing)
        if followed and followed.ready.is_set() and done.records:
            followed.learn(done)

    async def by_slug(self, slug: str) -> str | None:
        """The id of the briefing that has, or had, this address."""
        for name in LISTS:
            fields = await self._known(name, key("slug", slug_id(slug)))
            if fields:
                return str(fields["briefing"])
        return None

    async def _known(self, of: str, k: str) -> dict[str, Any] | None:
        """A record of a list: from memory, else from the store, since it may be younger than our memory."""
        held = self._followed[of].records.get(k)
        if held is not None:
            return held.fields
        stored = (await self._log.read(of, [k]))[k]
        return _held(stored).fields if stored else None

    def _follow(self, briefing: str, kinds: tuple[str, ...]) -> Followed:
        # Another request may have been first while this one waited.
        if briefing not in self._followed:
            followed = self._followed[briefing] = Followed(self._log, kinds, briefing, self._seen)
            for opened in self.opened:
                opened(followed)
        return self._followed[briefing]

    def _seen(self, at: int) -> None:
        self._metrics.lag.set(max(0, self._clock() - at) / 1000)

    async def _watch(self) -> None:
        while True:
            try:
                await self._log.ping()
            except Unavailable:
                self.away = self.away or self._clock()
            except Exception as error:
                _logger.error("pulse_failed", exc_info=error)
                self.away = self.away or self._clock()
            else:
                if self.away is not None:
                    self.away = None
                    for briefing, followed in tuple(self._followed.items()):
                        await followed.stop()
                        if self._followed.get(briefing) is followed:  # else it was let go meanwhile
                            followed.start()
            await asyncio.sleep(PULSE_S)
