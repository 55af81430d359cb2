"""What every format does to a text before it stands in it, and the record's own moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from studio.minutes import Minutes

_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML can't hold or programs carry out, and the marks of direction by which one text would turn its neighbours."""


def line(text: str) -> str:
    """The text on one line, without what no format can show."""
    return " ".join(_UNWRITABLE.sub("", " ".join(text.split())).split())


def lines(text: str) -> list[str]:
    """The text's paragraphs, each on one line; empty ones are left out."""
    return [shown for part in text.splitlines() if (shown := line(part))]


def latest(minutes: Minutes) -> datetime:
    """The last moment of which the minutes tell: the date of every file made from them, whenever that happens."""
    moments = [minutes.clock.ended_at, minutes.published_at or 0, *(c.at for c in minutes.corrections)]
    moments += [question.answer.at for question in minutes.questions if question.answer]
    return moment(max(moments))


def moment(at: int) -> datetime:
    """Milliseconds since the epoch as a moment in UTC, to the second."""
    return datetime.fromtimestamp(at // 1000, UTC)
