"""What stands in the forms of a transcript's pages: places in the recording, and what of the lines is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from studio.events import Language
from studio.lines import Draft
from studio.minutes import Clock
from studio.records import Refusal
from web.i18n import known

_PLACE = re.compile(r"([-−]?)\s*(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")
MOST_FIELD = 2000
"""Characters of a field before cleaning: five times what a line may have."""
MOST_PAGE = 10_000


def place(ms: int) -> str:
    """A place in the recording, `12:47.250`, or `1:02:47.250`; with a minus before its beginning."""
    seconds, thousandths = divmod(abs(ms), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}:{minutes:02d}" if hours else f"{minutes:02d}"
    return f"{'−' if ms < 0 else ''}{shown}:{seconds:02d}.{thousandths:03d}"


def placed(text: str) -> int | None:
    """The milliseconds of a place as somebody typed it; thousandths may be left out. None where it is none."""
    found = _PLACE.fullmatch(text.strip()[:20])
    if found is None or int(found[4]) > 59 or (found[2] and int(found[3]) > 59):
        return None
    seconds = (int(found[2] or 0) * 60 + int(found[3])) * 60 + int(found[4])
    ms = seconds * 1000 + int((found[5] or "0").ljust(3, "0"))
    return -ms if found[1] else ms


def on_recording(at: int, clock: Clock) -> str:
    """A moment of the briefing as a place in the recording."""
    return place(at - clock.moment(0))


def draft(fields: Mapping[str, str], clock: Clock) -> Draft | Refusal:
    """The line that a form describes, its text not cleaned yet. Refuses `bad_times`, `text_too_long`."""
    since, until = placed(fields["since"]), placed(fields["until"])
    if since is None or until is None:
        return Refusal(code="bad_times")
    if max(map(len, fields.values())) > MOST_FIELD:
        return Refusal(code="text_too_long")
    return Draft(fields["text"], fields["speaker"], clock.moment(since), clock.moment(until))


class Look(NamedTuple):
    """What of the lines is looked at.

    Attributes:
        only: those of this language; all where there is none.
        chapter: those of this chapter, by its place among them, from 1; 0 for all.
        removed: those that were taken out.
        page: which hundred, from 1.
        line: the line that is opened.
        at: the line whose page is wanted, whichever that is.
    """

    only: Language | None = None
    chapter: int = 0
    removed: bool = False
    page: int = 1
    line: str = ""
    at: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Look:
        """As an address or a form says it; what makes no sense is left out."""
        return cls(
            known(fields.get("only")), _number(fields.get("chapter"), 0), bool(fields.get("removed")),
            max(1, _number(fields.get("page"), 1)), (fields.get("line") or "")[:40], (fields.get("at") or "")[:40],
        )  # fmt: skip

    def address(self, path: str) -> str:
        """The page that shows this; at the line, where there is one."""
        said = {
            "only": self.only or "", "chapter": self.chapter or "", "removed": "1" if self.removed else "",
            "page": self.page if self.page > 1 else "", "line": self.line, "at": self.at,
        }  # fmt: skip
        query = urlencode({name: value for name, value in said.items() if value != ""})
        line = self.line or self.at
        return f"{path}{f'?{query}' if query else ''}{f'#l-{line}' if line else ''}"


def _number(text: str | None, otherwise: int) -> int:
    return min(int(text), MOST_PAGE) if text and re.fullmatch(r"[0-9]{1,6}", text) else otherwise
