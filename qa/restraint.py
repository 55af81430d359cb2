"""Time-out, mute and ban of an anonymous viewer: decided on one of their questions, without seeing who it is.

A time-out ends by itself; who is muted may watch and vote but not ask; who is banned may neither ask nor vote. All of
it holds for one briefing, is told to whom it concerns, and can be taken back.
"""

from __future__ import annotations

from typing import Any, Literal

from qa.moderation import Card, Decided, closed
from studio import events
from studio.events import Id
from studio.records import Record

How = Literal["none", "time_out", "mute", "ban"]
MINUTE_MS = 60_000


class Restraint(Record):
    """The record of kind `restraint`; its id is the author's pseudonym."""

    question: Id
    how: How
    until: int | None = None
    by: Id
    at: int


def restrain(card: Card, how: How, minutes: int) -> Decided:
    """Restrains the author of a question, or frees them with "none".

    Args:
        card: one of their questions.
        how: what they may no longer do.
        minutes: how long a time-out lasts.
    """
    if refusal := closed(card):
        return refusal
    question: Any = card.question
    until = card.at + minutes * MINUTE_MS if how == "time_out" else None
    return [events.Restrained(author=question.author, question=card.id, how=how, until=until)]


def evolve(state: Restraint | None, event: events.Restrained, at: int, by: str) -> Restraint:
    """Folds one event into a restraint; one that was lifted stays as "none".

    It keeps the question that it was first decided on: the desk knows it by that one alone.
    """
    question = state.question if state else event.question
    return Restraint(id=event.author, question=question, how=event.how, until=event.until, by=by, at=at)


def public(restraint: Restraint) -> dict[str, Any] | None:
    """For its author alone, and for the function that lets questions in; nothing once it is lifted."""
    if restraint.how == "none":
        return None
    return {
        "kind": "restraint", "id": restraint.id, "author": restraint.id, "how": restraint.how,
        "until": restraint.until,
    }  # fmt: skip
