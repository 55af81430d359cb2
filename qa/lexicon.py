"""Insults, accusations of a person, threats and tip-offs: words a moderator should look at before deciding.

Hints, no verdicts: a word list sees neither irony nor who is right. What is found is shown, never refused by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from qa.lexicon_rules import ACCUSING, SEEN, THREAT, TIP_OFF
from qa.lexicon_words import (
    ADDRESSED,
    ADJECTIVES,
    ALSO_NAMES,
    ANIMALS,
    BESIDE_AN_OFFICE,
    COMMON,
    FIRST_NAMES,
    HOLDERS,
    INSULT_PHRASES,
    INSULT_STEMS,
    INSULT_WORDS,
    MASKED,
    MASKED_THREATS,
    NOBODY,
    NOT_A_DOER,
    OFFICES,
    ORDINARY,
    REPORTED,
    SURNAME_ENDINGS,
    TRIGGERS,
)
from qa.skeleton import Reading, readings, tree
from qa.stories import stories

HintKind = Literal["insult", "accusation", "threat", "tip_off"]


class Hint(NamedTuple):
    """A place in a text, in code points."""

    kind: HintKind
    start: int
    end: int


NEAR = 8
"""So many words may stand between a name and what its bearer is accused of."""
NEAR_ALONE = 2
"""So many after a lone name, which says less: a first name or, where a sentence begins, a surname."""


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), reverse=True))


_START = r"(?<!\w)"
_INSULT = re.compile(_START + tree(INSULT_WORDS | INSULT_PHRASES, INSULT_STEMS))
_CLAUSE_END = r"(?!\w)(?=\s*+(?:$|[^\w\s]|(?:и|а|and|екен\w*|сияқты|ғой)\b))"
_TO, _BEAST, _GAP = f"(?:{_any(ADDRESSED)})", f"(?:{_any(ANIMALS)})", "[ ,—–-]{1,3}"
_HOLDERS = "(?:депутаты|министры|чиновники|акимы|судьи|власти|әкімдер|депутаттар)"
_HOLDER, _HIS_BEAST = f"(?:{_any(HOLDERS)})", f"(?:{_any(BESIDE_AN_OFFICE)})"
_ANIMAL = re.compile(
    rf"{_START}(?:{_TO}(?:'re)?(?:{_GAP}\w{{1,10}}+)?{_GAP}{_BEAST}|{_BEAST}{_GAP}{_TO}"
    rf"|{_HOLDER}(?: \w{{1,15}}+){{0,2}}(?: is(?: such)? an?)?[ —–-]{{1,3}}"
    rf"(?:(?:это|полный|просто|настоящий) ){{0,2}}{_HIS_BEAST}"
    rf"|{_HIS_BEAST} {_HOLDER}|{_HOLDERS}[ —–-]{{1,3}}(?:(?:это|просто) )?{_HIS_BEAST}"
    # A converb too ("жалап кетті"), but at the end of nothing.
    rf"|жалап){_CLAUSE_END}"
)
_NAMED = re.compile(r"\w+(?:баев|беков|baev|bekov)\w{0,2}")
_WORTH_A_LOOK = re.compile(
    _START + tree(INSULT_WORDS | INSULT_PHRASES | ANIMALS | {"жалап"}, INSULT_STEMS | TRIGGERS) + r"|[*#]|\b[ .,]?000\b"
)
_MASKED_WORD = re.compile(r"(?<!\w)[^\W\d_][\w*#]*+")
_STAR = re.compile(r"[*#]")

_ACCUSING = re.compile(ACCUSING)
_THREAT = re.compile(THREAT)
_TIP_OFF = re.compile(TIP_OFF)
_SEEN = re.compile(SEEN)


def hints(text: str) -> list[Hint]:
    """Everything found in a clean text, by where it begins."""
    looked_at = [reading for reading in readings(text) if _WORTH_A_LOOK.search(reading.text)]
    if not looked_at:
        return []
    found = list(_insults(text, looked_at))
    for reading in looked_at:
        found += _matches("threat", _THREAT, _unmasked(reading))
    accusations = list(_accusations(text, looked_at[0]))
    found += accusations
    found += _matches("tip_off", _TIP_OFF, looked_at[0])
    found += (Hint("tip_off", *looked_at[0].span(*place)) for place in stories(looked_at[0].text))
    if not accusations:
        found += _matches("tip_off", _SEEN, looked_at[0])
    return _without_repeats(found)


def insults(text: str) -> list[Hint]:
    """The insults alone."""
    return _without_repeats(_insults(text, readings(text)))


def tip_off(text: str) -> bool:
    """Whether somebody reports, or wants to report, what they saw or what was done to them.

    The gateway asks this of every question, so most are let go at one look for the words that every report has.
    """
    small = text.lower().replace("ё", "е")
    return any(root in small for root in REPORTED) and any(hint.kind == "tip_off" for hint in hints(text))


def _matches(kind: HintKind, pattern: re.Pattern[str], reading: Reading) -> Iterator[Hint]:
    return (Hint(kind, *reading.span(*match.span())) for match in pattern.finditer(reading.text))


def _insults(text: str, looked_at: Iterable[Reading]) -> Iterator[Hint]:
    for reading in looked_at:
        for match in _INSULT.finditer(reading.text):
            hint = Hint("insult", *reading.span(*match.span()))
            may_be_name = match[0] in ALSO_NAMES or _NAMED.fullmatch(match[0])
            if not may_be_name or not text[hint.start : hint.end].istitle():
                yield hint
        yield from _matches("insult", _ANIMAL, reading)
        if _STAR.search(reading.text):
            words = (m for m in _MASKED_WORD.finditer(reading.text) if _masked(m[0]))
            yield from (Hint("insult", *reading.span(*match.span())) for match in words)


def _masked(word: str) -> bool:
    """Whether an insult shows through the stars; one letter of it alone says nothing."""
    if not _STAR.search(word):
        return False
    return any(
        len(word) >= len(stem)
        and all(sign in "*#" or sign == letter for sign, letter in zip(word, stem, strict=False))
        and sum(sign not in "*#" for sign in word[: len(stem)]) > 1
        for stem in MASKED
    )


def _unmasked(reading: Reading) -> Reading:
    """A reading with the starred words of threats in full, letter for letter."""
    if not _STAR.search(reading.text):
        return reading
    return reading._replace(text=_MASKED_WORD.sub(lambda word: _in_full(word[0]), reading.text))


def _in_full(word: str) -> str:
    for known in MASKED_THREATS:
        if len(word) == len(known):
            shown = sum(map(str.__eq__, word, known))
            if shown * 2 > len(word) and shown + len(_STAR.findall(word)) == len(word):
                return known
    return word


def _without_repeats(found: Iterable[Hint]) -> list[Hint]:
    """By place; of hints of one kind that overlap, the first and longest stays."""
    kept: list[Hint] = []
    ends: dict[HintKind, int] = {}
    for hint in sorted(found, key=lambda h: (h.start, -h.end, h.kind)):
        if hint.start >= ends.get(hint.kind, 0):
            ends[hint.kind] = hint.end
            kept.append(hint)
    return kept


# --- who is accused -----------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"(?:[^.!?…\n]|(?<=\b[^\W\d_])\.|\.(?=\S))++")
_WORD = re.compile(r"\w++(?:[-’']\w++)*+\.?")
_OFFICE = re.compile(rf"(?:{_any(OFFICES)})\w{{0,4}}")
# Each word by its part: (O)ffice, (I)nitial, (S)urname, a lone (N)ame, (C)apitalised, (P)lace or body, other.
_NAME = re.compile(r"O-{0,2}[CSNP]+I*|[CSN]+O|I{1,2}[CSN]+|[CSN]{2,}I*|[CSN]I{1,2}|S")
# Who bears a lone name did it alone ("украли" is said of a theft), and is not where it was done or whom it was done to.
_BY_MANY = re.compile(r"\w*(?:ли|ют|ут|ят)\b")
# Between a name and a deed: who catches a thief is none.
_CLEARED = re.compile(
    r"\b(?:пойма|задерж|арест|лов[ия]|накаж|наказ|против|боре|борь|помог|помо[жщ]|сказал|ищет|искал|разоблач|catch|caught|arrest"
    r"|punish|fight|against|detain|jail|help|sa(?:id|ys)|ұста|күрес|жазала)"
)
_MANY = re.compile(r"сколько|много|половина|большинство|несколько|часть|\w*\d|how|many|қанша|көп")
_INITIAL = re.compile(r"[^\W\d_]\.")
_BODY = re.compile(
    r"управлени|акимат|отдел|министерств|департамент|комитет|полици|школ|больниц|поликлин|цон|суд|прокуратур|налогов"
    r"|таможн|ровд|дчс|гаи|мвд|колледж|универ|вуз|военкомат|агентств|аппарат|фонд"
)
_PLACE = re.compile(r"ауыл|қала|көше|аудан|мектеп|жер|ел|облыс|auyl|qala")
_CASE = re.compile(r"\w+(?:[дт][ае]н?|[нд][еа]н|[ғг][ае]|[қк][ае]|[ндт][ыі]ң|[ндт][ыі]|[лдт][ае]р|[мбп]ен)")
_AS_RUSSIAN = str.maketrans("ұүқғәіңөһ", "уукгаинох")
_AS_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыя", "abvgdeziiklmnoprstufhya", strict=True)) | {"ж": "zh", "ш": "sh", "ь": ""}
)


def _latin(name: str) -> set[str]:
    """A name as it is typed in Latin letters."""
    plain = name.translate(_AS_LATIN)
    return {plain, plain.replace("zh", "j"), plain.replace("i", "y"), "y" + plain if plain[0] == "e" else plain}


_FIRST_NAMES = FIRST_NAMES | {latin for name in FIRST_NAMES for latin in _latin(name)}


def _accusations(text: str, reading: Reading) -> Iterator[Hint]:
    accusing = [reading.span(*match.span()) for match in _ACCUSING.finditer(reading.text)]
    if not accusing:
        return
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        inside = accusing[bisect_left(accusing, (start, 0)) : bisect_left(accusing, (end, 0))]
        if inside:
            yield from _accused(list(_WORD.finditer(text, start, end)), inside)


def _accused(words: list[re.Match[str]], accusing: list[tuple[int, int]]) -> Iterator[Hint]:
    starts = [word.start() for word in words]
    parts = _parts(words)
    for start, end in accusing:
        first, after = bisect_right(starts, start) - 1, bisect_left(starts, end)
        parts[first:after] = "-" * (after - first)
    names = [match.span() for match in _NAME.finditer("".join(parts))]
    for start, end in accusing:
        first, after = bisect_right(starts, start) - 1, bisect_left(starts, end)
        place = bisect_left(names, (first, first))
        near = [
            (abs(gap), name) for gap, name in _gaps(names[max(place - 1, 0) : place + 1], first, after) if gap <= NEAR
        ]
        name = min(near)[1] if near else _alone(words, parts, first)
        if name and not _cleared(words, name, first):
            yield Hint("accusation", min(start, starts[name[0]]), max(end, words[name[1] - 1].end()))


def _cleared(words: list[re.Match[str]], name: tuple[int, int], deed: int) -> bool:
    if name[1] >= deed or words[deed][0].lower() == "за":
        return False
    return bool(_CLEARED.search(words[deed].string[words[name[1] - 1].end() : words[deed].start()].lower()))


def _alone(words: list[re.Match[str]], parts: list[str], deed: int) -> tuple[int, int] | None:
    """The one word before a deed that names who did it."""
    # What is written without a letter ("ⓥⓞⓡ") stands in no word.
    if deed < 0 or _BY_MANY.match(words[deed][0].lower()):
        return None
    for place in range(deed - 1, max(deed - 2 - NEAR_ALONE, -1), -1):
        if parts[place] == "N" or (place == deed - 1 and _may_be_name(words[place][0], parts[place], place)):
            between = words[place].string[words[place].end() : words[deed].start()]
            before = words[place - 1][0].lower() if place else ""
            told_of = before in NOT_A_DOER or _MANY.fullmatch(before)
            return None if told_of or "," in between else (place, place + 1)
    return None


def _may_be_name(word: str, part: str, place: int) -> bool:
    """Of a word beside a deed: capitalised within a sentence, or in small letters what is nothing but a name."""
    small = word.lower()
    if part == "-" and word == small:
        return _surname(small) or (len(small) > 3 and small.translate(_AS_RUSSIAN) in _FIRST_NAMES)
    return part == "C" and place > 0 and not word[1:].isupper() and not _CASE.fullmatch(small)


def _gaps(names: list[tuple[int, int]], first: int, after: int) -> Iterator[tuple[int, tuple[int, int]]]:
    for name in names:
        yield max(first - name[1], name[0] - after), name


def _parts(words: list[re.Match[str]]) -> list[str]:
    # Where all is in capitals, a capital says nothing.
    loud = words[0].string[words[0].start() : words[-1].end()].isupper() if words else False
    parts: list[str] = []
    for place, word in enumerate(words):
        part = _part(word[0], first=not place or loud)
        if loud and part == "C":
            part = "-"
        if part == "-" and "O" in parts[-2:] and _surname(word[0].lower()):
            part = "N"
        parts.append(part)
    # "Мектеп директоры": a capital at the beginning makes no name of what is before a post.
    if parts[:2] == ["C", "O"]:
        parts[0] = "-"
    for place, word in enumerate(words):
        if parts[place] in "-N":
            after = [following[0].lower() for following in words[place + 1 : place + 3]]
            parts[place : place + 2] = _fuller(word[0].lower(), after, parts[place : place + 2])
    return parts


def _fuller(small: str, after: list[str], parts: list[str]) -> list[str]:
    """A name in small letters, or a lone one, with what makes it certain: the other name, initials, where one works."""
    if not after:
        return parts
    first, surname = small.translate(_AS_RUSSIAN) in _FIRST_NAMES, _surname(small)
    if parts[1] == "-" and ((surname and _INITIAL.fullmatch(after[0])) or (first and _surname(after[0]))):
        return ["S", "I"]
    if parts == ["-", "-"] and surname and after[0].translate(_AS_RUSSIAN) in _FIRST_NAMES:
        return ["S", "N"]
    works = after[0] in {"из", "с", "от"} and (parts[0] == "N" or (surname and _BODY.match(after[-1])))
    named = parts[0] == "N" and after[0] in {"деген", "degen"} and not _PLACE.match(after[-1])
    return ["S", parts[1]] if works or named else parts


def _part(word: str, first: bool) -> str:
    small = word.lower().rstrip(".")
    if _OFFICE.fullmatch(small):
        return "O"
    if not word[0].isupper() or (small in COMMON and small == word.lower()):
        return "-"
    if small in NOBODY or len(small) == 1:
        return "P" if small in NOBODY else "I"
    return _name(small, first)


def _name(small: str, first: bool) -> str:
    if small.translate(_AS_RUSSIAN) in _FIRST_NAMES:
        return "N"
    if not _surname(small):
        return "C"
    # A sentence begins with a capital whatever it begins with ("Снова", "Городской").
    return "S" if not first else "C" if small.endswith(ADJECTIVES) else "N"


def _surname(small: str) -> bool:
    return len(small) > 4 and small.endswith(SURNAME_ENDINGS) and small not in ORDINARY
