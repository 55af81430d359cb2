"""What happens in the office: briefings in its list, invites, and the seats that they open."""

from __future__ import annotations

from typing import Any, Literal

from studio.events_base import Frozen, Id, Private


class Listed(Frozen):
    """A briefing stands in the office's list, or its line there changed."""

    type: Literal["listed"] = "listed"
    briefing: Id
    rehearses: Id | None = None
    until: int | None = None
    listing: Any = Private  # studio.briefing.Listing


class Wiped(Frozen):
    """A rehearsal is over and nothing of it is left; its line in the list has gone too."""

    type: Literal["wiped"] = "wiped"
    briefing: Id


class Invited(Frozen):
    """An invite was made; its secret is known to its bearer alone."""

    type: Literal["invited"] = "invited"
    invite: Id  # hash of the secret
    person: Id
    role: Literal[
        "owner", "moderator", "producer", "speaker", "captioner", "archivist", "confidential", "screen", "control"
    ]  # fmt: skip
    briefing: Id | None = None
    screen: Id | None = None  # a screen's key: the program that it shows
    scope: Literal["read", "operate"] | None = None  # a control key: what it may do
    expires: int
    reusable: bool = False  # the demo's links alone
    name: str = Private


class Joined(Frozen):
    """An invite was exchanged for a seat in a session."""

    type: Literal["joined"] = "joined"
    invite: Id
    person: Id


class SeatRevoked(Frozen):
    """A person's seats ended at once, or a screen's key was revoked."""

    type: Literal["seat_revoked"] = "seat_revoked"
    person: Id
