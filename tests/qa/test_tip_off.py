"""A tip-off as it lies sealed: put once, read once, its text in no line of the log."""

from __future__ import annotations

from qa import tip_off
from qa.tip_off import TipOff
from studio.events import Diverted, TipOffRead
from tests.qa.samples import AT

DIVERTED = Diverted(question="q1", number=4, received_at=9, sealed="YQ==")


def test_it_is_sealed_once():
    made = tip_off.evolve(None, DIVERTED, AT, "desk")
    assert made == TipOff(id="q1", number=4, received_at=9, sealed="YQ==")
    again = DIVERTED.model_copy(update={"sealed": "Yg=="})
    assert tip_off.evolve(made, again, AT + 1, "desk") == made
    late = Diverted(question="q1", number=4, sealed="YQ==")
    assert tip_off.evolve(None, late, AT, "m1").received_at == AT


def test_who_read_it_first_is_remembered():
    read = TipOffRead(question="q1")
    made = tip_off.evolve(None, DIVERTED, AT, "desk")
    first = tip_off.evolve(made, read, AT + 1, "c1")
    assert (first.read_by, first.read_at) == ("c1", AT + 1)
    assert tip_off.evolve(first, read, AT + 2, "c2") == first
    assert tip_off.evolve(None, read, AT, "c1") is None


def test_the_log_holds_neither_what_is_sealed_nor_whose_it_is():
    line = DIVERTED.model_copy(update={"author": "a" * 32, "receipt": "c" * 64}).model_dump_json()
    for secret in ("YQ==", "a" * 32, "c" * 64):
        assert secret not in line
