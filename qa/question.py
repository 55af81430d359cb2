"""The state machine of a question, and the claim that a moderator holds on it.

submitted → approved → on air → answered, or rejected, or withdrawn; see `docs/architecture.md`.
"""

from __future__ import annotations

from typing import Literal

from studio.events import Frozen, Hash, Id, Language, Record

State = Literal["received", "approved", "rejected", "on_air", "answered", "withdrawn"]

CLAIM_MS = 30_000
"""How long a claim lasts unless renewed: long enough to read and type, short enough to survive a dropped tablet."""


class Wording(Frozen):
    """One revision: 0 is what was asked and is never altered; later ones are moderators'."""

    revision: int
    language: Language
    text: str
    hash: Hash
    by: str  # "viewer" or a person's id
    at: int


class Airing(Frozen):
    """When one revision stood on a screen; `until` is None while it does."""

    revision: int
    hash: Hash
    screen: Id
    cue: Id
    since: int
    until: int | None = None


class Decision(Frozen):
    """The latest decision, for undo: by whom, when, and the state before it."""

    by: str
    at: int
    kind: Literal["approved", "rejected"]


class Question(Record):
    """The record of kind `question`."""

    number: int
    state: State
    asked_at: int
    author: str  # keyed hash of the viewer id; routes, never shown
    receipt: str  # hash of the receipt code
    language: Language  # of the original
    wordings: tuple[Wording, ...]
    name: str | None = None
    region: str | None = None
    speaker: Id | None = None
    approvals: dict[Language, int] = {}  # the approved revision, by language
    reason: Id | None = None
    decision: Decision | None = None
    airings: tuple[Airing, ...] = ()
    answered_at: int | None = None


class Claim(Record):
    """The record of kind `claim`; its id is the question's. Void once `until` has passed, whoever asks."""

    holder: Id
    initials: str
    until: int


class Tally(Record):
    """The record of kind `tally`; its id is the question's."""

    votes: int


class Cursor(Record):
    """The record of kind `cursor`, id "desk": how far the desk has read the inbox, and the last number given out."""

    at: str
    numbered: int
