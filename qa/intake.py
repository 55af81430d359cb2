"""The desk process: reads the inbox, screens what it finds, and appends it to the log.

Exact without a lock: the cursor stands in a record that only an append moves, together with what was read. Of two
desks that read the same entries one append wins; the other finds the cursor moved and leaves out what lies behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

import structlog

from qa import votes
from qa.inbox import BEHIND, BY, CURSOR, Ask, Batch, Due, Vote, never, screened
from qa.question import Cursor, Question
from qa.screening import Recognise
from studio.events import LISTS
from studio.log import Knocked, Log, Unavailable, commit, decode
from studio.records import Kinds, Refusal, key

BATCH = 64
"""Entries a commit: a function that takes more holds the store for longer than a frame."""
PAUSE_S = 0.2
PAUSE_MAX_S = 5.0
QUIET_S = 30.0
"""How long the inbox of a briefing that has ended must bring nothing until its desk leaves."""


class WipedError(Exception):
    """The briefing was a rehearsal, and is no more."""


logger = structlog.get_logger()


class Desk(Log, Protocol):
    """What intake needs of the store beyond the log itself."""

    async def votes(self, briefing: str, families: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """The number of people who voted for any question of a family, by its first."""
        ...

    async def put_receipts(self, briefing: str, questions: Mapping[str, str]) -> None:
        """Makes receipts, by the hash of their codes, lead to their questions; may be repeated."""


Status = Callable[[str, str | None], None]
"""Told which part of the desk is not ready and why, or None when it is."""


class Intake:
    """One briefing's desk: where it stands, and one step at a time."""

    def __init__(  # noqa: PLR0913, PLR0917 - the composition root hands in each part
        self, log: Desk, kinds: Kinds, briefing: str, clock: Callable[[], int], recognise: Recognise, due: Due = never
    ) -> None:
        self._log, self._kinds, self._briefing = log, kinds, briefing
        self._clock, self._recognise, self._due = clock, recognise, due
        self._cursor = Cursor(id="desk")

    async def begin(self) -> None:
        """Finds where the desk stands.

        Raises:
            Unavailable: the store is away.
        """
        stored = await self._log.read(self._briefing, [CURSOR])
        self._cursor = decode(self._kinds, CURSOR, stored[CURSOR]) or Cursor(id="desk")

    async def work(self, quiet_s: float | None = None) -> None:
        """Takes in the briefing's inbox from where the desk stands: for ever, or until nothing came for `quiet_s`.

        Raises:
            Unavailable: the store is away; begin anew.
        """
        batches = self._log.inbox(self._briefing, self._cursor.at, BATCH)
        coming: asyncio.Future[list[Knocked]] | None = None
        try:
            while True:
                coming = coming or asyncio.ensure_future(anext(batches))
                wait = votes.wait_ms(self._cursor.voted, self._cursor.tallied_at, self._clock())
                await asyncio.wait({coming}, timeout=quiet_s if wait is None else wait / 1000)
                entries: list[Knocked] = []
                if coming.done():
                    entries, coming = coming.result(), None
                elif wait is None:
                    return
                await self.take_in(entries)
        finally:
            await _close(coming, batches)

    async def take_in(self, entries: Sequence[Knocked]) -> None:
        """Screens these entries and appends what follows, with the cursor, in one commit; counts votes that are due.

        Raises:
            Unavailable: the store is away, or too many desks are at it; nothing, or all of it, was done.
            WipedError: there is nothing to append to any more.
        """
        at = self._clock()
        items = tuple(screened(entries, self._recognise, self._due))
        voted = (*self._cursor.voted, *(i.question for i in items if isinstance(i, Vote)))
        due = votes.due(voted, self._cursor.tallied_at, at)
        receipts = {i.receipt: i.question for i in items if isinstance(i, Ask)}
        if receipts:
            # Before the append: a receipt may for a moment lead nowhere, but no question is without one.
            await self._log.put_receipts(self._briefing, receipts)
        counts = await self._log.votes(self._briefing, await self._families(due)) if due else {}
        batch = Batch(items, entries[-1].id if entries else None, counts, at)

        def decide(records: Mapping[str, Any]) -> Sequence[Any] | Refusal:
            # Also where nothing is appended: else votes that another desk has counted would seem to wait still.
            self._cursor = records[CURSOR] or self._cursor
            return batch.decide(records)

        done = await commit(
            self._log, self._kinds, self._briefing, batch.keys(), decide,
            at=at, by=BY, consumed=[e.id for e in entries],
        )  # fmt: skip
        if isinstance(done, Refusal):
            if done is BEHIND:
                return
            if done.code == "not_found":
                raise WipedError
            raise Unavailable(done.code)
        self._cursor = done.records.get(CURSOR, self._cursor)

    async def _families(self, questions: Sequence[str]) -> dict[str, list[str]]:
        """Each question, and what it was merged into, with all that were merged into it, and into those."""
        known: dict[str, Question] = {}
        new = {key("question", q) for q in questions}
        while new:
            stored = await self._log.read(self._briefing, tuple(new))
            found: list[Question] = [decode(self._kinds, k, s) for k, s in stored.items() if s]
            known |= {q.id: q for q in found}
            near = {id for q in found for id in (*q.merged, *([q.master] if q.master else ()))}
            new = {key("question", id) for id in near - known.keys()}
        heads = dict.fromkeys(id for q in questions for id in _line(q, known))
        return {q: _family(q, known) for q in heads}


def _line(question: str, known: Mapping[str, Question]) -> list[str]:
    """The question, what it was merged into, and so on."""
    line = [question]
    while (q := known.get(line[-1])) and q.master:
        line.append(q.master)
    return line


def _family(question: str, known: Mapping[str, Question]) -> list[str]:
    """The question and all that were merged into it, and into those."""
    q = known.get(question)
    return [question, *(id for child in (q.merged if q else ()) for id in _family(child, known))]


async def _close(coming: asyncio.Future[Any] | None, batches: AsyncIterator[Any]) -> None:
    if coming is not None:
        coming.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await coming
    close = getattr(batches, "aclose", None)
    if close is not None:
        await close()


async def _keep_on(part: str, work: Callable[[], Awaitable[None]], status: Status) -> None:
    """Does work until it is finished, again and again, ever slower while it fails."""
    pause, loop = PAUSE_S, asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            return await work()
        except Exception as error:
            # One briefing's trouble, of whatever kind, must not stop the others' questions.
            why = "the store is away" if isinstance(error, Unavailable) else type(error).__name__
            status(part, why)
            logger.warning("desk_interrupted", part=part, reason=why)
        pause = PAUSE_S if loop.time() - began > PAUSE_MAX_S else min(2 * pause, PAUSE_MAX_S)
        await asyncio.sleep(pause)


class _Floor:
    """All desks of this process: one for each briefing in the office's list."""

    def __init__(self, status: Status, intake: Callable[[str], Intake]) -> None:
        self._status, self._intake = status, intake
        self.tasks: dict[str, asyncio.Task[None]] = {}

    def keep_on(self, part: str, work: Callable[[], Awaitable[None]]) -> None:
        """Starts a task that restarts its work."""
        self.tasks[part] = asyncio.create_task(_keep_on(part, work, self._status), name=part)

    def open(self, briefing: str, ended: bool = False) -> None:
        """Starts a briefing's desk, unless it is there; of an ended one it leaves once the inbox is empty."""
        part = f"briefing {briefing}"

        async def work() -> None:
            intake = self._intake(briefing)
            await intake.begin()
            self._status(part, None)
            with suppress(WipedError):
                await intake.work(QUIET_S if ended else None)

        if part not in self.tasks:
            self.keep_on(part, work)

    def close(self, briefing: str) -> None:
        """Ends the desk of a rehearsal that was wiped."""
        part = f"briefing {briefing}"
        if task := self.tasks.pop(part, None):
            task.cancel()
            self._status(part, None)

    async def watch(self, log: Log, kinds: Kinds, of: str) -> None:
        """Opens a desk for every briefing of a list, for ever."""
        at, listings = await log.scan(of, ["listing"])
        for name, stored in listings.items():
            self.open(name.partition("/")[2], ended=decode(kinds, name, stored).listing.state == "ended")
        self._status(of, None)
        async for entries in log.follow(of, at):
            for event in (e for logged in entries for e in logged.entry.events):
                if event.type == "listed":
                    self.open(event.briefing)
                elif event.type == "wiped":
                    self.close(event.briefing)


async def run(  # noqa: PLR0913, PLR0917 - the composition root hands in each part
    log: Desk, kinds: Kinds, clock: Callable[[], int], recognise: Recognise, due: Due, stop: asyncio.Event,
    status: Status,
) -> None:  # fmt: skip
    """Takes in the inbox of every briefing, and rehearsal, until `stop`; any number of desks may run.

    Args:
        log: the store.
        kinds: the table of all kinds.
        clock: now, ms since the epoch.
        recognise: tells kk, ru and en apart.
        due: until when the answer to a consultation that came at a moment is owed.
        stop: set to end.
        status: told which part is not ready and why, or None when it is.
    """
    floor = _Floor(status, lambda briefing: Intake(log, kinds, briefing, clock, recognise, due))
    for name in LISTS:
        floor.keep_on(name, partial(floor.watch, log, kinds, name))
    await stop.wait()
    tasks = list(floor.tasks.values())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
