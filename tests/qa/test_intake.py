"""The desk over each log: every question exactly once, in order, whoever dies when."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from qa import desk, intake
from qa.inbox import CURSOR
from qa.intake import Intake
from qa.question import Question, Tally
from qa.receipts import code, question_id, receipt_hash
from studio.briefing import Listing
from studio.events import OFFICE, BriefingRevised, IntakeSet, Listed
from studio.log import Act, Append, Done, Unavailable, decode
from studio.log_memory import MemoryLog
from studio.records import key
from studio.redis_air import Knock, Limit, Limits, RedisAir
from studio.redis_log import RedisLog
from tests.qa.samples import AT, DETAILS, KINDS, ME

NO_LIMITS = Limits(*[Limit(1_000_000, 1)] * 3)


def says_ru(text: str) -> str:
    return "ru"


def clock() -> int:
    """Runs on as the event loop's does, so that what waits for its time comes to it."""
    return AT + int(asyncio.get_running_loop().time() * 1000)


async def until(true: Callable[[], Awaitable[bool]], what: str, seconds: float = 10) -> None:
    """Waits for something to become true, or fails saying what did not."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not await true():
                await asyncio.sleep(0.01)
            return
    pytest.fail(f"never: {what}")


async def first(batches: AsyncIterator[Any]) -> Any:
    """The first batch alone."""
    try:
        return await anext(batches)
    finally:
        await batches.aclose()


class House:
    """A briefing that takes questions, on one of the logs; `log` has the desk's own rights."""

    def __init__(self, log: Any, staff: Any, air: RedisAir | None, briefing: str) -> None:
        self.log, self.staff, self.air, self.briefing = log, staff, air, briefing
        self.codes: dict[str, str] = {}

    def act(self, by: str = ME, briefing: str | None = None) -> Act:
        return Act(self.staff, KINDS, briefing or self.briefing, by, clock())

    async def announce(self, *events: Any, briefing: str | None = None) -> None:
        assert isinstance(await self.act("owner", briefing).commit([], lambda _: list(events)), Done)

    async def knock(self, *items: Knock) -> None:
        """Puts items into the inbox: on Redis through the gateway's own door."""
        if self.air:
            results = await self.air.knock(self.briefing, items)
            assert all(r.ok for r in results), results
            return
        for item in items:
            if item.kind == "vote":
                self.log.shelves[self.briefing].votes[item.question].add(item.author)
            fields = {"k": item.kind, "question": item.question, "author": item.author, "receipt": item.receipt}
            body = {"b": item.body, "command": item.command.encode()}
            await self.log.put(self.briefing, {k: v.encode() for k, v in fields.items()} | body)

    def ask(self, text: str, author: str = "", **more: Any) -> Knock:
        author, command = author or secrets.token_hex(16), secrets.token_hex(8)
        question, receipt = question_id(author, command), code(secrets.token_bytes(8))
        self.codes[question] = receipt
        body = json.dumps({"type": "ask", "id": command, "text": text, **more}).encode()
        return Knock("ask", author, command, "", question, receipt, body)

    def vote(self, question: str, author: str = "") -> Knock:
        return Knock("vote", author or secrets.token_hex(16), secrets.token_hex(8), "", question)

    def intake(self, log: Any = None) -> Intake:
        return Intake(log or self.log, KINDS, self.briefing, clock, says_ru)

    async def record(self, name: str) -> Any:
        return decode(KINDS, name, (await self.staff.read(self.briefing, [name]))[name])

    async def questions(self) -> list[Question]:
        _, found = await self.staff.scan(self.briefing, ["question"])
        return sorted((decode(KINDS, k, s) for k, s in found.items()), key=lambda q: q.number)

    async def holds(self, count: int) -> bool:
        return len(await self.questions()) >= count

    @asynccontextmanager
    async def desk(self, log: Any = None) -> AsyncIterator[asyncio.Task[None]]:
        """A desk at work on this briefing, until it is cancelled or the block ends."""
        working = self.intake(log)
        await working.begin()
        task = asyncio.create_task(working.work())
        try:
            yield task
            if task.done() and not task.cancelled():
                task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.integration)])
async def house(request: pytest.FixtureRequest, briefing: str) -> AsyncIterator[House]:
    if request.param == "memory":
        log = MemoryLog()
        house = House(log, log, None, briefing)
        await house.announce(BriefingRevised(details=DETAILS), IntakeSet(intake="open"))
        yield house
        return
    valkey = request.getfixturevalue("valkey")
    log, staff = RedisLog.connect(valkey.url("desk")), RedisLog.connect(valkey.url("web"))
    air = RedisAir.connect(valkey.url("gateway"), NO_LIMITS)
    house = House(log, staff, air, briefing)
    await house.announce(BriefingRevised(details=DETAILS), IntakeSet(intake="open"))
    yield house
    for port in (log, staff, air):
        await port.aclose()


async def test_what_knocks_is_asked_numbered_and_has_its_receipt(house: House):
    items = [house.ask(f"Неге {n}?", name="Айдана", language="kk") for n in range(3)]
    async with house.desk():
        await house.knock(*items)
        await until(lambda: house.holds(3), "three questions in the log")
    questions = await house.questions()
    assert [(q.number, q.id, q.wordings[0].text) for q in questions] == [
        (n + 1, item.question, f"Неге {n}?") for n, item in enumerate(items)
    ]  # fmt: skip
    assert {q.state for q in questions} == {"received"}
    for q in questions:
        assert q.receipt == receipt_hash(house.codes[q.id])
        assert await house.staff.receipt(q.receipt) == (house.briefing, q.id)


async def test_the_log_holds_no_text_and_no_name(house: House):
    async with house.desk():
        await house.knock(house.ask("Құпия сұрақ?", name="Айдана"))
        await until(lambda: house.holds(1), "the question in the log")
    entries = await first(house.staff.follow(house.briefing, "0"))
    lines = "".join(e.entry.model_dump_json() for e in entries)
    assert '"asked"' in lines
    assert "Құпия" not in lines
    assert "Айдана" not in lines


async def test_what_was_waiting_is_taken_in_and_leaves_the_inbox(house: House):
    await house.knock(*[house.ask(f"{n}?") for n in range(10)])
    async with house.desk():
        await until(lambda: house.holds(10), "ten questions in the log")
    if house.air is None:
        assert house.log.shelves[house.briefing].inbox == []


async def test_garbage_goes_and_the_next_question_comes(house: House):
    good, empty = house.ask("Жақсы?"), house.ask("\u200b")
    async with house.desk():
        await house.knock(empty, house.ask("а" * 501), good._replace(body=b"{broken"), house.ask("Тағы?"))
        await until(lambda: house.holds(1), "the question behind the garbage")
    assert [(q.number, q.wordings[0].text) for q in await house.questions()] == [(1, "Тағы?")]


async def test_three_desks_one_killed_and_every_question_once_in_order(house: House):
    items = [house.ask(f"{n}?") for n in range(600)]
    async with house.desk(), house.desk(), house.desk() as third:
        for start in range(0, 600, 20):
            await house.knock(*items[start : start + 20])
            if start == 300:
                third.cancel()
        await until(lambda: house.holds(600), "600 questions in the log", 30)
    questions = await house.questions()
    assert [q.id for q in questions] == [i.question for i in items]
    assert [q.number for q in questions] == list(range(1, 601))


class Breaking:
    """A log whose next append is cut off, before or after the store has done it; all else is the real log's."""

    def __init__(self, log: Any, *, done: bool) -> None:
        self._log, self._done = log, done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def append(self, briefing: str, append: Append) -> Any:
        if self._done:
            await self._log.append(briefing, append)
        raise Unavailable("cut")


@pytest.mark.parametrize("done", [False, True])
async def test_a_desk_cut_off_at_its_append_loses_nothing_and_doubles_nothing(house: House, done: bool):
    """The cursor stands with the questions, in the same append: moved before or after it, one of the two fails."""
    items = [house.ask(f"{n}?") for n in range(3)]
    await house.knock(*items)
    cut = house.intake(Breaking(house.log, done=done))
    await cut.begin()
    with pytest.raises(Unavailable):
        await cut.work()
    assert len(await house.questions()) == (3 if done else 0)
    assert (await house.record(CURSOR) is not None) == done
    async with house.desk():
        await house.knock(house.ask("соңғы?"))
        await until(lambda: house.holds(4), "what the cut desk left behind")
    assert [q.number for q in await house.questions()] == [1, 2, 3, 4]
    stored = await house.staff.read(house.briefing, [CURSOR, key("question", (await house.questions())[-1].id)])
    assert len({s.version for s in stored.values()}) == 1


async def test_only_the_author_withdraws(house: House):
    mine, theirs = house.ask("Менікі?", author="a" * 32), house.ask("Олардікі?", author="b" * 32)
    async with house.desk():
        await house.knock(mine, theirs)
        await house.knock(
            *(Knock("withdraw", "a" * 32, f"command-{i.question}", "", i.question) for i in (mine, theirs))
        )
        await house.knock(house.ask("соңғы?"))
        await until(lambda: house.holds(3), "the last question")
    assert [q.state for q in await house.questions()] == ["withdrawn", "received", "received"]


async def test_votes_are_counted_once_a_viewer_and_published_coalesced(house: House):
    item = house.ask("Қашан?")
    async with house.desk():
        await house.knock(item)
        await until(lambda: house.holds(1), "the question")
        assert isinstance(await desk.approve(house.act(), item.question, 0), Done)
        voters = [secrets.token_hex(16) for _ in range(40)]
        for voter in voters:
            await house.knock(house.vote(item.question, voter), house.vote(item.question, voter))
            await asyncio.sleep(0.01)

        async def counted() -> bool:
            return await house.record(key("tally", item.question)) == Tally(id=item.question, votes=40)

        await until(counted, "40 votes")
    entries = await first(house.staff.follow(house.briefing, "0"))
    times = [e.entry.at for e in entries if any(event.type == "tallied" for event in e.entry.events)]
    assert len(times) >= 2
    for at in times:
        assert sum(at <= other < at + 1000 for other in times) <= 4, times


async def test_votes_that_a_killed_desk_had_read_are_counted_by_another(house: House):
    item = house.ask("Қашан?")
    async with house.desk():
        await house.knock(item)
        await until(lambda: house.holds(1), "the question")
    await desk.approve(house.act(), item.question, 0)
    await house.knock(house.vote(item.question))
    cursor = await house.record(CURSOR)
    entries = await first(house.log.inbox(house.briefing, cursor.at))
    early = Intake(house.log, KINDS, house.briefing, lambda: cursor.tallied_at + 1, says_ru)
    await early.begin()
    await early.take_in(entries)
    assert (await house.record(CURSOR)).voted == (item.question,)
    async with house.desk():

        async def counted() -> bool:
            return (await house.record(key("tally", item.question))).votes == 1

        await until(counted, "the vote that the first desk had read")
    assert (await house.record(CURSOR)).voted == ()


# -- the process --------------------------------------------------------------------------------------


class Status:
    def __init__(self) -> None:
        self.away: dict[str, str | None] = {}

    def __call__(self, part: str, reason: str | None) -> None:
        self.away[part] = reason


@asynccontextmanager
async def process(log: Any, status: Status) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    task = asyncio.create_task(intake.run(log, KINDS, clock, says_ru, stop, status))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(5):
            await task


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
        await working.work(quiet_s=0.1)
    assert len(await house.questions()) == 1


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
