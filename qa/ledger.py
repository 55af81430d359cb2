"""The public ledger of moderation: how many questions came to which end, why, in which language; who owes answers.

**Small numbers.** A region from which fewer than `FEW` questions came is not named: where everybody knows who there
asks questions, "one from Ulytau" would point at them. Such regions are put together as "other", with the smallest named
ones as well while even together they have fewer than `FEW`. A region's questions are counted, and not what became of
them. It is a rule against pointing at people, and no proof against somebody who compares the ledgers of many days.

**The median** is over all questions that were answered: from the moment of asking to the mark "answered" or to the
publication, in whole minutes, from a day on in whole hours, rounded down; of an even number the middle between the two.
One that is still owed has no such time, so a slow department shows first in what is overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qa.question import Question
from studio.facts import Alike, Facts, Promised, Waited

FEW = 5
"""Questions from a region below which it is not named."""
OTHER = "other"
"""The regions that are not named."""
UNKNOWN = "unknown"
"""No region was given, or none that we know."""


class Share(NamedTuple):
    """What became of the questions in a language."""

    asked: int = 0
    answered: int = 0
    refused: int = 0


class Punctuality(NamedTuple):
    """A department's answers: owed, overdue among those; published in time, late; how often they changed hands."""

    owed: int = 0
    overdue: int = 0
    in_time: int = 0
    late: int = 0
    handovers: int = 0


class Ledger(NamedTuple):
    """Counts; a key that did not occur is absent.

    Attributes:
        total: all questions that were asked.
        outcomes: see `outcome_of`.
        aired: how many were ever on air.
        answered: in speech and in writing.
        not_reached: nobody read them, or they were approved and never put on air, before the briefing ended.
        consultations: how many were asked in private.
        objections: how often an asker said that the answer was none.
        reasons: the refused ones, by the id of the reason.
        languages: by the language of what was asked; of a tip-off nobody knows it.
        regions: how many came from each, by its Kazakh name, from `OTHER`, and from `UNKNOWN`. None before the
            briefing has ended: whoever watches it grow would see where each question comes from.
        departments: by id; "" for what nobody was asked for yet.
        medians: minutes until the answer, by `answered_by`.
    """

    total: int
    outcomes: Mapping[str, int]
    aired: int
    answered: Mapping[str, int]
    not_reached: int
    consultations: int
    objections: int
    reasons: Mapping[str, int]
    languages: Mapping[str, Share]
    regions: Mapping[str, int] | None
    departments: Mapping[str, Punctuality]
    medians: Mapping[str, int]

    @property
    def owed(self) -> Punctuality:
        """All departments together."""
        return Punctuality(*map(sum, zip(Punctuality(), *self.departments.values(), strict=True)))


def ledger(facts: Facts, *, ended: bool) -> Ledger:
    """The ledger of these facts.

    Args:
        facts: of a briefing, or of several.
        ended: whether it, or all of them, have ended.
    """
    asked = facts.asked
    return Ledger(
        total=sum(one.number for one in asked),
        outcomes=_sums((outcome(one.state, one.consultation), one.number) for one in asked),
        aired=sum(one.aired for one in asked),
        answered=_sums((one.answered_by, one.number) for one in asked if one.state == "answered"),
        not_reached=sum(one.number - one.aired for one in asked if ended and one.state in {"received", "approved"}),
        consultations=sum(one.number for one in asked if one.consultation),
        objections=sum(one.objected for one in asked),
        reasons=_sums((one.reason, one.number) for one in asked if one.state == "rejected"),
        languages=_languages(asked),
        regions=_regions(asked) if ended else None,
        departments=_departments(facts.promised),
        medians=_medians(facts.waited),
    )


def _sums(pairs: Iterable[tuple[str | None, int]]) -> dict[str, int]:
    """By key, the most frequent first; what has no key is left out."""
    found: Counter[str] = Counter()
    for key, count in pairs:
        if key is not None:
            found[key] += count
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _languages(asked: Iterable[Alike]) -> dict[str, Share]:
    known = [one for one in asked if one.language is not None and one.state != "diverted"]
    answered = _sums((one.language, one.number) for one in known if one.state == "answered")
    refused = _sums((one.language, one.number) for one in known if one.state == "rejected")
    every = _sums((one.language, one.number) for one in known)
    return {name: Share(count, answered.get(name, 0), refused.get(name, 0)) for name, count in every.items()}


def _regions(asked: Iterable[Alike]) -> dict[str, int]:
    every = _sums((one.region or UNKNOWN, one.number) for one in asked)
    unknown = every.pop(UNKNOWN, 0)
    other = sum(every.pop(name) for name in [name for name, count in every.items() if count < FEW])
    while 0 < other < FEW and every:
        other += every.popitem()[1]  # the smallest
    return every | {name: count for name, count in ((OTHER, other), (UNKNOWN, unknown)) if count}


def _departments(promised: Iterable[Promised]) -> dict[str, Punctuality]:
    found: dict[str, Punctuality] = {}
    for one in promised:
        before = found.get(one.department or "", Punctuality())
        found[one.department or ""] = Punctuality(
            before.owed + one.number * (not one.published),
            before.overdue + one.number * (one.late and not one.published),
            before.in_time + one.number * (one.published and not one.late),
            before.late + one.number * (one.published and one.late),
            before.handovers + one.handovers,
        )
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].overdue, -pair[1].owed, pair[0])))


def _medians(waited: Iterable[Waited]) -> dict[str, int]:
    by: dict[str, Counter[int]] = {}
    for one in waited:
        by.setdefault(one.answered_by, Counter())[max(0, one.minutes)] += one.number
    return {how: _median(minutes) for how, minutes in sorted(by.items())}


def _median(minutes: Counter[int]) -> int:
    total = minutes.total()
    middle, seen = list[int](), 0
    for value in sorted(minutes):
        before, seen = seen, seen + minutes[value]
        middle += [value for place in ((total - 1) // 2, total // 2) if before <= place < seen]
    return sum(middle) // 2


def outcome(state: str, consultation: bool) -> str:
    """The state, or that it is a consultation which nobody has decided against."""
    return "consultation" if consultation and state == "on_notice" else state


def outcome_of(question: Question) -> str:
    """A question's `outcome`."""
    return outcome(question.state, question.consultation)
