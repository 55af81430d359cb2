"""The directory of departments: who owes answers in writing, for which regions; it stands in the office's log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from studio.briefing import Translated
from studio.events import DepartmentSet, Frozen
from studio.records import Record, Refusal, key

MOST = 500
"""More departments than any ministry, with all its offices in the regions, has."""
Email = Annotated[str, Field(pattern=r"^[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,180}\.[^@\s,;<>\"]{2,63}$", max_length=254)]
"""An address as RFC 5321 bounds it; whether it exists only a letter can tell."""


class Details(Frozen):
    """All that can be changed of a department.

    Attributes:
        name: in every language: an asker reads it on the receipt.
        regions: which it answers for, by their Kazakh names; none: all.
        email: where it hears of what it owes.
    """

    name: Translated
    regions: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    email: Email


class Department(Record):
    """The record of kind `department` in the office's log."""

    name: Translated
    regions: tuple[str, ...] = ()
    email: str
    retired: bool = False


def put(all: Iterable[Department], id: str, details: Details, retired: bool = False) -> list[DepartmentSet] | Refusal:
    """Makes a department or changes it; once more is once.

    Refuses `text_empty` without a name in every language, `department_twice` for a name that another one has,
    `too_many`.
    """
    known = {d.id: d for d in all}
    if set(details.name) != {"kk", "ru", "en"}:
        return Refusal(code="text_empty")
    if id not in known and len(known) >= MOST:
        return Refusal(code="too_many")
    names = {name.casefold() for name in details.name.values()}
    if any(d.id != id and names & {n.casefold() for n in d.name.values()} for d in known.values()):
        return Refusal(code="department_twice", key=key("department", id))
    if known.get(id) == _made(id, details, retired):
        return []
    return [DepartmentSet(department=id, retired=retired, details=details)]


def _made(id: str, details: Details, retired: bool) -> Department:
    return Department(id=id, name=details.name, regions=details.regions, email=details.email, retired=retired)


def evolve(state: Department | None, event: DepartmentSet, at: int, by: str) -> Department:
    """Folds one event into a department."""
    return _made(event.department, event.details, event.retired)


def suggested(all: Iterable[Department], region: str | None) -> Department | None:
    """The department that a new notice from this region falls to: the region's own, else one that serves all."""
    open_ = sorted((d for d in all if not d.retired), key=lambda d: d.id)
    own = [d for d in open_ if region is not None and region in d.regions]
    return next(iter([*own, *(d for d in open_ if not d.regions)]), None)
