"""The record as tables, of which no cell is ever a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exports.table import BOM, FORMULA, MOST, PASSAGES, QUESTIONS, cell, passages_csv, questions_csv
from studio.minutes import OUTCOMES
from tests.studio.exports.samples import HOSTILE, TEXTS, careful, hostile, reader
from web.i18n import LANGUAGES


def read(text: str) -> list[list[str]]:
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_a_row_a_question_with_its_answer_and_who_owes_it():
    head, *rows = read(questions_csv(careful(), reader()))
    found = [dict(zip(QUESTIONS, row, strict=True)) for row in rows]
    assert head[0] == "Номер"
    assert [row["Number"] for row in found] == ["4", "11", "2", "17", "30"]
    assert found[0]["Kazakh"] == "Орталықта кезек күтпеу үшін не істеу керек?"
    assert (found[1]["In the recording"], found[1]["wording edited by the moderator"]) == ("00:19:00; 00:38:00", "да")
    assert found[2]["Answer in writing"] == "Перечень опубликован на сайте.\nОн есть и в приёмной."
    assert (found[3]["Department"], found[3]["Answer due"]) == ("Отдел финансов", "6 октября 2026\u202fг.")


def test_a_row_a_passage():
    _, *rows = read(passages_csv(careful(), reader("kk")))
    assert rows[1][:4] == ["00:00:10.000", "00:00:18.250", "Бауыржан Ким", "ru"]
    assert [row[-1] for row in rows] == ["", "иә", ""]


@given(st.sampled_from(FORMULA), st.text(max_size=9))
def test_a_cell_never_begins_as_a_formula(first: str, rest: str):
    assert cell(first + rest) == f"'{first}{rest}"


def test_other_values_stay_what_they_are():
    assert [cell(value) for value in (None, True, False, 7, "a=b")] == ["", "yes", "", "7", "a=b"]


@pytest.mark.parametrize("write", [questions_csv, passages_csv])
def test_hostile_texts_stay_in_their_cells(write):
    whole = hostile(*HOSTILE, "x" * 40_000)
    _, *rows = read(write(whole, reader("kk")))
    assert len(rows) == len(whole.questions)
    assert not [c for row in rows for c in row if c.startswith(FORMULA)]
    assert max(len(c) for row in rows for c in row) == MOST + 1


@pytest.mark.parametrize("language", LANGUAGES[:2])
def test_every_column_and_outcome_has_its_name(language):
    names = (*QUESTIONS, *PASSAGES, *OUTCOMES.values(), "yes", "Questions", "Transcript")
    assert [name for name in names if TEXTS.translate(language, name) == name] == []
