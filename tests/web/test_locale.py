"""Every sentence that a page or its script says exists in all three languages, with the same blanks to fill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from web.i18n import LANGUAGES, LOCALE, NAMES, Catalogues
from web.records import BUSY
from web.transcript_import import LEFT
from web.transcripts import WHY_NOT
from web.viewers import OTHERWISE, WORDS

WEB = Path(__file__).parents[2] / "web"
UI = WEB / "ui" / "src"
SHARED = {"common", "errors"}
SEATS = ("viewer", "desk", "console", "speaker", "screen", "office", "confidential", "captions", "join")
IN_TEMPLATES = re.compile(r"""\b_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\)""")
IN_SCRIPTS = re.compile(r"""\bt\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`$]*)`)\s*[,)]""")
BLANK = re.compile(r"\{\w+\}")


def found(pattern: re.Pattern[str], path: Path) -> set[str]:
    matches = pattern.findall(path.read_text(encoding="utf-8"))
    return {"".join(m).replace('\\"', '"').replace("\\'", "'") for m in matches}


def seat_of(path: Path) -> str | None:
    """The seat whose bundle a source file belongs to; None for what every seat shares."""
    first = path.relative_to(UI).parts[0].removesuffix(".ts")
    return first if first in SEATS else None


def in_scripts() -> list[tuple[str, str]]:
    """Each sentence of the scripts with the seat it belongs to, "" for all."""
    files = [p for p in sorted(UI.rglob("*.ts")) if not p.name.endswith(".gen.ts")]
    return sorted({(seat_of(p) or "", msgid) for p in files for msgid in found(IN_SCRIPTS, p)})


def in_pages() -> list[str]:
    templates = {m for p in sorted((WEB / "templates").glob("*.html")) for m in found(IN_TEMPLATES, p)}
    said = {*WORDS.values(), *WHY_NOT.values(), *LEFT.values(), *NAMES.values(), BUSY}
    return sorted(templates | said | {OTHERWISE})


def catalogue(language: str, path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id}


@pytest.fixture(scope="module")
def texts() -> Catalogues:
    return Catalogues()


def test_something_was_found():
    assert ("viewer", "Send") in in_scripts()
    assert "Send" in in_pages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_pages_is_translated(language):
    known = {m for path in (LOCALE / language).glob("*.po") for m, text in catalogue(language, path).items() if text}
    assert [m for m in in_pages() if m not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_script_is_in_the_catalogues_its_page_is_given(texts, language):
    given = {seat: texts.texts(SHARED | ({seat} - {""}), [language])[language] for seat in ("", *SEATS)}
    assert [(seat, m) for seat, m in in_scripts() if not given[seat].get(m)] == []


def domains() -> list[str]:
    return sorted({path.stem for path in LOCALE.glob("*/*.po")})


@pytest.mark.parametrize("domain", domains())
def test_the_three_catalogues_of_a_domain_hold_the_same_sentences_with_the_same_blanks(domain):
    three = {language: catalogue(language, LOCALE / language / f"{domain}.po") for language in LANGUAGES}
    for language, sentences in three.items():
        assert sentences.keys() == three["en"].keys(), f"{language} differs from en"
        assert [m for m, text in sentences.items() if not text] == []
        differing = [m for m, text in sentences.items() if set(BLANK.findall(m)) != set(BLANK.findall(text))]
        assert differing == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_english_was_left_standing(language):
    latin = re.compile(r"[A-Za-z]{4,}.*\s[A-Za-z]{3,}")
    left = [
        text
        for path in (LOCALE / language).glob("*.po")
        for msgid, text in catalogue(language, path).items()
        if text == msgid and latin.search(text)
    ]
    assert left == []
