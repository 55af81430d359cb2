"""What a control surface sees: one flat object, since such programs read values by their names.

A screen's fields begin with its name: `main_tally`. Texts and ids are "" and numbers null where there is nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from overlays import rundown
from overlays.cue import COUNTDOWN, LAYERS, Cue
from overlays.program import Program, on_air
from overlays.rundown import Item
from overlays.screens import Screen, tally, there
from studio.briefing import Briefing

Value = str | int | bool | None
State = dict[str, Value]

_ORDER = {layer: place for place, layer in enumerate(dict.fromkeys(LAYERS.values()))}


class Rundown(NamedTuple):
    """The producers' list.

    Attributes:
        items: all by id, those that have left it included.
        waiting: those whose turn has not passed and that may go on air, in order.
    """

    items: Mapping[str, Item]
    waiting: Sequence[Item]


class Seen(NamedTuple):
    """A briefing as it is.

    Attributes:
        id: the briefing's.
        briefing: its record.
        screens: the names of all its screens.
        programs: by screen.
        pages: by screen, what its pages say.
        rundown: the producers' list.
        words: the words of an item.
    """

    id: str
    briefing: Briefing | None
    screens: Iterable[str]
    programs: Mapping[str, Program]
    pages: Mapping[str, Screen]
    rundown: Rundown
    words: Callable[[Item], str]


def prefix(screen: str) -> str:
    """How the names of a screen's fields begin: letters, digits and _ alone, which every program reads."""
    return re.sub(r"[^A-Za-z0-9]", "_", screen)


def flat(seen: Seen, now: int) -> State:
    """The state at `now` (ms since the epoch)."""
    briefing = seen.briefing
    state: State = {
        "briefing": seen.id,
        "slug": briefing.details.slug if briefing else "",
        "state": briefing.state if briefing else "",
        "live": briefing is not None and briefing.state == "live",
        "rehearsal": briefing is not None and briefing.rehearses is not None,
        "intake": briefing.intake if briefing else "",
        "waiting": len(seen.rundown.waiting),
        "screens": ",".join(sorted(seen.screens)),
    }
    for screen in sorted(seen.screens):
        state |= {f"{prefix(screen)}_{name}": value for name, value in _screen(seen, screen, now).items()}
    return state


def latest(program: Program | None, now: int) -> Cue | None:
    """What was taken last of all that is on air."""
    return max(on_air(program, now).values(), key=lambda cue: cue.taken, default=None)


def step(listed: Rundown, program: Program | None, by: int, now: int) -> Item | None:
    """The item after where the show has come to (`by` 1), or before it (-1), of what was not shown beside it.

    What is on air already is passed over too.
    """
    if program is None:
        return rundown.beside(listed.waiting, None, by)
    passed = {cue.item for cue in on_air(program, now).values()}.union(program.beside)
    left = [item for item in listed.waiting if item.id not in passed]
    return rundown.beside(left, listed.items.get(program.last or ""), by)


def _screen(seen: Seen, name: str, now: int) -> State:
    program, pages = seen.programs.get(name), seen.pages.get(name)
    shown = on_air(program, now)
    light, why = tally(program, pages, now)
    return {
        "tally": light,
        "why": why,
        "revision": program.revision if program else 0,
        "layers": ",".join(sorted(shown, key=lambda layer: (_ORDER.get(layer, len(_ORDER)), layer))),
        "pages": len(there(pages, now)),
        "paint_ms": _paint_ms(program),
        **_on_air(latest(program, now), now),
        **_preview(program.preview if program else None),
        **_item(seen, step(seen.rundown, program, 1, now), "next"),
        **_item(seen, step(seen.rundown, program, -1, now), "previous"),
        **_timer(shown.values(), now),
    }


def _paint_ms(program: Program | None) -> int | None:
    """How long the pixels took after the latest change; None until they are there."""
    if program is None or program.taken_at is None or program.painted_at is None:
        return None
    return max(0, program.painted_at - program.taken_at) if program.painted == program.revision else None


def _on_air(cue: Cue | None, now: int) -> State:
    return {
        "onair": cue is not None,
        "onair_item": cue.item if cue else "",
        "onair_number": cue.number if cue else None,
        "onair_text": cue.text if cue else "",
        "onair_name": (cue.name if cue else None) or "",
        "onair_language": (cue.language if cue else None) or "",
        "onair_graphic": cue.graphic if cue else "",
        "onair_layer": cue.layer if cue else "",
        "onair_hides_in_s": _seconds(cue.until - now) if cue and cue.until is not None else None,
    }


def _preview(cue: Cue | None) -> State:
    return {
        "preview_item": cue.item if cue else "",
        "preview_number": cue.number if cue else None,
        "preview_text": cue.text if cue else "",
        "preview_language": (cue.language if cue else None) or "",
        "preview_layer": cue.layer if cue else "",
        "preview_fit": cue.fit if cue else "",
    }


def _item(seen: Seen, item: Item | None, which: str) -> State:
    return {
        f"{which}_item": item.id if item else "",
        f"{which}_number": item.number if item else None,
        f"{which}_text": seen.words(item) if item else "",
    }


def _timer(shown: Iterable[Cue], now: int) -> State:
    data = next((cue.data for cue in shown if cue.graphic == COUNTDOWN), {})
    ends, left = data.get("ends_at"), data.get("left_ms")
    # What was prepared by hand may hold anything.
    if _finite(ends):
        return {"timer_left_s": _seconds(ends - now), "timer_runs": True}
    return {"timer_left_s": _seconds(left) if _finite(left) else None, "timer_runs": False}


def _finite(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and math.isfinite(value)


def _seconds(ms: float) -> int:
    """Whole seconds left, as a clock shows them: the last one is over when it says 0."""
    return max(0, math.ceil(ms / 1000))
