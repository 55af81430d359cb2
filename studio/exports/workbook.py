"""The record as a workbook: a sheet of the questions, one of the transcript."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from studio.exports.table import Cell, cell, passages, questions
from studio.exports.words import latest, line
from studio.minutes import Minutes, Reader

WIDTHS = {"questions": (9, 22, 50, 50, 50, 24, 14, 26, 16, 26, 60, 28, 20, 12), "transcript": (14, 14, 28, 10, 90, 12)}
"""Of the columns, in characters."""


def xlsx(minutes: Minutes, reader: Reader) -> bytes:
    """The workbook. Every cell is written as what it is, a text or a number, so none is ever a formula."""
    out = io.BytesIO()
    title = line(reader.pick(minutes.title)) or minutes.slug
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title[:255], "created": latest(minutes).replace(tzinfo=None)})
        _sheet(book, reader.say("Questions"), questions(minutes, reader), WIDTHS["questions"])
        if minutes.passages:
            _sheet(book, reader.say("Transcript"), passages(minutes, reader), WIDTHS["transcript"])
    return out.getvalue()


def _sheet(book: Any, name: str, rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = body if number else head
            if isinstance(value, int):
                sheet.write_number(number, column, value, style)
            else:
                sheet.write_string(number, column, cell(value), style)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if len(rows) > 1:
        sheet.autofilter(0, 0, len(rows) - 1, len(widths) - 1)
