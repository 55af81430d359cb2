"""The use cases of answering in writing, on the log in memory; the pages' tests play them on a real store."""

from __future__ import annotations

from typing import Any

import pytest

from qa import desk as staff
from qa import notice_desk as desk
from qa.departments import Department, Details
from studio.briefing import KEY
from studio.events import (
    OFFICE,
    Answered,
    Approved,
    BriefingEnded,
    BriefingOpened,
    BriefingRevised,
    Merged,
    Noticed,
    text_hash,
)
from studio.log import Act, Done, decode
from studio.log_memory import MemoryLog
from studio.records import Refusal, key
from tests.qa.samples import AT, DETAILS, KINDS, ME, asked

EDUCATION = Department(id="edu", name={"kk": "Білім"}, email="b@example.kz")
NAMES = {"kk": "Білім", "ru": "Образование", "en": "Education"}


class At:
    """A briefing that has ended, with a question on notice."""

    def __init__(self) -> None:
        self.log = MemoryLog()

    def act(self, by: str = ME, command: str | None = None, briefing: str = "b1") -> Act:
        return Act(self.log, KINDS, briefing, by, AT + 1, command)

    async def announce(self, *events: Any) -> None:
        assert isinstance(await self.act().commit([], lambda _: list(events)), Done)

    async def record(self, name: str, briefing: str = "b1") -> Any:
        return decode(KINDS, name, (await self.log.read(briefing, [name]))[name])


@pytest.fixture
async def at() -> At:
    made = At()
    await made.announce(BriefingRevised(details=DETAILS), BriefingOpened(), asked("q1"), asked("q2", number=2))
    await made.announce(Noticed(question="q1", decision="d", due=AT + 9), BriefingEnded())
    return made


async def test_from_the_promise_to_the_answer_after_the_briefing_has_ended(at: At):
    assert (await at.record(KEY)).state == "ended"
    assert isinstance(await staff.notice(at.act(), "d2", "q1"), Refusal)
    for step in (
        desk.hand_over(at.act(), "q1", 1, EDUCATION),
        desk.draft(at.act(), "q1", 2, {"kk": "Келесі жылы."}),
        desk.approve(at.act("m2"), "q1", 3),
        desk.publish(at.act("m2", "c-publish"), "q1", 4, 0),
    ):
        assert isinstance(await step, Done)
    notice, question = await at.record("notice/q1"), await at.record("question/q1")
    assert (notice.state, question.state, question.decision.id) == ("published", "answered", "c-publish")
    again = await desk.publish(at.act("m2", "c-publish"), "q1", 4, 0)
    assert isinstance(again, Done)
    assert again.repeated


async def test_of_two_who_draft_at_once_one_is_told_what_stands(at: At):
    assert isinstance(await desk.draft(at.act("m1", "c1"), "q1", 1, {"kk": "Иә"}), Done)
    late = await desk.draft(at.act("m2", "c2"), "q1", 1, {"kk": "Жоқ"})
    assert late == Refusal(code="changed_since", key="notice/q1")
    assert (await at.record("notice/q1")).texts == {"kk": "Иә"}


async def test_the_holder_of_a_merged_questions_receipt_objects_to_what_answered_it(at: At):
    approved = Approved(question="q2", decision="d", number=2, revision=0, language="kk", hash=text_hash("kk", "Неге?"))
    await at.announce(asked("q3", number=3), Merged(question="q3", decision="e", master="q2"), approved)
    assert await desk.object_(at.act("viewer"), "q3") == Refusal(code="not_answered", key="question/q3")
    await at.announce(Answered(question="q2"))
    assert isinstance(await desk.object_(at.act("viewer"), "q3"), Done)
    assert (await at.record("question/q3")).objected_at == AT + 1
    assert (await at.record("question/q2")).objected_at is None
    assert await desk.object_(at.act("viewer"), "none") == Refusal(code="not_found")


async def test_a_ring_of_merges_is_no_endless_way(at: At):
    ring = [Merged(question="q1", decision="e", master="q2"), Merged(question="q2", decision="f", master="q1")]
    await at.announce(*ring)
    assert isinstance(await desk.object_(at.act("viewer"), "q1"), Refusal)


async def test_a_department_stands_in_the_offices_log(at: At):
    office = at.act(briefing=OFFICE)
    details = Details(name=NAMES, email="b@example.kz")
    assert isinstance(await desk.put_department(office, "edu", details), Done)
    assert (await at.record("department/edu", OFFICE)).name == NAMES
    twice = await desk.put_department(office, "other", details)
    assert twice == Refusal(code="department_twice", key=key("department", "other"))
    assert isinstance(await desk.put_department(office, "edu", details, retired=True), Done)
    assert (await at.record("department/edu", OFFICE)).retired
