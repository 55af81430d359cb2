"""A question's record: what is known of it now, how events change it, and what the public sees of it.

received → approved → on air → answered; or rejected, withdrawn, merged into another, diverted as a tip-off, or taken on
notice and then answered in writing (`qa.notices`); see `docs/architecture.md`. The rules of deciding stand in
`qa.moderation`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from qa.flags import Flag
from studio import events
from studio.events import Frozen, Hash, Id, Language, Verdict, Why, text_hash
from studio.records import Record

State = Literal[
    "received", "approved", "rejected", "on_notice", "merged", "diverted", "on_air", "answered", "withdrawn"
]  # fmt: skip

UNDOABLE = 20
"""How many decisions can be taken back: of a moderator's latest, and of the verdicts and the marks on one question."""


class Wording(Frozen):
    """One revision: 0 is what was asked, whose text is never altered; later ones are moderators'."""

    revision: int
    language: Language
    text: str
    hash: Hash
    by: str  # "viewer" or a person's id
    at: int
    why: Why | None = None
    flags: tuple[Flag, ...] = ()


class Airing(Frozen):
    """When one revision stood on a screen; `until` is None while it does."""

    revision: int
    hash: Hash
    screen: Id
    cue: Id
    since: int
    until: int | None = None


class Decision(Frozen):
    """What was decided last, by whom and when; the id is the command's, one for all questions it decided on."""

    id: Id
    by: Id
    at: int
    kind: Verdict


class Undo(Frozen):
    """What a decision replaced: the fields as they were before."""

    decision: Id
    by: Id
    mark: bool
    before: dict[str, Any]


class Question(Record):
    """The record of kind `question`."""

    number: int
    state: State
    asked_at: int
    author: str  # keyed hash of the viewer id; routes, never shown
    receipt: str  # hash of the receipt code
    language: Language  # of the original, as recognised or corrected
    wordings: tuple[Wording, ...]
    name: str | None = None
    region: str | None = None
    asker_flags: tuple[Flag, ...] = ()  # in the name and the region
    consultation: bool = False
    # What a decision changes.
    approvals: dict[Language, int] = {}  # the approved revision, by language
    reason: Id | None = None
    master: Id | None = None  # merged into
    decision: Decision | None = None
    # How it lies on the desk.
    held: bool = False
    pinned: bool = False
    speaker: Id | None = None
    labels: tuple[Id, ...] = ()
    public_labels: tuple[Id, ...] = ()
    hidden: tuple[Literal["name", "region"], ...] = ()
    merged: tuple[Id, ...] = ()  # those that were merged into this one
    airings: tuple[Airing, ...] = ()
    answered_at: int | None = None
    erased_at: int | None = None  # since when nobody can read any more who asked what
    answered_by: Literal["speech", "writing"] | None = None
    objected_at: int | None = None  # when its author said that the answer was none
    undos: tuple[Undo, ...] = ()  # verdicts and marks, in their order


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
"""The states in which everyone may read what was approved of a question."""

Change = dict[str, Any]
VERDICT = ("state", "approvals", "reason", "master", "decision")
MARK = ("held", "pinned", "speaker", "labels", "public_labels", "hidden", "language")


def evolve(state: Question | None, event: Any, at: int, by: str) -> Question | None:
    """Folds one event into a question; a question that stands already is not asked anew."""
    if state is None:
        made = _MAKES.get(event.type)
        return made(event, at) if made else None
    fold = _FOLDS.get(event.type)
    return state.model_copy(update=fold(state, event, at, by)) if fold else state


def _asked(event: events.Asked, at: int) -> Question:
    found: tuple[Flag, ...] = tuple(event.flags or ())
    first = Wording(
        revision=0, language=event.language, text=event.text, hash=event.hash, by="viewer", at=at,
        flags=tuple(f for f in found if f.field == "text"),
    )  # fmt: skip
    return Question(
        id=event.question, number=event.number, state="on_notice" if event.consultation else "received",
        asked_at=event.received_at or at, author=event.author, receipt=event.receipt, language=event.language,
        wordings=(first,), name=event.name, region=event.region, speaker=event.speaker,
        asker_flags=tuple(f for f in found if f.field != "text"), consultation=event.consultation,
    )  # fmt: skip


def _sealed(event: events.Diverted, at: int) -> Question:
    return Question(
        id=event.question, number=event.number, state="diverted", asked_at=event.received_at or at,
        author=event.author or "", receipt=event.receipt or "", language="ru", wordings=(),
    )  # fmt: skip


def _worded(state: Question, event: events.Worded, at: int, by: str) -> Change:
    new = Wording(
        revision=event.revision, language=event.language, text=event.text, hash=event.hash, by=by, at=at,
        why=event.why, flags=tuple(event.flags or ()),
    )  # fmt: skip
    return {"wordings": (*state.wordings, new)}


def _undoable(state: Question, decision: str, by: str, fields: tuple[str, ...]) -> tuple[Undo, ...]:
    before = {name: getattr(state, name) for name in fields}
    new = Undo(decision=decision, by=by, mark=fields is MARK, before=before)
    # Marks never push a verdict out, nor the other way round: a merged question can always be taken out again.
    too_old = [u for u in state.undos if u.mark == new.mark][: 1 - UNDOABLE]
    return (*(u for u in state.undos if u not in too_old), new)


def _verdict(state: Question, made: Decision, change: Change) -> Change:
    return {**change, "decision": made, "undos": _undoable(state, made.id, made.by, VERDICT)}


def _approval(state: Question, event: events.Approved, at: int, by: str) -> Change:
    public = state.state in PUBLIC
    # Of what was on notice no wording may go on air before it is approved anew, each language by itself.
    stood = state.approvals if public else {}
    change: Change = {
        "state": state.state if public else "approved", "reason": None,
        "approvals": {**stood, event.language: event.revision},
    }  # fmt: skip
    if event.decision is None:
        return change
    return _verdict(state, Decision(id=event.decision, by=by, at=at, kind="approved"), change)


def _rejection(state: Question, event: events.Rejected, at: int, by: str) -> Change:
    change: Change = {"state": "rejected", "approvals": {}, "reason": event.reason}
    return _verdict(state, Decision(id=event.decision, by=by, at=at, kind="rejected"), change)


def _notice(state: Question, event: events.Noticed, at: int, by: str) -> Change:
    return _verdict(state, Decision(id=event.decision, by=by, at=at, kind="noticed"), {"state": "on_notice"})


def _merge(state: Question, event: events.Merged, at: int, by: str) -> Change:
    if state.id == event.master:
        return {"merged": (*state.merged, event.question)}
    made = Decision(id=event.decision, by=by, at=at, kind="merged")
    return _verdict(state, made, {"state": "merged", "approvals": {}, "master": event.master})


def _undone(state: Question, event: events.Undone | events.Unmarked, at: int, by: str) -> Change:
    if state.id != event.question:
        return {"merged": tuple(q for q in state.merged if q != event.question)}
    undo = last(state, mark=event.type == "unmarked")
    if undo is None or event.person is None:
        return {"state": "received", "approvals": {}, "master": None, "decision": None}
    # What was read back from the store is plain JSON; the record's own types come back by validation.
    back = Question.model_validate({**state.model_dump(), **undo.before})
    change: Change = {name: getattr(back, name) for name in (MARK if undo.mark else VERDICT)}
    if undo.mark:
        change |= _in_language(state, back.language)
    return {**change, "undos": tuple(u for u in state.undos if u is not undo)}


def _marked(state: Question, event: events.Marked, at: int, by: str) -> Change:
    return {
        "held": event.held, "pinned": event.pinned, "speaker": event.speaker, "labels": event.labels,
        "public_labels": event.public_labels, "hidden": event.hidden, **_in_language(state, event.language),
        "undos": _undoable(state, event.decision, by, MARK),
    }  # fmt: skip


def _in_language(state: Question, language: Language) -> Change:
    """The language of what was asked; its text stays, the hash goes over both."""
    if state.language == language or not state.wordings:
        return {"language": language}
    asked, *rest = state.wordings
    asked = asked.model_copy(update={"language": language, "hash": text_hash(language, asked.text)})
    return {"language": language, "wordings": (asked, *rest)}


def _divert(state: Question, event: events.Diverted, at: int, by: str) -> Change:
    """Nothing of what was written stays, nor what would put it back."""
    return {
        "state": "diverted", "wordings": (), "name": None, "region": None, "asker_flags": (), "approvals": {},
        "reason": None, "decision": None, "labels": (), "public_labels": (), "merged": (), "undos": (),
    }  # fmt: skip


def _taken(state: Question, event: events.Taken, at: int, by: str) -> Change:
    revision = 0 if event.revision is None else event.revision  # a question's cue always has one
    aired = Airing(revision=revision, hash=event.hash, screen=event.screen, cue=event.cue, since=at)
    return {"state": "answered" if state.state == "answered" else "on_air", "airings": (*state.airings, aired)}


def _cleared(state: Question, event: events.Cleared, at: int, by: str) -> Change:
    airings = tuple(
        a.model_copy(update={"until": at})
        if a.until is None and (a.screen, a.cue) == (event.screen, event.cue) else a
        for a in state.airings
    )  # fmt: skip
    left = state.state == "on_air" and all(a.until is not None for a in airings)
    return {"state": "approved" if left else state.state, "airings": airings}


def _erase(state: Question, event: events.Erased, at: int, by: str) -> Change:
    """Who asked is gone; so are all words but, with `kept`, those that everyone may read."""
    gone: Change = {"erased_at": at, "author": "", "name": None, "asker_flags": (), "undos": ()}
    if not event.kept or state.consultation or not readable(state):
        return {**gone, "region": None, "wordings": (), "approvals": {}}
    public = {*state.approvals.values(), *(airing.revision for airing in state.airings)}
    left = (w if w.revision in public else w.model_copy(update={"text": "", "flags": ()}) for w in state.wordings)
    return {**gone, "wordings": tuple(left)}


_MAKES: dict[str, Callable[[Any, int], Question]] = {"asked": _asked, "diverted": _sealed}

_FOLDS: dict[str, Callable[[Question, Any, int, str], Change]] = {
    "worded": _worded,
    "approved": _approval,
    "rejected": _rejection,
    "noticed": _notice,
    "merged": _merge,
    "undone": _undone,
    "unmarked": _undone,
    "marked": _marked,
    "diverted": _divert,
    "withdrawn": lambda state, event, at, by: {"state": "withdrawn", "approvals": {}, "decision": None, "merged": ()},
    "answered": lambda state, event, at, by: {"state": "answered", "answered_at": at, "answered_by": event.how},
    "objected": lambda state, event, at, by: {"objected_at": at},
    "erased": _erase,
    "taken": _taken,
    "cleared": _cleared,
}


def last(question: Question, *, mark: bool) -> Undo | None:
    """What the latest decision on the question, or the latest mark, has replaced."""
    return next((u for u in reversed(question.undos) if u.mark == mark), None)


def evolve_claim(state: Claim | None, event: Any, at: int, by: str) -> Claim | None:
    """Folds one event into a claim; a released claim stays as one whose lease has passed."""
    if event.type == "claimed":
        return Claim(id=event.question, holder=event.holder, initials=event.initials, until=event.until)
    return state.model_copy(update={"until": at}) if state and event.type == "released" else state


def current(question: Question) -> Wording | None:
    """What a moderator decides on: in the asker's language the approved wording, else the latest; None if diverted."""
    approved = question.approvals.get(question.language)
    own = [w for w in question.wordings if w.language == question.language]
    return next((w for w in own if w.revision == approved), None) or next(reversed(own), None)


def shown(question: Question) -> Wording | None:
    """The wording that the public sees: what is on air, what was when it was answered, else what is approved.

    Of several approved languages the asker's own comes first, then kk, ru, en.
    """
    aired = [a for a in question.airings if a.until is None or question.state == "answered"]
    order = (question.language, "kk", "ru", "en")
    approved = [question.approvals[language] for language in order if language in question.approvals]
    revision = aired[-1].revision if aired else next(iter(approved), None)
    return next((w for w in question.wordings if w.revision == revision), None)


def asker(question: Question) -> dict[str, str | None]:
    """The asker's name and region as they may be shown."""
    return {
        "name": None if "name" in question.hidden else question.name,
        "region": None if "region" in question.hidden else question.region,
    }


def readable(question: Question) -> bool:
    """Whether everyone may read it: a wording was approved, also if it was taken on notice since; no consultation.

    An answer in writing makes nothing public: where no wording was approved, it is the author's alone.
    """
    if question.consultation or not question.approvals:
        return False
    return question.state in PUBLIC or question.state == "on_notice"


def public(question: Question) -> dict[str, Any]:
    """What the public may see; without a `text` it is for the author alone."""
    view: dict[str, Any] = {
        "kind": "question", "id": question.id, "state": question.state,
        "number": question.number, "author": question.author,
    }  # fmt: skip
    if question.state == "rejected":
        return {**view, "reason": question.reason}
    if question.state == "merged":
        return {**view, "master": question.master}
    if question.answered_by:
        view["answered_by"] = question.answered_by
    if question.consultation:
        return {**view, "consultation": True}
    wording = shown(question)
    if not readable(question) or wording is None:
        return view
    return {
        **view, "text": wording.text, "language": wording.language, **asker(question),
        "speaker": question.speaker, "labels": question.public_labels,
        "edited": wording.text != question.wordings[0].text,
    }  # fmt: skip
