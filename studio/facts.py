"""What the archive counts, as values: rows that stand for many questions alike, never for a text or a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Alike(NamedTuple):
    """Questions that are alike in all this.

    Attributes:
        state: how far they came; see `qa.question`.
        language: of what was asked; None for tip-offs.
        region: a known one, in Kazakh; None where none was given.
        reason: the id of the reason that they were refused for.
        consultation: whether they were asked in private.
        answered_by: speech or writing.
        number: how many.
        aired: how many of them were ever on air.
        objected: of how many the asker said that the answer was none.
    """

    state: str
    language: str | None
    region: str | None
    reason: str | None
    consultation: bool
    answered_by: str | None
    number: int
    aired: int
    objected: int


class Promised(NamedTuple):
    """Answers in writing that are alike: whose, whether published, whether their day has passed before they were."""

    department: str | None
    published: bool
    late: bool
    number: int
    handovers: int


class Waited(NamedTuple):
    """Questions that were answered in the same way as long after they were asked.

    Attributes:
        answered_by: speech or writing.
        minutes: that passed, rounded down; from a day on to whole hours.
        number: how many.
    """

    answered_by: str
    minutes: int
    number: int


class Facts(NamedTuple):
    """All of it, of one briefing or of all that have ended."""

    asked: Sequence[Alike]
    promised: Sequence[Promised]
    waited: Sequence[Waited]


class Month(NamedTuple):
    """What was asked in a month, and what has become of it since."""

    since: int
    asked: int
    speech: int
    writing: int
    refused: int
