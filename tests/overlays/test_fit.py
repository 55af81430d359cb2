"""The estimate errs on the safe side."""

from __future__ import annotations

import pytest

from overlays.fit import fits, lines, width


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("Неге?", "fits"),
        ("Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді?", "fits"),
        ("Почему приём граждан перенесли? " * 12, "fits"),
        ("щ" * 500, "small"),
        ("Щ" * 500, "cut"),
        ("a " * 250, "fits"),
        ("字" * 500, "cut"),
        ("👩‍👩‍👧‍👦" * 200, "cut"),
    ],
)
def test_fits(text, fit):
    assert fits(text) == fit


def test_votes_take_room():
    text = "щ" * 335
    assert (fits(text), fits(text, votes=True)) == ("fits", "small")


def test_marks_and_invisible_characters_are_no_wider():
    assert width("z̷̡̢̧") == width("z")
    assert width("a\u200db\u202e") == width("ab")


def test_long_words_are_broken_and_short_ones_are_not():
    assert lines("", 56) == 1
    assert lines("көрсету " * 3, 56) == 1
    assert lines("щ" * 60, 56) == 2
    assert lines("а " + "щ" * 31, 56) == 2
    assert lines("а " * 3 + "щ" * 70, 56) == 4
