"""Letters to an asker and to departments: what is promised, when there is something to write, who is reminded when.

A mailing holds the sealed address of one asker until a letter was handed to the mail server, or is no longer wanted;
then it is emptied. At most one letter is sent: before it is handed over the log says so (`tried_at`), and a process
that dies in between leaves a mailing that is ended as `unsure`, never sent again. The receipt tells the outcome anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from qa.notices import OPEN, Notice, working_day
from qa.question import Question
from studio.events import Frozen, Id, Language, MailAsked, MailEnded, MailTried, Reminded
from studio.records import Record, Refusal, key

TAKEN_BACK_MS = 5 * 60_000
"""A refusal is written about only after this time: most slips of a moderator are taken back within it."""
LEASE_MS = 5 * 60_000
"""Longer than any hand-over to a mail server takes: who tried longer ago has died over it."""
HOUR = 9
"""Departments are reminded in the morning, not at midnight."""

Address = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}$", max_length=254),
]
"""An address as HTML's e-mail fields take it, with a domain that has a dot: ASCII alone, as every server takes it."""
_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)

Outcome = Literal["speech", "writing", "rejected", "aired", "not_reached"]
How = Literal["sent", "taken_back", "withdrawn", "refused", "failed", "unsure", "diverted", "erased"]


class Envelope(Frozen):
    """What is sealed: where the letter goes, and the receipt that it links to, which stands nowhere else."""

    to: Address
    receipt: str


class Mailing(Record):
    """The record of kind `mailing`; its id is the question's.

    Attributes:
        language: of the letter.
        asked_at: when it was asked for, ms since the epoch, as all moments here.
        sealed: an `Envelope`; None once it is deleted.
        tried_at: when it was last begun to hand the letter over.
        ended: why it was deleted.
    """

    language: Language
    asked_at: int
    sealed: str | None
    tried_at: int | None = None
    ended: How | None = None


class Reminder(Record):
    """The record of kind `reminder`, of whom was reminded last; its id is the question's."""

    department: Id
    due: int
    stage: int
    at: int


EVENTS = ("mail_asked", "mail_tried", "mail_ended", "diverted", "erased")


def evolve(state: Mailing | None, event: Any, at: int, by: str) -> Mailing | None:
    """Folds one event into a mailing."""
    if event.type == "mail_asked":
        return Mailing(id=event.question, language=event.language, asked_at=at, sealed=event.sealed)
    if state is None or state.ended:
        return state
    if event.type == "mail_tried":
        return state.model_copy(update={"tried_at": at})
    how = event.how if event.type == "mail_ended" else event.type
    return state.model_copy(update={"ended": how, "sealed": None})


def evolve_reminder(state: Reminder | None, event: Reminded, at: int, by: str) -> Reminder:
    """Folds one event into a reminder."""
    return Reminder(id=event.question, department=event.department, due=event.due, stage=event.stage, at=at)


def address(typed: str) -> str | None:
    """The address that was typed into a form, if it is one."""
    try:
        return _ADDRESS.validate_python(typed.strip())
    except ValidationError:
        return None


# -- the asker ----------------------------------------------------------------------------------------


class Case(NamedTuple):
    """What decides about a mailing.

    Attributes:
        id: the question's.
        mailing: as it stands.
        question: the one that was asked.
        followed: what it was merged into, to the last; else the same.
        ended: whether the briefing is over.
        now: ms since the epoch.
    """

    id: str
    mailing: Mailing | None
    question: Question | None
    followed: Question | None
    ended: bool
    now: int


def outcome(question: Question, ended: bool) -> Outcome | None:
    """What became of a question; None while that is open, and where nobody is to be told: withdrawn, diverted."""
    if question.state == "answered":
        return question.answered_by or "speech"
    if question.state == "rejected":
        return "rejected"
    if ended and question.state in {"received", "approved", "on_air"}:
        return "aired" if question.airings else "not_reached"
    return None


def open_(question: Question, followed: Question, ended: bool) -> bool:
    """Whether something may still become of it, so that a letter can be asked for."""
    gone = {"withdrawn", "diverted"} & {question.state, followed.state}
    return not gone and question.erased_at is None and outcome(followed, ended) is None


def ask(case: Case, language: Language, sealed: str) -> Sequence[Any] | Refusal:
    """Asks for a letter. Refuses `not_found`, `too_late` where there is an outcome; once more is once."""
    if case.question is None or case.followed is None:
        return Refusal(code="not_found")
    if not open_(case.question, case.followed, case.ended):
        return Refusal(code="too_late", key=key("question", case.id))
    if waits(case.mailing):
        return []
    return [MailAsked(question=case.id, language=language, sealed=sealed)]


def waits(mailing: Mailing | None) -> bool:
    """Whether a letter is wanted still."""
    return mailing is not None and mailing.ended is None


def end(case: Case, how: Literal["sent", "taken_back", "withdrawn", "refused", "failed", "unsure"]) -> Sequence[Any]:
    """Deletes the address, whatever became of the letter."""
    return [MailEnded(question=case.id, how=how)] if waits(case.mailing) else []


Next = Literal["wait", "send", "withdrawn", "unsure"]


def next_(case: Case) -> Next:
    """What is to be done about a mailing now."""
    mailing, question, followed = case.mailing, case.question, case.followed
    if mailing is None or mailing.ended or question is None or followed is None:
        return "wait"
    if mailing.tried_at is not None:
        return "unsure" if case.now - mailing.tried_at >= LEASE_MS else "wait"
    if "withdrawn" in {question.state, followed.state}:
        return "withdrawn"
    found = outcome(followed, case.ended)
    decided = followed.decision.at if followed.decision else 0
    settled = found != "rejected" or case.now - decided >= TAKEN_BACK_MS
    return "send" if found and settled else "wait"


def try_(case: Case, again: bool = False) -> Sequence[Any]:
    """Begins to hand the letter over, if it is still to be sent.

    Args:
        case: as it stands.
        again: whoever asks has tried before, and knows that the mail server did not take it.
    """
    mailing = case.mailing
    if again and mailing and mailing.tried_at:
        case = case._replace(mailing=mailing.model_copy(update={"tried_at": None}))
    return [MailTried(question=case.id)] if next_(case) == "send" else []


# -- the departments ----------------------------------------------------------------------------------


class Calendar(NamedTuple):
    """When departments are reminded: so many working days before, in whose days.

    Attributes:
        days: working days before an answer is due.
        working: whether people work on a day.
        zone: whose days these are.
    """

    days: int
    working: Callable[[date], bool]
    zone: tzinfo = UTC

    def first(self, due: int) -> int:
        """The moment of the first reminder, ms since the epoch."""
        last = datetime.fromtimestamp(due / 1000, self.zone).date()
        return self._morning(working_day(last, -self.days, self.working))

    def stage(self, due: int, now: int) -> int | None:
        """How far the reminders are: None before the first; 0 before it is due; 1 overdue, then one more a week."""
        after = datetime.fromtimestamp(due / 1000, self.zone).date() + timedelta(days=1)
        if now >= self._morning(after):
            today = datetime.fromtimestamp(now / 1000, self.zone) - timedelta(hours=HOUR)
            return 1 + (today.date() - after).days // 7
        return 0 if self.first(due) <= now <= due else None

    def _morning(self, day: date) -> int:
        return int(datetime.combine(day, time(HOUR), self.zone).timestamp() * 1000)


def remind(notice: Notice | None, before: Reminder | None, calendar: Calendar, now: int) -> Sequence[Reminded]:
    """Reminds the department that owes an answer: of what was missed only the latest, and nothing twice."""
    if notice is None or notice.state not in OPEN or notice.due is None or notice.department is None:
        return []
    stage = calendar.stage(notice.due, now)
    same = before is not None and (before.department, before.due) == (notice.department, notice.due)
    if stage is None or (before and same and before.stage >= stage):
        return []
    return [Reminded(question=notice.id, department=notice.department, due=notice.due, stage=stage)]
