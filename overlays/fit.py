"""Does this text fit its graphic: an estimate that errs on the safe side, for a warning before the take.

A graphic itself measures its pixels and never leaves its frame; this rule says beforehand, without a browser, in
which size a text will stand and whether the graphic would have to cut it. Widths are of Golos Text at weight 600;
sizes, widths and lines are those of overlays/graphics, in px, and a test in a browser holds the two together.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

SIZES = (56, 53, 50, 47, 45)
"""The sizes that most graphics try; below 45 px a text can't be read on a phone."""
LINE_HEIGHT = 1.22
LABEL_SIZES = (36, 34)
QR_BYTES = 331
"""What a code of version 13 with error correction M holds (ISO/IEC 18004, table 7)."""

SPACE, SMALL, CAPITAL, NUMBER, FULL = 0.25, 0.64, 0.8, 1.11, 1.8
"""Em, measured and rounded up: a space; small letters and digits; capitals; №. Ideographs, emoji and scripts that were
not measured come from other faces, whose lines may be half as high again: as if they were so much wider."""
_ADVANCES = {
    character: em
    for em, characters in {
        SPACE: " ",
        0.34: "iіїjlIІ.,:;!|'’",
        0.51: 'frtzгғт1()[]-/"',
        CAPITAL: "мыфю—",
        0.92: "wmщшжMМФЫ%",
        1.03: "WШЩЖЮ…",
        NUMBER: "№",
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


def lines(text: str, size: int, room: float) -> int:
    """How many lines the text takes at `size` px in `room` px, words kept whole where they are shorter than a line."""
    room /= size
    count, used = 1, 0.0
    for word in text.split():
        wide = width(word)
        if used and used + SPACE + wide > room:
            count, used = count + 1, 0.0
        used += wide + (SPACE if used else 0.0)
        over = math.ceil(used / room) - 1
        count, used = count + over, used - over * room
    return count


def worst(fits: Sequence[Fit]) -> Fit:
    """Of several texts' fits the one that counts."""
    return "cut" if "cut" in fits else "small" if "small" in fits else "fits"


def _sized(sizes: Sequence[int], stands: Callable[[int], bool]) -> Fit:
    """`fits` at the first size at which it stands, `small` at a lesser one, `cut` where even the least is too large."""
    found = next((size for size in sizes if stands(size)), None)
    return "cut" if found is None else "fits" if found == sizes[0] else "small"


def _within(text: str, sizes: Sequence[int], room: float, most: int) -> Fit:
    return _sized(sizes, lambda size: lines(text, size, room) <= most)


def _card(data: Mapping[str, Any]) -> Fit:
    room = 1400 if "votes" in data else 1626
    who = ", ".join(part for part in (_text(data, "name"), _text(data, "region")) if part)
    named = lines(who, 36, room) if who else 0
    height = 900 - 72 - (14 + min(named, 2) * 36 * 1.45 if named else 0)
    text = _text(data, "text")
    asked = _sized(SIZES, lambda size: lines(text, size, room) * size * LINE_HEIGHT <= height)
    return worst([asked, "cut" if named > 2 else "fits"])


def _lower_third(data: Mapping[str, Any]) -> Fit:
    room = 1064  # beside the agency's logo
    name, title = _text(data, "name"), _text(data, "title")
    return worst([_within(name, SIZES, room, 2), _within(title, LABEL_SIZES, room, 3)])


def _message(data: Mapping[str, Any]) -> Fit:
    bumper = data.get("style") == "bumper"
    room, height, most, line, gap = (1504, 566, 3, 1.1, 32) if bumper else (986, 632, 2, LINE_HEIGHT, 12)
    sizes: Sequence[int] = (104, 96, 88, 80, 72, 64, 56) if bumper else SIZES
    text_sizes: Sequence[int] = SIZES if bumper else (45,)
    title, text = _text(data, "title"), _text(data, "text")
    least = lines(text, text_sizes[-1], room) * text_sizes[-1] * LINE_HEIGHT + (gap if title else 0)

    def titled(size: int) -> float:
        return lines(title, size, room) * size * line if title else 0.0

    head = _sized(sizes, lambda size: lines(title, size, room) <= most and titled(size) + least <= height)
    largest = next((size for size in sizes if titled(size) + least <= height), sizes[-1])
    left = height - titled(largest) - (gap if title else 0)
    body = _sized(text_sizes, lambda size: lines(text, size, room) * size * LINE_HEIGHT <= left)
    return worst([head, body])


def _wall(data: Mapping[str, Any]) -> Fit:
    questions = data.get("questions") or ()
    texts = [_text(q, "text") for q in questions]
    sized = _sized((54, 50, 47, 45), lambda size: all(lines(t, size, 1440) <= 2 for t in texts))
    whole = len(texts) <= 5 and lines(_text(data, "title"), 45, 1626) <= 1
    return worst([sized, "fits" if whole else "cut"])


def _code(data: Mapping[str, Any]) -> Fit:
    # The code is of plain ASCII: what is beyond stands there byte by byte, as %D0%B0.
    held = sum(1 if c.isascii() else 3 * len(c.encode()) for c in _text(data, "url")) <= QR_BYTES
    return worst([_within(_text(data, "label"), LABEL_SIZES, 309, 3), "fits" if held else "cut"])


def _clock(data: Mapping[str, Any]) -> Fit:
    return _within(_text(data, "label"), LABEL_SIZES, 700, 1)


_RULES: Mapping[str, Callable[[Mapping[str, Any]], Fit]] = {
    "question-card": _card, "lower-third": _lower_third, "message": _message, "question-wall": _wall, "qr": _code,
    "countdown": _clock,
}  # fmt: skip


def fit(graphic: str, data: Mapping[str, Any]) -> Fit:
    """Whether what a graphic of the house gets fits it.

    A ticker runs as long as it must and captions are cut as they come: they always fit. What is not of the house
    is not known here, and seen in preview.
    """
    rule = _RULES.get(graphic)
    return rule(data) if rule else "fits"


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")
