"""The producer's use cases: thin shells over the rules of rundown and program; `overlays.paint` has the screen's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from overlays import cue as cues
from overlays import program, rundown
from overlays.cue import Ask, Cue, Part
from overlays.fit import fit
from studio.briefing import KEY, Briefing
from studio.events import Language
from studio.log import Act, Decide, Done, decode
from studio.records import Refusal, key

BRIEFING = KEY

States = Mapping[str, Any]


async def _listed(act: Act, items: Iterable[str], decide: Callable[[Mapping[str, Any]], Any]) -> Done | Refusal:
    """Decides on the rundown: `items` are compared at the append, the others' ranks were read beforehand.

    An item that moves meanwhile may end up on the other side, which its producer sees; two never share a rank.
    """
    _, stored = await act.log.scan(act.briefing, ("item",))
    around = {k: decode(act.kinds, k, s) for k, s in stored.items()}

    def decided(states: States) -> Any:
        read = {k: r for k, r in states.items() if k != BRIEFING}
        return decide({r.id: r for r in {**around, **read}.values() if r is not None})

    keys = [BRIEFING, *dict.fromkeys(key("item", i) for i in items)]
    return await act.commit(keys, _unless_ended(decided))


async def move(act: Act, item: str, before: str | None = None) -> Done | Refusal:
    """Puts a rundown item before another; without `before`, at the end."""
    named = [item] if before is None else [item, before]
    return await _listed(act, named, lambda items: rundown.move(items, item, before, act.at))


async def prepare(act: Act, item: str, content: rundown.Content) -> Done | Refusal:
    """Puts a prepared item into the rundown, or changes it."""
    return await _listed(act, [item], lambda items: rundown.prepare(items, item, content, act.at))


async def duplicate(act: Act, item: str) -> Done | Refusal:
    """Puts a second item like this one behind it."""
    new = _new_id(act)
    return await _listed(act, [item, new], lambda items: rundown.duplicate(items, item, new, act.at))


async def skip(act: Act, item: str) -> Done | Refusal:
    """Passes an item over."""
    return await _listed(act, [item], lambda items: rundown.skip(items, item))


async def put_back(act: Act, item: str) -> Done | Refusal:
    """Puts a skipped or answered item into the list again."""
    return await _listed(act, [item], lambda items: rundown.put_back(items, item, act.at))


async def remove(act: Act, item: str) -> Done | Refusal:
    """Takes a prepared item out of the list."""
    return await _listed(act, [item], lambda items: rundown.remove(items, item))


async def cue(
    act: Act, screen: str, item: str | None, language: Language | None = None, hide_after_s: int | None = None
) -> Done | Refusal:
    """Freezes a rundown item into preview; without one, empties preview."""
    air = key("program", screen)
    if item is None:
        return await act.commit([air], lambda states: program.uncue(states[air], screen))
    at, shown = key("item", item), await _read(act, key("item", item))
    question = shown.question if shown else item
    ask = Ask(id=_new_id(act), screen=screen, item=item, language=language, hide_after_s=hide_after_s)
    voted = await _voted(act) if shown and shown.graphic == cues.WALL else []
    keys = [BRIEFING, at, *([key("clearance", question), key("tally", question)] if question else [])]

    def decide(states: States) -> Any:
        listed = states[at]
        if question is None:
            if listed is None or not listed.listed:
                return Refusal(code="not_found", key=at)
            made = _of_item(listed, ask, voted)
            if made.graphic == cues.WALL and not made.parts:
                return Refusal(code="nothing_to_show", key=at)
            return program.cue(screen, made)
        tally = states[key("tally", question)]
        asked = ask.model_copy(
            update={
                "hide_after_s": hide_after_s or (listed.hide_after_s if listed else None),
                "votes": tally.votes if tally else 0,
            }
        )
        return program.cue(screen, cues.of_question(states[key("clearance", question)], asked))

    return await act.commit(keys, _unless_ended(decide))


def _of_item(item: rundown.Item, ask: Ask, voted: list[tuple[Any, int]]) -> Cue:
    data, parts = cues.wall(voted, item.data) if item.graphic == cues.WALL else (item.data, ())
    return Cue(
        id=ask.id, item=item.id, graphic=item.graphic, layer=item.layer, data=data, hash=item.hash or "",
        language=data.get("language"), text=item.title, parts=parts, fit=fit(item.graphic, data),
        hide_after_s=ask.hide_after_s or item.hide_after_s,
    )  # fmt: skip


async def _voted(act: Act) -> list[tuple[Any, int]]:
    """The clearances of the questions that wait in the rundown, with their votes."""
    _, stored = await act.log.scan(act.briefing, ("item", "clearance", "tally"))
    records = {k: decode(act.kinds, k, s) for k, s in stored.items()}
    items = [r for r in records.values() if isinstance(r, rundown.Item)]
    # A duplicate is not answered with its question.
    waiting = [i.id for i in items if i.id == i.question and not i.done]
    found = {q: records.get(key("clearance", q)) for q in waiting}
    tallies = {q: records.get(key("tally", q)) for q in found}
    return [(c, getattr(tallies[q], "votes", 0)) for q, c in found.items() if c is not None]


async def drop(act: Act, question: str) -> list[Done]:
    """Takes this question, whose text is to be forgotten, out of every preview and off every screen."""
    _, stored = await act.log.scan(act.briefing, ("program",))
    emptied = []
    for air in stored:

        def decide(states: States, air: str = air) -> Any:
            there = states[air]
            ready = program.uncue(there, there.id) if _shows(there.preview, question) else []
            shown = [layer for layer, c in there.layers.items() if c.question == question or _shows(c, question)]
            return [*ready, *(e for layer in shown for e in program.clear(there, layer, cut=True))]

        done = await act.commit([air], decide)
        emptied += [done] if isinstance(done, Done) and done.events else []
    return emptied


def _shows(cue: Cue | None, question: str) -> bool:
    return cue is not None and any(p.question == question for p in cue.wordings)


async def take(act: Act, screen: str, cue: str, expected: str | None, cut: bool = False) -> Done | Refusal:
    """Puts preview on air if it and air are still what the producer saw, and all it shows is cleared now."""
    air = key("program", screen)
    ready = await _previewed(act, air, cue)
    parts: tuple[Part, ...] = ready.wordings if ready else ()
    clearances = {p.question: key("clearance", p.question) for p in parts}
    item = key("item", ready.item) if ready and ready.question is None else None
    order = program.Order(screen=screen, cue=cue, expected=expected, cut=cut)

    def decide(states: States) -> Any:
        grounds = program.Grounds(
            clearances={q: states[k] for q, k in clearances.items()}, item=states[item] if item else None
        )
        return program.take(states[air], grounds, order)

    return await act.commit([BRIEFING, air, *clearances.values(), *([item] if item else [])], _unless_ended(decide))


async def _previewed(act: Act, air: str, cue: str) -> Cue | None:
    """What is in preview. A cue's id never names another one, so for the cue that is meant memory is enough."""
    near = (act.near(act.briefing, [air]) if act.near else None) or {}
    ready = decode(act.kinds, air, near.get(air))
    if ready is None or ready.preview is None or ready.preview.id != cue:
        ready = await _read(act, air)
    # A preview that changes after this read has another cue id, which the rule refuses: these are the right wordings.
    found: Cue | None = ready.preview if ready else None
    return found


async def _read(act: Act, k: str) -> Any:
    return decode(act.kinds, k, (await act.log.read(act.briefing, [k]))[k])


async def revise(act: Act, place: program.Place) -> Done | Refusal:
    """Puts the wording that is approved now in place of the one on air."""
    air = key("program", place.screen)
    there = await _read(act, air)
    on_air = there.layers.get(place.layer) if there else None
    clearance = key("clearance", on_air.question) if on_air and on_air.question else None

    def decide(states: States) -> Any:
        return program.revise(states[air], states[clearance] if clearance else None, place, _new_id(act))

    return await act.commit([BRIEFING, air, *([clearance] if clearance else [])], _unless_ended(decide))


async def time(act: Act, place: program.Place, clock: program.Clock) -> Done | Refusal:
    """Starts, pauses, sets or lengthens the countdown on air."""
    air = key("program", place.screen)
    return await act.commit([air], lambda states: program.time(states[air], place, clock, act.at))


async def hide(act: Act, place: program.Place, after_s: int | None) -> Done | Refusal:
    """Has what is on air hide by itself, or stay."""
    air = key("program", place.screen)
    return await act.commit([air], lambda states: program.hide(states[air], place, after_s, act.at))


async def step(act: Act, place: program.Place, to: int, judge: program.Judge) -> Done | Refusal:
    """Has the graphic on air stand at a step."""
    air = key("program", place.screen)
    return await act.commit([air], lambda states: program.step(states[air], place, to, judge))


async def perform(
    act: Act, place: program.Place, action: str, payload: dict[str, Any], judge: program.Judge
) -> Done | Refusal:
    """Has the graphic on air carry out a custom action."""
    air = key("program", place.screen)
    return await act.commit([air], lambda states: program.act(states[air], place, action, payload, judge))


async def clear(act: Act, screen: str, layer: str | None = None, cut: bool = False) -> Done | Refusal:
    """Empties one layer, or every layer; also after the end, when a picture may still have to go."""
    air = key("program", screen)
    return await act.commit([air], lambda states: program.clear(states[air], layer, cut))


async def expire(act: Act, screen: str) -> Done | Refusal:
    """Takes off what has hidden by itself."""
    air = key("program", screen)
    return await act.commit([air], lambda states: program.expire(states[air], act.at))


async def kill(act: Act, screen: str, revision: int | None = None, pressed_at: int | None = None) -> Done | Refusal:
    """Logs the panic key, whenever that becomes possible; without a revision all that is on air now is meant."""
    air = key("program", screen)
    return await act.commit([air], lambda states: program.kill(states[air], revision, pressed_at or act.at))


def _unless_ended(decide: Decide) -> Decide:
    def guarded(states: States) -> Any:
        briefing = states[BRIEFING]
        if isinstance(briefing, Briefing) and briefing.state == "ended":
            return Refusal(code="ended", key=BRIEFING)
        return decide(states)

    return guarded


def _new_id(act: Act) -> str:
    # From the command, so that one sent again after a lost answer names the same cue; from the person, so that nobody
    # else's command can name it.
    return hashlib.sha256(f"{act.by}|{act.command or act.at}".encode()).hexdigest()[:16]
