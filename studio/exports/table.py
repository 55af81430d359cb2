"""The record as tables: one row a question, one a passage of the transcript; CSV of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from studio.exports.outline import owed
from studio.exports.words import line, lines
from studio.minutes import OUTCOMES, Asked, Minutes, Passage, Reader
from studio.transcript import stamp

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would carry out; a CSV's reader can't tell a text from a formula."""
BOM = "\ufeff"
"""Without it Excel reads the file in the machine's old code page, and every Kazakh letter is lost."""
MOST = 32_000
"""Characters of a cell: Excel takes 32,767, counting in UTF-16 and the apostrophe too."""

QUESTIONS = (
    "Number", "Outcome", "Kazakh", "Russian", "English", "Asked by", "wording edited by the moderator", "On air",
    "In the recording", "Answered", "Answer in writing", "Department", "Answer due", "Times handed on",
)  # fmt: skip
PASSAGES = ("In the recording", "Until", "Speaker", "Language", "Text", "corrected")
"""The columns: msgids of the `public` catalogue."""

Cell = str | int


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet carries out; yes for true, nothing for false and for what is not there."""
    if isinstance(value, bool):
        return "yes" if value else ""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_of(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV that spreadsheets open without a question, and carry nothing of it out."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(map(cell, row) for row in rows)
    return BOM + out.getvalue()


def questions(minutes: Minutes, reader: Reader) -> list[list[Cell]]:
    """The questions, under their columns' names."""
    return [[reader.say(name) for name in QUESTIONS], *(_question(minutes, one, reader) for one in minutes.questions)]


def _question(minutes: Minutes, question: Asked, reader: Reader) -> list[Cell]:
    def moment(at: int | None) -> str:
        return "" if at is None else f"{reader.day(at)}, {reader.time(at)}"

    answer, owes = question.answer, dict(owed(question, reader))
    written = reader.pick(answer.texts) if answer else ""
    return [
        question.number,
        *map(_cut, (
            reader.say(OUTCOMES[question.outcome]),
            *(line(question.texts.get(language, "")) for language in ("kk", "ru", "en")),
            line(question.asker),
            reader.say("yes") if question.edited else "",
            "; ".join(moment(airing.since) for airing in question.airings),
            "; ".join(stamp(minutes.clock.recorded(airing.since))[:8] for airing in question.airings),
            moment(answer.at if answer else question.answered_at),
            "\n".join(lines(written)),
            owes.get("Department", ""),
            owes.get("Answer due", ""),
        )),
        question.handovers,
    ]  # fmt: skip


def passages(minutes: Minutes, reader: Reader) -> list[list[Cell]]:
    """The transcript, under its columns' names."""
    return [[reader.say(name) for name in PASSAGES], *(_passage(minutes, one, reader) for one in minutes.passages)]


def _passage(minutes: Minutes, passage: Passage, reader: Reader) -> list[Cell]:
    recorded = minutes.clock.recorded
    words = (
        line(passage.speaker),
        passage.language,
        line(passage.text),
        reader.say("yes") if passage.corrected else "",
    )
    return [stamp(recorded(passage.since)), stamp(recorded(passage.until)), *map(_cut, words)]


def _cut(text: str) -> str:
    return text[:MOST] + "…" if len(text) > MOST else text


def questions_csv(minutes: Minutes, reader: Reader) -> str:
    """The questions as CSV."""
    return csv_of(questions(minutes, reader))


def passages_csv(minutes: Minutes, reader: Reader) -> str:
    """The transcript as CSV."""
    return csv_of(passages(minutes, reader))
