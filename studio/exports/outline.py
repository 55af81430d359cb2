"""The record as a document: what stands in it, in which order, in the reader's words.

Markdown, DOCX and PDF write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from studio.events import Language
from studio.exports.words import line, lines
from studio.minutes import OUTCOMES, Asked, Minutes, Reader
from studio.transcript import stamp

LABELS = (
    "Questions on air", "Other questions", "Answer in writing", "Department", "Answer due", "Times handed on",
    "Transcript of the broadcast", "Corrections of the transcript", "Was", "Is now", "corrected", "removed",
    "wording edited by the moderator",
)  # fmt: skip
"""What it says beside `OUTCOMES` and the facts: msgids of the `public` catalogue."""

Kind = Literal["title", "fact", "section", "entry", "quote", "note", "text"]
"""A heading of the first level; a labelled value; headings of the second and third; a question's wording; what is said
about it; running text."""


class Block(NamedTuple):
    """A paragraph.

    Attributes:
        kind: what it is.
        text: on one line.
        label: stands before it, stressed.
        language: of the text, where it is not the reader's.
    """

    kind: Kind
    text: str
    label: str = ""
    language: Language | None = None


def outline(minutes: Minutes, reader: Reader) -> Iterator[Block]:
    """The whole record; a section of which there is nothing to say is left out."""
    yield Block("title", line(reader.pick(minutes.title)) or minutes.slug)
    for label, value in minutes.facts(reader):
        yield Block("fact", line(value), line(label))
    aired = [question for question in minutes.questions if question.airings]
    others = [question for question in minutes.questions if not question.airings]
    for title, questions in (("Questions on air", aired), ("Other questions", others)):
        if questions:
            yield Block("section", reader.say(title))
        for question in questions:
            yield from _question(minutes, question, reader)
    yield from _transcript(minutes, reader)
    yield from _corrections(minutes, reader)


def _question(minutes: Minutes, question: Asked, reader: Reader) -> Iterator[Block]:
    number = f"№ {question.number}"
    first = question.airings[0] if question.airings else None
    # The wording that was on air stands first, as it was shown; then what else was approved.
    shown: list[tuple[Language, str]] = [(first.language, first.text)] if first else []
    approved = sorted(question.texts.items(), key=lambda item: item[0] != question.language)
    shown += [pair for pair in approved if first is None or pair[0] != first.language]
    yield Block("entry", f"{stamp(minutes.clock.recorded(first.since))[:8]} {number}" if first else number)
    for language, text in shown:
        yield Block("quote", line(text), language=language)
    words = [line(question.asker), reader.say(OUTCOMES[question.outcome])]
    words += [", ".join(dict.fromkeys(reader.time(airing.since) for airing in question.airings))]
    words += [reader.say("wording edited by the moderator")] if question.edited else []
    yield Block("note", " · ".join(word for word in words if word))
    yield from _answer(question, reader)


def _answer(question: Asked, reader: Reader) -> Iterator[Block]:
    """The written answer; or who owes it, and until when."""
    for label, value in owed(question, reader):
        yield Block("text", value, reader.say(label))
    if question.answer is None:
        return
    for language, text in question.answer.texts.items():
        label = f"{reader.say('Answer in writing')}, {reader.day(question.answer.at)}"
        for paragraph in lines(text):
            yield Block("text", paragraph, label, language)
            label = ""


def owed(question: Asked, reader: Reader) -> list[tuple[str, str]]:
    """Which department answers, until when, and how often it was handed on: msgid and value."""
    department = question.answer.department if question.answer else question.department
    found = [
        ("Department", line(reader.pick(department))),
        ("Answer due", reader.day(question.due) if question.due is not None else ""),
        ("Times handed on", str(question.handovers) if question.handovers else ""),
    ]
    return [(label, value) for label, value in found if value]


def _transcript(minutes: Minutes, reader: Reader) -> Iterator[Block]:
    if not minutes.passages:
        return
    yield Block("section", reader.say("Transcript of the broadcast"))
    for passage in minutes.passages:
        at = stamp(minutes.clock.recorded(passage.since))[:8]
        mark = f"({reader.say('corrected')})" if passage.corrected else ""
        label = " ".join(word for word in (at, line(passage.speaker), mark) if word)
        yield Block("text", line(passage.text), label, passage.language)


def _corrections(minutes: Minutes, reader: Reader) -> Iterator[Block]:
    if not minutes.corrections:
        return
    yield Block("section", reader.say("Corrections of the transcript"))
    for correction in minutes.corrections:
        when = f"{reader.day(correction.at)}, {reader.time(correction.at)}"
        yield Block("entry", f"{when}. {line(correction.reason)}")
        yield Block("text", line(correction.before), reader.say("Was"))
        yield Block("text", line(correction.after) or reader.say("removed"), reader.say("Is now"))
