"""The catalogues are whole, and the reader's language is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.i18n import LANGUAGES, LOCALE, Catalogues, accepted, negotiate, pick

WEB = Path(__file__).parents[2] / "web"
STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
TEMPLATE = re.compile(rf"\b_\(\s*{STRING}\s*[),]")
SCRIPT = re.compile(rf"(?<![\w.$])t\(\s*{STRING}")


def used() -> list[tuple[str, str]]:
    """Every sentence that a template or a script asks for, with the file."""
    found = []
    for paths, pattern in (((WEB / "templates").glob("*.html"), TEMPLATE), ((WEB / "ui/src").rglob("*.ts"), SCRIPT)):
        for path in sorted(paths):
            if not path.name.endswith(".test.ts"):
                found += [(path.name, s[1:-1].replace('\\"', '"')) for s in pattern.findall(path.read_text())]
    return found


@pytest.fixture(scope="module")
def texts() -> Catalogues:
    return Catalogues()


def test_every_sentence_stands_in_every_language(texts: Catalogues) -> None:
    known = {lang: set(texts.texts(_domains(), (lang,))[lang]) for lang in LANGUAGES}
    missing = sorted({(file, text, lang) for file, text in used() for lang in LANGUAGES if text not in known[lang]})
    assert missing == []


def test_every_catalogue_has_the_same_sentences_in_every_language(texts: Catalogues) -> None:
    for domain in _domains():
        kk, ru, en = (set(texts.texts((domain,), (lang,))[lang]) for lang in LANGUAGES)
        assert kk == ru == en, domain


def test_translations_keep_their_placeholders(texts: Catalogues) -> None:
    for lang, table in texts.texts(_domains()).items():
        for msgid, text in table.items():
            assert set(re.findall(r"\{\w+\}", msgid)) == set(re.findall(r"\{\w+\}", text)), (lang, msgid)


def _domains() -> list[str]:
    return sorted(path.stem for path in (LOCALE / "kk").glob("*.po"))


def test_a_sentence_is_translated_and_an_unknown_one_stays(texts: Catalogues) -> None:
    assert texts.translate("ru", "All briefings") == "Все брифинги"
    assert texts.translate("kk", "No such sentence") == "No such sentence"


@pytest.mark.parametrize(
    ("header", "language"),
    [("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de,en;q=0.5,kk;q=0.7", "kk"), ("en;q=0, ru;q=0.1", "ru"),
     ("de", None), ("", None), ("ru;q=x", None), ("*", None)],
)  # fmt: skip
def test_the_browsers_wish(header: str, language: str | None) -> None:
    assert accepted(header) == language


def test_the_address_wins_over_the_choice_over_the_browser() -> None:
    assert negotiate({"lang": "en"}, {"lang": "ru"}, "kk") == "en"
    assert negotiate({"lang": "xx"}, {"lang": "ru"}, "en") == "ru"
    assert negotiate({}, {"lang": "xx"}, "en") == "en"
    assert negotiate({}, {}, "de") == "kk"


def test_a_translated_text_falls_back_in_order() -> None:
    assert pick({"ru": "р", "en": "e"}, "kk") == "р"
    assert pick({"ru": "р", "en": "e"}, "en") == "e"
    assert pick({}, "en") == ""
