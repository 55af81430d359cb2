"""Steps and custom actions of a graphic on air: which are carried out, what stays over an update and what doesn't."""

from __future__ import annotations

import pytest

from overlays import program
from overlays.cue import Action, Cue
from overlays.program import Grounds, Order, Place, Program
from overlays.rundown import Item
from studio.records import Refusal
from tests.overlays.samples import AT
from tests.overlays.test_program import play

PLACE = Place(screen="main", layer="message", cue="c1")


def judge(graphic: str) -> Refusal | None:
    """Only the weather can do anything."""
    return None if graphic == "weather" else Refusal(code="no_graphic")


def taken(id: str, before: Program | None = None, **more) -> Program:
    """A prepared item on air on the layer of messages."""
    frozen = Cue(**{"id": id, "item": "i1", "graphic": "weather", "layer": "message", "hash": "0" * 32, **more})
    ready = play(before, program.cue("main", frozen))
    there = ready.layers.get("message")
    item = Item(id=frozen.item, graphic=frozen.graphic, layer="message", title="T", rank="i", hash=frozen.hash)
    order = Order(screen="main", cue=id, expected=there.id if there else None)
    return play(ready, program.take(ready, Grounds(clearances={}, item=item), order))


def test_a_step_stands_until_another_is_asked_for():
    on = taken("c1")
    assert on.layers["message"].step is None
    second = play(on, program.step(on, PLACE, 1, judge))
    assert (second.layers["message"].step, second.revision, second.cut) == (1, 2, False)
    assert program.step(second, PLACE, 1, judge) == []


def test_the_same_action_twice_is_two():
    on = taken("c1")
    once = play(on, program.act(on, PLACE, "flash", {"times": 2}, judge))
    assert once.layers["message"].action == Action(id="flash", payload={"times": 2}, count=2)
    twice = play(once, program.act(once, PLACE, "flash", {"times": 2}, judge))
    assert twice.layers["message"].action == Action(id="flash", payload={"times": 2}, count=3)


def test_other_data_of_the_same_item_leave_the_graphic_where_it_stands():
    on = taken("c1")
    on = play(on, program.step(on, PLACE, 2, judge))
    on = play(on, program.act(on, PLACE, "flash", {}, judge))
    updated = taken("c2", on).layers["message"]
    assert (updated.step, updated.action) == (2, on.layers["message"].action)
    another = taken("c3", on, item="i2").layers["message"]
    assert (another.step, another.action) == (None, None)
    assert taken("c4", on, graphic="message").layers["message"].step is None


def test_hiding_and_a_step_leave_each_other_alone():
    on = taken("c1")
    on = play(on, program.hide(on, PLACE, 9, AT))
    on = play(on, program.step(on, PLACE, 1, judge))
    assert (on.layers["message"].until, on.layers["message"].step) == (AT + 9000, 1)
    on = play(on, program.hide(on, PLACE, None, AT))
    assert (on.layers["message"].until, on.layers["message"].step) == (None, 1)


@pytest.mark.parametrize(
    ("place", "graphic", "code"),
    [(PLACE, "clock", "no_graphic"), (Place(screen="main", layer="message", cue="c0"), "weather", "moved_on")],
)
def test_what_it_cannot_do_is_refused_and_what_has_gone_does_nothing(place: Place, graphic: str, code: str):
    on = taken("c1", graphic=graphic)
    assert program.step(on, place, 1, judge).code == code
    assert program.act(on, place, "flash", {}, judge).code == code
    assert program.step(None, place, 1, judge).code == program.act(None, place, "flash", {}, judge).code == "moved_on"
