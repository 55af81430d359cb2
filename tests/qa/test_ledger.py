"""The ledger counts what became of the questions."""

from __future__ import annotations

from qa import moderation as rules
from qa.ledger import Ledger, count
from tests.qa.samples import Table


def test_counts_by_outcome_reason_and_language():
    tables = [Table(), Table(language="ru"), Table(), Table()]
    tables[1].do(rules.approve, 0)
    tables[2].do(rules.reject, "insult")
    tables[3].do(rules.reject, "insult")
    assert count(t.question for t in tables) == Ledger(
        total=4,
        outcomes={"received": 1, "approved": 1, "rejected": 2},
        reasons={"insult": 2},
        languages={"kk": 3, "ru": 1},
    )
    assert count([]) == Ledger(0, {}, {}, {})


def test_a_consultation_is_one_until_somebody_decides_against_it_and_a_tip_off_has_no_language():
    private, refused, told = Table(consultation=True), Table(consultation=True), Table()
    refused.do(rules.reject, "insult")
    told.do(rules.divert, "c2VhbGVk")
    assert count(t.question for t in (private, refused, told)) == Ledger(
        total=3,
        outcomes={"consultation": 1, "rejected": 1, "diverted": 1},
        reasons={"insult": 1},
        languages={"kk": 2},
    )


def test_a_refusal_that_lost_its_reason_is_still_counted():
    table = Table()
    table.do(rules.reject, "insult")
    lost = table.question.model_copy(update={"reason": None})
    assert count([lost]).reasons == {}
    assert count([lost]).outcomes == {"rejected": 1}
