"""The port of the log, the commit that every command goes through, and a log in memory.

A briefing's log lives beside the present records of its entities; one append changes both or neither.
Whoever decides reads records with their versions and appends what follows from them; an append whose
records moved in the meantime is a `Conflict`, and the decision is made again on what is true now.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol

import msgspec

from studio.events import Entry
from studio.records import Kinds, Refusal, fold, touched

ATTEMPTS = 5
"""How often a lost race is decided again before the caller is told the present state."""


class Unavailable(ConnectionError):  # noqa: N818 - a state of the store, named as on the wire
    """The store is away, loading or unable to write; try again. What was being written may have been written."""


def place(id: str) -> tuple[int, int]:
    """A stream id, or a record's version, as something that sorts."""
    ms, _, seq = id.partition("-")
    return int(ms or 0), int(seq or 0)


class Stored(NamedTuple):
    """A record as it lies in the store: its version (the id of the entry that last touched it) and its JSON."""

    version: str
    body: bytes


class Logged(NamedTuple):
    """An entry with its id in the stream."""

    id: str
    entry: Entry


class Written(NamedTuple):
    """An entry as it stands in the stream, for who keeps it without asking what it means: its id and its JSON."""

    id: str
    body: bytes


class Knocked(NamedTuple):
    """One entry of the inbox: its id and its fields as bytes."""

    id: str
    fields: Mapping[str, bytes]


@dataclass(frozen=True)
class Append:
    """All that one append changes, all or nothing.

    Attributes:
        expected: version of every record that the decision read, None for "there was none".
        records: new bodies of the touched records.
        entry: the log's line, as JSON.
        air: public views for the audience, each a JSON object with `kind` and `id` (the adapter adds `version`).
        public: the same views by record key, for the snapshot; None removes one.
        intake: the briefing's intake state, where this append changed it: what `knock` obeys.
        recount: questions whose votes are to be counted again, since others were merged into them or taken out.
        consumed: ids of inbox entries that this append has dealt with.
        command: idempotency key (`<by>:<the client's id>`); an append whose command was done before changes nothing.
    """

    expected: Mapping[str, str | None]
    records: Mapping[str, bytes]
    entry: bytes
    air: Sequence[bytes] = ()
    public: Mapping[str, bytes | None] = field(default_factory=dict)
    intake: str | None = None
    recount: Sequence[str] = ()
    consumed: Sequence[str] = ()
    command: str | None = None


class Appended(NamedTuple):
    """The append happened; `repeated` when an earlier try of the same command had done it."""

    id: str
    repeated: bool = False


class Conflict(NamedTuple):
    """A record that the decision read has moved; nothing was changed."""

    key: str


class Gone(NamedTuple):
    """The rehearsal whose log this was has been wiped, or is yet to be made; nothing was changed."""


class Log(Protocol):
    """What the house needs of a store of logs. Adapters: `studio.log_memory.MemoryLog`, `studio.redis_log.RedisLog`."""

    async def read(self, briefing: str, keys: Sequence[str]) -> dict[str, Stored | None]:
        """The present records by key, in one round trip."""
        ...

    async def scan(self, briefing: str, kinds: Sequence[str]) -> tuple[str, dict[str, Stored]]:
        """A position and all records of these kinds, each at that position or later."""
        ...

    async def positions(self, briefings: Sequence[str]) -> dict[str, str]:
        """The id of the last entry of each log, in one round trip."""
        ...

    async def append(self, briefing: str, append: Append) -> Appended | Conflict | Gone:
        """Does it all, or nothing."""
        ...

    async def done(self, briefing: str, command: str) -> str | None:
        """The entry that an earlier try of this command appended, if one did."""
        ...

    def follow(self, briefing: str, after: str) -> AsyncIterator[list[Logged]]:
        """Batches of entries after a position, for ever; waits when there are none, survives the store's absence."""
        ...

    def written(self, briefing: str, after: str) -> AsyncIterator[list[Written]]:
        """As `follow`, but as it stands there."""
        ...

    def inbox(self, briefing: str, after: str, count: int = 64) -> AsyncIterator[list[Knocked]]:
        """Batches of inbox entries after a position, for ever."""
        ...


class Done(NamedTuple):
    """What a commit did.

    Attributes:
        id: the entry's.
        events: what happened.
        records: the records after it; empty when repeated.
        repeated: whether an earlier try of the same command had done it.
        briefing: in whose log.
        stored: the records as they lie there.
    """

    id: str
    events: tuple[Any, ...]
    records: dict[str, Any]
    repeated: bool = False
    briefing: str = ""
    stored: Mapping[str, Stored] = {}


Near = Callable[[str, Sequence[str]], "Mapping[str, Stored | None] | None"]
"""Records by key as this process saw them last, perhaps outdated; None where it does not follow that log."""


Decide = Callable[[Mapping[str, Any]], "Sequence[Any] | Refusal"]
"""Pure: the records by key (None where there is none) to events, or to a refusal."""


def decode(kinds: Kinds, key: str, stored: Stored | None) -> Any:
    """The record under `key`, validated, or None."""
    if stored is None:
        return None
    return kinds[key.partition("/")[0]].model.model_validate_json(stored.body)


async def commit(  # noqa: PLR0913 - `Act` bundles them for callers
    log: Log, kinds: Kinds, briefing: str, keys: Sequence[str], decide: Decide, *,
    at: int, by: str, command: str | None = None, consumed: Sequence[str] = (), near: Near | None = None,
) -> Done | Refusal:  # fmt: skip
    """Reads `keys`, decides, and appends what was decided; decides again when a record moved meanwhile.

    With `near` the first try spares the reading: the append compares all versions whatever they came from, so nothing
    is ever done on outdated records. Only the store can say no: a refusal from memory is decided again.

    Args:
        log: where.
        kinds: the table that folds events into records.
        briefing: whose log.
        keys: the records that the decision reads.
        decide: the rule.
        at: now, ms since the epoch.
        by: the id of who commands.
        command: the idempotency key that the client made.
        consumed: inbox entries that this commit deals with.
        near: what this process remembers.

    Returns:
        What was done, or the rule's refusal, or `Refusal("busy")` after `ATTEMPTS` lost races, or
        `Refusal("not_found")` where a rehearsal was wiped, whatever the rule says.
    """
    moved = None
    # Of whoever commands: one person's ids never meet another's.
    command = command and f"{by}:{command}"
    fresh = partial(log.read, briefing)
    memory = near and partial(_recalled, near, fresh, briefing)
    for read in ([memory] if memory else []) + [fresh] * ATTEMPTS:
        stored = await read(keys)
        states = {k: decode(kinds, k, s) for k, s in stored.items()}
        events = decide(states)
        if read is memory and (isinstance(events, Refusal) or not events):
            continue
        if isinstance(events, Refusal):
            earlier = await log.done(briefing, command) if command else None
            return Done(earlier, (), {}, repeated=True) if earlier else events
        if not events and not consumed:
            return Done("", (), {})
        touches = touched(kinds, events)
        if more := [k for k in touches if k not in stored]:
            also = await read(more)
            stored |= also
            states |= {k: decode(kinds, k, s) for k, s in also.items()}
        # A kind may have nothing to say of an event: a question refused at once never had a place in the rundown.
        after = {k: record for k, record in fold(kinds, states, events, at, by).items() if record is not None}
        versions = {k: s.version if s else None for k, s in stored.items()}
        entry = Entry(at=at, by=by, events=tuple(events), touched=tuple(k for k in touches if k in after))
        append = _append(versions, after, entry, _views(kinds, states, after), consumed, command)
        outcome = await log.append(briefing, append)
        if isinstance(outcome, Appended):
            return _done(outcome, tuple(events), after, append.records, briefing)
        if isinstance(outcome, Gone):
            return Refusal(code="not_found")
        moved = outcome.key
    return Refusal(code="busy", key=moved)


def _done(
    appended: Appended, events: tuple[Any, ...], after: dict[str, Any], bodies: Mapping[str, bytes], briefing: str
) -> Done:
    if appended.repeated:
        return Done(appended.id, events, {}, repeated=True, briefing=briefing)
    stored = {k: Stored(appended.id, body) for k, body in bodies.items()}
    return Done(appended.id, events, after, briefing=briefing, stored=stored)


Read = Callable[[Sequence[str]], Awaitable[dict[str, Stored | None]]]


async def _recalled(near: Near, fresh: Read, briefing: str, keys: Sequence[str]) -> dict[str, Stored | None]:
    """From memory, or else from the store."""
    known = near(briefing, keys)
    return await fresh(keys) if known is None else dict(known)


def _views(kinds: Kinds, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any] | None]:
    """What the public now sees differently, by record key; None where it sees nothing any more."""
    views = {}
    for key, record in after.items():
        public, old = kinds[key.partition("/")[0]].public, before.get(key)
        new = public(record)
        if new != (None if old is None else public(old)):
            views[key] = new
    return views


def _gone(key: str) -> bytes:
    kind, _, id = key.partition("/")
    return msgspec.json.encode({"kind": kind, "id": id, "gone": True})


def _recounted(event: Any) -> str | None:
    """The question whose votes this event adds to or takes from: of a family, which the event alone can't sum."""
    master: str | None = getattr(event, "master", None)
    return event.question if getattr(event, "family", False) else master


def _append(  # noqa: PLR0913, PLR0917 - one for each part of an append
    versions: Mapping[str, str | None], after: Mapping[str, Any], entry: Entry,
    views: Mapping[str, dict[str, Any] | None], consumed: Sequence[str], command: str | None,
) -> Append:  # fmt: skip
    public = {k: None if v is None else msgspec.json.encode(v) for k, v in views.items()}
    return Append(
        expected=versions,
        records={k: record.model_dump_json().encode() for k, record in after.items()},
        entry=entry.model_dump_json().encode(),
        air=tuple(body or _gone(key) for key, body in public.items()),
        public=public,
        intake=next((e.intake for e in reversed(entry.events) if e.type == "intake_set"), None),
        recount=tuple(dict.fromkeys(q for e in entry.events if (q := _recounted(e)))),
        consumed=consumed,
        command=command,
    )


@dataclass(frozen=True)
class Act:
    """One command on its way: what every use case needs to know, and nothing of what it is about.

    Attributes:
        log: the store.
        kinds: the table that folds events into records.
        briefing: whose log.
        by: id of the person, or "viewer", "desk", a screen's id.
        at: now, ms since the epoch.
        command: the client's idempotency key.
        near: what this process remembers of the records, to spare reading them.
    """

    log: Log
    kinds: Kinds
    briefing: str
    by: str
    at: int
    command: str | None = None
    near: Near | None = None

    async def commit(self, keys: Sequence[str], decide: Decide, consumed: Sequence[str] = ()) -> Done | Refusal:
        """`commit` with this act's particulars."""
        return await commit(
            self.log, self.kinds, self.briefing, keys, decide,
            at=self.at, by=self.by, command=self.command, consumed=consumed, near=self.near,
        )  # fmt: skip
