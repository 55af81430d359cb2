"""Personal data in a text: numbers that identify a person, ways to reach one, where one lives.

A number counts only if it checks out (date, check digit, Luhn, mod 97): officials' questions are full of other numbers.
What is found is a place in the text as it is written, in code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import regex

Kind = Literal["iin", "bin", "phone", "email", "card", "iban", "plate", "address"]


class Place(NamedTuple):
    """Where personal data stand: code points, the end exclusive."""

    kind: Kind
    start: int
    end: int


_DIGIT = regex.compile(r"\p{Nd}")
_FOREIGN_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")
_LOOKALIKE = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")
"""Cyrillic capitals that people type in plates and account numbers, as the Latin ones they look like."""

_RUN = regex.compile(r"\d+")
_JOINT = regex.compile(r"[ \u00A0\u202F.\-–]{1,2}")


class _Group(NamedTuple):
    start: int
    end: int
    digits: str


def find(text: str) -> list[Place]:
    """All personal data in a clean text, in order; places never overlap."""
    digits = len(_DIGIT.findall(text))
    plain = _digits_as_ascii(text)
    places: list[Place] = []
    for least, look in _LOOKS:
        # What was found first is the more certain kind.
        for place in look(plain) if digits >= least else ():
            if all(place.end <= other.start or place.start >= other.end for other in places):
                places.append(place)
    return sorted(places, key=lambda place: place.start)


def _digits_as_ascii(text: str) -> str:
    """The same text, code point by code point, with every script's digits as 0 to 9."""
    if not _FOREIGN_DIGIT.search(text):
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


# -- numbers with a check digit -----------------------------------------------------------------------


def _numbers(text: str) -> Iterator[Place]:
    """Cards, IIN and BIN: digits in one run, or in groups with one sign between them."""
    groups = [_Group(m.start(), m.end(), m.group()) for m in _RUN.finditer(text)]
    for first, group in enumerate(groups):
        digits = ""
        for last in range(first, min(first + 19, len(groups))):
            if digits and not _JOINT.fullmatch(text, groups[last - 1].end, groups[last].start):
                break
            digits += groups[last].digits
            if len(digits) > 19:
                break
            if len(digits) >= 12 and (kind := _checked(digits)):
                yield Place(kind, group.start, groups[last].end)


def _checked(digits: str) -> Kind | None:
    if len(digits) == 12:
        return _iin_or_bin(digits)
    return "card" if len(digits) >= 13 and _card(digits) else None


_WEIGHTS = (tuple(range(1, 12)), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))
"""Of the check digit of IIN and BIN: the second row counts where the first gives 10."""


def _iin_or_bin(digits: str) -> Kind | None:
    """A person's IIN begins with the date of birth and the century's digit, a company's BIN with year, month, type."""
    if not _check_digit(digits) or not 1 <= int(digits[2:4]) <= 12:
        return None
    if digits[4] in "456":
        return "bin"
    return "iin" if 1 <= int(digits[4:6]) <= 31 and digits[6] in "0123456" else None


def _check_digit(digits: str) -> bool:
    for weights in _WEIGHTS:
        rest = sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11
        if rest < 10:
            return rest == int(digits[11])
    return False


_CARDS = regex.compile(r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2[2-7]|9[0-9])\d{14}|3[47]\d{13}|6\d{15,18}|220\d{13}")


def _card(digits: str) -> bool:
    """A number of a payment system's range, by Luhn."""
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return bool(_CARDS.fullmatch(digits)) and (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0


_IBAN = regex.compile(r"(?<!\w)[KКkк][ZzЗз] ?\d\d(?: ?[0-9A-Za-zА-Яа-я]){16}(?!\w)")


def _iban(text: str) -> Iterator[Place]:
    for m in _IBAN.finditer(text):
        written = m.group().replace(" ", "").upper().translate(_LOOKALIKE).replace("З", "Z")
        turned = written[4:] + written[:4]
        if turned.isascii() and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1:
            yield Place("iban", m.start(), m.end())


# -- ways to reach somebody ---------------------------------------------------------------------------

_GAP = r"[ \u00A0\u202F().\-–]{0,2}"
_PHONE = regex.compile(
    # +7 701 234 56 78, 8 (701) 234-56-78, 87012345678: all of Kazakhstan begins with a 7 after the country's 7.
    rf"(?<![\d+])(?:\+ ?7|8|7){_GAP}7(?:{_GAP}\d){{9}}(?!\d| ?(?:тенге|теңге|тг|₸))"
    # Other countries', and Russia's, only with their plus.
    rf"|(?<!\d)\+ ?[1-9](?:{_GAP}\d){{8,13}}(?!\d)"
    # 701 234 56 78: mobile, written in groups.
    r"|(?<![\d+])7(?:0[0-8]|47|5[01]|6[0-4]|7[15-8])[ \-–]\d{3}[ \-–]\d{2}[ \-–]?\d{2}(?!\d)"
)
_CALLED_PHONE = regex.compile(
    r"(?<!\p{L})(?:тел(?:ефон\p{L}*|\.)?|звони\p{L}*|позвони\p{L}*|ватсап\p{L}*|whats ?app|phone"
    r"|call(?: me)?(?: at| on)?|хабарлас\p{L}*|нөмірім\p{L}*|telefon\p{L}*)"
    r"[ :\-]{1,3}(?:(?:по|на|номер\p{L}*|мне|нам) ){0,2}(\d(?:[ \-–]?\d){4,10})(?!\d)",
    regex.IGNORECASE,
)


def _phone(text: str) -> Iterator[Place]:
    for m in _PHONE.finditer(text):
        yield Place("phone", m.start(), m.end())
    for m in _CALLED_PHONE.finditer(text):
        yield Place("phone", *m.span(1))


_EMAIL = regex.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")
_SPOKEN_EMAIL = regex.compile(
    r"(?<![\w.+-])[\w.+-]++ ?(?:\(at\)|\[at\]|собака) ?[\w-]++ ?(?:\.|точка|dot) ?(?:ru|kz|com|org|net|ру|кз|ком)\b",
    regex.IGNORECASE,
)


def _email(text: str) -> Iterator[Place]:
    pattern = _EMAIL if "@" in text else _SPOKEN_EMAIL if "собака" in text or "at" in text else None
    for m in pattern.finditer(text) if pattern else ():
        yield Place("email", m.start(), m.end())


# -- a car, a home ------------------------------------------------------------------------------------

_PLATE = regex.compile(
    # 123 ABC 02: since 2012, the region's number last.
    r"(?<!\w)\d{3}[ -]?[A-ZАВЕКМНОРСТУХ]{2,3}[ -]?(?:0[1-9]|1\d|20)(?!\w)"
    r"|(?<!\w)\d{3}(?:[a-z]{3}|[авекмнорстух]{3})(?:0[1-9]|1\d|20)(?!\w)"
    # A 123 BCD: before.
    r"|(?<!\w)[A-ZАВЕКМНОРСТУХ] ?\d{3} ?[A-ZАВЕКМНОРСТУХ]{2,3}(?!\w)"
)


def _plate(text: str) -> Iterator[Place]:
    for m in _PLATE.finditer(text):
        yield Place("plate", m.start(), m.end())


_HOUSE = r"\d{1,4}(?:[а-яa-z](?!\p{L}))?(?: ?/ ?\d{1,3})?(?!\d| ?(?:год|жыл|тенге|теңге|млн|тыс|%))"
_FLAT = (
    r"(?:,? ?(?i:кв(?:артира|\.)?|пәтер\p{L}*|apt\.?|flat) ?\d{1,4}|,? ?\d{1,4}-? ?(?i:пәтер)\p{L}*|-\d{1,4}(?!\d))?"
)
_NAME = r"[\p{Lu}\d][\p{L}\d.-]*+"
_ADDRESS = regex.compile(
    # ул. Абая, дом 5, кв. 12
    r"(?<!\p{L})(?i:ул(?:иц\p{L}{1,2}|\.)?|пр(?:оспект\p{L}{0,2}|-?к?т\.?|\.)|мкр(?:-н|н)?\.?|микрорайон\p{L}{0,2}"
    r"|пер(?:еул\p{L}{2,3}|\.)|бульвар\p{L}{0,2}|шоссе|street|avenue) ?"
    rf"{_NAME}(?: (?!(?i:и|в|на|с|по|за|от|до|из)\b)\p{{L}}[\p{{L}}.-]{{1,20}}+){{0,2}}"
    rf",? ?(?:(?i:д(?:ом\p{{L}}{{0,2}}|\.)?|№) ?)?{_HOUSE}{_FLAT}"
    # Абай көшесі, 5-үй
    r"|(?<!\p{L})\p{Lu}[\p{L}.-]*+(?: \p{Lu}[\p{L}.-]{0,20}+){0,2} "
    r"(?i:көше|даңғыл|шағын ?аудан|ықшам ?аудан|koshe|köshe)\p{L}*,? ?"
    rf"(?:№ ?)?{_HOUSE}(?:-? ?(?i:үй)\p{{L}}*)?{_FLAT}"
    # 12 Abay Street
    r"|(?<!\w)\d{1,4} \p{Lu}\p{L}+(?: \p{Lu}\p{L}+){0,2} (?:[Ss]treet|St\.|[Aa]venue|Ave\.|Road|Lane)(?!\p{L})"
    # дом 5, кв. 12: no street, but a flat
    r"|(?<!\p{L})(?i:д(?:ом\p{L}{0,2}|\.)|үй|house) ?\d{1,4},? ?(?i:кв(?:артира|\.)|пәтер\p{L}*|apt\.?|flat) ?\d{1,4}"
    r"|(?<!\d)\d{1,4}-? ?(?i:үй)\p{L}*,? ?\d{1,4}-? ?(?i:пәтер)\p{L}*"
)
_PLACES = ("ул", "пр", "мкр", "пер", "шоссе", "микрорайон", "бульвар", "street", "avenue", "көше", "даңғыл", "аудан",
           "koshe", "köshe", "st.", "ave.", "road", "lane", "кв", "пәтер", "apt", "flat")  # fmt: skip
"""One of these stands in every address; looking for them is cheaper than the whole pattern."""


def _address(text: str) -> Iterator[Place]:
    low = text.lower()
    if any(word in low for word in _PLACES):
        for m in _ADDRESS.finditer(text):
            yield Place("address", m.start(), m.end())


_LOOKS: tuple[tuple[int, Callable[[str], Iterator[Place]]], ...] = (
    (15, _iban), (0, _email), (12, _numbers), (5, _phone), (3, _plate), (1, _address),
)  # fmt: skip
"""What is looked for, the most certain first, and how many digits a text must have for it."""


MASK = "•••"


def masked(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text with three dots in each of these places, and in whatever is personal in what is left.

    Nothing of the data stays, not its length either: of an IIN the first digits are a birthday, and of a masked number
    whose check digit is known little is missing.
    """
    for start, end in sorted(places, reverse=True):
        text = text[:start] + MASK + text[end:]
    left = [(place.start, place.end) for place in find(text)]
    return masked(text, left) if left else text
