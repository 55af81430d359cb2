"""The desk's queue: which questions stand in which list, found by what, in which order.

A `Row` is what the queue knows of a question; making one is the work, so it is made once a change and kept.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

import regex

from qa.flags import PERSONAL
from qa.question import Question, Wording, current
from studio.events import Frozen, Id, Language

List = Literal["incoming", "approved", "held", "on_notice", "consultations", "rejected", "all"]
Sort = Literal["age", "votes", "flag"]

_WORD = regex.compile(r"\s+")


def fold(text: str) -> str:
    """A text as search sees it: whatever the case, ё as е, an accent as a part of its letter."""
    return unicodedata.normalize("NFC", text.casefold()).replace("ё", "е")


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
    if question.state in {"withdrawn", "merged", "diverted"}:
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
    words = [w for w in _WORD.split(fold(query.search)) if w]
    return _in_order([r for r in rows if _listed(r, query) and _matches(r, query, words)], query, votes)


def _listed(r: Row, query: Query) -> bool:
    return r.list is not None and query.list in {"all", r.list}


def _matches(r: Row, query: Query, words: Sequence[str]) -> bool:
    return (
        query.language in {None, r.language}
        and query.speaker in {None, r.speaker}
        and (query.label is None or query.label in r.labels)
        and (not query.region or fold(query.region) in r.region)
        and _flagged(r, query.flag)
        and all(w in r.text for w in words)
    )


def _flagged(r: Row, flag: str | None) -> bool:
    if flag is None:
        return True
    return bool(r.flags & PERSONAL if flag == "personal" else r.flags if flag == "any" else flag in r.flags)


def _in_order(rows: list[Row], query: Query, votes: dict[str, int]) -> list[Row]:
    """What waits by age, oldest first; what was decided latest first, what was decided at once by number."""
    waits = query.list in {"incoming", "held", "on_notice", "consultations"}

    def place(r: Row) -> tuple[int, ...]:
        age = r.number if waits else -r.at
        lead = {"age": 0, "votes": -votes.get(r.id, 0), "flag": -len(r.flags)}[query.sort]
        return (not r.pinned, lead, age, r.number)

    return sorted(rows, key=place)
