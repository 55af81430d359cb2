"""What the archivists' pages and the pages that are read have in common: who answers in writing, forms, who may."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from qa.departments import Department
from studio.briefing import Translated
from studio.events import OFFICE
from studio.log import decode
from studio.records import key
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


async def directory(own: Context) -> dict[str, Department]:
    """The departments by id, retired ones too, as the store has them: whoever has just changed one sees it."""
    _, found = await own.log.scan(OFFICE, ["department"])
    return {k.partition("/")[2]: decode(own.kinds, k, stored) for k, stored in found.items()}


def department_name(own: Context, id: str | None) -> Translated:
    """A department's name; empty where nobody is asked yet."""
    name: Translated = _remembered(own, "department", id).get("name", {})
    return name


def person_name(own: Context, id: str) -> str:
    """A person's name; of who is no person, what the record calls them."""
    return str(_remembered(own, "person", id).get("name", id))


def _remembered(own: Context, kind: str, id: str | None) -> Mapping[str, Any]:
    """A record of the office as this process remembers it, which may be a moment ago; also while the store is away."""
    held = own.followers.office.records.get(key(kind, id or ""))
    return held.fields if held else {}
