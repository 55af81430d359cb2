"""The term for an answer in writing, by the settings and the working days of Kazakhstan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from qa import notices
from studio import workdays
from studio.settings import Settings


def term(settings: Settings) -> Callable[[int], int]:
    """From the moment of a promise to the last one of its term, ms since the epoch."""
    return partial(
        notices.due, days=settings.notice_working_days, working=workdays.kazakhstan(), zone=ZoneInfo(settings.timezone)
    )
