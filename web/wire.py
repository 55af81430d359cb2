"""The staff's views of a record: one pure function per seat, from the record's fields to what that seat may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa.question import PUBLIC

Fields = dict[str, Any]
View = Callable[[str, Fields], Fields | None]
"""The record's kind and its fields; None where the seat sees nothing of it."""

HIDDEN = {"author", "receipt", "undos"}
"""Who asked, even as a hash, and the way to the receipt are nobody's business; what undo restores is the rules'."""
ON_THE_DESK = {"decision", "held", "pinned", "hidden", "asker_flags", "objected_at"}
"""What is between the moderators."""
NOT_ON_AIR = {"preview", "painted", "painted_at", "last", "beside"}
WORDS = {"text", "name", "region", "hash", "fit", "data", "parts"}
"""Of a cue: what an approval that was taken back since must not leave standing."""


def _without(record: Fields, names: set[str]) -> Fields:
    return {k: v for k, v in record.items() if k not in names}


def _approved(record: Fields) -> Fields | None:
    """A question with its approved wordings alone, once it has one."""
    if record["state"] not in PUBLIC or not record["approvals"]:
        return None  # answered in writing, an unapproved question or a consultation stays what it was
    revisions = set(record["approvals"].values())
    shown = {name: None if name in record["hidden"] else record[name] for name in ("name", "region")}
    return (
        _without(record, HIDDEN | ON_THE_DESK)
        | shown
        | {"wordings": [_without(w, {"flags"}) for w in record["wordings"] if w["revision"] in revisions]}
    )


def moderator(kind: str, record: Fields) -> Fields | None:
    """Every question with all its wordings, but no tip-off; who holds it; its votes; who else is at the desk.

    A restraint goes by the question it was decided on: whose it is stays unseen.
    """
    if kind == "question":
        return None if record["state"] == "diverted" or not record["wordings"] else _without(record, HIDDEN)
    if kind == "restraint":
        return None if record["how"] == "none" else {**record, "id": record["question"]}
    if kind == "presence":
        return _without(record, {"name"}) if record["seat"] == "desk" else None
    return record if kind in {"briefing", "claim", "tally", "labels", "history"} else None


def producer(kind: str, record: Fields) -> Fields | None:
    """What may go on air, the rundown and what is on the screens."""
    if kind == "question":
        return _approved(record)
    if kind == "item":
        return record if record.get("listed", True) else None
    if kind == "clearance":
        return record if record["wordings"] else None
    shown = {"briefing", "program", "tally", "screen", "labels", "presence", "kill", "obs", "captions"}
    return record if kind in shown else None


def confidential(kind: str, record: Fields) -> Fields | None:
    """That there are tip-offs; what one says is asked for one by one."""
    if kind == "tip_off":
        return _without(record, {"sealed"})
    return record if kind == "briefing" else None


def speaker(kind: str, record: Fields) -> Fields | None:
    """What is on air, what comes next, and its wording; of the preview only which wording it is."""
    if kind == "program":
        preview = record["preview"]
        return {**record, "preview": preview and _without(preview, WORDS)}
    if kind == "item" and record["question"] is None:  # what a producer prepares is for the console
        return None
    return producer(kind, record) if kind in {"briefing", "question", "item", "captions"} else None


def captioner(kind: str, record: Fields) -> Fields | None:
    """The lines as they read now, the words at hand, and who else writes."""
    if kind == "line":
        return None if record["removed"] else _without(record, {"revisions"})
    if kind == "presence":
        return record if record["seat"] == "captions" else None
    return record if kind in {"briefing", "vocabulary"} else None


def screen(name: str) -> View:
    """What the page that renders the program `name` sees: what is on air, captions; nothing that it said itself."""

    def view(kind: str, record: Fields) -> Fields | None:
        if kind == "captions":
            return record
        if record["id"] != name:
            return None
        return _without(record, NOT_ON_AIR) if kind == "program" else record if kind == "kill" else None

    return view


def office(kind: str, record: Fields) -> Fields | None:
    """People, and invites by person: an invite's id is the hash of its secret and stays here."""
    if kind == "invite":
        return _without(record, {"person"}) | {"id": record["person"]}
    return record if kind in {"listing", "person", "briefing"} else None
