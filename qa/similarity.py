"""When two questions ask nearly the same: what is compared, from which score on, and which are suggested.

Within a language words are compared; across languages meanings, as vectors. Figures of both: decision 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

import regex
from rapidfuzz import fuzz

How = Literal["words", "meaning"]


class Suggestion(NamedTuple):
    """A question that asks nearly the same."""

    question: str
    score: float
    how: How


WORDS = 0.75
"""Within a language: from this score on the words are nearly the same."""

_WORD = regex.compile(r"[\p{L}\p{N}]+")


def normalise(text: str) -> str:
    """What is compared of a text: its words, casefolded, ё as е, in the order of the alphabet."""
    return " ".join(sorted(_WORD.findall(text.casefold().replace("ё", "е"))))


def words(one: str, other: str) -> float:
    """How near two normalised texts are, 0 to 1."""
    return fuzz.ratio(one, other) / 100


def choose(found: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """The best first, each question once."""
    best: dict[str, Suggestion] = {}
    for one in found:
        if one.question not in best or best[one.question].score < one.score:
            best[one.question] = one
    return sorted(best.values(), key=lambda s: (-s.score, s.question))[:limit]
