"""Questions answered in writing: what is owed, by whom, until when; from the promise to the published answer.

A notice comes about when a moderator takes a question on notice, or with a consultation; it is void while the question
is not on notice: taken back, approved for air after all, refused, merged, withdrawn, diverted. Then

    owed → drafted → approved → published

each a deliberate act of a person, and each of exactly what that person saw: a form says at which `revision` of the
notice it was filled in, and if anybody has done anything since, it is refused with the present state
(`changed_since`). All of it goes on after the briefing has ended; that is when most answers are written.

The answer stands on the asker's receipt. It stands in public only together with the question, so only if a wording of
that was approved, before or by whoever publishes; an answer to a consultation never does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal, NamedTuple

from qa import flags, moderation, screening
from qa.departments import Department
from qa.flags import PERSONAL, Flag
from qa.moderation import Draft
from qa.question import Question, Wording
from qa.wording import length
from studio import events
from studio.events import Frozen, Hash, Id, Language, text_hash
from studio.records import Record, Refusal, key

ANSWER = 5000
"""Characters of an answer in one language: some two pages."""
REASON = 500
"""Characters of a reason for a hand-over."""
STEPS = 200
"""Steps that the record keeps, the latest; the log has them all."""

State = Literal["owed", "drafted", "approved", "published", "void"]
OPEN: tuple[State, ...] = ("owed", "drafted", "approved")
"""The states in which an answer is owed."""

What = Literal["noticed", "void", "handed_over", "drafted", "draft_approved", "answer_published"]
Decided = Sequence[Any] | Refusal


class Step(Frozen):
    """What was done, by whom and when; of a hand-over to which department, and why."""

    what: What
    by: Id
    at: int
    department: Id | None = None
    reason: str | None = None


class Notice(Record):
    """The record of kind `notice`; its id is the question's.

    Attributes:
        state: how far the answer is.
        consultation: whether it is for the asker alone.
        since: when it was promised, ms since the epoch.
        due: until when.
        department: who owes it; None before anybody was asked to.
        handovers: how often it went from one department to another.
        revision: grows by one with each step.
        texts: the draft, by language; once it is approved or published, that very text.
        hash: over all its languages.
        flags: what a person should see in it, by language.
        public: whether the published answer stands in the record, for everyone.
        steps: in their order.
    """

    state: State = "owed"
    consultation: bool = False
    since: int
    due: int | None = None
    department: Id | None = None
    handovers: int = 0
    revision: int = 0
    texts: dict[Language, str] = {}
    hash: Hash | None = None
    flags: dict[Language, tuple[Flag, ...]] = {}
    public: bool = False
    steps: tuple[Step, ...] = ()

    def done(self, what: What) -> Step | None:
        """The latest step of this kind."""
        return next((s for s in reversed(self.steps) if s.what == what), None)


# -- evolve -------------------------------------------------------------------------------------------

_VOIDING = frozenset({"approved", "rejected", "merged", "withdrawn", "diverted"})
EVENTS = _VOIDING | {
    "asked",
    "noticed",
    "undone",
    "handed_over",
    "drafted",
    "draft_approved",
    "answer_published",
    "erased",
}
"""The types of event that a notice looks at."""

Change = dict[str, Any]


def evolve(state: Notice | None, event: Any, at: int, by: str) -> Notice | None:
    """Folds one event into a notice. What was published stays so."""
    if event.type in {"asked", "noticed"}:
        return _promised(state, event, at, by)
    if event.type == "erased":
        return state and _erased(state, at, by, kept=event.kept)
    if state is None or state.state == "published":
        return state
    if event.type == "undone":
        return _back(state, at, by) if event.noticed else _void(state, at, by)
    if event.type in _VOIDING:
        gone: Change = {"texts": {}, "hash": None, "flags": {}} if event.type == "diverted" else {}
        return _void(state, at, by, **gone)
    return _FOLDS[event.type](state, event, at, by)


def _stepped(notice: Notice, step: Step, **change: Any) -> Notice:
    steps = (*notice.steps, step)[-STEPS:]
    return notice.model_copy(update={**change, "revision": notice.revision + 1, "steps": steps})


def _promised(state: Notice | None, event: Any, at: int, by: str) -> Notice:
    if event.type == "asked":
        since = event.received_at or at
        return state or _stepped(
            Notice(id=event.question, consultation=True, since=since, due=event.due),
            Step(what="noticed", by=by, at=since),
        )
    before = state or Notice(id=event.question, since=at)
    back = _back(before, at, by)
    return back.model_copy(update={"since": at, "due": event.due})


def _back(state: Notice, at: int, by: str) -> Notice:
    """Owed again: what was drafted is there still, its approval is not."""
    again: State = "drafted" if state.texts else "owed"
    return _stepped(state, Step(what="noticed", by=by, at=at), state=again)


def _void(notice: Notice, at: int, by: str, **change: Any) -> Notice:
    if notice.state == "void" and not change:
        return notice
    return _stepped(notice, Step(what="void", by=by, at=at), state="void", **change)


def _erased(notice: Notice, at: int, by: str, *, kept: bool) -> Notice:
    """Who wrote when stays; the answer only where everyone may read it and may go on. Nothing is owed any more."""
    bare = notice.model_copy(update={"steps": tuple(s.model_copy(update={"reason": None}) for s in notice.steps)})
    if kept and notice.public:
        return bare
    gone: Change = {"texts": {}, "hash": None, "flags": {}, "public": False}
    if notice.state in OPEN:
        return _void(bare, at, by, **gone)
    return bare.model_copy(update=gone)


def _handed(state: Notice, event: events.HandedOver, at: int, by: str) -> Notice:
    step = Step(what="handed_over", by=by, at=at, department=event.department, reason=event.reason)
    again = state.department is not None
    return _stepped(state, step, department=event.department, handovers=state.handovers + again)


def _drafted(state: Notice, event: events.Drafted, at: int, by: str) -> Notice:
    step = Step(what="drafted", by=by, at=at)
    return _stepped(state, step, state="drafted", texts=event.texts, hash=event.hash, flags=event.flags)


def _approved(state: Notice, event: events.DraftApproved, at: int, by: str) -> Notice:
    return _stepped(state, Step(what="draft_approved", by=by, at=at), state="approved")


def _published(state: Notice, event: events.AnswerPublished, at: int, by: str) -> Notice:
    return _stepped(state, Step(what="answer_published", by=by, at=at), state="published", public=event.public)


_FOLDS: Mapping[str, Callable[[Notice, Any, int, str], Notice]] = {
    "handed_over": _handed, "drafted": _drafted, "draft_approved": _approved, "answer_published": _published,
}  # fmt: skip


# -- decide -------------------------------------------------------------------------------------------


class Case(NamedTuple):
    """What a step looks at: the records, who takes it, when, its id, and the notice's revision that they saw."""

    id: str
    notice: Notice | None
    question: Question | None
    by: str
    at: int
    decision: str
    seen: int


def refuse(code: str, id: str) -> Refusal:
    """A refusal that shows the present state of the notice."""
    return Refusal(code=code, key=key("notice", id))


def _closed(case: Case) -> Refusal | None:
    """What every step meets: there is no such notice, nothing is owed, or it is not what was seen."""
    notice, question = case.notice, case.question
    if notice is None or question is None:
        return Refusal(code="not_found")
    if notice.state not in OPEN:
        return refuse("not_owed", case.id)
    return refuse("changed_since", case.id) if notice.revision != case.seen else None


def hand_over(case: Case, to: Department | None, reason: str = "") -> Decided:
    """Asks a department for the answer; where another one owes it already, for a reason.

    Refuses `bad_department` for one that is unknown or retired, `text_empty` without a reason, `text_too_long`.
    """
    notice: Any = case.notice
    if refusal := _closed(case):
        return refusal
    if to is None or to.retired:
        return refuse("bad_department", case.id)
    if notice.department == to.id:
        return []
    why = screening.clean(reason)
    if notice.department is not None and not why:
        return refuse("text_empty", case.id)
    if length(why) > REASON:
        return refuse("text_too_long", case.id)
    return [events.HandedOver(question=case.id, department=to.id, reason=why or None)]


def draft(case: Case, texts: Mapping[Language, str]) -> Decided:
    """Writes the answer, in at least one language. Refuses `text_empty`, `text_too_long`."""
    notice: Any = case.notice
    clean = {language: text for language in sorted(texts) if (text := screening.clean(texts[language]))}
    if refusal := _closed(case):
        return refusal
    if not clean:
        return refuse("text_empty", case.id)
    if any(length(text) > ANSWER for text in clean.values()):
        return refuse("text_too_long", case.id)
    hash = text_hash("answer", "\n\n".join(f"{language}\n{text}" for language, text in clean.items()))
    if hash == notice.hash:
        return []
    found = {language: flags.find(text) for language, text in clean.items()}
    return [events.Drafted(question=case.id, hash=hash, texts=clean, flags=found)]


def personal(notice: Notice) -> bool:
    """Whether personal data stand in the draft."""
    return any(f.kind in PERSONAL for found in notice.flags.values() for f in found)


def approve(case: Case, sure: bool = False) -> Decided:
    """Approves exactly the draft that was seen; also by who wrote it. Refuses `no_draft`, `personal_data`."""
    notice: Any = case.notice
    if refusal := _closed(case):
        return refusal
    if notice.state == "owed":
        return refuse("no_draft", case.id)
    if notice.state == "approved":
        return refuse("already_decided", case.id)
    if personal(notice) and not sure:
        return refuse("personal_data", case.id)
    return [events.DraftApproved(question=case.id, hash=notice.hash)]


def publish(case: Case, wording: Draft | int | None = None, sure: bool = False) -> Decided:
    """Publishes exactly the approved answer, and with it a wording of the question.

    Args:
        case: the notice.
        wording: which makes the question public: a revision, or one's own words. Without one the approvals that
            stand stay; where there are none the answer is the asker's alone.
        sure: although personal data stand in that wording, or in the asker's name or region.

    Returns:
        The events, or a refusal: `not_approved`, `private` (a wording for a consultation), `personal_data`,
        `text_empty`, `text_too_long`, `not_found` (such a revision).
    """
    notice: Any = case.notice
    question: Any = case.question
    if refusal := _closed(case):
        return refusal
    if notice.state != "approved":
        return refuse("not_approved", case.id)
    public = [] if wording is None else _made_public(case, question, wording, sure)
    if isinstance(public, Refusal):
        return public
    # First of all: an approval of the question would make void what is not published.
    shown = bool(public) or (bool(question.approvals) and not question.consultation)
    published = events.AnswerPublished(question=case.id, hash=notice.hash, public=shown)
    return [published, *public, events.Answered(question=case.id, how="writing")]


def _made_public(case: Case, question: Question, wording: Draft | int, sure: bool) -> list[Any] | Refusal:
    if question.consultation:
        return refuse("private", case.id)
    chosen = _chosen(case, question, wording)
    if isinstance(chosen, Refusal):
        return chosen
    if moderation.personal(question, chosen) and not sure:
        return refuse("personal_data", case.id)
    return [*moderation.written(question, chosen), moderation.approved(question, chosen, case.decision)]


def _chosen(case: Case, question: Question, wording: Draft | int) -> Wording | Refusal:
    if isinstance(wording, int):
        found = next((w for w in question.wordings if w.revision == wording), None)
        return found or refuse("not_found", case.id)
    clean = screening.normalise(wording.text)
    if isinstance(clean, Refusal):
        return refuse(clean.code, case.id)
    return moderation.worded(question, wording._replace(text=clean), case.by, case.at)


def object_(question: Question | None, answered: Question | None) -> Decided:
    """The receipt's holder says that the answer was none; once more is once.

    Args:
        question: theirs.
        answered: the same, or what it was merged into, to the last.

    Returns:
        The event; `not_found`, or `not_answered` where there is no answer to object to.
    """
    if question is None or answered is None:
        return Refusal(code="not_found")
    if answered.state != "answered":
        return Refusal(code="not_answered", key=key("question", question.id))
    return [] if question.objected_at is not None else [events.Objected(question=question.id)]


# -- time ---------------------------------------------------------------------------------------------


def overdue(notice: Notice, now: int) -> bool:
    """Whether the answer is owed still, and its day has passed."""
    return notice.state in OPEN and notice.due is not None and now > notice.due


def working_day(day: date, number: int, working: Callable[[date], bool]) -> date:
    """The day so many working days after a day; before it, where the number is negative."""
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left > 0:
        day += step
        left -= working(day)
    return day


def due(at: int, days: int, working: Callable[[date], bool], zone: tzinfo = UTC) -> int:
    """The end of the last day of a term that is counted in working days, from the day after.

    Args:
        at: when the term began, ms since the epoch.
        days: how many working days it has.
        working: whether people work on a day.
        zone: whose days these are.

    Returns:
        The last millisecond of that day, ms since the epoch.
    """
    last = working_day(datetime.fromtimestamp(at / 1000, zone).date(), days, working)
    midnight = datetime.combine(last + timedelta(days=1), time(), zone)
    return int(midnight.timestamp() * 1000) - 1
