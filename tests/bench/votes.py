"""votes: votes a second through the gateway, over redis-py alone; and how often their tallies are published."""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import time

import msgspec

from studio.redis_air import BATCH, LIMITS, Knock
from studio.redis_client import connect as client
from studio.redis_log import opaque, prefix
from tests.bench.machine import BRIEFING, BUSY, Bottleneck, Crowd, Place, Result, place

CROWD = 6000
EACH = 4
WINDOW = 512
PAIRS = 5
QUESTIONS = 50
STEADY_PER_S, STEADY_S = 500, 10
VOTE = json.dumps({"type": "vote", "id": "#", "question": "q@"})


async def _floor(where: Place, total: int) -> float:
    """Votes a second of redis-py alone, the batches packed before the clock starts."""
    encode = msgspec.msgpack.Encoder().encode
    batches = []
    for first in range(0, total, BATCH):
        items = [
            Knock(
                "vote", secrets.token_hex(16), f"bench-{n:08}", f"10.{n >> 8 & 255}.{n & 255}.0/24", f"q{n % QUESTIONS}"
            )
            for n in range(first, first + BATCH)
        ]
        batches.append(encode((LIMITS, [(*item[:6], opaque(item.body), item.up) for item in items])))
    redis, key = client(where.url("gateway")), f"{prefix(BRIEFING)}g"
    await redis.execute_command("FCALL", "knock", 1, key, encode((LIMITS, [])))
    began = time.perf_counter()
    for batch in batches:
        await redis.execute_command("FCALL", "knock", 1, key, batch)
    seconds = time.perf_counter() - began
    await redis.aclose()
    return len(batches) * BATCH / seconds


def _crowd(where: Place) -> Crowd:
    crowd = Crowd(where.port + 1, CROWD)
    if crowd.connect(256)["errors"]:
        crowd.close()
        raise RuntimeError("not everybody could connect")
    return crowd


def _ours(where: Place) -> tuple[float, float]:
    """Votes a second, and how busy the load generator was."""
    child, crowd = where.gateway(), _crowd(where)
    try:
        crowd.load(VOTE, CROWD // 4, window=64, modulo=QUESTIONS)
        got = crowd.load(VOTE, CROWD * (EACH - 1), window=WINDOW, modulo=QUESTIONS)
    finally:
        crowd.close()
        where.stop(child)
    if got["lost"] or got["refused"]:
        raise RuntimeError(f"{got['lost']} unanswered, {got['refused']} refused")
    where.admin.delete(f"{{b:{BRIEFING}}}:inbox")
    return got["accepted"] / got["seconds"], got["busy"]


def _tallies(where: Place) -> float:
    """Broadcasts of one question's tally a second, while votes for all questions come in steadily."""
    where.start("desk", 3)
    child, crowd = where.gateway(), _crowd(where)
    air, redis = f"{{b:{BRIEFING}}}:air", where.admin
    before = redis.xinfo_stream(air)["last-generated-id"]
    try:
        crowd.load(VOTE, STEADY_PER_S * STEADY_S, window=CROWD, per_s=STEADY_PER_S, modulo=QUESTIONS)
    finally:
        crowd.close()
        where.stop(child)
    views = [(int(id.partition(b"-")[0]), json.loads(fields[b"e"])) for id, fields in redis.xrange(air, min=before)]
    published = [at for at, view in views if view["kind"] == "tally" and view["id"] == "q0"]
    if len(published) < STEADY_S:
        raise RuntimeError(f"only {len(published)} tallies were published in {STEADY_S} s")
    return (len(published) - 1) / ((published[-1] - published[0]) / 1000)


def run() -> Result:
    """The ratio with AOF everysec, then the tallies."""
    floors, ours, busy = [], [], []
    with place(questions=QUESTIONS) as where:
        for _ in range(PAIRS):
            floors.append(asyncio.run(_floor(where, CROWD * (EACH - 1))))
            where.admin.delete(f"{{b:{BRIEFING}}}:inbox")
            per_s, used = _ours(where)
            ours.append(per_s)
            busy.append(used)
        tallies = _tallies(where)
    if statistics.median(busy) > BUSY:
        raise Bottleneck(f"it used {statistics.median(busy):.2f} of a CPU")
    figures = {
        "over_floor": statistics.median(a / b for a, b in zip(ours, floors, strict=True)),
        "per_s": statistics.median(ours),
        "tallies_per_s": tallies,
    }
    return Result(figures, "redis-py alone sending the same function the same batches, packed beforehand", PAIRS)
