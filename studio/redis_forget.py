"""Forgetting for good: what a diverted question said leaves the audience's stream and the store's own file.

A record that is replaced is gone from the store's memory; what it said before still stands in `air` if everyone could
read it, and in the append-only file until that is rewritten. Whoever diverts announces it first, in the hash `forget`
(`RedisLog.forget_soon`); the supervisor, who alone may do such things to a store, does it soon after.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ResponseError

from studio.log import Unavailable
from studio.redis_client import Connection, is_away
from studio.redis_log import prefix

MARKS = "forget"
SETTLE_S = 30.0
"""Longer than any command tries: what was announced has happened by then, or was refused."""
POLL_S = 5.0

UNSAY = """
local entries, said = redis.call('XRANGE', KEYS[1], '-', '+'), false
for _, entry in ipairs(entries) do
  local fields = entry[2]
  for i = 2, #fields, 2 do
    if string.find(fields[i], ARGV[1], 1, true) and string.find(fields[i], '"text":', 1, true) then
      fields[i], said = ARGV[2], true
    end
  end
end
if said then
  redis.call('DEL', KEYS[1])
  for _, entry in ipairs(entries) do
    redis.call('XADD', KEYS[1], entry[1], unpack(entry[2]))
  end
end
"""
"""Writes the stream anew: an entry that is only deleted stays in its block, and in the file, until all of it is."""
DONE = "if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end"


async def forgetting(admin_url: str, *, settle_s: float = SETTLE_S, poll_s: float = POLL_S) -> None:
    """Does what was announced, `settle_s` later; runs until it is cancelled.

    A mark goes only when all is done for it, so neither a restart of ours nor one of the store's loses it.

    Args:
        admin_url: the store, as a user who may do everything.
        settle_s: how long an announcement must have stood.
        poll_s: how often is looked.
    """
    connection, loop = Connection(admin_url), asyncio.get_running_loop()
    seen: dict[tuple[bytes, bytes], float] = {}
    try:
        while True:
            await asyncio.sleep(poll_s)
            with suppress(Unavailable):
                marks: dict[bytes, bytes] = await connection.call("HGETALL", MARKS)
                seen = {mark: seen.get(mark, loop.time()) for mark in marks.items()}
                ripe = [mark for mark, since in seen.items() if loop.time() - since >= settle_s]
                if ripe and len(ripe) == len(seen):  # one rewrite for all that come together
                    await _forget(connection, ripe)
    finally:
        await connection.aclose()


async def _forget(connection: Connection, marks: list[tuple[bytes, bytes]]) -> None:
    for place, _ in marks:
        briefing, _, question = place.decode().partition("/")
        gone = f'{{"kind":"question","id":"{question}","gone":true}}'
        await connection.call("EVAL", UNSAY, 1, f"{prefix(briefing)}air", f'"id":"{question}"', gone)
    if await _rewritten(connection):
        for place, token in marks:
            await connection.call("EVAL", DONE, 1, MARKS, place, token)


async def _rewritten(connection: Connection) -> bool:
    """Whether every node has begun a rewrite now; one that was under way before may hold what is to be forgotten."""
    nodes: dict[str, Any] = (
        {"target_nodes": RedisCluster.ALL_NODES} if isinstance(connection.client, RedisCluster) else {}
    )
    try:
        await connection.client.execute_command("BGREWRITEAOF", **nodes)
    except ResponseError:  # one is under way: after it
        return False
    except Exception as error:
        if is_away(error):
            raise Unavailable(str(error)) from error
        raise
    return True
