"""What the archivists' pages and the pages that are read have in common: who answers in writing, forms, who may."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from qa.departments import Department
from studio.briefing import Translated
from studio.events import OFFICE
from studio.log import decode
from studio.records import key
from web.auth import require_origin, seat_of
from web.context import AnyRequest, Context, context
from web.pages import language
from web.sessions import Seat

STATUS = {"not_found": 404, "changed_since": 409, "published": 409, "not_ended": 409, "busy": 409, "too_big": 413}
"""HTTP status of a refused form; 422 for what is wrong with what stands in it."""
BUSY = "Others were faster, again and again. Try once more."
"""What to say of a refusal that a page has no words of its own for; a msgid of the `records` catalogue."""
_COMMAND = re.compile(r"[A-Za-z0-9-]{8,40}")


class Tried(NamedTuple):
    """A form that was sent and refused: what stands in it, and why."""

    fields: Mapping[str, str]
    code: str


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


def of_form(request: AnyRequest, code: str, why_not: Mapping[str, str]) -> dict[str, Any]:
    """What a page with a form is rendered with: its status, why the form was refused, the next command's id.

    Args:
        request: what is answered.
        code: the refusal's; empty where none was.
        why_not: what to say of each refusal, as msgids.
    """
    said = context(request).texts.translate(language(request), why_not.get(code, BUSY)) if code else ""
    status = STATUS.get(code, 422) if code else 200
    return {"status": status, "code": code, "refused": said, "command": command()}


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
