"""What lies in the store, as lines, and lines back into an empty store.

All of a briefing is of one moment, the one that its last reading ends at: its position in the log is noted, all records
are read piece by piece, then what was appended meanwhile, with the records that those entries touched, until one call
finds nothing more to read. So no call holds the server for longer than `TAIL` entries take, whatever the briefing's
size. A line replaces what an earlier one said of the same place.

Idempotency marks are read after that, and those left out that are later than the moment. Votes are the sets as they
stand then, seconds later at most. Left out on purpose are staff sessions, rate limits, and copies being made.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ResponseError

from studio.briefing import Listed
from studio.events import LISTS
from studio.redis_admin import RIGHTS
from studio.redis_client import Connection
from studio.redis_forget import MARKS
from studio.redis_log import SCAN, prefix, stored

READ = 500
"""Entries of a stream's past that one call reads: some 2 ms."""
TAIL = 100
"""Entries of each stream that the last call may read, with the records that they touched: some 3 ms."""
BATCH = 500
"""Commands sent at once when loading."""
STREAMS = ("log", "air", "inbox")
OURS = ("{b:*}:*", "receipt:*", MARKS)

_TAIL = f"""
local base, marks = ARGV[1], {{ ARGV[2], ARGV[3], ARGV[4] }}
local streams, more, touched = {{}}, 0, {{}}
for n, name in ipairs({{ 'log', 'air', 'inbox' }}) do
  local found = redis.call('XRANGE', base .. name, '(' .. marks[n], '+', 'COUNT', {TAIL})
  if #found == {TAIL} then more = 1 end
  local about = redis.pcall('XINFO', 'STREAM', base .. name)
  local last = '0-0'
  for i = 1, about.err and 0 or #about, 2 do
    if about[i] == 'last-generated-id' then last = about[i + 1] end
  end
  streams[n] = {{ found, last }}
end
for _, entry in ipairs(streams[1][1]) do
  for _, key in ipairs(cjson.decode(entry[2][2]).touched) do touched[key] = true end
end
local records = {{}}
for key in pairs(touched) do
  local kind, id = string.match(key, '^([^/]*)/(.*)$')
  local record, view = redis.call('HGET', base .. 'r:' .. kind, id), redis.call('HGET', base .. 'public', key)
  records[#records + 1] = {{ key, record, view }}
end
local first = redis.call('XRANGE', base .. 'inbox', '-', '+', 'COUNT', 1)[1]
return {{ more, streams, records, redis.call('HMGET', base .. 'public', '_at', '_intake'), first and first[1] or '' }}
"""

Put = Callable[[dict[str, Any]], None]


class RunningError(Exception):
    """Processes of Tyńda are at work on the store; the text names them."""


class Moment(NamedTuple):
    """Which moment the lines of a briefing are of: the last ids that its log and its inbox had given."""

    log: tuple[int, int]
    inbox: tuple[int, int]


def text(value: bytes) -> str:
    """Bytes as a text; they are UTF-8, and what is not survives too."""
    return value.decode("utf-8", "surrogateescape")


def _place(id: str) -> tuple[int, int]:
    ms, _, n = id.partition("-")
    return int(ms), int(n or 0)


# -- out of the store ---------------------------------------------------------------------------------


class Dump:
    """Reads a store.

    Args:
        connection: as a user who may do everything.
        kinds: the names of all kinds of records.
    """

    def __init__(self, connection: Connection, kinds: Iterable[str]) -> None:
        self._call, self._connection, self._kinds = connection.call, connection, tuple(kinds)
        self._moments: dict[str, Moment] = {}
        self.listed: dict[str, None] = dict.fromkeys(LISTS)
        """The lists themselves, and what they were found to list: the lists are read first."""

    async def briefing(self, briefing: str, put: Put) -> None:
        """All of a briefing, or of a list, but its marks and votes.

        Raises:
            Unavailable: the store is away.
        """
        base, lists = prefix(briefing), briefing in LISTS

        def record(key: str, field: str, value: bytes | None) -> None:
            put({"hash": key, "field": field, "value": None if value is None else text(value)})
            if lists and key == "r:listing" and value is not None:
                self.listed[Listed.model_validate_json(stored(value).body).id] = None

        last = await self._call("XREVRANGE", f"{base}log", "+", "-", "COUNT", 1)
        positions = [text(last[0][0]) if last else "0-0", "0-0", "0-0"]
        for key in (*(f"r:{kind}" for kind in self._kinds), "public"):
            async for field, value in self._hash(base + key):
                record(key, text(field), value)
        # The log's past never changes, and the inbox's is cut below to what is left of it.
        await self._past(f"{base}log", "log", put, until=positions[0])
        for n, name in enumerate(STREAMS[1:], 1):
            positions[n] = await self._past(f"{base}{name}", name, put)
        self._moments[briefing] = await self._tail(base, positions, put, record)

    async def _hash(self, key: str) -> AsyncIterator[tuple[bytes, bytes]]:
        cursor: Any = 0
        while True:
            cursor, found = await self._call("HSCAN", key, cursor, "COUNT", SCAN)
            for pair in found.items():
                yield pair
            if not int(cursor):
                return

    async def _past(self, key: str, name: str, put: Put, until: str = "+") -> str:
        after = "0-0"
        while True:
            entries = await self._call("XRANGE", key, f"({after}", until, "COUNT", READ)
            after = _entries(name, entries, put) or after
            if len(entries) < READ:
                return after

    async def _tail(
        self, base: str, positions: list[str], put: Put, record: Callable[[str, str, bytes | None], None]
    ) -> Moment:
        while True:
            more, streams, records, (at, intake), first = await self._call(
                "EVAL", _TAIL, 1, f"{base}log", base, *positions
            )
            for n, (name, (entries, _)) in enumerate(zip(STREAMS, streams, strict=True)):
                positions[n] = _entries(name, entries, put) or positions[n]
            for key, value, view in records:
                kind, _, id = text(key).partition("/")
                record(f"r:{kind}", id, value)
                record("public", text(key), view)
            if not more:
                break
        for field, value in (("_at", at), ("_intake", intake)):
            record("public", field, value)
        for name, (_, end) in zip(STREAMS, streams, strict=True):
            put({"stream": name, "last": text(end)})
        put({"stream": "inbox", "from": text(first)})
        return Moment(*(_place(text(streams[n][1])) for n in (0, STREAMS.index("inbox"))))

    async def keys(self, put: Put) -> None:
        """What stands in keys of its own, by whole names: receipts, `forget`; marks and votes of all that was read.

        Raises:
            Unavailable: the store is away.
        """
        for field, value in sorted((await self._call("HGETALL", MARKS)).items()):
            put({"hash": MARKS, "field": text(field), "value": text(value)})
        async for line in self._values("receipt:*"):
            put(line)
        async for line in self._values("{b:*}:[ci]:*"):
            if self._before(line):
                put(line)
        async for line in self._votes():
            put(line)

    async def _values(self, pattern: str) -> AsyncIterator[dict[str, Any]]:
        """A line for each string, with its expiry: ms since the epoch, -1 for never."""
        async for keys in self._connection.keys(pattern):
            found = await self._connection.pipeline([(word, key) for key in keys for word in ("GET", "PEXPIRETIME")])
            for key, value, until in zip(keys, found[::2], found[1::2], strict=True):
                if value is not None:
                    yield {"string": text(key), "value": text(value), "until": until}

    def _before(self, line: Mapping[str, Any]) -> bool:
        """Whether a mark is not later than its briefing's moment: what it marks is then in the log, or in the inbox."""
        briefing, _, name = line["string"].removeprefix("{b:").partition("}:")
        moment = self._moments.get(briefing)
        if moment is None:
            return False
        if name.startswith("c:"):
            return _place(line["value"]) <= moment.log
        return _place(line["value"].partition(" ")[2] or "0") <= moment.inbox

    async def _votes(self) -> AsyncIterator[dict[str, Any]]:
        async for keys in self._connection.keys("{b:*}:v:*"):
            for key in keys:
                cursor: Any = 0
                while text(key).removeprefix("{b:").partition("}:")[0] in self._moments:
                    cursor, members = await self._call("SSCAN", key, cursor, "COUNT", SCAN)
                    yield {"set": text(key), "members": [text(member) for member in members]}
                    if not int(cursor):
                        break


def _entries(name: str, entries: Any, put: Put) -> str:
    """Puts them; gives the id of the last one."""
    for id, fields in entries:
        flat = [x for pair in fields.items() for x in pair] if isinstance(fields, dict) else fields
        put({"stream": name, "id": text(id), "fields": [text(x) for x in flat]})
    return text(entries[-1][0]) if entries else ""


# -- into the store -----------------------------------------------------------------------------------


async def occupied(connection: Connection) -> str | None:
    """A key of ours that the store holds; None in one that may be loaded.

    Raises:
        RunningError: somebody is at work there.
        Unavailable: the store is away.
    """
    for pattern in OURS:
        async for keys in connection.keys(pattern):
            return text(keys[0])
    running = sorted(await _running(connection) & RIGHTS.keys())
    if running:
        raise RunningError(", ".join(running))
    return None


async def _running(connection: Connection) -> set[str]:
    """The users that are connected; none are known where the administrator may not ask."""
    where: dict[str, Any] = {}
    if isinstance(connection.client, RedisCluster):
        where = {"target_nodes": RedisCluster.ALL_NODES}
    try:
        said = await connection.call("CLIENT LIST", **where)
    except ResponseError:
        return set()
    lists = said.values() if isinstance(said, dict) else [said]
    return {client["user"] for clients in lists for client in clients if "user" in client}


class Load:
    """Writes lines into a store, many at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[tuple[Any, ...]] = []
        self._ids: dict[str, str] = {}

    async def lines(self, base: str, lines: Iterator[bytes]) -> int:
        """Writes the lines of one member, and gives their number.

        Args:
            base: what its keys begin with.
            lines: as `Dump` put them.

        Raises:
            Unavailable: the store is away.
        """
        n = 0
        for n, line in enumerate(lines, 1):  # noqa: B007 - it is given back
            self._waiting.extend(self._commands(base, json.loads(line)))
            if len(self._waiting) >= BATCH:
                await self._send()
        await self._send()
        return n

    async def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            await self._connection.pipeline(waiting)

    def _commands(self, base: str, line: dict[str, Any]) -> list[tuple[Any, ...]]:
        if "stream" in line:
            return self._stream(base + line["stream"], line)
        if "hash" in line:
            key, field, value = base + line["hash"], _bytes(line["field"]), line["value"]
            return [("HDEL", key, field) if value is None else ("HSET", key, field, _bytes(value))]
        if "set" in line:
            return [("SADD", _bytes(base + line["set"]), *map(_bytes, line["members"]))] if line["members"] else []
        until = ("PXAT", line["until"]) if line["until"] > 0 else ()
        return [("SET", _bytes(base + line["string"]), _bytes(line["value"]), *until)]

    def _stream(self, key: str, line: dict[str, Any]) -> list[tuple[Any, ...]]:
        if "id" in line:
            self._ids[key] = line["id"]
            return [("XADD", key, line["id"], *map(_bytes, line["fields"]))]
        if "last" in line:
            # What came last may be gone from it: the next id must be later all the same, and positions stay right.
            last, id = self._ids.pop(key, "0-0"), line["last"]
            return [("XADD", key, id, "-", "-"), ("XDEL", key, id)] if _place(id) > _place(last) else []
        return [("XTRIM", key, "MINID", line["from"]) if line["from"] else ("XTRIM", key, "MAXLEN", 0)]


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")
