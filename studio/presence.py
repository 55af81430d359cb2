"""Who sits at a briefing's desk, console or captions: the use case."""

from __future__ import annotations

from typing import Literal, NamedTuple

from studio.briefing import KEY
from studio.events import Present
from studio.log import Act, Done
from studio.records import Refusal, key

PRESENT_MS = 45_000
"""How long somebody counts as present unless renewed: a process that dies leaves no colleague behind for longer."""


class Sitter(NamedTuple):
    """Somebody of the staff, and where they sit."""

    seat: Literal["desk", "console", "captions"]
    initials: str
    name: str


async def present(act: Act, sitter: Sitter, here: bool = True) -> Done | Refusal:
    """Says that `act.by` sits there, or has left; a page left open after the end says no more."""
    until = act.at + PRESENT_MS if here else act.at
    said = Present(person=act.by, until=until, seat=sitter.seat, initials=sitter.initials, name=sitter.name)
    return await act.commit(
        [key("presence", act.by), KEY],
        lambda records: [] if records[KEY] and records[KEY].state == "ended" else [said],
    )
