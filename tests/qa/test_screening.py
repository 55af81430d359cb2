"""What is made of the naughtiest texts, and that what is clean stays as it is."""

from __future__ import annotations

import time
import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from qa import screening
from qa.wording import length
from studio.records import Refusal

NAUGHTY = [
    ("\u202eсөз\u202c", "сөз"),  # turned round
    ("\u2066а\u2069б\u2067в\u2068", "абв"),
    ("при\u200bвет\ufeff", "привет"),
    ("при\u00adвет\u2060", "привет"),
    ("a\u200db", "ab"),  # a joiner between letters
    ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ("🧑🏽\u200d🚀", "🧑🏽\u200d🚀"),
    ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
    ("\u200d👩\u200d", "👩"),
    ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
    ("а\ufe0f", "а"),
    ("Z" + "\u0335\u0321\u031b\u033c" * 20 + "!", "Z\u0335\u0335!"),
    ("и\u0306", "й"),
    ("е\u0308ж", "ёж"),
    ("\u0301а", "а"),  # a mark on nothing
    ("а \u0301\u0301б", "а б"),
    ("а\x00б\x07\x1b[31m", "аб[31m"),
    ("а\r\nб\rв\u2028г\x85д", "а\nб\nв\nг\nд"),
    ("а \n \n\n  б", "а\nб"),
    ("а\u00a0\u3000\t б", "а б"),
    ("\ud800а\udfff", "а"),
    ("\ue000а\U0010ffff", "а"),
    ("\U000e0041а", "а"),
    ("\u3164\u2800\u115f", ""),
    ("\u200b\u200c\u200d\ufeff\u2060", ""),
    ("\u0301\u0302", ""),
    (" \n\t ", ""),
    ("?", "?"),
    ("<script>alert(1)</script> '; DROP TABLE", "<script>alert(1)</script> '; DROP TABLE"),
    ("=1+1 {{7*7}} ${x} %s", "=1+1 {{7*7}} ${x} %s"),
    ("Ұлы Ғылым Әлем Қоңыр Үй Іргелі һәм", "Ұлы Ғылым Әлем Қоңыр Үй Іргелі һәм"),
    ("🇰🇿", "🇰🇿"),
]


@pytest.mark.parametrize(("text", "clean"), NAUGHTY)
def test_naughty_texts(text, clean):
    assert screening.clean(text) == clean


odd = st.text(
    st.characters(categories=["L", "M", "N", "P", "S", "Z", "C"])
    | st.sampled_from("\u200d\ufe0f\u202e\u2066\u200b\u0301\u0306\n\r\t и👨👩❤🏽1\u20e3а")
)


@given(odd)
@example("ᾳ\u200b\u0301\u0301\u0301")
@example("\u0301\u200b\u0301")
@example("\u0f71\u0f72\u0f71\u0f72")
def test_what_is_clean_stays_as_it_is_and_hides_nothing(text):
    clean = screening.clean(text)
    assert screening.clean(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not regex.search(r"[\u202A-\u202E\u2066-\u2069\u200B\u200C\u200E\u200F\uFEFF\p{Cs}\p{Co}]", clean)
    assert not regex.search(r"[^\P{Cc}\n]", clean)
    assert not regex.search(r"\p{M}{3}", clean)
    assert not regex.search(r"(?<!\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?)\u200D", clean)
    assert "  " not in clean
    assert clean == clean.strip()
    clean.encode()


@given(odd)
def test_a_question_is_clean_or_refused(text):
    result = screening.normalise(text)
    if isinstance(result, Refusal):
        assert result.code in {"text_empty", "text_too_long"}
        assert (result.code == "text_empty") == (screening.clean(text) == "")
    else:
        assert 1 <= length(result) <= 500
        assert screening.normalise(result) == result


def test_a_heap_of_marks_is_cleaned_in_no_time():
    began = time.perf_counter()
    assert length(screening.clean("a" + "\u0301\u0323\u0328\u0315\u035c" * 8_000)) == 1
    assert time.perf_counter() - began < 5


def test_five_hundred_characters_are_counted_as_their_author_counts():
    assert screening.normalise("👨‍👩‍👧" * 500) == "👨‍👩‍👧" * 500
    assert screening.normalise(" " + "й" * 500 + "\u200b") == "й" * 500
    assert screening.normalise("а" * 501) == Refusal(code="text_too_long")
    assert screening.normalise("\u200b") == Refusal(code="text_empty")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, None),
        ("", None),
        (" \n", None),
        ("Айдана\nҚали", "Айдана Қали"),
        ("а" * 90, "а" * 80),
        ("👨‍👩‍👧" * 81, "👨‍👩‍👧" * 80),
    ],
)
def test_a_name_is_one_short_line(text, line):
    assert screening.line(text) == line


@given(odd)
def test_a_line_is_clean(text):
    line = screening.line(text)
    assert line is None or (screening.line(line) == line and "\n" not in line and length(line) <= 80)


# -- language -----------------------------------------------------------------------------------------


def says(language: str):
    return lambda text: language


def never(text: str) -> str:
    raise AssertionError("asked though the letters decide")


@pytest.mark.parametrize(
    "text",
    [
        "Мектеп қашан ашылады?", "ҚАШАН?", "Әкім кім", "Дорога в Қызылорда қашан бітеді",
        "Nege mektep ashylmady, biz qashan kutemiz", "Şymkentte jańa jol qaida?", "Salem!",
        # Seen to become English, on a Kazakh page too.
        "Mugalimderdin jalaqysy qashan kobeyedi?", "Zeynetaqy osedi me?", "Studentterge jataqhana jetpeidi",
    ],
)  # fmt: skip
def test_letters_and_words_that_only_kazakh_has(text):
    assert screening.language(text, never, "ru") == "kk"


def test_a_kazakh_name_in_a_russian_sentence_does_not_make_it_kazakh():
    text = "Когда отремонтируют дорогу из города Қызылорда?"
    assert screening.language(text, says("ru")) == "ru"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        # Seen to become Kazakh.
        ("Меня зовут Әсел, я из города Өскемен, когда будет автобус?", "Меня зовут я из города когда будет автобус"),
        ("Улица Қабанбай батыра и Мәңгілік Ел почему перекрыты?", "Улица батыра и почему перекрыты"),
        ("Программа «Ауыл — ел бесігі» продлится?", "Программа продлится"),
        ("Қайырлы күн! Почему нет автобуса?", "Почему нет автобуса"),
        ("Дом по Сәтбаев көшесі когда сдадут", None),
        ("Әкімат не отвечает", "Әкімат не отвечает"),
    ],
)
def test_what_may_be_a_name_a_title_or_a_greeting_is_kept_from_the_recogniser(text, asked):
    def recognise(given: str) -> str:
        assert given == asked
        return "ru"

    assert screening.language(text, recognise, "kk") == "ru"


def test_kazakh_names_in_latin_letters_make_no_question_kazakh():
    for text in ("Is the Iraq and Qatar visa regime changing?", "Qyzylorda bridge repair", "A quota for quick repairs"):
        assert screening.language(text, says("en"), "ru") == "en"


@pytest.mark.parametrize(
    ("text", "guess", "hint", "language"),
    [
        ("Почему?", "ru", "kk", "ru"),
        ("Казакша калай", "kk", "ru", "kk"),
        ("Привет", "en", None, "ru"),
        ("Привет", "en", "kk", "kk"),
        ("Привет", "en", "en", "ru"),
        ("Where is the money?", "en", "ru", "en"),
        ("Mektep ashyk kezde", "kk", "ru", "kk"),
        ("Pochemu tak dolgo", "ru", "ru", "ru"),
        ("Pochemu tak dolgo", "ru", None, "ru"),
        ("Kogda otkroyut shkolu?", "en", "kk", "ru"),
        ("Dari tegin be?", "en", "kk", "kk"),
        ("Dari tegin be?", "en", "ru", "en"),
        ("Which school next?", "en", "kk", "en"),
        ("School building?", "en", "kk", "en"),
        ("ok", "?", "en", "en"),
        ("123 ???", "kk", "en", "en"),
        ("123 ???", "kk", None, "ru"),
        ("А long English sentence with one Cyrillic letter", "en", "ru", "en"),
    ],
)
def test_the_script_bounds_what_the_recogniser_may_say(text, guess, hint, language):
    assert screening.language(text, says(guess), hint) == language


@given(odd, st.sampled_from(["kk", "ru", "en", "??"]), st.sampled_from([None, "kk", "ru", "en"]))
def test_every_text_has_a_language(text, guess, hint):
    assert screening.language(screening.clean(text), says(guess), hint) in {"kk", "ru", "en"}


@given(st.text("abЖзЙйЁёӘәІіһ19#*~,.?!«»—…№'\"- ", max_size=20))
def test_what_is_seen_to_be_clean_is_what_cleaning_leaves(text):
    # The invisible character keeps the text off the short way.
    assert screening.clean(text) == screening.clean(text + "\u200b")
