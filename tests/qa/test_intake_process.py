"""The desk process: every briefing of the office, old and new, through troubles of one and of all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from qa import intake
from qa.inbox import never
from studio.briefing import Listing
from studio.events import OFFICE, REHEARSALS, BriefingRevised, IntakeSet, Listed, Wiped
from studio.log import Unavailable
from studio.redis_air import RedisAir
from studio.redis_log import RedisLog
from tests.qa.house import NO_LIMITS, House, clock, says_ru
from tests.qa.samples import AT, DETAILS, KINDS
from tests.waiting import until


class Status:
    def __init__(self) -> None:
        self.away: dict[str, str | None] = {}

    def __call__(self, part: str, reason: str | None) -> None:
        self.away[part] = reason


@asynccontextmanager
async def process(log: Any, status: Status) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    task = asyncio.create_task(intake.run(log, KINDS, clock, says_ru, never, stop, status))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(5):
            await task


def tasks() -> set[str]:
    return {task.get_name() for task in asyncio.all_tasks()}


def listed(briefing: str, state: Any = "live") -> Listed:
    line = Listing(slug=briefing, title={"kk": "Тыңдау"}, starts_at=AT, state=state)
    return Listed(briefing=briefing, listing=line)


async def test_the_process_serves_every_briefing_of_the_office_old_and_new(house: House):
    status = Status()
    ended = f"{house.briefing}e"
    await house.announce(listed(ended, "ended"), briefing=OFFICE)
    async with process(house.log, status):

        async def ready() -> bool:
            return OFFICE in status.away

        await until(ready, "the office was read")
        await house.announce(listed(house.briefing), briefing=OFFICE)
        await house.knock(house.ask("Неге?"))
        await until(lambda: house.holds(1), "the question of a new briefing")
        assert status.away[f"briefing {ended}"] is None
    assert set(status.away.values()) == {None}


async def test_a_desk_leaves_an_ended_briefing_once_its_inbox_is_quiet(house: House):
    await house.knock(house.ask("Неге?"))
    working = house.intake()
    await working.begin()
    async with asyncio.timeout(5):
        await working.work(quiet_s=1)
    assert len(await house.questions()) == 1


@pytest.mark.integration
@pytest.mark.parametrize("heard", [True, False])
async def test_a_desk_leaves_a_rehearsal_that_was_wiped(own_valkey, heard):
    """When it is told, and when it finds nothing to append to; neither is a trouble of the process."""
    log, staff = RedisLog.connect(own_valkey.url("desk")), RedisLog.connect(own_valkey.admin_url)
    air, rehearsal = RedisAir.connect(own_valkey.url("gateway"), NO_LIMITS), "rehearsal-0123456789abcdef"
    house, status, part = House(log, staff, air, rehearsal), Status(), f"briefing {rehearsal}"
    client = staff._calls.client
    await house.announce(BriefingRevised(details=DETAILS, rehearses="real", until=0), IntakeSet(intake="open"))
    try:
        async with process(log, status):
            await house.announce(listed(rehearsal), briefing=REHEARSALS)
            await house.knock(house.ask("Неге?"))
            await until(lambda: house.holds(1), "the question of a rehearsal")
            assert part in tasks()
            await client.unlink(*[k async for k in client.scan_iter(f"{{b:{rehearsal}}}:*")])
            if heard:
                await house.announce(Wiped(briefing=rehearsal), briefing=REHEARSALS)
            else:
                await client.xadd(f"{{b:{rehearsal}}}:inbox", {"k": "vote", "question": "q1"})
            await until(lambda: part not in tasks(), "the desk of the rehearsal has left")
        assert set(status.away.values()) == {None}
    finally:
        for port in (log, staff, air):
            await port.aclose()


@pytest.mark.integration
async def test_the_store_goes_and_comes_back_and_every_acknowledged_question_is_there(own_valkey, briefing):
    log, staff = RedisLog.connect(own_valkey.url("desk")), RedisLog.connect(own_valkey.url("web"))
    air = RedisAir.connect(own_valkey.url("gateway"), NO_LIMITS)
    house, status = House(log, staff, air, briefing), Status()
    await house.announce(BriefingRevised(details=DETAILS), IntakeSet(intake="open"))
    await house.announce(listed(briefing), briefing=OFFICE)
    try:
        async with process(log, status):
            items = [house.ask(f"{n}?") for n in range(200)]
            for start in range(0, 200, 20):
                await house.knock(*items[start : start + 20])
            await own_valkey.restart()
            last = house.ask("соңғы?")
            await house.knock(last)
            await until(lambda: house.holds(201), "all acknowledged questions", 30)
        questions = await house.questions()
        assert [q.id for q in questions] == [i.question for i in (*items, last)]
        assert [q.number for q in questions] == list(range(1, 202))
    finally:
        for port in (log, staff, air):
            await port.aclose()


async def test_one_briefings_trouble_is_reported_and_passes():
    status, tries = Status(), 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Unavailable("away")
        status("part", None)

    task = asyncio.create_task(intake._keep_on("part", work, status))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert status.away == {"part": "the store is away"}
    async with asyncio.timeout(5):
        await task
    assert status.away == {"part": None}
