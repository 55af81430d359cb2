"""The ledger's numbers as the page shows them: in tables, most of them with a chart; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qa.ledger import OTHER, UNKNOWN, Ledger
from studio.facts import Month
from studio.minutes import Reader
from web.charts import Chart
from web.dates import Dates
from web.i18n import NAMES
from web.open_ledger import Numbers
from web.public import WORDS
from web.regions import REGIONS

COUNT = ("Questions",)
"""This and all that stands in quotes below are msgids of the `public` catalogue."""
SHARES = ("Asked in all", "Answered", "Refused")
PUNCTUALITY = ("In time", "Late", "Owed", "Overdue", "Handed over")

Counted = Iterable[tuple[str, tuple[int, ...]]]


class Table(NamedTuple):
    """One of the tables.

    Attributes:
        id: in addresses.
        caption: in the reader's language, as all of it.
        note: what to know of it; empty for nothing.
        heads: of the columns of numbers.
        rows: each one's label and numbers.
        chart: of the first column, or the first two; None where all is zero.
    """

    id: str
    caption: str
    note: str
    heads: tuple[str, ...]
    rows: list[tuple[str, tuple[int, ...]]]
    chart: Chart | None


class Words(NamedTuple):
    """For whom, and on which clock."""

    to: Reader
    dates: Dates

    def table(self, id: str, caption: str, heads: tuple[str, ...], rows: Counted, note: str = "") -> Table:
        """A table, its labels in the reader's language already.

        Args:
            id: its id.
            caption: a msgid, as `heads` and `note`.
            heads: of the columns.
            rows: label and numbers.
            note: see `Table`.
        """
        say, rows = self.to.say, list(rows)
        said = tuple(map(say, heads))
        series = [(head, [numbers[at] for _, numbers in rows]) for at, head in enumerate(said[:2])]
        seen = any(number for _, numbers in series for number in numbers)
        chart = Chart(say(caption), [label for label, _ in rows], series, upright=id == "months") if seen else None
        return Table(id, say(caption), say(note) if note else "", said, rows, chart)


def figures(found: Ledger, words: Words) -> list[tuple[str, str]]:
    """Label and value of whatever is one number."""
    say = words.to.say
    numbers = (
        ("Asked in all", found.total),
        ("Shown on air", found.aired),
        ("Answered in speech", found.answered.get("speech", 0)),
        ("Answered in writing", found.answered.get("writing", 0)),
        ("Answers owed in writing", found.owed.owed),
        ("Overdue among these", found.owed.overdue),
        ("Not reached", found.not_reached),
        ("Asked in private", found.consultations),
        ("Objections to an answer", found.objections),
        ("Handed to another department", found.owed.handovers),
    )
    waits = (("Half were answered in speech within", "speech"), ("Half were answered in writing within", "writing"))
    known = ((label, found.medians[how]) for label, how in waits if how in found.medians)
    return [
        *((say(label), str(number)) for label, number in numbers),
        *((say(label), words.dates.duration(minutes)) for label, minutes in known),
    ]


def tables(numbers: Numbers, words: Words, *, over_time: bool) -> list[Table]:
    """All tables, in the page's order."""
    found, to, table = numbers.ledger, words.to, words.table
    outcomes = [(to.say(word), (found.outcomes[key],)) for key, (word, _) in WORDS.items() if key in found.outcomes]
    reasons = [(to.pick(numbers.reasons.get(id, {})) or id, (n,)) for id, n in found.reasons.items()]
    languages = [(to.say(NAMES[code]), tuple(share)) for code, share in found.languages.items()]
    departments = [
        (_department(numbers, id, to), (one.in_time, one.late, one.owed, one.overdue, one.handovers))
        for id, one in found.departments.items()
    ]
    return [
        *([table("months", "By month", SHARES, _months(numbers.months, words))] if over_time else []),
        table("outcomes", "By outcome", COUNT, outcomes),
        table("reasons", "Refused, by reason", COUNT, reasons),
        table("languages", "By language", SHARES, languages),
        table("regions", "By region", COUNT, _regions(found.regions or {}, to), _FEW if found.regions else _LATER),
        table("departments", "Answers in writing, by department", PUNCTUALITY, departments),
    ]


_FEW = "A region with fewer than five questions is counted among the others, so that nobody is pointed at."
_LATER = "These are counted when the briefing has ended."


def _months(months: Iterable[Month], words: Words) -> Counted:
    return [(words.dates.month(m.since), (m.asked, m.speech + m.writing, m.refused)) for m in months]


def _regions(regions: Mapping[str, int], to: Reader) -> Counted:
    names = {region["kk"]: to.pick(region) for region in REGIONS}
    names |= {OTHER: to.say("Other regions"), UNKNOWN: to.say("Not given")}
    return [(names.get(name, name), (count,)) for name, count in regions.items()]


def _department(numbers: Numbers, id: str, to: Reader) -> str:
    return to.pick(numbers.departments.get(id, {})) or id or to.say("Nobody asked yet")
