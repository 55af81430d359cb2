"""The rules of a question, one by one; the whole machine is played in tests/test_stateful.py."""

from __future__ import annotations

import pytest

from qa import question as q
from studio.events import Released, Undone, text_hash
from studio.records import Refusal
from tests.qa.samples import AUTHOR, COLLEAGUE, ENDED, ME, Table, asked

QUESTION, CLAIM = "question/q1", "claim/q1"
DECISIONS = [(q.approve, 0), (q.edit, "Қашан?", "kk"), (q.edit, "Қашан?", "kk", True), (q.reject, "insult")]
ALL = [*DECISIONS, (q.undo,), (q.withdraw,), (q.answered,), (q.claim, "АС")]


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.mark.parametrize("command", ALL)
def test_what_does_not_exist_is_not_found(table: Table, command):
    table.question = None
    assert table.refused(*command) == ("not_found", None)


@pytest.mark.parametrize("command", ALL)
def test_nothing_is_decided_once_the_briefing_has_ended(command):
    assert Table(briefing=ENDED).refused(*command) == ("ended", QUESTION)


# -- claims -------------------------------------------------------------------------------------------


def test_a_claim_is_a_lease_of_thirty_seconds_from_now_and_is_renewed(table: Table):
    assert table.do(q.claim, "АС") == ["claimed"]
    assert table.claim == q.Claim(id="q1", holder=ME, initials="АС", until=table.at + 30_000)
    table.at += 20_000
    table.do(q.claim, "АС")
    assert table.claim.until == table.at + 30_000


def test_a_colleague_does_not_get_a_held_claim_but_takes_it_on_purpose(table: Table):
    table.do(q.claim, "АС")
    assert table.refused(q.claim, "БК", by=COLLEAGUE) == ("claimed", CLAIM)
    table.do(q.claim, "БК", True, by=COLLEAGUE)
    assert table.claim.holder == COLLEAGUE
    assert table.refused(q.approve, 0) == ("claimed", CLAIM)


def test_a_claim_is_free_the_moment_its_lease_has_passed(table: Table):
    table.do(q.claim, "АС")
    table.at = table.claim.until - 1
    assert table.refused(q.claim, "БК", by=COLLEAGUE) == ("claimed", CLAIM)
    table.at += 1
    assert table.do(q.claim, "БК", by=COLLEAGUE) == ["claimed"]


def test_a_claim_is_given_up_by_its_holder_alone(table: Table):
    assert table.do(q.release) == []
    table.do(q.claim, "АС")
    assert table.refused(q.release, by=COLLEAGUE) == ("claimed", CLAIM)
    assert table.do(q.release) == ["released"]
    assert table.do(q.claim, "БК", by=COLLEAGUE) == ["claimed"]


def test_only_claims_concern_a_claim():
    assert q.evolve_claim(None, Released(question="q1"), 1, ME) is None
    claim = q.Claim(id="q1", holder=ME, initials="АС", until=5)
    assert q.evolve_claim(claim, Undone(question="q1"), 1, ME) == claim


@pytest.mark.parametrize("command", DECISIONS)
def test_a_decision_on_what_a_colleague_holds_is_refused_with_the_claim(table: Table, command):
    table.do(q.claim, "БК", by=COLLEAGUE)
    assert table.refused(*command) == ("claimed", CLAIM)
    table.at += 30_000
    assert table.do(*command)


def test_whoever_erred_undoes_though_a_colleague_has_opened_the_card(table: Table):
    table.do(q.approve, 0)
    table.do(q.claim, "БК", by=COLLEAGUE)
    assert table.do(q.undo) == ["undone"]


# -- approving and editing ----------------------------------------------------------------------------


def test_an_approval_announces_the_wording_and_who_asked(table: Table):
    events = q.approve(table.card(), 0)
    (event,) = events
    assert (event.text, event.language, event.name, event.region) == ("Неге?", "kk", "Айдана", "Қызылорда облысы")
    assert (event.number, event.revision, event.hash) == (1, 0, text_hash("kk", "Неге?"))
    table.fold(events)
    assert table.state == "approved"
    assert table.question.approvals == {"kk": 0}
    assert table.question.decision == q.Decision(by=ME, at=table.at, kind="approved")


def test_an_unknown_revision_is_not_approved(table: Table):
    assert table.refused(q.approve, 7) == ("not_found", QUESTION)


def test_the_second_of_two_is_told_that_it_is_decided(table: Table):
    table.do(q.approve, 0)
    assert table.refused(q.approve, 0, by=COLLEAGUE) == ("already_decided", QUESTION)
    assert table.refused(q.reject, "insult", by=COLLEAGUE) == ("already_decided", QUESTION)
    assert table.refused(q.edit, "Қашан?", "kk", True, by=COLLEAGUE) == ("already_decided", QUESTION)
    assert table.refused(q.approve, 0) == ("already_decided", QUESTION)


def test_a_colleague_changes_a_decision_only_with_the_card_open(table: Table):
    table.do(q.approve, 0)
    table.do(q.claim, "БК", by=COLLEAGUE)
    assert table.do(q.reject, "insult", by=COLLEAGUE) == ["rejected"]
    assert table.state == "rejected"
    assert table.question.approvals == {}


def test_an_edit_is_a_new_revision_and_the_asked_wording_stays(table: Table):
    assert table.do(q.edit, "  Қашан\u200b ашылады? ", "kk") == ["worded"]
    first, second = table.question.wordings
    assert (first.text, first.by) == ("Неге?", "viewer")
    assert (second.revision, second.text, second.by, second.hash) == (
        1, "Қашан ашылады?", ME, text_hash("kk", "Қашан ашылады?")
    )  # fmt: skip
    assert table.state == "received"


def test_the_earlier_approval_stands_until_the_new_revision_is_approved(table: Table):
    table.do(q.approve, 0)
    table.do(q.edit, "Қашан?", "kk")
    assert table.question.approvals == {"kk": 0}
    table.do(q.approve, 1)
    assert table.question.approvals == {"kk": 1}


def test_edit_and_approve_is_one_step(table: Table):
    assert table.do(q.edit, "Қашан?", "kk", True) == ["worded", "approved"]
    assert table.question.approvals == {"kk": 1}


def test_each_language_has_its_own_approval(table: Table):
    table.do(q.approve, 0)
    table.do(q.edit, "Почему?", "ru", True)
    assert table.question.approvals == {"kk": 0, "ru": 1}


def test_a_wording_that_stands_is_not_written_twice(table: Table):
    table.do(q.edit, "Қашан?", "kk")
    assert table.do(q.edit, "Қашан? ", "kk") == []
    assert table.do(q.edit, "Неге?", "kk", True) == ["approved"]
    assert table.question.approvals == {"kk": 0}
    assert table.refused(q.edit, "Неге?", "kk", True) == ("already_decided", QUESTION)
    assert table.do(q.edit, "Неге?", "ru") == ["worded"]


@pytest.mark.parametrize(("text", "code"), [("\u200b\n", "text_empty"), ("а" * 501, "text_too_long")])
def test_an_edit_is_screened_as_a_question_is(table: Table, text, code):
    assert table.refused(q.edit, text, "kk") == (code, None)


# -- rejecting and undoing ----------------------------------------------------------------------------


def test_a_refusal_has_a_reason_of_the_briefings_list(table: Table):
    assert table.refused(q.reject, "dislike") == ("bad_reason", QUESTION)
    table.do(q.reject, "insult")
    assert (table.state, table.question.reason) == ("rejected", "insult")
    table.briefing = None
    assert Table(briefing=None).refused(q.reject, "insult") == ("bad_reason", QUESTION)


@pytest.mark.parametrize("command", DECISIONS)
def test_what_is_refused_or_withdrawn_is_decided_unless_undone(command):
    rejected, withdrawn = Table(), Table()
    rejected.do(q.reject, "off-topic")
    assert rejected.refused(*command) == ("already_decided", QUESTION)
    rejected.do(q.undo)
    assert rejected.state == "received"
    assert rejected.question.reason is None
    assert rejected.do(*command)
    withdrawn.do(q.withdraw, by=AUTHOR)
    assert withdrawn.refused(*command) == ("already_decided", QUESTION)


def test_undo_takes_back_ones_own_decision_alone(table: Table):
    assert table.refused(q.undo) == ("nothing_to_undo", QUESTION)
    table.do(q.approve, 0)
    assert table.refused(q.undo, by=COLLEAGUE) == ("not_yours", QUESTION)
    assert table.do(q.undo) == ["undone"]
    assert (table.state, table.question.approvals) == ("received", {})
    assert table.refused(q.undo) == ("nothing_to_undo", QUESTION)


def test_air_overtakes_an_undo(table: Table):
    table.do(q.approve, 0)
    table.take()
    assert table.refused(q.undo) == ("overtaken", QUESTION)
    table.clear()
    assert table.state == "approved"
    assert table.refused(q.undo) == ("overtaken", QUESTION)


def test_what_was_on_air_is_never_unapproved_by_an_undo(table: Table):
    """Else it would vanish from the public record, with its airing."""
    table.do(q.approve, 0)
    table.take()
    table.do(q.edit, "Қашан?", "kk", True)
    assert table.refused(q.undo) == ("overtaken", QUESTION)
    table.clear()
    assert table.refused(q.undo) == ("overtaken", QUESTION)
    assert table.state == "approved"


def test_undo_of_what_was_answered_or_withdrawn_since(table: Table):
    table.do(q.approve, 0)
    table.do(q.answered)
    assert table.refused(q.undo) == ("overtaken", QUESTION)
    gone = Table()
    gone.do(q.approve, 0)
    gone.do(q.withdraw, by=AUTHOR)
    assert gone.refused(q.undo) == ("already_decided", QUESTION)


def test_what_is_or_was_on_air_is_not_refused(table: Table):
    table.do(q.approve, 0)
    table.take()
    assert table.refused(q.reject, "insult") == ("on_air", QUESTION)
    table.clear()
    assert table.refused(q.reject, "insult") == ("overtaken", QUESTION)


# -- the author ---------------------------------------------------------------------------------------


def test_the_author_withdraws_until_it_is_taken(table: Table):
    assert table.refused(q.withdraw, by="b" * 32) == ("not_yours", None)
    table.do(q.approve, 0)
    assert table.do(q.withdraw, by=AUTHOR) == ["withdrawn"]
    assert (table.state, table.question.approvals) == ("withdrawn", {})
    assert table.do(q.withdraw, by=AUTHOR) == []


def test_what_was_taken_is_not_withdrawn(table: Table):
    table.do(q.approve, 0)
    table.take()
    assert table.refused(q.withdraw, by=AUTHOR) == ("on_air", QUESTION)
    table.clear()
    assert table.refused(q.withdraw, by=AUTHOR) == ("overtaken", QUESTION)


def test_what_was_refused_or_answered_is_not_withdrawn(table: Table):
    table.do(q.reject, "insult")
    assert table.refused(q.withdraw, by=AUTHOR) == ("already_decided", QUESTION)
    answered = Table()
    answered.do(q.approve, 0)
    answered.do(q.answered)
    assert answered.refused(q.withdraw, by=AUTHOR) == ("overtaken", QUESTION)


# -- on air -------------------------------------------------------------------------------------------


def test_on_air_until_the_last_screen_is_cleared(table: Table):
    table.do(q.approve, 0)
    table.take(cue="c1", screen="main")
    table.take(cue="c2", screen="hall")
    table.clear(cue="c1", screen="main")
    assert table.state == "on_air"
    table.clear(cue="c2", screen="hall")
    assert table.state == "approved"
    assert [(a.screen, a.since, a.until) for a in table.question.airings] == [
        ("main", table.at, table.at), ("hall", table.at, table.at)
    ]  # fmt: skip


def test_only_what_was_approved_is_answered_and_once(table: Table):
    assert table.refused(q.answered) == ("not_approved", QUESTION)
    table.do(q.approve, 0)
    table.take()
    assert table.do(q.answered) == ["answered"]
    assert table.question.answered_at == table.at
    assert table.refused(q.answered) == ("already_decided", QUESTION)


def test_answered_stays_answered_when_cleared_and_when_aired_again(table: Table):
    table.do(q.approve, 0)
    table.take()
    table.do(q.answered)
    table.clear()
    assert table.state == "answered"
    table.take(cue="c2")
    assert table.state == "answered"
    assert len(table.question.airings) == 2


def test_an_approval_while_on_air_leaves_the_state_and_the_picture(table: Table):
    table.do(q.approve, 0)
    table.take()
    table.do(q.edit, "Қашан?", "kk", True)
    assert (table.state, table.view["text"], table.view["edited"]) == ("on_air", "Неге?", False)
    table.clear()
    assert (table.state, table.view["text"], table.view["edited"]) == ("approved", "Қашан?", True)


# -- what the public sees -----------------------------------------------------------------------------


def test_before_its_approval_the_public_sees_no_text(table: Table):
    table.do(q.edit, "Қашан?", "kk")
    assert table.view == {"kind": "question", "id": "q1", "state": "received", "number": 1, "author": AUTHOR}


def test_an_approved_question_is_public(table: Table):
    table.do(q.edit, "Почему?", "ru", True)
    assert table.view == {
        "kind": "question", "id": "q1", "state": "approved", "number": 1, "author": AUTHOR, "text": "Почему?",
        "language": "ru", "name": "Айдана", "region": "Қызылорда облысы", "speaker": "s1", "edited": True,
    }  # fmt: skip


def test_the_askers_language_is_shown_first(table: Table):
    table.do(q.edit, "Почему?", "ru", True)
    table.do(q.approve, 0)
    assert (table.view["text"], table.view["edited"]) == ("Неге?", False)


def test_a_refused_text_is_not_public_and_its_reason_is_for_its_author(table: Table):
    table.do(q.approve, 0)
    table.do(q.undo)
    table.do(q.reject, "insult")
    view = table.view
    assert view == {
        "kind": "question", "id": "q1", "state": "rejected", "number": 1, "author": AUTHOR, "reason": "insult"
    }  # fmt: skip


def test_the_answered_question_shows_what_was_on_air(table: Table):
    table.do(q.approve, 0)
    table.take()
    table.do(q.edit, "Қашан?", "kk", True)
    table.do(q.answered)
    table.clear()
    assert (table.view["state"], table.view["text"]) == ("answered", "Неге?")
    unaired = Table()
    unaired.do(q.approve, 0)
    unaired.do(q.answered)
    assert unaired.view["text"] == "Неге?"


def test_an_approved_state_without_a_wording_shows_no_text(table: Table):
    table.question = table.question.model_copy(update={"state": "approved"})
    assert "text" not in table.view


# -- folding ------------------------------------------------------------------------------------------


def test_a_question_that_stands_is_not_asked_anew(table: Table):
    before = table.question
    table.fold([asked(text="Басқа", number=2)])
    assert table.question == before


def test_events_of_others_change_nothing(table: Table):
    before = table.question
    table.fold([Released(question="q1")])
    assert table.question == before
    assert q.evolve(None, Undone(question="q1"), 1, ME) is None


def test_no_briefing_yet_refuses_nothing():
    assert not isinstance(q.approve(Table(briefing=None).card(), 0), Refusal)


@pytest.mark.parametrize("state", ["received", "rejected", "withdrawn"])
def test_the_state_alone_hides_the_text_whatever_else_the_record_says(table: Table, state):
    table.do(q.approve, 0)
    table.question = table.question.model_copy(update={"state": state})
    assert "text" not in table.view
