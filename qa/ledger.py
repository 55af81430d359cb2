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
        outcomes: see `outcome_of`.
        reasons: the refused ones, by the id of the reason.
        languages: by the language of what was asked; of a tip-off nobody knows it.
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
        outcomes[outcome_of(question)] += 1
        if question.state != "diverted":
            languages[question.language] += 1
        if question.state == "rejected" and question.reason:
            reasons[question.reason] += 1
    return Ledger(outcomes.total(), dict(outcomes), dict(reasons), dict(languages))


def outcome_of(question: Question) -> str:
    """The state, or that it is a consultation which nobody has decided against."""
    return "consultation" if question.consultation and question.state == "on_notice" else question.state
