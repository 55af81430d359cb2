"""The record for programs: the minutes themselves as JSON, and the public part of the log of events as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from studio.minutes import Minutes, Reader

MINUTES_FORMAT = "tynda-minutes-1"

SHOWN: dict[str, tuple[str, ...]] = {
    "briefing_opened": (),
    "briefing_ended": (),
    "transcript_published": (),
    "intake_set": ("intake",),
    "asked": ("number", "language"),
    "approved": ("number", "revision", "language"),
    "rejected": ("number", "reason"),
    "noticed": ("number",),
    "merged": ("number", "into"),
    "undone": ("number",),
    "withdrawn": ("number",),
    "answered": ("number",),
    "answer_published": ("number", "public"),
    "taken": ("number", "revision", "graphic", "screen", "layer"),
    "cleared": ("number", "screen", "layer"),
    "killed": ("screen",),
}
"""The events that the public sees, and which of their fields; whatever stands not here is not published.

Never a person's or an author's id, nor the hash of a wording: a short text is guessed from it."""

PRIVATE = ("asked", "diverted")
"""The events that tell of which questions nothing is published."""

_ON_SCREEN = ("taken", "cleared")
"""These may also be about no question, but about a graphic of the producer's."""


def minutes_json(minutes: Minutes, _: Reader) -> str:
    """The minutes, every field of them; see `docs/open-data.md`."""
    whole = {"format": MINUTES_FORMAT, **minutes.model_dump(mode="json")}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


class PublicLog:
    """Turns events into lines for everybody, by the questions' numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._private: set[str] = set()

    def learn(self, type: str, body: Mapping[str, Any]) -> None:
        """Is told each event of the types `PRIVATE` first: consultations and tip-offs are left out from their start."""
        if type == "diverted" or body.get("consultation"):
            self._private.add(body["question"])
        else:
            self._numbers[body["question"]] = body["number"]

    def line(self, at: int, type: str, body: Mapping[str, Any]) -> str | None:
        """The event as a line of JSON, or None where it is not published.

        Args:
            at: when, ms since the epoch; told to the second.
            type: the event's.
            body: its fields as logged.
        """
        question, master = body.get("question"), body.get("master")
        if type not in SHOWN or not {question, master}.isdisjoint(self._private):
            return None
        of_none = question is None and type in _ON_SCREEN
        if "number" in SHOWN[type] and question not in self._numbers and not of_none:
            return None
        known = {**body, "number": self._numbers.get(question or ""), "into": self._numbers.get(master or "")}
        shown = {name: known[name] for name in SHOWN[type] if known.get(name) is not None}
        return json.dumps({"at": at // 1000 * 1000, "type": type, **shown}, ensure_ascii=False)
