"""Whatever is decided and taken back again leaves everything as it was: at the desk, in public and for the air."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from qa import marks
from qa import moderation as rules
from qa.marks import Change, Label, Labels
from qa.moderation import Card, Decided, Draft
from qa.question import PUBLIC
from studio.records import Refusal, key
from tests.qa.samples import ME, Table, flag
from web.kinds import KINDS
from web.wire import moderator

LABELS = Labels(id="labels", labels=(Label(id="in", name="Тексеру"), Label(id="out", name="Медицина", public=True)))
QUESTIONS = ("q1", "q2", "q3")
LANGUAGES: Any = st.sampled_from(["kk", "ru", "en"])

changes = st.builds(
    Change, held=st.sampled_from([None, True, False]), pinned=st.sampled_from([None, True, False]),
    speaker=st.sampled_from([None, "", "s1", "s2"]), add=st.sampled_from([(), ("in",), ("out", "in")]),
    remove=st.sampled_from([(), ("in",)]), language=st.none() | LANGUAGES,
    hidden=st.sampled_from([None, (), ("name",), ("region", "name")]),
)  # fmt: skip
steps = st.one_of(
    st.tuples(st.just("approve"), st.integers(0, 3)),
    st.tuples(st.just("edit"), st.sampled_from(["Неге?", "Қашан?", "Почему?"]), LANGUAGES, st.booleans()),
    st.tuples(st.just("reject"), st.just("insult")),
    st.tuples(st.just("notice")),
    st.tuples(st.just("merge"), st.sampled_from(QUESTIONS)),
    st.tuples(st.just("mark"), changes),
    st.tuples(st.just("mark"), changes),
)


def rule(table: Table, step: tuple[Any, ...]) -> Any:
    """What a moderator does in this step, to whichever question."""
    name, *rest = step

    def decide(card: Card) -> Decided:
        if name == "edit":
            return rules.edit(card, Draft(rest[0], rest[1]), rest[2], sure=True)
        if name == "merge":
            return rules.merge(card, table.card(id=rest[0]))
        if name == "mark":
            return marks.mark(card, rest[0], LABELS)
        return rules.approve(card, rest[0], sure=True) if name == "approve" else getattr(rules, name)(card, *rest)

    return decide


def seen(table: Table) -> dict[str, Any]:
    """All that anybody sees of the questions; wordings that were written stay, and were no decision."""
    found: dict[str, Any] = {}
    for id in QUESTIONS:
        question = table.at_desk(id)
        view = moderator("question", question.model_dump(mode="json")) or {}
        found[f"desk {id}"] = {**view, "wordings": view["wordings"][:1]}
        found[f"public {id}"] = KINDS["question"].public(question)
        item, clearance = table.records.get(key("item", id)), table.records.get(key("clearance", id))
        found[f"rundown {id}"] = item is not None and item.listed  # where: see tests/overlays/test_rundown.py
        found[f"air {id}"] = clearance if clearance and clearance.wordings else None
    found["history"] = table.history()
    return found


def agrees(table: Table) -> None:
    """What may be taken is what is approved, each wording by its very hash, under the name that may be shown."""
    for id in QUESTIONS:
        question, clearance = table.at_desk(id), table.records.get(key("clearance", id))
        cleared = {la: (c.revision, c.hash) for la, c in clearance.wordings.items()} if clearance else {}
        hashes = {w.revision: w.hash for w in question.wordings}
        approvals = question.approvals if question.state in PUBLIC else {}
        assert cleared == {la: (revision, hashes[revision]) for la, revision in approvals.items()}
        if cleared:
            assert clearance.name == (None if "name" in question.hidden else question.name)


def does(table: Table, step: tuple[Any, ...], id: str) -> str | None:
    """The decision that the step made; None if it was refused, or decided nothing."""
    before, decide = table.history(), rule(table, step)
    if isinstance(decide(table.card(id=id)), Refusal):
        return None
    table.do(decide, id=id)
    table.at += 1
    agrees(table)
    return table.made if table.history() != before else None


def table_of_three() -> Table:
    table = Table(kinds=KINDS, flags=(flag("phone", "name"),))
    table.ask(id="q2", text="Почему?", language="ru")
    table.ask(id="q3", text="Why?", language="en")
    return table


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(steps, st.sampled_from(QUESTIONS)), min_size=1, max_size=19))
def test_all_that_was_decided_taken_back_in_turn_is_as_if_it_had_never_been(
    said: list[tuple[tuple[Any, ...], str]],
) -> None:
    table = table_of_three()
    stack = []
    for step, id in said:
        before = seen(table)
        decision = does(table, step, id)
        if decision:
            stack.append((decision, id, before))
    for decision, id, before in reversed(stack):
        table.undo(decision, by=ME, id=id)
        assert seen(table) == before
        agrees(table)
    assert all(table.at_desk(id).undos == () for id in QUESTIONS)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(steps, st.sampled_from(QUESTIONS)), min_size=1, max_size=30),
    st.lists(st.integers(0, 29), max_size=12),
)
def test_what_is_taken_back_in_any_order_is_taken_back_or_refused_and_air_and_desk_agree(
    said: list[tuple[tuple[Any, ...], str]], order: list[int]
) -> None:
    table = table_of_three()
    made = [(decision, id) for step, id in said if (decision := does(table, step, id))]
    for n in order:
        if not made:
            return
        decision, id = made[n % len(made)]
        outcome = rules.undo(table.card(id=id), decision)
        if isinstance(outcome, Refusal):
            assert outcome.key == key("question", id), "the present state is shown"
        else:
            table.undo(decision, by=ME, id=id)
            assert decision not in table.history()
        agrees(table)
