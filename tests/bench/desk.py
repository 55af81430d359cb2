"""desk: from a moderator's "approve" to the producer who sees it, with the house idle and before a full hall.

Both sit at real sockets of the running demo, in one process, so that one clock measures the way: command,
decision, append, follower, the console's view.
"""

from __future__ import annotations

import asyncio
import random

from tests.bench.machine import Result
from tests.bench.seats import VIEWERS, Audience, Seat, asked, demo, percentile, seat
from tests.browser.house import Demo

BLOCKS = 5
EACH = 60
EVERY_S = 0.09
"""Below what a socket may say in a second."""
WARM = 20


async def approve(moderator: Seat, producer: Seat, question: str) -> float:
    """Seconds from the command to the frame with the approved question."""
    began = await moderator.send("approve", question=question, revision=0)
    seen = await producer.until(lambda views: views.get(f"question/{question}", {}).get("state") == "approved")
    return seen - began


async def _block(moderator: Seat, producer: Seat, questions: list[str]) -> list[float]:
    took = []
    for question in questions:
        took.append(await approve(moderator, producer, question))
        await asyncio.sleep(EVERY_S * random.uniform(0.7, 1.3))
    return took


async def _measure(house: Demo) -> tuple[dict[str, float], list[str]]:
    questions = await asked(house, WARM + 2 * BLOCKS * EACH)
    async with seat(house, "moderator") as moderator, seat(house, "producer") as producer:
        await _block(moderator, producer, [questions.pop() for _ in range(WARM)])
        idle = await _block(moderator, producer, [questions.pop() for _ in range(BLOCKS * EACH)])
        voted = next(id for kind, _, id in (k.partition("/") for k in producer.views) if kind == "question")
        audience = Audience(house, voted, VIEWERS)
        try:
            loaded: list[float] = []
            for _ in range(BLOCKS):
                async with audience.voting(producer, EACH * EVERY_S):
                    loaded += await _block(moderator, producer, [questions.pop() for _ in range(EACH)])
            audience.check()
        finally:
            audience.close()
    figures = {
        "approve_to_console_p95_ms": percentile(idle, 0.95) * 1000,
        "approve_to_console_p95_ms_loaded": percentile(loaded, 0.95) * 1000,
    }
    notes = [
        f"p50 {percentile(idle, 0.5) * 1000:.1f} ms idle, {percentile(loaded, 0.5) * 1000:.1f} ms loaded",
        f"{VIEWERS} viewers, {sum(audience.heard) / len(audience.heard):.1f} tallies a second beside the approvals",
    ]
    return figures, notes


def run() -> Result:
    """Three hundred approvals idle, then as many with everybody there."""
    with demo() as house:
        figures, notes = asyncio.run(_measure(house))
    return Result(figures, "none: absolute figures of this machine", BLOCKS, notes)
