"""What is owed in writing, step by step; its whole life is played in test_notices_life.py."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qa import moderation as rules
from qa import notices
from qa.departments import Department
from qa.moderation import Draft
from qa.notices import ANSWER, REASON, STEPS, Case, Notice
from qa.question import public, readable
from studio.events import Approved, Undone, text_hash
from studio.records import Refusal, key
from tests.qa.samples import AT, COLLEAGUE, ENDED, ME, Table, asked, flag

DUE = AT + 15 * 24 * 3600 * 1000
EDUCATION = Department(id="edu", name={"kk": "Білім"}, email="b@example.kz")
HEALTH = Department(id="health", name={"kk": "Денсаулық"}, email="d@example.kz")
NOTICE = key("notice", "q1")


class Desk(Table):
    """A table with a question on notice, whose briefing is over unless told."""

    def __init__(self, *, approved: bool = False, noticed: bool = True, **fields: Any) -> None:
        super().__init__(**fields)
        if approved:
            self.do(rules.approve, 0)
        if noticed and not fields.get("consultation"):
            self.do(rules.notice, DUE)

    @property
    def notice(self) -> Notice:
        found: Notice = self.records[NOTICE]
        return found

    def case(self, by: str = ME, seen: int | None = None) -> Case:
        notice = self.records.get(NOTICE)
        now = notice.revision if notice and seen is None else seen or 0
        return Case("q1", notice, self.records.get(key("question", "q1")), by, self.at, "d9", now)

    def step(self, rule: Any, *args: Any, by: str = ME) -> list[str]:
        events = rule(self.case(by), *args)
        assert not isinstance(events, Refusal), events
        self.at += 1
        self.fold(events, by)
        return [e.type for e in events]

    def no(self, rule: Any, *args: Any, seen: int | None = None) -> str:
        refusal = rule(self.case(seen=seen), *args)
        assert isinstance(refusal, Refusal), refusal
        assert refusal.key in {NOTICE, None}
        return refusal.code

    def ready(self) -> None:
        """Drafted and approved."""
        self.step(notices.draft, {"kk": "Келесі жылы."})
        self.step(notices.approve)


ALL = [
    (notices.hand_over, EDUCATION), (notices.draft, {"kk": "Иә"}), (notices.approve,), (notices.publish,)
]  # fmt: skip


# -- how it comes about, and how it ends ------------------------------------------------------------------


def test_it_comes_about_when_a_question_is_taken_on_notice():
    desk = Desk()
    assert (desk.notice.state, desk.notice.since, desk.notice.due) == ("owed", desk.at, DUE)
    assert [(s.what, s.by, s.at) for s in desk.notice.steps] == [("noticed", ME, desk.at)]
    assert desk.kinds["notice"].public(desk.notice) is None


def test_a_consultation_is_owed_from_the_start():
    desk = Desk(consultation=True, received_at=AT - 5, due=DUE)
    assert (desk.notice.consultation, desk.notice.since, desk.notice.due) == (True, AT - 5, DUE)
    desk.fold([asked(consultation=True, received_at=AT)], "desk")
    assert len(desk.notice.steps) == 1, "a question that stands already is not asked anew"
    assert NOTICE not in Desk(noticed=False).records


@pytest.mark.parametrize("command", ALL)
def test_where_nothing_is_owed_nothing_is_done(command: Any):
    assert Desk(noticed=False).no(*command) == "not_found"
    desk = Desk()
    desk.undo()
    assert desk.notice.state == "void"
    assert desk.no(*command) == "not_owed"


def test_what_takes_the_question_off_notice_makes_it_void():
    for rule, args in [(rules.approve, (0,)), (rules.reject, ("insult",)), (rules.divert, ("YQ==",))]:
        desk = Desk()
        desk.ready()
        desk.do(rule, *args)
        assert desk.notice.state == "void", rule
    desk = Desk()
    desk.ask("q2")
    desk.do(lambda card: rules.merge(card, desk.card(id="q2")))
    assert desk.notice.state == "void"
    steps = len(desk.notice.steps)
    desk.do(rules.unmerge)
    assert (desk.notice.state, desk.question.state) == ("owed", "on_notice")
    assert len(desk.notice.steps) == steps + 1
    desk.do(rules.withdraw, by="a" * 32)
    assert desk.notice.state == "void"


def test_of_a_tip_off_no_draft_stays_either():
    desk = Desk()
    desk.step(notices.draft, {"kk": "Сырды айтамын"})
    desk.do(rules.divert, "YQ==")
    assert "Сыр" not in desk.notice.model_dump_json()
    assert (desk.notice.texts, desk.notice.hash, desk.notice.flags) == ({}, None, {})


def test_brought_back_it_has_its_draft_but_not_its_approval():
    desk = Desk()
    desk.ready()
    desk.do(rules.reject, "insult")
    desk.undo()
    assert (desk.notice.state, desk.notice.texts) == ("drafted", {"kk": "Келесі жылы."})
    assert desk.no(notices.publish) == "not_approved"
    desk.do(rules.reject, "insult")
    again = Undone(question="q1", person=None, master="q7")
    desk.fold([again])
    assert desk.notice.state == "void", "it waits as if new"
    desk.do(rules.notice, DUE + 1)
    assert (desk.notice.state, desk.notice.since, desk.notice.due) == ("drafted", desk.at, DUE + 1)


# -- who owes it --------------------------------------------------------------------------------------


def test_the_first_department_is_asked_and_another_for_a_reason():
    desk = Desk()
    assert desk.step(notices.hand_over, EDUCATION) == ["handed_over"]
    assert (desk.notice.department, desk.notice.handovers) == ("edu", 0)
    assert desk.step(notices.hand_over, EDUCATION) == []
    assert desk.no(notices.hand_over, HEALTH, " \u200b ") == "text_empty"
    assert desk.no(notices.hand_over, HEALTH, "х" * (REASON + 1)) == "text_too_long"
    desk.step(notices.hand_over, HEALTH, "Емхана туралы", by=COLLEAGUE)
    step = desk.notice.done("handed_over")
    assert step is not None
    assert (desk.notice.department, desk.notice.handovers) == ("health", 1)
    assert (step.department, step.reason, step.by, step.at) == ("health", "Емхана туралы", COLLEAGUE, desk.at)


def test_an_unknown_or_retired_department_owes_nothing():
    desk = Desk()
    assert desk.no(notices.hand_over, None) == "bad_department"
    assert desk.no(notices.hand_over, EDUCATION.model_copy(update={"retired": True})) == "bad_department"


# -- drafting and approving ---------------------------------------------------------------------------


def test_a_draft_is_cleaned_bounded_and_flagged():
    desk = Desk()
    assert desk.no(notices.draft, {"kk": " \u200b", "ru": ""}) == "text_empty"
    assert desk.no(notices.draft, {"kk": "х" * (ANSWER + 1)}) == "text_too_long"
    assert desk.step(notices.draft, {"ru": " В\u200b мае. ", "kk": "", "en": "In May."}) == ["drafted"]
    assert (desk.notice.state, desk.notice.texts) == ("drafted", {"en": "In May.", "ru": "В мае."})
    assert desk.step(notices.draft, {"en": "In May.", "ru": "В мае."}) == []
    desk.step(notices.draft, {"ru": "Пишите на ayan@example.kz"})
    assert desk.no(notices.approve) == "personal_data"
    assert desk.step(notices.approve, True) == ["draft_approved"]


def test_exactly_the_draft_that_was_seen_is_approved():
    desk = Desk()
    assert desk.no(notices.approve) == "no_draft"
    desk.step(notices.draft, {"kk": "Иә"})
    seen = desk.notice.revision
    desk.step(notices.draft, {"kk": "Жоқ"}, by=COLLEAGUE)
    assert desk.no(notices.approve, seen=seen) == "changed_since"
    (event,) = notices.approve(desk.case())
    assert event.hash == desk.notice.hash
    desk.step(notices.approve)
    assert desk.no(notices.approve) == "already_decided"
    drafted, approved = desk.notice.done("drafted"), desk.notice.done("draft_approved")
    assert drafted
    assert approved
    assert (drafted.by, approved.by) == (COLLEAGUE, ME)


@pytest.mark.parametrize("command", ALL)
def test_whatever_happened_since_refuses_what_was_filled_in_before(command: Any):
    desk = Desk()
    desk.ready()
    seen = desk.notice.revision
    desk.step(notices.hand_over, HEALTH)
    assert desk.no(*command, seen=seen) == "changed_since"


def test_another_draft_needs_another_approval():
    desk = Desk()
    desk.ready()
    desk.step(notices.draft, {"kk": "Жоқ"})
    assert desk.notice.state == "drafted"
    assert desk.no(notices.publish) == "not_approved"


# -- publishing ---------------------------------------------------------------------------------------


def test_published_it_answers_the_question_that_everyone_could_read():
    desk = Desk(approved=True)
    desk.records["briefing/briefing"] = ENDED
    desk.ready()
    assert desk.step(notices.publish, by=COLLEAGUE) == ["answer_published", "answered"]
    assert (desk.state, desk.question.answered_by, desk.question.answered_at) == ("answered", "writing", desk.at)
    assert readable(desk.question)
    assert (desk.view["text"], desk.view["answered_by"]) == ("Неге?", "writing")
    assert desk.notice.state == "published"
    published = desk.notice.done("answer_published")
    assert published
    assert published.by == COLLEAGUE
    assert [desk.no(*command) for command in ALL] == ["not_owed"] * 4


def test_an_answer_makes_no_question_public_that_nobody_approved():
    desk = Desk()
    desk.ready()
    desk.step(notices.publish)
    assert desk.state == "answered"
    assert not readable(desk.question)
    assert desk.view == {
        "kind": "question", "id": "q1", "state": "answered", "number": 1, "author": "a" * 32, "answered_by": "writing"
    }  # fmt: skip


def test_whoever_publishes_may_approve_the_question_as_it_was_asked():
    desk = Desk()
    desk.ready()
    assert desk.no(notices.publish, 7) == "not_found"
    assert desk.step(notices.publish, 0) == ["answer_published", "approved", "answered"]
    assert (desk.notice.state, desk.state) == ("published", "answered")
    assert desk.view["text"] == "Неге?"
    assert desk.question.decision.by == ME


def test_or_in_their_own_words():
    desk = Desk()
    desk.ready()
    assert desk.no(notices.publish, Draft(" ", "kk")) == "text_empty"
    assert desk.no(notices.publish, Draft("х" * 501, "kk")) == "text_too_long"
    events = ["answer_published", "worded", "approved", "answered"]
    assert desk.step(notices.publish, Draft("Қашан ашылады?", "kk", "clarified")) == events
    assert (desk.view["text"], desk.view["edited"]) == ("Қашан ашылады?", True)
    assert desk.question.wordings[1].hash == text_hash("kk", "Қашан ашылады?")
    other = Desk()
    other.ready()
    assert other.step(notices.publish, Draft("Неге?", "kk")) == ["answer_published", "approved", "answered"]


def test_personal_data_are_asked_about_once_more():
    desk = Desk(flags=(flag("phone", "name"),))
    desk.ready()
    assert desk.no(notices.publish, 0) == "personal_data"
    assert desk.step(notices.publish, 0, True)[-1] == "answered"


def test_a_consultation_is_answered_to_its_asker_alone():
    desk = Desk(consultation=True)
    desk.ready()
    assert desk.no(notices.publish, 0) == "private"
    desk.step(notices.publish)
    assert desk.state == "answered"
    assert not readable(desk.question)
    assert "text" not in public(desk.question)
    assert public(desk.question)["consultation"] is True


def test_what_was_published_stays_so():
    desk = Desk(approved=True)
    desk.ready()
    desk.step(notices.publish)
    before = desk.notice
    again = Approved(question="q1", number=1, revision=0, language="kk", hash=text_hash("kk", "Неге?"), text="Неге?")
    desk.fold([again])
    assert desk.notice == before


# -- objecting ----------------------------------------------------------------------------------------


def test_the_asker_objects_once_to_an_answer_in_speech_or_in_writing():
    desk = Desk(noticed=False)
    refused = notices.object_(desk.question, desk.question)
    assert refused == Refusal(code="not_answered", key=key("question", "q1"))
    desk.do(rules.approve, 0)
    desk.do(rules.answered)
    assert desk.question.answered_by == "speech"
    (event,) = notices.object_(desk.question, desk.question)
    desk.fold([event], "viewer")
    assert desk.question.objected_at == desk.at
    assert notices.object_(desk.question, desk.question) == []
    assert notices.object_(None, None) == Refusal(code="not_found")
    assert notices.object_(desk.question, None) == Refusal(code="not_found")


# -- the record's size, and time ----------------------------------------------------------------------


def test_the_record_keeps_the_latest_steps():
    desk = Desk()
    for n in range(STEPS + 5):
        desk.step(notices.draft, {"kk": f"Жауап {n}"})
    assert len(desk.notice.steps) == STEPS
    assert desk.notice.revision == STEPS + 6
    assert desk.notice.done("noticed") is None


def test_it_is_overdue_the_moment_its_last_day_is_over_and_not_once_it_was_answered():
    desk = Desk()
    assert not notices.overdue(desk.notice, DUE)
    assert notices.overdue(desk.notice, DUE + 1)
    assert not notices.overdue(desk.notice.model_copy(update={"due": None}), DUE + 1)
    desk.ready()
    assert notices.overdue(desk.notice, DUE + 1)
    desk.step(notices.publish)
    assert not notices.overdue(desk.notice, DUE + 1)


def test_a_term_is_counted_in_working_days_from_the_day_after_by_the_houses_clock():
    almaty = ZoneInfo("Asia/Almaty")
    friday = int(datetime(2026, 3, 20, 23, 30, tzinfo=almaty).timestamp() * 1000)

    def weekday(day: date) -> bool:
        return day.weekday() < 5

    ends = notices.due(friday, 1, weekday, almaty)
    assert datetime.fromtimestamp(ends / 1000, almaty).isoformat() == "2026-03-23T23:59:59.999000+05:00"
    assert datetime.fromtimestamp((ends + 1) / 1000, almaty).day == 24
    five = notices.due(friday, 5, weekday, almaty)
    assert datetime.fromtimestamp(five / 1000, almaty).date() == date(2026, 3, 27)
    assert datetime.fromtimestamp(notices.due(friday, 0, weekday) / 1000, UTC).date() == date(2026, 3, 20)
