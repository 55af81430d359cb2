"""The use cases of letters to askers: read, decide by `qa.mailing`, append."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Literal

from qa import mailing, notice_desk
from qa.mailing import Case
from studio.briefing import KEY
from studio.events import Language
from studio.log import Act, Done, decode
from studio.records import Refusal, key

Outcome = Done | Refusal
Forget = Callable[[], Awaitable[None]]
"""Announces that the address leaves the store's own file too, see `studio.redis_forget`."""


def case(records: Mapping[str, Any], chain: Sequence[str], act: Act) -> Case:
    """What the rules look at.

    Args:
        records: by key, with the briefing and the mailing.
        chain: the keys of the question and of what it was merged into, to the last.
        act: at which moment.
    """
    id, briefing = chain[0].partition("/")[2], records[KEY]
    over = briefing is not None and briefing.state == "ended"
    return Case(id, records[key("mailing", id)], records[chain[0]], records[chain[-1]], over, act.at)


async def read(act: Act, question: str) -> tuple[Case, dict[str, Any]]:
    """A mailing and what it waits for, as they are; and all records that this was read from."""
    chain = await notice_desk.followed(act, question)
    keys = [key("mailing", question), *chain, KEY]
    stored = await act.log.read(act.briefing, keys)
    records = {k: decode(act.kinds, k, stored[k]) for k in keys}
    return case(records, chain, act), records


async def _step(act: Act, question: str, rule: Callable[[Case], Sequence[Any] | Refusal]) -> Outcome:
    chain = await notice_desk.followed(act, question)
    keys = [key("mailing", question), *chain, KEY]
    return await act.commit(keys, lambda records: rule(case(records, chain, act)))


async def ask(act: Act, question: str, language: Language, sealed: str) -> Outcome:
    """Asks for a letter in this language to the sealed address."""
    return await _step(act, question, lambda found: mailing.ask(found, language, sealed))


async def try_(act: Act, question: str, again: bool = False) -> bool:
    """Begins to hand the letter over; False where it is no longer to be sent."""
    done = await _step(act, question, lambda found: mailing.try_(found, again))
    return isinstance(done, Done) and bool(done.events)


async def end(
    act: Act, question: str,
    how: Literal["sent", "taken_back", "withdrawn", "refused", "failed", "unsure"], forget: Forget,
) -> Outcome:  # fmt: skip
    """Deletes the address, where there is one; from the store's file too, soon after."""
    found, _ = await read(act, question)
    if not mailing.waits(found.mailing):
        return Done("", (), {})
    await forget()
    done = await _step(act, question, lambda found: mailing.end(found, how))
    await forget()
    return done
