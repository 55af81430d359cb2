"""intake: questions a second through the gateway, over redis-py alone sending the same function the same batches."""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import time

import msgspec

from qa.receipts import question_id
from studio.redis_air import BATCH, LIMITS, Knock, RedisAir
from studio.redis_client import connect as client
from studio.redis_log import RedisLog, opaque, prefix
from tests.bench.machine import BRIEFING, BUSY, Bottleneck, Crowd, Place, Result, place

CROWD = 6000
EACH = 4
"""Questions of one viewer: the store lets five through at once."""
WINDOW = 512
PAIRS = 5
DESK_PER_S = 1000
DESK_S = 8
TEXT = "Неге біздің ауылдағы өзіне-өзі қызмет көрсету бұрышы сенбі күні жұмыс істемейді, оны қашан ашасыздар?"
ASK = json.dumps({"type": "ask", "id": "#", "text": TEXT, "name": "Айгүл", "language": "kk"}, ensure_ascii=False)


def _knock(n: int) -> Knock:
    author, command = secrets.token_hex(16), f"bench-{n:08}"
    # As the gateway's crowd: everybody from a network of one's own, so that limits are counted and let through.
    address = f"10.{n >> 8 & 255}.{n & 255}.0/24"
    return Knock("ask", author, command, address, question_id(author, command), "7QKF-3M2P-XW4T-C", ASK.encode())


async def _floor(where: Place, total: int) -> float:
    """Items a second of redis-py alone: the batches are packed before the clock starts, one in flight."""
    encode = msgspec.msgpack.Encoder().encode
    batches = []
    for first in range(0, total, BATCH):
        items = [_knock(first + n) for n in range(BATCH)]
        batches.append(encode((LIMITS, [(*item[:6], opaque(item.body), item.up) for item in items])))
    redis, key = client(where.url("gateway")), f"{prefix(BRIEFING)}g"
    await redis.execute_command("FCALL", "knock", 1, key, encode((LIMITS, [])))
    began = time.perf_counter()
    for batch in batches:
        await redis.execute_command("FCALL", "knock", 1, key, batch)
    seconds = time.perf_counter() - began
    await redis.aclose()
    return len(batches) * BATCH / seconds


def _clear(where: Place) -> None:
    where.admin.delete(f"{{b:{BRIEFING}}}:inbox")


def _ours(where: Place, per_s: float = 0) -> dict[str, float]:
    """A fresh crowd asks, as fast as it goes or at a rate."""
    child = where.gateway()
    crowd = Crowd(where.port + 1, CROWD)
    try:
        if crowd.connect(256)["errors"]:
            raise RuntimeError("not everybody could connect")
        # Warm: imports, JIT-less as Python is, and the connection to the store.
        crowd.load(ASK, CROWD // 4, window=64)
        got: dict[str, float] = crowd.load(ASK, CROWD * (EACH - 1), window=WINDOW, per_s=per_s)
    finally:
        crowd.close()
        where.stop(child)
    if got["lost"] or got["refused"]:
        raise RuntimeError(f"{got['lost']} unanswered, {got['refused']} refused")
    _clear(where)
    return got | {"per_s": got["accepted"] / got["seconds"]}


def _pairs(appendfsync: str) -> tuple[dict[str, float], float]:
    """The ratio, the rate, and p99 at half of it."""
    floors, ours, busy = [], [], []
    with place(appendfsync=appendfsync) as where:
        for _ in range(PAIRS):
            floors.append(asyncio.run(_floor(where, CROWD * (EACH - 1))))
            _clear(where)
            got = _ours(where)
            ours.append(got["per_s"])
            busy.append(got["busy"])
        if statistics.median(busy) > BUSY:
            raise Bottleneck(f"it used {statistics.median(busy):.2f} of a CPU")
        per_s = statistics.median(ours)
        half = statistics.median(_ours(where, per_s / 2)["p99_ms"] for _ in range(3))
    ratio = statistics.median(a / b for a, b in zip(ours, floors, strict=True))
    return {"over_floor": ratio, "per_s": per_s, "floor_per_s": statistics.median(floors)}, half


async def _log_times(where: Place, seen: dict[str, float], total: int) -> None:
    log = RedisLog.connect(where.valkey.url)
    async for batch in log.follow(BRIEFING, "0"):
        now = time.perf_counter()
        for logged in batch:
            for event in logged.entry.events:
                if event.type == "asked":
                    seen[event.question] = now
        if len(seen) >= total:
            break
    await log.aclose()


async def _desk(where: Place) -> float:
    """p99 of knock to log, ms, at a steady thousand a second; the desk is a process of its own."""
    air, sent, seen = RedisAir.connect(where.url("gateway")), dict[str, float](), dict[str, float]()
    total, step = DESK_PER_S * DESK_S, 10
    # The seeded questions stand in the log already.
    follower = asyncio.create_task(_log_times(where, seen, total + SEEDED))
    began = time.perf_counter()
    for first in range(0, total, step):
        await asyncio.sleep(max(0.0, began + first / DESK_PER_S - time.perf_counter()))
        items = [_knock(first + n) for n in range(step)]
        at = time.perf_counter()
        sent |= dict.fromkeys((item.question for item in items), at)
        results = await air.knock(BRIEFING, items)
        assert all(result.ok for result in results)
    async with asyncio.timeout(60):
        await follower
    await air.aclose()
    # The first second warms the desk up.
    late = sorted(seen[id] - at for id, at in sent.items() if at - began > 1)
    return late[int(len(late) * 0.99)] * 1000


SEEDED = 50


def run() -> Result:
    """Both ways to keep the AOF, then the way to the log."""
    figures, half = _pairs("everysec")
    figures["p99_ms_half"] = half
    always, _ = _pairs("always")
    figures |= {"over_floor_always": always["over_floor"], "per_s_always": always["per_s"]}
    with place(questions=SEEDED) as where:
        where.start("desk", 3)
        figures["on_desk_p99_ms"] = asyncio.run(_desk(where))
    return Result(figures, "redis-py alone sending the same function the same batches, packed beforehand", PAIRS)
