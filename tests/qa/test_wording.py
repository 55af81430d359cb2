"""Lengths as people count them, and differences word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.wording import Part, changed, length

texts = st.text(alphabet="аб \n", max_size=30).map(str.strip)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("қала", 4), ("и\u0306", 1), ("👨‍👩‍👧", 1), ("🇰🇿🇰🇿", 2), ("1\ufe0f\u20e3", 1), ("а\nб", 3)],
)
def test_a_character_is_what_people_see_as_one(text, count):
    assert length(text) == count


def test_what_a_moderator_changed():
    assert changed("Где дороги, и когда?", "Где новые дороги и когда?") == [
        Part("same", "Где "), Part("gone", "дороги, "), Part("new", "новые дороги "), Part("same", "и когда?")
    ]  # fmt: skip
    assert changed("", "Қашан?") == [Part("new", "Қашан?")]
    assert changed("Қашан?", "") == [Part("gone", "Қашан?")]


@given(texts, texts)
def test_both_wordings_can_be_read_out_of_the_difference(asked, moderated):
    parts = changed(asked, moderated)
    assert "".join(p.text for p in parts if p.what != "new") == asked
    assert "".join(p.text for p in parts if p.what != "gone") == moderated
