"""The record as a document: everything that the minutes hold stands in it, in the reader's words."""

from studio.exports.outline import LABELS, Block, outline
from tests.studio.exports.samples import TEXTS, careful, reader
from web.i18n import LANGUAGES


def test_every_part_of_the_minutes_has_its_place():
    blocks = list(outline(careful(), reader()))
    assert [b.text for b in blocks if b.kind == "section"] == [
        "Вопросы в эфире", "Другие вопросы", "Стенограмма эфира", "Исправления в стенограмме",
    ]  # fmt: skip
    assert [b.text for b in blocks if b.kind == "entry"][:3] == ["00:04:00 № 4", "00:19:00 № 11", "№ 2"]
    assert blocks[0] == Block("title", "Общественные слушания: открытый бюджет")
    for wanted in (
        Block("fact", "21 сентября 2026 г.", "Дата"),
        Block("quote", "Орталықта кезек күтпеу үшін не істеу керек?", language="kk"),
        Block("note", "Показан в эфире · 19:34, 19:53 · формулировка отредактирована модератором"),
        Block("text", "Управление услуг", "Орган"),
        Block("text", "1", "Сколько раз передан другому подразделению"),
        Block("text", "Тізбе сайтта жарияланды.", "Письменный ответ, 22 сентября 2026\u202fг.", "kk"),
        Block("text", "Он есть и в приёмной.", "", "ru"),
        Block("text", "6 октября 2026\u202fг.", "Срок ответа"),
        Block(
            "text", "Сегодня мы отвечаем на вопросы об открытом бюджете.", "00:00:10 Бауыржан Ким (исправлено)", "ru"
        ),
        Block("entry", "22 сентября 2026\u202fг., 21:36. Опечатка"),
        Block("text", "Сегодня мы отвечаем о бюджет.", "Было"),
    ):
        assert wanted in blocks


def test_what_was_on_air_is_told_as_it_was_shown_not_as_it_was_approved_since():
    blocks = list(outline(careful(), reader()))
    first = next(b.text for b in blocks if b.kind == "quote")
    assert first == "Что сделать, чтобы не ждать в очереди в центре?"


def test_sections_of_nothing_are_left_out_and_a_nameless_record_has_its_address():
    blocks = list(outline(careful(questions=(), passages=(), corrections=(), title={}), reader("en")))
    assert {b.kind for b in blocks} == {"title", "fact"}
    assert blocks[0].text == "hearing"


def test_a_line_that_was_taken_out_says_so():
    (last,) = careful().corrections
    blocks = list(outline(careful(corrections=(last.model_copy(update={"after": ""}),)), reader("en")))
    assert blocks[-1] == Block("text", "removed", "Is now")


def test_every_word_of_it_is_in_every_language():
    for language in LANGUAGES[:2]:
        assert [label for label in LABELS if TEXTS.translate(language, label) == label] == []
