"""Preview and program of one screen: cue, take, cut, clear; the painted acknowledgement and the tally."""

from __future__ import annotations

from studio.events import Frozen, Hash, Id, Language, Record


class Cue(Frozen):
    """A frozen copy of one approved revision, ready for air."""

    id: Id
    question: Id
    number: int
    revision: int
    hash: Hash
    language: Language
    text: str
    name: str | None = None
    region: str | None = None


class Program(Record):
    """The record of kind `program`; its id is the screen's. `revision` grows by one at every change of what is on air."""

    revision: int = 0
    preview: Cue | None = None
    layers: dict[Id, Cue] = {}
    cut: bool = False  # whether the latest change asks for no animation
    taken_at: int | None = None
    painted: int = 0  # the revision that the screen acknowledged last
    painted_at: int | None = None
