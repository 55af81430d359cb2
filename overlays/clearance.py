"""What may be taken: the approvals of each question as they were announced, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from overlays.fit import Fit, fit
from studio.events import (
    Approved,
    Diverted,
    Erased,
    Frozen,
    Hash,
    Id,
    Language,
    Merged,
    Noticed,
    Rejected,
    Undone,
    Withdrawn,
)
from studio.records import Record


class Clear(Frozen):
    """One approved wording, who approved it, and whether it fits its card."""

    revision: int
    hash: Hash
    text: str
    by: Id | None = None
    fit: Fit = "fits"


class Clearance(Record):
    """The record of kind `clearance`; its id is the question's. Without wordings, nothing of it may be taken."""

    number: int
    name: str | None = None
    region: str | None = None
    wordings: dict[Language, Clear] = Field(default_factory=dict[Language, Clear])


LOSSES = Rejected | Noticed | Merged | Undone | Withdrawn | Diverted
"""What takes every approval of a question away."""


def touches(event: Any) -> Iterable[str]:
    """The ids of the clearances that an event changes."""
    return (event.question,) if isinstance(event, Approved | Erased | LOSSES) else ()


def evolve(state: Clearance | None, event: Any, at: int, by: str) -> Clearance | None:
    """Folds one announcement: an approval adds its language's wording, everything else takes all of them away.

    Only an erasure may keep what everyone reads.

    A question that was never approved has no clearance, whatever else happens to it.
    """
    if isinstance(event, Erased) and event.kept:
        return state and state.model_copy(update={"name": None})
    if not isinstance(event, Approved):
        return state and state.model_copy(update={"wordings": {}, "name": None, "region": None})
    shown = {"text": event.text, "name": event.name, "region": event.region}
    clear = Clear(revision=event.revision, hash=event.hash, text=event.text, by=by, fit=fit("question-card", shown))
    before = state.wordings if state else {}
    return Clearance(
        id=event.question, number=event.number, name=event.name, region=event.region,
        wordings={**before, event.language: clear},
    )  # fmt: skip


def cleared(state: Clearance | None, language: Language, hash: str) -> bool:
    """Whether this very wording may be taken now."""
    wording = state.wordings.get(language) if state else None
    return wording is not None and wording.hash == hash
