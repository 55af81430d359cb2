"""Wiping a rehearsal that is over: every key of it, its receipts, its line in the list.

Only the supervisor may (`studio.redis_forget` says when). First goes the briefing's record, without which neither
`append` nor `knock` writes anything; so what is found afterwards is all that there ever will be.
"""

from __future__ import annotations

from studio.briefing import KEY, Briefing, Listed, over, slug_id
from studio.events import REHEARSALS, Entry, Wiped
from studio.records import key
from studio.redis_client import Connection
from studio.redis_log import prefix, stored

LIST = prefix(REHEARSALS)
DELIST = """
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('XADD', KEYS[3], '*', 'e', ARGV[3])
"""


async def due(connection: Connection, now: int) -> list[str]:
    """The rehearsals that are over, and not yet wiped.

    Args:
        connection: as a user who may do everything.
        now: ms since the epoch.
    """
    lines = [Listed.model_validate_json(stored(v).body) for v in (await _pairs(connection)).values()]
    replies = await connection.pipeline([("HGET", f"{prefix(line.id)}r:briefing", "briefing") for line in lines])
    return [line.id for line, reply in zip(lines, replies, strict=True) if _over(line, reply, now)]


async def _pairs(connection: Connection) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = await connection.call("HGETALL", f"{LIST}r:listing")
    return found


def _over(line: Listed, reply: bytes | None, now: int) -> bool:
    """By the line alone where the record is yet to be made, or was wiped by somebody who then died."""
    if line.listing.state == "ended" or (line.until is not None and now >= line.until):
        return True
    return reply is not None and over(Briefing.model_validate_json(stored(reply).body), now)


async def wipe(connection: Connection, briefing: str, now: int) -> None:
    """Takes all of a rehearsal out of the store; may be repeated.

    Args:
        connection: as above.
        briefing: its id.
        now: ms since the epoch.

    Raises:
        Unavailable: the store is away.
    """
    base, own = prefix(briefing), f"{briefing} ".encode()
    await connection.call("UNLINK", f"{base}r:{KEY.partition('/')[0]}", f"{base}public")
    async for keys in connection.keys(f"{base}*"):
        await connection.pipeline([("UNLINK", k) for k in keys])
    async for keys in connection.keys("receipt:*"):
        values = await connection.pipeline([("GET", k) for k in keys])
        mine = [k for k, value in zip(keys, values, strict=True) if value is not None and value.startswith(own)]
        await connection.pipeline([("UNLINK", k) for k in mine])
    await _delist(connection, briefing, now)


async def _delist(connection: Connection, briefing: str, now: int) -> None:
    """Takes its line out of the list, and says so in the list's log; twice is once.

    Last: until then it is known that there is something to wipe.
    """
    k = key("listing", briefing)
    value = await connection.call("HGET", f"{LIST}r:listing", briefing)
    if value is None:
        return
    slug = slug_id(Listed.model_validate_json(stored(value).body).listing.slug)
    entry = Entry(at=now, by="supervisor", events=(Wiped(briefing=briefing),), touched=(k, key("slug", slug)))
    await connection.call(
        "EVAL", DELIST, 3, f"{LIST}r:listing", f"{LIST}r:slug", f"{LIST}log", briefing, slug, entry.model_dump_json()
    )  # fmt: skip


async def trim(connection: Connection, before: int) -> None:
    """Takes old entries out of the list's log while no rehearsal stands: then nothing says that there ever was one.

    Args:
        connection: as above.
        before: ms since the epoch; whoever follows the list has read so far.
    """
    if not await connection.call("EXISTS", f"{LIST}r:listing"):
        await connection.call("XTRIM", f"{LIST}log", "MINID", before)
