"""When votes are published: coalesced, at most four times a second for a briefing, however many are cast."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa.question import Cursor, Tally

EVERY_MS = 250
"""Between two publications of tallies: eyes see no finer, and ten thousand sockets need not be told more often."""
AT_ONCE = 64
"""Questions in one publication; more wait for the next."""


def due(voted: Iterable[str], tallied_at: int, now: int) -> tuple[str, ...]:
    """The questions whose votes are to be counted and published now.

    Args:
        voted: questions with votes that were not counted yet, longest waiting first.
        tallied_at: when tallies were last published, ms since the epoch.
        now: ms since the epoch.
    """
    if 0 <= now - tallied_at < EVERY_MS:
        return ()
    return tuple(dict.fromkeys(voted))[:AT_ONCE]


def wait_ms(voted: Iterable[str], tallied_at: int, now: int) -> int | None:
    """How long until something is due, in ms; None while nothing waits.

    A clock that was set back does not hold the votes up: what lies in the future counts as long ago.
    """
    if not tuple(voted):
        return None
    past = now - tallied_at
    return EVERY_MS - past if 0 <= past < EVERY_MS else 0


def evolve_tally(state: Tally | None, event: Any, at: int, by: str) -> Tally | None:
    """Folds one event into a tally, which begins with the question's first approval."""
    if event.type == "approved":
        return state or Tally(id=event.question, votes=0)
    return Tally(id=state.id, votes=event.votes.get(state.id, state.votes)) if state else None


def evolve_cursor(state: Cursor | None, event: Any, at: int, by: str) -> Cursor:
    """Folds one event into the desk's cursor."""
    cursor = state or Cursor(id="desk")
    if event.type == "numbered":
        waiting = tuple(dict.fromkeys((*cursor.voted, *event.voted)))
        return cursor.model_copy(update={"at": event.cursor, "numbered": event.numbered, "voted": waiting})
    left = tuple(q for q in cursor.voted if q not in event.votes)
    return cursor.model_copy(update={"voted": left, "tallied_at": at})


def public_tally(tally: Tally) -> dict[str, Any]:
    """The votes as the public sees them."""
    return {"kind": "tally", "id": tally.id, "votes": tally.votes}
