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

_WORD = regex.compile(r"\p{L}+(?:[’'ʼ]\p{L}+)*")
_TITLE = regex.compile(r"«[^«»]*»|\"[^\"]*\"|“[^“”]*”")
_KAZAKH = regex.compile(r"[әғқңөұүһі]", regex.IGNORECASE)
# What stands in no Kazakh sentence but a borrowed word; "не", "а" and "о" are Kazakh as well.
_RUSSIAN: frozenset[str] = frozenset(
    _WORD.findall("""
    и в во на что как когда где почему по для с со от из к об это этот эта будет будут мне нас нам мы вы я он она они
    кто или если ли за до при но нет есть уже ещё еще был была были можно нужно наш наша нашем нашей сколько зачем
    """)
)
_RUSSIAN_WORD = regex.compile(
    r"\p{L}*[чщъьэё]\p{L}*|\p{L}{2,}(?:[аяуе][юе]т|ите|ого|ому|[ыо]й|ая|ые|ых|ую|тся|ение|ость)", regex.IGNORECASE
)
# Said in one language before asking in another.
_GREETING = regex.compile(
    r"(?<!\p{L})(?:сәлем(?:етсіз(?:дер)? бе)?|салем|қайырлы (?:күн|таң|кеш)|ра[қх]мет|s[aá]lem|ra[kq]?hmet)(?!\p{L})",
    regex.IGNORECASE,
)
_RUSSIAN_LATIN: frozenset[str] = frozenset(
    _WORD.findall("pochemu kogda gde skolko kto chto budet net dlya nam kak mozhno nado eto kakoi zachem")
)
_KAZAKH_LATIN = regex.compile(r"[äğñńǵöşūüıáý]|q(?!u)", regex.IGNORECASE)
# Frequent Kazakh words in the Latin letters people type without a Kazakh keyboard; none is an English word.
_LATIN_WORDS: frozenset[str] = frozenset(
    _WORD.findall("""
    nege qashan kashan qalai qalay kalai kalay qalaı qanday qandai kandai qansha kansha qaida qayda kaida kimge emes
    zhok joq zhoq bolady boladi bola bolsa ushin ushın úshin üshin jane zhane zháne degen osy biz bizdin bizding siz
    sizdin sizder sizge sizderge meniń menin salem sálem rahmet rakhmet kazak qazaqsha kazaksha aqsha aksha
    mektep auyl auil ulken jol zhol nesh bala balalar zhumys jumys isteidi istemeidi
    bul kim kimder kerek jauap zhauap turaly jana zhana zhas jas jyl zhyl kashan barma beriledi keledi sonda auruhana
    dariger mugalim balabaksha zeinetaky salyk baga zharyk jaryk halyk khalyk memleket surak zhaksy jaksy kazir sizdi
    """)
)
_LATIN_ENDING = regex.compile(
    r"\p{L}{2,}(?:[ldt]ar(?:dyn|dy|gh?a|ymyz)|[ldt]er(?:din|di|ge|imiz)|[ae][iy]?d[iy]|[yi]ldy|ildi|[sd]?ynyn|inin)"
)
_NOT_KAZAKH: frozenset[str] = frozenset(
    _WORD.findall("""
    ready already lady steady shady heady malady unready toady brady jedi comedy remedy tragedy monday sunday holiday
    today payday midday iraq qatar nasdaq faq qr iq qa tariq qwerty qigong
    qazaqstan qyzylorda qostanay qaragandy qanat qairat qasym qazaq
    """)
)
_ENGLISH: frozenset[str] = frozenset(
    _WORD.findall("""
    the a an is are was were will would can could should do does did has have had been of to in on at for from with
    by and or but not no if when where why who what which how this that these those there it its we you they he she
    i my our your their us them about more some any all new
    """)
)
_ENGLISH_SPELLING = regex.compile(r"w|x|c(?!h)|th|ck|ee|oo|ph|tion|ing(?!\p{L})|ght|ou|[bcdfgklnrt]s(?!\p{L})")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_LATIN = regex.compile(r"\p{Latin}")


def language(text: str, recognise: Recognise, hint: Language | None = None) -> Language:
    """The language of a clean text.

    Letters, words and endings that only Kazakh has decide, unless the sentence is built of another language's words;
    what is capitalised within it or stands in quotes may be a name and decides nothing. Then the script bounds what
    the recogniser may say: no Cyrillic sentence is English.

    Args:
        text: what was asked.
        recognise: a recogniser of kk, ru and en.
        hint: the language of the page it was asked on; taken where nothing else decides, else ru.
    """
    own = _own_words(text)
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic and not latin:
        return hint or "ru"
    if latin > cyrillic:
        return _of_latin(own, text, recognise, hint)
    kazakh = sum(bool(_KAZAKH.search(word)) for word in own)
    russian = sum(map(_is_russian, own))
    if kazakh != russian and kazakh:
        return "kk" if kazakh > russian else "ru"
    return _bounded(recognise(" ".join(own) or text), True, hint)


def _own_words(text: str) -> list[str]:
    """The words of a sentence without those that may be names in it; of nothing but names, all."""
    words: list[str] = _WORD.findall(_GREETING.sub(" ", _TITLE.sub(" ", text)))
    loud = text.isupper()
    own = [word for place, word in enumerate(words) if not place or loud or not word[0].isupper()]
    return own if len(own) > 1 else _WORD.findall(text)


def _is_russian(word: str) -> bool:
    return not _KAZAKH.search(word) and (word.lower() in _RUSSIAN or bool(_RUSSIAN_WORD.fullmatch(word)))


def _of_latin(own: list[str], text: str, recognise: Recognise, hint: Language | None) -> Language:
    small = [word.lower() for word in own]
    kazakh = sum(map(_is_latin_kazakh, small))
    english = sum(word in _ENGLISH for word in small)
    if kazakh > english:
        return "kk"
    if any(word in _RUSSIAN_LATIN for word in small) and not english:
        return "ru"
    guess = recognise(text)
    # The recogniser knows no Kazakh in Latin letters and calls it English.
    if hint == "kk" and guess == "en" and not english and not _ENGLISH_SPELLING.search(text.lower()):
        return "kk"
    return _bounded(guess, False, hint)


def _is_latin_kazakh(word: str) -> bool:
    if word in _NOT_KAZAKH:
        return False
    return word in _LATIN_WORDS or bool(_KAZAKH_LATIN.search(word) or _LATIN_ENDING.fullmatch(word))


def _bounded(guess: str, cyrillic: bool, hint: Language | None) -> Language:
    possible: tuple[Language, ...] = ("kk", "ru") if cyrillic else ("kk", "en")
    for known in possible:
        if known == guess:
            return known
    return "ru" if hint is None or (cyrillic and hint == "en") else hint
