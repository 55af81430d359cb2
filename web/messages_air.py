"""What producers and screens send; `web.messages` has the other seats."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from studio.events import Frozen, Id, Language
from web.messages_base import Command, Short

HideAfter = Annotated[int, Field(ge=3, le=3600)]
"""Seconds that something stays on air: what hides sooner can't be read."""

# -- producer: the rundown ------------------------------------------------------------------------------


class Move(Command):
    """Puts a rundown item before another; without `before`, at the end."""

    type: Literal["move"] = "move"
    item: Id
    before: Id | None = None


class Prepare(Command):
    """Puts an item into the rundown, under an id that the client made, or changes it: a graphic and its data."""

    type: Literal["prepare"] = "prepare"
    item: Id
    graphic: Id
    title: Short
    data: dict[str, Any]
    hide_after_s: HideAfter | None = None


class Duplicate(Command):
    """Puts a second item like this one right behind it."""

    type: Literal["duplicate"] = "duplicate"
    item: Id


class Skip(Command):
    """Passes an item over: it stands at the end."""

    type: Literal["skip"] = "skip"
    item: Id


class PutBack(Command):
    """Puts a skipped or answered item into the list again."""

    type: Literal["put_back"] = "put_back"
    item: Id


class Remove(Command):
    """Takes a prepared item out of the rundown."""

    type: Literal["remove"] = "remove"
    item: Id


# -- producer: air --------------------------------------------------------------------------------------


class Cue(Command):
    """Freezes a rundown item into preview; without one, empties preview. `language`: which wording."""

    type: Literal["cue"] = "cue"
    screen: Id
    item: Id | None
    language: Language | None = None
    hide_after_s: HideAfter | None = None


class Take(Command):
    """Puts preview on air, if it still holds `cue` and `expected` is still the cue on air on its layer (None: none)."""

    type: Literal["take"] = "take"
    screen: Id
    cue: Id
    expected: Id | None
    cut: bool = False


class Revise(Command):
    """Puts the wording that is approved now in place of the one on air, if that is still `cue`."""

    type: Literal["revise"] = "revise"
    screen: Id
    layer: Id
    cue: Id


class Time(Command):
    """Starts, pauses, sets or lengthens the countdown on air, if that is still `cue`."""

    type: Literal["time"] = "time"
    screen: Id
    layer: Id
    cue: Id
    action: Literal["start", "pause", "set", "add"]
    seconds: Annotated[int, Field(ge=-86_400, le=86_400)] = 0


class Hide(Command):
    """Has what is on air hide by itself after so many seconds, or stay (None), if it is still `cue`."""

    type: Literal["hide"] = "hide"
    screen: Id
    layer: Id
    cue: Id
    after_s: HideAfter | None


class Step(Command):
    """Has a graphic of several steps stand at one of them, from 0, if `cue` is still on air."""

    type: Literal["step"] = "step"
    screen: Id
    layer: Id
    cue: Id
    step: Annotated[int, Field(ge=0, le=1000)]


class Perform(Command):
    """Has a graphic carry out one of its custom actions, if `cue` is still on air."""

    type: Literal["perform"] = "perform"
    screen: Id
    layer: Id
    cue: Id
    action: Annotated[str, Field(max_length=100)]
    payload: dict[str, Any] = Field(default_factory=dict[str, Any])


class Clear(Command):
    """Empties one layer, or every layer."""

    type: Literal["clear"] = "clear"
    screen: Id
    layer: Id | None = None
    cut: bool = False


class Panic(Command):
    """All is dark at once on every screen, or on this one, until a newer take; also while the store is away."""

    type: Literal["panic"] = "panic"
    screen: Id | None = None


class MarkAnswered(Command):
    """Says that the question was answered in speech."""

    type: Literal["answered"] = "answered"
    question: Id


# -- screen ---------------------------------------------------------------------------------------------


class Hello(Frozen):
    """The screen's first message: its key, from the page's fragment; and which page it is, over its connections."""

    type: Literal["hello"] = "hello"
    key: Annotated[str, Field(max_length=100)]
    page: Id | None = None
    rehearsal: bool = False  # the program of the rehearsal that stands now; never by itself


class Fault(Frozen):
    """A graphic that failed, and what it said."""

    layer: Id
    graphic: Id
    what: Annotated[str, Field(max_length=200)] = ""


class Painted(Frozen):
    """The program's revision is on the page's pixels: sent after two animation frames, and again every two seconds."""

    type: Literal["painted"] = "painted"
    revision: Annotated[int, Field(ge=0)]
    active: bool | None = None  # whether OBS has the source on its program; None: not in OBS
    faults: Annotated[tuple[Fault, ...], Field(max_length=8)] = ()


class Killed(Frozen):
    """The panic key was pressed on the screen's own page: what was taken up to this revision is dark there."""

    type: Literal["killed"] = "killed"
    revision: Annotated[int, Field(ge=0)]
