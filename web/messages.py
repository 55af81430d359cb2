"""Every message of every seat, in both directions: the wire, as pydantic models.

`docs/protocol.md` says the same in prose and example, and a test holds the two together; the
browser's types are generated from these models. A client's message carries `id`, made by the client
and unique: a message sent again with its id is carried out once.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from studio.briefing import Details, Translated
from studio.events import Frozen, Id, Language
from studio.people import Role, Scope
from web.messages_air import (
    Clear,
    Cue,
    Duplicate,
    Hello,
    Hide,
    Killed,
    MarkAnswered,
    Move,
    Painted,
    Panic,
    Perform,
    Prepare,
    PutBack,
    Remove,
    Revise,
    Skip,
    Step,
    Take,
    Time,
)
from web.messages_base import Command, Short, Text
from web.messages_captions import CAPTIONER
from web.messages_desk import CONFIDENTIAL, MODERATOR

# -- every seat ---------------------------------------------------------------------------------------


class Again(Frozen):
    """Asks for a fresh snapshot: sent after a gap in `seq`."""

    type: Literal["again"] = "again"


class Snapshot(Frozen):
    """All that the seat may see, now. Replaces whatever the client held."""

    type: Literal["snapshot"] = "snapshot"
    seq: int
    now: int  # the server's clock, ms since the epoch
    me: dict[str, Any] = {}
    views: list[dict[str, Any]]


class Views(Frozen):
    """Entities that changed; each replaces the one of its `kind` and `id`; `gone` removes it. `seq` grows by one."""

    type: Literal["views"] = "views"
    seq: int
    views: list[dict[str, Any]]


class Beat(Frozen):
    """Nothing is new, and the line lives: to consoles and screens every two seconds."""

    type: Literal["beat"] = "beat"


class Done(Frozen):
    """The command was carried out (or had been, when it was sent before)."""

    type: Literal["done"] = "done"
    id: str
    result: dict[str, Any] | None = None


class Refused(Frozen):
    """The command was not carried out. `view` is the present state of what it was about."""

    type: Literal["refused"] = "refused"
    id: str | None
    code: str
    retry_after_ms: int | None = None
    view: dict[str, Any] | None = None


# -- viewer (gateway) ---------------------------------------------------------------------------------


class Ask(Command):
    """A question. `name` and `region` are shown with it if given."""

    type: Literal["ask"] = "ask"
    text: Text
    name: Short | None = None
    region: Short | None = None
    speaker: Id | None = None
    language: Language | None = None  # of the page; a hint for the recogniser
    to: Literal["studio", "consultation", "confidential"] = "studio"
    sure: bool = False  # to the studio, although it reads like a tip-off


class Vote(Command):
    """One vote a viewer for an approved question; `up` false takes it back."""

    type: Literal["vote"] = "vote"
    question: Id
    up: bool = True


class Withdraw(Command):
    """The author takes a question back; possible until it is taken on air."""

    type: Literal["withdraw"] = "withdraw"
    question: Id


class Received(Frozen):
    """The question is in the inbox, for certain. A repeated `ask` gets the same receipt."""

    type: Literal["received"] = "received"
    id: str
    question: str
    receipt: str


class Own(Frozen):
    """States of this viewer's own questions, sent to this viewer alone and outside `seq`."""

    type: Literal["own"] = "own"
    views: list[dict[str, Any]]


# -- office -------------------------------------------------------------------------------------------


class SaveBriefing(Command):
    """Creates a briefing (`briefing` is then an id the client made) or changes its details."""

    type: Literal["save_briefing"] = "save_briefing"
    briefing: Id
    details: Details


class OpenBriefing(Command):
    """The briefing goes live, and takes questions."""

    type: Literal["open_briefing"] = "open_briefing"
    briefing: Id


class SetIntake(Command):
    """Questions are taken, paused, or closed; also before the briefing is live."""

    type: Literal["set_intake"] = "set_intake"
    briefing: Id
    intake: Literal["open", "paused", "closed"]
    message: Translated = {}


class Rehearse(Command):
    """Makes a rehearsal of a briefing; the `done` carries its id as `briefing`."""

    type: Literal["rehearse"] = "rehearse"
    briefing: Id


class EndBriefing(Command):
    """The briefing is over; the record appears in the archive. A rehearsal is wiped instead."""

    type: Literal["end_briefing"] = "end_briefing"
    briefing: Id


class Invite(Command):
    """Makes an invite; the `done` carries `url` (role `control`: `key`), shown once. Durable keys are invites too."""

    type: Literal["invite"] = "invite"
    role: Role
    name: Annotated[str, Field(min_length=1, max_length=80)]
    briefing: Id | None = None  # required unless the role stands above the briefings (owner, archivist)
    screen: Id = "main"  # role screen: the program that its page shows
    scope: Scope = "read"  # role control: what the key may do


class Revoke(Command):
    """Ends a person's seats, or a durable key, within a second."""

    type: Literal["revoke"] = "revoke"
    person: Id


VIEWER = Ask | Vote | Withdraw | Again
PRODUCER = (
    Move | Prepare | Duplicate | Skip | PutBack | Remove
    | Cue | Take | Revise | Time | Hide | Step | Perform | Clear | Panic | MarkAnswered | Again
)  # fmt: skip
SPEAKER = Again
SCREEN = Hello | Painted | Killed | Again
OFFICE = SaveBriefing | Rehearse | OpenBriefing | SetIntake | EndBriefing | Invite | Revoke | Again

SEATS: dict[str, Any] = {
    "viewer": VIEWER, "moderator": MODERATOR | Again, "producer": PRODUCER,
    "speaker": SPEAKER, "captioner": CAPTIONER | Again, "confidential": CONFIDENTIAL | Again, "screen": SCREEN,
    "office": OFFICE,
}  # fmt: skip
"""What each seat may send."""

SENT = Snapshot | Views | Beat | Done | Refused | Received | Own
"""What the server sends."""
