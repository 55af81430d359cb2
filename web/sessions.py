"""The staff's sessions: a random token in a cookie, its seats in Redis under the token's hash.

A token is only ever made here, at login, and each login makes a new one: an id that somebody planted
in a browser never becomes a session.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

import msgspec

from studio.people import MAY, Person, Right, Role
from studio.redis_client import Connection

TTL_MS = 14 * 3600 * 1000
"""A session lasts a long working day; then the invite's owner asks the office for another."""
MAX_SEATS = 20


class Seat(msgspec.Struct, frozen=True):
    """One seat in a session: whose, and where."""

    person: str
    role: Role
    briefing: str | None
    name: str
    initials: str


class Session(msgspec.Struct, frozen=True):
    """What stands in Redis: the seats, and when the session ends (ms since the epoch)."""

    until: int
    seats: tuple[Seat, ...]

    def seats_with(self, right: Right, briefing: str | None) -> list[Seat]:
        """The seats that carry a right there, the latest first."""
        return [s for s in reversed(self.seats) if right in MAY[s.role] and s.briefing == briefing]


def seat(person: Person) -> Seat:
    """The seat that a person takes."""
    return Seat(person.id, person.role, person.briefing, person.name, person.initials)


def _key(token: str) -> str:
    return f"s:{hashlib.sha256(token.encode()).hexdigest()}"


class Sessions:
    """Sessions in Redis."""

    def __init__(self, redis: Connection, clock: Callable[[], int]) -> None:
        self._redis = redis
        self._clock = clock

    async def read(self, token: str | None) -> Session | None:
        """The session of a token, or None: unknown, ended, or never ours."""
        if not token or len(token) > 100:
            return None
        value = await self._redis.call("GET", _key(token))
        if value is None:
            return None
        session = msgspec.json.decode(value, type=Session)
        return session if session.until > self._clock() else None

    async def add(self, old: str | None, seat: Seat) -> str:
        """Logs in: a new token with the old session's seats and this one; the old token is void.

        Args:
            old: the token that the browser had, if any.
            seat: the seat to add; it replaces the same person's.

        Returns:
            The new token, 256 random bits.
        """
        before = await self.read(old)
        kept = tuple(s for s in before.seats if s.person != seat.person)[-MAX_SEATS:] if before else ()
        session = Session(until=self._clock() + TTL_MS, seats=(*kept, seat))
        token = secrets.token_urlsafe(32)
        await self._redis.call("SET", _key(token), msgspec.json.encode(session), "PX", TTL_MS)
        if old and before:
            await self._redis.call("DEL", _key(old))
        return token
