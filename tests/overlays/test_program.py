"""Preview, program and the tally: only what was seen and is cleared now goes on air, and red means pixels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlays import clearance as clearances
from overlays.program import ALARM_MS, Order, Program, clear, cue, evolve, painted, public, take, tally, touches, uncue
from studio.events import Answered, Cleared, Cued, Painted, Taken, Undone
from studio.records import Refusal
from tests.overlays.samples import AT, approved

CLEAR = {q: clearances.evolve(None, approved(q, n), AT, "m1") for n, q in enumerate(("q1", "q2"), 1)}


def play(program: Program | None, events, at: int = AT) -> Program | None:
    assert not isinstance(events, Refusal), events
    for event in events:
        program = evolve(program, event, at, "p1")
    return program


def cued(question: str = "q1", program: Program | None = None, id: str | None = None) -> Program:
    return play(program, cue(CLEAR[question], "main", id or f"c-{question}", None))


def on_air(question: str = "q1", at: int = AT) -> Program:
    order = Order(screen="main", cue=f"c-{question}", expected=None)
    return play(cued(question), take(cued(question), CLEAR[question], order), at)


def test_a_cue_is_a_frozen_copy_of_the_wording_that_was_asked_for():
    both = clearances.evolve(CLEAR["q1"], approved("q1", 1, "ru", "Почему?", 1), AT, "m1")
    first, russian = play(None, cue(both, "main", "c1", None)), play(None, cue(both, "main", "c2", "ru"))
    assert (first.preview.language, first.preview.text) == ("kk", "Неге?")
    assert (russian.preview.language, russian.preview.text, russian.preview.revision) == ("ru", "Почему?", 1)
    assert (russian.preview.name, russian.preview.region, russian.preview.number) == ("Айдана", "Қызылорда облысы", 1)
    assert (russian.revision, russian.layers) == (0, {}), "a cue changes nothing on air"


def test_a_cue_says_whether_it_fits():
    long = clearances.evolve(None, approved(text="щ" * 500), AT, "m1")
    assert cued().preview.fit == "fits"
    assert play(None, cue(long, "main", "c1", None)).preview.fit != "fits"


def test_only_the_approved_can_be_cued():
    gone = clearances.evolve(CLEAR["q1"], Undone(question="q1"), AT, "m1")
    assert cue(None, "main", "c1", None) == Refusal(code="not_approved")
    assert cue(gone, "main", "c1", None) == Refusal(code="not_approved", key="clearance/q1")
    assert cue(CLEAR["q1"], "main", "c1", "en") == Refusal(code="not_approved", key="clearance/q1")


def test_uncue_empties_preview_once():
    assert uncue(None, "main") == []
    events = uncue(cued(), "main")
    assert events == [Cued(screen="main", cue=None)]
    assert play(cued(), events).preview is None
    assert uncue(play(cued(), events), "main") == []


def test_take_moves_preview_to_its_layer():
    program = on_air()
    assert program.layers["question"].text == "Неге?"
    assert (program.preview, program.revision, program.taken_at) == (None, 1, AT)


def test_take_over_another_clears_the_old_first_in_one_revision():
    program = cued("q2", on_air("q1"))
    events = take(program, CLEAR["q2"], Order(screen="main", cue="c-q2", expected="c-q1", cut=True))
    assert [(type(e), e.question, e.program, e.cut) for e in events] == [
        (Cleared, "q1", 2, True),
        (Taken, "q2", 2, True),
    ]
    after = play(program, events)
    assert (after.layers["question"].question, after.revision, after.cut) == ("q2", 2, True)


def test_take_to_another_layer_leaves_the_first():
    program = cued("q2", on_air("q1"))
    events = take(program, CLEAR["q2"], Order(screen="main", cue="c-q2", expected=None, layer="second"))
    assert list(play(program, events).layers) == ["question", "second"]


@pytest.mark.parametrize(
    ("program", "clearance", "order", "code"),
    [
        (None, None, {"cue": "c-q1", "expected": None}, "nothing_in_preview"),
        (None, None, {"cue": "c-q1", "expected": "c-q9"}, "moved_on"),
        (on_air(), CLEAR["q1"], {"cue": "c-q1", "expected": "c-q1"}, "nothing_in_preview"),
        (on_air(), CLEAR["q1"], {"cue": "c-q1", "expected": None}, "moved_on"),
        (cued("q2"), CLEAR["q2"], {"cue": "c-q1", "expected": None}, "moved_on"),
        (cued(), None, {"cue": "c-q1", "expected": None}, "not_approved"),
        (cued(), CLEAR["q2"], {"cue": "c-q1", "expected": None}, "not_approved"),
        (
            cued(),
            clearances.evolve(CLEAR["q1"], approved(text="Басқа", revision=1), AT, "m1"),
            {"cue": "c-q1", "expected": None},
            "not_approved",
        ),
    ],
)
def test_take_is_refused_when_anything_is_not_as_the_producer_saw_it(program, clearance, order, code):
    assert take(program, clearance, Order(screen="main", **order)) == Refusal(code=code, key="program/main")


def test_an_approval_that_vanishes_stops_the_take_and_leaves_preview():
    gone = clearances.evolve(CLEAR["q1"], Undone(question="q1"), AT, "m1")
    assert take(cued(), gone, Order(screen="main", cue="c-q1", expected=None)).code == "not_approved"


def test_two_takes_at_once_advance_once():
    program, order = cued(), Order(screen="main", cue="c-q1", expected=None)
    after = play(program, take(program, CLEAR["q1"], order))
    assert take(after, CLEAR["q1"], order).code == "moved_on"


def test_clear_one_layer_or_all():
    program = cued("q2", on_air("q1"))
    program = play(program, take(program, CLEAR["q2"], Order(screen="main", cue="c-q2", expected=None, layer="second")))
    one, every = clear(program, "question", False), clear(program, None, True)
    assert list(play(program, one).layers) == ["second"]
    assert [(e.layer, e.program) for e in every] == [("question", 3), ("second", 3)]
    assert (play(program, every).layers, play(program, every).revision) == ({}, 3)
    assert (
        clear(play(program, every), None, False) == clear(program, "nothing", False) == clear(None, None, False) == []
    )


def test_clear_keeps_preview():
    program = cued("q2", on_air("q1"))
    assert play(program, clear(program, None, False)).preview.question == "q2"


def test_acknowledgements_only_move_forward():
    program = on_air()
    assert painted(program, 1) == [Painted(screen="main", program=1)]
    after = play(program, painted(program, 1), AT + 31)
    assert (after.painted, after.painted_at, after.lit) == (1, AT + 31, True)
    assert painted(after, 1) == painted(after, 0) == []
    assert painted(after, 2).code == painted(None, 1).code == "moved_on"


def test_the_tally_is_red_for_pixels_alone():
    assert tally(None, AT) == tally(Program(id="main"), AT) == tally(cued(), AT) == "dark"
    program = on_air()
    assert tally(program, AT + ALARM_MS) == "taken"
    assert tally(program, AT + ALARM_MS + 1) == "alarm"
    shown = play(program, painted(program, 1))
    assert tally(shown, AT + 10 * ALARM_MS) == "painted"


def test_what_should_be_gone_and_is_not_raises_the_alarm():
    shown = play(on_air(), painted(on_air(), 1))
    emptied = play(shown, clear(shown, None, False), AT + 100)
    assert tally(emptied, AT + 100 + ALARM_MS) == "dark"
    assert tally(emptied, AT + 101 + ALARM_MS) == "alarm"
    assert tally(play(emptied, painted(emptied, 2)), AT + 10 * ALARM_MS) == "dark"
    never_shown = play(on_air(), clear(on_air(), None, False))
    assert tally(never_shown, AT + 10 * ALARM_MS) == "dark", "without a screen there are no pixels to remove"
    # An acknowledgement of the revision before the clear arrives after it: the picture is still there.
    overtaken = play(never_shown, painted(never_shown, 1))
    assert tally(overtaken, AT + 10 * ALARM_MS) == "alarm"


def test_public_shows_what_is_on_air_and_never_preview():
    program = cued("q2", on_air("q1"))
    view = public(program)
    assert view == {
        "kind": "program", "id": "main", "revision": 1,
        "layers": {"question": {"question": "q1", "number": 1, "language": "kk", "text": "Неге?", "name": "Айдана",
                                "region": "Қызылорда облысы"}},
    }  # fmt: skip
    assert "q2" not in str(view)


def test_touches():
    assert touches(Painted(screen="hall", program=1)) == ("hall",)
    assert touches(Answered(question="q1")) == ()


STEP = st.one_of(
    st.tuples(st.just("cue"), st.sampled_from(["q1", "q2"]), st.booleans()),
    st.tuples(st.just("take"), st.sampled_from(["question", "second"]), st.booleans()),
    st.tuples(st.just("clear"), st.sampled_from(["question", "second", None]), st.booleans()),
    st.tuples(st.just("undo"), st.sampled_from(["q1", "q2"]), st.booleans()),
    st.tuples(st.just("approve"), st.sampled_from(["q1", "q2"]), st.booleans()),
    st.tuples(st.just("painted"), st.integers(0, 5), st.booleans()),
)


def decided(program: Program, clear_now: dict, step: tuple, id: str):
    """What the rules answer to one step; an announcement of qa changes `clear_now` instead."""
    what, which, flag = step
    if what == "cue":
        return cue(clear_now[which], "main", id, None)
    if what == "clear":
        return clear(program, which, flag)
    if what == "painted":
        return painted(program, which)
    if what == "take":
        seen, ready = program.layers.get(which), program.preview
        order = Order(screen="main", cue=ready.id if ready else id, expected=seen.id if seen else None, layer=which)
        return take(program, clear_now[ready.question] if ready else None, order)
    text = "Неге?" if flag else "Неге олай?"
    event = Undone(question=which) if what == "undo" else approved(which, 1, text=text)
    clear_now[which] = clearances.evolve(clear_now[which], event, AT, "m1")
    return []


@given(st.lists(STEP, max_size=40))
def test_whatever_is_done_in_whatever_order_nothing_unapproved_is_taken(steps):
    program, clear_now = Program(id="main"), dict(CLEAR)
    for count, step in enumerate(steps):
        events = decided(program, clear_now, step, f"c{count}")
        if isinstance(events, Refusal):
            continue
        before, program = program, play(program, events, AT + count)
        assert program.revision == before.revision + any(isinstance(e, Taken | Cleared) for e in events)
        assert before.painted <= program.painted <= program.revision
        for taken in (e for e in events if isinstance(e, Taken)):
            assert taken.hash in {w.hash for w in clear_now[taken.question].wordings.values()}
            assert program.layers[taken.layer].id == taken.cue
