"""The rows that questions, claims, tallies and the desk's cursor have in the table of kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa import question, votes
from studio.records import Kind

_QUESTION = frozenset(
    {"asked", "worded", "approved", "rejected", "undone", "withdrawn", "answered", "taken", "cleared"}
)
_CURSOR = frozenset({"numbered", "tallied"})


def _question(event: Any) -> Iterable[str]:
    return (event.question,) if event.type in _QUESTION else ()


def _claim(event: Any) -> Iterable[str]:
    return (event.question,) if event.type in {"claimed", "released"} else ()


def _tally(event: Any) -> Iterable[str]:
    if event.type == "tallied":
        return tuple(event.votes)
    return (event.question,) if event.type == "approved" else ()


def _cursor(event: Any) -> Iterable[str]:
    return ("desk",) if event.type in _CURSOR else ()


def _hidden(record: Any) -> None:
    """Not for the public."""


_ROWS = (
    Kind("question", question.Question, _question, question.evolve, question.public),
    Kind("claim", question.Claim, _claim, question.evolve_claim, _hidden),
    Kind("tally", question.Tally, _tally, votes.evolve_tally, votes.public_tally),
    Kind("cursor", question.Cursor, _cursor, votes.evolve_cursor, _hidden),
)

KINDS = {kind.name: kind for kind in _ROWS}
"""This package's part of the table; `web.kinds` merges all three."""
