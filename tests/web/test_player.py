"""The recording on a page: what plays there, and how its moments are written."""

from __future__ import annotations

import pytest

from web.player import asked_for, medium, moment, position


@pytest.mark.parametrize(
    ("recording", "plays"),
    [
        ("https://a.kz/r.mp4", "video"),
        ("https://a.kz/r.WebM?sig=1", "video"),
        ("https://a.kz/r.mp3", "audio"),
        ("https://www.youtube.com/watch?v=x.mp4", None),
        ("https://a.kz/playlist.m3u8", None),
        ("https://a.kz", None),
        (None, None),
    ],
)
def test_what_browsers_play_by_themselves_is_told_by_the_files_name(recording, plays):
    assert medium(recording) == plays


def test_a_second_is_written_as_players_show_it():
    assert [position(s) for s in (0, 9, 2467, 3600, 3723)] == ["0:00", "0:09", "41:07", "1:00:00", "1:02:03"]
    assert moment("https://a.kz/r.mp4", 83) == "https://a.kz/r.mp4#t=83"


def test_an_address_asks_for_a_second_within_a_day_and_for_nothing_else():
    assert [asked_for(t) for t in ("0", "83", "86399")] == [0, 83, 86399]
    assert [asked_for(t) for t in ("", "-1", "1.5", "86400", "999999999", "٣", "1 OR 1", '"><b>')] == [None] * 8
