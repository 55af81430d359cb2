"""The minutes: chapters on the recording's clock, and the facts at the top."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from studio.briefing import Speaker
from studio.minutes import OUTCOMES, Aired, Asked, Clock, Minutes, Reader, chapters

CLOCK = Clock(opened_at=1_000_000, ended_at=1_100_000, offset_ms=5_000)
READER = Reader("ru", str.upper, lambda at: f"day {at}", lambda at: f"hour {at}")


def asked(number: int, *since: int, **more: Any) -> Asked:
    airings = tuple(Aired(since=at, until=at + 1, text=f"Q{number}?", language="ru") for at in since)
    fields: dict[str, Any] = {"id": f"q{number}", "number": number, "outcome": "aired", "language": "ru"}
    return Asked(**(fields | {"texts": {"ru": f"Q{number}?"}, "airings": airings} | more))


def minutes(*questions: Asked, **more: Any) -> Minutes:
    fields: dict[str, Any] = {"briefing": "b1", "slug": "hearing", "title": {"kk": "Т"}, "languages": ("kk", "ru")}
    return Minutes(**(fields | {"clock": CLOCK, "questions": questions} | more))


def test_chapters_last_until_the_next_and_the_last_until_the_end():
    found = chapters(minutes(asked(2, 1_040_000), asked(1, 1_010_000)))
    assert [(c.start, c.end, c.question.number, c.text) for c in found] == [
        (5_000, 35_000, 1, "Q1?"), (35_000, 95_000, 2, "Q2?"),
    ]  # fmt: skip


def test_what_was_on_air_before_the_recording_began_has_no_chapter():
    found = chapters(minutes(asked(1, 1_000_100), asked(2, 1_004_000)))
    assert [(c.start, c.question.number) for c in found] == [(0, 2)]


def test_one_question_on_two_screens_is_one_chapter_and_one_that_comes_back_later_is_two():
    assert len(chapters(minutes(asked(7, 1_010_000, 1_010_400)))) == 1
    back = chapters(minutes(asked(7, 1_010_000, 1_050_000), asked(8, 1_030_000)))
    assert [c.question.number for c in back] == [7, 8, 7]


@given(st.lists(st.integers(0, 120_000), max_size=20))
def test_chapters_never_overlap_and_lie_within_the_recording(moments: list[int]):
    found = chapters(minutes(*(asked(n, 1_000_000 + at) for n, at in enumerate(moments) if at < 100_000)))
    edges = [edge for chapter in found for edge in (chapter.start, chapter.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= 95_000 for edge in edges)


def test_the_facts_are_in_the_readers_language_and_empty_ones_are_left_out():
    speakers = (Speaker(id="s1", name="Ә. Сапаров", office={"kk": "Төраға"}), Speaker(id="s2", name="Б. Ким"))
    facts = minutes(asked(1, outcome="written"), asked(2), speakers=speakers, total=9, answered=4).facts(READER)
    assert facts == [
        ("DATE", "day 1000000"), ("ON AIR", "hour 1000000 – hour 1100000"),
        ("SPEAKERS", "Ә. Сапаров (Төраға); Б. Ким"), ("QUESTIONS ASKED", "9"), ("ANSWERED", "4"),
    ]  # fmt: skip
    assert "SPEAKERS" not in dict(minutes().facts(READER))


def test_a_text_falls_back_to_kk_ru_en_in_this_order():
    assert READER.pick({"en": "E", "ru": "Р"}) == "Р"
    assert READER.pick({"en": "E", "kk": "Қ"}) == "Қ"
    assert READER.pick({}) == ""


def test_every_outcome_has_its_words():
    assert len(set(OUTCOMES.values())) == 5


def test_a_place_in_the_recording_is_a_moment_of_the_briefing_and_back():
    clock = Clock(opened_at=1_000_000, ended_at=2_000_000, offset_ms=5_000)
    assert clock.moment(250) == 1_005_250
    assert clock.recorded(clock.moment(250)) == 250
