"""This package's rows of the table."""

from __future__ import annotations

from overlays.kinds import KINDS
from studio.events import Undone
from studio.records import fold, touched
from tests.overlays.samples import AT, approved


def test_an_approval_clears_and_lists_and_its_loss_takes_both_back():
    events = [approved(), Undone(question="q1")]
    assert touched(KINDS, events) == ("clearance/q1", "item/q1")
    first = fold(KINDS, {}, events[:1], AT, "m1")
    assert first["clearance/q1"].wordings
    assert first["item/q1"].listed
    second = fold(KINDS, first, events[1:], AT, "m1")
    assert not second["clearance/q1"].wordings
    assert not second["item/q1"].listed


def test_the_staffs_records_are_not_for_the_public():
    for key, record in fold(KINDS, {}, [approved()], AT, "m1").items():
        assert KINDS[key.partition("/")[0]].public(record) is None
