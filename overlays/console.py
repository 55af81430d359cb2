"""The producer's use cases, and the screen's one: thin shells over the rules of rundown and program."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from overlays import program, rundown
from studio.briefing import Briefing
from studio.events import Language
from studio.log import Act, Decide, Done, decode
from studio.records import Refusal, key

BRIEFING = key("briefing", "briefing")


async def move(act: Act, item: str, before: str | None = None) -> Done | Refusal:
    """Puts a rundown item before another; without `before`, at the end.

    The other items' ranks are read beforehand, not compared at the append: an item that moves meanwhile may end up on
    the other side of this one, which its producer sees; two items never share a rank.
    """
    _, stored = await act.log.scan(act.briefing, ("item",))
    around = {k: decode(act.kinds, k, s) for k, s in stored.items()}
    keys = [key("item", i) for i in (item, before) if i is not None]

    def decide(states: Mapping[str, Any]) -> Any:
        items = {r.id: r for r in {**around, **states}.values() if r is not None}
        return rundown.move(items, item, before, act.at)

    return await act.commit(list(dict.fromkeys(keys)), decide)


async def cue(act: Act, screen: str, question: str | None, language: Language | None = None) -> Done | Refusal:
    """Freezes an approved wording into preview; without a question, empties preview."""
    air = key("program", screen)
    if question is None:
        return await act.commit([air], lambda states: program.uncue(states[air], screen))
    clearance = key("clearance", question)

    def decide(states: Mapping[str, Any]) -> Any:
        return program.cue(states[clearance], screen, _cue_id(act), language)

    return await act.commit([BRIEFING, clearance], _unless_ended(decide))


async def drop(act: Act, question: str) -> list[Done]:
    """Empties every preview that holds this question, whose text is to be forgotten."""
    _, stored = await act.log.scan(act.briefing, ("program",))
    emptied = []
    for air in stored:

        def decide(states: Mapping[str, Any], air: str = air) -> Any:
            ready = states[air].preview if states[air] else None
            return program.uncue(states[air], states[air].id) if ready and ready.question == question else []

        done = await act.commit([air], decide)
        emptied += [done] if isinstance(done, Done) and done.events else []
    return emptied


async def take(  # noqa: PLR0913, PLR0917 - the fields of the wire's message
    act: Act, screen: str, cue: str, expected: str | None, layer: str = "question", cut: bool = False
) -> Done | Refusal:
    """Puts preview on air if it, and what is on air, are still what the producer saw and the wording is cleared now."""
    air = key("program", screen)
    question = await _previewed(act, air, cue)
    clearance = key("clearance", question) if question else None
    order = program.Order(screen=screen, cue=cue, expected=expected, layer=layer, cut=cut)

    def decide(states: Mapping[str, Any]) -> Any:
        return program.take(states[air], states[clearance] if clearance else None, order)

    keys = [BRIEFING, air, clearance] if clearance else [BRIEFING, air]
    return await act.commit(keys, _unless_ended(decide))


async def _previewed(act: Act, air: str, cue: str) -> str | None:
    """The question in preview. A cue's id never names another one, so for the cue that is meant memory is enough."""
    near = (act.near(act.briefing, [air]) if act.near else None) or {}
    ready = decode(act.kinds, air, near.get(air))
    if ready is None or ready.preview is None or ready.preview.id != cue:
        ready = decode(act.kinds, air, (await act.log.read(act.briefing, [air]))[air])
    # A preview that changes after this read has another cue id, which the rule refuses: this question is the right one.
    return ready.preview.question if ready and ready.preview else None


async def clear(act: Act, screen: str, layer: str | None = None, cut: bool = False) -> Done | Refusal:
    """Empties one layer, or every layer; also after the end, when a picture may still have to go."""
    air = key("program", screen)
    return await act.commit([air], lambda states: program.clear(states[air], layer, cut))


async def painted(act: Act, screen: str, revision: int) -> Done | Refusal:
    """The screen says that the program's revision is on its pixels."""
    air = key("program", screen)
    return await act.commit([air], lambda states: program.painted(states[air], revision))


def _unless_ended(decide: Decide) -> Decide:
    def guarded(states: Mapping[str, Any]) -> Any:
        briefing = states[BRIEFING]
        if isinstance(briefing, Briefing) and briefing.state == "ended":
            return Refusal(code="ended", key=BRIEFING)
        return decide(states)

    return guarded


def _cue_id(act: Act) -> str:
    # From the command, so that one sent again after a lost answer names the same cue; from the person, so that nobody
    # else's command can name it.
    return hashlib.sha256(f"{act.by}|{act.command or act.at}".encode()).hexdigest()[:16]
