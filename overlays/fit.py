"""Does this text fit the question card: an estimate that errs on the safe side, for a warning before the take.

The graphic itself measures its pixels and never leaves its frame; this rule says beforehand, without a browser, in
which size a text will stand and whether the card will have to cut it. Widths are of Golos Text at weight 600.
"""

from __future__ import annotations

import math
import unicodedata
from typing import Literal

SIZES = (56, 53, 50, 47, 45)
"""The sizes that the card tries, in px; below 45 a text can't be read on a phone."""
LINE_HEIGHT = 1.22
WIDTH = 1626
"""Px for the text: 1728 of the card less its bar and padding, and a word's raggedness at the lines' ends."""
WIDTH_WITH_VOTES = 1400
HEIGHT = 820
"""Px for the text: 972 of the safe area less padding and the line of the name."""

NARROW, COMMON, WIDE, FULL = 0.34, 0.62, 0.95, 1.1
"""Widths in em, rounded up: il.,; letters and digits; ШЩЖЮМW; ideographs and emoji."""
_NARROW = frozenset("iіїjlftr.,:;!|'’()[] -")
_WIDE = frozenset("ШЩЖЮМФЫшщжюмфыWMwm@%—№")

Fit = Literal["fits", "small", "cut"]


def width(text: str) -> float:
    """The text's width on one line, in em, rather more than less."""
    return sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0.0
    if character in _NARROW:
        return NARROW
    if character in _WIDE:
        return WIDE
    return FULL if unicodedata.east_asian_width(character) in ("W", "F") or ord(character) > 0xFFFF else COMMON


def lines(text: str, size: int, votes: bool = False) -> int:
    """How many lines the text takes at `size` px, words kept whole where they are shorter than a line."""
    room = (WIDTH_WITH_VOTES if votes else WIDTH) / size
    count, used = 1, 0.0
    for word in text.split():
        wide = width(word)
        if used and used + NARROW + wide > room:
            count, used = count + 1, 0.0
        used += wide + (NARROW if used else 0.0)
        over = math.ceil(used / room) - 1
        count, used = count + over, used - over * room
    return count


def fits(text: str, votes: bool = False) -> Fit:
    """`fits` at the card's full size, `small` at a lesser one, `cut` when even the least is too large."""
    for size in SIZES:
        if lines(text, size, votes) * size * LINE_HEIGHT <= HEIGHT:
            return "fits" if size == SIZES[0] else "small"
    return "cut"
