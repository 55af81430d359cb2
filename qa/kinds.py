"""The rows that this package adds to the table of kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from qa import departments, history, mailing, marks, notices, question, restraint, tip_off, votes
from studio.records import Kind

_QUESTION = frozenset({
    "asked", "worded", "approved", "rejected", "noticed", "merged", "undone", "marked", "unmarked", "diverted",
    "erased", "withdrawn", "answered", "taken", "cleared", "objected",
})  # fmt: skip


def _question(event: Any) -> Iterable[str]:
    if event.type not in _QUESTION or event.question is None:  # what is prepared goes on air without a question
        return ()
    master = getattr(event, "master", None)
    return (event.question, master) if master else (event.question,)


def _tally(event: Any) -> Iterable[str]:
    if event.type == "tallied":
        return tuple(event.votes)
    return (event.question,) if event.type == "approved" else ()


def _notice(event: Any) -> Iterable[str]:
    """Whatever may change what is owed: also a decision that takes the question off notice, or brings it back."""
    owes = event.type != "asked" or event.consultation
    return (event.question,) if owes and event.type in notices.EVENTS else ()


def _of(field: str, *types: str) -> Callable[[Any], Iterable[str]]:
    """The id that stands in this field of these events."""

    def touches(event: Any) -> Iterable[str]:
        id = getattr(event, field) if event.type in types else None
        return (id,) if id else ()

    return touches


def _always(id: str, *types: str) -> Callable[[Any], Iterable[str]]:
    """The one record of its kind."""
    return lambda event: (id,) if event.type in types else ()


def _hidden(record: Any) -> None:
    """Not for the public."""


_ROWS = (
    Kind("question", question.Question, _question, question.evolve, question.public),
    Kind("claim", question.Claim, _of("question", "claimed", "released"), question.evolve_claim, _hidden),
    Kind("tally", question.Tally, _tally, votes.evolve_tally, votes.public_tally),
    Kind("cursor", question.Cursor, _always("desk", "numbered", "tallied"), votes.evolve_cursor, _hidden),
    Kind("labels", marks.Labels, _always("labels", "labels_set"), marks.evolve_labels, marks.public_labels),
    Kind("history", history.History, _of("person", "decided", "undone", "unmarked"), history.evolve, _hidden),
    Kind("restraint", restraint.Restraint, _of("author", "restrained"), restraint.evolve, restraint.public),
    Kind("notice", notices.Notice, _notice, notices.evolve, _hidden),
    Kind("department", departments.Department, _of("department", "department_set"), departments.evolve, _hidden),
    Kind("tip_off", tip_off.TipOff, _of("question", "diverted", "tip_off_read", "erased"), tip_off.evolve, _hidden),
    Kind("mailing", mailing.Mailing, _of("question", *mailing.EVENTS), mailing.evolve, _hidden),
    Kind("reminder", mailing.Reminder, _of("question", "reminded"), mailing.evolve_reminder, _hidden),
)

KINDS = {kind.name: kind for kind in _ROWS}
"""This package's part of the table; `web.kinds` merges all three."""
