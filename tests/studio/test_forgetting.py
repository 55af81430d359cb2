"""What was to be forgotten leaves the store's own file too, not only its memory."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from studio import redis_client, redis_forget
from studio.log import Append, Appended, Unavailable
from studio.redis_air import RedisAir
from studio.redis_client import Connection
from studio.redis_forget import COPY, SLICE, forgetting
from studio.redis_log import RedisLog
from tests.studio import test_redis_cluster
from tests.waiting import until
from web.clock import now

cluster = test_redis_cluster.cluster
pytestmark = pytest.mark.integration

SECRET = b"tip-off-8c41d0e7b25f"
AIR = "{b:b1}:air"
ENTRY = b'{"at":1,"by":"x","events":[],"touched":[]}'


@pytest.fixture
async def store(own_valkey: Any) -> AsyncIterator[Redis]:
    """The administrator; what the store writes is not compressed, so that it can be searched."""
    client = Redis.from_url(own_valkey.admin_url)
    await client.config_set("rdbcompression", "no")
    yield client
    await client.aclose()


@asynccontextmanager
async def supervised(valkey: Any, settle_s: float = 0.1) -> AsyncIterator[None]:
    task = asyncio.create_task(forgetting(valkey.admin_url, now, settle_s=settle_s, poll_s=0.02))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def silent() -> AsyncIterator[str]:
    """The address of a store that takes every command and never answers."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_store_that_never_answers_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_client, "TIMEOUT_S", 0.05)
    async with silent() as url:
        connection = Connection(url)
        for asked in (anext(connection.keys("*")), redis_forget._rewrites(connection, {})):
            async with asyncio.timeout(5):
                with pytest.raises(Unavailable):
                    await asked
        await connection.aclose()


async def test_no_mark_has_any_other_briefing_wiped(own_valkey: Any, store: Redis) -> None:
    """Two processes may write marks; what they name is wiped only if it is a rehearsal."""
    for id in ("office", "b1"):
        await store.hset(f"{{b:{id}}}:r:briefing", "briefing", b"1-1\n{}")
        await store.hset("forget", id, "now")
    async with supervised(own_valkey):
        await until(lambda: gone(store))
    assert await store.exists("{b:office}:r:briefing", "{b:b1}:r:briefing") == 2


async def write(log: RedisLog, body: bytes) -> None:
    before = (await log.read("b1", ["question/q1"]))["question/q1"]
    expected = {"question/q1": before.version if before else None}
    outcome = await log.append("b1", Append(expected=expected, records={"question/q1": body}, entry=ENTRY))
    assert isinstance(outcome, Appended)


def on_disk(valkey: Any) -> list[str]:
    """The store's files that hold the secret."""
    files = [p for p in valkey.embedded.data_dir.rglob("*") if p.is_file()]
    return [p.name for p in files if SECRET in p.read_bytes()]


DIVERTED = b'{"id":"q1","state":"diverted"}'


async def announce(
    store: Redis, id: str, record: bytes | None = DIVERTED, said_as: str = "now", *, public: bool = True
) -> None:
    """What diverting a question leaves."""
    if record is not None:
        await store.hset("{b:b1}:r:question", id, b"1-1\n" + record)
    if public:
        await store.hset("{b:b1}:r:clearance", id, b"1-1\n{}")
    await store.hset("forget", f"b1/{id}", said_as)


async def said(store: Redis, id: str, text: bytes) -> bytes:
    """The view of a question that everyone may read."""
    view = b'{"kind":"question","id":"%b","state":"approved","text":"%b"}' % (id.encode(), text)
    await store.xadd(AIR, {"v": "1-1", "e": view})
    return view


async def rewriting(store: Redis) -> bool:
    found = await store.info("persistence")
    return bool(found["aof_rewrite_in_progress"] or found["aof_rewrite_scheduled"])


async def entries_of(store: Redis) -> list[tuple[bytes, dict[bytes, bytes]]]:
    found: Any = await store.xrange(AIR)
    return list(found)


async def gone(store: Redis) -> bool:
    return not await store.exists("forget")


async def settled(store: Redis) -> bool:
    return not await store.exists("forget") and not await rewriting(store)


async def test_the_file_is_rewritten_once_it_was_forgotten(own_valkey: Any, store: Redis) -> None:
    log = RedisLog.connect(own_valkey.url("web"))
    try:
        await write(log, b'{"state":"received","text":"' + SECRET + b'"}')
        await log.forget_soon("b1", "q1")
        await write(log, DIVERTED)
    finally:
        await log.aclose()
    assert on_disk(own_valkey)
    async with supervised(own_valkey):
        await until(lambda: settled(store))
    assert on_disk(own_valkey) == []


async def test_a_rewrite_that_was_under_way_is_not_enough(own_valkey: Any, store: Redis) -> None:
    """It took its picture before; the order stands until the store can take it."""
    await store.mset({f"k{n}": "x" for n in range(10)})
    await store.set("old", SECRET)
    await store.config_set("rdb-key-save-delay", 100_000_000)  # µs: the picture would take a quarter of an hour
    await store.bgrewriteaof()
    (writer,) = await started(own_valkey)
    await store.config_set("rdb-key-save-delay", 0)
    await announce(store, "q1")
    await store.set("old", "-")
    async with supervised(own_valkey, settle_s=0):
        await until(lambda: tried(store, 2))
        assert await store.exists("forget")
        os.kill(writer, signal.SIGUSR1)  # as the store itself ends it: no error
        await until(lambda: settled(store))
    assert on_disk(own_valkey) == []


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def started(valkey: Any) -> list[int]:
    """The store's children: who writes a picture of it."""
    async with asyncio.timeout(10):
        while not (found := children(valkey.embedded.pid)):
            await asyncio.sleep(0.01)
    return found


async def calls(store: Redis, command: str) -> dict[str, int]:
    """How often the store was asked this since its start."""
    found: dict[str, int] = (await store.info("commandstats")).get(f"cmdstat_{command}", {"calls": 0})
    return found


async def tried(store: Redis, times: int) -> bool:
    stats = await calls(store, "bgrewriteaof")
    return stats["calls"] > times and stats["failed_calls"] >= times


async def test_what_is_announced_meanwhile_does_not_put_off_what_is_due(own_valkey: Any, store: Redis) -> None:
    """An announcement for another question, or for the same one, comes more often than they settle."""
    await announce(store, "q1")
    async with supervised(own_valkey, settle_s=0.3):
        async with asyncio.timeout(10):
            n = 0
            while await store.hget("forget", "b1/q1") is not None and not (await calls(store, "bgrewriteaof"))["calls"]:
                await store.hset("forget", "b1/q1", f"again {n}")
                await store.hset("forget", f"b1/other{(n := n + 1)}", "now")
                await asyncio.sleep(0.05)
        await until(lambda: settled(store))


async def test_all_that_is_diverted_goes_with_the_first_that_is_due(own_valkey: Any, store: Redis) -> None:
    async with supervised(own_valkey, settle_s=3):
        await announce(store, "q1")
        await asyncio.sleep(0.1)
        for n in range(2, 9):
            await announce(store, f"q{n}")
        await until(lambda: settled(store))
    assert (await calls(store, "bgrewriteaof"))["calls"] == 1


@pytest.mark.parametrize("record", [None, b'{"id":"q1","state":"approved"}', b'{"id":"q1","state":"received"}'])
async def test_what_was_not_diverted_stays_as_it_is(own_valkey: Any, store: Redis, record: bytes | None) -> None:
    """Diverting it was refused, or there is no such question: nothing is unsaid, searched or rewritten."""
    view = await said(store, "q1", b"stays")
    await announce(store, "q1", record)
    async with supervised(own_valkey):
        await until(lambda: gone(store))
    assert [fields[b"e"] for _, fields in await entries_of(store)] == [view]
    assert not (await calls(store, "bgrewriteaof"))["calls"]
    assert not (await calls(store, "xrange"))["calls"] - 1  # but ours


async def test_what_was_refused_and_is_tried_again_may_be_on_its_way(own_valkey: Any, store: Redis) -> None:
    """The mark of a try that has just begun outlives the one that was refused before."""
    async with supervised(own_valkey, settle_s=0.4):
        async with asyncio.timeout(10):
            for n in range(20):
                await announce(store, "q1", b'{"id":"q1","state":"received"}', str(n))
                await asyncio.sleep(0.05)
                assert await store.hget("forget", "b1/q1") == str(n).encode()
        await until(lambda: gone(store))


async def test_what_was_never_public_is_not_looked_for(own_valkey: Any, store: Redis) -> None:
    await said(store, "q2", b"stays")
    await announce(store, "q1", public=False)
    async with supervised(own_valkey):
        await until(lambda: settled(store))
    assert not (await calls(store, "xrange"))["calls"]
    assert (await calls(store, "bgrewriteaof"))["calls"] == 1


async def test_without_an_announcement_nothing_is_rewritten(own_valkey: Any, store: Redis) -> None:
    before = await store.info("persistence")
    async with supervised(own_valkey, settle_s=0):
        await asyncio.sleep(0.2)
    after = await store.info("persistence")
    assert after["aof_last_rewrite_time_sec"] == before["aof_last_rewrite_time_sec"] == -1


async def test_a_store_that_was_away_is_asked_again(own_valkey: Any, store: Redis) -> None:
    async with supervised(own_valkey):
        await own_valkey.embedded.kill()
        await asyncio.sleep(0.2)
        await own_valkey.embedded.start()
        again = Redis.from_url(own_valkey.admin_url)
        await announce(again, "q1")
        await until(lambda: settled(again))
        await again.aclose()


async def test_what_everyone_could_read_leaves_the_audiences_stream(own_valkey: Any, store: Redis) -> None:
    """Its entries stay, under their ids, since a gateway may stand at any of them; they say nothing any more."""
    for id, text in (("q1", SECRET), ("q2", b"stays"), ("q1", SECRET)):
        await said(store, id, text)
    last = b'{"kind":"question","id":"q1","state":"diverted"}'
    await store.xadd(AIR, {"v": "2-1", "e": last})
    before = await entries_of(store)
    await announce(store, "q1")
    async with supervised(own_valkey):
        await until(lambda: settled(store))
    blank = b'{"kind":"question","id":"q1","gone":true}'
    after = await entries_of(store)
    assert [id for id, _ in after] == [id for id, _ in before]
    assert [fields[b"v"] for _, fields in after] == [fields[b"v"] for _, fields in before]
    assert [fields[b"e"] for _, fields in after] == [blank, before[1][1][b"e"], blank, last]
    assert await store.keys(f"{AIR}*") == [AIR.encode()]
    assert await store.ttl(AIR) == -1
    assert SECRET not in (await store.dump(AIR) or b"")
    assert on_disk(own_valkey) == []


async def test_other_views_that_hold_its_id_stay(own_valkey: Any, store: Redis) -> None:
    view = b'{"kind":"briefing","id":"briefing","reasons":[{"id":"q1","text":"stays"}]}'
    await store.xadd(AIR, {"v": "1-1", "e": view})
    await said(store, "q1", SECRET)
    await announce(store, "q1")
    async with supervised(own_valkey):
        await until(lambda: settled(store))
    assert (await entries_of(store))[0][1][b"e"] == view


@pytest.mark.parametrize("entries", [2 * SLICE - 1, 2 * SLICE, 2 * SLICE + 1])
async def test_a_long_stream_is_written_anew_in_short_calls_and_a_reader_misses_nothing(
    own_valkey: Any, store: Redis, entries: int
) -> None:
    view = b'{"kind":"question","id":"q%d","state":"approved","text":"%b"}'
    async with store.pipeline(transaction=False) as pipe:
        for n in range(entries):
            pipe.xadd(AIR, {"v": "1-1", "e": view % (n % 2, SECRET if n % 2 else b"stays")})
        ids = await pipe.execute()
    air = RedisAir.connect(own_valkey.url("gateway"))
    reader = asyncio.ensure_future(anext(air.follow("b1", ids[-1].decode())))
    await announce(store, "q1")
    async with supervised(own_valkey):
        await until(lambda: settled(store))
    assert [id for id, _ in await entries_of(store)] == ids
    assert SECRET not in (await store.dump(AIR) or b"")
    assert (await calls(store, "eval"))["calls"] >= entries // SLICE + 2  # a look, the copy, the mark
    assert not reader.done()
    new: Any = await store.xadd(AIR, {"v": "2-1", "e": b"{}"})
    async with asyncio.timeout(10):
        assert [one.id for one in await reader] == [new.decode()]
    await air.aclose()


async def test_two_supervisors_do_not_undo_each_others_work(own_valkey: Any, store: Redis) -> None:
    """The second begins while the first copies: it would put back what the first has taken out."""
    for _ in range(SLICE + 1):
        await said(store, "q1", SECRET)
        await said(store, "q2", SECRET)
    keys = (AIR, f"{AIR}:anew", f"{AIR}:by")
    at = await store.eval(COPY, 3, *keys, "one", "-", "q1")
    assert await store.eval(COPY, 3, *keys, "two", "-", "q2") == b"lost"
    assert await store.pttl(keys[1]) > 0
    await store.delete(keys[2])  # as when it was kept too long
    assert await store.eval(COPY, 3, *keys, "one", at, "q1") == b"lost"
    await announce(store, "q1")
    await announce(store, "q2")
    async with supervised(own_valkey), supervised(own_valkey):
        await until(lambda: settled(store))
    assert len(await entries_of(store)) == 2 * SLICE + 2
    assert SECRET not in (await store.dump(AIR) or b"")
    assert on_disk(own_valkey) == []


async def test_on_a_cluster_every_node_forgets(cluster: dict[str, str]) -> None:
    client = Connection(cluster["admin"])
    briefings = [f"b{n}" for n in range(6)]
    view = b'{"kind":"question","id":"q1","state":"approved","text":"%b"}' % SECRET
    for briefing in briefings:
        base = f"{{b:{briefing}}}"
        await client.call("XADD", f"{base}:air", "*", "v", "1-1", "e", view)
        await client.call("HSET", f"{base}:r:question", "q1", b"1-1\n" + DIVERTED)
        await client.call("HSET", f"{base}:r:clearance", "q1", b"1-1\n{}")
        await client.call("HSET", "forget", f"{briefing}/q1", "now")
    task = asyncio.create_task(forgetting(cluster["admin"], now, settle_s=0.1, poll_s=0.02))
    async with asyncio.timeout(10):
        while await client.call("EXISTS", "forget"):
            await asyncio.sleep(0.02)
    task.cancel()
    for briefing in briefings:
        ((_, fields),) = await client.call("XRANGE", f"{{b:{briefing}}}:air", "-", "+")
        assert SECRET not in fields[b"e"]
    for node in client.client.get_nodes():  # type: ignore[union-attr]
        stats = await client.client.execute_command("INFO", "commandstats", target_nodes=[node])
        assert stats["cmdstat_bgrewriteaof"]["failed_calls"] < stats["cmdstat_bgrewriteaof"]["calls"]
    await client.aclose()
