"""How well the safety gate does on the labelled messages; `python -m tests.qa.gate_table` prints it as Markdown."""

from __future__ import annotations

import sys
import time
import timeit
from collections import Counter
from pathlib import Path
from typing import NamedTuple, get_args

from qa import flags
from qa.screening import clean

KINDS: tuple[str, ...] = get_args(flags.FlagKind)
SETS = [Path(__file__).parent / "data" / name for name in ("messages.tsv", "strangers.tsv")]
PARTS = ("dev", "held", "fresh")
"""What the rules are mended on; what is held out of the same set; and of another one, by a hand that knew no rule."""


class Message(NamedTuple):
    part: str
    language: str
    expected: frozenset[str]
    text: str


class Score(NamedTuple):
    """Messages of a kind: labelled and found, found at all, labelled at all."""

    right: int
    found: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0


def message(line: str) -> Message:
    part, language, kinds, text = line.split("\t")
    return Message(part, language, frozenset(kinds.split(",") if kinds else ()), text)


MESSAGES = [message(line) for one in SETS for line in one.read_text("utf-8").splitlines() if not line.startswith("#")]


def kinds_found(text: str) -> set[str]:
    """The kinds of flags on a text as it is kept; a tip-off by the question that the viewer's gate asks."""
    text = clean(text)
    kinds: set[str] = {str(flag.kind) for flag in flags.find(text) if flag.kind != "tip_off"}
    return kinds | {"tip_off"} if flags.tip_off(text) else kinds


def scores(part: str) -> dict[str, Score]:
    """Every kind's score on one part of the set."""
    right, found, labelled = Counter[str](), Counter[str](), Counter[str]()
    for one in MESSAGES:
        if one.part == part:
            kinds = kinds_found(one.text)
            right.update(kinds & one.expected)
            found.update(kinds)
            labelled.update(one.expected)
    return {kind: Score(right[kind], found[kind], labelled[kind]) for kind in KINDS}


def table() -> str:
    """All parts side by side, in Markdown."""
    parts = [scores(part) for part in PARTS]
    head = "".join(f" {part}: right of flagged | found of labelled |" for part in PARTS)
    rows = (f"| {kind} | " + " | ".join(_cells(part[kind]) for part in parts) + " |" for kind in KINDS)
    return "\n".join((f"| |{head}", "|---|" + "---|" * 2 * len(PARTS), *rows))


def _cells(score: Score) -> str:
    return f"{score.right} of {score.found} | {score.right} of {score.labelled}"


def wrong(part: str, kind: str) -> str:
    """The messages of one part on which a kind was missed or flagged in vain."""
    of_part = (one for one in MESSAGES if one.part == part)
    return "\n".join(one.text for one in of_part if (kind in one.expected) != (kind in kinds_found(one.text)))


def microseconds(text: str, times: int = 2000) -> float:
    """What one `find` of a text takes, of the processor's time: the best of five."""
    return min(timeit.repeat(lambda: flags.find(text), timer=time.process_time, number=times, repeat=5)) / times * 1e6


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
    mean = sum(microseconds(one.text, 20) for one in MESSAGES) / len(MESSAGES)
    sys.stdout.write(f"\n{mean:.0f} µs a message on average\n")
