"""A moderator's latest decisions, so that each can be taken back by its id, a bulk one as a whole."""

from __future__ import annotations

from typing import Any, Literal

from qa.question import UNDOABLE
from studio.events import Frozen, Id, Verdict
from studio.records import Record


class Past(Frozen):
    """One command's decision on some questions."""

    id: Id
    at: int
    what: Verdict | Literal["marked"]
    questions: tuple[Id, ...]


class History(Record):
    """The record of kind `history`; its id is the moderator's. Latest last."""

    decisions: tuple[Past, ...] = ()


def find(history: History | None, decision: str) -> Past | None:
    """The decision, if it is still among those that can be taken back."""
    return next((p for p in history.decisions if p.id == decision), None) if history else None


def evolve(state: History | None, event: Any, at: int, by: str) -> History | None:
    """Folds one event into a moderator's history."""
    if event.type == "decided":
        past = Past(id=event.decision, at=at, what=event.what, questions=event.questions)
        earlier = state.decisions if state else ()
        return History(id=event.person, decisions=(*earlier, past)[-UNDOABLE:])
    left = tuple(p for p in state.decisions if p.id != event.decision) if state else ()
    return state.model_copy(update={"decisions": left}) if state else None
