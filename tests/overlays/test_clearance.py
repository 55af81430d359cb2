"""The clearance follows the announcements and nothing else."""

from __future__ import annotations

import pytest

from overlays.clearance import Clearance, cleared, evolve, touches
from studio.events import Answered, Merged, Unmarked, text_hash
from tests.overlays.samples import AT, LOSSES, approved


def test_it_says_whether_each_wording_fits_its_card():
    long = evolve(None, approved(text="щ" * 500), AT, "m1")
    assert long is not None
    assert (long.wordings["kk"].fit, long.wordings["kk"].by) == ("small", "m1")


def test_an_approval_clears_its_wording_alone():
    state = evolve(None, approved(text="Неге?"), AT, "m1")
    assert state == Clearance(id="q1", number=1, name="Айдана", region="Қызылорда облысы", wordings=state.wordings)
    assert state.wordings["kk"].text == "Неге?"
    assert cleared(state, "kk", text_hash("kk", "Неге?"))
    assert not cleared(state, "kk", text_hash("kk", "Неге болмайды?"))
    assert not cleared(state, "ru", text_hash("kk", "Неге?"))
    assert not cleared(None, "kk", text_hash("kk", "Неге?"))


def test_languages_are_cleared_one_by_one_and_a_new_revision_replaces_the_old():
    state = evolve(None, approved(text="Неге?"), AT, "m1")
    state = evolve(state, approved(language="ru", text="Почему?", revision=1), AT, "m1")
    state = evolve(state, approved(text="Неге олай?", revision=2), AT, "m1")
    assert list(state.wordings) == ["kk", "ru"]
    assert not cleared(state, "kk", text_hash("kk", "Неге?"))
    assert cleared(state, "kk", text_hash("kk", "Неге олай?"))


@pytest.mark.parametrize("event", LOSSES)
def test_whatever_takes_the_approval_away_leaves_nothing_to_take(event):
    state = evolve(evolve(None, approved(), AT, "m1"), event, AT, "m1")
    assert state == Clearance(id="q1", number=1), "neither a text nor a name stays"
    assert not cleared(state, "kk", text_hash("kk", "Неге?"))
    assert evolve(None, event, AT, "m1") is None, "a question that was never approved has no clearance"
    assert touches(event) == ("q1",)


def test_other_events_do_not_concern_it():
    assert touches(approved()) == ("q1",)
    assert touches(Answered(question="q1")) == ()
    assert touches(Unmarked(question="q1", person="m1", decision="d1")) == ()
    assert touches(Merged(question="q2", decision="d2", master="q1")) == ("q2",), "a master keeps its approvals"
