"""What is done to a text before anyone sees it: made safe to show, and its language recognised.

The gateway applies the same rule before it says "received", so that what it acknowledges the desk can ask.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import regex

from qa.wording import LIMIT, length
from studio.events import Language
from studio.records import Refusal

MARKS = 2
"""Combining marks on one letter: enough for all that kk, ru and en write, too few to climb over the next line."""
LINE = 80
"""Characters of a name or a region."""

_EMOJI = r"\p{Extended_Pictographic}"
_INVISIBLE = regex.compile(
    # Joins two emoji of a sequence; anywhere else a joiner is invisible and only confuses.
    rf"(?<={_EMOJI}[\uFE0F\p{{Emoji_Modifier}}]?)\u200D(?={_EMOJI})(*SKIP)(*FAIL)"
    # Says that the sign before it is meant as an emoji.
    r"|(?<=[\p{Emoji}])\uFE0F(*SKIP)(*FAIL)"
    # All else that shows nothing, turns the line's direction, or has no meaning outside one program.
    r"|[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2800]"
)
_NEWLINE = regex.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_SPACE = regex.compile(r"[\t\p{Zs}]+")
_CONTROL = regex.compile(r"[^\P{Cc}\n]")
_LINES = regex.compile(r" ?\n[ \n]*")
_LOOSE_MARKS = regex.compile(r"(?<![^ \n])\p{M}+")
# Putting marks into their order takes the square of their number: whoever sends thousands must not have them sorted.
_HEAP = regex.compile(r"(\p{M}{16})\p{M}+")
_STACK = regex.compile(rf"(\p{{M}}{{{MARKS}}})\p{{M}}+")
_VISIBLE = regex.compile(r"[\p{L}\p{N}\p{P}\p{S}]")
# What nearly everybody types: words of letters, digits and signs that are clean by themselves, one space between.
# Ten times as fast to see as to clean, and the gateway sees every question.
_PLAIN = regex.compile(r"[!-~А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі«»–—…№]+(?: [!-~А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі«»–—…№]+)*+")


def clean(text: str) -> str:
    """The text without what can't be seen or spoils the look of what is near; may be empty.

    Invisible and direction-turning characters, controls, stacked marks and needless space go; NFC. Letters, emoji
    sequences and line breaks stay. What is clean stays as it is.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _CONTROL.sub("", _SPACE.sub(" ", _NEWLINE.sub("\n", text)))
    # Each step may uncover work for another: what stood between two marks is gone and they stack now. It shrinks
    # or is composed, so it ends.
    before = None
    while text != before:
        before = text
        text = unicodedata.normalize("NFC", _HEAP.sub(r"\1", _INVISIBLE.sub("", text)))
        text = _STACK.sub(r"\1", _LOOSE_MARKS.sub("", text))
        text = _LINES.sub("\n", _SPACE.sub(" ", text)).strip(" \n")
    return text if _VISIBLE.search(text) else ""


def normalise(text: str) -> str | Refusal:
    """A question's text as it is kept, or why it can't be: `text_empty`, `text_too_long` (more than 500 characters)."""
    text = clean(text)
    if not text:
        return Refusal(code="text_empty")
    # A cluster is at least one code point, so only what has more of those needs counting.
    return Refusal(code="text_too_long") if len(text) > LIMIT and length(text) > LIMIT else text


def line(text: str | None) -> str | None:
    """A name or a region: clean, on one line, at most `LINE` characters; None where nothing is left."""
    words = clean(clean(text or "").replace("\n", " "))
    return clean("".join(regex.findall(r"\X", words)[:LINE])) or None


Recognise = Callable[[str], str]
"""From a text to "kk", "ru" or "en"; anything else counts as "can't tell"."""

_WORD = regex.compile(r"\p{L}+")
_KAZAKH = regex.compile(r"[әғқңөұүһі]", regex.IGNORECASE)
_KAZAKH_LATIN = regex.compile(r"[äğñöşūüıá]", regex.IGNORECASE)
# Frequent Kazakh words in the Latin letters people type without a Kazakh keyboard; none is an English word.
_LATIN_WORDS: frozenset[str] = frozenset(
    _WORD.findall("""
    nege qashan kashan qalai qalay kalai kalay qalaı qanday qandai kandai qansha kansha qaida qayda kaida kimge emes
    zhok joq zhoq bolady boladi bola bolsa ushin ushın úshin üshin jane zhane zháne degen osy biz bizdin bizding siz
    sizdin sizder sizge sizderge meniń menin salem sálem rahmet rakhmet qazaq kazak qazaqsha kazaksha aqsha aksha
    mektep auyl auil ulken jol zhol nesh bala balalar zhumys jumys isteidi istemeidi
    """)
)
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_LATIN = regex.compile(r"\p{Latin}")


def language(text: str, recognise: Recognise, hint: Language | None = None) -> Language:
    """The language of a clean text.

    Letters that only Kazakh writes decide; one capitalised word with them in a longer text does not, since it may be
    a name. Then the script bounds what the recogniser may say: no Cyrillic sentence is English.

    Args:
        text: what was asked.
        recognise: a recogniser of kk, ru and en.
        hint: the language of the page it was asked on; taken where nothing else decides, else ru.
    """
    words: list[str] = _WORD.findall(text)
    kazakh = [w for w in words if _KAZAKH.search(w)]
    if kazakh and not (len(kazakh) == 1 and len(words) > 4 and kazakh[0][0].isupper()):
        return "kk"
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if latin > cyrillic and _latin_kazakh(words):
        return "kk"
    if not cyrillic and not latin:
        return hint or "ru"
    return _bounded(recognise(text), cyrillic >= latin, hint)


def _latin_kazakh(words: list[str]) -> bool:
    hits = sum(w.lower() in _LATIN_WORDS or bool(_KAZAKH_LATIN.search(w)) for w in words)
    return hits > 1 or (hits == 1 and len(words) <= 3)


def _bounded(guess: str, cyrillic: bool, hint: Language | None) -> Language:
    possible: tuple[Language, ...] = ("kk", "ru") if cyrillic else ("kk", "en")
    for known in possible:
        if known == guess:
            return known
    return "ru" if hint is None or (cyrillic and hint == "en") else hint
