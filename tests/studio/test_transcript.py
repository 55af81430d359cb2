"""The minutes fold to WebVTT that others read: chapters, and captions."""

import io

import pytest
import webvtt as webvtt_library
from hypothesis import given
from hypothesis import strategies as st

from studio.media.heard import Heard
from studio.minutes import Aired, Passage
from studio.transcript import captions, passages, spoken, stamp, webvtt
from tests.studio.exports.samples import HOSTILE, careful, hostile
from tests.studio.test_minutes import asked, minutes


def test_webvtt_is_read_back_by_others_and_shows_hostile_text_literally():
    shown = Aired(since=1_010_000, until=1_020_000, text="a --> b\n\n<i>&", language="en")
    track = webvtt(minutes(asked(1, airings=(shown,))))
    (cue,) = webvtt_library.from_buffer(io.StringIO(track)).captions
    assert (cue.start, cue.end) == ("00:00:05.000", "00:01:35.000")
    assert cue.raw_text == "№ 1. a --&gt; b &lt;i&gt;&amp;"


def test_captions_are_read_back_by_others_as_they_were_heard():
    said = [
        Heard(start=160, end=5_520, text="Is 3 <b> 2?\n--> Yes.", language="en"),
        Heard(start=3_600_000, end=3_600_001, text="Қ", language="kk"),
    ]
    first, last = webvtt_library.from_buffer(io.StringIO(captions(said))).captions
    assert (first.start, first.end, first.raw_text) == ("00:00:00.160", "00:00:05.520", "Is 3 &lt;b&gt; 2? --&gt; Yes.")
    assert (last.start, last.end, last.text) == ("01:00:00.000", "01:00:00.001", "Қ")
    assert captions([]).strip() == "WEBVTT"


@given(st.integers(0, 10**9))
def test_stamp_keeps_every_millisecond(ms: int):
    hours, minutes, seconds = stamp(ms).split(":")
    assert round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000) == ms


def test_captions_say_who_speaks_and_when():
    first, second, third = webvtt_library.from_buffer(io.StringIO(spoken(careful()))).captions
    assert (first.start, first.end, first.voice) == ("00:00:05.000", "00:00:09.500", "Әсел Құрманғазы")
    assert first.text == "Қайырлы күн, құрметті көрермендер!"
    assert (second.start, second.voice) == ("00:00:10.000", "Бауыржан Ким")
    assert third.voice is None


def passage(since: int, until: int, text: str = "x") -> Passage:
    return Passage(id=f"l{since}", since=1_000_000 + since, until=1_000_000 + until, language="kk", text=text)


def test_what_is_empty_or_was_said_before_the_recording_is_no_caption():
    lines = (passage(9000, 10_000), passage(1000, 4000), passage(4000, 6000), passage(7000, 8000, "\x00 \u202e"))
    assert [(p.start, p.end) for p in passages(minutes(passages=lines))] == [(0, 1000), (4000, 5000)]


@pytest.mark.parametrize("track", [webvtt, spoken])
def test_no_hostile_text_breaks_a_track(track):
    whole = hostile(*HOSTILE)
    found = webvtt_library.from_buffer(io.StringIO(track(whole))).captions
    many = len(whole.questions) if track is webvtt else len(passages(whole))
    assert len(found) == many
    assert all("-->" not in cue.raw_text for cue in found)
