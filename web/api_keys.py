"""Who may use `/api/v1`: keys that the office gave out, each for one briefing and with a scope; and how often."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from litestar.connection import ASGIConnection

from studio import office
from studio.people import Scope
from studio.records import key
from web.api_limits import network
from web.context import Context, context
from web.errors import Problem
from web.rehearsals import standing

_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{16,100})(&rehearsal)? *", re.IGNORECASE)
_NOBODY = "0" * 64


class Key(NamedTuple):
    """A key that holds: its id, the briefing that it is used for, and what it may do."""

    person: str
    briefing: str
    scope: Scope


class TooFastError(Problem):
    """429, with the time to wait (RFC 9110, 10.2.3)."""

    def __init__(self, seconds: float) -> None:
        super().__init__(429, "too_fast")
        self.retry_after_ms = max(1, round(seconds * 1000))
        self.headers = {"Retry-After": str(max(1, round(seconds + 0.5)))}


async def admit(connection: ASGIConnection[Any, Any, Any, Any], scope: Scope, *, counted: bool = True) -> Key:
    """Whose key the request bears.

    Args:
        connection: the request or the handshake.
        scope: what the key has to reach.
        counted: whether the key's own allowance bounds it.

    Raises:
        Problem: 401 without a key that holds, whatever is wrong with it; 403 where its scope does not reach; 404 for
            a rehearsal where none stands.
        TooFastError: 429.
        Unavailable: the store is away and has never told of the key.
    """
    own = context(connection)
    bearer = _BEARER.fullmatch(connection.headers.get("authorization", ""))
    # Without a key as much is asked of the store as with a wrong one, and the answer is the same.
    found = await _found(own, bearer[1] if bearer else _NOBODY)
    if found is None:
        # Wrong ones alone: a forgotten surface must not lock out those beside it.
        if wait := own.allowances.wrong.take(network(connection)):
            raise TooFastError(wait)
        raise _problem(401, "no_key", "Bearer")
    if counted and (wait := own.allowances.used.take(found.person)):
        raise TooFastError(wait)
    if scope == "operate" and found.scope != "operate":
        raise _problem(403, "forbidden", 'Bearer error="insufficient_scope"')
    return await _rehearsing(own, found) if bearer and bearer[2] else found


async def _rehearsing(own: Context, key: Key) -> Key:
    """The key as it is used in the rehearsal of its briefing, as a screen's is: whoever sends it says so."""
    rehearsal = await standing(own.followers, key.briefing)
    if rehearsal is None:
        raise Problem(404)
    return key._replace(briefing=rehearsal)


async def _found(own: Context, secret: str) -> Key | None:
    """What belongs to a secret, by the store, or by our memory while that is away."""
    invite, person = await own.in_office(
        key("invite", office.invite_id(secret)), key("person", office.person_id(secret))
    )
    if invite is None or person is None or invite.role != "control" or person.revoked:
        return None
    return Key(person.id, person.briefing, person.scope or "read")


def _problem(status: int, code: str, challenge: str) -> Problem:
    problem = Problem(status, code)
    problem.headers = {"WWW-Authenticate": challenge}
    return problem
