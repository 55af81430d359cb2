"""Screens and the tally: red is for pixels alone, and whatever else is true is said."""

from __future__ import annotations

import pytest

from overlays.cue import Cue
from overlays.program import Program, clear
from overlays.program import evolve as program_after
from overlays.screens import (
    ALARM_MS,
    LEASE_MS,
    MOST_PAGES,
    Fault,
    Page,
    Report,
    Screen,
    evolve,
    lost,
    painted,
    tally,
    there,
    touches,
)
from studio.events import Answered, PageLost, Painted
from studio.records import Refusal
from tests.overlays.samples import AT

CUE = Cue(id="c1", item="q1", hash="0" * 32, question="q1", language="kk", taken=1)
ON = Program(id="main", revision=1, layers={"question": CUE}, taken_at=AT)
FAULT = Fault(layer="question", graphic="question-card", what="TypeError")


def said(screen: Screen | None, revision: int = 1, at: int = AT, page: str = "a", **more) -> Screen:
    events = painted(
        ON.model_copy(update={"revision": 9}), screen, Report(page=page, revision=revision, **more), "main", at
    )
    for event in events:
        screen = evolve(screen, event, at, "key")
    assert screen
    return screen


def test_a_page_says_what_is_on_its_pixels_and_again_while_it_is_there():
    (event,) = painted(ON, None, Report(page="a", revision=1, active=True, faults=(FAULT,)), "main", AT)
    assert event == Painted(
        screen="main", program=1, page="a", until=AT + LEASE_MS, active=True, faulty=("question",), faults=(FAULT,)
    )
    assert "TypeError" not in event.model_dump_json(), "what a graphic says may be what somebody wrote"
    screen = evolve(None, event, AT, "key")
    assert screen.pages["a"] == Page(painted=1, painted_at=AT, until=AT + LEASE_MS, active=True, faults=(FAULT,))
    again = Report(page="a", revision=1, active=True, faults=(FAULT,))
    assert painted(ON, screen, again, "main", AT + LEASE_MS // 2 - 1) == [], "its word holds for long enough"
    (renewed,) = painted(ON, screen, again, "main", AT + LEASE_MS // 2)
    later = evolve(screen, renewed, AT + LEASE_MS // 2, "key").pages["a"]
    assert (later.painted_at, later.until) == (AT, AT + LEASE_MS // 2 + LEASE_MS)
    for other in ({"active": False}, {"faults": ()}, {"revision": 0}):
        assert painted(ON, screen, again.model_copy(update=other), "main", AT + 1)


def test_what_is_yet_to_come_can_not_be_painted():
    assert painted(ON, None, Report(page="a", revision=2), "main", AT) == Refusal(code="moved_on")
    assert painted(None, None, Report(page="a", revision=1), "main", AT) == Refusal(code="moved_on")
    assert painted(None, None, Report(page="a", revision=0), "main", AT), "an empty screen is there as well"


def test_a_page_goes():
    screen = said(said(None), page="b")
    assert lost(screen, "b", "main") == [PageLost(screen="main", page="b")]
    assert lost(screen, "c", "main") == lost(None, "a", "main") == []
    after = evolve(screen, PageLost(screen="main", page="b"), AT, "key")
    assert list(there(after, AT)) == ["a"]
    assert there(after, AT + LEASE_MS) == there(None, AT) == {}
    assert evolve(None, PageLost(screen="main", page="b"), AT, "key").pages == {}


def test_only_so_many_pages_are_remembered():
    screen = None
    for n in range(MOST_PAGES + 3):
        screen = said(screen, page=f"p{n}", at=AT + n)
    assert list(screen.pages) == [f"p{n}" for n in range(3, MOST_PAGES + 3)]


SHOWN = said(None)
LATE = AT + ALARM_MS + 1


@pytest.mark.parametrize(
    ("program", "screen", "now", "state"),
    [
        (None, None, AT, ("dark", "")),
        (Program(id="main"), SHOWN, AT, ("dark", "")),
        (ON, None, AT + ALARM_MS, ("taken", "")),
        (ON, None, LATE, ("alarm", "lost")),
        (ON, said(None, 0), AT + ALARM_MS, ("taken", "")),
        (ON, said(None, 0), LATE, ("alarm", "late")),
        (ON, SHOWN, AT + 10 * ALARM_MS, ("painted", "")),
        (ON, said(SHOWN, 0, page="b"), AT + ALARM_MS, ("taken", "")),
        (ON, said(SHOWN, 0, page="b"), LATE, ("alarm", "late")),
        (ON, said(None, faults=(FAULT,)), AT, ("alarm", "faulty")),
        (ON, said(None, faults=(Fault(layer="ticker"),)), AT, ("painted", "")),
        (ON, said(None, active=False), AT, ("taken", "inactive")),
        (ON, said(said(None, active=False), page="b", active=True), AT, ("painted", "")),
        (ON, said(said(None, active=False), page="b"), AT, ("painted", "")),
        (ON, said(None, active=True), AT, ("painted", "")),
        (ON.model_copy(update={"painted": 1}), SHOWN, AT + LEASE_MS, ("alarm", "lost")),
        (ON.model_copy(update={"painted": 1}), None, AT, ("alarm", "lost")),
        (ON.model_copy(update={"taken_at": None}), SHOWN, AT, ("painted", "")),
        (ON.model_copy(update={"killed": 1}), SHOWN, AT, ("dark", "")),
    ],
)
def test_the_tally_is_red_for_pixels_alone(program, screen, now, state):
    assert tally(program, screen, now) == state


def test_what_should_be_gone_and_is_not_raises_the_alarm():
    emptied = ON
    for event in clear(ON, None, cut=False):
        emptied = program_after(emptied, event, AT, "p1")
    assert tally(emptied, SHOWN, AT + ALARM_MS) == ("dark", "")
    assert tally(emptied, SHOWN, LATE) == ("alarm", "late")
    assert tally(emptied, said(SHOWN, 2), LATE) == ("dark", "")
    assert tally(emptied, None, LATE) == ("dark", ""), "without a page there are no pixels to remove"
    one = said(said(SHOWN, page="b"), 2)
    confirmed = program_after(emptied, Painted(screen="main", program=2), AT, "key")
    assert tally(confirmed, one, LATE) == ("alarm", "late"), "the other page shows it still"
    assert tally(confirmed, said(one, 2, page="b"), LATE) == ("dark", "")
    killed = ON.model_copy(update={"killed": 1, "painted": 1})
    assert tally(killed, said(SHOWN, 0, page="b"), LATE) == ("alarm", "late"), "and so after a panic"


def test_touches():
    assert list(touches(PageLost(screen="hall", page="a"))) == ["hall"]
    assert list(touches(Painted(screen="hall", program=0))) == ["hall"]
    assert list(touches(Answered(question="q1"))) == []
