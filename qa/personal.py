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
_FOREIGN = regex.compile(r"(?![0-9])\p{Nd}|(?!-)[\p{Pd}\u2212]")
_BLANK = "\0"
_LOOKALIKE = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")
"""Cyrillic capitals that people type in plates and account numbers, as the Latin ones they look like."""


def find(text: str) -> list[Place]:
    """All personal data in a clean text, in order; places never overlap."""
    digits = len(_DIGIT.findall(text))
    left = _plain(text)
    places: list[Place] = []
    for least, look in _LOOKS:
        # What was found first is the more certain kind, and its digits are nothing else's.
        found = list(look(left)) if digits >= least else []
        if found:
            places += found
            left = _blanked(left, found)
    return sorted(places, key=lambda place: place.start)


def _blanked(text: str, places: list[Place]) -> str:
    parts: list[str] = []
    done = 0
    for place in places:
        parts += text[done : place.start], _BLANK * (place.end - place.start)
        done = place.end
    return "".join((*parts, text[done:]))


def _plain(text: str) -> str:
    """The same text, code point by code point, with every script's digits as 0 to 9 and every dash as a hyphen."""
    if not _FOREIGN.search(text):
        return text
    return _FOREIGN.sub(lambda m: str(unicodedata.decimal(m[0])) if m[0].isdecimal() else "-", text)


# -- numbers with a check digit -----------------------------------------------------------------------


_GROUP = regex.compile(r"\d+")
_GROUPS = regex.compile(r"\d++(?:(?:[ .,/_-]{1,2}| - )\d++)*+")


def _numbers(text: str) -> Iterator[Place]:
    """Cards, IIN and BIN: digits in one run, or in groups with one sign between them."""
    for m in _GROUPS.finditer(text):
        if m.end() - m.start() >= 12:
            done = 0
            for place in _checked_in([group.span() for group in _GROUP.finditer(text, *m.span())], text):
                if place.start >= done:
                    done = place.end
                    yield place


def _checked_in(groups: list[tuple[int, int]], text: str) -> Iterator[Place]:
    for first, (start, _) in enumerate(groups):
        digits = ""
        for begin, end in groups[first : first + 19]:
            digits += text[begin : min(end, begin + 20)]
            if len(digits) > 19:
                break
            if len(digits) >= 12 and (kind := _checked(digits)):
                yield Place(kind, start, end)


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


_IBAN = regex.compile(r"(?<!\w)[KКkк][ZzЗз][ -]?\d\d(?:[ -]?[0-9A-Za-zА-Яа-я]){16}(?!\w)")


def _iban(text: str) -> Iterator[Place]:
    for m in _IBAN.finditer(text):
        written = m.group().replace(" ", "").replace("-", "").upper().translate(_LOOKALIKE).replace("З", "Z")
        turned = written[4:] + written[:4]
        if turned.isascii() and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1:
            yield Place("iban", m.start(), m.end())


# -- ways to reach somebody ---------------------------------------------------------------------------

_GAP = r"[ ()./_\-]{0,3}"
_NO_SUM = r"(?!\d| ?(?i:тенге|теңге|тг|₸|kzt|usd|\$|долл|евро|руб|млн|млрд|тыс|мың|раз|рет|чел|адам|%))"
_MOBILE = r"7(?:0[0-8]|47|5[01]|6[0-4]|7[15-8])"
_PHONE = regex.compile(
    # +7 701 234 56 78, 8 (701) 234-56-78, 87012345678: all of Kazakhstan begins with a 7 after the country's 7.
    rf"(?<![\d+])(?:\+ ?7|8|7){_GAP}7(?:{_GAP}\d){{9}}{_NO_SUM}"
    # Other countries', and Russia's, only with their plus; or Russia's mobile ones in groups.
    rf"|(?<!\d)\+ ?[1-9](?:{_GAP}\d){{8,13}}+{_NO_SUM}"
    rf"|(?<![\d+])8[ (\-]{{1,2}}9\d\d[ )\-]{{1,2}}\d{{3}}[ \-]?\d\d[ \-]?\d\d{_NO_SUM}"
    # (7172) 55-44-33: a town's code.
    rf"|\( ?7(?:\d\d ?\)(?:{_GAP}\d){{7}}|\d{{3}} ?\)(?:{_GAP}\d){{6}}|\d{{4}} ?\)(?:{_GAP}\d){{5}}){_NO_SUM}"
    # 701 234 56 78: mobile, written in groups.
    rf"|(?<![\d+]){_MOBILE}(?: - |[ .\-])(?:\d{{7}}|\d{{3}}(?: - |[ .\-])\d{{2}}(?: - |[ .\-])?\d{{2}}){_NO_SUM}"
)
_CALLED_PHONE = regex.compile(
    r"(?<!\p{L})(?:тел(?:ефон\p{L}*|\.)?|сот(?:к\p{L}+|ов\p{L}+)|моб(?:ильн\p{L}+|\.)|домашний|ұялы\p{L}*"
    r"|(?:по|пере)?звони\p{L}*|набер(?:и|ите)|[вуў][аоэ][тц]с?апп?\p{L}*|whats ?app|viber|вайбер\p{L}*"
    r"|phone|call(?: me)?(?: at| on)?"
    r"|(?:мой|наш|my|our) (?:номер|number)(?: is)?|хабарлас\p{L}*|нөмірім\p{L}*|нөміріміз"
    r"|tel(?:efon\p{L}*|\.)?|nomirim\p{L}*)"
    r"[ :.,\-]{1,3}(?:(?:по|на|для|связи|номер\p{L}*|нөмір\p{L}*|мне|нам|маған|мой|is|my|number|сот\p{L}*|домашн\p{L}*)"
    rf"[ :]{{1,2}}){{0,3}}(\(?\d(?:[ )\-]{{0,3}}\d){{4,10}}+){_NO_SUM}",
    regex.IGNORECASE,
)


_FIVE = regex.compile(r"\d(?:[ )\-]{0,3}\d){4}")


def _phone(text: str) -> Iterator[Place]:
    return (Place("phone", m.start(), m.end()) for m in _PHONE.finditer(text))


def _called_phone(text: str) -> Iterator[Place]:
    if _FIVE.search(text):
        yield from (Place("phone", *m.span(1)) for m in _CALLED_PHONE.finditer(text))


_PROVIDER = (
    r"(?:g?mail|yandex|ya|bk|inbox|list|yahoo|icloud|outlook|hotmail|rambler|proton(?:mail)?"
    r"|[мд]ж?[еэа]йл|г?маил|джи?мейл|г(?:мей|май)л|яндекс)"
)
_AT = r"(?:[(\[{<] ?(?:at|эт|собака|sobaka|@|[aа]) ?[)\]}>]|соба(?:ч)?ка|sobaka|@)"
_DOT = r"(?: ?\. ?| ?[(\[{]? ?(?:dot|точка|tochka|нүкте) ?[)\]}]? ?)"
_TOP = r"(?:ru|kz|com|org|net|info|ру|кз|ком)(?!\w)"
_EMAIL = regex.compile(
    r"(?<![\w.+-])[\w.+-]++(?:(?:@| @ )[\w-]+(?:\.[\w-]+)+"
    # A nickname after a word ("пишите @akimat.kz") is no address, so with one space only known mailboxes count.
    rf"| ?@ ?{_PROVIDER} ?\. ?{_TOP}| ?(?!@){_AT} ?(?:[\w-]++{_DOT}|{_PROVIDER} ){_TOP}| at {_PROVIDER}{_DOT}{_TOP})",
    regex.IGNORECASE,
)
_ATS = ("@", "собака", "собачка", "sobaka", "(", "[", "{", "<", " at ")


def _email(text: str) -> Iterator[Place]:
    small = text.lower()
    if any(at in small for at in _ATS):
        yield from (Place("email", m.start(), m.end()) for m in _EMAIL.finditer(text))


# -- a car, a home ------------------------------------------------------------------------------------

_SIGN, _SMALL = "[A-ZАВЕКМНОРСТУХ]", "[авекмнорстух]"
_REGION = (
    r"(?:0[1-9]|1\d|20)(?!\w|[.:/-]\d| (?i:янв|фев|март|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек"
    r"|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел))"
)
# What stands between two numbers and is no plate: money, measures, and the state in the name of a norm.
_NO_PLATE = r"(?!(?:USD|EUR|RUB|GBP|CNY|AED|TRY|РК|KZ|К?М|KM|МВТ|КВТ|КВ|СМ|ММ|ТН|МВ|MB|GB|TB)(?![A-ZА-Я]))"
_PLATE = regex.compile(
    # 123 ABC 02: since 2012, the region's number last.
    rf"(?<!\w)(?:KZ ?)?(?!\d00 KZT)\d{{3}}[ -]?{_NO_PLATE}{_SIGN}{{2,3}}[ -]?{_REGION}"
    rf"|(?<!\w)(?:kz ?)?\d{{3}}(?:[a-z]{{3}}|{_SMALL}{{3}}){_REGION}"
    # A 123 BCD: before; A 123 BC 77: Russia's.
    rf"|(?<!\w){_SIGN} ?\d{{3}} ?{_NO_PLATE}{_SIGN}{{2,3}}(?: ?\d{{2,3}})?(?!\w)"
    rf"|(?<!\w)(?:{_SMALL}\d{{3}}(?:{_SMALL}{{3}}|{_SMALL}{{2}} ?\d{{2,3}})|[a-z]\d{{3}}[a-z]{{2}} ?\d{{2,3}})(?!\w)"
)
# In small letters and apart it might be any three words, so a car has to be spoken of.
_SMALL_PLATE = regex.compile(
    rf"(?<!\w)(?:kz ?)?\d{{3}}[ -](?!(?:and|for|the|per|not|out|off|но|от|на|км|кв|см|тн)(?!\p{{L}}))"
    rf"(?:[a-z]{{3}}|{_SMALL}{{2,3}})[ -]?{_REGION}"
    rf"|(?<!\w)[a-z{_SMALL[1:-1]}] ?\d{{3}} ?{_SMALL}{{2}}(?: ?\d{{2,3}})?(?!\w)"
)
_CAR = regex.compile(
    r"машин|авто(?!р)|номер|водит|такси|джип|көлі|нөмір|жүргізуші|kolik|nomir|plate|(?<!\p{L})car(?!\p{L})",
    regex.IGNORECASE,
)


_THREE = regex.compile(r"(?<!\d)\d{3}(?!\d)")


def _plate(text: str) -> Iterator[Place]:
    if _THREE.search(text):
        yield from (Place("plate", m.start(), m.end()) for m in _PLATE.finditer(text))


def _small_plate(text: str) -> Iterator[Place]:
    if _THREE.search(text) and _CAR.search(text):
        yield from (Place("plate", m.start(), m.end()) for m in _SMALL_PLATE.finditer(text))


# After a number these say that something is counted, not which house it is.
_COUNTED = (
    r"(?!\d|[.,]\d|%| ?(?i:год|лет|жыл|мес|недел|дн|день|час|мин|сут|раз(?:а|)\b|чел|семь|семей|машин|км|м\b"
    r"|метр|процент|тенге|теңге|тг|₸|млн|млрд|тыс|мың|ай\b|ай[дғ]|күн|апта|сағат|адам|рет\b|бала\b|отбасы"
    r"|[jz]h?yl|goda?\b|let\b|mes|adam|skame|avtobus|polos|years?|months?|days?|weeks?|hours?|people|times|cars|buses|km\b|met|percent|lights|trees|houses"
    r"|школ|ям|остановк|полос|рейс|маршрут|янв|фев|март|апр|ма[яй]\b|июн|июл|авг|сент|окт|нояб|дек|\p{L}{2,}+"
    r"(?<=[ое]в|ей|-й|-я|-е|-го|нші|ншы)(?!\p{L}))|-(?:й|я|е|х|го|ом|ші|шы|th)\b)"
)
_LETTER = r"(?:-?[\"«]?[абвгдкАБВГДКa-dA-D][\"»]?(?!\p{L}))?"
_NUMBER = rf"(?!(?:19|20)\d\d(?!\d))\d{{1,4}}(?!\d){_LETTER}(?: ?/ ?\d{{1,4}}{_LETTER})?"
_HOUSE_WORD = r"(?i:д(?:ом\p{L}{0,2}|\.)?|№|үй|house|no\.|dom\p{L}{0,2}|d\.) ?"
_UI = r"-? ?(?i:үй|уй|ui|üi|uy|дом(?!а|ов))(?!\p{Lu})\p{L}{0,4}"
_HOUSE = rf",? ?(?:{_HOUSE_WORD})?№? ?{_NUMBER}(?:{_UI})?{_COUNTED}"
_FLAT = (
    r"[,.;]? ?(?:(?i:(?:кв|kv)(?:артир\p{L}{1,2}|artir\p{L}{1,2}|\.)?|пәтер\p{L}*|p[aä]ter\p{L}*|apt\.?"
    r"|apartment|flat|unit|room) ?№? ?\d{1,4}(?!\d| ?(?i:м\b|метр|комн|тыс|млн|мың|тенге|теңге|тг|%|год|лет|чел))"
    r"|\d{1,4} ?-? ?(?i:кв(?:артира|\.)?|kv\.?|пәтер\p{L}*|p[aä]ter\p{L}*)(?!\p{L}|\.? ?м))"
)
_ENTRANCE = r"[,;]? (?i:подъезд ?№? ?\d{1,2}|\d{1,2}(?:-? ?подъезд|-? ?кіреберіс))(?!\d|\p{L})"
_PART = (
    rf"(?:{_FLAT}|[,.;]? ?(?i:корп(?:ус\p{{L}}*|\.)?|к\.|стр(?:оение|\.)|блок|block|building|bldg\.?|подъезд|под\."
    rf"|оф(?:ис|\.)|кіреберіс|этаж|floor|entrance|{_HOUSE_WORD}) ?№? ?\d{{1,4}}{_LETTER}(?!\d)"
    rf"|[,.;]? ?\d{{1,4}}(?:-? ?(?i:подъезд|этаж|қабат|корпус)|{_UI})(?!\p{{L}})| ?- ?\d{{1,4}}(?!\d))"
)
_ENDS = rf"(?={_PART}| ?(?:$|[.,;:!?)\n]))"
_TITLE = r"(?i:би|батыр\p{L}?|хан\p{L}?|жырау|ата|ана|сал|сері|датка|мырза|а[кқ]ын\p{L}?|с[уұ]лтан\p{L}?)(?!\p{L})"
_NAME = (
    r"(?:\d{1,2}(?:-?\p{Ll}{1,2})? )?(?:\p{Lu}\. ?){0,2}\p{Lu}\p{L}*+(?:[-’']\p{L}++)*+"
    rf"(?: (?:\p{{Lu}}\p{{L}}++(?:-\p{{L}}++)?|{_TITLE})){{0,2}}"
)
_NOT_A_NAME = (
    r"(?!(?:автобус|avtobus|и|в|на|с|по|за|от|до|из|не|нет|минус|плюс|уже|более|около|почти|всего|где|как|это|был\p{L}*|есть|ещ[её]|стоит|темно"
    r"|холодно|мороз\p{L}*|когда|почему|третий|второй|наш\p{L}*|ваш\p{L}*|мо\p{L}{1,2}|эт\p{L}{1,2}|люд\p{L}+)(?!\p{L}))"
)
_SMALL_NAME = rf"{_NOT_A_NAME}\p{{Ll}}\p{{L}}++(?:-\p{{L}}++)*+(?: {_NOT_A_NAME}\p{{L}}{{2,20}}+)?"
_STREET = (
    r"(?i:ул(?:иц\p{L}{1,2})?|пр(?:оспект\p{L}{0,2}|оезд\p{L}{0,2}|-?к?т)?|просп|пер(?:еул\p{L}{2,3})?|б(?:ульвар\p{L}{0,2}|-р)"
    r"|шоссе|тупик|street|avenue|ul(?:i[ct]s?\p{L}{1,2})?|prospekt\p{L}{0,2}|pr-t|pereul\p{L}{2,3})(?:\. ?| )"
)
_QUARTER = r"(?i:мкр(?:-?н)?|микрорайон\p{L}{0,2}|м-н|ж/?м|жк|квартал|массив|mkr(?:-?n)?|mikrora[ijy]on\p{L}{0,2})"
_QUARTER_NAME = (
    rf"[\"«]?(?:{_NAME}|{_NOT_A_NAME}\p{{Ll}}\p{{L}}++|\d{{1,2}}(?:{_LETTER}))(?:[ -]?\d{{1,2}}{_LETTER}(?!\d))?[\"»]?"
)
# In a quarter a lone number may be the quarter's own ("Аксай 4"): the house's has a word, a flat or a comma.
_QUARTER_HOUSE = (
    rf"(?:,? ?{_HOUSE_WORD}{_NUMBER}|,? ?{_NUMBER}{_UI}|,? ?{_NUMBER}(?=-\d|{_FLAT})"
    rf"|(?:, ?|(?= \d\d) ){_NUMBER}{_ENDS}){_COUNTED}"
)
_STREET_AFTER = (
    r"(?i:көше(?:сі)?|көш|к-сі|даңғыл(?:ы)?|даңғ?|д-лы|(?:шағын|ықшам|мөлтек) ?аудан(?:ы)?|ш/а|бульвары?"
    r"|k[oö](?:sh|ş)e(?:si)?|da[nñ][gğ][yı]ly?|shagyn audany?|street|st|avenue|ave|road|rd|lane|boulevard|blvd"
    r"|улица|проспект|ул)"
)
_ADDRESS = regex.compile(
    r"(?<![\p{L}\d])(?:"
    # ул. Абая, дом 5; ул абая 5; улица абая, дом 5
    rf"{_STREET}(?:{_NAME}{_HOUSE}|{_SMALL_NAME}(?:,? ?{_HOUSE_WORD}{_NUMBER}|,? ?{_NUMBER}{_ENDS}){_COUNTED})"
    rf"|(?i:ул|ul|пр-к?т|просп|пер)(?:\. ?| ){_SMALL_NAME}{_HOUSE}"
    # мкр. Самал-2, дом 33; 5 мкр, 12-45
    rf"|{_QUARTER}(?:\. ?| ){_QUARTER_NAME}{_QUARTER_HOUSE}"
    r"|\d{1,2}(?:[а-г]|-?(?:й|ом|м|ші|шы))?[ -]?(?i:мкр(?:-?н)?|микрорайон\p{L}{0,2}|квартал\p{L}{0,2}"
    rf"|mkr(?:-?n)?|mikrora[ijy]on\p{{L}}{{0,2}}|(?:sha[gğ]yn|y[qk]sham|m[oö]ltek) ?audan(?:y|da)?"
    rf"|(?:шағын|ықшам|мөлтек) ?аудан(?:ы|да)?)\.?{_QUARTER_HOUSE}"
    # Абай көшесі, 5-үй; Dostyk Ave 5; where one says "in the street", the house needs its word
    rf"|(?P<named>(?<=\p{{L}} ){_STREET_AFTER}\.?(?!\p{{L}}){_HOUSE})"
    rf"|{_NAME} (?i:көше|даңғыл|(?:шағын|ықшам) ?аудан|k[oö]she|мкр|mkr)\p{{L}}*,? ?{_NUMBER}{_UI}"
    # дом 12 по улице Абая; Аксай-4, дом 12
    rf"|(?i:дом|house) ?№? ?{_NUMBER} (?i:по|на|on) (?:(?i:ул(?:ице|\.)|пр(?:оспекту|\.)) ?)?{_NAME}(?<!е)(?i: street)?"
    rf"|\p{{Lu}}\p{{L}}{{2,20}}+-\d{{1,2}}{_LETTER},? {_HOUSE_WORD}{_NUMBER}{_COUNTED}"
    # Абай 12 үйде тұрамын
    rf"|{_NAME},? ?{_NUMBER}{_UI}(?=,? (?i:тұра|tura)(?:м|лы|ly))"
    # 12 Abay Street
    rf"|\d{{1,4}}[a-d]? (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
    rf"(?:{_NAME}|\p{{Ll}}\p{{L}}{{2,20}}+(?= \p{{L}}{{2,9}}\.?{_FLAT})) "
    r"(?i:street|st|avenue|ave|road|lane|boulevard|blvd)(?!\p{L})\.?"
    # дом 5, кв. 12; Абая 150, кв 12: no street, but a flat
    rf"|(?P<flat>(?:{_HOUSE_WORD})?{_NUMBER}(?:{_UI})?(?:{_FLAT}|{_ENTRANCE}))"
    # живу на Абая 12
    r"|(?i:жив(?:у|[её]м|[её]т)|прожива\p{L}+|прописан\p{L}?|адрес\p{L}*|мекен-?жай\p{L}*"
    r"|[zj]h?ivu|meken-?[jz]h?ai\p{L}*|live (?:at|on|in)|address(?: is)?)[ :-]{1,3}"
    rf"(?:(?i:по|адресу|мы|я|на|в|na|v)[ :]{{1,2}}){{0,2}}(?:г(?:ород|\.) ?\p{{Lu}}\p{{L}}++, )?"
    rf"\K{_NAME}{_HOUSE}(?:, ?\d{{1,4}}(?= ?(?:$|[.;!?\n])))?"
    rf")(?:{_PART}){{0,4}}+"
)
# What belongs to an address and stands before what tells that it is one.
_BEFORE = regex.compile(
    r"(?<!\p{L})(?i:кв(?:артир\p{L}{1,2}|\.)?|kv\.?|apt\.?|apartment|flat) ?№? ?"
    r"\d{1,4}(?:, ?| )(?:(?i:в|по|на|at|in) )?$"
)
_NAME_BEFORE = regex.compile(
    rf"(?<!\p{{L}})(?!(?i:the|this|that|our|your|my|one|each|осы|мына|біздің|эт(?:а|у|ой)|наш\p{{L}}*)(?!\p{{L}}))"
    rf"(?:{_NAME}|\p{{Ll}}\p{{L}}{{2,20}}+) $"
)
_WORD_BEFORE = regex.compile(r"(?<!\p{L})(?!(?i:дом|кв|house|үй)\p{L}*)\p{L}{3,20}+(?:[ -]\d{1,2}[а-гА-Г]?)?,? $")
_LONE = regex.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{1,4}(?!\d)")
_MAY_BE_ADDRESS = regex.compile(
    r"(?<!\p{L})(?:ул[. и]|пр[. о-]|мкр|м-н|пер[. е]|шоссе|микрорайон|б-р|бульвар|тупик|квартал|массив|жк|ж/м|жм"
    r"|көш|к-сі|даң|д-лы|мөлтек|шағын|ықшам|ш/а|кв|пәтер|жив|прожив|пропис|дом|подъезд|кіреб|адрес|мекен"
    r"|st(?:reet)?(?!\p{L})|ave|road|rd|lane|b(?:ou)?l(?:e)?v|k[oö][sş]|da[nñ]|shag|p[aä]ter|apt|apart|flat|unit"
    r"|room|live|addr|house|ul[. i]|pros|pr-t|pereul|mkr|mikro|sha[gğ]yn|y[qk]sham|m[oö]lt|kv|[jz]h?ivu|meken|тұра|tur)"
)
"""One of these begins some word of every address; looking for them is cheaper than the whole pattern."""


def _address(text: str) -> Iterator[Place]:
    lone = _LONE.search(text)
    if lone and _MAY_BE_ADDRESS.search(text.lower()):
        # No name of a street is longer than what is left before its house.
        done = 0
        for m in _ADDRESS.finditer(text, max(0, lone.start() - 80)):
            start = _began(text, m)
            if start is not None:
                yield Place("address", max(start, done), m.end())
                done = m.end()


def _began(text: str, m: regex.Match[str]) -> int | None:
    """Where the found address begins with what stands before it; None if it is none without that."""
    start = m.start()
    if m["named"] or m["flat"]:
        name = (_NAME_BEFORE if m["named"] else _WORD_BEFORE).search(text, max(0, start - 50), start)
        if name:
            start = name.start()
        elif m["named"]:
            return None
    before = _BEFORE.search(text, max(0, start - 25), start)
    return before.start() if before else start


_LOOKS: tuple[tuple[int, Callable[[str], Iterator[Place]]], ...] = (
    (5, _iban), (0, _email), (12, _numbers), (7, _phone), (5, _called_phone), (3, _plate), (3, _small_plate),
    (1, _address),
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
