"""Days and hours as each reader writes them, on the briefing's wall clock."""

from web.dates import Dates

AT = 1_795_363_500_000  # 2026-11-22 16:05 UTC


def test_each_language_writes_the_day_its_own_way_on_the_same_wall_clock():
    assert Dates("en", "Asia/Almaty").moment(AT) == "November 22, 2026, 21:05"
    assert Dates("ru", "Asia/Almaty").day(AT) == "22 ноября 2026\u202fг."
    assert "22" in Dates("kk", "Asia/Almaty").day(AT)
    assert Dates("en", "UTC").time(AT) == "16:05"
