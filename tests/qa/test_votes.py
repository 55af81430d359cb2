"""Tallies are published at most four times a second, and no vote waits for ever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa import votes
from qa.question import Cursor, Tally
from studio.events import Approved, Numbered, Tallied


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30)), max_size=200))
def test_at_most_four_publications_a_second_and_all_are_published(casts):
    now, cursor, published = 1_000_000, Cursor(id="desk"), []
    counted: set[str] = set()
    for wait, question in casts:
        now += wait
        cursor = votes.evolve_cursor(cursor, Numbered(cursor="1-0", numbered=0, voted=(f"q{question}",)), now, "desk")
        if due := votes.due(cursor.voted, cursor.tallied_at, now):
            cursor = votes.evolve_cursor(cursor, Tallied(votes=dict.fromkeys(due, 1)), now, "desk")
            published.append(now)
            counted |= set(due)
    for at in published:
        assert sum(at <= other < at + 1000 for other in published) <= 4
    wait = votes.wait_ms(cursor.voted, cursor.tallied_at, now)
    assert (wait is None) == (not cursor.voted)
    assert counted | set(cursor.voted) == {f"q{question}" for _, question in casts}
    if wait is not None:
        assert votes.due(cursor.voted, cursor.tallied_at, now + wait) == cursor.voted


def test_a_publication_is_bounded_and_the_rest_waits():
    many = [f"q{n}" for n in range(100)]
    first = votes.due(many, 0, 1000)
    assert first == tuple(many[:64])
    cursor = Cursor(id="desk", voted=tuple(many))
    cursor = votes.evolve_cursor(cursor, Tallied(votes=dict.fromkeys(first, 1)), 1000, "desk")
    assert cursor.voted == tuple(many[64:])
    assert votes.due(cursor.voted, cursor.tallied_at, 1249) == ()
    assert votes.wait_ms(cursor.voted, cursor.tallied_at, 1249) == 1
    assert votes.due(cursor.voted, cursor.tallied_at, 1250) == cursor.voted


def test_a_clock_set_back_holds_nothing_up():
    assert votes.due(["q"], 5000, 1000) == ("q",)
    assert votes.wait_ms(["q"], 5000, 1000) == 0
    assert votes.wait_ms([], 5000, 1000) is None


def test_a_tally_begins_with_the_approval_and_follows_the_count():
    approved = Approved(question="q", number=1, revision=0, language="kk", hash="0" * 32)
    assert votes.evolve_tally(None, Tallied(votes={"q": 3}), 1, "desk") is None
    tally = votes.evolve_tally(None, approved, 1, "m")
    assert tally == Tally(id="q", votes=0)
    tally = votes.evolve_tally(tally, Tallied(votes={"q": 3}), 2, "desk")
    assert votes.evolve_tally(tally, approved, 3, "m") == tally
    assert votes.public_tally(tally) == {"kind": "tally", "id": "q", "votes": 3}


def test_the_cursor_begins_anywhere():
    cursor = votes.evolve_cursor(None, Numbered(cursor="5-1", numbered=7, voted=("q", "q")), 1, "desk")
    assert cursor == Cursor(id="desk", at="5-1", numbered=7, voted=("q",))
