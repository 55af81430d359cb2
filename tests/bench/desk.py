"""desk: from a moderator's "approve" to the producer who sees it, with the house idle and before a full hall.

Both sit at real sockets of the running demo, in one process, so that one clock measures the way: command,
decision, append, follower, the console's view.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import NamedTuple

from redis.asyncio import Redis

from tests.bench.machine import Result
from tests.bench.seats import VIEWERS, Audience, Seat, asked, demo, percentile, seat
from tests.browser.house import Demo

BLOCKS = 5
EACH = 60
EVERY_S = 0.09
"""Below what a socket may say in a second."""
WARM = 20


async def ping(store: Redis) -> float:
    """Seconds that the least takes that anybody could ask of the store."""
    began = time.perf_counter()
    await store.ping()
    return time.perf_counter() - began


async def approve(moderator: Seat, producer: Seat, question: str) -> float:
    """Seconds from the command to the frame with the approved question."""
    began = await moderator.send("approve", question=question, revision=0)
    seen = await producer.until(lambda views: views.get(f"question/{question}", {}).get("state") == "approved")
    return seen - began


class Took(NamedTuple):
    """Seconds that the approvals took, and beside each a bare ping of the store."""

    approvals: list[float]
    pings: list[float]

    def p(self, share: float) -> str:
        """A percentile of both, in words."""
        return f"{percentile(self.approvals, share) * 1000:.1f} ms (ping {percentile(self.pings, share) * 1000:.1f})"


async def _block(moderator: Seat, producer: Seat, store: Redis, questions: list[str], took: Took) -> None:
    for question in questions:
        took.approvals.append(await approve(moderator, producer, question))
        await asyncio.sleep(EVERY_S / 2 * random.uniform(0.7, 1.3))
        took.pings.append(await ping(store))
        await asyncio.sleep(EVERY_S / 2 * random.uniform(0.7, 1.3))


async def _measure(house: Demo) -> tuple[dict[str, float], list[str]]:
    questions = await asked(house, WARM + 2 * BLOCKS * EACH)
    warm, idle, loaded = Took([], []), Took([], []), Took([], [])
    store: Redis = Redis.from_url(house.said["redis_url"])
    async with seat(house, "moderator") as moderator, seat(house, "producer") as producer, store:

        async def block(count: int, took: Took) -> None:
            await _block(moderator, producer, store, [questions.pop() for _ in range(count)], took)

        await block(WARM, warm)
        await block(BLOCKS * EACH, idle)
        voted = next(id for kind, _, id in (k.partition("/") for k in producer.views) if kind == "question")
        audience = Audience(house, voted, VIEWERS)
        try:
            for _ in range(BLOCKS):
                async with audience.voting(producer, EACH * EVERY_S):
                    await block(EACH, loaded)
            audience.check()
        finally:
            audience.close()
    figures = {
        "approve_to_console_p95_ms": percentile(idle.approvals, 0.95) * 1000,
        "approve_to_console_p95_ms_loaded": percentile(loaded.approvals, 0.95) * 1000,
    }
    notes = [
        f"p50 {idle.p(0.5)} idle, {loaded.p(0.5)} loaded; p95 {idle.p(0.95)} idle, {loaded.p(0.95)} loaded",
        f"{VIEWERS} viewers, {sum(audience.heard) / len(audience.heard):.1f} tallies a second beside the approvals",
    ]
    return figures, notes


def run() -> Result:
    """Three hundred approvals idle, then as many with everybody there."""
    with demo() as house:
        figures, notes = asyncio.run(_measure(house))
    return Result(figures, "a bare ping of the store from the same process (in the notes)", BLOCKS, notes)
