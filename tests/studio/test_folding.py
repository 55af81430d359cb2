"""Folding: what is typed without a letter finds the word with it, and any form of a word its other forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.folding import MOST_TERMS, fold, terms, words


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("еще", "Ещё раз о дорогах"), ("ещё", "Еще раз"), ("жемкорлык", "Жемқорлыққа қарсы"), ("ӘЛЕУМЕТ", "Алеуметтік"),
        ("онир", "Өңірлер"), ("кызмет", "қызметі"), ("урпак", "Ұрпақ"), ("ушин", "үшін"), ("маргау", "Марғау"),
        ("дороги", "Какая дорога?"), ("дорогой", "дороги"), ("бюджета", "О бюджете"), ("corruption", "corrupted"),
        ("happy", "happy"), ("2026", "в 2026 году"), ("5", "дом 5"), ("ё", "ё"), ("жол", "жолдар"),
        ("Cafe\u0301", "café"),
    ],
)  # fmt: skip
def test_a_query_finds_the_text(query: str, text: str):
    found = terms(query)
    if query == "ё":  # a single letter begins half of all words
        assert found == ()
    else:
        assert all(any(word.startswith(term) for word in fold(text).split()) for term in found), (found, fold(text))
        assert found


def test_terms_are_few_and_each_once():
    assert terms("дорога дороги дорогой") == ("дорог",)
    assert len(terms(" ".join(f"word{n}" for n in range(50)))) == MOST_TERMS
    assert terms("!? -- ' \"") == ()


@given(st.text())
def test_nothing_but_letters_and_digits_comes_out(text: str):
    for term in (*terms(text), *fold(text).split()):
        assert term.replace("\u0345", "").isalnum() or not term.isascii()
        assert not set(term) & set("\"'*:&|!()<> \t\n\\-_")


@given(st.text())
def test_a_text_is_found_by_its_own_words(text: str):
    indexed = fold(text).split()
    assert all(any(word.startswith(term) for word in indexed) for term in terms(text))


def test_words_know_where_they_stand():
    text = "Ещё — жолдар!"
    assert [(text[w.start : w.end], w.folded) for w in words(text)] == [("Ещё", "еще"), ("жолдар", "жолдар")]
