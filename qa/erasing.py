"""When a question may be erased; each record's own fold says what goes.

Outcomes stay true: the question still counts with its number, language, reason and moments. An asker who wants to be
forgotten takes all words along, also those that were on air; when a term ends, what everyone may read stays, without
the asker's name, and goes on being the record of what was answered.
"""

from __future__ import annotations

from typing import Any

from qa.notices import OPEN, Notice
from qa.question import Question
from studio.briefing import Briefing
from studio.events_erasing import Erased
from studio.records import Refusal, key


def erase(
    question: Question | None, briefing: Briefing | None, notice: Notice | None = None, kept: bool = False
) -> list[Any] | Refusal:
    """Erases a question of a briefing that has ended; done twice is done.

    Args:
        question: as it is.
        briefing: whose question; while it goes on, a question is withdrawn or handed to the confidential role instead.
        notice: of an answer in writing.
        kept: whether what everyone may read stays; a question whose answer is still owed then waits for that.

    Returns:
        The events, or a refusal: `not_found`, `not_ended`, `on_air` (it still stands on a screen), `owed`.
    """
    if question is None or briefing is None:
        return Refusal(code="not_found")
    if briefing.state != "ended":
        return Refusal(code="not_ended", key="briefing/briefing")
    if question.state == "on_air" or any(airing.until is None for airing in question.airings):
        return Refusal(code="on_air", key=key("question", question.id))
    if kept and notice is not None and notice.state in OPEN:
        return Refusal(code="owed", key=key("notice", question.id))
    if question.erased_at is not None and (kept or not question.wordings):
        return []
    return [Erased(question=question.id, kept=kept)]
