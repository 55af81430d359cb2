"""The ledger as open data: what stands in the files, as types; `docs/open-data.md` explains it field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, NonNegativeInt, TypeAdapter

from qa.ledger import Ledger
from studio.briefing import Listing, Translated
from studio.events import Frozen, Id
from studio.exports.table import csv_of
from studio.facts import Month

FORMAT: Final = "tynda-ledger-1"
Count = NonNegativeInt


class Numbers(NamedTuple):
    """The ledger, and what names its keys.

    Attributes:
        ledger: the counts.
        reasons: the texts of the reasons, by id.
        departments: the names of the departments, by id.
        months: over time, the latest last.
        briefings: how many; one, or all that have ended.
    """

    ledger: Ledger
    reasons: Mapping[str, Translated]
    departments: Mapping[str, Translated]
    months: tuple[Month, ...] = ()
    briefings: int = 1


class ShareData(Frozen):
    """The questions in a language."""

    asked: Count = Field(description="all of them")
    answered: Count = Field(description="in speech or in writing")
    refused: Count = Field(description="not taken on air, for a reason")


class ReasonData(Frozen):
    """The questions that were refused for a reason."""

    id: Id = Field(description="the reason's")
    text: Translated = Field(description="the reason as askers read it, by language")
    count: Count = Field(description="how many")


class HowData(Frozen):
    """Something of the answers in speech and of those in writing."""

    speech: Count | None = Field(description="of those in speech; of a median `null` where there are none")
    writing: Count | None = Field(description="the same of those in writing")


class DepartmentData(Frozen):
    """A department's answers in writing."""

    id: str = Field(description="the department's; empty for those that nobody was asked for yet")
    name: Translated = Field(description="its name by language")
    owed: Count = Field(description="promised and not yet published")
    overdue: Count = Field(description="those among them whose day has passed")
    in_time: Count = Field(description="published in time")
    late: Count = Field(description="published after their day")
    handovers: Count = Field(description="how often these were handed from one department to another")


class MonthData(Frozen):
    """The questions that were asked in a month."""

    month: str = Field(pattern=r"^\d{4}-\d{2}$", description="year and month on the clock of `TIMEZONE`")
    asked: Count = Field(description="all of them")
    speech: Count = Field(description="answered in speech since")
    writing: Count = Field(description="answered in writing since")
    refused: Count = Field(description="not taken on air")


class LedgerData(Frozen):
    """What both files have in common."""

    format: Literal["tynda-ledger-1"] = Field(FORMAT, description="what this file is")
    licence: str = Field(description="under which it is given away: an identifier of SPDX")
    total: Count = Field(description="all questions that were asked")
    outcomes: dict[str, Count] = Field(description="by where they stand; together they are `total`")
    reasons: tuple[ReasonData, ...] = Field(description="the refused ones by reason")
    languages: dict[str, Count] = Field(description="by the language of what was asked; of a tip-off nobody knows it")
    by_language: dict[str, ShareData] = Field(description="what became of the questions in a language")
    regions: dict[str, Count] | None = Field(
        description="by region, in Kazakh; `other` are those with fewer than five, `unknown` those without one; `null` "
        "before the end"
    )
    answered: HowData = Field(description="how many were answered")
    median_minutes: HowData = Field(
        description="minutes from asking to the answer, whole hours from a day on: half waited longer"
    )
    aired: Count = Field(description="how many were ever on air")
    not_reached: Count = Field(description="unread, or approved and not put on air, when the briefing ended")
    consultations: Count = Field(description="how many were asked in private")
    objections: Count = Field(description="how many askers said that the answer was none")
    owed: Count = Field(description="answers in writing that are promised and not published")
    overdue: Count = Field(description="those among them whose day has passed")
    handovers: Count = Field(description="how often an answer went from one department to another")
    departments: tuple[DepartmentData, ...] = Field(description="answers in writing by who owes them")


class BriefingLedger(LedgerData):
    """The ledger of one briefing: `/ledger/{briefing}.json`."""

    briefing: Listing = Field(description="its address, title by language, beginning in ms since the epoch, state")


class LedgerOverTime(LedgerData):
    """The ledger of all briefings that have ended: `/ledger.json`."""

    briefings: Count = Field(description="how many")
    months: tuple[MonthData, ...] = Field(description="the last 24, by when questions were asked")


def schema() -> dict[str, Any]:
    """The JSON Schema of both files."""
    found = TypeAdapter(BriefingLedger | LedgerOverTime).json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, **found}


def schema_text() -> str:
    """The schema as it is served."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def of_briefing(listing: Listing, numbers: Numbers, licence: str) -> BriefingLedger:
    """One briefing's file."""
    return BriefingLedger(briefing=listing, licence=licence, **_common(numbers))


def over_time(numbers: Numbers, licence: str, zone: ZoneInfo) -> LedgerOverTime:
    """The file of all of them; months are those of the zone."""
    months = tuple(MonthData(month=month_of(one.since, zone), **_counts(one, "since")) for one in numbers.months)
    return LedgerOverTime(briefings=numbers.briefings, months=months, licence=licence, **_common(numbers))


def month_of(at: int, zone: ZoneInfo) -> str:
    """`2026-11`."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).strftime("%Y-%m")


def _counts(row: Any, *but: str) -> dict[str, int]:
    return {name: value for name, value in row._asdict().items() if name not in but}


def _common(numbers: Numbers) -> dict[str, Any]:
    found = numbers.ledger
    return {
        "total": found.total,
        "outcomes": found.outcomes,
        "reasons": [{"id": id, "text": numbers.reasons.get(id, {}), "count": n} for id, n in found.reasons.items()],
        "languages": {language: share.asked for language, share in found.languages.items()},
        "by_language": {language: share._asdict() for language, share in found.languages.items()},
        "regions": found.regions,
        "answered": {how: found.answered.get(how, 0) for how in ("speech", "writing")},
        "median_minutes": {how: found.medians.get(how) for how in ("speech", "writing")},
        "aired": found.aired,
        "not_reached": found.not_reached,
        "consultations": found.consultations,
        "objections": found.objections,
        **{name: getattr(found.owed, name) for name in ("owed", "overdue", "handovers")},
        "departments": [
            {"id": id, "name": numbers.departments.get(id, {}), **one._asdict()}
            for id, one in found.departments.items()
        ],
    }


COLUMNS = ("table", "key", "name", "measure", "count")


def table(data: LedgerData, pick: Callable[[Translated], str]) -> str:
    """The same numbers as CSV, for a spreadsheet: one a row.

    Args:
        data: the file.
        pick: a text in the reader's language.
    """
    return csv_of([COLUMNS, *_rows(data.model_dump(), pick)])


Row = tuple[str, str, str, str, int]


def _rows(fields: Mapping[str, Any], pick: Callable[[Translated], str]) -> Iterator[Row]:
    for table, value in fields.items():
        if isinstance(value, int):
            yield table, "", "", "count", value
        elif isinstance(value, Mapping) and table != "briefing":
            for key, one in value.items():
                yield from _measured(table, key, "", one)
        elif isinstance(value, tuple):
            for one in value:
                key, name = one.get("id", one.get("month")), pick(one.get("text", one.get("name", {})))
                yield from _measured(table, key, name, one)


def _measured(table: str, key: str, name: str, one: Any) -> Iterator[Row]:
    for measure, count in (one if isinstance(one, Mapping) else {"count": one}).items():
        if isinstance(count, int):
            yield table, key, name, measure, count
