"""Seats and roles: who may do what; people of the staff and their invites."""

from __future__ import annotations

from typing import Literal

from studio.events import Id, Record

Role = Literal["owner", "moderator", "producer", "speaker", "archivist", "screen"]
"""`owner` has the office; `screen` is a page with a durable key, not a person."""


class Invite(Record):
    """The record of kind `invite` in the office's log; its id is the hash of the secret that its bearer holds."""

    person: Id
    role: Role
    briefing: Id | None  # None: the office
    expires: int
    reusable: bool = False
    used_at: int | None = None
    revoked: bool = False


class Person(Record):
    """The record of kind `person` in the office's log: a name and whether their seats still hold."""

    name: str
    initials: str
    role: Role
    briefing: Id | None
    joined_at: int | None = None
    revoked: bool = False
