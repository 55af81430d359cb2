"""The term after which nobody can read any more who asked: of every briefing that ended so long ago, by comparison.

What everyone may read stays, without the asker's name; words that nobody may read, and sealed tip-offs, go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from qa.question import Question
from studio.briefing import KEY, Briefing
from studio.events import OFFICE
from studio.log import Act, Unavailable, decode
from studio.records import Refusal
from studio.redis_log import RedisLog
from web.erasing import erase
from web.kinds import KINDS

DAY_MS = 24 * 3600 * 1000
POLL_S = 3600.0
"""A term of days is over an hour sooner or later."""
LOG = structlog.get_logger()


async def retain(log: RedisLog, now: int, days: int, done: set[str]) -> int:
    """Erases what is over its term.

    Args:
        log: the store, as a user who may do everything.
        now: ms since the epoch.
        days: the term, from a briefing's end on.
        done: briefings of which nothing is left to erase; those that are found now are added.

    Returns:
        How many questions were erased.
    """
    _, listings = await log.scan(OFFICE, ["listing"])
    erased = 0
    for name, listing in listings.items():
        briefing = name.partition("/")[2]
        if briefing not in done and decode(KINDS, name, listing).listing.state == "ended":
            ended: Briefing | None = decode(KINDS, KEY, (await log.read(briefing, [KEY]))[KEY])
            if ended is not None and ended.ended_at is not None and ended.ended_at + days * DAY_MS <= now:
                number, left = await _of(log, briefing, now)
                erased += number
                done |= set() if left else {briefing}
    return erased


async def _of(log: RedisLog, briefing: str, now: int) -> tuple[int, int]:
    """How many questions of a briefing were erased, and how many could not be yet."""
    _, stored = await log.scan(briefing, ["question"])
    questions: list[Question] = [decode(KINDS, k, s) for k, s in stored.items()]
    erased = left = 0
    for question in questions:
        if question.erased_at is None:
            outcome = await erase(Act(log, KINDS, briefing, "term", now), question.id, kept=True)
            refused = isinstance(outcome, Refusal)
            erased, left = erased + (not refused), left + refused
    return erased, left


async def retaining(admin_url: str, clock: Callable[[], int], days: int, poll_s: float = POLL_S) -> None:
    """Erases what is over its term, again and again, until it is cancelled.

    Args:
        admin_url: the store, as a user who may do everything.
        clock: ms since the epoch.
        days: the term; 0 keeps for ever.
        poll_s: how often is looked.
    """
    if not days:
        return
    log, done = RedisLog.connect(admin_url), set[str]()
    try:
        while True:
            try:
                if erased := await retain(log, clock(), days, done):
                    LOG.info("term_over", questions=erased)
            except Unavailable:
                LOG.warning("term_waits")
            await asyncio.sleep(poll_s)
    finally:
        await log.aclose()
