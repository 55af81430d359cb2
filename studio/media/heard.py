"""What a recogniser heard: how its words become lines of captions that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from studio.events import Frozen, Language

ROW = 42
"""Letters in a row of captions, as broadcasters have it."""
ROWS = 2

BREATH_MS = 1000
"""A pause after which a new line begins, whatever the sentence."""

ENDS = tuple(".?!…,;:")
"""After one of these a line of more than one row is complete."""


class Heard(Frozen):
    """One finished line, as it was heard; what people make of it is a line of `studio.lines`.

    Attributes:
        start: when it begins to be spoken, ms from the sound's beginning.
        end: when it was said; later than `start`.
        text: at most two rows, unless a single word is longer.
        language: in which it was spoken.
    """

    start: int
    end: int
    text: str
    language: Language


class Word(NamedTuple):
    """A heard word with the space before it, as recognisers give it; times in ms, as a line's."""

    start: int
    end: int
    text: str


def lines(words: Iterable[Word], language: Language) -> Iterator[Heard]:
    """The words in lines of up to two rows, which end at a pause or a mark where there is one."""
    held: list[Word] = []
    for word in words:
        if held and (word.start - held[-1].end >= BREATH_MS or _full(held, word)):
            yield _line(held, language)
            held = []
        if word.text.strip():
            held.append(word)
    if held:
        yield _line(held, language)


def _full(held: list[Word], word: Word) -> bool:
    text = _text(held)
    return (len(text) >= ROW and text.endswith(ENDS)) or len(_text([*held, word])) > ROW * ROWS


def _text(words: list[Word]) -> str:
    return " ".join("".join(word.text for word in words).split())


def _line(words: list[Word], language: Language) -> Heard:
    start = words[0].start
    return Heard(start=start, end=max(words[-1].end, start + 1), text=_text(words), language=language)
