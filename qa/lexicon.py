"""Words that a moderator should see before deciding."""

from __future__ import annotations

from typing import Literal, NamedTuple

HintKind = Literal["insult", "accusation", "threat", "tip_off"]


class Hint(NamedTuple):
    """Where such words stand: code points, the end exclusive."""

    kind: HintKind
    start: int
    end: int


def hints(text: str) -> list[Hint]:
    """All of them, in order."""
    return []


def insults(text: str) -> list[Hint]:
    """Insults alone."""
    return []


def tip_off(text: str) -> bool:
    """Whether it reads like a tip-off."""
    return False
