"""The record as Markdown, which shows every text literally."""

from hypothesis import given
from hypothesis import strategies as st

from studio.exports.markdown import markdown, plain
from studio.minutes import Aired
from tests.studio.test_minutes import READER, asked, minutes


def test_markdown_names_the_outcome_and_escapes_marks():
    shown = Aired(since=1_010_000, until=1_020_000, text="# *1*", language="ru")
    first = asked(1, airings=(shown,), asker="Айдана, Қызылорда", outcome="answered")
    text = markdown(minutes(first, asked(2, 1_040_000)), READER)
    assert text.startswith("# Т\n\n* **DATE:** day 1000000\n* **ON AIR:**")
    assert "### 00:00:05 № 1\n\n\\# \\*1\\*\n\nАйдана, Қызылорда · ANSWERED IN SPEECH · hour 1010000" in text
    assert text.endswith("### 00:00:35 № 2\n\nQ2?\n\nSHOWN ON AIR · hour 1040000\n")


def test_nothing_becomes_a_list_or_a_heading():
    for text, shown in (("1. a", "1\\. a"), ("23) b", "23\\) b"), ("- c", "\\- c"), ("===", "\\==="), ("2026", "2026")):
        aired = Aired(since=1_010_000, until=1_020_000, text=text, language="ru")
        assert f"\n\n{shown}\n\n" in markdown(minutes(asked(1, airings=(aired,))), READER)


@given(st.text())
def test_plain_never_leaves_a_line_break_or_a_bare_mark(text: str):
    shown = plain(text)
    assert "\n" not in shown
    assert "<" not in shown.replace("\\<", "")
