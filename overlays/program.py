"""Preview and program of one screen: cue, take, cut, clear; the painted acknowledgement and the tally."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from overlays.clearance import Clearance, cleared
from overlays.fit import Fit, fits
from studio.events import Cleared, Cued, Frozen, Hash, Id, Language, Painted, Taken
from studio.records import Record, Refusal, key

ALARM_MS = 1000
"""A screen that has not said within this time that it painted what was taken, is not to be trusted."""

TallyState = Literal["dark", "taken", "painted", "alarm"]


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
    fit: Fit = "fits"  # estimated when it was cued, so that the producer is warned before the take


class Program(Record):
    """The record of kind `program`; its id is the screen's.

    `revision` grows by one at every change of what is on air.
    """

    revision: int = 0
    preview: Cue | None = None
    layers: dict[Id, Cue] = Field(default_factory=dict[Id, Cue])
    cut: bool = False  # whether the latest change asks for no animation
    taken_at: int | None = None  # when what is on air changed last, by a take or a clear
    painted: int = 0  # the revision that the screen acknowledged last
    painted_at: int | None = None
    lit: bool = False  # whether that revision had anything on it


def cue(clearance: Clearance | None, screen: str, id: str, language: Language | None) -> list[Cued] | Refusal:
    """Freezes an approved wording into preview.

    Args:
        clearance: of the question, as it is now.
        screen: whose preview.
        id: the cue's, new.
        language: which wording; None for the first one approved.
    """
    if clearance is None or not clearance.wordings:
        return Refusal(code="not_approved", key=clearance and key("clearance", clearance.id))
    spoken = next(iter(clearance.wordings)) if language is None else language
    wording = clearance.wordings.get(spoken)
    if wording is None:
        return Refusal(code="not_approved", key=key("clearance", clearance.id))
    frozen = Cue(
        id=id, question=clearance.id, number=clearance.number, revision=wording.revision, hash=wording.hash,
        language=spoken, text=wording.text, name=clearance.name, region=clearance.region,
        fit=fits(wording.text),
    )  # fmt: skip
    return [
        Cued(screen=screen, cue=id, question=frozen.question, revision=frozen.revision, hash=frozen.hash, frozen=frozen)
    ]


def uncue(program: Program | None, screen: str) -> list[Cued]:
    """Empties preview."""
    return [Cued(screen=screen, cue=None)] if program and program.preview else []


class Order(Frozen):
    """A take as its producer means it: `cue` is what preview holds, `expected` the cue on air, None for nothing."""

    screen: Id
    cue: Id
    expected: Id | None
    layer: Id = "question"
    cut: bool = False  # without animation


def take(program: Program | None, clearance: Clearance | None, order: Order) -> list[Cleared | Taken] | Refusal:
    """Puts preview on air, if all is still as the producer saw it.

    Args:
        program: the screen's, as it is now.
        clearance: of the question in preview, as it is now.
        order: what the producer saw and wants.

    Returns:
        `Taken`, after `Cleared` for what stood there; or `nothing_in_preview`, `moved_on` when preview or air is no
        longer what the producer saw, `not_approved` when this wording is not cleared at this moment.
    """
    seen = key("program", order.screen)
    on_air = program.layers.get(order.layer) if program else None
    if (on_air.id if on_air else None) != order.expected:
        return Refusal(code="moved_on", key=seen)
    if program is None or (ready := program.preview) is None:
        return Refusal(code="nothing_in_preview", key=seen)
    if ready.id != order.cue:
        return Refusal(code="moved_on", key=seen)
    if clearance is None or clearance.id != ready.question or not cleared(clearance, ready.language, ready.hash):
        return Refusal(code="not_approved", key=seen)
    taken = Taken(
        cue=ready.id, question=ready.question, revision=ready.revision, hash=ready.hash,
        screen=order.screen, layer=order.layer, cut=order.cut, program=program.revision + 1,
    )  # fmt: skip
    return [*_cleared(program, (order.layer,), order.cut), taken]


def clear(program: Program | None, layer: str | None, cut: bool) -> list[Cleared]:
    """Empties one layer, or every layer; nothing to do is no mistake."""
    if program is None:
        return []
    return _cleared(program, tuple(program.layers) if layer is None else (layer,), cut)


def _cleared(program: Program, layers: Iterable[str], cut: bool) -> list[Cleared]:
    return [
        Cleared(
            screen=program.id, layer=layer, cue=on_air.id, question=on_air.question,
            cut=cut, program=program.revision + 1,
        )
        for layer in layers
        if (on_air := program.layers.get(layer))
    ]  # fmt: skip


def painted(program: Program | None, revision: int) -> list[Painted] | Refusal:
    """The screen acknowledges a revision; one that it acknowledged before changes nothing, one to come is refused."""
    if program is None or revision > program.revision:
        return Refusal(code="moved_on")
    return [Painted(screen=program.id, program=revision)] if revision > program.painted else []


def touches(event: Any) -> Iterable[str]:
    """The ids of the programs that an event changes."""
    return (event.screen,) if isinstance(event, Cued | Taken | Cleared | Painted) else ()


def evolve(state: Program | None, event: Any, at: int, by: str) -> Program:
    """Folds one event. A take moves preview to its layer; a change of several layers at once has one revision."""
    state = state or Program(id=event.screen)
    match event:
        case Cued():
            return state.model_copy(update={"preview": event.frozen})
        case Painted():
            lit = bool(state.layers) or event.program < state.revision
            return state.model_copy(update={"painted": event.program, "painted_at": at, "lit": lit})
        case Taken():
            layers = {**state.layers, event.layer: state.preview}
            preview = None
        case _:
            layers = {layer: on_air for layer, on_air in state.layers.items() if layer != event.layer}
            preview = state.preview
    changed = {"revision": event.program, "layers": layers, "preview": preview, "cut": event.cut, "taken_at": at}
    return state.model_copy(update=changed)


def tally(program: Program | None, now: int) -> TallyState:
    """What the red light shows at `now` (ms since the epoch): the pixels, not the wish.

    Returns:
        `painted` only when the screen acknowledged what is on air; `taken` while it may still answer; `alarm` when it
        has not for `ALARM_MS`, also when what it last showed should be gone by now; `dark` with nothing on air.
    """
    if program is None:
        return "dark"
    late = program.taken_at is not None and now - program.taken_at > ALARM_MS
    if program.painted >= program.revision:
        return "painted" if program.layers else "dark"
    if late and (program.layers or program.lit):
        return "alarm"
    return "taken" if program.layers else "dark"


def public(program: Program) -> dict[str, Any]:
    """What everyone may know: what is on air, as the screen shows it to everyone anyway."""
    layers = {
        layer: on_air.model_dump(include={"question", "number", "language", "text", "name", "region"})
        for layer, on_air in program.layers.items()
    }
    return {"kind": "program", "id": program.id, "revision": program.revision, "layers": layers}
