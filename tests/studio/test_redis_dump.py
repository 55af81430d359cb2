"""A store's lines: each briefing of one moment although everybody goes on writing, and the same in another store."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import pytest

from studio.briefing import Listed, Listing
from studio.events import OFFICE, REHEARSALS, Entry, Released
from studio.log import Append, Appended
from studio.redis_air import Knock, RedisAir
from studio.redis_client import Connection
from studio.redis_dump import Dump, Load, RunningError, occupied
from studio.redis_log import RedisLog, prefix
from tests.studio import test_redis_cluster
from tests.waiting import until

pytestmark = pytest.mark.integration

cluster = test_redis_cluster.cluster
KINDS = ("listing", "question", "tally", "cursor", "never")
Lines = dict[str, list[bytes]]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    connection = Connection(url)
    try:
        yield connection
    finally:
        await connection.aclose()


async def dumped(connection: Connection, during: Callable[[], Awaitable[None]] | None = None) -> Lines:
    """The lines by briefing, and under "" those of keys of their own."""
    dump, lines = Dump(connection, KINDS), Lines()

    def putting(name: str) -> Any:
        into = lines.setdefault(name, [])
        return lambda line: into.append(json.dumps(line).encode())

    while left := [briefing for briefing in dump.listed if briefing not in lines]:
        await dump.briefing(left[0], putting(left[0]))
    if during is not None:
        await during()
    await dump.keys(putting(""))
    return lines


async def loaded(connection: Connection, lines: Lines) -> None:
    load = Load(connection)
    for briefing, some in lines.items():
        assert await load.lines(prefix(briefing) if briefing else "", iter(some)) == len(some)


async def listed(log: RedisLog, briefing: str) -> None:
    line = Listed(id=briefing, listing=Listing(slug=briefing, title={"en": "x"}, starts_at=1, state="live"))
    await append(log, OFFICE, {f"listing/{briefing}": line.model_dump_json().encode()})


async def append(log: RedisLog, briefing: str, records: dict[str, bytes], **more: Any) -> str:
    before = await log.read(briefing, list(records))
    entry = Entry(at=1, by="x", events=(Released(question="q"),), touched=tuple(records)).model_dump_json().encode()
    done = await log.append(
        briefing, Append({k: s.version if s else None for k, s in before.items()}, records, entry, **more)
    )
    assert isinstance(done, Appended)
    return done.id


async def ask(air: RedisAir, briefing: str, command: str) -> None:
    author = secrets.token_hex(4)
    (result,) = await air.knock(
        briefing, [Knock("ask", author, command, "", command, f"R{command}", b'{"t":"\xd2\x9b"}')]
    )
    assert result.ok


class World:
    """One briefing, in which viewers ask, and a desk takes their questions in, two records with each entry."""

    def __init__(self, admin: Connection, log: RedisLog, air: RedisAir, briefing: str) -> None:
        self.admin, self.log, self.air, self.briefing = admin, log, air, briefing
        self.acknowledged: list[str] = []
        self.pause_s = 0.0  # between two of them
        self._numbers = count()
        self._after = "0"

    async def begin(self) -> None:
        await listed(self.log, self.briefing)
        await append(
            self.log, self.briefing, {"question/q": b'{"n":0}'}, intake="open", public={"question/q": b'{"text":1}'}
        )

    async def viewers(self) -> None:
        while True:
            await asyncio.sleep(self.pause_s)
            command = f"c{next(self._numbers)}"
            await ask(self.air, self.briefing, command)
            self.acknowledged.append(command)

    async def desk(self) -> None:
        async for some in self.log.inbox(self.briefing, "0", 8):
            await self.take(some)

    async def take(self, some: Iterable[Any]) -> None:
        for knocked in some:
            command = knocked.fields["command"].decode()
            records = {f"question/{command}": b"{}", "tally/all": json.dumps({"last": command}).encode()}
            views = {f"question/{command}": json.dumps({"text": command}).encode()}
            earlier, third = f"question/c{int(command[1:]) - 1}", int(command[1:]) % 3 == 2
            more: dict[str, Any] = {"air": [b"{}"], "command": f"x:{command}", "consumed": [knocked.id]}
            await append(
                self.log,
                self.briefing,
                records | ({earlier: b'{"gone":1}'} if third else {}),
                public=views | ({earlier: None} if third else {}),
                **more,
            )

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.viewers()), asyncio.create_task(self.desk())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def holds_together(connection: Connection, briefing: str) -> list[str]:
    """Whether a store's briefing is of one moment; gives the commands of the questions in its log and its inbox."""
    base = prefix(briefing)
    entries = await connection.call("XRANGE", f"{base}log", "-", "+")
    touched = {k: id for id, fields in entries for k in json.loads(fields[b"e"])["touched"]}
    records = {
        f"{kind}/{id.decode()}": value.partition(b"\n")[0]
        for kind in KINDS
        for id, value in (await connection.call("HGETALL", f"{base}r:{kind}")).items()
    }
    assert records == touched  # each as the last entry that touched it left it
    public = await connection.call("HGETALL", f"{base}public")
    air = await connection.call("XREVRANGE", f"{base}air", "+", "-", "COUNT", 1)
    assert public.pop(b"_intake") == b"open"
    assert public.pop(b"_at", None) == (air[0][0] if air else None)
    assert {k.decode(): v.partition(b"\n")[0] for k, v in public.items()}.items() <= touched.items()
    waiting = [f[b"command"].decode() for _, f in await connection.call("XRANGE", f"{base}inbox", "-", "+")]
    taken = sorted((k.partition("/c")[2] for k in touched if k.startswith("question/c")), key=int)
    seen = [f"c{n}" for n in taken] + waiting
    assert len(seen) == len(set(seen))
    marks = [k async for keys in connection.keys(f"{base}i:*") for k in keys]
    assert {k.decode().rpartition(":")[2] for k in marks} == set(seen)
    done = [k async for keys in connection.keys(f"{base}c:*") for k in keys]
    assert {k.decode().rpartition(":")[2] for k in done} == {f"c{n}" for n in taken}
    return seen


@pytest.fixture
async def world(valkey: Any, briefing: str) -> AsyncIterator[World]:
    log, air = RedisLog.connect(valkey.admin_url), RedisAir.connect(valkey.url("gateway"))
    async with connected(valkey.admin_url) as admin:
        made = World(admin, log, air, briefing)
        await made.begin()
        yield made
    await log.aclose()
    await air.aclose()


async def test_a_busy_briefing_is_of_one_moment_and_holds_all_that_was_acknowledged_before(
    world: World, own_valkey: Any
) -> None:
    async with world.busy():
        await until(lambda: len(world.acknowledged) > 300)
        before = list(world.acknowledged)

        async def more() -> None:
            since = len(world.acknowledged)
            await until(lambda: len(world.acknowledged) > since + 30)

        lines = await dumped(world.admin, more)
    async with connected(own_valkey.admin_url) as other:
        await loaded(other, lines)
        seen = await holds_together(other, world.briefing)
        assert seen[: len(before)] == before
        assert len(seen) < len(world.acknowledged)  # that others were going on meanwhile


async def test_a_removed_view_and_what_the_inbox_has_lost_stay_away(world: World, own_valkey: Any) -> None:
    """The records are read, then all changes before the last call: what was read before does not come back."""
    for n in range(4):
        await ask(world.air, world.briefing, f"c{n}")
    whole = world.admin.call

    async def changed(*words: Any, **more: Any) -> Any:
        if words[0] == "EVAL" and words[4] == prefix(world.briefing):
            world.admin.call = whole  # type: ignore[method-assign]
            await world.take(await anext(world.log.inbox(world.briefing, "0", 4)))
            await whole("HDEL", f"{prefix(world.briefing)}r:listing", "x")
        return await whole(*words, **more)

    world.admin.call = changed  # type: ignore[method-assign]
    lines = await dumped(world.admin)
    async with connected(own_valkey.admin_url) as other:
        await loaded(other, lines)
        assert await holds_together(other, world.briefing) == [f"c{n}" for n in range(4)]
        assert await other.call("XLEN", f"{prefix(world.briefing)}inbox") == 0
        views = await other.call("HKEYS", f"{prefix(world.briefing)}public")
        assert b"question/c1" not in views  # c2 took it away
        # Later ones get a later id than any that there was, or a desk would pass them over.
        assert await latest(other, world.briefing) == await latest(world.admin, world.briefing)


async def test_an_id_that_was_given_is_not_given_again(world: World, own_valkey: Any) -> None:
    """The inbox was emptied long ago: what comes after the restore must come after what its desk has read."""
    await ask(world.air, world.briefing, "c0")
    await world.take(await anext(world.log.inbox(world.briefing, "0")))
    lines = await dumped(world.admin)
    async with connected(own_valkey.admin_url) as other:
        await loaded(other, lines)
        assert await latest(other, world.briefing) == await latest(world.admin, world.briefing)
        assert await holds_together(other, world.briefing) == ["c0"]


async def latest(connection: Connection, briefing: str) -> bytes:
    found = await connection.call("XINFO", "STREAM", f"{prefix(briefing)}inbox")
    return bytes(found[found.index(b"last-generated-id") + 1])


async def test_what_stands_in_keys_of_its_own(world: World, own_valkey: Any) -> None:
    call, base = world.admin.call, prefix(world.briefing)
    await call("SET", f"receipt:{world.briefing}", f"{world.briefing} q")
    await call("SET", f"receipt:{world.briefing}x", "rehearsal-1 q", "EX", 5000)
    await call("HSET", "forget", f"{world.briefing}/q", "t")
    await call("SADD", f"{base}v:q", *range(2000))
    await call("SADD", prefix("unknown") + "v:q", "a")
    await call("SET", prefix("unknown") + "c:x", "1-0")
    for left_out in ("s:token", f"{base}l:v:ann", f"{base}air:by"):
        await call("SET", left_out, "x", "PX", 100_000)
    await append(world.log, world.briefing, {"question/q": b"\xff{}"}, command="m:1")
    lines = await dumped(world.admin)
    await call("HDEL", "forget", f"{world.briefing}/q")
    await call("DEL", "s:token", f"receipt:{world.briefing}", f"receipt:{world.briefing}x")
    async with connected(own_valkey.admin_url) as other:
        assert await occupied(other) is None
        await loaded(other, lines)
        assert await occupied(other)
        assert await other.call("GET", f"receipt:{world.briefing}") == f"{world.briefing} q".encode()
        assert 4900 < await other.call("TTL", f"receipt:{world.briefing}x") <= 5000
        assert await other.call("TTL", f"receipt:{world.briefing}") == -1
        assert await other.call("HGET", "forget", f"{world.briefing}/q") == b"t"
        assert await other.call("SCARD", f"{base}v:q") == 2000
        assert 86_000 < await other.call("TTL", f"{base}c:m:1") <= 86_400
        assert (await other.call("HGET", f"{base}r:question", "q")).endswith(b"\n\xff{}")
        for absent in (
            "s:token",
            f"{base}l:v:ann",
            f"{base}air:by",
            prefix("unknown") + "v:q",
            prefix("unknown") + "c:x",
        ):
            assert not await other.call("EXISTS", absent), absent


async def test_a_store_at_which_processes_are_at_work_is_not_loaded(own_valkey: Any) -> None:
    air = RedisAir.connect(own_valkey.url("gateway"))
    await air.ping()
    async with connected(own_valkey.admin_url) as admin:
        with pytest.raises(RunningError, match=r"^gateway$"):
            await occupied(admin)
        await air.aclose()

        async def gone() -> bool:
            with suppress(RunningError):
                return await occupied(admin) is None
            return False

        await until(gone)
        await admin.call("SET", "s:left over", "x")
        assert await occupied(admin) is None
        await admin.call("SET", prefix(REHEARSALS) + "log", "x")
        assert await occupied(admin)


async def test_from_a_cluster_to_one_server_and_back(cluster: Any, own_valkey: Any) -> None:
    log, air = RedisLog.connect(cluster["desk"]), RedisAir.connect(cluster["gateway"])
    async with connected(cluster["admin"]) as admin, connected(own_valkey.admin_url) as other:
        for n in range(6):  # over both nodes
            world = World(admin, log, air, f"b{n}")
            await world.begin()
            await ask(air, f"b{n}", "c1")
            await world.take(await anext(log.inbox(f"b{n}", "0")))
            await ask(air, f"b{n}", "c2")
            await admin.call("SET", f"receipt:{n}", "b q")
        lines = await dumped(admin)
        await loaded(other, lines)
        for n in range(6):
            assert await holds_together(other, f"b{n}") == ["c1", "c2"]
            assert await other.call("EXISTS", f"receipt:{n}")
        async for keys in admin.keys("*"):
            for k in keys:
                await admin.call("DEL", k)
        with pytest.raises(RunningError, match=r"^desk, gateway$"):
            await occupied(admin)
        await loaded(admin, lines)
        assert {name: sorted(some) for name, some in (await dumped(admin)).items()} == {
            name: sorted(some) for name, some in lines.items()
        }
    for port in (log, air):
        await port.aclose()
