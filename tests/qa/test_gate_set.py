"""How well the safety gate finds what is in the labelled messages: precision and recall by kind, tuned and held out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import regex

from qa import flags
from qa.screening import clean

SET = Path(__file__).parent / "data" / "gate.tsv"
FLOORS = {
    "iin": 1.0, "bin": 1.0, "card": 1.0, "iban": 1.0, "email": 1.0, "plate": 1.0, "phone": 1.0, "address": 1.0,
}  # fmt: skip
"""Least precision and recall on the whole set; only what checks out by itself may be held to 1."""


class Message(NamedTuple):
    part: str
    language: str
    text: str
    labels: tuple[tuple[str, int, int], ...]


def message(line: str) -> Message:
    """One labelled message; its places stand in braces."""
    part, language, kinds, marked = line.split("\t")
    text = marked.replace("{", "").replace("}", "")
    # The n-th pair of braces has pushed what follows by two signs.
    places = [(m.start() - 2 * n, m.end() - 2 * n - 2) for n, m in enumerate(regex.finditer(r"\{.*?\}", marked))]
    if kinds == "tip_off":
        places = [(0, len(text))]
    labels = zip(() if kinds == "-" else kinds.split(","), places, strict=True)
    return Message(part, language, text, tuple((kind, *place) for kind, place in labels))


MESSAGES = [message(line) for line in SET.read_text("utf-8").splitlines() if not line.startswith("#")]


class Score(NamedTuple):
    precision: float
    recall: float
    labelled: int


def score(messages: list[Message]) -> dict[str, Score]:
    """A flag is right if it overlaps a label of its kind."""
    right, found, met, labelled = Counter(), Counter(), Counter(), Counter()
    for m in messages:
        places = [(f.kind, f.start, f.end) for f in flags.find(m.text)]
        found.update(k for k, *_ in places)
        labelled.update(k for k, *_ in m.labels)
        right.update(k for k, a, b in places if any(k == j and a < d and c < b for j, c, d in m.labels))
        met.update(k for k, a, b in m.labels if any(k == j and a < d and c < b for j, c, d in places))
    return {
        k: Score(right[k] / (found[k] or 1) if found[k] else 1.0, met[k] / (labelled[k] or 1), labelled[k])
        for k in {*found, *labelled}
    }


def test_the_set_is_as_large_as_the_decision_says_and_clean():
    assert len(MESSAGES) >= 300
    assert {m.language for m in MESSAGES} == {"kk", "ru", "en", "mixed"}
    assert sum(m.part == "held" for m in MESSAGES) * 3 >= len(MESSAGES) - 2
    assert all(clean(m.text) == m.text for m in MESSAGES)


@pytest.mark.parametrize("kind", FLOORS)
def test_precision_and_recall_hold(kind):
    got = score(MESSAGES)[kind]
    missed = [
        m.text
        for m in MESSAGES
        if (kind in {f.kind for f in flags.find(m.text)}) != (kind in {k for k, *_ in m.labels})
    ]
    assert got.precision >= FLOORS[kind], missed
    assert got.recall >= FLOORS[kind], missed


@pytest.mark.parametrize("kind", FLOORS)
def test_what_is_personal_is_hidden_whole(kind):
    for m in MESSAGES:
        places = [(f.start, f.end) for f in flags.find(m.text) if f.kind == kind]
        for _, start, end in (label for label in m.labels if label[0] == kind):
            assert any(a <= start and end <= b for a, b in places), m.text


def table() -> str:
    """Precision and recall by part, for the decision's table."""
    scores = {part: score([m for m in MESSAGES if m.part == part]) for part in ("tuned", "held")}
    return "\n".join(f"{part} {kind}: {s}" for part, kinds in scores.items() for kind, s in sorted(kinds.items()))
