"""The closed union of all events, and the table of kinds that folds them.

An event says what happened in ids and hashes. What people wrote and who they are never reaches the
log: such fields are `Private`, seen by `evolve` at the moment of the append and left out of every
serialisation, so a record can forget a text and the history stays true.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from studio.events_air import (
    Adjusted,
    Cleared,
    Cued,
    Killed,
    Moved,
    ObsReported,
    PageLost,
    Painted,
    Prepared,
    PutBack,
    Removed,
    Skipped,
    Taken,
)
from studio.events_base import Frozen, Hash, Id, Language, Private, text_hash
from studio.events_erasing import Erased
from studio.events_lines import (
    Captioned,
    LineEdited,
    LineForgotten,
    LineRemoved,
    TranscriptPublished,
    VocabularySet,
)
from studio.events_notices import (
    AnswerPublished,
    DepartmentSet,
    DraftApproved,
    Drafted,
    HandedOver,
    MailAsked,
    MailEnded,
    MailTried,
    Objected,
    Reminded,
)
from studio.events_office import Invited, Joined, Listed, SeatRevoked, Wiped

__all__ = [
    "Adjusted", "AnswerPublished", "Captioned", "Cleared", "Cued", "DepartmentSet", "DraftApproved", "Drafted",
    "Erased", "Frozen", "HandedOver", "Hash", "Id", "Invited", "Joined", "Killed", "Language", "LineEdited",
    "LineForgotten", "LineRemoved", "Listed", "MailAsked", "MailEnded", "MailTried", "Moved", "Objected",
    "ObsReported", "PageLost", "Painted", "Prepared", "Private", "PutBack", "Reminded", "Removed", "SeatRevoked",
    "Skipped", "Taken", "TranscriptPublished", "VocabularySet", "Wiped", "text_hash",
]  # fmt: skip
"""What stands in the modules below and is imported from here."""

Intake = Literal["open", "paused", "closed"]
Why = Literal["typo", "shortened", "clarified", "data_hidden", "translated"]
"""Why a moderator wrote another wording."""
Verdict = Literal["approved", "rejected", "noticed", "merged"]
"""What a moderator can decide about a question, so that undo takes it back."""

OFFICE = "office"
"""The reserved id of the log of people, invites and the list of briefings."""
REHEARSALS = "rehearsals"
"""The reserved id of the log of rehearsals: a list of their own, so that whoever reads the office's meets none."""
LISTS = (OFFICE, REHEARSALS)
"""Ids that no briefing has."""


def is_rehearsal(briefing: str) -> bool:
    """Whether this is the id of a rehearsal, which has a form that no other briefing's has."""
    return briefing.startswith("rehearsal-")


def list_of(briefing: str) -> str:
    """The log in whose list this briefing stands."""
    return REHEARSALS if is_rehearsal(briefing) else OFFICE


class BriefingRevised(Frozen):
    """The briefing was created or its details were changed; the details stand in its record.

    What it rehearses, and when it is wiped at the latest, is said where it is created and counts nowhere else.
    """

    type: Literal["briefing_revised"] = "briefing_revised"
    rehearses: Id | None = None
    until: int | None = None  # ms since the epoch
    details: Any = Private  # studio.briefing.Details


class BriefingOpened(Frozen):
    """The briefing went live."""

    type: Literal["briefing_opened"] = "briefing_opened"


class BriefingEnded(Frozen):
    """The briefing is over; nothing can be asked or decided any more."""

    type: Literal["briefing_ended"] = "briefing_ended"


class IntakeSet(Frozen):
    """Questions are taken, paused or closed."""

    type: Literal["intake_set"] = "intake_set"
    intake: Intake
    message: Any = Private  # studio.briefing.Translated: what viewers are told


class Asked(Frozen):
    """A question came out of the inbox and got its permanent number."""

    type: Literal["asked"] = "asked"
    question: Id
    number: int
    language: Language
    hash: Hash
    speaker: Id | None = None
    received_at: int | None = None  # when it came into the inbox, ms since the epoch; the desk may be late
    consultation: bool = False  # private: for a department to answer, never for air
    due: int | None = None  # until when a consultation's answer is owed, ms since the epoch
    author: str = Private  # keyed hash of the viewer id
    text: str = Private
    flags: Any = Private  # tuple of qa.flags.Flag: they tell where in the text
    name: str | None = Private
    region: str | None = Private
    receipt: str = Private  # hash of the receipt code


class Numbered(Frozen):
    """The desk read the inbox up to `cursor` and gave out numbers up to `numbered`; `voted` waits to be counted."""

    type: Literal["numbered"] = "numbered"
    cursor: str
    numbered: int
    voted: tuple[Id, ...] = ()


class Worded(Frozen):
    """A moderator wrote a new revision."""

    type: Literal["worded"] = "worded"
    question: Id
    revision: int
    language: Language
    hash: Hash
    why: Why | None = None
    text: str = Private
    flags: Any = Private


class Approved(Frozen):
    """One revision was approved for air in its language; `name` and `region` are the asker's, as they may be shown.

    Without a `decision` an approval that stood before stands again: after an undo, or with another name.
    """

    type: Literal["approved"] = "approved"
    question: Id
    decision: Id | None = None
    number: int
    revision: int
    language: Language
    hash: Hash
    family: bool = False  # others were merged into it: their votes are its own from now on
    text: str = Private
    name: str | None = Private
    region: str | None = Private


class Rejected(Frozen):
    """A moderator refused the question for a public reason of the briefing's list."""

    type: Literal["rejected"] = "rejected"
    question: Id
    decision: Id
    reason: Id


class Noticed(Frozen):
    """The question was taken on notice: it will be answered later, in writing."""

    type: Literal["noticed"] = "noticed"
    question: Id
    decision: Id
    due: int | None = None  # until when the answer is owed, ms since the epoch


class Merged(Frozen):
    """The question was found to ask what `master` asks: its votes and its receipt go with that one from now on."""

    type: Literal["merged"] = "merged"
    question: Id
    decision: Id
    master: Id


class Undone(Frozen):
    """What `person` had decided was taken back, and what stood before stands again; a merge's `master` loses it.

    Without a person: what it was merged into is gone, so it waits again.
    """

    type: Literal["undone"] = "undone"
    question: Id
    person: Id | None = None
    decision: Id | None = None
    master: Id | None = None
    noticed: bool = False  # it is on notice again


class Marked(Frozen):
    """How the question lies on the desk, all of it, as from now on."""

    type: Literal["marked"] = "marked"
    question: Id
    decision: Id
    held: bool
    pinned: bool
    speaker: Id | None
    labels: tuple[Id, ...]
    public_labels: tuple[Id, ...]
    language: Language  # in which it was asked, as corrected
    hidden: tuple[Literal["name", "region"], ...]  # what of the asker is not shown


class Unmarked(Frozen):
    """A mark was taken back, and the question lies as it lay before."""

    type: Literal["unmarked"] = "unmarked"
    question: Id
    person: Id
    decision: Id


class Decided(Frozen):
    """A moderator's command decided on these questions; until twenty more it can be undone by its id."""

    type: Literal["decided"] = "decided"
    person: Id
    decision: Id
    what: Verdict | Literal["marked"]
    questions: tuple[Id, ...]


class Diverted(Frozen):
    """The question is a tip-off: sealed for the confidential role, and gone from everywhere else."""

    type: Literal["diverted"] = "diverted"
    question: Id
    number: int
    received_at: int | None = None  # where it came as one
    author: str | None = Private
    receipt: str | None = Private
    sealed: str = Private  # base64, see studio.sealing


class TipOffRead(Frozen):
    """Somebody of the confidential role has read the tip-off."""

    type: Literal["tip_off_read"] = "tip_off_read"
    question: Id


class LabelsSet(Frozen):
    """The briefing's labels are these from now on; their names stand in the record."""

    type: Literal["labels_set"] = "labels_set"
    labels: Any = Private  # tuple of qa.labels.Label


class Restrained(Frozen):
    """An anonymous viewer may no longer ask, or vote; `how` "none" frees them. `question` is where it was decided."""

    type: Literal["restrained"] = "restrained"
    author: Id  # keyed hash of the viewer id; nobody is told whose
    question: Id
    how: Literal["none", "time_out", "mute", "ban"]
    until: int | None = None  # ms since the epoch; a time-out's end


class Withdrawn(Frozen):
    """The author took the question back."""

    type: Literal["withdrawn"] = "withdrawn"
    question: Id


class Answered(Frozen):
    """The question was answered, in speech or in writing."""

    type: Literal["answered"] = "answered"
    question: Id
    how: Literal["speech", "writing"] = "speech"


class Claimed(Frozen):
    """A moderator holds the question until `until` (ms since the epoch); also a renewal."""

    type: Literal["claimed"] = "claimed"
    question: Id
    holder: Id
    until: int
    initials: str = Private


class Released(Frozen):
    """The claim was given up."""

    type: Literal["released"] = "released"
    question: Id


class Present(Frozen):
    """Somebody sits at a desk, a console or the captions, until `until` (ms) unless renewed; in the past: has left."""

    type: Literal["present"] = "present"
    person: Id
    until: int
    seat: Literal["desk", "console", "captions"] = "desk"
    initials: str = Private
    name: str = Private


class Tallied(Frozen):
    """Votes as counted at this moment, by question; published coalesced."""

    type: Literal["tallied"] = "tallied"
    votes: dict[Id, int]


Event = Annotated[
    BriefingRevised | BriefingOpened | BriefingEnded | IntakeSet
    | Asked | Numbered | Worded | Approved | Rejected | Noticed | Merged | Undone | Withdrawn | Answered
    | Marked | Unmarked | Decided | Diverted | Erased | TipOffRead | LabelsSet | Restrained
    | HandedOver | Drafted | DraftApproved | AnswerPublished | Objected | DepartmentSet
    | MailAsked | MailTried | MailEnded | Reminded
    | Claimed | Released | Present | Tallied
    | Prepared | Moved | Skipped | PutBack | Removed
    | Cued | Taken | Cleared | Adjusted | Killed | Painted | PageLost | ObsReported
    | Captioned | LineEdited | LineRemoved | LineForgotten | TranscriptPublished | VocabularySet
    | Listed | Wiped | Invited | Joined | SeatRevoked,
    Field(discriminator="type"),
]  # fmt: skip


class Entry(Frozen):
    """One line of the log: what happened, when (ms since the epoch), by whom, and the records it touched."""

    at: int
    by: str
    events: tuple[Event, ...]
    touched: tuple[str, ...]


ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
