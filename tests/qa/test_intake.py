"""The desk over each log: every question exactly once, in order, whoever dies when."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from qa import desk
from qa.inbox import CURSOR
from qa.intake import Intake
from qa.question import Tally
from qa.receipts import receipt_hash
from studio.log import Append, Done, Unavailable
from studio.records import key
from studio.redis_air import Knock
from tests.qa.house import House, first, says_ru
from tests.qa.samples import KINDS
from tests.waiting import until


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
        assert isinstance(await desk.approve(house.act(), "d1", item.question, 0), Done)
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
    await desk.approve(house.act(), "d1", item.question, 0)
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


async def test_a_family_is_counted_by_person_whoever_is_asked_for(house: House):
    """The third goes into the second, and that into the first; one of the people voted for two of them."""
    items = [house.ask(f"{n}?") for n in range(3)]
    first, second, third = (i.question for i in items)
    voters = [secrets.token_hex(16) for _ in range(4)]

    def tallied(question: str, votes: int) -> Callable[[], Awaitable[bool]]:
        async def true() -> bool:
            tally = await house.record(key("tally", question))
            return tally is not None and tally.votes == votes

        return true

    async with house.desk():
        await house.knock(*items)
        await until(lambda: house.holds(3), "the questions")
        assert isinstance(await desk.approve_all(house.act(), "d1", [first, second, third]), desk.Bulk)
        await house.knock(house.vote(first, voters[0]), house.vote(second, voters[0]))
        await house.knock(house.vote(second, voters[1]), house.vote(third, voters[2]))
        await until(tallied(first, 1), "the master's own vote")
        assert isinstance(await desk.merge(house.act(), "d2", third, second), Done)
        assert isinstance(await desk.merge(house.act(), "d3", second, first), Done)
        await until(tallied(first, 3), "three people, one of whom voted twice")
        await house.knock(house.vote(first, voters[3]))
        await until(tallied(first, 4), "one more")
        assert isinstance(await desk.unmerge(house.act(), third), Done)
        await until(tallied(first, 3), "the vote of a grandchild goes with it")
        assert isinstance(await desk.undo(house.act(), "d3"), desk.Bulk)
        await until(tallied(first, 2), "its own votes")


async def test_a_master_approved_after_the_merge_has_the_votes_of_both(house: House):
    items = [house.ask(f"{n}?") for n in range(2)]
    first, second = (i.question for i in items)
    async with house.desk():
        await house.knock(*items)
        await until(lambda: house.holds(2), "the questions")
        assert isinstance(await desk.approve(house.act(), "d0", second, 0), Done)
        await house.knock(house.vote(second), house.vote(second))
        assert isinstance(await desk.merge(house.act(), "d1", second, first), Done)
        await house.knock(house.ask("соңғы?"))
        await until(lambda: house.holds(3), "all that came before is counted")
        assert isinstance(await desk.approve(house.act(), "d2", first, 0), Done)

        async def counted() -> bool:
            return (await house.record(key("tally", first))).votes == 2

        await until(counted, "the votes of what was merged before")
