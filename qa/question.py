"""The state machine of a question, and the claim that a moderator holds on it.

submitted → approved → on air → answered, or rejected, or withdrawn; see `docs/architecture.md`.

The rules of deciding, in one place:

* Whoever else holds the claim blocks approve, edit and reject (`claimed`); a question that nobody holds may be
  decided without a claim. Undo is never blocked by a claim: who erred must be quick.
* A first decision needs no more than that. Changing a decision (another wording, a refusal after an approval) is
  for who made it or for who holds the claim; anyone else came second and is told so (`already_decided`).
* What was on air is not refused, undone or withdrawn any more (`on_air`, `overtaken`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from qa import screening
from studio import events
from studio.briefing import Briefing
from studio.events import Frozen, Hash, Id, Language, text_hash
from studio.records import Record, Refusal, key

State = Literal["received", "approved", "rejected", "on_air", "answered", "withdrawn"]

CLAIM_MS = 30_000
"""How long a claim lasts unless renewed: long enough to read and type, short enough to survive a dropped tablet."""


class Wording(Frozen):
    """One revision: 0 is what was asked and is never altered; later ones are moderators'."""

    revision: int
    language: Language
    text: str
    hash: Hash
    by: str  # "viewer" or a person's id
    at: int


class Airing(Frozen):
    """When one revision stood on a screen; `until` is None while it does."""

    revision: int
    hash: Hash
    screen: Id
    cue: Id
    since: int
    until: int | None = None


class Decision(Frozen):
    """The latest decision, for undo: by whom, when, and the state before it."""

    by: str
    at: int
    kind: Literal["approved", "rejected"]


class Question(Record):
    """The record of kind `question`."""

    number: int
    state: State
    asked_at: int
    author: str  # keyed hash of the viewer id; routes, never shown
    receipt: str  # hash of the receipt code
    language: Language  # of the original
    wordings: tuple[Wording, ...]
    name: str | None = None
    region: str | None = None
    speaker: Id | None = None
    approvals: dict[Language, int] = {}  # the approved revision, by language
    reason: Id | None = None
    decision: Decision | None = None
    airings: tuple[Airing, ...] = ()
    answered_at: int | None = None


class Claim(Record):
    """The record of kind `claim`; its id is the question's. Void once `until` has passed, whoever asks."""

    holder: Id
    initials: str
    until: int


class Tally(Record):
    """The record of kind `tally`; its id is the question's."""

    votes: int


class Cursor(Record):
    """The record of kind `cursor`, id "desk": how far the desk has read the inbox, and the last number given out.

    Votes that were read but not yet counted stand here too, so that another desk counts them if this one dies.
    """

    at: str = "0-0"
    numbered: int = 0
    voted: tuple[Id, ...] = ()
    tallied_at: int = 0


PUBLIC: frozenset[State] = frozenset({"approved", "on_air", "answered"})
"""The states in which everyone may read the question."""


class Card(NamedTuple):
    """What a decision on a question looks at: the records, who decides (a person, or an author), and when."""

    id: str
    question: Question | None
    claim: Claim | None
    briefing: Briefing | None
    by: str
    at: int


Decided = Sequence[Any] | Refusal


def holder(claim: Claim | None, at: int) -> str | None:
    """Who holds the question at `at`, ms since the epoch; nobody once the lease has passed."""
    return claim.holder if claim and at < claim.until else None


def _refuse(code: str, id: str, kind: str = "question") -> Refusal:
    return Refusal(code=code, key=key(kind, id))


def _closed(card: Card) -> Refusal | None:
    """The refusal that every command on this question meets: there is none such, or the briefing is over."""
    if card.question is None:
        return Refusal(code="not_found")
    if card.briefing is not None and card.briefing.state == "ended":
        return _refuse("ended", card.id)
    return None


def _blocked(card: Card) -> Refusal | None:
    """The refusal that approve, edit and reject share."""
    if refusal := _closed(card):
        return refusal
    if holder(card.claim, card.at) not in {None, card.by}:
        return _refuse("claimed", card.id, "claim")
    if card.question is not None and card.question.state in {"rejected", "withdrawn", "answered"}:
        return _refuse("already_decided", card.id)
    return None


def _second(card: Card) -> Refusal | None:
    """Refuses to change a standing decision to anyone but who made it or who holds the claim."""
    made = card.question.decision if card.question else None
    if made is None or card.by in {made.by, holder(card.claim, card.at)}:
        return None
    return _refuse("already_decided", card.id)


def claim(card: Card, initials: str, over: bool = False) -> Decided:
    """Opens a question, or renews the lease on it; `over` takes it from the colleague who holds it."""
    if refusal := _closed(card):
        return refusal
    if holder(card.claim, card.at) not in {None, card.by} and not over:
        return _refuse("claimed", card.id, "claim")
    return [events.Claimed(question=card.id, holder=card.by, until=card.at + CLAIM_MS, initials=initials)]


def release(card: Card) -> Decided:
    """Gives a claim up; nothing to do where there is none."""
    held = holder(card.claim, card.at)
    if held is None:
        return []
    return [events.Released(question=card.id)] if held == card.by else _refuse("claimed", card.id, "claim")


def approve(card: Card, revision: int) -> Decided:
    """Approves one revision for air in its language, in place of that language's earlier approval."""
    if refusal := _blocked(card) or _second(card):
        return refusal
    question: Any = card.question
    wording = next((w for w in question.wordings if w.revision == revision), None)
    if wording is None:
        return _refuse("not_found", card.id)
    if question.approvals.get(wording.language) == revision:
        return _refuse("already_decided", card.id)
    return [_approved(question, wording.revision, wording.language, wording.text)]


def _approved(question: Question, revision: int, language: Language, text: str) -> events.Approved:
    return events.Approved(
        question=question.id, number=question.number, revision=revision, language=language,
        hash=text_hash(language, text), text=text, name=question.name, region=question.region,
    )  # fmt: skip


def edit(card: Card, text: str, language: Language, approve_it: bool = False) -> Decided:
    """Writes a new revision, and approves it at once if asked; a wording that stands already is not written twice.

    The approval that its language has keeps standing until the new revision is approved.
    """
    refusal = _blocked(card) or (_second(card) if approve_it else None)
    clean = screening.normalise(text)
    if refusal or isinstance(clean, Refusal):
        return refusal or clean
    question: Any = card.question
    for same in reversed(question.wordings):
        if same.hash == text_hash(language, clean):
            return approve(card, same.revision) if approve_it else []
    revision = question.wordings[-1].revision + 1
    written = events.Worded(
        question=card.id, revision=revision, language=language, hash=text_hash(language, clean), text=clean
    )
    return [written, _approved(question, revision, language, clean)] if approve_it else [written]


def reject(card: Card, reason: str) -> Decided:
    """Refuses the question for a reason of the briefing's list; not once it was on air."""
    if refusal := _blocked(card) or _aired(card) or _second(card):
        return refusal
    reasons = card.briefing.details.reasons if card.briefing else ()
    if reason not in {r.id for r in reasons}:
        return _refuse("bad_reason", card.id)
    return [events.Rejected(question=card.id, reason=reason)]


def _aired(card: Card) -> Refusal | None:
    if card.question is None or not card.question.airings:
        return None
    return _refuse("on_air" if card.question.state == "on_air" else "overtaken", card.id)


def undo(card: Card) -> Decided:
    """Takes back one's own latest decision, unless the question was answered or has been on air."""
    if refusal := _closed(card):
        return refusal
    question: Any = card.question
    if question.state == "withdrawn":
        return _refuse("already_decided", card.id)
    if question.decision is None:
        return _refuse("nothing_to_undo", card.id)
    if question.decision.by != card.by:
        return _refuse("not_yours", card.id)
    if question.airings or question.state == "answered":  # what was on air can't have been unapproved
        return _refuse("overtaken", card.id)
    return [events.Undone(question=card.id)]


def withdraw(card: Card) -> Decided:
    """The author takes the question back, until it is taken on air; done twice is done."""
    if refusal := _closed(card):
        return refusal
    question: Any = card.question
    if question.author != card.by:
        return Refusal(code="not_yours")
    if question.state == "withdrawn":
        return []
    if question.state == "rejected":
        return _refuse("already_decided", card.id)
    if question.state == "answered":
        return _refuse("overtaken", card.id)
    return _aired(card) or [events.Withdrawn(question=card.id)]


def answered(card: Card) -> Decided:
    """The question was answered in speech: while on air, or approved."""
    if refusal := _closed(card):
        return refusal
    question: Any = card.question
    if question.state == "answered":
        return _refuse("already_decided", card.id)
    if question.state not in PUBLIC:
        return _refuse("not_approved", card.id)
    return [events.Answered(question=card.id)]


def evolve(state: Question | None, event: Any, at: int, by: str) -> Question | None:
    """Folds one event into a question; a question that stands already is not asked anew."""
    if event.type == "asked":
        return state or _asked(event, at)
    fold = _FOLDS.get(event.type)
    return state.model_copy(update=fold(state, event, at, by)) if state and fold else state


def _asked(event: events.Asked, at: int) -> Question:
    first = Wording(revision=0, language=event.language, text=event.text, hash=event.hash, by="viewer", at=at)
    return Question(
        id=event.question, number=event.number, state="received", asked_at=event.received_at or at, author=event.author,
        receipt=event.receipt, language=event.language, wordings=(first,), name=event.name,
        region=event.region, speaker=event.speaker,
    )  # fmt: skip


Change = dict[str, Any]


def _worded(state: Question, event: events.Worded, at: int, by: str) -> Change:
    new = Wording(revision=event.revision, language=event.language, text=event.text, hash=event.hash, by=by, at=at)
    return {"wordings": (*state.wordings, new)}


def _approval(state: Question, event: events.Approved, at: int, by: str) -> Change:
    return {
        "state": state.state if state.state in PUBLIC else "approved",
        "approvals": {**state.approvals, event.language: event.revision},
        "decision": Decision(by=by, at=at, kind="approved"),
    }


def _rejection(state: Question, event: events.Rejected, at: int, by: str) -> Change:
    made = Decision(by=by, at=at, kind="rejected")
    return {"state": "rejected", "approvals": {}, "reason": event.reason, "decision": made}


def _back(to: State) -> Change:
    return {"state": to, "approvals": {}, "reason": None, "decision": None}


def _taken(state: Question, event: events.Taken, at: int) -> Change:
    aired = Airing(revision=event.revision, hash=event.hash, screen=event.screen, cue=event.cue, since=at)
    return {"state": "answered" if state.state == "answered" else "on_air", "airings": (*state.airings, aired)}


def _cleared(state: Question, event: events.Cleared, at: int) -> Change:
    airings = tuple(
        a.model_copy(update={"until": at})
        if a.until is None and (a.screen, a.cue) == (event.screen, event.cue) else a
        for a in state.airings
    )  # fmt: skip
    left = state.state == "on_air" and all(a.until is not None for a in airings)
    return {"state": "approved" if left else state.state, "airings": airings}


_FOLDS: dict[str, Callable[[Question, Any, int, str], Change]] = {
    "worded": _worded,
    "approved": _approval,
    "rejected": _rejection,
    "undone": lambda state, event, at, by: _back("received"),
    "withdrawn": lambda state, event, at, by: _back("withdrawn"),
    "answered": lambda state, event, at, by: {"state": "answered", "answered_at": at},
    "taken": lambda state, event, at, by: _taken(state, event, at),
    "cleared": lambda state, event, at, by: _cleared(state, event, at),
}


def evolve_claim(state: Claim | None, event: Any, at: int, by: str) -> Claim | None:
    """Folds one event into a claim; a released claim stays as one whose lease has passed."""
    if event.type == "claimed":
        return Claim(id=event.question, holder=event.holder, initials=event.initials, until=event.until)
    return state.model_copy(update={"until": at}) if state and event.type == "released" else state


def shown(question: Question) -> Wording | None:
    """The wording that the public sees: what is on air, what was when it was answered, else what is approved.

    Of several approved languages the asker's own comes first, then kk, ru, en.
    """
    aired = [a for a in question.airings if a.until is None or question.state == "answered"]
    order = (question.language, "kk", "ru", "en")
    approved = [question.approvals[language] for language in order if language in question.approvals]
    revision = aired[-1].revision if aired else next(iter(approved), None)
    return next((w for w in question.wordings if w.revision == revision), None)


def public(question: Question) -> dict[str, Any]:
    """What the public may see; without a `text` it is for the author alone."""
    view: dict[str, Any] = {
        "kind": "question", "id": question.id, "state": question.state,
        "number": question.number, "author": question.author,
    }  # fmt: skip
    if question.state == "rejected":
        return {**view, "reason": question.reason}
    wording = shown(question)
    if question.state not in PUBLIC or wording is None:
        return view
    return {
        **view, "text": wording.text, "language": wording.language, "name": question.name, "region": question.region,
        "speaker": question.speaker, "edited": wording.hash != question.wordings[0].hash,
    }  # fmt: skip
