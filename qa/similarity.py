"""When two questions ask nearly the same: what is compared, from which score on, and which are suggested.

Within a language words are compared, across languages meanings. Why so, and how well: decision 8.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

import regex
from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

How = Literal["words", "meaning"]


class Suggestion(NamedTuple):
    """A question that asks nearly the same; how: by its words, or in another language by its meaning."""

    question: str
    score: float
    how: How


ENOUGH = 0.7
"""From this score on a question is suggested; all scores are laid so that this is where each kind begins."""
ROUGH = 0.55
"""Texts whose letters agree less are not looked at word by word."""
LOOKED_AT = 50
"""How many are, at most."""
MEANING = {frozenset({"kk", "ru"}): 0.825, frozenset({"ru", "en"}): 0.85, frozenset({"kk", "en"}): 0.86}
"""The cosine of two texts' vectors from which they mean nearly the same; it differs with the languages."""

_WORD = regex.compile(r"[\p{L}\p{N}]+")
_FILLERS = frozenset(
    _WORD.findall("""
    и в во на с со по за для к у о об от до же ли бы это то а но или что как так наконец пожалуйста здравствуйте
    скажите уже очень такой такая такое такие большой большая большие огромный огромные огромная сейчас последнее
    время нам нас нашем нашего наш наши наша вы вас там тут еще просто можно будет будут быть этом этого эту этот эта
    ма ме ба бе па пе екен үшін мен бен пен және де да осы бұл өте сонша біздің бізге біз енді тағы керек bizdin
    the a an of in on to for is are was be been do does did will would has have it this that and or please so
    now our we us you they become going get gets getting got there any plan s
    """)
)
"""Words that say nothing about what is asked."""
_NOT = frozenset({"не", "not", "emes"})

_SOUNDS = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхыэі", "abvgdejziyklmnoprstufhyei", strict=True))
    | {"ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya", "ь": "", "ъ": "", "ё": "e"}
    | {"ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h"}
    | {"q": "k", "w": "u", "ı": "i"}
)
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_LATIN = regex.compile(r"\p{Latin}")
_TWO = (("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("gh", "ғ"), ("ya", "я"), ("yu", "ю"))
_ONE = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwxyz", "абкдефгһіжклмнопқрстувухыз", strict=True))
    | dict(zip("äáğġñńöóşūúüıі", "әәғғңңөөшұұүыі", strict=True))
)


def normalise(text: str, language: str) -> str:
    """What is compared of a text: its words without fillers, casefolded, ё as е, in the order of the alphabet.

    Kazakh is written in two alphabets and often without its own letters: it is reduced to the Latin letters that all
    of these share.
    """
    found: list[str] = _WORD.findall(text.casefold().replace("ё", "е").replace("n't", " not").replace("n’t", " not"))
    told = [word for word in found if word not in _FILLERS] or found
    return " ".join(sorted(map(_sounds, told) if language == "kk" else told))


def _sounds(word: str) -> str:
    plain = word.translate(_SOUNDS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain.replace("zh", "j")


def told(text: str, language: str) -> str:
    """The text as its meaning is taken from: Kazakh in Latin letters is put into Cyrillic, which the model has read."""
    if language != "kk" or len(_LATIN.findall(text)) <= len(_CYRILLIC.findall(text)):
        return text
    text = text.casefold()
    for two, one in _TWO:
        text = text.replace(two, one)
    return text.translate(_ONE)


def words(one: str, other: str) -> float:
    """How near two normalised texts are, 0 to 1.

    A word in the one alone takes a little away. Where each has words that the other lacks, one thing was asked about
    two places, people or times, or the opposite was: that takes most away.
    """
    mine, theirs = one.split(), other.split()
    if not mine or not theirs:
        return 0.0
    left, right = _unmatched(mine, theirs)
    here, there = _share(left, mine), _share(right, theirs)
    score = 1 - 0.5 * abs(here - there)
    if left and right:
        score -= 0.3 + min(here, there)
    if _NOT.isdisjoint(mine) != _NOT.isdisjoint(theirs):
        score -= 0.3
    return max(0.0, score)


def _share(part: Sequence[str], whole: Sequence[str]) -> float:
    return sum(map(len, part)) / sum(map(len, whole))


def _unmatched(mine: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is left of both when equal words are taken away, and then words of one stem, each once."""
    right = list(theirs)
    left: list[str] = []
    for word in mine:
        if word in right:
            right.remove(word)
        else:
            left.append(word)
    alone: list[str] = []
    for word in left:
        best = max(right, key=lambda other: _stem(word, other), default="")
        if best and _stem(word, best):
            right.remove(best)
        else:
            alone.append(word)
    return alone, right


def _stem(one: str, other: str) -> int:
    """How long the beginning is that two forms of a word share; 1 for a slip of the keyboard, 0 for two words.

    Kazakh and Russian put endings to a stem. Numbers are the same or not.
    """
    if one.isdigit() or other.isdigit():
        return 0
    shared, shorter = Prefix.similarity(one, other), min(len(one), len(other))
    if shared >= 4 or (shared == 3 and shorter <= 5):
        return shared
    return int(shared > 0 and shorter >= 5 and fuzz.ratio(one, other) >= 85)


def by_words(text: str, near: Iterable[tuple[str, str]]) -> list[Suggestion]:
    """Those of the normalised texts (id, text) that are near enough to this one."""
    scored = (Suggestion(id, words(text, other), "words") for id, other in near)
    return [one for one in scored if one.score >= ENOUGH]


def by_meaning(language: str, near: Iterable[tuple[str, str, float]]) -> list[Suggestion]:
    """Those in other languages (id, language, cosine) that mean nearly enough the same."""
    found: list[Suggestion] = []
    for id, other, cosine in near:
        least = MEANING.get(frozenset({language, other}), 1.0)
        if least <= cosine and least < 1:
            score = ENOUGH + (1 - ENOUGH) * (min(cosine, 1.0) - least) / (1 - least)
            found.append(Suggestion(id, score, "meaning"))
    return found


def choose(found: Iterable[Suggestion], limit: int, stands: Callable[[str], bool]) -> list[Suggestion]:
    """The best first, of those that still stand."""
    return sorted((one for one in found if stands(one.question)), key=lambda s: (-s.score, s.question))[:limit]
