"""Does this text fit the question card: an estimate that errs on the safe side, for a warning before the take.

The graphic itself measures its pixels and never leaves its frame; this rule says beforehand, without a browser, in
which size a text will stand and whether the card will have to cut it. Widths are of Golos Text at weight 600.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal

SIZES = (56, 53, 50, 47, 45)
"""The sizes that the card tries, in px; below 45 a text can't be read on a phone."""
LINE_HEIGHT = 1.22
WIDTH = 1626
"""Px for the text: 1728 of the card less its bar and padding."""
WIDTH_WITH_VOTES = 1400
HEIGHT = 790
"""Px for the text: 930 from the top of the safe area to the foot of the card, less padding and the line of the name."""

SPACE, SMALL, CAPITAL, FULL = 0.25, 0.64, 0.8, 1.11
"""Em, measured and rounded up: a space; small letters and digits; capitals; ideographs, emoji, scripts not measured."""
_ADVANCES = {
    character: em
    for em, characters in {
        SPACE: " ",
        0.34: "iіїjlIІ.,:;!|'’",
        0.51: 'frtzгғт1()[]-/"',
        CAPITAL: "мыфю—",
        0.92: "wmщшжMМФЫ%",
        1.03: "WШЩЖЮ…",
        FULL: "№",
    }.items()
    for character in characters
}

Fit = Literal["fits", "small", "cut"]


def width(text: str) -> float:
    """The text's width on one line, in em, rather more than less."""
    return sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0.0
    if (known := _ADVANCES.get(character)) is not None:
        return known
    if ord(character) > 0x52F:  # past Latin and Cyrillic
        return FULL
    return CAPITAL if character.isupper() else SMALL


def lines(text: str, size: int, votes: bool = False) -> int:
    """How many lines the text takes at `size` px, words kept whole where they are shorter than a line."""
    room = (WIDTH_WITH_VOTES if votes else WIDTH) / size
    count, used = 1, 0.0
    for word in text.split():
        wide = width(word)
        if used and used + SPACE + wide > room:
            count, used = count + 1, 0.0
        used += wide + (SPACE if used else 0.0)
        over = math.ceil(used / room) - 1
        count, used = count + over, used - over * room
    return count


def fit(graphic: str, data: Mapping[str, Any]) -> Fit:
    """Whether what a graphic of the house gets fits it; another's is not known, and seen in preview."""
    return fits(str(data.get("text", "")), votes="votes" in data) if graphic == "question-card" else "fits"


def fits(text: str, votes: bool = False) -> Fit:
    """`fits` at the card's full size, `small` at a lesser one, `cut` when even the least is too large."""
    for size in SIZES:
        if lines(text, size, votes) * size * LINE_HEIGHT <= HEIGHT:
            return "fits" if size == SIZES[0] else "small"
    return "cut"
