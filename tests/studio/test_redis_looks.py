"""Following by looking: nobody is woken, nothing is missed, one read for all."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError

from studio.log import Append
from studio.redis_client import Connection
from studio.redis_log import RedisLog
from tests.studio.test_redis_client import Reader, entry

pytestmark = pytest.mark.integration


async def test_who_looks_now_and_then_is_woken_by_no_write_and_misses_nothing(own_valkey, briefing):
    log = RedisLog.connect(own_valkey.url("archive"), every_s=0.05)
    writer = RedisLog.connect(own_valkey.url("web"))
    client = Redis.from_url(own_valkey.admin_url)
    reader = Reader(log, briefing)
    blocked = 0
    for n in range(20):
        await writer.append(briefing, Append({}, {}, entry(n)))
        await reader.until(n + 1 if n % 3 else n)
        blocked += (await client.info("clients"))["blocked_clients"]
    assert await reader.until(20) == list(range(20))
    assert blocked == 0
    reader.task.cancel()
    await writer.aclose()
    await log.aclose()
    await client.aclose()


async def test_one_look_is_for_all_that_is_followed(own_valkey, briefing):
    """A hundred logs, some of them twice and from different places: as many reads as for one."""
    log = RedisLog.connect(own_valkey.url("archive"), every_s=0.05)
    writer = RedisLog.connect(own_valkey.url("web"))
    client = Redis.from_url(own_valkey.admin_url)
    await writer.append(f"{briefing}0", Append({}, {}, entry(1000)))
    readers = [Reader(log, f"{briefing}{n}") for n in range(100)]
    await readers[0].until(1)
    again = Reader(log, f"{briefing}0")
    for n in range(100):
        await writer.append(f"{briefing}{n}", Append({}, {}, entry(n)))
    assert [await reader.until(1) for reader in readers[1:]] == [[n] for n in range(1, 100)]
    assert (await readers[0].until(2), await again.until(2)) == ([1000, 0], [1000, 0])
    before = (await client.info("commandstats"))["cmdstat_xread"]["calls"]
    await asyncio.sleep(1)
    looks = (await client.info("commandstats"))["cmdstat_xread"]["calls"] - before
    assert looks <= 21
    for reader in [*readers, again]:
        reader.task.cancel()
    await writer.aclose()
    await log.aclose()
    await client.aclose()


async def test_who_looks_is_told_of_a_right_that_is_missing_and_outlives_the_store(own_valkey, briefing):
    refused = Connection(own_valkey.url("gateway"), every_s=0.05)
    with pytest.raises(NoPermissionError):
        await anext(refused.stream(f"{{b:{briefing}}}:log", "0", 1))
    await refused.aclose()
    log = RedisLog.connect(own_valkey.url("archive"), every_s=0.05)
    reader = Reader(log, briefing)
    writer = RedisLog.connect(own_valkey.url("web"))
    await writer.append(briefing, Append({}, {}, entry(1)))
    await reader.until(1)
    await own_valkey.embedded.stop()
    await asyncio.sleep(0.3)  # it looks, and there is nothing
    await own_valkey.embedded.start()
    await writer.append(briefing, Append({}, {}, entry(2)))
    assert await reader.until(2) == [1, 2]
    reader.task.cancel()
    await writer.aclose()
    await log.aclose()
