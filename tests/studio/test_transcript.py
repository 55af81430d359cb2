"""Moments on air fold to chapters and Markdown on the recording's clock."""

import io

import webvtt as webvtt_library
from hypothesis import given
from hypothesis import strategies as st

from studio.transcript import Clock, Moment, chapters, markdown, plain, stamp, webvtt

CLOCK = Clock(opened_at=1_000_000, ended_at=1_100_000, offset_ms=5_000)


def moment(number: int, since: int, **more: object) -> Moment:
    return Moment.model_validate({"number": number, "since": since, "until": since + 1, "text": f"Q{number}?"} | more)


def test_chapters_last_until_the_next_and_the_last_until_the_end():
    found = chapters([moment(2, 1_040_000), moment(1, 1_010_000)], CLOCK)
    assert [(a, b, m.number) for a, b, m in found] == [(5_000, 35_000, 1), (35_000, 95_000, 2)]


def test_what_was_on_air_before_the_recording_began_has_no_chapter():
    assert [m.number for _, _, m in chapters([moment(1, 1_000_100), moment(2, 1_004_000)], CLOCK)] == [2]
    assert chapters([moment(1, 1_000_100), moment(2, 1_004_000)], CLOCK)[0][0] == 0


def test_one_question_on_two_screens_is_one_chapter():
    assert len(chapters([moment(7, 1_010_000), moment(7, 1_010_400)], CLOCK)) == 1


def test_webvtt_is_read_back_by_others_and_shows_hostile_text_literally():
    track = webvtt([moment(1, 1_010_000, text="a --> b\n\n<i>&")], CLOCK)
    (cue,) = webvtt_library.from_buffer(io.StringIO(track)).captions
    assert (cue.start, cue.end) == ("00:00:05.000", "00:01:35.000")
    assert cue.raw_text == "№ 1. a --&gt; b &lt;i&gt;&amp;"


def test_markdown_names_the_outcome_and_escapes_marks():
    moments = [moment(1, 1_010_000, text="# *1*", asker="Айдана, Қызылорда", answered=True), moment(2, 1_040_000)]
    text = markdown("T", [("Date", "today")], moments, CLOCK, lambda label: label.upper())
    assert "* **Date:** today" in text
    assert "### 00:00:05 № 1\n\n\\# \\*1\\*\n\nАйдана, Қызылорда · ANSWERED IN SPEECH" in text
    assert text.endswith("### 00:00:35 № 2\n\nQ2?\n\nSHOWN, NO ANSWER MARKED\n")


@given(st.integers(0, 10**9))
def test_stamp_keeps_every_millisecond(ms: int):
    hours, minutes, seconds = stamp(ms).split(":")
    assert round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000) == ms


@given(st.text())
def test_plain_never_leaves_a_line_break_or_a_bare_mark(text: str):
    shown = plain(text)
    assert "\n" not in shown
    assert "<" not in shown.replace("\\<", "")
