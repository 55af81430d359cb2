"""The use cases over each log: what is refused carries the present state, what is done is done once."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import pytest

from qa import desk
from qa.question import Question
from studio.events import BriefingEnded, BriefingRevised
from studio.log import Act, Done, decode
from studio.records import Refusal, key
from studio.redis_log import RedisLog
from tests.qa.samples import AT, COLLEAGUE, DETAILS, KINDS, ME, asked


class Desk:
    """A briefing with questions, and people who command."""

    def __init__(self, log: Any, briefing: str) -> None:
        self.log, self.briefing = log, briefing
        self.at = AT

    def act(self, by: str = ME, command: str | None = None) -> Act:
        return Act(self.log, KINDS, self.briefing, by, self.at, command or secrets.token_hex(8))

    async def announce(self, *events: Any) -> None:
        assert isinstance(await self.act("desk").commit([], lambda _: list(events)), Done)

    async def question(self, id: str = "q1") -> Question:
        name = key("question", id)
        return decode(KINDS, name, (await self.log.read(self.briefing, [name]))[name])


@pytest.fixture
async def at(log, briefing) -> Desk:
    desk = Desk(log, briefing)
    await desk.announce(BriefingRevised(details=DETAILS), asked("q1"), asked("q2", "Сколько?", "ru", 2))
    return desk


async def test_from_the_claim_to_the_answer(at: Desk):
    assert isinstance(await desk.claim(at.act(), "q1", False, "АС"), Done)
    refusal = await desk.claim(at.act(COLLEAGUE), "q1", False, "БК")
    assert refusal == Refusal(code="claimed", key="claim/q1")
    assert await desk.approve(at.act(COLLEAGUE), "q1", 0) == Refusal(code="claimed", key="claim/q1")
    assert isinstance(await desk.edit(at.act(), "q1", "Қашан?", "kk"), Done)
    assert isinstance(await desk.approve(at.act(), "q1", 1), Done)
    assert isinstance(await desk.undo(at.act(), "q1"), Done)
    assert isinstance(await desk.edit(at.act(), "q1", "Почему?", "ru", True), Done)
    assert isinstance(await desk.release(at.act(), "q1"), Done)
    assert isinstance(await desk.answered(at.act("p1"), "q1"), Done)
    question = await at.question()
    assert (question.state, question.approvals) == ("answered", {"ru": 2})
    assert isinstance(await desk.reject(at.act(), "q2", "insult"), Done)
    assert (await at.question("q2")).reason == "insult"


async def test_a_command_sent_again_is_done_once(at: Desk):
    first = await desk.approve(at.act(command="same-command"), "q1", 0)
    again = await desk.approve(at.act(command="same-command"), "q1", 0)
    assert isinstance(again, Done)
    assert again.repeated
    assert again.id == first.id
    assert await desk.approve(at.act(), "q1", 0) == Refusal(code="already_decided", key="question/q1")


async def test_a_renewed_claim_does_not_make_a_decision_conflict(at: Desk):
    await desk.claim(at.act(), "q1", False, "АС")
    before = (await at.log.read(at.briefing, ["question/q1"]))["question/q1"].version
    at.at += 10_000
    await desk.claim(at.act(), "q1", False, "АС")
    assert (await at.log.read(at.briefing, ["question/q1"]))["question/q1"].version == before


async def test_after_the_end_nothing_is_decided(at: Desk):
    await at.announce(BriefingEnded())
    for refusal in (
        await desk.approve(at.act(), "q1", 0),
        await desk.claim(at.act(), "q1", True, "АС"),
        await desk.answered(at.act(), "q1"),
    ):
        assert refusal == Refusal(code="ended", key="question/q1")


async def test_a_question_that_nobody_asked(at: Desk):
    assert await desk.approve(at.act(), "nothing", 0) == Refusal(code="not_found")


@pytest.mark.integration
async def test_a_thousand_decisions_of_four_clients_are_each_decided_once(valkey, briefing, redis_log):
    """Each of four moderators decides every question at about the same time; exactly one decision stands."""
    count, moderators = 250, ["m1", "m2", "m3", "m4"]
    at = Desk(redis_log, briefing)
    await at.announce(BriefingRevised(details=DETAILS))
    for start in range(0, count, 50):
        await at.announce(*(asked(f"q{n}", f"{n}?", number=n + 1) for n in range(start, start + 50)))
    logs = [RedisLog.connect(valkey.url("web")) for _ in moderators]

    async def hammer(by: str, log: RedisLog) -> list[Any]:
        outcomes = []
        for n in range(count):
            act = Act(log, KINDS, briefing, by, AT, secrets.token_hex(8))
            approves = (n + moderators.index(by)) % 2
            outcomes.append(await (desk.approve(act, f"q{n}", 0) if approves else desk.reject(act, f"q{n}", "insult")))
        return outcomes

    try:
        results = dict(zip(moderators, await asyncio.gather(*map(hammer, moderators, logs)), strict=True))
    finally:
        for log in logs:
            await log.aclose()
    for n in range(count):
        stood = [by for by in moderators if isinstance(results[by][n], Done)]
        assert len(stood) == 1, (n, stood)
        question = await at.question(f"q{n}")
        assert question.decision.by == stood[0]
        for by in moderators:
            if by not in stood:
                assert results[by][n] == Refusal(code="already_decided", key=f"question/q{n}")
    assert sum(isinstance(o, Done) for outcomes in results.values() for o in outcomes) == count
