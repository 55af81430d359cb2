"""A tip-off: what was to be asked, sealed for the confidential role; nobody else's process can open it."""

from __future__ import annotations

from typing import Any

from studio.records import Record


class TipOff(Record):
    """The record of kind `tip_off`; its id is the question's that it came as."""

    number: int
    received_at: int
    sealed: str  # base64
    read_by: str | None = None
    read_at: int | None = None


def evolve(state: TipOff | None, event: Any, at: int, by: str) -> TipOff | None:
    """Folds one event into a tip-off; sealed once, it stays as it is, until it is erased."""
    if event.type == "diverted":
        made = TipOff(id=event.question, number=event.number, received_at=event.received_at or at, sealed=event.sealed)
        return state or made
    if event.type == "erased":
        return state and state.model_copy(update={"sealed": ""})
    if state is None or state.read_by:
        return state
    return state.model_copy(update={"read_by": by, "read_at": at})
