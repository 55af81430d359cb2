"""The use cases of answering in writing: read, decide by `qa.notices` and `qa.departments`, append."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qa import departments, notices
from qa.departments import Department, Details
from qa.moderation import Draft
from qa.notices import Case, Decided
from qa.question import Question
from studio.events import Language
from studio.log import Act, Done, decode
from studio.records import Refusal, key

Outcome = Done | Refusal


async def _step(act: Act, question: str, seen: int, rule: Callable[[Case], Decided]) -> Outcome:
    keys = key("notice", question), key("question", question)

    def decide(records: Mapping[str, Any]) -> Decided:
        notice, asked = (records[k] for k in keys)
        return rule(Case(question, notice, asked, act.by, act.at, act.command or "", seen))

    return await act.commit(keys, decide)


async def hand_over(act: Act, question: str, seen: int, to: Department | None, reason: str = "") -> Outcome:
    """Asks a department, as it stands in the office's log, for the answer; another than before for a reason.

    `seen` is here and below the revision of the notice that `act.by` saw.
    """
    return await _step(act, question, seen, lambda case: notices.hand_over(case, to, reason))


async def draft(act: Act, question: str, seen: int, texts: Mapping[Language, str]) -> Outcome:
    """Writes the answer."""
    return await _step(act, question, seen, lambda case: notices.draft(case, texts))


async def approve(act: Act, question: str, seen: int, sure: bool = False) -> Outcome:
    """Approves the draft that was seen; `sure` although personal data stand in it."""
    return await _step(act, question, seen, lambda case: notices.approve(case, sure))


async def publish(
    act: Act, question: str, seen: int, wording: Draft | int | None = None, sure: bool = False
) -> Outcome:  # fmt: skip
    """Publishes the approved answer, and a wording of the question with it."""
    return await _step(act, question, seen, lambda case: notices.publish(case, wording, sure))


async def object_(act: Act, question: str) -> Outcome:
    """Says, for the holder of the receipt, that the answer was none."""
    chain = await followed(act, question)
    # What it was merged into may have changed while it was read; the decision looks at what is true now.
    return await act.commit(chain, lambda records: notices.object_(records[chain[0]], records[chain[-1]]))


async def followed(act: Act, question: str) -> list[str]:
    """The keys of a question, of what it was merged into, and so on to the last."""
    chain = [key("question", question)]
    while (found := await _question(act, chain[-1])) and found.state == "merged" and found.master:
        master = key("question", found.master)
        if master in chain:
            break
        chain.append(master)
    return chain


async def _question(act: Act, k: str) -> Question | None:
    found: Question | None = decode(act.kinds, k, (await act.log.read(act.briefing, [k]))[k])
    return found


async def put_department(act: Act, id: str, details: Details, retired: bool = False) -> Outcome:
    """Makes a department, or changes or retires it; `act` is in the office's log."""
    k = key("department", id)
    _, stored = await act.log.scan(act.briefing, ["department"])
    others = [decode(act.kinds, name, s) for name, s in stored.items() if name != k]
    return await act.commit(
        [k], lambda records: departments.put([*others, *([records[k]] if records[k] else [])], id, details, retired)
    )
