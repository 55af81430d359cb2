"""A cue: the frozen copy of what goes on air, made from an approved wording or from a prepared item of the rundown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field

from overlays.clearance import Clear, Clearance, cleared
from overlays.fit import Fit, fit
from studio.events import Frozen, Hash, Id, Language
from studio.records import Refusal, key

QUESTION = "question-card"
WALL = "question-wall"
COUNTDOWN = "countdown"

LAYERS: Mapping[str, str] = {
    QUESTION: "question", WALL: "question", "message": "message", "lower-third": "lower-third", "qr": "qr",
    COUNTDOWN: "countdown", "captions": "captions", "ticker": "ticker",
}  # fmt: skip
"""Where each graphic of the house goes; in the order in which layers lie on each other, the last one in front."""

WALL_ROWS = 5
"""Questions on a wall: more can't be read at 45 px within the safe area."""


class Part(Frozen):
    """A wording that a cue shows: it goes on air only while this very one is approved."""

    question: Id
    language: Language
    hash: Hash


class Action(Frozen):
    """A custom action of the graphic on air: carried out by the pages that show it when `count` changes.

    Attributes:
        id: the graphic's own name for it.
        payload: by the graphic's own schema.
        count: the program's revision with which it was asked for.
    """

    id: str
    payload: dict[str, Any] = Field(default_factory=dict[str, Any])
    count: int


class Cue(Frozen):
    """A frozen copy, ready for air.

    Attributes:
        id: unique; a take names it.
        item: the rundown's item. Another cue of the same item on the same layer is its revision.
        graphic: the OGraf graphic that shows it, with `data`.
        hash: of the wording; of graphic and data for a prepared item, as the item's own.
        parts: the wordings shown, where it is not the one question's.
        fit: estimated when it was cued; what would be cut is not taken.
        hide_after_s: how long it stays on air.
        taken: the program's revision with which it went on air; 0 in preview.
        since: when it went on air, ms since the epoch.
        until: when it hides by itself, ms since the epoch.
        step: at which one a graphic of several steps stands, from 0; None: where it begins.
        action: the custom action that was asked for last.
    """

    id: Id
    item: Id = ""
    graphic: Id = QUESTION
    layer: Id = "question"
    data: dict[str, Any] = Field(default_factory=dict[str, Any])
    hash: Hash
    question: Id | None = None
    number: int | None = None
    revision: int | None = None
    language: Language | None = None
    text: str = ""
    name: str | None = None
    region: str | None = None
    parts: tuple[Part, ...] = ()
    fit: Fit = "fits"
    hide_after_s: int | None = None
    taken: int = 0
    since: int | None = None
    until: int | None = None
    step: int | None = None
    action: Action | None = None

    @property
    def wordings(self) -> tuple[Part, ...]:
        """The approved wordings that it shows."""
        if self.question is None or self.language is None:
            return self.parts
        return (Part(question=self.question, language=self.language, hash=self.hash), *self.parts)


class Ask(Frozen):
    """What a producer wants in preview.

    Attributes:
        id: the cue's, new.
        screen: whose preview.
        item: the rundown item's; for a question that stands there once, the question's.
        language: which wording; None for the first one approved.
        hide_after_s: when it shall hide by itself once it is on air; None for what its item says.
        votes: how many voted for it.
    """

    id: Id
    screen: Id
    item: Id
    language: Language | None = None
    hide_after_s: int | None = None
    votes: int = 0


def of_question(clearance: Clearance | None, ask: Ask) -> Cue | Refusal:
    """Freezes the wording that is approved now; `not_approved` without one in this language."""
    wording = _wording(clearance, ask.language)
    if clearance is None or wording is None:
        return Refusal(code="not_approved", key=clearance and key("clearance", clearance.id))
    language, clear = wording
    data: dict[str, Any] = {"text": clear.text, "name": clearance.name or "", "region": clearance.region or ""}
    data["language"] = language
    if ask.votes:
        data |= {"votes": ask.votes, "label": votes_label(ask.votes, language)}
    return Cue(
        id=ask.id, item=ask.item, data=data, hash=clear.hash, question=clearance.id, number=clearance.number,
        revision=clear.revision, language=language, text=clear.text, name=clearance.name, region=clearance.region,
        fit=fit(QUESTION, data), hide_after_s=ask.hide_after_s,
    )  # fmt: skip


def _wording(clearance: Clearance | None, language: Language | None) -> tuple[Language, Clear] | None:
    if clearance is None or not clearance.wordings:
        return None
    spoken = next(iter(clearance.wordings)) if language is None else language
    found = clearance.wordings.get(spoken)
    return (spoken, found) if found else None


def wall(voted: Iterable[tuple[Clearance, int]], data: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Part, ...]]:
    """The most voted questions, for the wall: its data, and the wordings that it shows.

    Args:
        voted: clearances with their votes, of questions that wait for an answer.
        data: as prepared; its `language` goes before another where a question has both.
    """
    rows: list[dict[str, Any]] = []
    parts: list[Part] = []
    for clearance, votes in sorted(voted, key=lambda c: (-c[1], c[0].number)):
        found = _wording(clearance, data.get("language")) or _wording(clearance, None)
        if found and len(rows) < WALL_ROWS:
            rows.append({"text": found[1].text, "votes": votes})
            parts.append(Part(question=clearance.id, language=found[0], hash=found[1].hash))
    return {**data, "questions": rows}, tuple(parts)


def content_hash(graphic: str, data: Mapping[str, Any]) -> str:
    """Stands for what a prepared item shows: 128 bits of SHA-256 over its graphic and data."""
    said = json.dumps([graphic, data], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def approved(cue: Cue, clearances: Mapping[str, Clearance | None]) -> bool:
    """Whether every wording that it shows is approved at this moment."""
    return all(cleared(clearances.get(p.question), p.language, p.hash) for p in cue.wordings)


def started(cue: Cue, program: int, at: int) -> Cue:
    """The cue as it goes on air: its clocks run from now."""
    data = cue.data
    if cue.graphic == COUNTDOWN and "ends_at" not in data and "left_ms" not in data:
        data = {**data, "ends_at": at + int(data.get("seconds", 0)) * 1000}
    until = None if cue.hide_after_s is None else at + cue.hide_after_s * 1000
    return cue.model_copy(update={"taken": program, "since": at, "until": until, "data": data})


def votes_label(votes: int, language: Language) -> str:
    """The word under the number of votes, in the plural that the language asks for (CLDR's rules)."""
    if language == "kk":
        return "дауыс"
    if language == "en":
        return "vote" if votes == 1 else "votes"
    if votes % 10 == 1 and votes % 100 != 11:
        return "голос"
    return "голоса" if votes % 10 in {2, 3, 4} and votes % 100 not in {12, 13, 14} else "голосов"
