"""How texts are made alike before they are searched: "е" finds "ё", and a keyboard without Kazakh letters Kazakh."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

MOST_TERMS = 8
"""Words of a query that count; more would only narrow what is found already."""
SHORTEST = 2
"""A single letter begins half of all words."""
SHORTEST_STEM = 3
LONGEST = 60
"""Letters of a word that count: PostgreSQL refuses very long ones."""
_ALIKE = str.maketrans("ёәіңғүұқөһ", "еаингуукох")
"""What a keyboard without the letter gives in its place."""
_WORD = re.compile(r"[^\W_]+")
_KAZAKH = frozenset("әіңғүұқөһ")
_CYRILLIC = re.compile(r"[а-яё]")


class Word(NamedTuple):
    """A word of a text as it stands there, and folded."""

    start: int
    end: int
    folded: str


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def fold(text: str) -> str:
    """The words of a text, folded, with a space between: what is indexed."""
    return " ".join(_WORD.findall(_plain(text))).translate(_ALIKE)


def words(text: str) -> list[Word]:
    """Where the words of a text stand, with what each folds to: to mark what was found."""
    return [Word(m.start(), m.end(), _plain(m.group()).translate(_ALIKE)) for m in _WORD.finditer(text)]


def terms(query: str) -> tuple[str, ...]:
    """What a query looks for: beginnings of words, folded; each must be found.

    A Russian or English word is shortened to what its forms have in common ("дороги" finds "дорога"); a Kazakh one
    stays as it is, since its endings are added to an unchanged stem, whose beginning finds them all.
    """
    found = [_stem(word).translate(_ALIKE) for word in _WORD.findall(_plain(query))]
    return tuple(dict.fromkeys(t[:LONGEST] for t in found if len(t) >= SHORTEST or t.isdigit()))[:MOST_TERMS]


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Any, Any]:
    library: Any = snowballstemmer
    return library.stemmer("russian"), library.stemmer("english")


def _stem(word: str) -> str:
    if _KAZAKH & set(word):
        return word
    russian, english = _stemmers()
    # A stemmer may also replace letters ("happy" to "happi"); only what both begin with is in every form.
    bare: str = (russian if _CYRILLIC.search(word) else english).stemWord(word)
    stem = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, bare, strict=False)))
    return stem if len(stem) >= SHORTEST_STEM else word
