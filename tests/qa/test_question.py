"""A question's record: what events make of it, and what of it the public may see. The rules: test_moderation.py."""

from __future__ import annotations

import pytest

from qa import moderation as rules
from qa import question as q
from qa.moderation import Draft
from studio.events import (
    Approved,
    Claimed,
    Diverted,
    LabelsSet,
    Marked,
    Merged,
    Noticed,
    Rejected,
    Released,
    Undone,
    Unmarked,
    text_hash,
)
from tests.qa.samples import AT, AUTHOR, COLLEAGUE, ME, Table, asked, flag


@pytest.fixture
def table() -> Table:
    return Table()


def draft(text: str = "Қашан?", language: q.Language = "kk") -> Draft:
    return Draft(text, language)


# -- folding ------------------------------------------------------------------------------------------


def test_a_question_is_asked_once(table: Table):
    before = table.question
    assert (before.state, before.number, before.speaker, before.consultation) == ("received", 1, "s1", False)
    table.fold([asked(text="Басқа", number=2)])
    assert table.question == before


def test_what_was_found_lies_with_the_text_or_with_the_asker():
    table = Table(flags=(flag("phone"), flag("email", "name"), flag("address", "region")))
    assert [f.kind for f in table.question.wordings[0].flags] == ["phone"]
    assert [f.kind for f in table.question.asker_flags] == ["email", "address"]


def test_a_question_was_asked_when_it_came():
    assert Table(received_at=5).question.asked_at == 5
    assert Table().question.asked_at == AT


def test_events_of_others_change_nothing(table: Table):
    before = table.question
    assert q.evolve(before, Released(question="q1"), AT, ME) == before
    for event in (Undone(question="q1"), LabelsSet(), Noticed(question="q1", decision="d1")):
        assert q.evolve(None, event, AT, ME) is None


def test_only_claims_concern_a_claim():
    assert q.evolve_claim(None, Released(question="q1"), 1, ME) is None
    claim = q.Claim(id="q1", holder=ME, initials="АС", until=5)
    assert q.evolve_claim(claim, Undone(question="q1"), 1, ME) == claim
    assert q.evolve_claim(claim, Released(question="q1"), 3, ME).until == 3
    renewed = Claimed(question="q1", holder=COLLEAGUE, until=9, initials="БК")
    assert q.evolve_claim(claim, renewed, 3, COLLEAGUE) == q.Claim(id="q1", holder=COLLEAGUE, initials="БК", until=9)


def test_an_approval_that_stands_again_is_no_new_decision(table: Table):
    table.do(rules.approve, 0)
    before = table.question
    table.fold([rules.approved(before, before.wordings[0], None)], COLLEAGUE)
    assert table.question == before


def test_on_air_until_the_last_screen_is_cleared(table: Table):
    table.do(rules.approve, 0)
    table.take(cue="c1", screen="main")
    table.take(cue="c2", screen="hall")
    table.clear(cue="c1", screen="main")
    assert table.state == "on_air"
    table.clear(cue="c2", screen="hall")
    assert table.state == "approved"
    assert [(a.screen, a.since, a.until) for a in table.question.airings] == [
        ("main", table.at, table.at), ("hall", table.at, table.at)
    ]  # fmt: skip


def test_answered_stays_answered_when_cleared_and_when_aired_again(table: Table):
    table.do(rules.approve, 0)
    table.take()
    table.do(rules.answered)
    table.clear()
    assert table.state == "answered"
    table.take(cue="c2")
    assert table.state == "answered"
    assert len(table.question.airings) == 2


def test_a_tip_off_that_was_sealed_on_its_way_has_no_text():
    sealed = Diverted(question="q1", number=3, received_at=7, author=AUTHOR, receipt="0" * 64, sealed="YQ==")
    made = q.evolve(None, sealed, AT, "desk")
    assert made is not None
    assert (made.state, made.number, made.asked_at, made.author) == ("diverted", 3, 7, AUTHOR)
    assert (made.wordings, made.receipt) == ((), "0" * 64)
    plain = q.evolve(None, Diverted(question="q1", number=3, sealed="YQ=="), AT, "desk")
    assert plain is not None
    assert (plain.asked_at, plain.author, plain.receipt) == (AT, "", "")
    assert q.current(made) is None
    assert q.public(made) == {"kind": "question", "id": "q1", "state": "diverted", "number": 3, "author": AUTHOR}


def test_of_what_was_diverted_nothing_that_was_written_stays():
    table = Table(text="Пара туралы", name="Сәуле", region="Шымкент", flags=(flag("email", "name"),))
    table.ask(id="q2")
    table.do(rules.edit, draft("Пара жайлы"))
    table.fold([Merged(question="q2", decision="d9", master="q1")])
    marked = {"held": True, "pinned": True, "speaker": None, "labels": ("la",), "public_labels": ("la",)}
    table.fold([Marked(question="q1", decision="d8", **marked, language="ru", hidden=("name",))])
    table.fold([Diverted(question="q1", number=1, sealed="YQ==")])
    body = table.question.model_dump_json()
    for written in ("Пара", "Сәуле", "Шымкент", text_hash("kk", "Пара туралы"), "email", "q2", '"la"'):
        assert written not in body, written
    assert (table.question.undos, table.question.decision) == ((), None)
    assert table.question.receipt == "0" * 64


def test_more_than_twenty_verdicts_or_marks_can_not_be_taken_back_and_neither_pushes_the_other_out(table: Table):
    table.fold([Rejected(question="q1", decision="first", reason="insult")])
    lies = {"held": True, "pinned": False, "speaker": None, "labels": (), "public_labels": ()}
    for n in range(30):
        table.fold([Marked(question="q1", decision=f"m{n}", **lies, language="kk", hidden=())])
    assert [u.decision for u in table.question.undos if u.mark] == [f"m{n}" for n in range(10, 30)]
    assert q.last(table.question, mark=False).decision == "first"
    for n in range(30):
        table.fold([Noticed(question="q1", decision=f"n{n}")])
    assert [u.decision for u in table.question.undos if not u.mark] == [f"n{n}" for n in range(10, 30)]
    assert q.last(table.question, mark=True).decision == "m29"


def test_a_master_gains_and_loses_what_is_merged_into_it(table: Table):
    table.ask(id="q2")
    table.fold([Merged(question="q2", decision="d1", master="q1")])
    assert (table.question.merged, table.question.state) == (("q2",), "received")
    assert (table.at_desk("q2").master, table.at_desk("q2").state) == ("q1", "merged")
    table.fold([Undone(question="q2", person=ME, decision="d1", master="q1")])
    assert (table.question.merged, table.at_desk("q2").master, table.at_desk("q2").state) == ((), None, "received")


def test_what_was_merged_into_what_is_gone_waits_again_whatever_it_was(table: Table):
    table.ask(id="q2")
    table.do(rules.approve, 0, id="q2")
    table.fold([Merged(question="q2", decision="d9", master="q1"), Undone(question="q2", master="q1")])
    freed = table.at_desk("q2")
    assert (freed.state, freed.approvals, freed.master, freed.decision) == ("received", {}, None, None)


def test_a_mark_taken_back_is_as_if_it_had_never_been(table: Table):
    before = table.question
    lies = {"held": True, "pinned": True, "speaker": None, "labels": ("la",), "public_labels": ("la",)}
    table.fold([Marked(question="q1", decision="d9", **lies, language="ru", hidden=("name",))])
    assert (table.question.held, table.question.language) == (True, "ru")
    table.fold([Unmarked(question="q1", person=ME, decision="d9")])
    assert table.question == before


def test_whatever_was_read_back_from_the_store_is_undone_as_what_was_never_written(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.edit, draft(), True)
    stored = table.question.model_validate_json(table.question.model_dump_json())
    undone = Undone(question="q1", person=ME, decision=table.made)
    assert q.evolve(stored, undone, AT, ME) == q.evolve(table.question, undone, AT, ME)


# -- what is decided on, and what is shown ------------------------------------------------------------


def test_a_moderator_decides_on_the_askers_language_the_approved_wording_else_the_latest(table: Table):
    assert q.current(table.question).revision == 0
    table.do(rules.edit, draft("Почему?", "ru"))
    assert q.current(table.question).revision == 0, "a translation does not stand in for what was asked"
    table.do(rules.edit, draft("Қашан?", "kk"))
    assert q.current(table.question).revision == 2
    table.do(rules.approve, 0)
    assert q.current(table.question).revision == 0


def test_before_its_approval_the_public_sees_no_text(table: Table):
    table.do(rules.edit, draft())
    assert table.view == {"kind": "question", "id": "q1", "state": "received", "number": 1, "author": AUTHOR}


def test_an_approved_question_is_public(table: Table):
    table.do(rules.edit, draft("Почему?", "ru"), True)
    assert table.view == {
        "kind": "question", "id": "q1", "state": "approved", "number": 1, "author": AUTHOR, "text": "Почему?",
        "language": "ru", "name": "Айдана", "region": "Қызылорда облысы", "speaker": "s1", "labels": (),
        "edited": True,
    }  # fmt: skip


def test_the_askers_language_is_shown_first(table: Table):
    table.do(rules.edit, draft("Почему?", "ru"), True)
    table.do(rules.approve, 0)
    assert (table.view["text"], table.view["edited"]) == ("Неге?", False)


def test_a_refused_text_is_not_public_and_its_reason_is_for_its_author(table: Table):
    table.do(rules.approve, 0)
    table.undo()
    table.do(rules.reject, "insult")
    assert table.view == {
        "kind": "question", "id": "q1", "state": "rejected", "number": 1, "author": AUTHOR, "reason": "insult"
    }  # fmt: skip


def test_the_answered_question_shows_what_was_on_air(table: Table):
    table.do(rules.approve, 0)
    table.take()
    table.do(rules.edit, draft(), True)
    table.do(rules.answered)
    table.clear()
    assert (table.view["state"], table.view["text"]) == ("answered", "Неге?")
    unaired = Table()
    unaired.do(rules.approve, 0)
    unaired.do(rules.answered)
    assert unaired.view["text"] == "Неге?"


def test_an_approval_while_on_air_leaves_the_state_and_the_picture(table: Table):
    table.do(rules.approve, 0)
    table.take()
    table.do(rules.edit, draft(), True)
    assert (table.state, table.view["text"], table.view["edited"]) == ("on_air", "Неге?", False)
    table.clear()
    assert (table.state, table.view["text"], table.view["edited"]) == ("approved", "Қашан?", True)


def test_an_approved_state_without_a_wording_shows_no_text(table: Table):
    table.question = table.question.model_copy(update={"state": "approved"})
    assert "text" not in table.view


@pytest.mark.parametrize("state", ["received", "rejected", "withdrawn", "merged", "diverted"])
def test_the_state_alone_hides_the_text_whatever_else_the_record_says(table: Table, state):
    table.do(rules.approve, 0)
    table.question = table.question.model_copy(update={"state": state})
    assert "text" not in table.view


def test_what_is_on_notice_is_read_by_all_only_if_it_was_approved(table: Table):
    table.do(rules.notice)
    assert table.view == {"kind": "question", "id": "q1", "state": "on_notice", "number": 1, "author": AUTHOR}
    table.do(rules.approve, 0)
    table.do(rules.notice)
    assert (table.view["state"], table.view["text"]) == ("on_notice", "Неге?")


def test_who_wrote_a_merged_question_learns_where_it_went(table: Table):
    table.ask(id="q2")
    table.do(rules.approve, 0, id="q2")
    table.fold([Merged(question="q2", decision="d9", master="q1")])
    view = q.public(table.at_desk("q2"))
    assert view == {
        "kind": "question", "id": "q2", "state": "merged", "number": 2, "author": AUTHOR, "master": "q1"
    }  # fmt: skip


def test_a_consultation_is_its_authors_alone_whatever_the_record_says():
    table = Table(consultation=True)
    mine = {"kind": "question", "id": "q1", "state": "on_notice", "number": 1, "author": AUTHOR, "consultation": True}
    assert table.view == mine
    approved = Approved(
        question="q1", decision="d1", number=1, revision=0, language="kk", hash=text_hash("kk", "Неге?")
    )
    table.fold([approved])
    assert "text" not in table.view


def test_the_public_sees_public_labels_and_of_the_asker_what_is_not_hidden(table: Table):
    table.do(rules.approve, 0)
    lies = {"held": False, "pinned": True, "speaker": "s2", "labels": ("in", "out"), "public_labels": ("out",)}
    table.fold([Marked(question="q1", decision="d9", **lies, language="kk", hidden=("name",))])
    assert (table.view["labels"], table.view["speaker"]) == (("out",), "s2")
    assert (table.view["name"], table.view["region"]) == (None, "Қызылорда облысы")
    table.fold([Marked(question="q1", decision="d10", **lies, language="kk", hidden=("region",))])
    assert (table.view["name"], table.view["region"]) == ("Айдана", None)
    assert "pinned" not in table.view
