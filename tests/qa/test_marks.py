"""How a question lies on the desk: marks block nobody, and each is told whole."""

from __future__ import annotations

from typing import Any

import pytest

from qa import marks
from qa import moderation as rules
from qa.marks import LABELS, Change, Label, Labels
from qa.moderation import Draft
from studio.events import text_hash
from studio.records import Refusal
from tests.qa.samples import AUTHOR, COLLEAGUE, ENDED, LIVE, Table, flag

INNER, OUTER = Label(id="in", name="Тексеру"), Label(id="out", name="Медицина", public=True)
KNOWN = Labels(id="labels", labels=(INNER, OUTER))
QUESTION = "question/q1"


@pytest.fixture
def table() -> Table:
    return Table()


def mark(labels: Labels | None = KNOWN, **change: Any) -> Any:
    return lambda card: marks.mark(card, Change(**change), labels)


def code(outcome: Any) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


# -- marking ------------------------------------------------------------------------------------------


def test_what_is_left_out_stays(table: Table):
    table.do(mark(held=True, add=("out", "in")))
    table.do(mark(pinned=True, remove=("in",)))
    found = table.question
    assert (found.held, found.pinned, found.labels, found.public_labels) == (True, True, ("out",), ("out",))
    assert (found.speaker, found.language, found.hidden) == ("s1", "kk", ())
    table.do(mark(held=False, pinned=False, add=("in", "out")))
    assert (table.question.held, table.question.pinned, table.question.labels) == (False, False, ("out", "in"))
    assert table.state == "received"


def test_a_mark_that_changes_nothing_is_no_decision(table: Table):
    assert table.do(mark()) == []
    assert table.do(mark(held=False, remove=("in",), speaker="s1", language="kk", hidden=())) == []
    assert table.history() == ()


def test_only_the_public_labels_are_told_the_public(table: Table):
    table.do(mark(add=("in", "out")))
    assert table.question.public_labels == ("out",)


def test_a_question_is_given_to_a_speaker_of_the_briefing_or_to_nobody(table: Table):
    assert table.refused(mark(speaker="s9")) == ("bad_speaker", QUESTION)
    table.do(mark(speaker="s2"))
    assert table.question.speaker == "s2"
    table.do(mark(speaker=""))
    assert table.question.speaker is None
    assert code(mark(speaker="s1")(Table(briefing=None).card())) == "bad_speaker"


@pytest.mark.parametrize("labels", [KNOWN, None])
def test_only_the_briefings_labels_are_put_on(table: Table, labels: Labels | None):
    assert table.refused(mark(labels, add=("other",))) == ("bad_label", LABELS)


def test_marks_need_no_claim_and_block_no_colleague(table: Table):
    table.do(rules.claim, "БК", by=COLLEAGUE)
    assert table.do(mark(held=True, pinned=True, speaker="s2", add=("in",))) == ["marked"]
    assert table.do(rules.approve, 0, by=COLLEAGUE) == ["approved"]
    assert table.do(mark(held=False)) == ["marked"]


@pytest.mark.parametrize("change", [{"hidden": ("name",)}, {"language": "ru"}])
def test_what_changes_the_wording_or_the_asker_is_blocked_as_a_decision_is(change: dict[str, Any]):
    held, refused = Table(), Table()
    held.do(rules.claim, "БК", by=COLLEAGUE)
    assert held.refused(mark(**change)) == ("claimed", "claim/q1")
    refused.do(rules.reject, "insult")
    assert refused.refused(mark(**change)) == ("already_decided", QUESTION)
    assert refused.do(mark(pinned=True)) == ["marked"]


def test_nothing_lies_differently_once_the_briefing_has_ended():
    assert Table(briefing=ENDED).refused(mark(held=True)) == ("ended", QUESTION)


# -- the language -------------------------------------------------------------------------------------


def test_a_corrected_language_leaves_the_text_and_takes_the_hash_along(table: Table):
    assert table.do(mark(language="ru")) == ["marked"]
    asked = table.question.wordings[0]
    assert (asked.text, asked.language, asked.hash) == ("Неге?", "ru", text_hash("ru", "Неге?"))
    assert table.question.language == "ru"
    table.do(rules.approve, 0)
    assert (table.question.approvals, table.view["language"], table.view["edited"]) == ({"ru": 0}, "ru", False)


def test_later_wordings_keep_the_language_they_were_written_in(table: Table):
    table.do(rules.edit, Draft("Почему?", "ru"))
    table.do(mark(language="en"))
    assert [w.language for w in table.question.wordings] == ["en", "ru"]


def test_the_language_of_what_was_approved_as_asked_stays(table: Table):
    table.do(rules.approve, 0)
    assert table.refused(mark(language="ru")) == ("already_decided", QUESTION)
    table.do(rules.edit, Draft("Қашан?", "kk"), True)
    assert table.refused(mark(language="ru")) == ("already_decided", QUESTION), "an undo would bring it back"
    assert table.do(mark(language="kk", held=True)) == ["marked"]
    table.undo(table.question.decision.id)
    table.undo(table.question.decision.id)
    assert table.do(mark(language="ru")) == ["marked"]


def test_the_language_of_what_was_aired_as_asked_stays(table: Table):
    table.do(rules.approve, 0)
    table.take()
    table.clear()
    table.question = table.question.model_copy(update={"approvals": {"kk": 1}, "undos": ()})
    assert table.refused(mark(language="ru")) == ("already_decided", QUESTION)


# -- hiding the asker ---------------------------------------------------------------------------------


def test_what_was_hidden_when_it_was_approved_is_not_bared_afterwards():
    table = Table(flags=(flag("phone", "name"),))
    table.do(mark(hidden=("name", "region")))
    table.do(lambda card: rules.approve(card, 0))
    assert table.refused(mark(hidden=("region",))) == ("personal_data", QUESTION)
    assert table.do(mark(hidden=("name",))) == ["marked", "approved"]


def test_a_hidden_name_is_announced_with_every_approval_that_stands(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.edit, Draft("Почему?", "ru"), True)
    events = mark(hidden=("name",))(table.card())
    assert [(e.type, getattr(e, "decision", None)) for e in events] == [
        ("marked", "d0"), ("approved", None), ("approved", None)
    ]  # fmt: skip
    assert [(e.language, e.name, e.region) for e in events[1:]] == [
        ("kk", None, "Қызылорда облысы"), ("ru", None, "Қызылорда облысы")
    ]  # fmt: skip
    table.fold(events)
    assert (table.view["name"], table.view["region"]) == (None, "Қызылорда облысы")
    assert table.do(mark(hidden=())) == ["marked", "approved", "approved"]


def test_what_is_not_approved_is_not_announced(table: Table):
    assert table.do(mark(hidden=("name", "region"))) == ["marked"]
    (event,) = rules.approve(table.card(), 0)
    assert (event.name, event.region) == (None, None)
    table.fold([event])
    table.do(rules.notice)
    assert table.do(mark(hidden=())) == ["marked"], "on notice nothing may be taken"


def test_a_mark_of_another_kind_announces_nothing(table: Table):
    table.do(rules.approve, 0)
    assert table.do(mark(pinned=True)) == ["marked"]


def test_of_what_was_withdrawn_a_mark_tells_nothing(table: Table):
    table.do(rules.approve, 0)
    table.do(rules.withdraw, by=AUTHOR)
    assert table.do(mark(pinned=True)) == ["marked"]


# -- the briefing's labels ----------------------------------------------------------------------------


def put(label: Label, before: Labels | None = KNOWN) -> Any:
    return marks.put_label(before, label, LIVE)


def folded(events: Any) -> tuple[Label, ...]:
    (event,) = events
    return marks.evolve_labels(None, event, 1, "m1").labels


def test_labels_are_made_renamed_and_dropped_one_by_one():
    assert folded(put(INNER, before=None)) == (INNER,)
    assert put(INNER) == [], "as it is already"
    renamed = INNER.model_copy(update={"name": "Басқа"})
    assert folded(put(renamed)) == tuple(renamed if la == INNER else la for la in KNOWN.labels)
    assert folded(put(Label(id="x", name="Жаңа"))) == (*KNOWN.labels, Label(id="x", name="Жаңа"))
    assert folded(marks.drop_label(KNOWN, INNER.id, LIVE)) == tuple(la for la in KNOWN.labels if la != INNER)
    assert marks.drop_label(KNOWN, "nothing", LIVE) == []
    assert marks.drop_label(None, "nothing", LIVE) == []


def test_a_briefing_has_at_most_twenty():
    full = Labels(id="labels", labels=tuple(Label(id=f"l{n}", name=f"№{n}") for n in range(20)))
    assert code(put(Label(id="x", name="x"), full)) == "too_many_labels"
    assert len(folded(put(Label(id="l7", name="x"), full))) == 20, "renaming needs no room"
    assert len(folded(put(Label(id="x", name="x"), Labels(id="labels", labels=full.labels[1:])))) == 20


def test_each_label_has_its_own_name():
    assert code(put(Label(id="x", name="ТЕКСЕРУ"))) == "label_twice"
    assert code(put(OUTER.model_copy(update={"name": INNER.name}))) == "label_twice"


def test_whether_the_public_sees_a_label_is_settled_when_it_is_made():
    assert code(put(INNER.model_copy(update={"public": True}))) == "label_public"
    assert code(put(OUTER.model_copy(update={"public": False}))) == "label_public"


@pytest.mark.parametrize(("briefing", "why"), [(None, "not_found"), (ENDED, "ended")])
def test_no_labels_without_a_briefing_nor_after_its_end(briefing: Any, why: str):
    assert code(marks.put_label(None, INNER, briefing)) == why
    assert code(marks.drop_label(KNOWN, INNER.id, briefing)) == why


def test_the_public_sees_the_public_ones():
    assert marks.public_labels(KNOWN) == {
        "kind": "labels", "id": "labels", "labels": [{"id": "out", "name": "Медицина", "public": True}]
    }  # fmt: skip


def test_no_name_of_a_label_reaches_the_log():
    assert "Тексеру" not in put(INNER, before=None)[0].model_dump_json()
