"""The safety gate on the labelled messages keeps the figures that decision 7 states."""

from __future__ import annotations

import pytest

from qa import flags
from tests.qa.gate_table import KINDS, MESSAGES, PARTS, scores, table, wrong

PERSONAL = (0.97, 0.95)
FLOORS: dict[str, tuple[float, float]] = {
    **{kind: PERSONAL for kind in KINDS if kind in flags.PERSONAL},
    "insult": (0.85, 0.85),
    "accusation": (0.85, 0.85),
    "threat": (0.85, 0.85),
    "tip_off": (0.80, 0.70),
}
"""Least precision and recall of a kind, on either part. With five of a kind held out, one miss costs 0.2."""
FRESH: dict[str, tuple[float, float]] = {**FLOORS, "address": (0.97, 0.65), "tip_off": (0.80, 0.65)}
"""The same on messages of a stranger: what a gate of words does on what nobody thought of."""


def test_the_sets_are_large_enough_and_two_fifths_are_held_out() -> None:
    assert len(MESSAGES) >= 600
    assert {one.language for one in MESSAGES} == {"kk", "kk-latn", "ru", "en", "mixed"}
    assert sum(one.part != "dev" for one in MESSAGES) >= 0.38 * len(MESSAGES)
    assert {one.part for one in MESSAGES} == set(PARTS)
    assert len({one.text for one in MESSAGES}) == len(MESSAGES)


def test_every_kind_is_labelled_often_enough_and_many_messages_are_clean() -> None:
    assert {kind for one in MESSAGES for kind in one.expected} == set(KINDS)
    for kind in KINDS:
        assert sum(kind in one.expected for one in MESSAGES) >= 10, kind
    assert sum(not one.expected for one in MESSAGES) >= 150


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", PARTS)
def test_precision_and_recall_hold(part: str, kind: str) -> None:
    got, (precision, recall) = scores(part)[kind], (FRESH if part == "fresh" else FLOORS)[kind]
    # What was missed is shown of dev alone: who mends the gate is not to see the held-out ones.
    said = f"{table()}\n{wrong(part, kind) if part == 'dev' else ''}"
    assert got.precision >= precision, said
    assert got.recall >= recall, said
