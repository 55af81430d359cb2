"""Connections to Redis, Valkey or a Cluster: how to open one, when to try again, how to follow a stream.

redis-py's own retries are off: it retries blindly, and a command retried after a stall can run twice.
Here the caller says whether a call may be repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    ClusterError,
    ConnectionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    ResponseError,
    TimeoutError,
    TryAgainError,
)

from studio.log import Unavailable
from studio.redis_looks import Looks

Client = Redis | RedisCluster

BLOCK_MS = 5_000
"""How long the server holds an XREAD that has nothing to give."""
TIMEOUT_S = 5.0
"""How long an ordinary command may take before its connection counts as dead."""
KEYS = 500
"""Keys that one call looks at: half a millisecond, while briefings are on air."""
TRIES = 3
PAUSE_S = 0.05
PAUSE_MAX_S = 1.0
AWAY = (
    ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OutOfMemoryError,
    ClusterDownError, ClusterError, RedisClusterException, TryAgainError, OSError,
)  # fmt: skip
"""What redis-py raises when the store is away, loading, full, or a replica."""
REFUSING = ("MISCONF", "OOM", "READONLY", "NOREPLICAS", "LOADING", "CLUSTERDOWN", "MASTERDOWN")
"""How replies begin by which a store says that it can't write now; inside a function they come as plain errors."""

T = TypeVar("T")


def connect(url: str) -> Client:
    """A client for `url`: redis, rediss, redis+cluster or rediss+cluster; nothing is sent yet."""
    options: dict[str, Any] = {
        # The time-outs are ours, in `Connection`: redis-py's goes through `asyncio.wait_for`, which before
        # Python 3.12 swallows a cancellation now and then, and starts a task for every command.
        "socket_timeout": None,
        "socket_connect_timeout": None,
        "socket_keepalive": True,
        "protocol": 2,
        "driver_info": None,  # CLIENT SETINFO would need a right, and fill the ACL's log
        "max_connections": 10_000,
        "retry": Retry(NoBackoff(), 0),
    }
    scheme, _, rest = url.partition("://")
    if scheme.endswith("+cluster"):
        return RedisCluster.from_url(f"{scheme.removesuffix('+cluster')}://{rest}", **options)
    return Redis.from_url(url, **options)


def is_away(error: Exception) -> bool:
    """Whether the store can't be reached or can't write now, and may again later."""
    return isinstance(error, AWAY) or (isinstance(error, ResponseError) and str(error).startswith(REFUSING))


class Connection:
    """One client, opened once, however many tasks use it at the same time.

    Blocking reads want one of their own: each holds a connection of its pool. With `every_s` streams are looked at so
    often instead, all in one read; on a Cluster they wait all the same, since one read can't span its nodes.
    """

    def __init__(self, url: str, every_s: float | None = None) -> None:
        self.client = connect(url)
        self._looks = Looks(self.call, every_s) if every_s and isinstance(self.client, Redis) else None
        # Most readers break when they share a cluster client that was never initialised.
        self._lock = asyncio.Lock() if isinstance(self.client, RedisCluster) else None

    async def _open(self) -> Client:
        if self._lock is not None:
            async with self._lock:
                await self.client.initialize()
                self._lock = None
        return self.client

    async def call(self, *command: Any, again: bool = True, **where: Any) -> Any:
        """Sends one command.

        Args:
            command: its words.
            again: whether it may be sent again after a failure that leaves open whether it ran.
            where: redis-py's words for which node of a cluster is meant.

        Raises:
            Unavailable: the store is away; a command with `again` false may have run all the same.
        """
        return await self._attempt(lambda client: client.execute_command(*command, **where), again=again)

    async def pipeline(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        """Sends commands that may be repeated, in one round trip; not a transaction.

        Raises:
            Unavailable: the store is away.
        """

        async def run(client: Client) -> list[Any]:
            async with client.pipeline(transaction=False) as pipe:
                for command in commands:
                    pipe.execute_command(*command)
                result: list[Any] = await pipe.execute()
                return result

        return await self._attempt(run, again=True)

    async def _attempt(self, run: Callable[[Client], Awaitable[T]], *, again: bool) -> T:
        tries = TRIES if again else 1
        for n in range(1, tries + 1):
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    return await run(await self._open())
            except Exception as error:
                if not is_away(error):
                    raise
                if n == tries:
                    raise Unavailable(str(error)) from error
            await asyncio.sleep(PAUSE_S * 2**n)
        raise AssertionError("unreachable")

    async def keys(self, pattern: str) -> AsyncIterator[list[bytes]]:
        """All keys of this pattern that stand the whole time, on every node, in many short calls.

        Raises:
            Unavailable: the store is away.
        """
        client = await self._open()
        # Each node by itself: a cursor is its own.
        where: list[dict[str, Any]] = [{}]
        if isinstance(client, RedisCluster):
            where = [{"target_nodes": [node]} for node in client.get_primaries()]
        for node in where:
            cursor: Any = 0
            while True:
                at, keys = await self.call("SCAN", cursor, "MATCH", pattern, "COUNT", KEYS, **node)
                cursor = int(next(iter(at.values())) if isinstance(at, dict) else at)
                if keys:
                    yield keys
                if not cursor:
                    break

    async def stream(self, key: str, after: str, count: int) -> AsyncIterator[list[tuple[str, dict[bytes, bytes]]]]:
        """Batches of a stream's entries after a position, for ever; waits while there are none or no store.

        Args:
            key: the stream.
            after: the position; "0" is the beginning.
            count: entries at most in a batch, where the server holds the read.
        """
        while self._looks:
            entries = await self._looks.next(key, after)
            after = entries[-1][0]
            yield entries
        pause = PAUSE_S
        while True:
            try:
                async with asyncio.timeout(BLOCK_MS / 1000 + TIMEOUT_S):
                    client = await self._open()
                    reply = await client.execute_command(
                        "XREAD", "COUNT", count, "BLOCK", BLOCK_MS, "STREAMS", key, after
                    )  # fmt: skip
            except Exception as error:
                if not is_away(error):
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, PAUSE_MAX_S)
                continue
            pause = PAUSE_S
            if reply:
                entries = [(id.decode(), fields) for id, fields in reply[0][1] if fields is not None]
                after = entries[-1][0]
                yield entries

    async def aclose(self) -> None:
        """Closes the connections."""
        if self._looks:
            await self._looks.stop()
        await self.client.aclose()
