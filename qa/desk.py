"""The moderators' and the producer's use cases on a question: read, decide by `qa.question`, append."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qa import question as rules
from qa.question import Card, Decided
from studio.events import Language
from studio.log import Act, Done
from studio.records import Refusal, key

BRIEFING = key("briefing", "briefing")


def card(records: Mapping[str, Any], id: str, by: str, at: int) -> Card:
    """What a decision on this question looks at, from the records that `keys` names."""
    return Card(id, records[key("question", id)], records.get(key("claim", id)), records[BRIEFING], by, at)


def keys(id: str) -> tuple[str, str, str]:
    """The records that a decision on this question reads."""
    return key("question", id), key("claim", id), BRIEFING


async def _decide(act: Act, question: str, rule: Callable[[Card], Decided]) -> Done | Refusal:
    return await act.commit(keys(question), lambda records: rule(card(records, question, act.by, act.at)))


async def claim(act: Act, question: str, over: bool, initials: str) -> Done | Refusal:
    """Opens a question for `act.by`, or renews the lease; a colleague's is taken only with `over`."""
    return await _decide(act, question, lambda c: rules.claim(c, initials, over))


async def release(act: Act, question: str) -> Done | Refusal:
    """Gives the claim up."""
    return await _decide(act, question, rules.release)


async def approve(act: Act, question: str, revision: int) -> Done | Refusal:
    """Approves a revision for air in its language."""
    return await _decide(act, question, lambda c: rules.approve(c, revision))


async def edit(act: Act, question: str, text: str, language: Language, approve: bool = False) -> Done | Refusal:
    """Writes a new revision, and approves it at once if `approve`."""
    return await _decide(act, question, lambda c: rules.edit(c, text, language, approve))


async def reject(act: Act, question: str, reason: str) -> Done | Refusal:
    """Refuses the question for a reason of the briefing's list."""
    return await _decide(act, question, lambda c: rules.reject(c, reason))


async def undo(act: Act, question: str) -> Done | Refusal:
    """Takes back the latest decision of `act.by`."""
    return await _decide(act, question, rules.undo)


async def answered(act: Act, question: str) -> Done | Refusal:
    """Says that the question was answered in speech."""
    return await _decide(act, question, rules.answered)
