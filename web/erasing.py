"""An erasure, carried out: the records, what the store's file and the archive still held, and what backups hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from redis.asyncio.cluster import RedisCluster
from sqlalchemy.ext.asyncio import AsyncEngine

from overlays import console
from qa import erasing
from qa.receipts import receipt_hash
from studio.archive.engine import rewrite, scrub
from studio.archive.queries import Archive, Backup
from studio.archive.writer import Archiver
from studio.briefing import KEY, Briefing
from studio.log import Act, Done, decode
from studio.records import Refusal, key
from studio.redis_client import Connection
from studio.redis_forget import MARKS, forgetting
from studio.redis_log import RedisLog
from web.describe import describe
from web.kinds import KINDS

PAUSE_S = 0.1
NOTE = "aof_rewrite_in_progress", "aof_rewrite_scheduled"


@dataclass(frozen=True)
class Forgotten:
    """What an erasure did: of which question, and the backups that were begun before and may hold it."""

    briefing: str
    number: int
    backups: tuple[Backup, ...]


@dataclass(frozen=True)
class House:
    """Where to erase.

    Attributes:
        redis_url: the store, as a user who may do everything.
        store: a connection there.
        engine: the archive's database.
        clock: ms since the epoch.
    """

    redis_url: str
    store: Connection
    engine: AsyncEngine
    clock: Callable[[], int]

    @property
    def log(self) -> RedisLog:
        """The log, over the same connection."""
        return RedisLog(self.store, self.store)


async def erase(act: Act, question: str, kept: bool = False) -> Done | Refusal:
    """Erases a question in its briefing's records; refuses as `qa.erasing.erase` does.

    Args:
        act: in the briefing's log.
        question: its id.
        kept: whether what everyone may read stays.
    """
    log: Any = act.log
    k, notice = key("question", question), key("notice", question)
    briefing: Briefing | None = decode(act.kinds, KEY, (await log.read(act.briefing, [KEY]))[KEY])
    if briefing is not None and briefing.state == "ended":
        # An evening may end with its last question on the screen; its words stand in the program's record, too.
        await console.drop(replace(act, command=None, near=None), question)
    await log.forget_soon(act.briefing, question)  # before, in case we die on the way
    outcome = await act.commit([k, KEY, notice], lambda r: erasing.erase(r[k], r[KEY], r[notice], kept))
    if isinstance(outcome, Refusal):
        return outcome
    await log.forget_soon(act.briefing, question)
    return outcome


async def by_receipt(house: House, code: str) -> Forgotten | Refusal:
    """Forgets the question with this receipt, everywhere; returns when nothing is left of it but in backups."""
    log = house.log
    where = await log.receipt(receipt_hash(code))
    if where is None:
        return Refusal(code="not_found")
    briefing, question = where
    outcome = await erase(Act(log, KINDS, briefing, "cli", house.clock()), question)
    if isinstance(outcome, Refusal):
        return outcome
    await settle(house, {briefing: [question]})
    k = key("question", question)
    number = decode(KINDS, k, (await log.read(briefing, [k]))[k]).number
    return Forgotten(briefing, number, tuple(await Archive(house.engine).backups()))


async def settle(house: House, questions: dict[str, list[str]]) -> None:
    """Has the archive and both files forget what their records have; a process that does so too is no matter."""
    archiver = Archiver(house.log, house.engine, describe, lambda _part, _reason: None)
    for briefing in questions:
        await archiver.catch_up(briefing)
    await rewrite(house.engine)
    while not await scrub(house.engine):  # noqa: ASYNC110 - it waits for readers in other processes
        await asyncio.sleep(PAUSE_S)
    forgets = asyncio.create_task(forgetting(house.redis_url, house.clock, settle_s=0, poll_s=PAUSE_S))
    marks = [f"{briefing}/{question}" for briefing, some in questions.items() for question in some]
    try:
        while any(await house.store.call("HMGET", MARKS, *marks)) or await _rewriting(house.store):  # noqa: ASYNC110
            await asyncio.sleep(PAUSE_S)
    finally:
        forgets.cancel()
        await asyncio.gather(forgets, return_exceptions=True)


async def _rewriting(store: Connection) -> bool:
    """Whether a server of the store is still at writing its file anew."""
    found: Any = await store.call("INFO", "persistence")
    servers = found.values() if isinstance(store.client, RedisCluster) else [found]
    return any(server[name] for server in servers for name in NOTE)
