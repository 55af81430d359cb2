"""The rules of deciding on questions: each looks at a `Card` and gives events, or a refusal.

In one place:

* Whoever else holds the claim blocks every decision (`claimed`); a question that nobody holds may be decided without a
  claim. Undo is never blocked by a claim: who erred must be quick.
* A first decision needs no more than that. Changing a decision (another wording, a refusal after an approval) is
  for who made it or for who holds the claim; anyone else came second and is told so (`already_decided`).
* What was on air is not refused, merged, diverted, undone or withdrawn any more (`on_air`, `overtaken`).
* Personal data in the wording, or in the asker's name or region, are asked about once more (`personal_data`).
* A consultation never goes on air (`private`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from qa import flags, screening
from qa.question import PUBLIC, Claim, Question, Undo, Wording, asker, current, last
from studio import events
from studio.briefing import Briefing
from studio.events import Language, Why, text_hash
from studio.records import Refusal, key

CLAIM_MS = 30_000
"""How long a claim lasts unless renewed: long enough to read and type, short enough to survive a dropped tablet."""


MASTERS = PUBLIC | {"received", "on_notice"}
"""The states in which a question can take others in."""


class Card(NamedTuple):
    """What a decision on a question looks at: the records, who decides (a person, or an author), when, and its id."""

    id: str
    question: Question | None
    claim: Claim | None
    briefing: Briefing | None
    by: str
    at: int
    decision: str = ""


Decided = Sequence[Any] | Refusal


def holder(claim: Claim | None, at: int) -> str | None:
    """Who holds the question at `at`, ms since the epoch; nobody once the lease has passed."""
    return claim.holder if claim and at < claim.until else None


def refuse(code: str, id: str, kind: str = "question") -> Refusal:
    """A refusal that shows the present state of the question, or of its claim."""
    return Refusal(code=code, key=key(kind, id))


def closed(card: Card) -> Refusal | None:
    """The refusal that every command on this question meets: there is none such, or the briefing is over."""
    if card.question is None or card.question.state == "diverted":
        return Refusal(code="not_found")
    if card.briefing is not None and card.briefing.state == "ended":
        return refuse("ended", card.id)
    return None


def blocked(card: Card) -> Refusal | None:
    """The refusal that every decision shares."""
    if refusal := closed(card) or _held(card):
        return refusal
    if card.question is not None and card.question.state in {"rejected", "withdrawn", "answered", "merged"}:
        return refuse("already_decided", card.id)
    return None


def _held(card: Card) -> Refusal | None:
    """Refuses what a colleague has open."""
    return refuse("claimed", card.id, "claim") if holder(card.claim, card.at) not in {None, card.by} else None


def _second(card: Card) -> Refusal | None:
    """Refuses to change a standing decision to anyone but who made it or who holds the claim."""
    made = card.question.decision if card.question else None
    if made is None or card.by in {made.by, holder(card.claim, card.at)}:
        return None
    return refuse("already_decided", card.id)


def aired(card: Card) -> Refusal | None:
    """Refuses what can't be done any more to a question that was on air."""
    if card.question is None or not card.question.airings:
        return None
    return refuse("on_air" if card.question.state == "on_air" else "overtaken", card.id)


def claim(card: Card, initials: str, over: bool = False) -> Decided:
    """Opens a question, or renews the lease on it; `over` takes it from the colleague who holds it."""
    if refusal := closed(card):
        return refusal
    if not over and (refusal := _held(card)):
        return refusal
    return [events.Claimed(question=card.id, holder=card.by, until=card.at + CLAIM_MS, initials=initials)]


def release(card: Card) -> Decided:
    """Gives a claim up; nothing to do where there is none."""
    held = holder(card.claim, card.at)
    if held is None:
        return []
    return [events.Released(question=card.id)] if held == card.by else refuse("claimed", card.id, "claim")


def approve(card: Card, revision: int | None, sure: bool = False) -> Decided:
    """Approves one revision for air in its language, in place of that language's earlier approval.

    Args:
        card: the question.
        revision: which wording; None for the one that the queue shows.
        sure: approve although personal data were found in it.
    """
    if refusal := blocked(card) or _second(card):
        return refusal
    question: Any = card.question
    wording = current(question) if revision is None else _revision(question, revision)
    if wording is None:
        return refuse("not_found", card.id)
    return _approvable(card, wording, sure) or [_decided(card, question, wording)]


def _revision(question: Question, revision: int) -> Wording | None:
    return next((w for w in question.wordings if w.revision == revision), None)


def _approvable(card: Card, wording: Wording, sure: bool) -> Refusal | None:
    question: Any = card.question
    if question.consultation:
        return refuse("private", card.id)
    if question.state in PUBLIC and question.approvals.get(wording.language) == wording.revision:
        return refuse("already_decided", card.id)
    return refuse("personal_data", card.id) if not sure and personal(question, wording) else None


def personal(question: Question, wording: Wording) -> bool:
    """Whether personal data would be shown with this wording."""
    of_asker = [f for f in question.asker_flags if f.field not in question.hidden]
    return any(f.kind in flags.PERSONAL for f in (*wording.flags, *of_asker))


def _decided(card: Card, question: Question, wording: Wording) -> events.Approved:
    return approved(question, wording, card.decision)


def approved(question: Question, wording: Wording, decision: str | None) -> events.Approved:
    """The announcement of an approval: with a decision a new one, without it one that stands again."""
    shown = asker(question)
    return events.Approved(
        question=question.id, decision=decision, number=question.number, revision=wording.revision,
        language=wording.language, hash=wording.hash, family=bool(question.merged), text=wording.text,
        name=shown["name"], region=shown["region"],
    )  # fmt: skip


class Draft(NamedTuple):
    """A wording as a moderator wrote it, and why."""

    text: str
    language: Language
    why: Why | None = None


def edit(card: Card, draft: Draft, approve_it: bool = False, sure: bool = False) -> Decided:
    """Writes a new revision, and approves it at once if asked; a wording that stands already is not written twice.

    The approval that its language has keeps standing until the new revision is approved.
    """
    refusal = blocked(card) or (_second(card) if approve_it else None)
    clean = screening.normalise(draft.text)
    if refusal or isinstance(clean, Refusal):
        return refusal or clean
    question: Any = card.question
    wording = worded(question, Draft(clean, draft.language, draft.why), card.by, card.at)
    new = written(question, wording)
    if not approve_it:
        return new
    return _approvable(card, wording, sure) or [*new, _decided(card, question, wording)]


def worded(question: Question, draft: Draft, by: str, at: int) -> Wording:
    """The revision that says this clean text: one that stands already, or the next."""
    hash = text_hash(draft.language, draft.text)
    if same := next((w for w in reversed(question.wordings) if w.hash == hash), None):
        return same
    return Wording(
        revision=question.wordings[-1].revision + 1, language=draft.language, text=draft.text, hash=hash, by=by, at=at,
        why=draft.why, flags=flags.find(draft.text),
    )  # fmt: skip


def written(question: Question, wording: Wording) -> list[events.Worded]:
    """That it was written; nothing where it stands already."""
    if wording in question.wordings:
        return []
    said = wording.model_dump(exclude={"by", "at", "flags"})
    return [events.Worded(question=question.id, flags=wording.flags, **said)]


def reject(card: Card, reason: str) -> Decided:
    """Refuses the question for a reason of the briefing's list; not once it was on air."""
    if refusal := blocked(card) or aired(card) or _second(card):
        return refusal
    reasons = card.briefing.details.reasons if card.briefing else ()
    if reason not in {r.id for r in reasons if not r.retired}:
        return refuse("bad_reason", card.id)
    return [events.Rejected(question=card.id, decision=card.decision, reason=reason)]


def notice(card: Card, due: int | None = None) -> Decided:
    """Takes the question on notice: it will be answered later, in writing; once it was on air too, if not answered.

    Args:
        card: the question.
        due: until when the answer is promised, ms since the epoch.
    """
    if refusal := blocked(card) or _second(card):
        return refusal
    question: Any = card.question
    if question.state in {"on_notice", "on_air"}:
        return refuse("on_air" if question.state == "on_air" else "already_decided", card.id)
    return [events.Noticed(question=card.id, decision=card.decision, due=due)]


def merge(card: Card, master: Card) -> Decided:
    """Merges a question into another, in any language: one that waits, is approved, on air or on notice."""
    if refusal := blocked(card) or aired(card) or _second(card):
        return refusal
    question, into = card.question, master.question
    if card.id == master.id or into is None or into.state not in MASTERS:
        return refuse("no_master", master.id)
    if into.consultation or (question and question.consultation):
        return refuse("private", card.id)
    return [events.Merged(question=card.id, decision=card.decision, master=master.id)]


def unmerge(card: Card) -> Decided:
    """Takes a merged question out again, whoever merged it; all it had before it has again."""
    if refusal := closed(card):
        return refusal
    question: Any = card.question
    if question.state != "merged":
        return refuse("not_merged", card.id)
    return _undone(question)


def divert(card: Card, sealed: str) -> Decided:
    """Hands the question to the confidential role, sealed, and forgets it everywhere else; not once it was on air.

    One that was refused or merged before can be handed over too, by anyone: until then its words stand on the desk.
    """
    if refusal := closed(card) or _held(card) or aired(card):
        return refusal
    question: Any = card.question
    if question.state in {"withdrawn", "answered"}:
        return refuse("already_decided", card.id)
    return [*_loose(question), events.Diverted(question=card.id, number=question.number, sealed=sealed)]


def _loose(question: Question) -> list[events.Undone]:
    """Takes a question that goes for good out of its master, and lets go of those that were merged into it."""
    apart = [events.Undone(question=question.id, master=question.master)] if question.master else []
    return [*apart, *(events.Undone(question=q, master=question.id) for q in question.merged)]


def undo(card: Card, decision: str) -> Decided:
    """Takes back one's own decision, if it is still the question's latest, and air has not overtaken it."""
    if refusal := closed(card):
        return refusal
    question: Any = card.question
    marked = last(question, mark=True)
    if marked and (marked.decision, marked.by) == (decision, card.by):
        return _unmarked(card, question, marked)
    return _stays(card, question, decision) or _undone(question)


def _unmarked(card: Card, question: Question, mark: Undo) -> Decided:
    before = mark.before
    if before["language"] != question.language and approved_as_asked(question):
        return refuse("overtaken", card.id)
    # What was approved before the mark was approved as it then showed.
    if question.undos[-1] is not mark and bares(question, before["hidden"]):
        return refuse("personal_data", card.id)
    return [events.Unmarked(question=card.id, person=card.by, decision=mark.decision), *_again(question, before)]


def bares(question: Question, hidden: Iterable[str]) -> bool:
    """Whether a question that is, or was and may again be, public would now show personal data that were hidden."""
    bared = set(question.hidden) - set(hidden)
    return any(_stood(question)) and any(f.kind in flags.PERSONAL and f.field in bared for f in question.asker_flags)


def _stood(question: Question) -> list[Mapping[Language, int]]:
    """The approvals that stand, and those that undo would bring back."""
    return [question.approvals, *(u.before["approvals"] for u in question.undos if not u.mark)]


def _stays(card: Card, question: Question, decision: str) -> Refusal | None:
    """Why a verdict can't be taken back, or a mark that is not the latest."""
    made = question.decision
    if mark := next((u for u in question.undos if u.mark and u.decision == decision), None):
        return refuse("changed_since" if mark.by == card.by else "not_yours", card.id)
    if made is None or last(question, mark=False) is None:
        return refuse("already_decided" if question.state == "withdrawn" else "nothing_to_undo", card.id)
    if made.by != card.by:
        return refuse("not_yours", card.id)
    if made.id != decision:
        return refuse("already_decided", card.id)
    if question.airings or question.state == "answered":  # what was on air can't have been unapproved
        return refuse("overtaken", card.id)
    return None


def _undone(question: Question) -> list[Any]:
    made: Any = question.decision
    before: Any = last(question, mark=False)
    stands: dict[Language, int] = before.before["approvals"]
    undone = events.Undone(
        question=question.id, person=made.by, decision=made.id, master=question.master,
        noticed=before.before["state"] == "on_notice",
    )  # fmt: skip
    again = [approved(question, w, None) for w in question.wordings if stands.get(w.language) == w.revision]
    return [undone, *again] if before.before["state"] in PUBLIC else [undone]


def approved_as_asked(question: Question) -> bool:
    """Whether what was asked, as it was asked, is or was approved: its hash goes over the language."""
    stood = any(0 in approvals.values() for approvals in _stood(question))
    return stood or any(a.revision == 0 for a in question.airings)


def _again(question: Question, before: Mapping[str, Any]) -> list[events.Approved]:
    """The approvals anew, where a mark that changed how the asker is shown is taken back."""
    if set(before["hidden"]) == set(question.hidden):
        return []
    return announce(question.model_copy(update={"hidden": tuple(before["hidden"])}))


def announce(question: Question) -> list[events.Approved]:
    """The approvals that stand, told again: with them goes how the asker may be shown."""
    if question.state not in PUBLIC:
        return []
    return [approved(question, w, None) for w in question.wordings if question.approvals.get(w.language) == w.revision]


def withdraw(card: Card) -> Decided:
    """The author takes the question back, until it is taken on air; done twice is done.

    What was merged into it waits again.
    """
    if refusal := closed(card):
        return refusal
    question: Any = card.question
    if question.author != card.by:
        return Refusal(code="not_yours")
    if question.state == "withdrawn":
        return []
    if question.state == "rejected":
        return refuse("already_decided", card.id)
    if question.state == "answered":
        return refuse("overtaken", card.id)
    return aired(card) or [*_loose(question), events.Withdrawn(question=card.id)]


def answered(card: Card) -> Decided:
    """The question was answered in speech: while on air, or approved."""
    if refusal := closed(card):
        return refusal
    question: Any = card.question
    if question.state == "answered":
        return refuse("already_decided", card.id)
    if question.state not in PUBLIC:
        return refuse("not_approved", card.id)
    return [events.Answered(question=card.id)]
