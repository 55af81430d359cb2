"""The public record of a briefing, made from its archived records: pure, and blind to what was never approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from qa.question import Airing, Question, Wording, readable
from qa.question import asker as shown_asker
from studio.briefing import Briefing
from studio.events import Language
from studio.transcript import Clock, Moment

Outcome = Literal["answered", "aired", "noticed", "approved"]
"""Answered in speech; shown on air without an answer marked; to be answered in writing; approved and not reached."""


class Published(NamedTuple):
    """A question as the record shows it: its approved wordings by language, never the asked one unless approved."""

    number: int
    outcome: Outcome
    language: Language
    texts: dict[Language, str]
    edited: bool
    asker: str
    airings: tuple[Airing, ...]
    answered_at: int | None


def published(question: Question) -> Published | None:
    """The question as the record may show it; None for one that was never approved, or is not public in the end."""
    if not readable(question) or question.consultation:
        return None
    approved: dict[Language, Wording] = {tongue: _wording(question, n) for tongue, n in question.approvals.items()}
    return Published(
        number=question.number,
        outcome=_outcome(question),
        language=question.language,
        texts={tongue: wording.text for tongue, wording in approved.items()},
        edited=any(wording.revision > 0 for wording in approved.values()),
        asker=_asker(question),
        airings=question.airings,
        answered_at=question.answered_at,
    )


def _outcome(question: Question) -> Outcome:
    if question.state == "answered":
        return "answered"
    if question.state == "on_notice":
        return "noticed"
    return "aired" if question.airings else "approved"


def _wording(question: Question, revision: int) -> Wording:
    return next(w for w in question.wordings if w.revision == revision)


def _asker(question: Question) -> str:
    """Who asked, as far as they gave it and a moderator has not hidden it."""
    return ", ".join(part for part in shown_asker(question).values() if part)


def in_order(questions: Iterable[Question]) -> list[Published]:
    """The record's questions: those on air by their moment, then the others by number."""
    every = [p for p in map(published, questions) if p]
    return sorted(every, key=lambda p: (not p.airings, p.airings[0].since if p.airings else 0, p.number))


def clock(briefing: Briefing) -> Clock:
    """The recording's clock; a briefing ended without having been opened counts from its schedule."""
    opened = briefing.opened_at if briefing.opened_at is not None else briefing.details.starts_at
    return Clock(
        opened_at=opened,
        ended_at=briefing.ended_at if briefing.ended_at is not None else opened,
        offset_ms=briefing.details.recording_offset_ms,
    )


def moments(questions: Sequence[Question], ended_at: int) -> list[Moment]:
    """Each time on air, with the wording that was shown: the frozen revision, not today's."""
    return [
        Moment(
            number=question.number,
            since=airing.since,
            until=airing.until or ended_at,
            text=_wording(question, airing.revision).text,
            asker=_asker(question),
            answered=question.answered_at is not None,
        )
        for question in questions
        for airing in question.airings
        if published(question)
    ]
