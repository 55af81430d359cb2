"""The transcript's use cases after the broadcast: correct, add, import, publish; the rules are in `studio.lines`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from studio import lines
from studio.briefing import KEY
from studio.events import Language
from studio.lines import Draft, Line
from studio.log import Act, Done, decode
from studio.records import Refusal, key

Outcome = Done | Refusal

STRIDE = 64
"""Lines in one append of an import: the store does nothing else meanwhile, and the air must not wait."""


def line_id(act: Act, place: int = 0) -> str:
    """The id of the line that a command makes at a place; the same command makes the same one."""
    return f"a{hashlib.sha256(f'{act.by}|{act.command}'.encode()).hexdigest()[:20]}-{place}"


async def edit(act: Act, line: str, revision: int, draft: Draft, reason: str) -> Outcome:
    """Corrects a line. Refuses `not_found`, `changed_since`, `no_reason`, `text_empty`, `text_too_long`, `bad_times`.

    Args:
        act: in the briefing's log.
        line: its id.
        revision: how many changes it had when whoever corrects it looked.
        draft: how it shall read.
        reason: why.
    """
    k = key("line", line)
    return await act.commit([k, lines.KEY], lambda s: lines.edit(s[k], s[lines.KEY], revision, draft, reason))


async def remove(act: Act, line: str, revision: int, reason: str) -> Outcome:
    """Takes a line out. Refuses `not_found`, `changed_since`, `no_reason`."""
    k = key("line", line)
    return await act.commit([k, lines.KEY], lambda s: lines.remove(s[k], s[lines.KEY], revision, reason))


async def forget(act: Act, line: str, reason: str) -> Outcome:
    """Takes a line out for good, words and all. Refuses `not_found`, `no_reason`."""
    k = key("line", line)
    log: Any = act.log  # what it forgets is the store's own, beside the log
    await log.forget_soon(act.briefing, line, "line")  # before, in case we die on the way
    outcome = await act.commit([k, lines.KEY], lambda s: lines.forget(s[k], s[lines.KEY], reason))
    await log.forget_soon(act.briefing, line, "line")
    return outcome


async def add(act: Act, language: Language, draft: Draft, reason: str) -> Outcome:
    """Adds a line that was missed. Refuses `no_reason`, `text_empty`, `text_too_long`, `bad_times`, `not_found`."""
    id = line_id(act)

    def decide(states: Any) -> list[Any] | Refusal:
        if states[KEY] is None:
            return Refusal(code="not_found")
        return lines.add(states[lines.KEY], id, language, draft, reason)

    return await act.commit([KEY, lines.KEY], decide)


async def bring(act: Act, language: Language, drafts: Sequence[Draft], told: Callable[[Done], object]) -> Outcome:
    """Puts imported lines in place of those that the language has. Refuses `not_found`, `not_ended`, `published`.

    It takes many appends. One that was cut in between is finished by the same command sent again; once it is
    finished, the same command changes nothing any more, whatever was corrected since.

    Args:
        act: in the briefing's log, with a command.
        language: of all lines.
        drafts: the lines, at least one.
        told: hears of each append.
    """
    if await act.log.done(act.briefing, f"{act.by}:{_part(act, len(drafts) - 1).command}"):
        return Done("", (), {}, repeated=True)
    made = {line_id(act, place): draft for place, draft in enumerate(drafts)}
    gone = [line.id for line in await _standing(act, language) if line.id not in made]
    outcome: Outcome = Done("", (), {})
    for start in range(0, len(gone), STRIDE):
        # Without a command: what is gone is gone, and a second try has others to take out.
        outcome = await _bring(replace(act, command=None), language, {}, gone[start : start + STRIDE])
        if isinstance(outcome, Refusal):
            return outcome
        told(outcome)
    ids = list(made)
    for start in range(0, len(ids), STRIDE):
        some = ids[start : start + STRIDE]
        last = start + len(some) - 1
        outcome = await _bring(_part(act, last), language, {id: made[id] for id in some}, some)
        if isinstance(outcome, Refusal):
            return outcome
        told(outcome)
    return outcome


def _part(act: Act, last: int) -> Act:
    """The command's part that ends with this place."""
    return replace(act, command=f"{act.command}-{last}")


async def _standing(act: Act, language: Language) -> list[Line]:
    _, stored = await act.log.scan(act.briefing, ["line"])
    every: list[Line] = [decode(act.kinds, k, s) for k, s in stored.items()]
    return [line for line in every if line.language == language and not line.removed]


async def _bring(act: Act, language: Language, made: dict[str, Draft], ids: Sequence[str]) -> Outcome:
    keys = [key("line", id) for id in ids]

    def decide(states: Any) -> list[Any] | Refusal:
        old = [states[k] for k in keys if states[k] is not None]
        return lines.bring(states[KEY], states[lines.KEY], language, list(made.items()), old)

    return await act.commit([KEY, lines.KEY, *keys], decide)


async def publish(act: Act, seen: str) -> Outcome:
    """Makes the transcript public.

    Refuses `not_found`, `not_ended`, `published`, `nothing_to_publish`, `changed_since`.

    Args:
        act: in the briefing's log.
        seen: the `lines.edition` that whoever publishes was shown.
    """
    _, stored = await act.log.scan(act.briefing, ["line"])
    every: list[Line] = [decode(act.kinds, k, s) for k, s in stored.items()]
    standing = [(line.id, len(line.revisions)) for line in every if not line.removed]

    def decide(states: Any) -> list[Any] | Refusal:
        decided = lines.publish(states[KEY], states[lines.KEY], len(standing))
        changed = not isinstance(decided, Refusal) and seen != lines.edition(standing)
        return Refusal(code="changed_since", key=lines.KEY) if changed else decided

    return await act.commit([KEY, lines.KEY], decide)
