"""The desk's queue: which questions stand in which list, found by what, in which order.

A `Row` is what the queue knows of a question; making one is the work, so it is made once a change and kept.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Literal, NamedTuple, get_args

import regex

from qa.flags import PERSONAL
from qa.question import Question, Wording, current
from studio.events import Frozen, Id, Language

List = Literal["incoming", "approved", "held", "on_notice", "consultations", "rejected", "all"]
Sort = Literal["age", "votes", "flag"]

_NUMBER = regex.compile(r"[#№]\s*(\d+)")
"""A question's number as people write it; by itself a number may stand in a text too."""
_ALIKE = str.maketrans("ёı", "еi")


def fold(text: str) -> str:
    """A text as search sees it: whatever the case, ё as е, ı and İ as i, an accent as a part of its letter."""
    return unicodedata.normalize("NFC", text.casefold().replace("i\u0307", "i")).translate(_ALIKE)


class Row(NamedTuple):
    """What the queue knows of a question.

    Attributes:
        list: where it stands; None for what has left the desk (withdrawn, merged, diverted).
        flags: kinds that were found in the wording that a moderator decides on, or in the asker's name and region.
        text: all that search looks into, folded.
        at: when it was asked, or decided on, ms since the epoch.
    """

    id: str
    number: int
    list: List | None
    pinned: bool
    language: Language
    speaker: Id | None
    labels: tuple[Id, ...]
    region: str
    flags: frozenset[str]
    text: str
    at: int


def row(question: Question) -> Row:
    """The row of a question."""
    wording = current(question)
    return Row(
        id=question.id, number=question.number, list=_list(question), pinned=question.pinned,
        language=question.language, speaker=question.speaker, labels=question.labels,
        region=fold(question.region or ""), flags=_flags(question, wording), text=_text(question),
        at=question.decision.at if question.decision else question.asked_at,
    )  # fmt: skip


def _list(question: Question) -> List | None:
    if question.state in {"withdrawn", "merged", "diverted"} or not question.wordings:
        return None
    if question.state == "rejected":
        return "rejected"
    if question.state == "on_notice":
        return "consultations" if question.consultation else "on_notice"
    if question.state == "received":
        return "held" if question.held else "incoming"
    return "approved"


def _flags(question: Question, wording: Wording | None) -> frozenset[str]:
    of_asker = [f for f in question.asker_flags if f.field not in question.hidden]
    return frozenset(f.kind for f in (*(wording.flags if wording else ()), *of_asker))


def _text(question: Question) -> str:
    texts = dict.fromkeys(w.text for w in question.wordings)
    return fold("\n".join((f"№{question.number}", question.name or "", question.region or "", *texts)))


class Query(Frozen):
    """What somebody looks for; each given filter narrows, `search` finds all its words."""

    list: List = "incoming"
    search: str = ""
    language: Language | None = None
    speaker: Id | None = None
    label: Id | None = None
    region: str | None = None
    flag: str | None = None  # a kind, "any", or "personal"
    sort: Sort = "age"


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many questions stand in each list."""
    found = Counter(r.list for r in rows if r.list)
    return {**{name: found[name] for name in get_args(List)}, "all": found.total()}


def find(rows: Iterable[Row], query: Query, votes: dict[str, int]) -> list[Row]:
    """The rows that match, in order: pinned ones first.

    Args:
        rows: all of them.
        query: which.
        votes: by question; what is missing has none.
    """
    found = [r for r in rows if (r.list == query.list if query.list != "all" else r.list)]
    for asked in _asked(query):
        found = [r for r in found if asked(r)]
    return _in_order(found, query, votes)


def _asked(query: Query) -> Iterator[Callable[[Row], bool]]:
    """A test for each filter that narrows: twenty thousand rows are asked nothing in vain."""
    if query.language:
        yield lambda r: r.language == query.language
    if query.speaker:
        yield lambda r: r.speaker == query.speaker
    if query.label:
        yield lambda r: query.label in r.labels
    if region := fold(query.region or ""):
        yield lambda r: region in r.region
    if query.flag:
        kinds = PERSONAL if query.flag == "personal" else {query.flag}
        yield lambda r: bool(r.flags if query.flag == "any" else r.flags & kinds)
    search = fold(query.search)
    if numbers := {int(digits) for digits in _NUMBER.findall(search)}:
        yield lambda r: r.number in numbers
    if words := _NUMBER.sub(" ", search).split():
        yield lambda r: all(word in r.text for word in words)


def _in_order(rows: list[Row], query: Query, votes: dict[str, int]) -> list[Row]:
    """What waits by age, oldest first; what was decided latest first, what was decided at once by number.

    One sort after another, the weightiest last: each leaves equals as they were.
    """
    rows.sort(key=attrgetter("number"))
    if query.list not in {"incoming", "held", "on_notice", "consultations"}:
        rows.sort(key=attrgetter("at"), reverse=True)
    if query.sort == "votes":
        rows.sort(key=lambda r: votes.get(r.id, 0), reverse=True)
    if query.sort == "flag":
        rows.sort(key=lambda r: len(r.flags), reverse=True)
    rows.sort(key=attrgetter("pinned"), reverse=True)
    return rows
