"""What every text goes through: one line that XML holds, with no mark that turns its neighbours."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from studio.exports.words import latest, line, lines, moment
from tests.studio.exports.samples import AT, careful

ANY = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY)
def test_a_line_is_one_line_that_xml_and_utf8_hold_and_stays_as_it_is(text: str):
    shown = line(text)
    assert len(shown.splitlines()) <= 1
    held = f"<a>{shown.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</a>"
    assert (ElementTree.fromstring(held).text or "") == shown
    assert shown.encode().decode() == line(shown)


def test_marks_of_direction_are_gone_and_what_letters_need_stays():
    assert line("a\u202eb\u2066c\u2028d\x1b[1m") == "abc d[1m"
    assert line("👨‍👩‍👧 ӘәҒғ e\u0301") == "👨‍👩‍👧 ӘәҒғ e\u0301"


def test_paragraphs_are_kept_but_for_empty_ones():
    assert lines(" a  b\n\n\x00\nc") == ["a b", "c"]


def test_the_record_is_as_of_the_last_thing_that_it_tells():
    assert latest(careful()) == moment(AT + 95_000_000)
    assert latest(careful(corrections=())) == moment(AT + 90_000_000)
    assert latest(careful(corrections=(), published_at=None)) == moment(AT + 86_400_000)
    assert latest(careful(corrections=(), published_at=None, questions=())) == moment(AT + 3_600_000)
    assert moment(1_999) == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
