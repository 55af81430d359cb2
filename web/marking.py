"""Hits of the search as a page shows them: the found words marked, long texts cut to what stands around the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from studio.folding import Word, terms, words

EXCERPT = 320
"""Characters shown of a text: five or six lines on a phone."""
LEAD = 80
"""Characters shown before the first word that was found, where the text is longer than an excerpt."""


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    found: bool


def marked(text: str, query: str) -> list[Piece]:
    """The text, or the excerpt around its first found word, in pieces that join to it."""
    wanted = terms(query)
    found = [word for word in words(text) if word.folded.startswith(wanted)]
    start, end = _excerpt(text, found[0].start if found else 0)
    inside = [word for word in found if start <= word.start and word.end <= end]
    return list(_pieces(text, start, end, inside))


def _excerpt(text: str, first: int) -> tuple[int, int]:
    """From where to where: whole words, the first found one a few words from the beginning."""
    if len(text) <= EXCERPT:
        return 0, len(text)
    start = 0 if first <= LEAD else text.rfind(" ", 0, first - LEAD) + 1 or first
    end = len(text) if len(text) - start <= EXCERPT else text.rfind(" ", start, start + EXCERPT)
    return start, end if end > first else min(len(text), start + EXCERPT)


def _pieces(text: str, start: int, end: int, found: list[Word]) -> Iterator[Piece]:
    if start > 0:
        yield Piece("… ", found=False)
    at = start
    for word in found:
        if word.start > at:
            yield Piece(text[at : word.start], found=False)
        yield Piece(text[word.start : word.end], found=True)
        at = word.end
    if at < end:
        yield Piece(text[at:end], found=False)
    if end < len(text):
        yield Piece(" …", found=False)
