"""The ledger counts what became of the questions, and points at nobody."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import moderation as rules
from qa.ledger import FEW, OTHER, UNKNOWN, Punctuality, Share, ledger, outcome_of
from studio.facts import Alike, Facts, Promised, Waited
from tests.qa.samples import Table

NOTHING = Facts((), (), ())


def alike(state: str = "received", number: int = 1, **more: Any) -> Alike:
    fields: dict[str, Any] = {
        "language": "kk", "region": None, "reason": None, "consultation": False, "answered_by": None, "aired": 0,
        "objected": 0,
    }  # fmt: skip
    return Alike(state=state, number=number, **{**fields, **more})


def of(*asked: Alike, ended: bool = True) -> Any:
    return ledger(Facts(asked, (), ()), ended=ended)


def test_of_nothing_all_is_zero():
    found = ledger(NOTHING, ended=True)
    assert (found.total, found.aired, found.not_reached, found.consultations, found.objections) == (0, 0, 0, 0, 0)
    assert (found.outcomes, found.answered, found.reasons, found.languages) == ({}, {}, {}, {})
    assert (found.regions, found.departments, found.medians) == ({}, {}, {})
    assert found.owed == Punctuality()


def test_every_question_has_one_outcome():
    found = of(
        alike("answered", 4, answered_by="speech", aired=4, objected=1),
        alike("answered", 2, answered_by="writing", consultation=True),
        alike("answered", 1, language="ru", answered_by="writing", aired=1),
        alike("rejected", 3, reason="insult"), alike("rejected", 5, reason="unclear"), alike("rejected"),
        alike("on_notice", 2), alike("on_notice", 3, consultation=True), alike("diverted", 2, language=None),
    )  # fmt: skip
    assert found.outcomes == {"rejected": 9, "answered": 7, "consultation": 3, "diverted": 2, "on_notice": 2}
    assert found.total == sum(found.outcomes.values()) == 23
    assert found.answered == {"speech": 4, "writing": 3}
    assert found.reasons == {"unclear": 5, "insult": 3}
    assert list(found.reasons) == ["unclear", "insult"], "the most frequent first"
    assert found.languages == {"kk": Share(20, 6, 9), "ru": Share(1, 1, 0)}
    assert (found.aired, found.consultations, found.objections) == (5, 5, 1)


def test_a_tip_off_has_no_language_even_where_its_row_has_one():
    assert of(alike("diverted", language="ru")).languages == {}


def test_not_reached_is_what_waited_still_when_it_ended_and_was_never_on_air():
    asked = (alike("received", 3), alike("approved", 5, aired=2), alike("on_notice", 4), alike("withdrawn"))
    assert of(*asked).not_reached == 6
    assert of(*asked, ended=False).not_reached == 0


def test_regions_with_few_questions_are_put_together():
    found = of(
        alike(number=7, region="Астана"), alike(number=FEW, region="Алматы"), alike(number=FEW - 1, region="Ұлытау"),
        alike("rejected", 3, region="Абай"), alike(number=9),
    )  # fmt: skip
    assert found.regions == {"Астана": 7, "Алматы": FEW, OTHER: FEW + 2, UNKNOWN: 9}


def test_others_that_are_few_together_hide_behind_the_smallest_that_is_named():
    found = of(alike(number=9, region="Астана"), alike(number=6, region="Алматы"), alike(region="Ұлытау"))
    assert found.regions == {"Астана": 9, OTHER: 7}
    assert of(alike(number=2, region="Ұлытау")).regions == {OTHER: 2}, "there is nothing to hide behind"
    assert of(alike(number=6, region="Алматы")).regions == {"Алматы": 6}


def test_regions_wait_for_the_end():
    assert of(alike(number=50, region="Астана"), ended=False).regions is None


@given(st.dictionaries(st.sampled_from("абвгдежз"), st.integers(1, 12)))
def test_no_named_region_has_few_and_no_question_is_lost(numbers: dict[str, int]):
    found = of(*(alike(number=number, region=name) for name, number in numbers.items())).regions
    assert sum(found.values()) == sum(numbers.values())
    named = {name: number for name, number in found.items() if name != OTHER}
    assert all(number >= FEW for number in named.values())
    assert not named or found.get(OTHER, FEW) >= FEW


def test_departments_are_late_or_not_and_the_most_overdue_comes_first():
    found = ledger(
        Facts((), (
            Promised("d1", published=True, late=False, number=3, handovers=1),
            Promised("d1", published=True, late=True, number=1, handovers=0),
            Promised("d1", published=False, late=False, number=2, handovers=0),
            Promised("d2", published=False, late=True, number=4, handovers=2),
            Promised(None, published=False, late=False, number=1, handovers=0),
        ), ()), ended=True,
    )  # fmt: skip
    assert list(found.departments.items()) == [
        ("d2", Punctuality(4, 4, 0, 0, 2)), ("d1", Punctuality(2, 0, 3, 1, 1)), ("", Punctuality(1, 0, 0, 0, 0)),
    ]  # fmt: skip
    assert found.owed == Punctuality(7, 4, 3, 1, 3)


@pytest.mark.parametrize(
    ("minutes", "median"),
    [
        ([(7, 1)], 7), ([(1, 1), (100, 1)], 50), ([(1, 2), (9, 1)], 1), ([(1, 1), (3, 2), (9, 2)], 3),
        ([(2, 2), (3, 2)], 2), ([(-4, 1)], 0),
    ],
)  # fmt: skip
def test_half_waited_longer_than_the_median(minutes: list[tuple[int, int]], median: int):
    waited = [Waited("speech", at, number) for at, number in reversed(minutes)]
    found = ledger(Facts((), (), [*waited, Waited("writing", 5000, 1)]), ended=True)
    assert found.medians == {"speech": median, "writing": 5000}


def test_a_consultation_is_one_until_somebody_decides_against_it():
    private, refused, told = Table(consultation=True), Table(consultation=True), Table()
    refused.do(rules.reject, "insult")
    told.do(rules.divert, "c2VhbGVk")
    assert [outcome_of(t.question) for t in (private, refused, told)] == ["consultation", "rejected", "diverted"]
