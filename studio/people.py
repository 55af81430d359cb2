"""Seats and roles: who may do what; people of the staff and their invites."""

from __future__ import annotations

from typing import Any, Literal

from studio.events import Frozen, Id, Invited, Joined, Present, SeatRevoked
from studio.records import Record, Refusal

Role = Literal[
    "owner", "moderator", "producer", "speaker", "captioner", "archivist", "confidential", "screen", "control"
]  # fmt: skip
"""`owner` has the office; `screen` is a page and `control` a program, each with a durable key, not a person."""


Scope = Literal["read", "operate"]
"""What a control key may do: look at the state, or also put things on air."""


class Invite(Record):
    """The record of kind `invite` in the office's log; its id is the hash of the secret that its bearer holds."""

    person: Id
    role: Role
    briefing: Id | None  # None: the office
    expires: int
    reusable: bool = False
    used_at: int | None = None


class Person(Record):
    """The record of kind `person` in the office's log: a name and whether their seats still hold."""

    name: str
    initials: str
    role: Role
    briefing: Id | None
    screen: Id | None = None  # a screen's key: the program that it shows
    scope: Scope | None = None  # a control key: what it may do
    joined_at: int | None = None
    revoked: bool = False


class Presence(Record):
    """The record of kind `presence` in a briefing's log; its id is the person's. Void once `until` has passed."""

    initials: str
    until: int
    seat: Literal["desk", "console", "captions"] = "desk"
    name: str = ""


Right = Literal["office", "archive", "desk", "console", "speaker", "captions", "confidential", "screen", "control"]

MAY: dict[Role, frozenset[Right]] = {
    "owner": frozenset({"office", "archive"}),
    "moderator": frozenset({"desk"}),
    "producer": frozenset({"console"}),
    "speaker": frozenset({"speaker"}),
    "captioner": frozenset({"captions"}),
    "archivist": frozenset({"archive"}),
    "confidential": frozenset({"confidential"}),
    "screen": frozenset({"screen"}),
    "control": frozenset({"control"}),
}
"""What each role may do. A person who needs two seats gets two invites."""

OFFICE_ROLES: frozenset[Role] = frozenset({"owner", "archivist"})
"""Roles that stand above the briefings; all others are bound to one."""

KEYS: frozenset[Role] = frozenset({"screen", "control"})
"""Roles of durable keys: they work until they are revoked, and open no seat."""

INVITE_MS = 14 * 24 * 3600 * 1000
"""How long an invite may wait to be opened: a fortnight, the longest notice of a briefing that we heard of."""

Events = list[Any]


def initials(name: str) -> str:
    """At most two letters that stand for a name on a claimed card."""
    return "".join(word[0] for word in name.split()[:2]).upper()


class Seat(Frozen):
    """What an invite offers; `screen` and `scope` count for that key alone, `reusable` is for the demo."""

    role: Role
    name: str
    briefing: Id | None = None
    screen: Id = "main"
    scope: Scope = "read"
    reusable: bool = False


def invite(invite: str, person: str, seat: Seat, at: int) -> Events | Refusal:
    """Makes an invite for one person and one seat.

    Args:
        invite: hash of the secret.
        person: the id that the person will have.
        seat: what is offered; without a briefing exactly where the role stands above the briefings.
        at: now, ms since the epoch.
    """
    if not seat.name.strip():
        return Refusal(code="text_empty")
    if (seat.role in OFFICE_ROLES) != (seat.briefing is None):
        return Refusal(code="not_found")
    return [
        Invited(
            invite=invite,
            person=person,
            role=seat.role,
            briefing=seat.briefing,
            screen=seat.screen if seat.role == "screen" else None,
            scope=seat.scope if seat.role == "control" else None,
            expires=at + INVITE_MS,
            reusable=seat.reusable,
            name=seat.name.strip(),
        )
    ]


def join(invite: Invite | None, person: Person | None, at: int) -> Events | Refusal:
    """Exchanges an invite for a seat: once, in time, not after it was revoked; a durable key opens no seat."""
    if invite is None or person is None or invite.role in KEYS:
        return Refusal(code="not_found")
    if person.revoked:
        return Refusal(code="invite_revoked")
    if invite.used_at is not None and not invite.reusable:
        return Refusal(code="invite_used")
    if at >= invite.expires:
        return Refusal(code="invite_expired")
    return [Joined(invite=invite.id, person=person.id)]


def revoke(person: Person | None) -> Events | Refusal:
    """Ends a person's seats, or a durable key; twice is once."""
    if person is None:
        return Refusal(code="not_found")
    return [] if person.revoked else [SeatRevoked(person=person.id)]


def evolve_invite(state: Invite | None, event: Any, at: int, by: str) -> Invite | None:
    """Folds one event into an invite."""
    if isinstance(event, Invited):
        return Invite(
            id=event.invite, person=event.person, role=event.role, briefing=event.briefing,
            expires=event.expires, reusable=event.reusable,
        )  # fmt: skip
    if isinstance(event, Joined) and state is not None:
        return state.model_copy(update={"used_at": at})
    return state


def evolve_person(state: Person | None, event: Any, at: int, by: str) -> Person | None:
    """Folds one event into a person."""
    if isinstance(event, Invited):
        return Person(
            id=event.person, name=event.name, initials=initials(event.name), role=event.role,
            briefing=event.briefing, screen=event.screen, scope=event.scope,
        )  # fmt: skip
    if state is None:
        return None
    if isinstance(event, Joined):
        return state.model_copy(update={"joined_at": at})
    if isinstance(event, SeatRevoked):
        return state.model_copy(update={"revoked": True})
    return state


def evolve_presence(state: Presence | None, event: Present, at: int, by: str) -> Presence:
    """Folds one event into who is there."""
    return Presence(id=event.person, initials=event.initials, until=event.until, seat=event.seat, name=event.name or "")
