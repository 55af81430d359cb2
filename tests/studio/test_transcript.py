"""The minutes fold to chapters and Markdown that others read."""

import io

import webvtt as webvtt_library
from hypothesis import given
from hypothesis import strategies as st

from studio.media.heard import Heard
from studio.minutes import Aired
from studio.transcript import captions, markdown, plain, stamp, webvtt
from tests.studio.test_minutes import READER, asked, minutes


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


def test_markdown_names_the_outcome_and_escapes_marks():
    shown = Aired(since=1_010_000, until=1_020_000, text="# *1*", language="ru")
    first = asked(1, airings=(shown,), asker="Айдана, Қызылорда", outcome="answered")
    text = markdown(minutes(first, asked(2, 1_040_000)), READER)
    assert text.startswith("# Т\n\n* **DATE:** day 1000000\n")
    assert "### 00:00:05 № 1\n\n\\# \\*1\\*\n\nАйдана, Қызылорда · ANSWERED IN SPEECH" in text
    assert text.endswith("### 00:00:35 № 2\n\nQ2?\n\nSHOWN ON AIR\n")


@given(st.integers(0, 10**9))
def test_stamp_keeps_every_millisecond(ms: int):
    hours, minutes, seconds = stamp(ms).split(":")
    assert round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000) == ms


@given(st.text())
def test_plain_never_leaves_a_line_break_or_a_bare_mark(text: str):
    shown = plain(text)
    assert "\n" not in shown
    assert "<" not in shown.replace("\\<", "")
