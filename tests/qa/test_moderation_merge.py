"""One question into another, and out again: the votes and the receipt follow, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from qa import moderation as rules
from qa import question as q
from tests.qa.samples import AUTHOR, COLLEAGUE, ME, Table


@pytest.fixture
def table() -> Table:
    """Three questions: q1 in Kazakh, q2 in Russian, q3 in English."""
    table = Table()
    table.ask(id="q2", text="Почему?", language="ru")
    table.ask(id="q3", text="Why?", language="en")
    return table


def merged(table: Table, question: str, master: str, by: str = ME) -> list[str]:
    return table.do(lambda card: rules.merge(card, table.card(by, master)), id=question, by=by)


def refused(table: Table, question: str, master: str, by: str = ME) -> tuple[str, str | None]:
    return table.refused(lambda card: rules.merge(card, table.card(by, master)), id=question, by=by)


def states(table: Table) -> list[str]:
    return [table.at_desk(id).state for id in ("q1", "q2", "q3")]


def test_a_question_goes_into_another_in_any_language(table: Table):
    table.do(rules.approve, 0, id="q2")
    assert merged(table, "q2", "q1") == ["merged"]
    child = table.at_desk("q2")
    assert (child.state, child.master, child.approvals, child.decision.kind) == ("merged", "q1", {}, "merged")
    assert table.question.merged == ("q2",)
    assert table.state == "received"


def test_a_merge_and_what_undoes_it_has_the_votes_of_the_master_counted_anew(table: Table):
    (event,) = rules.merge(table.card(id="q2"), table.card(id="q1"))
    assert (event.question, event.master) == ("q2", "q1")
    table.fold([event])
    (undone,) = rules.unmerge(table.card(id="q2"))
    assert undone.master == "q1"
    assert rules.approve(table.card(), 0)[0].family, "what was merged into it before its approval counts too"
    assert not rules.approve(table.card(id="q3"), 0)[0].family


def undo(table: Table) -> None:
    table.undo(id="q2")


def unmerge(table: Table) -> None:
    table.do(rules.unmerge, id="q2", by=COLLEAGUE)


@pytest.mark.parametrize("take_out", [undo, unmerge])
def test_taking_it_out_restores_everything(table: Table, take_out: Any):
    table.do(rules.approve, 0, id="q2")
    approved = table.made
    before = dict(table.records)
    merged(table, "q2", "q1")
    take_out(table)
    assert table.records == before
    assert table.history() == (approved,)


def test_undo_of_a_merge_is_its_moderators_and_unmerge_is_anybodys(table: Table):
    merged(table, "q2", "q1")
    assert table.refused(rules.undo, table.made, by=COLLEAGUE, id="q2") == ("not_yours", "question/q2")
    assert table.refused(rules.unmerge) == ("not_merged", "question/q1")
    assert table.do(rules.unmerge, id="q2", by=COLLEAGUE) == ["undone"]


def test_a_chain_comes_apart_link_by_link_in_any_order(table: Table):
    merged(table, "q3", "q2")
    merged(table, "q2", "q1")
    assert states(table) == ["received", "merged", "merged"]
    table.do(rules.unmerge, id="q3")
    assert (table.at_desk("q2").merged, table.at_desk("q2").state) == ((), "merged")
    table.do(rules.unmerge, id="q2")
    assert states(table) == ["received"] * 3
    assert table.question.merged == ()


def test_nothing_goes_round_in_circles(table: Table):
    merged(table, "q2", "q1")
    assert refused(table, "q1", "q2") == ("no_master", "question/q2")
    assert refused(table, "q1", "q1") == ("no_master", "question/q1")


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "merged", "diverted"])
def test_what_is_gone_takes_no_other_in(table: Table, state: Any):
    table.question = table.question.model_copy(update={"state": state})
    assert refused(table, "q2", "q1") == ("no_master", "question/q1")
    table.question = None
    assert refused(table, "q2", "q1") == ("no_master", "question/q1")


@pytest.mark.parametrize("state", ["received", "approved", "on_air", "answered", "on_notice"])
def test_what_waits_is_public_or_on_notice_takes_others_in(table: Table, state: Any):
    table.question = table.question.model_copy(update={"state": state})
    assert merged(table, "q2", "q1") == ["merged"]


def test_a_consultation_is_merged_with_nothing(table: Table):
    table.ask(id="q4", consultation=True)
    assert refused(table, "q4", "q1") == ("private", "question/q4")
    assert refused(table, "q1", "q4") == ("private", "question/q1")


def test_what_was_on_air_is_not_merged(table: Table):
    table.do(rules.approve, 0)
    table.take()
    assert refused(table, "q1", "q2") == ("on_air", "question/q1")
    table.clear()
    assert refused(table, "q1", "q2") == ("overtaken", "question/q1")


def test_a_master_that_is_withdrawn_frees_what_was_merged_into_it(table: Table):
    table.do(rules.approve, 0, id="q2")
    merged(table, "q2", "q1")
    gone = table.made
    merged(table, "q3", "q1")
    assert table.do(rules.withdraw, by=AUTHOR) == ["undone", "undone", "withdrawn"]
    assert states(table) == ["withdrawn", "received", "received"]
    freed = table.at_desk("q2")
    assert (freed.master, freed.approvals, freed.decision) == (None, {}, None), "it waits, and is decided anew"
    assert table.refused(rules.undo, gone, id="q2") == ("nothing_to_undo", "question/q2")
    assert table.do(rules.approve, 0, id="q2") == ["approved"]


def test_what_is_merged_is_diverted_out_of_its_master(table: Table):
    table.do(lambda card: rules.merge(card, table.card(id="q2")))
    assert table.do(rules.divert, "YQ==") == ["undone", "diverted"]
    assert (table.state, table.question.master, table.at_desk("q2").merged) == ("diverted", None, ())


def test_a_master_that_is_diverted_frees_what_was_merged_into_it(table: Table):
    merged(table, "q2", "q1")
    assert table.do(rules.divert, "YQ==") == ["undone", "diverted"]
    assert states(table) == ["diverted", "received", "received"]
    assert table.at_desk("q2").master is None


def test_an_author_withdraws_what_was_merged_and_its_master_lets_go_of_it(table: Table):
    merged(table, "q3", "q2")
    merged(table, "q2", "q1")
    assert table.do(rules.withdraw, by=AUTHOR, id="q2") == ["undone", "undone", "withdrawn"]
    assert states(table) == ["received", "withdrawn", "received"]
    assert table.question.merged == ()
    assert table.at_desk("q2").master is None


def test_a_refused_master_keeps_what_was_merged_so_that_its_receipt_tells_why(table: Table):
    merged(table, "q2", "q1")
    table.do(rules.reject, "insult")
    assert states(table) == ["rejected", "merged", "received"]
    table.do(rules.unmerge, id="q2")
    assert table.at_desk("q2").state == "received"


def test_what_was_merged_is_neither_decided_nor_answered_by_itself(table: Table):
    merged(table, "q2", "q1")
    decided = ("already_decided", "question/q2")
    assert table.refused(rules.approve, 0, id="q2") == decided
    assert table.refused(rules.reject, "insult", id="q2") == decided
    assert refused(table, "q2", "q3") == decided
    assert table.refused(rules.answered, id="q2") == ("not_approved", "question/q2")
    assert "text" not in q.public(table.at_desk("q2"))
