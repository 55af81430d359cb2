"""Known days of Kazakhstan, as its government published them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from qa.notices import due
from studio.workdays import kazakhstan

ALMATY = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-03-20", True), ("2025-03-21", False),
        ("2025-03-24", False), ("2025-03-25", False),  # Nauryz on a weekend moves
        ("2025-03-26", True), ("2026-01-07", False), ("2026-12-16", False), ("2026-12-17", True),
        ("2025-01-03", False),  # moved from Sunday 5 January by decree
        ("2024-05-04", True), ("2024-05-08", False),  # a Saturday worked for a Wednesday, by decree
        ("2026-03-08", False), ("2026-03-09", False), ("2026-10-26", False), ("2026-11-07", False),
    ],
)  # fmt: skip
def test_it_is_a_working_day_or_not(day: str, works: bool):
    assert kazakhstan()(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("since", "days", "last"),
    [
        ("2025-03-20", 1, "2025-03-26"),  # over Nauryz and what was moved
        ("2025-03-03", 15, "2025-03-28"),  # 10, 21, 24 and 25 March are free
        ("2026-12-15", 1, "2026-12-17"),
        ("2025-12-31", 15, "2026-01-26"),  # 1, 2 and 7 January are free
        ("2024-05-03", 1, "2024-05-04"),
    ],
)  # fmt: skip
def test_the_term_passes_over_holidays(since: str, days: int, last: str):
    began = int(datetime.fromisoformat(f"{since}T11:00").replace(tzinfo=ALMATY).timestamp() * 1000)
    ends = datetime.fromtimestamp(due(began, days, kazakhstan(), ALMATY) / 1000, ALMATY)
    assert ends.date().isoformat() == last
