"""The workbook: read back by another library, without a formula, the same bytes each time."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from studio.exports.table import FORMULA, cell
from studio.exports.words import line
from studio.exports.workbook import xlsx
from studio.minutes import Minutes
from tests.studio.exports.samples import HOSTILE, careful, hostile, reader


def opened(minutes: Minutes) -> Any:
    return load_workbook(io.BytesIO(xlsx(minutes, reader())))


def test_a_sheet_of_questions_and_one_of_the_transcript():
    book = opened(careful())
    assert book.sheetnames == ["Вопросы", "Стенограмма"]
    rows = list(book["Вопросы"].values)
    assert (rows[0][0], [row[0] for row in rows[1:]]) == ("Номер", [4, 11, 2, 17, 30])
    assert rows[3][10] == "Перечень опубликован на сайте.\nОн есть и в приёмной."
    assert len(list(book["Стенограмма"].values)) == 4
    assert book["Вопросы"].freeze_panes == "B2"
    assert book.properties.title == "Общественные слушания: открытый бюджет"


def test_without_passages_there_is_no_second_sheet_and_no_questions_are_no_fault():
    assert opened(careful(passages=(), questions=())).sheetnames == ["Вопросы"]


def test_no_hostile_text_is_a_formula_and_each_is_read_back():
    book = opened(hostile(*HOSTILE))
    cells = [c for sheet in book for row in sheet.iter_rows(min_row=2) for c in row if isinstance(c.value, str)]
    assert {c.data_type for c in cells} == {"s"}
    assert not [c.value for c in cells if c.value.startswith(FORMULA)]
    shown = {c.value for c in cells}
    assert {cell(line(text)) for text in HOSTILE if line(text)} <= shown


def test_the_same_minutes_give_the_same_bytes():
    assert xlsx(careful(), reader()) == xlsx(careful(), reader())
