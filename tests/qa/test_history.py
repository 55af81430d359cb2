"""The last twenty decisions of a moderator: what there is to take back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa import history
from qa.history import History, Past
from studio.events import Decided, Undone, Unmarked
from tests.qa.samples import ME


def decided(id: str, *questions: str) -> Decided:
    return Decided(person=ME, decision=id, what="approved", questions=questions or ("q1",))


def after(*events: object) -> History | None:
    state: History | None = None
    for at, event in enumerate(events):
        state = history.evolve(state, event, at, ME)
    return state


def test_a_decision_is_remembered_with_all_its_questions():
    state = after(decided("d1", "q1", "q2"))
    assert state == History(id=ME, decisions=(Past(id="d1", at=0, what="approved", questions=("q1", "q2")),))
    assert history.find(state, "d1") == state.decisions[0]


def test_what_is_not_there_is_not_found():
    assert history.find(None, "d1") is None
    assert history.find(after(decided("d1")), "d2") is None


def test_what_was_taken_back_is_forgotten():
    undone = Undone(question="q1", person=ME, decision="d1")
    assert after(undone) is None
    assert after(decided("d1"), decided("d2"), undone).decisions[0].id == "d2"
    unmarked = Unmarked(question="q2", person=ME, decision="d2")
    assert after(decided("d1"), decided("d2"), undone, unmarked).decisions == ()


def test_the_latest_twenty_are_kept():
    state = after(*(decided(f"d{n}") for n in range(25)))
    assert [p.id for p in state.decisions] == [f"d{n}" for n in range(5, 25)]


@given(st.lists(st.one_of(st.integers(0, 30), st.integers(-30, -1)), max_size=80))
def test_it_holds_the_latest_twenty_that_were_not_taken_back(moves: list[int]):
    state, model = None, []
    for n, move in enumerate(moves):
        if move >= 0:
            state = history.evolve(state, decided(f"d{n}"), n, ME)
            model = [*model, f"d{n}"][-20:]
        elif model:
            gone = model[move % len(model)]
            state = history.evolve(state, Undone(question="q1", person=ME, decision=gone), n, ME)
            model = [d for d in model if d != gone]
        assert [p.id for p in (state.decisions if state else ())] == model
