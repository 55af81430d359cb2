"""Which records an event touches, and that nobody's claim is public."""

from __future__ import annotations

from qa.kinds import KINDS
from qa.question import Claim, Cursor
from studio import events as e
from studio.records import touched
from tests.qa.samples import asked

H = "0" * 32


def test_what_touches_what():
    approved = e.Approved(question="q", number=1, revision=0, language="kk", hash=H)
    taken = e.Taken(cue="c", question="q", revision=0, hash=H, screen="main", layer="question", program=1)
    for event, keys in [
        (asked("q"), ("question/q",)),
        (approved, ("question/q", "tally/q")),
        (e.Rejected(question="q", reason="r"), ("question/q",)),
        (taken, ("question/q",)),
        (e.Claimed(question="q", holder="m", until=1), ("claim/q",)),
        (e.Released(question="q"), ("claim/q",)),
        (e.Tallied(votes={"q": 1, "r": 2}), ("tally/q", "tally/r", "cursor/desk")),
        (e.Numbered(cursor="1-0", numbered=1), ("cursor/desk",)),
        (e.Moved(item="q", rank="a"), ()),
    ]:
        assert touched(KINDS, [event]) == keys, event.type


def test_claims_and_the_cursor_are_nobodys_but_the_houses():
    assert KINDS["claim"].public(Claim(id="q", holder="m", initials="АС", until=1)) is None
    assert KINDS["cursor"].public(Cursor(id="desk")) is None
