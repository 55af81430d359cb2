"""What the archivists' pages and the pages that are read have in common: who answers in writing, forms, who may."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping

from qa.departments import Department
from studio.briefing import Translated
from studio.events import OFFICE
from studio.log import decode
from web.auth import require_origin, seat_of
from web.context import AnyRequest, Context
from web.sessions import Seat

_COMMAND = re.compile(r"[A-Za-z0-9-]{8,40}")


async def archivist(request: AnyRequest) -> Seat:
    """The seat of whoever reads a page of the archivists.

    Raises:
        Problem: 401 without a session, 403 without the right.
        Unavailable: the store is away.
    """
    seat, _ = await seat_of(request, "archive", None)
    return seat


async def sent(request: AnyRequest, names: Iterable[str]) -> tuple[Seat, dict[str, str]]:
    """Who sends a form of ours, and what stands in it; a field that is not there is empty.

    `command` is the id that makes a repeated submit the same command.

    Raises:
        Problem: 403 for a form of another site, else as `archivist`.
    """
    seat = await archivist(request)
    require_origin(request)
    form = await request.form()
    fields = {name: str(form.get(name) or "") for name in ("command", *names)}
    if not _COMMAND.fullmatch(fields["command"]):
        fields["command"] = command()
    return seat, fields


def command() -> str:
    """A new command's id, for a form."""
    return secrets.token_hex(16)


def departments(own: Context) -> dict[str, Department]:
    """The directory by id, retired ones too, as this process remembers it: a name on a page may be a moment old."""
    held = own.followers.office.records.items()
    return {k.partition("/")[2]: Department.model_validate(r.fields) for k, r in held if k.startswith("department/")}


async def directory(own: Context) -> dict[str, Department]:
    """The same from the store, for whoever has just changed it."""
    _, found = await own.log.scan(OFFICE, ["department"])
    return {k.partition("/")[2]: decode(own.kinds, k, stored) for k, stored in found.items()}


def named(known: Mapping[str, Department], id: str | None) -> Translated:
    """A department's name; empty where nobody is asked yet."""
    found = known.get(id or "")
    return found.name if found else {}
