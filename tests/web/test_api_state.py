"""The flat state: names that every program reads, numbers that are true at the moment, the item that comes next."""

from __future__ import annotations

from typing import Any

import pytest

from overlays.cue import Cue
from overlays.program import Program
from overlays.rundown import Item, waiting
from web.api_state import Rundown, Seen, flat, latest, prefix, step

NOW = 1_000_000


def cue(item: str, layer: str = "question", taken: int = 1, **more: Any) -> Cue:
    return Cue(**{"id": f"c-{item}", "item": item, "layer": layer, "hash": "0" * 32, "taken": taken, **more})


def item(id: str, **more: Any) -> Item:
    return Item(**{"id": id, "rank": id, "question": id, **more})


def program(*cues: Cue, **more: Any) -> Program:
    return Program(**{"id": "main", "layers": {c.layer: c for c in cues}, "revision": len(cues), **more})


def state(there: Program | None, items: list[Item] | None = None, screens: tuple[str, ...] = ("main",)) -> Any:
    programs = {} if there is None else {there.id: there}
    return flat(Seen("b", None, screens, programs, {}, listed(items or []), lambda i: f"words of {i.id}"), NOW)


def listed(items: list[Item]) -> Rundown:
    return Rundown({i.id: i for i in items}, waiting(items))


@pytest.mark.parametrize(("screen", "name"), [("main", "main"), ("lobby-2", "lobby_2"), ("a_b", "a_b")])
def test_names_are_made_of_letters_digits_and_lines(screen: str, name: str) -> None:
    assert prefix(screen) == name
    assert state(None, screens=(screen,))[f"{name}_tally"] == "dark"


def test_a_briefing_that_nobody_knows_is_empty() -> None:
    said = state(None)
    assert (said["briefing"], said["slug"], said["state"], said["live"], said["intake"]) == ("b", "", "", False, "")


def test_what_was_taken_last_of_all_that_is_on_air_is_told() -> None:
    there = program(cue("q1", taken=1), cue("m1", "message", taken=2))
    assert latest(there, NOW) == there.layers["message"]
    assert state(there)["main_onair_item"] == "m1"
    assert state(there)["main_layers"] == "question,message"
    there = program(cue("q1", taken=1), cue("m1", "message", taken=2, until=NOW))
    assert (state(there)["main_onair_item"], state(there)["main_layers"]) == ("q1", "question")
    assert state(there.model_copy(update={"killed": 2}))["main_onair"] is False


def test_layers_are_told_from_back_to_front_and_strange_ones_last() -> None:
    there = program(cue("a", "ticker"), cue("b", "own"), cue("c", "question"), cue("d", "qr"))
    assert state(there)["main_layers"] == "question,qr,ticker,own"


ITEMS = [item("q1"), item("q2"), item("q3"), item("q4", skipped=True)]


@pytest.mark.parametrize(
    ("there", "before", "after"),
    [
        (None, None, "q1"),
        (program(last="q1"), None, "q2"),
        (program(cue("q1"), last="q1"), None, "q2"),
        (program(last="q3"), "q2", None),
        (program(cue("q2", "ticker"), last="q1"), None, "q3"),
        (program(cue("q2", "ticker"), last="q3"), "q1", None),
        (program(cue("q1", "ticker")), None, "q2"),
        (program(last="gone"), None, "q1"),
        (program(last="q4"), "q3", None),
        (program(last="q1", beside=("q2",)), None, "q3"),
        (program(last="q3", beside=("q2", "q3")), "q1", None),
    ],
)
def test_next_goes_on_from_the_last_and_passes_what_is_on_air(
    there: Program | None, before: str | None, after: str | None
) -> None:
    found = [step(listed(ITEMS), there, by, NOW) for by in (-1, 1)]
    assert [i.id if i else None for i in found] == [before, after]
    said = state(there, ITEMS)
    assert (said["main_next_item"], said["waiting"]) == (after or "", 3)
    assert said["main_next_text"] == (f"words of {after}" if after else "")


@pytest.mark.parametrize(
    ("data", "left", "runs"),
    [
        ({"ends_at": NOW + 1}, 1, True),
        ({"ends_at": NOW + 59_000}, 59, True),
        ({"ends_at": NOW - 5000}, 0, True),
        ({"left_ms": 1500}, 2, False),
        ({"left_ms": 0}, 0, False),
        ({}, None, False),
        ({"ends_at": "soon", "left_ms": float("nan")}, None, False),
        ({"ends_at": float("inf")}, None, False),
    ],
)
def test_a_countdown_is_told_in_whole_seconds_whatever_was_prepared(data: Any, left: int | None, runs: bool) -> None:
    said = state(program(cue("clock", "countdown", graphic="countdown", data=data)))
    assert (said["main_timer_left_s"], said["main_timer_runs"]) == (left, runs)


@pytest.mark.parametrize(
    ("more", "ms"),
    [
        ({}, None),
        ({"taken_at": NOW - 100}, None),
        ({"taken_at": NOW - 100, "painted": 1, "painted_at": NOW - 60}, 40),
        ({"taken_at": NOW - 100, "painted": 0, "painted_at": NOW - 60}, None),
        ({"taken_at": NOW, "painted": 1, "painted_at": NOW - 5}, 0),
    ],
)
def test_how_long_the_pixels_took_is_told_once_they_are_there(more: dict[str, int], ms: int | None) -> None:
    assert state(program(cue("q1"), **more))["main_paint_ms"] == ms
