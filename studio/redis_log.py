"""The log on Redis: every write is one call of the function `append`, every read a pipelined one."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from studio.events import ENTRY, is_rehearsal
from studio.log import Append, Appended, Conflict, Gone, Knocked, Logged, Stored, Written
from studio.redis_client import Connection

SCAN = 500
"""Records asked for by one HSCAN: bounds how long the server is held, however large the briefing."""
FOLLOW = 256
"""Entries at most in a batch of `follow`."""

REHEARSED_S = 2 * 24 * 3600
"""A rehearsal's receipt goes by itself at last: the desk writes it apart from the briefing, perhaps after the wipe."""

_encode = msgspec.msgpack.Encoder().encode


def prefix(briefing: str) -> str:
    """How all keys of a briefing begin: one hash tag, so one slot of a cluster."""
    return f"{{b:{briefing}}}:"


def stored(value: bytes) -> Stored:
    r"""Splits `<version>\n<json>`."""
    version, _, body = value.partition(b"\n")
    return Stored(version.decode(), body)


def opaque(value: bytes) -> msgspec.Raw:
    """Bytes as a msgpack string, whatever is in them: Redis's cmsgpack refuses the type for bytes."""
    n = len(value)
    if n < 32:
        head = bytes((0xA0 | n,))
    elif n < 1 << 8:
        head = bytes((0xD9, n))
    elif n < 1 << 16:
        head = b"\xda" + n.to_bytes(2, "big")
    else:
        head = b"\xdb" + n.to_bytes(4, "big")
    return msgspec.Raw(head + value)


def _by_kind(pairs: Any) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for key, value in pairs:
        kind, _, id = key.partition("/")
        grouped.setdefault(kind, []).extend((id, value))
    return grouped


def _argument(append: Append) -> bytes:
    return _encode((
        append.command or "",
        _by_kind((k, v or "") for k, v in append.expected.items()),
        _by_kind((k, opaque(body)) for k, body in append.records.items()),
        opaque(append.entry),
        [opaque(view) for view in append.air],
        [x for k, view in append.public.items() if view is not None for x in (k, opaque(view))],
        [k for k, view in append.public.items() if view is None],
        append.intake or "",
        list(append.recount),
        list(append.consumed),
    ))  # fmt: skip


class RedisLog:
    """Adapter of `studio.log.Log` on Redis or Valkey ≥ 7, or a Cluster."""

    def __init__(self, calls: Connection, blocking: Connection) -> None:
        self._calls = calls
        self._blocking = blocking

    @classmethod
    def connect(cls, url: str, every_s: float | None = None) -> RedisLog:
        """A log on the store at `url` (redis, rediss, redis+cluster); nothing is sent yet.

        Args:
            url: where.
            every_s: how often followers look for news; None: they are told at once.
        """
        return cls(Connection(url), Connection(url, every_s))

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

    async def read(self, briefing: str, keys: Sequence[str]) -> dict[str, Stored | None]:
        """The present records by key, in one round trip."""
        if not keys:
            return {}
        by_kind: dict[str, list[str]] = {}
        for key in keys:
            kind, _, id = key.partition("/")
            by_kind.setdefault(kind, []).append(id)
        # One command a kind: a client takes longer over each command than over what it brings.
        found = await self._calls.pipeline([("HMGET", f"{prefix(briefing)}r:{k}", *ids) for k, ids in by_kind.items()])
        values = {
            f"{kind}/{id}": value
            for (kind, ids), some in zip(by_kind.items(), found, strict=True)
            for id, value in zip(ids, some, strict=True)
        }
        return {k: None if (v := values[k]) is None else stored(v) for k in keys}

    async def scan(self, briefing: str, kinds: Sequence[str]) -> tuple[str, dict[str, Stored]]:
        """A position and all records of these kinds, each at that position or later."""
        # The position comes first: what changes during the scan is then in the log after it.
        last = (await self.positions([briefing]))[briefing]
        records: dict[str, Stored] = {}
        cursors: dict[str, Any] = dict.fromkeys(kinds, 0)
        while cursors:
            replies = await self._calls.pipeline(
                [("HSCAN", f"{prefix(briefing)}r:{kind}", at, "COUNT", SCAN) for kind, at in cursors.items()]
            )
            for kind, (cursor, found) in zip(tuple(cursors), replies, strict=True):
                records |= {f"{kind}/{id.decode()}": stored(value) for id, value in found.items()}
                cursors[kind] = int(cursor)
            cursors = {kind: at for kind, at in cursors.items() if at}
        return last, records

    async def positions(self, briefings: Sequence[str]) -> dict[str, str]:
        """The id of the last entry of each log, in one round trip."""
        asked = [("XREVRANGE", f"{prefix(briefing)}log", "+", "-", "COUNT", 1) for briefing in briefings]
        found = await self._calls.pipeline(asked)
        return {b: last[0][0].decode() if last else "0" for b, last in zip(briefings, found, strict=True)}

    async def append(self, briefing: str, append: Append) -> Appended | Conflict | Gone:
        """Does it all, or nothing.

        Raises:
            Unavailable: the store is away. Whether it was done is open: repeat it with its command, or decide anew.
        """
        # Sent twice, it is recognised by its command, or else refused by the versions it expects.
        again = bool(append.command or set(append.expected) & set(append.records))
        word, value = await self._calls.call(
            "FCALL", "append", 1, f"{prefix(briefing)}g", _argument(append), again=again
        )  # fmt: skip
        if word == b"conflict":
            return Conflict(value.decode())
        if word == b"gone":
            return Gone()
        return Appended(value.decode(), repeated=word == b"repeated")

    async def done(self, briefing: str, command: str) -> str | None:
        """The entry that an earlier try of this command appended, if one did."""
        value = await self._calls.call("GET", f"{prefix(briefing)}c:{command}")
        return None if value is None else value.decode()

    async def follow(self, briefing: str, after: str) -> AsyncIterator[list[Logged]]:
        """Batches of entries after a position, for ever; waits when there are none, survives the store's absence."""
        async for entries in self.written(briefing, after):
            yield [Logged(id, ENTRY.validate_json(body)) for id, body in entries]

    async def written(self, briefing: str, after: str) -> AsyncIterator[list[Written]]:
        """As `follow`, but as it stands there."""
        async for entries in self._blocking.stream(f"{prefix(briefing)}log", after, FOLLOW):
            yield [Written(id, fields[b"e"]) for id, fields in entries]

    async def inbox(self, briefing: str, after: str, count: int = 64) -> AsyncIterator[list[Knocked]]:
        """Batches of inbox entries after a position, for ever."""
        async for entries in self._blocking.stream(f"{prefix(briefing)}inbox", after, count):
            yield [Knocked(id, {k.decode(): v for k, v in fields.items()}) for id, fields in entries]

    async def votes(self, briefing: str, families: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """The number of people who voted for any question of a family, in one round trip.

        Args:
            briefing: the briefing's id.
            families: for each question itself and all that were merged into it; each person counts once.
        """
        if not families:
            return {}
        argument = _encode([list(family) for family in families.values()])
        counts = await self._calls.call("FCALL", "voters", 1, f"{prefix(briefing)}g", argument)
        return dict(zip(families, counts, strict=True))

    async def forget_soon(self, briefing: str, id: str, of: Literal["", "mailing", "line"] = "") -> None:
        """Announces that what a question says is about to be forgotten: see `studio.redis_forget`.

        Said before, not after: a process that dies in between has said it.

        Args:
            briefing: the briefing's id.
            id: the question's, or the line's.
            of: not what a question says, but where its asker is written to, or what a line says.

        Raises:
            Unavailable: the store is away.
        """
        place = f"{briefing}/{id}/{of}" if of else f"{briefing}/{id}"
        await self._calls.call("HSET", "forget", place, secrets.token_hex(8))

    async def put_receipts(self, briefing: str, questions: Mapping[str, str]) -> None:
        """Makes receipts lead to their questions, in one round trip; may be repeated.

        Args:
            briefing: the briefing's id.
            questions: their ids, by the SHA-256 of the receipts' codes, hex.
        """
        kept = ("EX", REHEARSED_S) if is_rehearsal(briefing) else ()
        await self._calls.pipeline([("SET", f"receipt:{h}", f"{briefing} {q}", *kept) for h, q in questions.items()])

    async def receipt(self, hash: str) -> tuple[str, str] | None:
        """Briefing and question of a receipt, by the hash of its code."""
        value = await self._calls.call("GET", f"receipt:{hash}")
        if value is None:
            return None
        briefing, _, question = value.decode().partition(" ")
        return briefing, question
