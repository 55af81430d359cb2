"""The rules of deciding, one by one; taking back and merging have files of their own.

The whole machine is played in tests/test_stateful.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from qa import moderation as rules
from qa import question as q
from qa.moderation import Draft
from studio.events import text_hash
from studio.records import Refusal
from tests.qa.samples import AUTHOR, COLLEAGUE, ENDED, ME, Table, flag

QUESTION, CLAIM = "question/q1", "claim/q1"


def draft(text: str = "Қашан?", language: Any = "kk", why: Any = None) -> Draft:
    return Draft(text, language, why)


def merge_into_q2(card: rules.Card) -> rules.Decided:
    return rules.merge(card, Table(id="q2", number=2).card(id="q2"))


DECISIONS = [
    (rules.approve, 0), (rules.edit, draft()), (rules.edit, draft(), True), (rules.reject, "insult"),
    (rules.notice,), (merge_into_q2,), (rules.divert, "YQ=="),
]  # fmt: skip
ALL = [
    *DECISIONS, (rules.undo, "d1"), (rules.unmerge,), (rules.withdraw,), (rules.answered,), (rules.claim, "АС")
]  # fmt: skip


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.mark.parametrize("command", ALL)
def test_what_does_not_exist_or_was_diverted_is_not_found(table: Table, command):
    table.do(rules.divert, "YQ==")
    assert table.refused(*command, by=AUTHOR) == ("not_found", None)
    table.question = None
    assert table.refused(*command) == ("not_found", None)


@pytest.mark.parametrize("command", ALL)
def test_nothing_is_decided_once_the_briefing_has_ended(command):
    assert Table(briefing=ENDED).refused(*command) == ("ended", QUESTION)


def test_no_briefing_yet_refuses_nothing_but_what_needs_its_list():
    assert not isinstance(rules.approve(Table(briefing=None).card(), 0), Refusal)
    assert Table(briefing=None).refused(rules.reject, "insult") == ("bad_reason", QUESTION)


# -- claims -------------------------------------------------------------------------------------------


def test_a_claim_is_a_lease_of_thirty_seconds_from_now_and_is_renewed(table: Table):
    assert table.do(rules.claim, "АС") == ["claimed"]
    assert table.claim == q.Claim(id="q1", holder=ME, initials="АС", until=table.at + 30_000)
    table.at += 20_000
    table.do(rules.claim, "АС")
    assert table.claim.until == table.at + 30_000


def test_a_colleague_does_not_get_a_held_claim_but_takes_it_on_purpose(table: Table):
    table.do(rules.claim, "АС")
    assert table.refused(rules.claim, "БК", by=COLLEAGUE) == ("claimed", CLAIM)
    table.do(rules.claim, "БК", True, by=COLLEAGUE)
    assert table.claim.holder == COLLEAGUE
    assert table.refused(rules.approve, 0) == ("claimed", CLAIM)


def test_a_claim_is_free_the_moment_its_lease_has_passed(table: Table):
    table.do(rules.claim, "АС")
    table.at = table.claim.until - 1
    assert table.refused(rules.claim, "БК", by=COLLEAGUE) == ("claimed", CLAIM)
    table.at += 1
    assert table.do(rules.claim, "БК", by=COLLEAGUE) == ["claimed"]


def test_a_claim_is_given_up_by_its_holder_alone(table: Table):
    assert table.do(rules.release) == []
    table.do(rules.claim, "АС")
    assert table.refused(rules.release, by=COLLEAGUE) == ("claimed", CLAIM)
    assert table.do(rules.release) == ["released"]
    assert table.do(rules.claim, "БК", by=COLLEAGUE) == ["claimed"]


@pytest.mark.parametrize("command", DECISIONS)
def test_a_decision_on_what_a_colleague_holds_is_refused_with_the_claim(table: Table, command):
    table.do(rules.claim, "БК", by=COLLEAGUE)
    assert table.refused(*command) == ("claimed", CLAIM)
    table.at += 30_000
    assert table.do(*command)


# -- approving and editing ----------------------------------------------------------------------------


def test_an_approval_announces_the_wording_and_who_asked(table: Table):
    (event,) = rules.approve(table.card(), 0)
    assert (event.text, event.language, event.name, event.region) == ("Неге?", "kk", "Айдана", "Қызылорда облысы")
    assert (event.number, event.revision, event.hash) == (1, 0, text_hash("kk", "Неге?"))
    table.fold([event])
    assert (table.state, table.question.approvals) == ("approved", {"kk": 0})
    assert table.question.decision == q.Decision(id="d0", by=ME, at=table.at, kind="approved")


def test_an_unknown_revision_is_not_approved(table: Table):
    assert table.refused(rules.approve, 7) == ("not_found", QUESTION)


def test_without_a_revision_what_the_queue_shows_is_approved(table: Table):
    table.do(rules.edit, draft())
    table.do(rules.edit, draft("Почему?", "ru"))
    table.do(rules.approve, None)
    assert table.question.approvals == {"kk": 1}
    table.do(rules.edit, draft("Қашан енді?"))
    assert table.refused(rules.approve, None) == ("already_decided", QUESTION), "nobody saw the new one in the queue"


def test_the_second_of_two_is_told_that_it_is_decided(table: Table):
    table.do(rules.approve, 0)
    assert table.refused(rules.approve, 0) == ("already_decided", QUESTION)
    for command in (
        (rules.approve, 0), (rules.reject, "insult"), (rules.edit, draft(), True), (rules.notice,), (merge_into_q2,)
    ):  # fmt: skip
        assert table.refused(*command, by=COLLEAGUE) == ("already_decided", QUESTION)


def test_a_colleague_changes_a_decision_only_with_the_card_open(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.claim, "БК", by=COLLEAGUE)
    assert table.do(rules.reject, "insult", by=COLLEAGUE) == ["rejected"]
    assert (table.state, table.question.approvals) == ("rejected", {})


def test_an_edit_is_a_new_revision_with_its_reason_and_the_asked_wording_stays(table: Table):
    assert table.do(rules.edit, draft("  Қашан\u200b ашылады? ", why="typo")) == ["worded"]
    first, second = table.question.wordings
    assert (first.text, first.by, first.why) == ("Неге?", "viewer", None)
    assert (second.revision, second.text, second.by, second.hash, second.why) == (
        1, "Қашан ашылады?", ME, text_hash("kk", "Қашан ашылады?"), "typo"
    )  # fmt: skip
    assert table.state == "received"


def test_the_earlier_approval_stands_until_the_new_revision_is_approved(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.edit, draft())
    assert table.question.approvals == {"kk": 0}
    table.do(rules.approve, 1)
    assert table.question.approvals == {"kk": 1}


def test_edit_and_approve_is_one_step(table: Table):
    assert table.do(rules.edit, draft(), True) == ["worded", "approved"]
    assert table.question.approvals == {"kk": 1}


def test_each_language_has_its_own_approval(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.edit, draft("Почему?", "ru"), True)
    assert table.question.approvals == {"kk": 0, "ru": 1}


def test_a_wording_that_stands_is_not_written_twice(table: Table):
    table.do(rules.edit, draft())
    assert table.do(rules.edit, draft("Қашан? ")) == []
    assert table.do(rules.edit, draft("Неге?"), True) == ["approved"]
    assert table.question.approvals == {"kk": 0}
    assert table.refused(rules.edit, draft("Неге?"), True) == ("already_decided", QUESTION)
    assert table.do(rules.edit, draft("Неге?", "ru")) == ["worded"]


@pytest.mark.parametrize(("text", "code"), [("\u200b\n", "text_empty"), ("а" * 501, "text_too_long")])
def test_an_edit_is_screened_as_a_question_is(table: Table, text, code):
    assert table.refused(rules.edit, draft(text)) == (code, None)


# -- personal data ------------------------------------------------------------------------------------


def test_personal_data_in_the_wording_are_asked_about_once_more():
    table = Table(flags=(flag("iin"),))
    assert table.refused(rules.approve, 0) == ("personal_data", QUESTION)
    assert table.refused(rules.approve, None) == ("personal_data", QUESTION)
    assert table.refused(rules.edit, draft("Неге?"), True) == ("personal_data", QUESTION)
    assert table.do(rules.approve, 0, True) == ["approved"]


def test_personal_data_that_a_moderator_writes_are_found_and_asked_about(table: Table):
    written = draft("Нөмірім: +7 701 123 45 67")
    assert table.refused(rules.edit, written, True) == ("personal_data", QUESTION)
    assert table.do(rules.edit, written, True, True) == ["worded", "approved"]
    assert [f.kind for f in table.question.wordings[1].flags] == ["phone"]


def test_another_wording_without_them_is_not_asked_about():
    table = Table(flags=(flag("phone"),))
    assert table.do(rules.edit, draft("Жасырылған: ***", why="data_hidden"), True) == ["worded", "approved"]


def test_personal_data_in_the_name_or_the_region_are_asked_about_until_hidden():
    for field, other in (("name", "region"), ("region", "name")):
        table = Table(flags=(flag("email", field),))
        table.question = table.question.model_copy(update={"hidden": (other,)})
        assert table.refused(rules.approve, 0) == ("personal_data", QUESTION)
        table.question = table.question.model_copy(update={"hidden": (field,)})
        assert table.do(rules.approve, 0) == ["approved"]


@pytest.mark.parametrize("kind", ["insult", "accusation", "threat", "tip_off"])
def test_what_is_only_a_hint_refuses_nothing(kind):
    assert Table(flags=(flag(kind),)).do(rules.approve, 0) == ["approved"]


# -- rejecting and taking on notice -------------------------------------------------------------------


def test_a_refusal_has_a_reason_of_the_briefings_list(table: Table):
    assert table.refused(rules.reject, "dislike") == ("bad_reason", QUESTION)
    assert table.refused(rules.reject, "rude") == ("bad_reason", QUESTION), "the office has retired it"
    table.do(rules.reject, "insult")
    assert (table.state, table.question.reason) == ("rejected", "insult")


@pytest.mark.parametrize("command", DECISIONS[:-1])
def test_what_is_refused_or_withdrawn_is_decided_unless_undone(command):
    rejected, withdrawn = Table(), Table()
    rejected.do(rules.reject, "off-topic")
    assert rejected.refused(*command) == ("already_decided", QUESTION)
    rejected.undo()
    assert (rejected.state, rejected.question.reason) == ("received", None)
    assert rejected.do(*command)
    withdrawn.do(rules.withdraw, by=AUTHOR)
    assert withdrawn.refused(*command) == ("already_decided", QUESTION)


def test_what_is_or_was_on_air_is_not_refused(table: Table):
    table.do(rules.approve, 0)
    table.take()
    assert table.refused(rules.reject, "insult") == ("on_air", QUESTION)
    table.clear()
    assert table.refused(rules.reject, "insult") == ("overtaken", QUESTION)


def test_what_is_on_notice_waits_for_its_answer_and_may_be_approved_after_all(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.edit, draft("Почему?", "ru"), True)
    assert table.do(rules.notice) == ["noticed"]
    assert (table.state, table.question.decision.kind) == ("on_notice", "noticed")
    assert table.refused(rules.notice) == ("already_decided", QUESTION)
    assert table.refused(rules.answered) == ("not_approved", QUESTION)
    table.do(rules.approve, 1)
    assert (table.state, table.question.approvals) == ("approved", {"ru": 1}), "each language is approved anew"


def test_what_was_on_air_may_be_taken_on_notice_but_not_while_it_is(table: Table):
    table.do(rules.approve, 0)
    table.take()
    assert table.refused(rules.notice) == ("on_air", QUESTION)
    table.clear()
    assert table.do(rules.notice) == ["noticed"]


# -- a consultation -----------------------------------------------------------------------------------


def test_a_consultation_never_goes_on_air():
    table = Table(consultation=True)
    assert table.state == "on_notice"
    assert table.refused(rules.approve, 0) == ("private", QUESTION)
    assert table.refused(rules.approve, 0, True) == ("private", QUESTION)
    assert table.refused(rules.edit, draft(), True) == ("private", QUESTION)
    assert table.refused(rules.answered) == ("not_approved", QUESTION)
    assert table.do(rules.edit, draft()) == ["worded"]
    assert table.do(rules.reject, "insult") == ["rejected"]
    table.undo()
    assert table.state == "on_notice"


# -- diverting ----------------------------------------------------------------------------------------


def test_a_tip_off_is_diverted_by_whoever_reads_it(table: Table):
    table.do(rules.edit, draft())
    assert table.do(rules.divert, "YQ==", by=COLLEAGUE) == ["diverted"]
    assert table.records["tip_off/q1"].sealed == "YQ=="
    assert table.state == "diverted"


def test_what_was_refused_before_is_diverted_too_unless_a_colleague_has_it_open(table: Table):
    table.do(rules.reject, "insult")
    table.do(rules.claim, "БК", by=COLLEAGUE)
    assert table.refused(rules.divert, "YQ==") == ("claimed", CLAIM)
    assert table.do(rules.divert, "YQ==", by=COLLEAGUE) == ["diverted"]
    assert (table.question.wordings, table.question.reason) == ((), None)


@pytest.mark.parametrize("gone", [(rules.withdraw, AUTHOR), (rules.answered, ME)])
def test_what_was_withdrawn_or_answered_is_not_diverted(table: Table, gone: tuple[Any, str]):
    table.do(rules.approve, 0)
    table.do(gone[0], by=gone[1])
    assert table.refused(rules.divert, "YQ==") == ("already_decided", QUESTION)


def test_what_was_approved_by_mistake_is_diverted_until_it_was_on_air(table: Table):
    table.do(rules.approve, 0)
    aired = Table()
    aired.do(rules.approve, 0)
    assert table.do(rules.divert, "YQ==", by=COLLEAGUE) == ["diverted"]
    aired.take()
    assert aired.refused(rules.divert, "YQ==") == ("on_air", QUESTION)
    aired.clear()
    assert aired.refused(rules.divert, "YQ==") == ("overtaken", QUESTION)


# -- the author ---------------------------------------------------------------------------------------


def test_the_author_withdraws_until_it_is_taken(table: Table):
    assert table.refused(rules.withdraw, by="b" * 32) == ("not_yours", None)
    table.do(rules.approve, 0)
    assert table.do(rules.withdraw, by=AUTHOR) == ["withdrawn"]
    assert (table.state, table.question.approvals) == ("withdrawn", {})
    assert table.do(rules.withdraw, by=AUTHOR) == []


def test_what_was_taken_is_not_withdrawn(table: Table):
    table.do(rules.approve, 0)
    table.take()
    assert table.refused(rules.withdraw, by=AUTHOR) == ("on_air", QUESTION)
    table.clear()
    assert table.refused(rules.withdraw, by=AUTHOR) == ("overtaken", QUESTION)


def test_what_was_refused_or_answered_is_not_withdrawn(table: Table):
    table.do(rules.reject, "insult")
    assert table.refused(rules.withdraw, by=AUTHOR) == ("already_decided", QUESTION)
    answered = Table()
    answered.do(rules.approve, 0)
    answered.do(rules.answered)
    assert answered.refused(rules.withdraw, by=AUTHOR) == ("overtaken", QUESTION)


# -- answered -----------------------------------------------------------------------------------------


def test_only_what_was_approved_is_answered_and_once(table: Table):
    assert table.refused(rules.answered) == ("not_approved", QUESTION)
    table.do(rules.approve, 0)
    table.take()
    assert table.do(rules.answered) == ["answered"]
    assert table.question.answered_at == table.at
    assert table.refused(rules.answered) == ("already_decided", QUESTION)
