"""Forgetting for good: what a diverted question said, and all of a rehearsal, leave the store and its own file.

A record that is replaced is gone from the store's memory; what it said before still stands in `air` if everyone could
read it, and in the append-only file until that is rewritten. Whoever diverts announces it before, in the hash `forget`
(`RedisLog.forget_soon`), and says it again when all is done; the supervisor, who alone may do such things to a store,
does it soon after, and only if the record by then is that of a diverted question: one may have been refused. An erased
question is forgotten in the same way.

Whoever empties a mailing of its address announces that too, and who takes all words out of a line
(`<briefing>/<question>/mailing`, `<briefing>/<line>/line`): they stood in one record alone, and one rewriting too many
does no harm.

A rehearsal that is over it finds by itself, and marks it in the same hash, by its id alone. It is wiped after the same
while, in which its sockets hear of the end (`studio.redis_wipe`).
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ResponseError

from studio import redis_wipe
from studio.events import is_rehearsal
from studio.log import Unavailable
from studio.redis_client import Connection
from studio.redis_log import prefix, stored

MARKS = "forget"
Said = Literal["nothing", "words", "person"]
"""What `air` holds of a question: of a diverted one its words, if it was ever approved; of an erased one who asked."""
SETTLE_S = 30.0
"""Longer than any command tries: what was announced has happened by then, or was refused. And no file is rewritten
more often than this."""
POLL_S = 5.0
SLICE = 100
"""Entries of `air` that one call reads or copies: some 2 ms, while a briefing is on air."""
HELD_MS = 60_000
"""How long a copy that nobody goes on with is kept."""

_SAYS = """
local wanted = {}
for n = 3, #ARGV do wanted[ARGV[n]] = true end
local function says(view)
  if not string.find(view, '"text":', 1, true) then return nil end
  for id in string.gmatch(view, '"id":"([^"]*)"') do
    if wanted[id] then
      local found = cjson.decode(view)
      return found.kind == 'question' and wanted[found.id] and found.id
    end
  end
end
"""
LOOK = f"""{_SAYS}
local entries = redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', {SLICE})
for _, entry in ipairs(entries) do
  for i = 2, #entry[2], 2 do
    if says(entry[2][i]) then return 'said' end
  end
end
return #entries == {SLICE} and '(' .. entries[#entries][1] or ''
"""
"""Whether a slice of the stream says what is to be forgotten; if not, where the next one begins, or nothing."""
COPY = f"""{_SAYS}
local by = redis.call('GET', KEYS[3])
if ARGV[2] == '-' then
  if by and by ~= ARGV[1] then return 'lost' end
  redis.call('UNLINK', KEYS[2])
elseif by ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 0 then
  return 'lost'
end
redis.call('SET', KEYS[3], ARGV[1], 'PX', {HELD_MS})
local entries = redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', {SLICE})
for _, entry in ipairs(entries) do
  for i = 2, #entry[2], 2 do
    local id = says(entry[2][i])
    if id then entry[2][i] = '{{"kind":"question","id":"' .. id .. '","gone":true}}' end
  end
  redis.call('XADD', KEYS[2], entry[1], unpack(entry[2]))
end
if #entries == {SLICE} then
  redis.call('PEXPIRE', KEYS[2], {HELD_MS})
  return '(' .. entries[#entries][1]
end
redis.call('DEL', KEYS[3])
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('UNLINK', KEYS[1])
  redis.call('RENAME', KEYS[2], KEYS[1])
  redis.call('PERSIST', KEYS[1])
end
return ''
"""
"""Writes the stream anew beside itself, slice by slice under the same ids, and with the last one puts it in its place.

An entry that is only deleted stays in its block, and in the file, until all of the block is. One supervisor at a time:
a copy that was begun before another's end would bring back what that one has taken out. What a dead one left expires.
"""
DONE = "if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end"


@dataclass
class Mark:
    """An announcement that stands in the store.

    Attributes:
        token: of the latest one for this question, or this rehearsal.
        first: the loop's second when one was first seen.
        latest: the same of this token.
        unsaid: whether `air` says nothing of it any more; of a rehearsal: whether it is wiped.
        rewritten: the nodes that began to write their file anew since.
    """

    token: bytes
    first: float
    latest: float
    unsaid: bool = False
    rewritten: set[str] = field(default_factory=set)


async def forgetting(
    admin_url: str, clock: Callable[[], int], *, settle_s: float = SETTLE_S, poll_s: float = POLL_S
) -> None:
    """Does what was announced, and wipes what is over, `settle_s` later; runs until it is cancelled.

    A mark goes only when all is done for it, so neither a restart of ours nor one of the store's loses it.

    Args:
        admin_url: the store, as a user who may do everything.
        clock: ms since the epoch.
        settle_s: how long an announcement must have stood.
        poll_s: how often is looked.
    """
    connection, loop = Connection(admin_url), asyncio.get_running_loop()
    marks: dict[bytes, Mark] = {}
    try:
        while True:
            await asyncio.sleep(poll_s)
            with suppress(Unavailable, ResponseError):  # a store that can't now may at the next look
                for briefing in await redis_wipe.due(connection, clock()):
                    await connection.call("HSETNX", MARKS, briefing, secrets.token_hex(8))
                now = loop.time()
                marks = _seen(marks, await connection.call("HGETALL", MARKS), now)
                if any(now - mark.first >= settle_s for mark in marks.values()):
                    await _settle(connection, marks, now - settle_s, clock())
                await redis_wipe.trim(connection, clock() - int(settle_s * 1000))
    finally:
        await connection.aclose()


def _seen(known: dict[bytes, Mark], found: dict[bytes, bytes], now: float) -> dict[bytes, Mark]:
    marks = {}
    for place, token in found.items():
        mark = known.get(place)
        if mark is None or mark.token != token:
            mark = Mark(token, mark.first if mark else now, now)
        marks[place] = mark
    return marks


async def _settle(connection: Connection, marks: dict[bytes, Mark], before: float, now: int) -> None:
    """Forgets what is over or has been diverted, and lets go of what was announced `before` and has not been."""
    questions = [place for place in marks if place.count(b"/") == 1]
    diverted = await _diverted(connection, questions)
    for place in questions:
        if place not in diverted and marks[place].latest <= before:  # that one may be on its way still
            await _let_go(connection, marks, place)
    # Whoever may write marks may not have any other briefing wiped.
    alone = [place for place, mark in marks.items() if b"/" not in place and mark.first <= before]
    for place in alone:
        if not is_rehearsal(place.decode(errors="replace")):
            await _let_go(connection, marks, place)
    over = [place for place in alone if place in marks]
    for place in over:
        if not marks[place].unsaid:
            await redis_wipe.wipe(connection, place.decode(), now)
            marks[place].unsaid = True
    emptied = [place for place, mark in marks.items() if place.count(b"/") == 2 and mark.first <= before]
    # With the first that is due all others: the file is rewritten once for those that come together.
    if over or emptied or any(marks[place].first <= before for place in diverted):
        await _forget(connection, marks, diverted, (*over, *emptied))


async def _diverted(connection: Connection, places: list[bytes]) -> dict[bytes, Said]:
    """The places whose question has been diverted or erased, each with what of it stands in `air`."""
    commands: list[tuple[Any, ...]] = []
    for place in places:
        briefing, _, question = place.decode().partition("/")
        # A question has a clearance from its first approval on, for ever; before that nothing of it is in `air`.
        commands += [(word, f"{prefix(briefing)}r:{kind}", question)
                     for word, kind in (("HGET", "question"), ("HEXISTS", "clearance"))]  # fmt: skip
    replies = await connection.pipeline(commands)
    return {
        place: said
        for place, record, cleared in zip(places, replies[::2], replies[1::2], strict=True)
        if record is not None and (said := _said(json.loads(stored(record).body), bool(cleared)))
    }


def _said(question: Any, cleared: bool) -> Said | None:
    """Nothing for a question that is neither: it may have been refused."""
    if question.get("erased_at") is not None:
        return "person"
    return ("words" if cleared else "nothing") if question["state"] == "diverted" else None


async def _forget(
    connection: Connection, marks: dict[bytes, Mark], diverted: dict[bytes, Said], over: Iterable[bytes]
) -> None:
    await _trim(connection, {place: marks[place] for place, said in diverted.items() if said == "person"})
    if not await _all_unsaid(connection, {p: marks[p] for p, said in diverted.items() if said == "words"}):
        return
    nodes, due = _nodes(connection), {place: marks[place] for place in (*diverted, *over)}
    for name, node in nodes.items():
        # Each by itself: of those that are asked together, one or another may always be at it.
        if any(name not in mark.rewritten for mark in due.values()) and await _rewrites(connection, node):
            for mark in due.values():
                mark.rewritten.add(name)
    for place, mark in due.items():
        if mark.rewritten >= nodes.keys():
            await _let_go(connection, marks, place)


async def _trim(connection: Connection, persons: dict[bytes, Mark]) -> None:
    """Empties `air` of briefings with an erased question: it has ended, all was read, and every view names an author.

    What was on air stands in the program's views too, so no single view could be taken out.
    """
    for briefing in {place.decode().partition("/")[0] for place, mark in persons.items() if not mark.unsaid}:
        await connection.call("XTRIM", f"{prefix(briefing)}air", "MAXLEN", 0)
    for mark in persons.values():
        mark.unsaid = True


async def _all_unsaid(connection: Connection, public: dict[bytes, Mark]) -> bool:
    """Takes what these said out of the streams, all of one briefing together; says whether that is done."""
    by_briefing: dict[str, dict[str, Mark]] = {}
    for place, mark in public.items():
        briefing, _, question = place.decode().partition("/")
        if not mark.unsaid:
            by_briefing.setdefault(briefing, {})[question] = mark
    for briefing, questions in by_briefing.items():
        if not await _unsay(connection, briefing, list(questions)):
            return False
        for mark in questions.values():
            mark.unsaid = True
    return True


async def _let_go(connection: Connection, marks: dict[bytes, Mark], place: bytes) -> None:
    """Takes a mark away unless it was said again meanwhile: that one then stands for itself."""
    await connection.call("EVAL", DONE, 1, MARKS, place, marks.pop(place).token)


async def _unsay(connection: Connection, briefing: str, questions: list[str]) -> bool:
    """Takes what these questions said out of `air`, in many short calls.

    Returns:
        Whether it is out; not while somebody else is at it, or when they, or an outage, came between.
    """
    air, at = f"{prefix(briefing)}air", "-"
    while at not in {"", "said"}:
        at = (await connection.call("EVAL", LOOK, 1, air, "", at, *questions)).decode()
    if not at:
        return True
    token, at = secrets.token_hex(8), "-"
    while at not in {"", "lost"}:
        # Not sent again by itself: a slice that was copied twice would be refused by the order of its ids.
        at = (
            await connection.call("EVAL", COPY, 3, air, f"{air}:anew", f"{air}:by", token, at, *questions, again=False)
        ).decode()
    return not at


def _nodes(connection: Connection) -> dict[str, dict[str, Any]]:
    """Every server that keeps a file, by name, as the client is told which one is meant."""
    if not isinstance(connection.client, RedisCluster):
        return {"": {}}
    # By the nodes themselves: to "all nodes" redis-py does not send a command of whose routing it knows nothing.
    return {node.name: {"target_nodes": [node]} for node in connection.client.get_nodes()}


async def _rewrites(connection: Connection, node: dict[str, Any]) -> bool:
    """Whether a rewrite begins now; one that was under way before may hold what is to be forgotten."""
    try:
        await connection.call("BGREWRITEAOF", again=False, **node)
    except ResponseError:  # one is under way: after it
        return False
    return True
