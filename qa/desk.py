"""The desk's use cases: read, decide by `qa.moderation` and its neighbours, append."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from qa import history, marks, restraint
from qa import moderation as rules
from qa.marks import LABELS, Change, Label, Labels
from qa.moderation import Card, Decided, Draft
from studio import briefing as briefings
from studio.briefing import Translated
from studio.events import Decided as DecidedEvent
from studio.events import Intake, TipOffRead, Verdict
from studio.log import Act, Done, decode
from studio.records import Refusal, key

BRIEFING = briefings.KEY

Rule = Callable[[Card], Decided]
BulkRule = Callable[[Card, Labels | None], Decided]
What = Verdict | Literal["marked"]


class Bulk(NamedTuple):
    """What became of a command on several questions: which were decided, and why the others were not."""

    done: Done
    decided: tuple[str, ...]
    refused: dict[str, str]


def card(records: Mapping[str, Any], id: str, by: str, at: int, decision: str = "") -> Card:
    """What a decision on this question looks at, from the records that `keys` names."""
    claim = records.get(key("claim", id))
    return Card(id, records[key("question", id)], claim, records[BRIEFING], by, at, decision)


def keys(id: str) -> tuple[str, str, str]:
    """The records that a decision on this question reads."""
    return key("question", id), key("claim", id), BRIEFING


async def _decide(act: Act, question: str, rule: Rule) -> Done | Refusal:
    return await act.commit(keys(question), lambda records: rule(card(records, question, act.by, act.at)))


async def _verdict(act: Act, decision: str, question: str, what: What, rule: Rule) -> Done | Refusal:
    """One decision on one question, remembered for undo."""

    def decide(records: Mapping[str, Any]) -> Decided:
        events = rule(card(records, question, act.by, act.at, decision))
        if isinstance(events, Refusal) or not _is_decision(events, decision):
            return events
        return [*events, DecidedEvent(person=act.by, decision=decision, what=what, questions=(question,))]

    return await act.commit((*keys(question), key("history", act.by)), decide)


def _is_decision(events: Sequence[Any], decision: str) -> bool:
    """Whether these change what the question stands at; a wording that was merely written does not."""
    return any(getattr(e, "decision", None) == decision for e in events)


async def _bulk(act: Act, decision: str, questions: Sequence[str], what: What, rule: BulkRule) -> Bulk | Refusal:
    """One decision on several questions, all in one append; those that can't be decided are left out and named."""
    refused: dict[str, str] = {}
    decided: list[str] = []

    def decide(records: Mapping[str, Any]) -> Decided:
        refused.clear()
        decided.clear()
        made: list[Any] = []
        first = Refusal(code="not_found")
        for id in dict.fromkeys(questions):
            events = rule(card(records, id, act.by, act.at, decision), records[LABELS])
            if isinstance(events, Refusal):
                first = first if refused else events
                refused[id] = events.code
            elif events:
                decided.append(id)
                made += events
        if not made:
            return first if refused else []
        return [*made, DecidedEvent(person=act.by, decision=decision, what=what, questions=tuple(decided))]

    read = dict.fromkeys([k for id in questions for k in keys(id)] + [key("history", act.by), LABELS])
    done = await act.commit(tuple(read), decide)
    if isinstance(done, Refusal):
        return done
    if not done.repeated:
        return Bulk(done, tuple(decided), refused)
    # Sent again, after a cut: what was decided stands in the history; of the others, why they can't be decided now.
    past = await _past(act, decision)
    was = past.questions if past else ()
    return Bulk(done, was, {id: refused.get(id, "busy") for id in dict.fromkeys(questions) if id not in was})


async def _past(act: Act, decision: str) -> history.Past | None:
    k = key("history", act.by)
    return history.find(decode(act.kinds, k, (await act.log.read(act.briefing, [k]))[k]), decision)


async def claim(act: Act, question: str, over: bool, initials: str) -> Done | Refusal:
    """Opens a question for `act.by`, or renews the lease; a colleague's is taken only with `over`."""
    return await _decide(act, question, lambda c: rules.claim(c, initials, over))


async def release(act: Act, question: str) -> Done | Refusal:
    """Gives the claim up."""
    return await _decide(act, question, rules.release)


async def approve(act: Act, decision: str, question: str, revision: int, sure: bool = False) -> Done | Refusal:
    """Approves a revision for air in its language; `sure` although personal data stand in it."""
    return await _verdict(act, decision, question, "approved", lambda c: rules.approve(c, revision, sure))


async def approve_all(act: Act, decision: str, questions: Sequence[str]) -> Bulk | Refusal:
    """Approves of each the wording that the queue shows; what has personal data in it is left out."""
    return await _bulk(act, decision, questions, "approved", lambda c, _: rules.approve(c, None))


async def edit(  # noqa: PLR0913, PLR0917 - a wording, and what to do with it
    act: Act, decision: str, question: str, draft: Draft, approve: bool = False, sure: bool = False
) -> Done | Refusal:
    """Writes a new revision, and approves it at once if `approve`."""
    return await _verdict(act, decision, question, "approved", lambda c: rules.edit(c, draft, approve, sure))


async def reject(act: Act, decision: str, question: str, reason: str) -> Done | Refusal:
    """Refuses the question for a reason of the briefing's list."""
    return await _verdict(act, decision, question, "rejected", lambda c: rules.reject(c, reason))


async def reject_all(act: Act, decision: str, questions: Sequence[str], reason: str) -> Bulk | Refusal:
    """Refuses several questions for one reason."""
    return await _bulk(act, decision, questions, "rejected", lambda c, _: rules.reject(c, reason))


async def notice(act: Act, decision: str, question: str, due: int | None = None) -> Done | Refusal:
    """Takes the question on notice; the answer is promised until `due`, ms since the epoch."""
    return await _verdict(act, decision, question, "noticed", lambda c: rules.notice(c, due))


async def merge(act: Act, decision: str, question: str, into: str) -> Done | Refusal:
    """Merges a question into another one."""

    def decide(records: Mapping[str, Any]) -> Decided:
        own, master = (card(records, id, act.by, act.at, decision) for id in (question, into))
        events = rules.merge(own, master)
        if isinstance(events, Refusal):
            return events
        return [*events, DecidedEvent(person=act.by, decision=decision, what="merged", questions=(question,))]

    read = dict.fromkeys((*keys(question), *keys(into), key("history", act.by)))
    return await act.commit(tuple(read), decide)


async def unmerge(act: Act, question: str) -> Done | Refusal:
    """Takes a merged question out again."""
    return await _decide(act, question, rules.unmerge)


async def mark(act: Act, decision: str, questions: Sequence[str], change: Change) -> Bulk | Refusal:
    """Changes how questions lie on the desk."""
    return await _bulk(act, decision, questions, "marked", lambda c, labels: marks.mark(c, change, labels))


async def put_label(act: Act, label: Label) -> Done | Refusal:
    """Makes a label of the briefing, or renames it."""
    return await act.commit([LABELS, BRIEFING], lambda r: marks.put_label(r[LABELS], label, r[BRIEFING]))


async def drop_label(act: Act, label: str) -> Done | Refusal:
    """Takes a label from the briefing."""
    return await act.commit([LABELS, BRIEFING], lambda r: marks.drop_label(r[LABELS], label, r[BRIEFING]))


async def undo(act: Act, decision: str) -> Bulk | Refusal:
    """Takes back one of the latest decisions of `act.by`, on all its questions that nothing has overtaken since."""
    k = key("history", act.by)
    past = await _past(act, decision)
    if past is None:
        earlier = await act.log.done(act.briefing, f"{act.by}:{act.command}") if act.command else None
        return Bulk(Done(earlier, (), {}, repeated=True), (), {}) if earlier else Refusal(code="nothing_to_undo", key=k)
    refused: dict[str, str] = {}

    def decide(records: Mapping[str, Any]) -> Decided:
        refused.clear()
        made: list[Any] = []
        first: Refusal | None = None
        for id in past.questions:
            events = rules.undo(card(records, id, act.by, act.at), decision)
            if isinstance(events, Refusal):
                first = first or events
                refused[id] = events.code
            else:
                made += events
        return made or first or []

    read = dict.fromkeys([key_ for id in past.questions for key_ in keys(id)] + [k])
    done = await act.commit(tuple(read), decide)
    left = tuple(id for id in past.questions if id not in refused)
    return done if isinstance(done, Refusal) else Bulk(done, left, refused)


async def divert(act: Act, question: str, sealed: str) -> Done | Refusal:
    """Hands a question over to the confidential role, sealed by the caller."""
    return await _decide(act, question, lambda c: rules.divert(c, sealed))


async def read_tip_off(act: Act, question: str) -> Done | Refusal:
    """Says that `act.by` has read a tip-off; of its first reader it is said once."""
    k = key("tip_off", question)

    def decide(records: Mapping[str, Any]) -> Decided:
        if records[k] is None:
            return Refusal(code="not_found")
        return [] if records[k].read_by == act.by else [TipOffRead(question=question)]

    return await act.commit([k], decide)


async def restrain(act: Act, question: str, how: restraint.How, minutes: int) -> Done | Refusal:
    """Keeps the author of a question from asking, or voting, for a while or for the briefing; or frees them."""
    return await _decide(act, question, lambda c: restraint.restrain(c, how, minutes))


async def answered(act: Act, question: str) -> Done | Refusal:
    """Says that the question was answered in speech."""
    return await _decide(act, question, rules.answered)


async def set_intake(act: Act, intake: Intake, message: Translated | None) -> Done | Refusal:
    """Opens, pauses or closes the intake, with a message to viewers."""
    return await act.commit([BRIEFING], lambda records: briefings.set_intake(records[BRIEFING], intake, message))
