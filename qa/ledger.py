"""The public ledger of moderation: how many questions came to which end, for which reason, in which language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from qa.question import Question


class Ledger(NamedTuple):
    """Counts; a key that did not occur is absent.

    Attributes:
        total: all questions that were asked.
        outcomes: by state.
        reasons: the refused ones, by the id of the reason.
        languages: by the language of what was asked.
    """

    total: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    languages: dict[str, int]


def count(questions: Iterable[Question]) -> Ledger:
    """The ledger of these questions."""
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for question in questions:
        outcomes[question.state] += 1
        languages[question.language] += 1
        if question.state == "rejected" and question.reason:
            reasons[question.reason] += 1
    return Ledger(outcomes.total(), dict(outcomes), dict(reasons), dict(languages))
