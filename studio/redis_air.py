"""What the audience's side may do with a briefing's keys: read `air` and its snapshot, and knock.

It needs no right but those of the Redis user `gateway`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec

from studio.log import Stored
from studio.redis_client import Connection
from studio.redis_log import opaque, prefix, stored

BATCH = 64
"""Items at most in one knock: 256 hold the server for 16 ms."""
FOLLOW = 256

_encode = msgspec.msgpack.Encoder().encode


class Limit(NamedTuple):
    """So many at once, then one every so many microseconds."""

    burst: int
    interval_us: int


class Limits(NamedTuple):
    """What `knock` lets through.

    Attributes:
        author: questions of one viewer.
        address: questions and withdrawals from one address prefix; a school's or an operator's NAT is one.
        vote: votes and withdrawals of one viewer.
        hall: votes from one address prefix. A gateway admits 2,000 connections from one; all of them may vote
            at once when a question comes up, and ten seconds later again.
    """

    author: Limit = Limit(5, 10_000_000)
    address: Limit = Limit(120, 50_000)
    vote: Limit = Limit(30, 500_000)
    hall: Limit = Limit(2000, 5_000)


LIMITS = Limits()


class Knock(NamedTuple):
    """One item on its way into the inbox; the order of the fields is what `tynda.lua` reads.

    Attributes:
        kind: what it is.
        author: keyed hash of the viewer id.
        command: the id that the client made; a repeated one changes nothing.
        prefix: the address prefix that is limited with all its neighbours; empty is not limited.
        question: the question's id.
        receipt: the receipt's code (ask).
        body: JSON of the message (ask).
        up: a vote given, or taken back.
    """

    kind: Literal["ask", "vote", "withdraw"]
    author: str
    command: str
    prefix: str
    question: str
    receipt: str = ""
    body: bytes = b""
    up: bool = True


class KnockResult(NamedTuple):
    """What became of one item.

    Attributes:
        ok: it is in the inbox (or was, when it was sent before).
        receipt: the code of an ask: the first try's.
        code: why it was refused: not_found, intake_paused, intake_closed, muted, timed_out, banned, too_fast.
        retry_after_ms: when to try again, for too_fast and timed_out.
    """

    ok: bool
    receipt: str = ""
    code: str = ""
    retry_after_ms: int = 0


@dataclass(frozen=True, slots=True)
class AirSnapshot:
    """The public's present state.

    Attributes:
        at: the position in `air` that it stands at; follow from here.
        intake: open, paused or closed; None where there is no such briefing.
        views: version and JSON of every public view, by record key.
    """

    at: str
    intake: str | None
    views: dict[str, Stored]


class AirView(NamedTuple):
    """One view in `air`: its place there, the record's version, its JSON."""

    id: str
    version: str
    body: bytes


class RedisAir:
    """The gateway's port to the store."""

    def __init__(self, calls: Connection, blocking: Connection, limits: Limits = LIMITS) -> None:
        self._calls = calls
        self._blocking = blocking
        self._limits = limits

    @classmethod
    def connect(cls, url: str, limits: Limits = LIMITS) -> RedisAir:
        """The air of the store at `url` (redis, rediss, redis+cluster); nothing is sent yet."""
        return cls(Connection(url), Connection(url), limits)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._calls.aclose()
        await self._blocking.aclose()

    async def ping(self) -> None:
        """Returns if the store answers.

        Raises:
            Unavailable: it does not.
        """
        await self._calls.call("PING", again=False)

    async def knock(self, briefing: str, items: Sequence[Knock]) -> list[KnockResult]:
        """Puts up to `BATCH` items into the inbox, in one call; each result stands at its item's place.

        Returns only once the store has them (with appendfsync always: on its disk). Safe to repeat.

        Raises:
            ValueError: too many items.
            Unavailable: the store is away; nobody may be told "received".
        """
        if len(items) > BATCH:
            raise ValueError(f"{len(items)} items; at most {BATCH} a knock")
        packed = [(*item[:6], opaque(item.body), item.up) for item in items]
        replies = await self._calls.call("FCALL", "knock", 1, f"{prefix(briefing)}g", _encode((self._limits, packed)))
        return [KnockResult(not code, receipt.decode(), code.decode(), wait) for code, receipt, wait in replies]

    async def snapshot(self, briefing: str) -> AirSnapshot:
        """All public views and the position in `air` that they stand at, read at one moment.

        Raises:
            Unavailable: the store is away.
        """
        found: dict[bytes, bytes] = await self._calls.call("HGETALL", f"{prefix(briefing)}public")
        at, intake = found.pop(b"_at", b"0"), found.pop(b"_intake", None)
        views = {key.decode(): stored(value) for key, value in found.items()}
        return AirSnapshot(at.decode(), intake.decode() if intake else None, views)

    async def follow(self, briefing: str, after: str) -> AsyncIterator[list[AirView]]:
        """Batches of views after a position, for ever; waits when there are none, survives the store's absence."""
        async for entries in self._blocking.stream(f"{prefix(briefing)}air", after, FOLLOW):
            yield [AirView(id, fields[b"v"].decode(), fields[b"e"]) for id, fields in entries]
