"""Preview and program: only what was seen and is cleared now goes on air; what was killed stays dark."""

from __future__ import annotations

import pytest

from overlays import clearance as clearances
from overlays.cue import Ask, Cue, Part, content_hash, of_question
from overlays.program import (
    Clock,
    Grounds,
    Order,
    Place,
    Program,
    clear,
    cue,
    evolve,
    expire,
    hide,
    kill,
    on_air,
    public,
    revise,
    take,
    time,
    touches,
    uncue,
)
from overlays.rundown import Item
from studio.events import Answered, Cleared, Cued, Killed, Painted, Taken, Undone
from studio.records import Refusal
from tests.overlays.samples import AT, approved

CLEAR = {q: clearances.evolve(None, approved(q, n), AT, "m1") for n, q in enumerate(("q1", "q2"), 1)}
GONE = clearances.evolve(CLEAR["q1"], Undone(question="q1"), AT, "m1")
FIXED = clearances.evolve(CLEAR["q1"], approved(text="Неге олай?", revision=1), AT, "m2")
WORDS = {"text": "Назар аударыңыз", "title": ""}
MESSAGE = Item(
    id="i1", graphic="message", layer="message", title="Хабар", data=WORDS, rank="i",
    hash=content_hash("message", WORDS),
)  # fmt: skip


def play(program: Program | None, events, at: int = AT) -> Program:
    assert not isinstance(events, Refusal), events
    for event in events:
        program = evolve(program, event, at, "p1")
    assert program is not None
    return program


def frozen(question: str = "q1", **ask) -> Cue | Refusal:
    return of_question(CLEAR[question], Ask(**{"id": f"c-{question}", "screen": "main", "item": question, **ask}))


def cued(question: str = "q1", program: Program | None = None, **ask) -> Program:
    return play(program, cue("main", frozen(question, **ask)))


def prepared(item: Item = MESSAGE, program: Program | None = None, **more) -> Program:
    made = Cue(
        id=f"c-{item.id}", item=item.id, graphic=item.graphic, layer=item.layer, data=item.data, hash=item.hash, **more
    )  # fmt: skip
    return play(program, cue("main", made))


def grounds(**more) -> Grounds:
    return Grounds(**{"clearances": CLEAR, "item": MESSAGE, **more})


def order(cue: str, expected: str | None = None, **more) -> Order:
    return Order(screen="main", cue=cue, expected=expected, **more)


def aired(question: str = "q1", at: int = AT, program: Program | None = None, **ask) -> Program:
    ready = cued(question, program, **ask)
    seen = ready.layers.get("question")
    return play(ready, take(ready, grounds(), order(f"c-{question}", seen and seen.id)), at)


def with_message(program: Program | None = None) -> Program:
    ready = prepared(program=program)
    return play(ready, take(ready, grounds(), order("c-i1")))


def test_a_cue_changes_nothing_on_air():
    program = cued()
    assert (program.preview.text, program.revision, program.layers) == ("Неге?", 0, {})
    assert cue("main", Refusal(code="not_approved")) == Refusal(code="not_approved")


def test_uncue_empties_preview_once():
    assert uncue(None, "main") == []
    events = uncue(cued(), "main")
    assert events == [Cued(screen="main", cue=None)]
    assert play(cued(), events).preview is None
    assert uncue(play(cued(), events), "main") == []


def test_take_moves_preview_to_its_layer():
    program = aired()
    on = program.layers["question"]
    assert (on.text, on.taken, on.since, on.until) == ("Неге?", 1, AT, None)
    assert (program.preview, program.revision, program.taken_at) == (None, 1, AT)


def test_take_over_another_clears_the_old_first_in_one_revision():
    program = cued("q2", aired("q1"))
    events = take(program, grounds(), order("c-q2", "c-q1", cut=True))
    assert [(type(e), e.question, e.program, e.cut) for e in events] == [
        (Cleared, "q1", 2, True),
        (Taken, "q2", 2, True),
    ]
    after = play(program, events)
    assert (after.layers["question"].question, after.revision, after.cut) == ("q2", 2, True)


def test_take_to_another_layer_leaves_the_first():
    program = with_message(aired("q1"))
    assert list(program.layers) == ["question", "message"]
    assert (program.layers["message"].data, program.revision) == (WORDS, 2)


@pytest.mark.parametrize(
    ("program", "held", "wanted", "code"),
    [
        (None, {}, order("c-q1"), "nothing_in_preview"),
        (None, {}, order("c-q1", "c-q9"), "moved_on"),
        (aired(), {}, order("c-q1", "c-q1"), "nothing_in_preview"),
        (aired(), {}, order("c-q1", "c-q9"), "moved_on"),
        (cued(program=aired("q2")), {}, order("c-q1"), "moved_on"),
        (cued("q2"), {}, order("c-q1"), "moved_on"),
        (cued(), {"clearances": {}}, order("c-q1"), "not_approved"),
        (cued(), {"clearances": {"q1": None}}, order("c-q1"), "not_approved"),
        (cued(), {"clearances": {"q1": FIXED}}, order("c-q1"), "not_approved"),
        (cued(), {"clearances": {"q1": GONE}}, order("c-q1"), "not_approved"),
        (prepared(), {"item": None}, order("c-i1"), "not_approved"),
        (prepared(), {"item": MESSAGE.model_copy(update={"listed": False})}, order("c-i1"), "not_approved"),
        (prepared(), {"item": MESSAGE.model_copy(update={"hash": "0" * 32})}, order("c-i1"), "not_approved"),
        (prepared(fit="cut"), {}, order("c-i1"), "does_not_fit"),
        (
            prepared(parts=(Part(question="q1", language="kk", hash="0" * 32),)),
            {},
            order("c-i1"),
            "not_approved",
        ),
    ],
)
def test_take_is_refused_when_anything_is_not_as_the_producer_saw_it(program, held, wanted, code):
    assert take(program, grounds(**held), wanted) == Refusal(code=code, key="program/main")


def test_a_wall_goes_on_air_while_all_its_wordings_are_approved():
    wordings = tuple(Part(question=q, language="kk", hash=c.wordings["kk"].hash) for q, c in CLEAR.items())
    program = prepared(parts=wordings)
    assert isinstance(take(program, grounds(), order("c-i1")), list)
    assert take(program, grounds(clearances={**CLEAR, "q1": GONE}), order("c-i1")).code == "not_approved"


def test_two_takes_at_once_advance_once():
    program = cued()
    after = play(program, take(program, grounds(), order("c-q1")))
    assert take(after, grounds(), order("c-q1")).code == "nothing_in_preview"
    assert take(cued("q2", after), grounds(), order("c-q2")).code == "moved_on"


def test_a_typo_on_air_is_mended_by_the_wording_that_is_approved_now():
    on = aired(at=AT, hide_after_s=20)
    place = Place(screen="main", layer="question", cue="c-q1")
    events = revise(cued("q2", on), FIXED, place, "c-new")
    assert [type(e) for e in events] == [Cleared, Taken]
    assert (events[1].revises, events[1].cut, events[1].program) == (True, False, 2)
    after = play(cued("q2", on), events, AT + 5000)
    there = after.layers["question"]
    assert (there.text, there.item, there.taken, there.until) == ("Неге олай?", "q1", 2, AT + 20_000)
    assert after.preview.question == "q2", "what is in preview stays there"
    assert revise(after, FIXED, place, "c-x").code == "moved_on"
    assert revise(after, FIXED, Place(screen="main", layer="question", cue="c-new"), "c-x") == []


@pytest.mark.parametrize(
    ("clearance", "code"),
    [
        (GONE, "not_approved"),
        (None, "not_approved"),
        (clearances.evolve(CLEAR["q1"], approved(text="щ " * 900, revision=1), AT, "m1"), "does_not_fit"),
    ],
)
def test_a_revision_is_refused_as_a_take_is(clearance, code):
    place = Place(screen="main", layer="question", cue="c-q1")
    assert revise(aired(), clearance, place, "c-x") == Refusal(code=code, key="program/main")
    assert revise(None, clearance, place, "c-x").code == "moved_on"


def test_what_a_producer_prepared_has_no_approved_revision():
    place = Place(screen="main", layer="message", cue="c-i1")
    assert revise(with_message(), FIXED, place, "c-x").code == "not_approved"


def countdown(**data) -> tuple[Program, Place]:
    said = {"label": "Жауап", "seconds": 90, **data}
    hashed = content_hash("countdown", said)
    item = Item(id="i2", graphic="countdown", layer="countdown", data=said, rank="i", hash=hashed)
    ready = prepared(item)
    after = play(ready, take(ready, grounds(item=item), order("c-i2")))
    return after, Place(screen="main", layer="countdown", cue="c-i2")


def left(program: Program) -> dict:
    return {k: v for k, v in program.layers["countdown"].data.items() if k in {"ends_at", "left_ms"}}


def test_a_countdown_runs_from_its_take_and_stops_and_goes_on():
    program, place = countdown()
    assert left(program) == {"ends_at": AT + 90_000}
    program = play(program, time(program, place, Clock(action="pause"), AT + 30_000))
    assert left(program) == {"left_ms": 60_000}
    assert time(program, place, Clock(action="pause"), AT + 31_000) == []
    program = play(program, time(program, place, Clock(action="add", seconds=-10), AT + 40_000))
    assert left(program) == {"left_ms": 50_000}
    program = play(program, time(program, place, Clock(action="start"), AT + 50_000))
    assert left(program) == {"ends_at": AT + 100_000}
    program = play(program, time(program, place, Clock(action="set", seconds=20), AT + 60_000))
    assert left(program) == {"ends_at": AT + 80_000}
    program = play(program, time(program, place, Clock(action="add", seconds=-60), AT + 70_000))
    assert (left(program), program.revision) == ({"ends_at": AT + 70_000}, 6)
    assert countdown(left_ms=5)[0].layers["countdown"].data["left_ms"] == 5, "one that was prepared paused stands"


def test_only_a_countdown_has_a_clock():
    place, start = Place(screen="main", layer="message", cue="c-i1"), Clock(action="start")
    assert time(with_message(), place, start, AT).code == "not_found"
    assert time(None, place, start, AT).code == "moved_on"


def test_what_is_on_air_hides_by_itself_or_stays():
    program = aired(hide_after_s=12)
    assert program.layers["question"].until == AT + 12_000
    assert list(on_air(program, AT + 11_999)) == ["question"]
    assert on_air(program, AT + 12_000) == on_air(None, AT) == {}
    assert (expire(program, AT + 11_999), expire(None, AT)) == ([], [])
    gone = play(program, expire(program, AT + 12_000), AT + 12_000)
    assert (gone.layers, gone.revision, gone.cut) == ({}, 2, False)
    place = Place(screen="main", layer="question", cue="c-q1")
    stays = play(program, hide(program, place, None, AT + 5000))
    assert on_air(stays, AT + 99_000)
    assert hide(stays, place, None, AT + 6000) == []
    again = play(stays, hide(stays, place, 7, AT + 6000))
    assert (again.layers["question"].until, again.revision, again.layers["question"].taken) == (AT + 13_000, 3, 1)
    assert hide(again, Place(screen="main", layer="question", cue="c-q2"), 7, AT).code == "moved_on"


def test_an_adjustment_of_what_has_gone_changes_nothing_more():
    program = aired(hide_after_s=12)
    (adjusted,) = hide(program, Place(screen="main", layer="question", cue="c-q1"), None, AT)
    gone = play(program, clear(program, None, cut=False))
    assert play(gone, [adjusted]).layers == {}


def test_clear_one_layer_or_all():
    program = with_message(aired("q1"))
    one, every = clear(program, "question", False), clear(program, None, True)
    assert list(play(program, one).layers) == ["message"]
    assert [(e.layer, e.program) for e in every] == [("question", 3), ("message", 3)]
    assert (play(program, every).layers, play(program, every).revision) == ({}, 3)
    assert (
        clear(play(program, every), None, False) == clear(program, "nothing", False) == clear(None, None, False) == []
    )


def test_the_show_is_where_its_last_card_was_and_what_stands_beside_it_is_remembered():
    program = with_message(aired("q1"))
    assert (aired("q1").last, aired("q1").beside) == ("q1", ())
    assert (program.last, program.beside) == ("q1", ("i1",)), "a message is no place in the show"
    emptied = play(program, clear(program, None, False))
    assert (emptied.last, emptied.beside) == ("q1", ("i1",))
    assert with_message(emptied).beside == ("i1",), "once, however often it was taken"
    mended = play(program, revise(program, FIXED, Place(screen="main", layer="question", cue="c-q1"), "c-mended"))
    assert (mended.layers["question"].id, mended.last) == ("c-mended", "q1")
    assert (cued("q2", program).last, aired("q2", program=program).last) == ("q1", "q2")


def test_clear_keeps_preview():
    program = cued("q2", aired("q1"))
    assert play(program, clear(program, None, False)).preview.question == "q2"


def test_a_kill_darkens_what_was_taken_until_then_and_nothing_newer():
    program = with_message(aired("q1"))
    late = play(program, kill(program, 1))
    assert (list(late.layers), late.killed, late.revision) == (["message"], 1, 3)
    assert list(on_air(late, AT)) == ["message"]
    now = kill(program)
    assert [type(e) for e in now] == [Killed, Cleared, Cleared]
    dark = play(program, now)
    assert (dark.layers, dark.killed, dark.revision, dark.cut) == ({}, 2, 3, True)
    assert kill(dark, 2) == kill(dark, 1) == kill(None) == kill(Program(id="main"), 9) == []
    assert list(on_air(aired("q2", program=dark), AT)) == ["question"], "a newer take is light again"


def test_a_kill_of_a_dark_screen_is_a_kill_still():
    program = play(aired(), clear(aired(), None, False))
    after = play(program, kill(program))
    assert (after.killed, after.revision) == (2, 2)


def test_what_is_killed_and_not_yet_logged_as_cleared_is_not_on_air():
    assert on_air(aired().model_copy(update={"killed": 1}), AT) == {}


def test_acknowledgements_only_move_forward():
    def said(program: Program, revision: int, at: int = AT, active: bool | None = None) -> Program:
        return play(program, [Painted(screen="main", program=revision, active=active)], at)

    assert said(aired(), 1, AT + 8, active=False) == aired(), "nobody sees the pixels of a source that OBS hides"
    after = said(aired(), 1, AT + 31)
    assert (after.painted, after.painted_at) == (1, AT + 31)
    assert said(after, 1, AT + 99) == said(after, 0, AT + 99) == after
    assert said(aired(), 1, AT + 31, active=True) == after


def test_public_shows_which_questions_are_on_air_and_never_preview():
    view = public(with_message(cued("q2", aired("q1"))))
    assert view == {
        "kind": "program", "id": "main", "revision": 2,
        "layers": {"question": {"question": "q1", "number": 1, "language": "kk", "text": "Неге?", "name": "Айдана",
                                "region": "Қызылорда облысы"}},
    }  # fmt: skip
    assert "q2" not in str(view)


def test_touches():
    assert touches(Painted(screen="hall", program=1)) == ("hall",)
    assert touches(Killed(screen="hall", program=1)) == ("hall",)
    assert touches(Painted(screen="hall", program=0)) == touches(Answered(question="q1")) == ()
