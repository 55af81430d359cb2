"""What the archive counts and finds of each record: pure, and blind to what nobody may read.

One place for all kinds, since the archive's own code knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from qa.notices import Notice
from qa.question import Question
from studio.archive.tables import Described, Text
from studio.lines import Line
from web.record import shown
from web.regions import known

NOTHING = Described()


def describe(briefing: str, kind: str, body: bytes) -> Described:
    """A record's lookup, facts and texts; see `studio.archive.tables.Described`.

    Args:
        briefing: in whose log it lies.
        kind: of the record.
        body: its JSON.
    """
    found = _KINDS.get(kind)
    return found(briefing, body) if found else NOTHING


def _briefing(briefing: str, body: Mapping[str, Any]) -> dict[str, Any]:
    details = body["details"]
    return {
        "id": briefing, "slug": details["slug"], "title": details["title"], "starts_at": details["starts_at"],
        "ended_at": body["ended_at"],
    }  # fmt: skip


def _question(briefing: str, question: Question) -> Described:
    wordings = shown(question)
    aired_at = min((airing.since for airing in question.airings), default=None)
    facts = {
        "briefing": briefing, "id": question.id, "number": question.number, "state": question.state,
        "language": None if question.state == "diverted" else question.language, "region": known(question.region or ""),
        "reason": question.reason, "consultation": question.consultation, "public": bool(wordings),
        "asked_at": question.asked_at, "aired_at": aired_at, "answered_at": question.answered_at,
        "answered_by": question.answered_by, "objected_at": question.objected_at,
    }  # fmt: skip
    texts = tuple(Text("question", question.id, lang, aired_at, said.text) for lang, said in wordings.items())
    return Described(lookup=question.receipt, facts={"questions": facts}, texts=texts)


def _line(line: Line) -> tuple[Text, ...]:
    return () if line.removed else (Text("line", line.id, line.language, line.since, line.text),)


def _notice(briefing: str, notice: Notice) -> Described:
    """An answer in writing is found by how far it is, and once it stands in the record, by its words."""
    step = notice.done("answer_published")
    facts = {
        "briefing": briefing, "id": notice.id, "state": notice.state, "department": notice.department,
        "due": notice.due, "published_at": step.at if step else None, "handovers": notice.handovers,
    }  # fmt: skip
    answer = notice.texts if step and notice.public else {}
    at = step.at if step else None
    texts = tuple(Text("answer", notice.id, language, at, text) for language, text in answer.items())
    return Described(lookup=notice.state, facts={"notices": facts}, texts=texts)


def _mailing(body: Mapping[str, Any]) -> Described:
    """An address, even a sealed one, is never archived, so it need not be taken out again."""
    kept = {name: value for name, value in body.items() if name != "sealed"}
    return Described(lookup="ended" if body["ended"] else "waiting", body=kept)


_read = msgspec.json.decode
_KINDS: Mapping[str, Callable[[str, bytes], Described]] = {
    "listing": lambda _, body: Described(lookup=str(_read(body)["listing"]["slug"])),
    "briefing": lambda briefing, body: Described(facts={"briefings": _briefing(briefing, _read(body))}),
    "transcript": lambda briefing, body: Described(
        facts={"briefings": {"id": briefing, "transcript_at": _read(body)["published_at"]}}
    ),
    "question": lambda briefing, body: _question(briefing, Question.model_validate_json(body)),
    "notice": lambda briefing, body: _notice(briefing, Notice.model_validate_json(body)),
    "mailing": lambda _, body: _mailing(_read(body)),
    "line": lambda _, body: Described(texts=_line(Line.model_validate_json(body))),
}
