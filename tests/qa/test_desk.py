"""The use cases over each log: what is refused carries the present state, what is done is done once.

That two moderators never both decide one question: tests/test_decisions.py.
"""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from qa import desk
from qa.desk import Bulk
from qa.history import History
from qa.marks import LABELS, Change, Label
from qa.moderation import Draft
from qa.question import Question
from studio.events import BriefingEnded, BriefingRevised, Diverted
from studio.log import Act, Done, decode
from studio.records import Refusal, key
from tests.qa.samples import AT, AUTHOR, COLLEAGUE, DETAILS, KINDS, ME, asked, flag, taken


class Desk:
    """A briefing with questions, and people who command."""

    def __init__(self, log: Any, briefing: str) -> None:
        self.log, self.briefing = log, briefing
        self.at = AT

    def act(self, by: str = ME, command: str | None = None) -> Act:
        return Act(self.log, KINDS, self.briefing, by, self.at, command or secrets.token_hex(8))

    async def announce(self, *events: Any) -> None:
        assert isinstance(await self.act("desk").commit([], lambda _: list(events)), Done)

    async def record(self, name: str) -> Any:
        return decode(KINDS, name, (await self.log.read(self.briefing, [name]))[name])

    async def question(self, id: str = "q1") -> Question:
        found: Question = await self.record(key("question", id))
        return found

    async def states(self, *ids: str) -> list[str]:
        return [(await self.question(id)).state for id in ids]

    async def history(self, of: str = ME) -> list[str]:
        found: History | None = await self.record(key("history", of))
        return [p.id for p in found.decisions] if found else []


@pytest.fixture
async def at(log, briefing) -> Desk:
    desk = Desk(log, briefing)
    await desk.announce(BriefingRevised(details=DETAILS), asked("q1"), asked("q2", "Сколько?", "ru", 2))
    await desk.announce(asked("q3", number=3, flags=(flag("iin"),)))
    return desk


def bulk(outcome: Any) -> Bulk:
    assert isinstance(outcome, Bulk), outcome
    return outcome


async def test_from_the_claim_to_the_answer(at: Desk):
    assert isinstance(await desk.claim(at.act(), "q1", False, "АС"), Done)
    refusal = await desk.claim(at.act(COLLEAGUE), "q1", False, "БК")
    assert refusal == Refusal(code="claimed", key="claim/q1")
    assert await desk.approve(at.act(COLLEAGUE), "d1", "q1", 0) == Refusal(code="claimed", key="claim/q1")
    assert isinstance(await desk.edit(at.act(), "d2", "q1", Draft("Қашан?", "kk")), Done)
    assert isinstance(await desk.approve(at.act(), "d3", "q1", 1), Done)
    assert bulk(await desk.undo(at.act(), "d3")).decided == ("q1",)
    assert isinstance(await desk.edit(at.act(), "d4", "q1", Draft("Почему?", "ru"), True), Done)
    assert isinstance(await desk.release(at.act(), "q1"), Done)
    assert isinstance(await desk.answered(at.act("p1"), "q1"), Done)
    question = await at.question()
    assert (question.state, question.approvals) == ("answered", {"ru": 2})
    assert isinstance(await desk.reject(at.act(), "d5", "q2", "insult"), Done)
    assert (await at.question("q2")).reason == "insult"
    assert await at.history() == ["d4", "d5"], "a wording that was only written is no decision"


async def test_a_command_sent_again_is_done_once(at: Desk):
    first = await desk.approve(at.act(command="same-command"), "d1", "q1", 0)
    again = await desk.approve(at.act(command="same-command"), "d1", "q1", 0)
    assert isinstance(again, Done)
    assert again.repeated
    assert again.id == first.id
    assert await desk.approve(at.act(), "d2", "q1", 0) == Refusal(code="already_decided", key="question/q1")
    undone = bulk(await desk.undo(at.act(command="undo-command"), "d1"))
    again = bulk(await desk.undo(at.act(command="undo-command"), "d1"))
    assert (again.done.repeated, again.done.id) == (True, undone.done.id)
    assert await at.states("q1") == ["received"]


async def test_a_renewed_claim_does_not_make_a_decision_conflict(at: Desk):
    await desk.claim(at.act(), "q1", False, "АС")
    before = (await at.log.read(at.briefing, ["question/q1"]))["question/q1"].version
    at.at += 10_000
    await desk.claim(at.act(), "q1", False, "АС")
    assert (await at.log.read(at.briefing, ["question/q1"]))["question/q1"].version == before


async def test_after_the_end_nothing_is_decided(at: Desk):
    await at.announce(BriefingEnded())
    ended = Refusal(code="ended", key="question/q1")
    assert await desk.approve(at.act(), "d1", "q1", 0) == ended
    assert await desk.approve_all(at.act(), "d1", ["q1", "q2"]) == ended
    assert await desk.mark(at.act(), "d1", ["q1"], Change(held=True)) == ended
    assert await desk.claim(at.act(), "q1", True, "АС") == ended
    assert await desk.answered(at.act(), "q1") == ended
    assert await desk.drop_label(at.act(), "la") == Refusal(code="ended", key=LABELS)
    assert await desk.set_intake(at.act(), "open", None) == Refusal(code="ended", key=desk.BRIEFING)


async def test_a_question_that_nobody_asked(at: Desk):
    missing = Refusal(code="not_found")
    assert await desk.approve(at.act(), "d1", "nothing", 0) == missing
    assert await desk.approve_all(at.act(), "d1", ["nothing"]) == missing
    assert await desk.merge(at.act(), "d1", "nothing", "q1") == missing
    assert await desk.merge(at.act(), "d1", "q1", "nothing") == Refusal(code="no_master", key="question/nothing")
    assert await desk.read_tip_off(at.act(), "nothing") == missing
    assert await desk.restrain(at.act(), "nothing", "ban", 1) == missing


# -- several at once ----------------------------------------------------------------------------------


async def test_a_bulk_decides_what_it_can_names_the_others_and_is_one_undo(at: Desk):
    await desk.claim(at.act(COLLEAGUE), "q2", False, "БК")
    done = bulk(await desk.approve_all(at.act(), "d1", ["q1", "q2", "q3", "nothing", "q1"]))
    assert done.decided == ("q1",)
    assert done.refused == {"q2": "claimed", "q3": "personal_data", "nothing": "not_found"}
    await desk.release(at.act(COLLEAGUE), "q2")
    rejected = bulk(await desk.reject_all(at.act(), "d2", ["q2", "q3"], "insult"))
    assert (rejected.decided, rejected.refused) == (("q2", "q3"), {})
    assert await at.states("q1", "q2", "q3") == ["approved", "rejected", "rejected"]
    assert await at.history() == ["d1", "d2"]
    assert bulk(await desk.undo(at.act(), "d2")).decided == ("q2", "q3")
    assert await at.states("q1", "q2", "q3") == ["approved", "received", "received"]
    assert await at.history() == ["d1"]


async def test_a_bulk_of_which_nothing_can_be_decided_is_refused_with_the_first_ones_state(at: Desk):
    await desk.reject(at.act(), "d1", "q2", "insult")
    refusal = await desk.approve_all(at.act(), "d2", ["q2", "q3"])
    assert refusal == Refusal(code="already_decided", key="question/q2")
    assert await at.history() == ["d1"]


async def test_a_bulk_sent_again_is_done_once(at: Desk):
    first = bulk(await desk.approve_all(at.act(command="same-command"), "d1", ["q1", "q2"]))
    again = bulk(await desk.approve_all(at.act(command="same-command"), "d1", ["q1", "q2"]))
    assert (again.done.repeated, again.done.id) == (True, first.done.id)
    assert await at.history() == ["d1"]


async def test_a_bulk_sent_again_says_again_what_was_refused(at: Desk):
    await desk.claim(at.act(COLLEAGUE), "q2", False, "БК")
    sent = lambda: desk.approve_all(at.act(command="same-command"), "d1", ["q1", "q2", "q3"])  # noqa: E731
    first = bulk(await sent())
    assert (first.decided, first.refused) == (("q1",), {"q2": "claimed", "q3": "personal_data"})
    again = bulk(await sent())
    assert (again.done.repeated, again.decided, again.refused) == (True, first.decided, first.refused)
    await desk.release(at.act(COLLEAGUE), "q2")
    free = bulk(await sent())
    assert (free.decided, free.refused) == (("q1",), {"q2": "busy", "q3": "personal_data"}), "it could be tried anew"


async def test_undo_of_a_bulk_leaves_what_was_overtaken_and_says_so(at: Desk):
    await desk.approve_all(at.act(), "d1", ["q1", "q2"])
    await at.announce(taken(await at.question("q2")))
    undone = bulk(await desk.undo(at.act(), "d1"))
    assert (undone.decided, undone.refused) == (("q1",), {"q2": "overtaken"})
    assert await at.states("q1", "q2") == ["received", "on_air"]
    assert await desk.undo(at.act(), "d1") == Refusal(code="nothing_to_undo", key=f"history/{ME}")


# -- undo ---------------------------------------------------------------------------------------------


async def test_the_last_twenty_of_each_moderator_can_be_taken_back_and_no_more(at: Desk):
    for n in range(4, 26):
        await at.announce(asked(f"q{n}", number=n))
    for n in range(4, 26):
        by = COLLEAGUE if n == 25 else ME
        assert isinstance(await desk.approve(at.act(by), f"d{n}", f"q{n}", 0), Done)
    gone = Refusal(code="nothing_to_undo", key=f"history/{ME}")
    assert await desk.undo(at.act(), "d4") == gone
    assert await desk.undo(at.act(), "d25") == gone, "a colleague's"
    assert len(await at.history()) == 20
    for n in [*range(5, 25, 2), *range(6, 25, 2)]:
        assert bulk(await desk.undo(at.act(), f"d{n}")).decided == (f"q{n}",)
    assert await at.history() == []
    states = await at.states(*(f"q{n}" for n in range(4, 26)))
    assert states == ["approved", *["received"] * 20, "approved"]


async def test_an_undo_that_air_has_overtaken_carries_the_state(at: Desk):
    await desk.approve(at.act(), "d1", "q1", 0)
    await at.announce(taken(await at.question()))
    assert await desk.undo(at.act(), "d1") == Refusal(code="overtaken", key="question/q1")


# -- merging, marks, labels, notice -------------------------------------------------------------------


async def test_a_merge_and_its_undo_or_the_colleagues_unmerge(at: Desk):
    for take_out in (lambda: desk.undo(at.act(), "d1"), lambda: desk.unmerge(at.act(COLLEAGUE), "q1")):
        assert isinstance(await desk.merge(at.act(), "d1", "q1", "q2"), Done)
        assert ((await at.question("q2")).merged, await at.states("q1")) == (("q1",), ["merged"])
        assert not isinstance(await take_out(), Refusal)
        assert ((await at.question("q2")).merged, await at.states("q1")) == ((), ["received"])
        assert await at.history() == []
    assert await desk.merge(at.act(), "d1", "q1", "q1") == Refusal(code="no_master", key="question/q1")


async def test_labels_are_put_on_as_they_are_at_that_moment(at: Desk):
    assert isinstance(await desk.put_label(at.act(), Label(id="la", name="Медицина", public=True)), Done)
    done = bulk(await desk.mark(at.act(), "d1", ["q1", "q2"], Change(add=("la",), pinned=True)))
    assert done.decided == ("q1", "q2")
    assert (await at.question()).public_labels == ("la",)
    assert isinstance(await desk.drop_label(at.act(), "la"), Done)
    assert await desk.mark(at.act(), "d2", ["q3"], Change(add=("la",))) == Refusal(code="bad_label", key=LABELS)
    assert bulk(await desk.mark(at.act(), "d3", ["q1"], Change(pinned=True))).decided == ()
    assert bulk(await desk.undo(at.act(), "d1")).decided == ("q1", "q2")
    assert (await at.question()).labels == ()


async def test_on_notice(at: Desk):
    assert isinstance(await desk.notice(at.act(), "d1", "q1"), Done)
    assert await at.states("q1") == ["on_notice"]
    assert bulk(await desk.undo(at.act(), "d1")).decided == ("q1",)
    assert await at.states("q1") == ["received"]


# -- the asker, the confidential role, the intake, colleagues -----------------------------------------


async def test_a_tip_off_is_diverted_and_read_once(at: Desk):
    assert isinstance(await desk.divert(at.act(), "q1", "YQ=="), Done)
    assert await desk.divert(at.act(), "q1", "Yg==") == Refusal(code="not_found")
    first = await desk.read_tip_off(at.act("c1"), "q1")
    assert [e.type for e in first.events] == ["tip_off_read"]
    assert (await desk.read_tip_off(at.act("c1"), "q1")).events == ()
    second = await desk.read_tip_off(at.act("c2"), "q1")
    assert [e.type for e in second.events] == ["tip_off_read"], "whoever else reads it is told of too"
    found = await at.record(key("tip_off", "q1"))
    assert (found.sealed, found.read_by, found.number) == ("YQ==", "c1", 1)
    await at.announce(Diverted(question="q9", number=9, received_at=1, sealed="Yg=="))
    assert isinstance(await desk.read_tip_off(at.act("c1"), "q9"), Done)


async def test_an_author_is_restrained_and_freed(at: Desk):
    assert isinstance(await desk.restrain(at.act(), "q1", "time_out", 10), Done)
    found = await at.record(key("restraint", AUTHOR))
    assert (found.how, found.until, found.by, found.question) == ("time_out", AT + 600_000, ME, "q1")
    assert isinstance(await desk.restrain(at.act(COLLEAGUE), "q2", "none", 10), Done)
    assert (await at.record(key("restraint", AUTHOR))).how == "none"


async def test_the_intake_pauses_with_a_message(at: Desk):
    assert isinstance(await desk.set_intake(at.act(), "paused", {"kk": "Үзіліс"}), Done)
    found = await at.record(desk.BRIEFING)
    assert (found.intake, found.intake_message) == ("paused", {"kk": "Үзіліс"})
