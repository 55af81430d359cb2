"""Days and hours in the reader's language, on the briefing's wall clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.units import format_unit

from studio.events import Language


class Dates:
    """Formats moments, ms since the epoch, for one reader."""

    def __init__(self, language: Language, timezone: str) -> None:
        self.language: Language = language
        self._zone = ZoneInfo(timezone)

    def _at(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, UTC).astimezone(self._zone)

    def day(self, at: int) -> str:
        """`22 November 2026`, in the reader's language."""
        return format_date(self._at(at), format="long", locale=self.language)

    def month(self, at: int) -> str:
        """`November 2026`, as a heading has it."""
        found = format_skeleton("yMMMM", self._at(at), locale=self.language)
        return found[:1].upper() + found[1:]

    def time(self, at: int) -> str:
        """`14:05`, on a 24-hour clock in every language."""
        return format_time(self._at(at), format="HH:mm", locale=self.language)

    def moment(self, at: int) -> str:
        """The day and the hour."""
        return f"{self.day(at)}, {self.time(at)}"

    def duration(self, minutes: int) -> str:
        """`3 days 4 hr`, `1 hr 5 min`, `7 min`: the two largest units, rounded down."""
        days, hours = divmod(minutes // 60, 24)
        parts = (("day", days), ("hour", hours)) if days else (("hour", hours), ("minute", minutes % 60))
        short = [format_unit(n, f"duration-{unit}", "short", locale=self.language) for unit, n in parts if n]
        return " ".join(short) or format_unit(0, "duration-minute", "short", locale=self.language)
