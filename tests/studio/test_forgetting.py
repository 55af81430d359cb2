"""What was to be forgotten leaves the store's own file too, not only its memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis

from studio.log import Append, Appended
from studio.redis_forget import forgetting
from studio.redis_log import RedisLog

pytestmark = pytest.mark.integration

SECRET = b"tip-off-8c41d0e7b25f"
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
    task = asyncio.create_task(forgetting(valkey.admin_url, settle_s=settle_s, poll_s=0.02))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def write(log: RedisLog, body: bytes) -> None:
    before = (await log.read("b1", ["question/q1"]))["question/q1"]
    expected = {"question/q1": before.version if before else None}
    outcome = await log.append("b1", Append(expected=expected, records={"question/q1": body}, entry=ENTRY))
    assert isinstance(outcome, Appended)


def on_disk(valkey: Any) -> list[str]:
    """The store's files that hold the secret."""
    files = [p for p in valkey.embedded.data_dir.rglob("*") if p.is_file()]
    return [p.name for p in files if SECRET in p.read_bytes()]


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await true():
            await asyncio.sleep(0.02)


async def rewriting(store: Redis) -> bool:
    found = await store.info("persistence")
    return bool(found["aof_rewrite_in_progress"] or found["aof_rewrite_scheduled"])


async def settled(store: Redis) -> bool:
    return not await store.exists("forget") and not await rewriting(store)


async def test_the_file_is_rewritten_once_it_was_forgotten(own_valkey: Any, store: Redis) -> None:
    log = RedisLog.connect(own_valkey.url("web"))
    try:
        await write(log, b'{"text":"' + SECRET + b'"}')
        await log.forget_soon("b1", "q1")
        await write(log, b'{"text":null}')
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
    await store.config_set("rdb-key-save-delay", 100_000)  # µs: the picture takes a second to write
    await store.bgrewriteaof()
    assert await rewriting(store)
    await store.hset("forget", "b1/q1", "now")
    await store.set("old", "-")
    async with supervised(own_valkey, settle_s=0):
        await asyncio.sleep(0.3)
        assert await store.exists("forget")
        await store.config_set("rdb-key-save-delay", 0)
        await until(lambda: settled(store))
    assert on_disk(own_valkey) == []


async def test_what_is_announced_meanwhile_is_waited_for(own_valkey: Any, store: Redis) -> None:
    async with supervised(own_valkey, settle_s=0.3):
        for n in range(5):
            await store.hset("forget", "b1/q1", n)
            await asyncio.sleep(0.1)
            assert await store.exists("forget")
        await until(lambda: settled(store))


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
        await again.hset("forget", "b1/q1", "now")
        await until(lambda: settled(again))
        await again.aclose()


async def test_what_everyone_could_read_leaves_the_audiences_stream(own_valkey: Any, store: Redis) -> None:
    """Its entries stay, under their ids, since a gateway may stand at any of them; they say nothing any more."""
    air = "{b:b1}:air"
    for id, text in (("q1", SECRET), ("q2", b"stays"), ("q1", SECRET)):
        view = b'{"kind":"question","id":"%s","state":"approved","text":"%s"}' % (id.encode(), text)
        await store.xadd(air, {"v": "1-1", "e": view})
    last = b'{"kind":"question","id":"q1","state":"diverted"}'
    await store.xadd(air, {"v": "2-1", "e": last})
    before = await store.xrange(air)
    await store.hset("forget", "b1/q1", "now")
    async with supervised(own_valkey):
        await until(lambda: settled(store))
    gone = b'{"kind":"question","id":"q1","gone":true}'
    after = await store.xrange(air)
    assert [id for id, _ in after] == [id for id, _ in before]
    assert [fields[b"v"] for _, fields in after] == [fields[b"v"] for _, fields in before]
    assert [fields[b"e"] for _, fields in after] == [gone, before[1][1][b"e"], gone, last]
    assert SECRET not in await store.dump(air)
    assert on_disk(own_valkey) == []
