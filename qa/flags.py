"""Flags: what in a question a moderator should see before deciding, and where it stands.

Personal data are asked about once more before an approval; all else is a hint and refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from qa import lexicon, personal
from studio.events import Frozen

FlagKind = Literal[
    "iin", "bin", "phone", "email", "card", "iban", "plate", "address", "insult", "accusation", "threat", "tip_off"
]  # fmt: skip
PERSONAL: frozenset[FlagKind] = frozenset({"iin", "bin", "phone", "email", "card", "iban", "plate", "address"})
"""What identifies a person, says how to reach one or where one lives."""
Field = Literal["text", "name", "region"]

tip_off = lexicon.tip_off


class Flag(Frozen):
    """One finding: `start` and `end` (exclusive) count code points of the `field` that it stands in."""

    kind: FlagKind
    start: int
    end: int
    field: Field = "text"


def find(text: str) -> tuple[Flag, ...]:
    """What a clean text holds, in order."""
    found = [*personal.find(text), *lexicon.hints(text)]
    return tuple(sorted((Flag(kind=k, start=a, end=b) for k, a, b in found), key=lambda flag: flag.start))


def find_all(text: str, name: str | None, region: str | None) -> tuple[Flag, ...]:
    """What the text holds, and of personal data and insults what the asker's name and region do."""
    return (*find(text), *_of("name", name), *_of("region", region))


def _of(field: Field, line: str | None) -> Iterator[Flag]:
    if line:
        for kind, start, end in (*personal.find(line), *lexicon.insults(line)):
            yield Flag(kind=kind, start=start, end=end, field=field)


def masked(text: str, flags: Iterable[Flag]) -> str:
    """The text without the personal data that these flags mark."""
    return personal.masked(text, [(f.start, f.end) for f in flags if f.field == "text" and f.kind in PERSONAL])
