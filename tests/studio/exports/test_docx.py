"""The Word file: real headings, its language and title, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from docx import Document

from studio.exports.docx import docx
from tests.studio.exports.samples import HOSTILE, careful, hostile, reader


def test_its_parts_have_the_styles_by_which_a_reader_finds_them():
    found = Document(io.BytesIO(docx(careful(), reader())))
    styles = [(p.style.name, p.text) for p in found.paragraphs if p.style]
    assert styles[0] == ("Title", "Общественные слушания: открытый бюджет")
    assert ("Heading 1", "Вопросы в эфире") in styles
    assert ("Heading 2", "00:04:00 № 4") in styles
    assert ("Quote", "Орталықта кезек күтпеу үшін не істеу керек?") in styles
    assert ("Normal", "Орган: Отдел финансов") in styles


def test_its_properties_tell_title_language_and_the_records_own_moment():
    own = Document(io.BytesIO(docx(careful(), reader("kk")))).core_properties
    assert (own.title, own.language) == ("Қоғамдық тыңдау: ашық бюджет", "kk-KZ")
    assert own.created == own.modified == datetime(2026, 9, 22, 16, 36, 40, tzinfo=UTC)
    assert (own.author, own.last_modified_by, own.comments) == ("", "", "")


def test_the_document_and_each_foreign_text_say_their_language():
    with zipfile.ZipFile(io.BytesIO(docx(careful(), reader("kk")))) as file:
        styles, body = file.read("word/styles.xml").decode(), file.read("word/document.xml").decode()
        dates = {info.date_time for info in file.infolist()}
    assert '<w:lang w:val="kk-KZ"' in styles
    assert '<w:lang w:val="ru-RU"/>' in body
    assert dates == {(2026, 9, 22, 16, 36, 40)}


def test_hostile_texts_are_read_back():
    whole = hostile(*HOSTILE)
    found = Document(io.BytesIO(docx(whole, reader("kk"))))
    assert sum(p.style.name == "Quote" for p in found.paragraphs if p.style) == len(whole.questions)


def test_the_same_minutes_give_the_same_bytes():
    assert docx(careful(), reader()) == docx(careful(), reader())
