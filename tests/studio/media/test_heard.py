"""How words become lines that can be read."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from studio.media.heard import ROW, ROWS, Heard, Word, lines


def spoken(text: str, step: int = 300) -> list[Word]:
    """Each word takes `step` ms, and has the space before it that Whisper gives."""
    return [Word(at * step, (at + 1) * step, f" {word}") for at, word in enumerate(text.split())]


def test_short_sentences_share_a_line_and_a_long_one_ends_at_a_mark():
    text = (
        "Yes. He was not an ill-disposed young man, unless to be rather cold-hearted and rather selfish "
        "is to be ill-disposed. He was."
    )
    assert [line.text for line in lines(spoken(text), "en")] == [
        "Yes. He was not an ill-disposed young man,",
        "unless to be rather cold-hearted and rather selfish is to be ill-disposed.",
        "He was.",
    ]


def test_a_line_is_timed_from_its_first_word_to_its_last():
    (line,) = lines([Word(200, 500, " Good"), Word(510, 900, " evening.")], "en")
    assert line == Heard(start=200, end=900, text="Good evening.", language="en")


def test_a_pause_ends_a_line_and_a_shorter_one_does_not():
    words = [Word(0, 300, " One"), Word(1299, 1500, " two"), Word(2500, 2800, " three")]
    assert [line.text for line in lines(words, "en")] == ["One two", "three"]


def test_a_word_may_come_in_parts_and_take_no_time():
    words = [Word(700, 700, " ill"), Word(700, 700, "-disposed"), Word(700, 700, " ")]
    assert list(lines(words, "en")) == [Heard(start=700, end=701, text="ill-disposed", language="en")]


def test_no_words_no_lines():
    assert list(lines([], "en")) == []
    assert list(lines([Word(0, 10, " ")], "en")) == []


@given(st.lists(st.from_regex(r"[a-z]{1,12}[.,?]?", fullmatch=True), max_size=60))
def test_no_word_is_lost_and_no_line_is_longer_than_two_rows(said: list[str]):
    found = list(lines(spoken(" ".join(said)), "en"))
    assert " ".join(line.text for line in found).split() == said
    assert all(len(line.text) <= ROW * ROWS for line in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
