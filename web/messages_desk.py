"""What moderators send, and the confidential role; `web.messages` has the other seats."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qa.flags import FlagKind
from qa.marks import MOST_LABELS, Label
from qa.queue import List, Sort
from studio.briefing import Translated
from studio.events import Id, Language, Why
from web.messages_base import Command, CommandId, Several, Text


class ReadTipOff(Command):
    """Opens a tip-off: the `done` carries its text; that it was read is logged."""

    type: Literal["read_tip_off"] = "read_tip_off"
    question: Id


# -- moderator ----------------------------------------------------------------------------------------


class Claim(Command):
    """Opens a card, or renews the claim on it; `over` takes it from the colleague who holds it."""

    type: Literal["claim"] = "claim"
    question: Id
    over: bool = False


class Release(Command):
    """Gives a claim up."""

    type: Literal["release"] = "release"
    question: Id


class Approve(Command):
    """Approves one revision for air in its language; `sure` although personal data stand in it."""

    type: Literal["approve"] = "approve"
    question: Id
    revision: int
    sure: bool = False


class ApproveAll(Command):
    """Approves of each the wording that the queue shows; the `done` says which, and why not the others."""

    type: Literal["approve_all"] = "approve_all"
    questions: Several


class Edit(Command):
    """Writes a new revision, and approves it at once if `approve`."""

    type: Literal["edit"] = "edit"
    question: Id
    text: Text
    language: Language
    why: Why | None = None
    approve: bool = False
    sure: bool = False


class Reject(Command):
    """Refuses the question for a reason of the briefing's list."""

    type: Literal["reject"] = "reject"
    question: Id
    reason: Id


class RejectAll(Command):
    """Refuses several questions for one reason."""

    type: Literal["reject_all"] = "reject_all"
    questions: Several
    reason: Id


class TakeOnNotice(Command):
    """Takes the question on notice: it will be answered later, in writing."""

    type: Literal["notice"] = "notice"
    question: Id


class Merge(Command):
    """Merges a question into another: votes are summed by person, the receipt follows."""

    type: Literal["merge"] = "merge"
    question: Id
    into: Id


class Unmerge(Command):
    """Takes a merged question out again; what it had before it has again."""

    type: Literal["unmerge"] = "unmerge"
    question: Id


class Divert(Command):
    """Hands a tip-off to the confidential role; nobody else can read it any more. It can't be undone."""

    type: Literal["divert"] = "divert"
    question: Id


class Mark(Command):
    """Changes how questions lie on the desk; what is left out stays. An empty `speaker` is "to nobody"."""

    type: Literal["mark"] = "mark"
    questions: Several
    held: bool | None = None
    pinned: bool | None = None
    speaker: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")] | None = None
    add: Annotated[tuple[Id, ...], Field(max_length=MOST_LABELS)] = ()
    remove: Annotated[tuple[Id, ...], Field(max_length=MOST_LABELS)] = ()
    language: Language | None = None
    hidden: Annotated[tuple[Literal["name", "region"], ...], Field(max_length=2)] | None = None


class PutLabel(Command):
    """Makes a label of the briefing, or renames the one of this id; whether it is public is settled when it is made."""

    type: Literal["put_label"] = "put_label"
    label: Label


class DropLabel(Command):
    """Takes a label from the briefing, and so from all its questions."""

    type: Literal["drop_label"] = "drop_label"
    label: Id


class Undo(Command):
    """Takes back one of the moderator's latest twenty decisions, by the `id` of the command that made it."""

    type: Literal["undo"] = "undo"
    decision: CommandId


class Restrain(Command):
    """Keeps the author of this question from asking (`time_out`, `mute`) or from asking and voting (`ban`)."""

    type: Literal["restrain"] = "restrain"
    question: Id
    how: Literal["none", "time_out", "mute", "ban"]
    minutes: Annotated[int, Field(ge=1, le=240)] = 10


class Intake(Command):
    """Questions are taken, paused, or closed; viewers are told `message`."""

    type: Literal["intake"] = "intake"
    intake: Literal["open", "paused", "closed"]
    message: Translated = {}


class Look(Command):
    """Asks for a part of the queue; the `done` carries `total`, `counts` by list, `ids` in order, and their `views`.

    Every given filter narrows; `search` finds all its words, in what was asked, any wording, the name, or the region;
    "#12" the question of that number.
    """

    type: Literal["look"] = "look"
    list: List = "incoming"
    search: Annotated[str, Field(max_length=100)] = ""
    language: Language | None = None
    speaker: Id | None = None
    label: Id | None = None
    region: Annotated[str, Field(max_length=80)] | None = None
    flag: FlagKind | Literal["any", "personal"] | None = None
    sort: Sort = "age"
    start: Annotated[int, Field(ge=0)] = 0
    count: Annotated[int, Field(ge=1, le=100)] = 50
    of: Annotated[tuple[Id, ...], Field(max_length=100)] = ()  # these questions, whatever the list


class About(Command):
    """Asks what is near an opened card: similar questions, its asker's others, whether the asker is restrained."""

    type: Literal["about"] = "about"
    question: Id


MODERATOR = (
    Claim | Release | Approve | ApproveAll | Edit | Reject | RejectAll | TakeOnNotice | Merge | Unmerge | Divert
    | Mark | PutLabel | DropLabel | Undo | Restrain | Intake | Look | About
)  # fmt: skip
CONFIDENTIAL = ReadTipOff
