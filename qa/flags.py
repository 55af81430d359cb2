"""Flags: what in a text a moderator should see before deciding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from studio.events import Frozen

FlagKind = Literal[
    "iin", "bin", "phone", "email", "card", "iban", "plate", "address", "insult", "accusation", "threat", "tip_off"
]  # fmt: skip
PERSONAL: frozenset[FlagKind] = frozenset({"iin", "bin", "phone", "email", "card", "iban", "plate", "address"})


class Flag(Frozen):
    """A place in a text."""

    kind: FlagKind
    start: int
    end: int
    field: Literal["text", "name", "region"] = "text"


def find(text: str) -> tuple[Flag, ...]:
    """What is found."""
    return ()


def find_all(text: str, name: str | None, region: str | None) -> tuple[Flag, ...]:
    """What is found in all three."""
    return ()


def masked(text: str, flags: Iterable[Flag]) -> str:
    """The text with personal data hidden."""
    return text


def tip_off(text: str) -> bool:
    """Whether it reads like a tip-off."""
    return False
