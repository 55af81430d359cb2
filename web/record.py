"""The minutes of a briefing, made from its archived records: pure, and blind to what was never approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from qa.departments import Department
from qa.notices import OPEN, Notice
from qa.question import Question, Wording, readable
from qa.question import asker as shown_asker
from studio.briefing import Briefing
from studio.events import Language
from studio.lines import Line, Transcript, corrections, passages
from studio.minutes import Aired, Answer, Asked, Clock, Minutes, Outcome


class Said(NamedTuple):
    """What was said: the lines, and the transcript's own record, without which none of them is public."""

    lines: Sequence[Line] = ()
    transcript: Transcript | None = None


SILENCE = Said()


class Answers(NamedTuple):
    """What is known of answers in writing: the notices by question, and who the departments are."""

    notices: Mapping[str, Notice] = {}
    departments: Mapping[str, Department] = {}


NONE = Answers()


def minutes(  # noqa: PLR0913 - the parts of a record
    id: str, briefing: Briefing, questions: Iterable[Question], counts: tuple[int, int], said: Said = SILENCE, *,
    answers: Answers = NONE,
) -> Minutes:  # fmt: skip
    """The minutes as far as these records go.

    Args:
        id: the briefing's.
        briefing: its record.
        questions: of it; those that are not public in the end are left out.
        counts: how many were asked in all, and how many of them were answered, shown here or not.
        said: the transcript; without its record nothing of it stands in the minutes.
        answers: in writing, of these questions.
    """
    details, timer = briefing.details, clock(briefing)
    return Minutes(
        briefing=id, slug=details.slug, title=details.title, languages=details.languages, clock=timer,
        speakers=details.speakers, total=counts[0], answered=counts[1],
        recording_url=str(details.recording_url) if details.recording_url else None,
        questions=in_order(questions, timer.ended_at, answers),
        passages=passages(said.lines, said.transcript),
        published_at=said.transcript.published_at if said.transcript else None,
        corrections=corrections(said.lines, said.transcript),
    )  # fmt: skip


def published(question: Question, ended_at: int, answers: Answers = NONE) -> Asked | None:
    """The question as the record may show it; None for one that was never approved, or is not public in the end."""
    approved = shown(question)
    if not approved:
        return None
    return Asked(
        id=question.id,
        number=question.number,
        outcome=_outcome(question),
        language=question.language,
        texts={tongue: wording.text for tongue, wording in approved.items()},
        edited=any(wording.revision > 0 for wording in approved.values()),
        asker=", ".join(part for part in shown_asker(question).values() if part),
        airings=_airings(question, ended_at),
        answered_at=question.answered_at,
        **_in_writing(answers.notices.get(question.id), answers.departments),
    )


def shown(question: Question) -> Mapping[Language, Wording]:
    """The wordings that the record shows, by language; none of a question that is not public in the end."""
    if not readable(question) or question.consultation:
        return {}
    return {tongue: _wording(question, revision) for tongue, revision in question.approvals.items()}


def _in_writing(notice: Notice | None, departments: Mapping[str, Department]) -> dict[str, Any]:
    if notice is None or notice.state == "void":
        return {}
    known = departments.get(notice.department or "")
    department = known.name if known else {}
    if notice.state in OPEN:
        return {"department": department, "due": notice.due, "handovers": notice.handovers}
    step = notice.done("answer_published")
    answer = Answer(texts=notice.texts, at=step.at, department=department) if step and notice.public else None
    return {"answer": answer, "handovers": notice.handovers}


def _airings(question: Question, ended_at: int) -> tuple[Aired, ...]:
    """Each time on air, with the wording that was shown: the frozen revision, not today's."""
    each = [(airing, _wording(question, airing.revision)) for airing in question.airings]
    return tuple(
        Aired(since=airing.since, until=airing.until or ended_at, text=wording.text, language=wording.language)
        for airing, wording in each
    )


def _outcome(question: Question) -> Outcome:
    if question.state == "answered":
        return "written" if question.answered_by == "writing" else "answered"
    if question.state == "on_notice":
        return "noticed"
    return "aired" if question.airings else "approved"


def _wording(question: Question, revision: int) -> Wording:
    return next(w for w in question.wordings if w.revision == revision)


def in_order(questions: Iterable[Question], ended_at: int, answers: Answers = NONE) -> tuple[Asked, ...]:
    """The record's questions: those on air by their moment, then the others by number."""
    every = [p for question in questions if (p := published(question, ended_at, answers))]
    return tuple(sorted(every, key=lambda p: (not p.airings, p.airings[0].since if p.airings else 0, p.number)))


def clock(briefing: Briefing) -> Clock:
    """The recording's clock; a briefing ended without having been opened counts from its schedule."""
    opened = briefing.opened_at if briefing.opened_at is not None else briefing.details.starts_at
    return Clock(
        opened_at=opened,
        ended_at=briefing.ended_at if briefing.ended_at is not None else opened,
        offset_ms=briefing.details.recording_offset_ms,
    )
