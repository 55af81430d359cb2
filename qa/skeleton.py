"""A text as it is meant to be read: look-alike signs put back into letters, each with its place in the original.

Who wants a word to pass writes it with another script's letters, digits, signs between or stretched. What is
ordinary stays as it is and costs one look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import reduce
from typing import Any, NamedTuple


class Reading(NamedTuple):
    """One way to read a text, in small letters; `places` are the original's code points, None where they agree."""

    text: str
    places: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the reading, not empty, as a stretch of the original."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


_CYRILLIC = "А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі"
_ORDINARY = rf"\s!-~{_CYRILLIC}«»–—…№"
_LETTER = r"[^\W\d_]"
_SIGN = r"[^\W_]|[@$]"
# Nearly every text: words of one script, numbers, and between them signs that hide nothing.
_USUAL = re.compile(
    rf"(?:[\s,.?!:;«»\"'()—–…№%+/-]*+(?:[{_CYRILLIC}]++|[A-Za-z]++|[0-9]++(?:[.,:-][0-9]++)*+)(?![\w@$*#]|[._!]\w))*+"
    rf"[\s,.?!:;«»\"'()—–…№%+/-]*+"
)
_SPELLED_OUT = re.compile(r"(?<!\w)\w[ .*_-]{1,3}\w[ .*_-]{1,3}\w(?!\w)")
_PLAIN = re.compile(rf"[{_ORDINARY}]+")
_HAS_CYRILLIC = re.compile(rf"[{_CYRILLIC}]")
_HAS_LETTER = re.compile(r"[A-Za-z]")
_WORD_OR_SPACE = re.compile(r"\S+|\s+")
_SPELLED = re.compile(rf"(?<![^\W_])(?:{_SIGN})(?:[ .*_-]{{1,3}}(?:{_SIGN})(?![^\W_])){{2,}}")
# One short piece on either side: a full stop without a space after it joins two whole words.
_SPLIT = re.compile(rf"(?<!\w){_LETTER}{{1,3}}[._]+(?={_LETTER})|(?<={_LETTER})[._]+(?={_LETTER}{{1,3}}(?!\w))")
_SEPARATORS = frozenset(" .*_-")

# Letters of other scripts that look like ours; what Unicode calls a form of a letter (wide, bold, accented) is
# found through its decomposition instead.
_OTHER = str.maketrans("αοερντυκχιβѕјґєїɑʏ", "aoepvtykxibsjгеиay") | {ord("ı"): "y"}
_CYRILLIC_LOOKS = dict(zip("aceopxykmthbiunzdgslfvj@$01689", "асеорхукмтнвиипздгслфвйасоибвя", strict=True))
_TO_CYRILLIC = tuple(str.maketrans(_CYRILLIC_LOOKS | {"3": three, "4": four}) for three, four in ("зч", "еа"))
_BANG = re.compile(rf"(?<={_LETTER})!(?={_LETTER})")
_TO_LATIN = str.maketrans("@$013457", "asoieast")


def readings(text: str) -> list[Reading]:
    """How a text may be read, first as it stands: one reading where nothing in it is odd, else a few.

    A masked letter stays as the sign it was masked with.
    """
    small = text.lower().replace("ё", "е")
    if _USUAL.fullmatch(text) and not _SPELLED_OUT.search(text):
        return [Reading(small)]
    base = _letters(text)
    found: dict[str, Reading] = {}
    for reading in (base, _joined(base)):
        for table in _TO_CYRILLIC:
            words = _WORD_OR_SPACE.findall(reading.text)
            if table is _TO_CYRILLIC[1]:  # "b!tch", or a sentence without a space after it: each in one reading
                words = [_BANG.sub("i" if _HAS_LETTER.search(word) else "и", word) for word in words]
            changed = Reading("".join(_translated(word, table) for word in words), reading.places)
            found.setdefault(changed.text, changed)
    return list(found.values())


def _letters(text: str) -> Reading:
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in _letter(sign):
            letters.append(letter)
            places.append(place)
    return Reading("".join(letters), places)


def _letter(sign: str) -> str:
    if not _PLAIN.match(sign):
        # One sign may stand for a whole sentence ("ﷺ"); no ligature of letters is longer than three.
        parts = unicodedata.normalize("NFKD", sign)[:4]
        sign = "".join(part for part in parts if not unicodedata.category(part).startswith("M"))
    return sign.lower().replace("ё", "е").translate(_OTHER)


def _joined(reading: Reading) -> Reading:
    text, places = reading.text, reading.places or []
    gone: set[int] = set()
    for match in _SPELLED.finditer(text):
        gone.update(i for i in range(*match.span()) if text[i] in _SEPARATORS)
    for match in _SPLIT.finditer(text):
        gone.update(i for i in range(*match.span()) if text[i] in _SEPARATORS)
    kept = [i for i in range(len(text)) if i not in gone]
    return Reading("".join(text[i] for i in kept), [places[i] for i in kept])


def _translated(word: str, table: dict[int, str]) -> str:
    """Letter for letter, so that places stay."""
    if _HAS_CYRILLIC.search(word):
        return word.translate(table)
    return word.translate(_TO_LATIN) if _HAS_LETTER.search(word) else word


_END_WORD, _END_STEM = r"(?!\w)", r"\w*+"


def tree(words: Iterable[str], stems: Iterable[str]) -> str:
    """A pattern of many words that shares their beginnings; a letter may be stretched ("дууурак")."""
    root: dict[str, Any] = {}
    for entries, end in ((words, _END_WORD), (stems, _END_STEM)):
        for entry in entries:
            runs = (run[0] for run in re.finditer(r"(.)\1*", entry))
            reduce(lambda node, run: node.setdefault(run, {}), runs, root)[end] = None
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    if _END_STEM in node:
        return _END_STEM
    longer = [
        key if below is None else f"{re.escape(key + key[0])}*+{_branches(below)}"
        for key, below in sorted(node.items(), reverse=True)
    ]
    return longer[0] if len(longer) == 1 else f"(?:{'|'.join(longer)})"
