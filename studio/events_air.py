"""What happens on the way from the rundown to the pixels: the producer's events and the screens'."""

from __future__ import annotations

from typing import Any, Literal

from studio.events_base import Frozen, Hash, Id, Private


class Prepared(Frozen):
    """An item was put into the rundown by hand, or changed: a graphic with its data, or a question once more."""

    type: Literal["prepared"] = "prepared"
    item: Id
    graphic: Id
    layer: Id
    hash: Hash  # of graphic and data
    rank: str
    question: Id | None = None  # of a second item for the same question
    number: int | None = None
    hide_after_s: int | None = None
    title: str = Private  # as the list calls it
    data: Any = Private  # what the graphic gets


class Moved(Frozen):
    """A rundown item got a new rank."""

    type: Literal["moved"] = "moved"
    item: Id
    rank: str


class Skipped(Frozen):
    """A rundown item was skipped: it stands at the end, until it is put back."""

    type: Literal["skipped"] = "skipped"
    item: Id


class PutBack(Frozen):
    """A skipped or answered item stands in the rundown again."""

    type: Literal["put_back"] = "put_back"
    item: Id
    rank: str


class Removed(Frozen):
    """A prepared item was taken out of the rundown for good."""

    type: Literal["removed"] = "removed"
    item: Id


class Cued(Frozen):
    """A frozen copy was put in preview; without a cue, preview was emptied."""

    type: Literal["cued"] = "cued"
    screen: Id
    cue: Id | None
    question: Id | None = None
    revision: int | None = None
    hash: Hash | None = None
    frozen: Any = Private  # overlays.cue.Cue


class Taken(Frozen):
    """A cue went on air on one layer of one screen; `revises`: in place of an earlier wording of the same item."""

    type: Literal["taken"] = "taken"
    cue: Id
    item: Id | None = None
    graphic: Id = "question-card"
    question: Id | None = None
    revision: int | None = None
    hash: Hash
    screen: Id
    layer: Id
    cut: bool = False
    revises: bool = False
    until: int | None = None  # of one that revises: when the wording before it would have hidden, ms since the epoch
    program: int  # the program's revision from now on
    step: int | None = None  # where the graphic goes on that shows the same item already
    action: Any = Private  # overlays.cue.Action; the one that it has carried out already
    frozen: Any = Private  # overlays.cue.Cue; None: what stands in preview


class Cleared(Frozen):
    """A layer was emptied, or its cue replaced."""

    type: Literal["cleared"] = "cleared"
    screen: Id
    layer: Id
    cue: Id
    question: Id | None = None
    cut: bool = False
    program: int


class Adjusted(Frozen):
    """What is on air was set anew without another cue: a countdown's clock, when it hides, a step, a custom action."""

    type: Literal["adjusted"] = "adjusted"
    screen: Id
    layer: Id
    cue: Id
    until: int | None = None  # ms since the epoch
    program: int
    step: int | None = None
    data: Any = Private  # what the graphic gets from now on
    action: Any = Private  # overlays.cue.Action


class Killed(Frozen):
    """The panic key: what was taken up to this revision of the program is dark, on every page, until a newer take."""

    type: Literal["killed"] = "killed"
    screen: Id
    program: int
    pressed_at: int | None = None  # ms since the epoch: it may be logged long afterwards


class Painted(Frozen):
    """A page of the screen says what is on its pixels; it says so again before `until`, or counts as lost."""

    type: Literal["painted"] = "painted"
    screen: Id
    program: int
    page: Id = "page"
    until: int = 0  # ms since the epoch
    active: bool | None = None  # whether OBS has the source on its program; None: not in OBS
    faulty: tuple[Id, ...] = ()  # layers whose graphic failed
    faults: Any = Private  # tuple of overlays.screens.Fault


class PageLost(Frozen):
    """A page of the screen is gone."""

    type: Literal["page_lost"] = "page_lost"
    screen: Id
    page: Id


class ObsReported(Frozen):
    """OBS said how it is; the scene and the counters stand in the record."""

    type: Literal["obs_reported"] = "obs_reported"
    connected: bool
    streaming: bool
    recording: bool
    status: Any = Private  # overlays.obs.Status
