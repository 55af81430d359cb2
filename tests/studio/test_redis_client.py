"""Following a stream through broken connections and crashes of the store; when a call may be repeated."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ConnectionError, NoPermissionError, ResponseError

from studio.events import Entry
from studio.log import Append, Appended, Unavailable
from studio.redis_client import BLOCK_MS, Connection, connect, is_away
from studio.redis_log import RedisLog

pytestmark = pytest.mark.integration


def entry(n: int) -> bytes:
    return Entry(at=n, by="x", events=(), touched=()).model_dump_json().encode()


class Reader:
    """Follows a log in the background and keeps what it got."""

    def __init__(self, log: RedisLog, briefing: str) -> None:
        self.got: list[int] = []
        self._more = asyncio.Event()
        self.task = asyncio.create_task(self._read(log, briefing))

    async def _read(self, log: RedisLog, briefing: str) -> None:
        async for batch in log.follow(briefing, "0"):
            self.got += [logged.entry.at for logged in batch]
            self._more.set()

    async def until(self, count: int) -> list[int]:
        async with asyncio.timeout(20):
            while len(self.got) < count:
                self._more.clear()
                await self._more.wait()
        return self.got


async def write(log: RedisLog, briefing: str, numbers: range) -> None:
    """Appends as a process does that must not give up: the command makes it safe to repeat."""
    for n in numbers:
        while True:
            try:
                assert isinstance(await log.append(briefing, Append({}, {}, entry(n), command=f"x:{n}")), Appended)
            except Unavailable:
                await asyncio.sleep(0.02)
                continue
            break


async def test_a_follower_outlives_its_connection(admin, redis_log, valkey, briefing):
    """Killed again and again amid the stream, it neither misses nor repeats an entry."""
    log = RedisLog.connect(valkey.url("archive"))
    reader = Reader(log, briefing)
    for n in range(0, 200, 10):
        await write(redis_log, briefing, range(n, n + 10))
        await admin.execute_command("CLIENT", "KILL", "USER", "archive")
    assert await reader.until(200) == list(range(200))
    reader.task.cancel()
    await log.aclose()


async def test_a_follower_that_waits_outlives_its_connection(admin, redis_log, valkey, briefing):
    log = RedisLog.connect(valkey.url("archive"))
    reader = Reader(log, briefing)
    await write(redis_log, briefing, range(1))
    await reader.until(1)
    async with asyncio.timeout(5):
        while await admin.execute_command("CLIENT", "KILL", "USER", "archive") == 0:
            await asyncio.sleep(0.01)
    await write(redis_log, briefing, range(1, 2))
    assert await reader.until(2) == [0, 1]
    reader.task.cancel()
    await log.aclose()


async def test_follower_and_writer_outlive_crashes_of_the_store(own_valkey, briefing):
    log = RedisLog.connect(own_valkey.url("web"))
    reader = Reader(log, briefing)
    writing = asyncio.create_task(write(log, briefing, range(300)))
    for count in (60, 160):
        await reader.until(count)
        await own_valkey.restart()
    await writing
    assert await reader.until(300) == list(range(300))
    reader.task.cancel()
    await log.aclose()


async def test_a_read_blocks_longer_than_the_server_holds_it(own_valkey, briefing):
    """The socket's timeout lies above the block: waiting for nothing is no error and no new connection."""
    log = RedisLog.connect(own_valkey.url("archive"))
    reader = Reader(log, briefing)
    await asyncio.sleep(BLOCK_MS / 1000 + 3)
    client = Redis.from_url(own_valkey.admin_url)
    (found,) = [c for c in await client.client_list() if c["user"] == "archive"]
    assert int(found["age"]) >= BLOCK_MS / 1000
    assert not reader.task.done()
    reader.task.cancel()
    await log.aclose()
    await client.aclose()


async def test_a_user_without_the_right_is_told_and_does_not_wait_for_ever(valkey, briefing):
    connection = Connection(valkey.url("gateway"))
    with pytest.raises(NoPermissionError):
        await anext(connection.stream(f"{{b:{briefing}}}:log", "0", 1))
    with pytest.raises(NoPermissionError):
        await connection.call("KEYS", "*")
    await connection.aclose()


async def test_many_tasks_follow_with_one_client(redis_log, valkey, briefing):
    log = RedisLog.connect(valkey.url("web"))
    readers = [Reader(log, f"{briefing}{n}") for n in range(120)]
    for n in range(120):
        await redis_log.append(f"{briefing}{n}", Append({}, {}, entry(n)))
    assert [await reader.until(1) for reader in readers] == [[n] for n in range(120)]
    for reader in readers:
        reader.task.cancel()
    await asyncio.gather(*(r.task for r in readers), return_exceptions=True)
    await log.aclose()


class Proxy:
    """A TCP proxy to the store that drops the first replies on its floor: the command ran, nobody heard."""

    def __init__(self, port: int, swallow: bytes, times: int) -> None:
        self._port, self._swallow, self.times = port, swallow, times

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._port)
        while data := await reader.read(65536):
            up_writer.write(data)
            reply = await up_reader.read(65536)
            if self._swallow in data and self.times:
                self.times -= 1
                break
            writer.write(reply)
        writer.close()
        up_writer.close()

    async def stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()


@pytest.fixture
async def through(valkey: Any) -> Any:
    """A log whose first append runs unheard."""
    proxy = Proxy(valkey.embedded.port, b"append", times=1)
    port = await proxy.start()
    log = RedisLog.connect(valkey.admin_url.replace(f":{valkey.embedded.port}/", f":{port}/"))
    yield log
    await log.aclose()
    await proxy.stop()


async def count(log: RedisLog, briefing: str) -> int:
    at, _ = await log.scan(briefing, [])
    got = 0
    if at != "0":
        async for batch in log.follow(briefing, "0"):
            got += len(batch)
            if batch[-1].id == at:
                break
    return got


async def test_an_unheard_append_with_a_command_is_repeated_and_recognised(through, redis_log, briefing):
    outcome = await through.append(briefing, Append({}, {}, entry(1), command="x:1"))
    assert outcome.repeated
    assert await count(redis_log, briefing) == 1


async def test_an_unheard_append_is_held_off_by_the_versions_it_expects(through, redis_log, briefing):
    outcome = await through.append(briefing, Append({"q/a": None}, {"q/a": b"{}"}, entry(1)))
    assert outcome == ("q/a",)
    assert await count(redis_log, briefing) == 1


async def test_an_unheard_append_that_nothing_protects_is_not_repeated(through, redis_log, briefing):
    with pytest.raises(Unavailable):
        await through.append(briefing, Append({"q/b": None}, {}, entry(1)))
    assert await count(redis_log, briefing) == 1


async def test_a_store_that_can_t_write_is_away(own_valkey, briefing):
    """A function's inner refusal comes as a plain error; it must still be told from a mistake."""
    client = Redis.from_url(own_valkey.admin_url)
    await client.config_set("min-replicas-to-write", 1)
    log = RedisLog.connect(own_valkey.url("web"))
    with pytest.raises(Unavailable, match="NOREPLICAS"):
        await log.append(briefing, Append({}, {}, entry(1), command="x:1"))
    await client.config_set("min-replicas-to-write", 0)
    await client.config_set("maxmemory", 1)
    with pytest.raises(Unavailable):
        await log.append(briefing, Append({}, {}, entry(1), command="x:1"))
    await client.config_set("maxmemory", 0)
    assert await log.append(briefing, Append({}, {}, entry(1), command="x:1"))
    await log.aclose()
    await client.aclose()


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (ConnectionError("gone"), True),
        (OSError("gone"), True),
        (ResponseError("MISCONF Errors writing to the AOF file"), True),
        (ResponseError("ERR unknown command"), False),
        (ValueError("x"), False),
    ],
)
def test_what_counts_as_away(error, away):
    assert is_away(error) is away


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://u:p@h:1/0", Redis),
        ("rediss://u:p@h:1/0", Redis),
        ("redis+cluster://u:p@h:1", RedisCluster),
        ("rediss+cluster://u:p@h:1", RedisCluster),
    ],
)
async def test_the_url_says_which_client(url, kind):
    client = connect(url)
    assert isinstance(client, kind)
    await client.aclose()
