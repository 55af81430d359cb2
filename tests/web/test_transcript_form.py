"""Places in the recording as people type them, and what an address says is looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lines import Draft
from studio.minutes import Clock
from studio.records import Refusal
from web.transcript_form import Look, draft, on_recording, place, placed

CLOCK = Clock(opened_at=1_000_000, ended_at=9_000_000, offset_ms=-5_000)
TYPED = {"since": "00:01.250", "until": "00:02", "speaker": "Ким", "text": "Да"}


@given(st.integers(-(10**7), 10**8))
def test_a_place_is_read_as_it_is_shown_to_the_millisecond(ms: int):
    assert placed(place(ms)) == ms


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("12:47.250", 767_250), ("75:00", 4_500_000), ("1:02:03,5", 3_723_500), (" 0:00.7 ", 700), ("-00:05", -5_000),
        ("12", None), ("12:60", None), ("1:60:00", None), ("a:bc", None), ("", None), ("1:2:3:4", None),
        ("12:47.2500", None), ("1" * 5000 + ":00", None),
    ],
    ids=str,
)  # fmt: skip
def test_places_as_people_type_them(text: str, ms: int | None):
    assert placed(text) == ms


def test_a_form_is_a_line_on_the_briefings_clock():
    assert draft(TYPED, CLOCK) == Draft("Да", "Ким", 996_250, 997_000)
    assert on_recording(996_250, CLOCK) == "00:01.250"
    assert on_recording(994_000, CLOCK) == "−00:01.000"
    for typed, code in (({**TYPED, "until": "x"}, "bad_times"), ({**TYPED, "text": "а" * 2001}, "text_too_long")):
        refused = draft(typed, CLOCK)
        assert isinstance(refused, Refusal)
        assert refused.code == code


@given(
    st.dictionaries(st.sampled_from(["only", "chapter", "removed", "page", "line", "at"]), st.text(max_size=50)),
)
def test_any_address_looks_at_something(fields: dict[str, str]):
    look = Look.of(fields)
    assert look.page >= 1
    assert look.address("/x").startswith("/x")


def test_an_address_says_what_is_looked_at_and_leaves_out_what_goes_without_saying():
    look = Look(only="kk", chapter=2, page=3, line="a1")
    assert look.address("/t") == "/t?only=kk&chapter=2&page=3&line=a1#l-a1"
    assert Look.of({"only": "kk", "chapter": "2", "page": "3", "line": "a1"}) == look
    assert Look().address("/t") == "/t"
