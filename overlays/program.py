"""Preview and program of one screen: cue, take, revise, adjust, clear, kill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import Field

from overlays.clearance import Clearance
from overlays.cue import COUNTDOWN, LAYERS, QUESTION, Action, Ask, Cue, approved, of_question, started
from overlays.rundown import Item
from studio.events import Adjusted, Cleared, Cued, Frozen, Id, Killed, Painted, Taken
from studio.records import Record, Refusal, key

SHOW = LAYERS[QUESTION]
"""The layer of cards and walls. What is taken on another stands beside the show, and is no place in the rundown."""


Judge = Callable[[str], Refusal | None]
"""Why the graphic of this id can't do what is asked; None: it can."""


class Program(Record):
    """The record of kind `program`; its id is the screen's.

    `revision` grows by one at every change of what is on air.
    """

    revision: int = 0
    preview: Cue | None = None
    layers: dict[Id, Cue] = Field(default_factory=dict[Id, Cue])
    cut: bool = False  # whether the latest change asks for no animation
    taken_at: int | None = None  # when what is on air changed last
    painted: int = 0  # the latest revision that a page acknowledged, which OBS does not hide
    painted_at: int | None = None
    last: Id | None = None  # the item of the show that was taken last, also once it is off: where the show has come to
    beside: tuple[Id, ...] = ()  # the items that were taken beside the show: next and previous pass them over
    killed: int = 0  # what was taken with this revision or an earlier one is dark, see `Killed`


def on_air(program: Program | None, now: int) -> Mapping[str, Cue]:
    """What is on air at `now` (ms since the epoch): not what the panic key killed, nor what has hidden by itself."""
    if program is None:
        return {}
    return {
        layer: cue
        for layer, cue in program.layers.items()
        if cue.taken > program.killed and (cue.until is None or cue.until > now)
    }


def cue(screen: str, frozen: Cue | Refusal) -> list[Cued] | Refusal:
    """Puts a frozen copy into preview."""
    if isinstance(frozen, Refusal):
        return frozen
    return [
        Cued(
            screen=screen, cue=frozen.id, question=frozen.question, revision=frozen.revision, hash=frozen.hash,
            frozen=frozen,
        )
    ]  # fmt: skip


def uncue(program: Program | None, screen: str) -> list[Cued]:
    """Empties preview."""
    return [Cued(screen=screen, cue=None)] if program and program.preview else []


class Order(Frozen):
    """A take as its producer means it: `cue` is what preview holds, `expected` the cue on air on its layer."""

    screen: Id
    cue: Id
    expected: Id | None
    cut: bool = False  # without animation


class Grounds(Frozen):
    """What a take stands on, as it is now: the clearances of what preview shows, and the prepared item it is of."""

    clearances: Mapping[str, Clearance | None] = {}
    item: Item | None = None


def take(program: Program | None, grounds: Grounds, order: Order) -> list[Cleared | Taken] | Refusal:
    """Puts preview on air, if all is still as the producer saw it.

    Args:
        program: the screen's, as it is now.
        grounds: what may be shown, as it is now.
        order: what the producer saw and wants.

    Returns:
        `Taken`, after `Cleared` for what stood there; or `nothing_in_preview`, `moved_on` when preview or air is no
        longer what the producer saw, `not_approved` when what it shows is not cleared at this moment, `does_not_fit`
        when its graphic would have to cut it.
    """
    seen = key("program", order.screen)
    ready = program.preview if program else None
    there = _seen(program, order)
    if there != order.expected:
        return Refusal(code="moved_on", key=seen)
    if program is None or ready is None:
        return Refusal(code="nothing_in_preview", key=seen)
    if ready.id != order.cue:
        return Refusal(code="moved_on", key=seen)
    if not _stands(ready, grounds):
        return Refusal(code="not_approved", key=seen)
    if ready.fit == "cut":
        return Refusal(code="does_not_fit", key=seen)
    return [*_cleared(program, (ready.layer,), order.cut), _taken(program, ready, cut=order.cut)]


def _seen(program: Program | None, order: Order) -> str | None:
    """The cue on the layer that the take is for; without a preview, on the one that holds what was expected."""
    if program is None:
        return None
    if program.preview is not None:
        there = program.layers.get(program.preview.layer)
        return there.id if there else None
    return next((c.id for c in program.layers.values() if c.id == order.expected), None)


def _stands(ready: Cue, grounds: Grounds) -> bool:
    if not approved(ready, grounds.clearances):
        return False
    if ready.question is not None:
        return True
    item = grounds.item
    return item is not None and item.listed and item.hash == ready.hash


def _taken(program: Program, taken: Cue, *, cut: bool, frozen: Cue | None = None, until: int | None = None) -> Taken:
    there = program.layers.get(taken.layer)
    goes_on = there is not None and (there.item, there.graphic) == (taken.item, taken.graphic)
    return Taken(
        cue=taken.id, item=taken.item or None, graphic=taken.graphic, question=taken.question,
        revision=taken.revision, hash=taken.hash, screen=program.id, layer=taken.layer, cut=cut,
        revises=frozen is not None, until=until, program=program.revision + 1, frozen=frozen,
        step=there.step if there and goes_on else None, action=there.action if there and goes_on else None,
    )  # fmt: skip


class Place(Frozen):
    """One cue on air, as a producer saw it there."""

    screen: Id
    layer: Id
    cue: Id


def _at(program: Program | None, place: Place) -> Cue | Refusal:
    there = program.layers.get(place.layer) if program else None
    return there if there and there.id == place.cue else Refusal(code="moved_on", key=key("program", place.screen))


def revise(program: Program | None, clearance: Clearance | None, place: Place, id: str) -> Any:
    """Puts the wording that is approved now in place of an earlier one of the same question, in the same language.

    Args:
        program: the screen's, as it is now.
        clearance: of the question on air there, as it is now.
        place: what the producer saw on air.
        id: the new cue's.

    Returns:
        The events; nothing where that wording is on air already; a refusal as for `take`.
    """
    there = _at(program, place)
    if isinstance(there, Refusal):
        return there
    ask = Ask(id=id, screen=place.screen, item=there.item, language=there.language, hide_after_s=there.hide_after_s,
              votes=there.data.get("votes", 0))  # fmt: skip
    fresh = of_question(clearance if there.question else None, ask)
    if program is None or isinstance(fresh, Refusal):
        return Refusal(code="not_approved", key=key("program", place.screen))
    if fresh.hash == there.hash:
        return []
    if fresh.fit == "cut":
        return Refusal(code="does_not_fit", key=key("program", place.screen))
    return [
        *_cleared(program, (place.layer,), cut=False),
        _taken(program, fresh, cut=False, frozen=fresh, until=there.until),
    ]


class Clock(Frozen):
    """What to do with a countdown: `seconds` to set it to, or to add; neither for `start` and `pause`."""

    action: str  # start, pause, set, add
    seconds: int = 0


def time(program: Program | None, place: Place, clock: Clock, now: int) -> Any:
    """Starts, pauses, sets or lengthens the countdown on air; `now` in ms since the epoch."""
    there = _at(program, place)
    if isinstance(there, Refusal):
        return there
    if program is None or there.graphic != COUNTDOWN:
        return Refusal(code="not_found", key=key("program", place.screen))
    data = dict(there.data)
    ends = data.pop("ends_at", None)
    left = data.pop("left_ms", None) if ends is None else max(0, ends - now)
    runs = ends is not None
    if clock.action in {"start", "pause"}:
        runs = clock.action == "start"
    elif clock.action == "set":
        left = clock.seconds * 1000
    else:
        left = max(0, (left or 0) + clock.seconds * 1000)
    data |= {"ends_at": now + (left or 0)} if runs else {"left_ms": left or 0}
    return [] if data == there.data else [_adjusted(program, there, data=data)]


def hide(program: Program | None, place: Place, after_s: int | None, now: int) -> Any:
    """Has what is on air hide by itself, so many seconds from `now`; None: it stays."""
    there = _at(program, place)
    if isinstance(there, Refusal):
        return there
    until = None if after_s is None else now + after_s * 1000
    if program is None or until == there.until:
        return []
    return [_adjusted(program, there, until=until)]


def step(program: Program | None, place: Place, to: int, judge: Judge) -> Any:
    """Has the graphic on air stand at a step, if `judge` finds that it has one."""
    there = _at(program, place)
    if program is None or isinstance(there, Refusal):
        return there
    return judge(there.graphic) or ([] if there.step == to else [_adjusted(program, there, step=to)])


def act(program: Program | None, place: Place, action: str, payload: dict[str, Any], judge: Judge) -> Any:
    """Has the graphic on air carry out a custom action, if `judge` finds that it has that one."""
    there = _at(program, place)
    if program is None or isinstance(there, Refusal):
        return there
    asked = Action(id=action, payload=payload, count=program.revision + 1)
    return judge(there.graphic) or [_adjusted(program, there, action=asked)]


def _adjusted(program: Program, there: Cue, **how: Any) -> Adjusted:
    cue = there.model_copy(update=how)
    return Adjusted(
        screen=program.id, layer=cue.layer, cue=cue.id, until=cue.until, program=program.revision + 1,
        step=cue.step, data=cue.data, action=cue.action,
    )  # fmt: skip


def clear(program: Program | None, layer: str | None, cut: bool) -> list[Cleared]:
    """Empties one layer, or every layer; nothing to do is no mistake."""
    if program is None:
        return []
    return _cleared(program, tuple(program.layers) if layer is None else (layer,), cut)


def expire(program: Program | None, now: int) -> list[Cleared]:
    """Empties the layers that have hidden by themselves by `now`."""
    over = [layer for layer, cue in (program.layers if program else {}).items() if cue.until and cue.until <= now]
    return _cleared(program, over, cut=False) if program else []


def kill(program: Program | None, revision: int | None = None, at: int | None = None) -> list[Killed | Cleared]:
    """The panic key: dark is what was taken with `revision` or before; what was taken since then stays.

    Args:
        program: the screen's, as it is now.
        revision: the program's when the key was pressed, perhaps long ago, if nobody could log it; None: now.
        at: when the key was pressed, ms since the epoch.
    """
    if program is None:
        return []
    last = program.revision if revision is None else min(revision, program.revision)
    if last <= program.killed:
        return []
    dark = [layer for layer, cue in program.layers.items() if cue.taken <= last]
    return [Killed(screen=program.id, program=last, pressed_at=at), *_cleared(program, dark, cut=True)]


def _cleared(program: Program, layers: Iterable[str], cut: bool) -> list[Cleared]:
    return [
        Cleared(
            screen=program.id, layer=layer, cue=there.id, question=there.question,
            cut=cut, program=program.revision + 1,
        )
        for layer in layers
        if (there := program.layers.get(layer))
    ]  # fmt: skip


def touches(event: Any) -> Iterable[str]:
    """The ids of the programs that an event changes."""
    if isinstance(event, Painted) and event.program == 0:  # nothing was ever on air there
        return ()
    return (event.screen,) if isinstance(event, Cued | Taken | Cleared | Adjusted | Killed | Painted) else ()


def evolve(state: Program | None, event: Any, at: int, by: str) -> Program:
    """Folds one event. A take moves preview to its layer; a change of several layers at once has one revision."""
    state = state or Program(id=event.screen)
    match event:
        case Cued():
            return state.model_copy(update={"preview": event.frozen})
        case Painted():
            if event.program <= state.painted or event.active is False:
                return state
            return state.model_copy(update={"painted": event.program, "painted_at": at})
        case Killed():
            return state.model_copy(update={"killed": max(state.killed, event.program)})
        case _:
            changed = {"revision": event.program, "taken_at": at, **_changed(state, event, at)}
            return state.model_copy(update=changed)


def _changed(state: Program, event: Any, at: int) -> dict[str, Any]:
    layers = dict(state.layers)
    there = layers.pop(event.layer, None)
    if isinstance(event, Cleared):
        return {"layers": layers, "cut": event.cut}
    if isinstance(event, Adjusted):
        how = {"data": event.data, "until": event.until, "step": event.step, "action": event.action}
        held = {event.layer: there.model_copy(update=how)} if there else {}
        return {"layers": {**layers, **held}, "cut": False}
    taken: Any = event.frozen or state.preview
    cue = started(taken, event.program, at).model_copy(update={"step": event.step, "action": event.action})
    if event.revises:
        cue = cue.model_copy(update={"until": event.until})
    layers[event.layer] = cue
    if event.revises:
        return {"layers": layers, "cut": event.cut}
    beside = tuple(dict.fromkeys(filter(None, (*state.beside, cue.item))))
    place = {"last": cue.item or None} if event.layer == SHOW else {"beside": beside}
    return {"layers": layers, "preview": None, "cut": event.cut, **place}


def public(program: Program) -> dict[str, Any]:
    """What everyone may know: which questions are on air, as the screen shows it to everyone anyway."""
    layers = {
        layer: cue.model_dump(include={"question", "number", "language", "text", "name", "region"})
        for layer, cue in program.layers.items()
        if cue.question is not None
    }
    return {"kind": "program", "id": program.id, "revision": program.revision, "layers": layers}
