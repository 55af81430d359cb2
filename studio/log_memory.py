"""A log in memory, with the semantics of the real one, for tests of what stands on the port."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from studio.briefing import KEY
from studio.events import ENTRY, is_rehearsal
from studio.log import Append, Appended, Conflict, Gone, Knocked, Logged, Stored, Written


def _number(id: str) -> int:
    return int(id.partition("-")[0])


@dataclass
class Shelf:
    """One briefing's keys.

    Attributes:
        records: by key.
        log: entries with their ids.
        air: id, version and view of everything the audience was told.
        public: the audience's snapshot by record key.
        intake: what `knock` obeys; None before it was ever set.
        inbox: entries not yet consumed.
        commands: the entry that each command appended.
        votes: the voting authors by question.
    """

    records: dict[str, Stored] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    air: list[tuple[str, str, bytes]] = field(default_factory=list)
    public: dict[str, Stored] = field(default_factory=dict)
    intake: str | None = None
    inbox: list[Knocked] = field(default_factory=list)
    commands: dict[str, str] = field(default_factory=dict)
    votes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


class MemoryLog:
    """Adapter of `studio.log.Log`; the shelves are open, so that a test can look."""

    def __init__(self) -> None:
        self.shelves: dict[str, Shelf] = defaultdict(Shelf)
        self.receipts: dict[str, tuple[str, str]] = {}
        self._last = 0
        self._changed = asyncio.Condition()

    def _id(self) -> str:
        self._last += 1
        return f"{self._last}-0"

    async def read(self, briefing: str, keys: Sequence[str]) -> dict[str, Stored | None]:
        """The present records by key."""
        return {k: self.shelves[briefing].records.get(k) for k in keys}

    async def scan(self, briefing: str, kinds: Sequence[str]) -> tuple[str, dict[str, Stored]]:
        """The last entry's id, and all records of these kinds."""
        shelf = self.shelves[briefing]
        at = shelf.log[-1].id if shelf.log else "0"
        return at, {k: s for k, s in shelf.records.items() if k.partition("/")[0] in kinds}

    async def positions(self, briefings: Sequence[str]) -> dict[str, str]:
        """The id of the last entry of each log."""
        return {b: self.shelves[b].log[-1].id if self.shelves[b].log else "0" for b in briefings}

    async def append(self, briefing: str, append: Append) -> Appended | Conflict | Gone:
        """Does it all, or nothing."""
        shelf = self.shelves[briefing]
        if append.command and (earlier := shelf.commands.get(append.command)):
            return Appended(earlier, repeated=True)
        if is_rehearsal(briefing) and KEY not in append.records and KEY not in shelf.records:
            return Gone()
        for key, version in append.expected.items():
            stored = shelf.records.get(key)
            if (stored.version if stored else None) != version:
                return Conflict(key)
        id = self._id()
        shelf.log.append(Logged(id, ENTRY.validate_json(append.entry)))
        shelf.records |= {k: Stored(id, body) for k, body in append.records.items()}
        shelf.air += [(self._id(), id, view) for view in append.air]
        for key, view in append.public.items():
            if view is None:
                shelf.public.pop(key, None)
            else:
                shelf.public[key] = Stored(id, view)
        shelf.intake = append.intake or shelf.intake
        shelf.inbox = [k for k in shelf.inbox if k.id not in set(append.consumed)]
        shelf.inbox += [Knocked(self._id(), {"k": b"vote", "question": q.encode()}) for q in append.recount]
        if append.command:
            shelf.commands[append.command] = id
        await self._wake()
        return Appended(id)

    async def done(self, briefing: str, command: str) -> str | None:
        """The entry that an earlier try of this command appended, if one did."""
        return self.shelves[briefing].commands.get(command)

    async def follow(self, briefing: str, after: str) -> AsyncIterator[list[Logged]]:
        """Batches of entries after a position, for ever."""
        while True:
            batch = [e for e in self.shelves[briefing].log if _number(e.id) > _number(after)]
            if batch:
                after = batch[-1].id
                yield batch
            else:
                await self._wait()

    async def written(self, briefing: str, after: str) -> AsyncIterator[list[Written]]:
        """As `follow`, but as it stands there."""
        async for batch in self.follow(briefing, after):
            yield [Written(logged.id, logged.entry.model_dump_json().encode()) for logged in batch]

    async def inbox(self, briefing: str, after: str, count: int = 64) -> AsyncIterator[list[Knocked]]:
        """Batches of inbox entries after a position, for ever."""
        while True:
            batch = [k for k in self.shelves[briefing].inbox if _number(k.id) > _number(after)][:count]
            if batch:
                after = batch[-1].id
                yield batch
            else:
                await self._wait()

    async def put(self, briefing: str, fields: Mapping[str, bytes]) -> str:
        """Adds to the inbox, as `knock` does on Redis; returns the entry's id."""
        id = self._id()
        self.shelves[briefing].inbox.append(Knocked(id, dict(fields)))
        await self._wake()
        return id

    async def votes(self, briefing: str, families: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """The number of people who voted for any question of a family, by its first."""
        votes = self.shelves[briefing].votes
        return {q: len(set[str]().union(*(votes[member] for member in family))) for q, family in families.items()}

    async def put_receipts(self, briefing: str, questions: Mapping[str, str]) -> None:
        """Makes receipts, by the hash of their codes, lead to their questions; may be repeated."""
        self.receipts |= {hash: (briefing, question) for hash, question in questions.items()}

    async def receipt(self, hash: str) -> tuple[str, str] | None:
        """Briefing and question of a receipt, by the hash of its code."""
        return self.receipts.get(hash)

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _wait(self) -> None:
        async with self._changed:
            await self._changed.wait()
