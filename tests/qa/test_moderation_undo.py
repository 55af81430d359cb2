"""Taking back: one's own, by its id, while it is the latest; then all is as it was."""

from __future__ import annotations

from typing import Any

import pytest

from qa import marks
from qa import moderation as rules
from qa.marks import Change
from qa.moderation import Draft
from tests.qa.samples import AUTHOR, COLLEAGUE, Table, flag

QUESTION = "question/q1"


@pytest.fixture
def table() -> Table:
    return Table()


def mark(card: rules.Card, **change: object) -> rules.Decided:
    return marks.mark(card, Change(**change), None)


def held(card: rules.Card) -> rules.Decided:
    return mark(card, held=True)


def in_russian(card: rules.Card) -> rules.Decided:
    return mark(card, language="ru")


def test_undo_takes_back_ones_own_decision_alone(table: Table):
    assert table.refused(rules.undo, "d1") == ("nothing_to_undo", QUESTION)
    table.do(rules.approve, 0)
    assert table.refused(rules.undo, table.made, by=COLLEAGUE) == ("not_yours", QUESTION)
    assert table.undo() == ["undone"]
    assert (table.state, table.question.approvals) == ("received", {})
    assert table.refused(rules.undo, table.made) == ("nothing_to_undo", QUESTION)
    assert table.history() == ()


def test_only_the_latest_decision_on_a_question_is_taken_back_then_the_one_before(table: Table):
    table.do(rules.approve, 0)
    first = table.made
    table.do(rules.reject, "insult")
    assert table.refused(rules.undo, first) == ("already_decided", QUESTION)
    assert table.undo() == ["undone", "approved"]
    assert (table.state, table.question.approvals, table.question.reason) == ("approved", {"kk": 0}, None)
    assert table.undo(first) == ["undone"]
    assert table.state == "received"


def test_an_approval_that_stood_before_is_announced_again_with_all_its_languages(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.edit, Draft("Почему?", "ru"), True)
    table.do(rules.reject, "insult")
    events = rules.undo(table.card(), table.made)
    assert [(e.type, getattr(e, "language", None)) for e in events] == [
        ("undone", None), ("approved", "kk"), ("approved", "ru")
    ]  # fmt: skip
    assert [e.text for e in events[1:]] == ["Неге?", "Почему?"]


def test_what_stood_on_notice_before_is_not_announced(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.notice)
    table.do(rules.reject, "insult")
    assert table.undo() == ["undone"]
    assert (table.state, table.question.approvals) == ("on_notice", {"kk": 0})


def test_whoever_erred_undoes_though_a_colleague_has_opened_the_card(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.claim, "БК", by=COLLEAGUE)
    assert table.undo() == ["undone"]


def test_a_colleagues_decision_since_is_not_taken_back_with_ones_own(table: Table):
    table.do(rules.approve, 0)
    mine = table.made
    table.do(rules.claim, "БК", by=COLLEAGUE)
    table.do(rules.reject, "insult", by=COLLEAGUE)
    assert table.refused(rules.undo, mine) == ("not_yours", QUESTION)


def test_air_overtakes_an_undo(table: Table):
    table.do(rules.approve, 0)
    table.take()
    assert table.refused(rules.undo, table.made) == ("overtaken", QUESTION)
    table.clear()
    assert table.state == "approved"
    assert table.refused(rules.undo, table.made) == ("overtaken", QUESTION)


def test_what_was_on_air_is_never_unapproved_by_an_undo(table: Table):
    """Else it would vanish from the public record, with its airing."""
    table.do(rules.approve, 0)
    table.take()
    table.do(rules.edit, Draft("Қашан?", "kk"), True)
    assert table.refused(rules.undo, table.made) == ("overtaken", QUESTION)
    table.clear()
    assert table.refused(rules.undo, table.made) == ("overtaken", QUESTION)
    assert table.state == "approved"


def test_undo_of_what_was_answered_or_withdrawn_since(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.answered)
    assert table.refused(rules.undo, table.made) == ("overtaken", QUESTION)
    gone = Table()
    gone.do(rules.approve, 0)
    gone.do(rules.withdraw, by=AUTHOR)
    assert gone.refused(rules.undo, gone.made) == ("already_decided", QUESTION)


def test_a_decision_older_than_what_is_kept_is_refused_and_not_passed_over(table: Table):
    table.do(rules.approve, 0)
    table.question = table.question.model_copy(update={"undos": ()})
    assert table.refused(rules.undo, table.made) == ("nothing_to_undo", QUESTION)


# -- marks --------------------------------------------------------------------------------------------


def test_a_mark_is_taken_back_by_itself_whatever_was_decided_since(table: Table):
    table.do(held)
    marked = table.made
    table.do(rules.approve, 0)
    assert table.undo(marked) == ["unmarked"]
    assert (table.question.held, table.state) == (False, "approved")
    assert table.history() == (table.made,)


def test_a_decision_is_taken_back_whatever_was_marked_since(table: Table):
    table.do(rules.approve, 0)
    approved = table.made
    table.do(held)
    assert table.undo(approved) == ["undone"]
    assert (table.question.held, table.state) == (True, "received")


def test_only_the_latest_mark_is_taken_back_and_ones_own(table: Table):
    table.do(held)
    first = table.made
    table.do(lambda card: mark(card, pinned=True))
    assert table.refused(rules.undo, first) == ("changed_since", QUESTION)
    assert table.refused(rules.undo, first, by=COLLEAGUE) == ("not_yours", QUESTION)
    assert table.refused(rules.undo, table.made, by=COLLEAGUE) == ("not_yours", QUESTION)
    table.undo()
    assert (table.question.held, table.question.pinned) == (True, False)
    table.undo(first)
    assert not table.question.held


def test_a_hidden_name_that_shows_again_is_announced_again(table: Table):
    table.do(rules.approve, 0)
    table.do(lambda card: mark(card, hidden=("name",)))
    events = rules.undo(table.card(), table.made)
    assert [e.type for e in events] == ["unmarked", "approved"]
    assert (events[1].name, events[1].decision) == ("Айдана", None)
    waiting = Table()
    waiting.do(lambda card: mark(card, hidden=("name",)))
    assert waiting.undo() == ["unmarked"]


def hide_name(card: rules.Card) -> rules.Decided:
    return mark(card, hidden=("name",))


@pytest.mark.parametrize("then", [(), (rules.notice,), (rules.reject, "insult")])
def test_a_name_that_was_hidden_when_it_was_approved_is_not_bared(then: tuple[Any, ...]):
    table = Table(flags=(flag("phone", "name"),))
    table.do(hide_name)
    hidden = table.made
    table.do(rules.approve, 0)
    if then:
        table.do(*then)
    assert table.refused(rules.undo, hidden) == ("personal_data", QUESTION)
    assert table.view.get("name") is None
    if table.state != "rejected":
        assert table.refused(lambda card: mark(card, hidden=())) == ("personal_data", QUESTION)


def test_a_name_that_was_approved_as_it_is_may_show_again():
    table = Table(flags=(flag("phone", "name"),))
    table.do(rules.approve, 0, True)
    table.do(hide_name)
    assert table.undo() == ["unmarked", "approved"]
    assert table.view["name"] == "Айдана"


def test_a_corrected_language_is_taken_back_with_the_hash_of_what_was_asked(table: Table):
    before = table.question
    table.do(in_russian)
    table.undo()
    assert table.question == before


def test_a_corrected_language_stays_once_the_question_was_approved_in_it(table: Table):
    table.do(in_russian)
    corrected = table.made
    table.do(rules.approve, 0)
    assert table.refused(rules.undo, corrected) == ("overtaken", QUESTION)
    table.do(rules.edit, Draft("Когда?", "ru"), True)
    assert table.refused(rules.undo, corrected) == ("overtaken", QUESTION), "an undo would bring that approval back"
    table.undo()
    table.undo(table.question.decision.id)
    assert table.undo(corrected) == ["unmarked"]
