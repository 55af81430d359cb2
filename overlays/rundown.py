"""The producer's ordered list. An item's place is a rank that sorts as text, so moving one changes that one only.

A rank is a fraction written in base 36 without its "0.": between any two there is always another.
Each ends with its question's number, so no two items ever share one, whoever moved what at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from overlays.clearance import LOSSES
from studio.events import Answered, Approved, Id, Moved
from studio.records import Record, Refusal, key

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
TIME_WIDTH = 9
"""Base-36 digits of a moment in milliseconds: enough until the year 5188."""
NUMBER_WIDTH = 4
"""Base-36 digits of a question's number: 1.6 million questions a briefing."""


class Item(Record):
    """The record of kind `item`; its id is the question's."""

    question: Id
    number: int
    rank: str
    listed: bool = True  # False once the approval is gone; the record stays, out of the list
    done: bool = False  # answered: stands at the end, greyed


def touches(event: Any) -> Iterable[str]:
    """The ids of the items that an event changes."""
    if isinstance(event, Moved):
        return (event.item,)
    return (event.question,) if isinstance(event, Approved | LOSSES | Answered) else ()


def evolve(state: Item | None, event: Any, at: int, by: str) -> Item | None:
    """Folds one event: the first approval lists a question at the end, the loss of it unlists, an answer ends it."""
    if isinstance(event, Approved):
        if state and state.listed:
            return state
        if state and event.decision is None:  # an approval that stood before stands again, and so where it stood
            return state.model_copy(update={"listed": True})
        return Item(id=event.question, question=event.question, number=event.number, rank=last_rank(at, event.number))
    if state is None:
        return None
    if isinstance(event, Moved):
        return state.model_copy(update={"rank": event.rank})
    return state.model_copy(update={"done": True} if isinstance(event, Answered) else {"listed": False})


def in_order(items: Iterable[Item]) -> list[Item]:
    """The list as the producer sees it: by rank, the answered ones at the end."""
    return sorted((i for i in items if i.listed), key=lambda i: (i.done, i.rank))


def move(items: Mapping[str, Item], item: str, before: str | None, now: int) -> list[Moved] | Refusal:
    """Puts an item before another, or at the end.

    Args:
        items: all items by id.
        item: which to move.
        before: which to stand before; None for the end.
        now: ms since the epoch; the end moves on with the clock, so that what is approved later still comes after.

    Returns:
        The move; nothing when the item stands there already; `not_found` for one that isn't in the list.
    """
    moving = items.get(item)
    target = items.get(before) if before else None
    if moving is None or not moving.listed:
        return Refusal(code="not_found", key=key("item", item))
    if before and (target is None or not target.listed):
        return Refusal(code="not_found", key=key("item", before))
    others = sorted(i.rank for i in items.values() if i.listed and i.id != item)
    if target is None or target.id == item:
        end = others[-1] if others else ""
        fresh = last_rank(now, moving.number)
        stays = target is not None or moving.rank > end
        rank = moving.rank if stays else fresh if fresh > end else between(end, None, moving.number)
    else:
        low = max((r for r in others if r < target.rank), default="")
        rank = moving.rank if low < moving.rank < target.rank else between(low, target.rank, moving.number)
    return [] if rank == moving.rank else [Moved(item=item, rank=rank)]


def last_rank(at: int, number: int) -> str:
    """A rank after all that were given out before `at` (ms since the epoch)."""
    return _written(at, TIME_WIDTH) + _tail(number)


def between(low: str, high: str | None, number: int) -> str:
    """A rank after `low` and before `high`; "" and None are the list's ends.

    Ranks end with "i", never with a zero, so there is always room between two of them.
    """
    return _middle(low, high) + _tail(number)


def _middle(low: str, high: str | None) -> str:
    # Never a prefix of `high`: whatever is appended keeps the result below it.
    digits = ""
    place = 0
    bounded = high is not None
    while True:
        a = DIGITS.index(low[place]) if place < len(low) else 0
        b = DIGITS.index(high[place]) if bounded and high and place < len(high) else len(DIGITS)
        if b - a > 1:
            return digits + DIGITS[(a + b) // 2]
        digits += DIGITS[a]
        bounded = bounded and a == b
        place += 1


def _tail(number: int) -> str:
    return _written(number, NUMBER_WIDTH) + "i"


def _written(value: int, width: int) -> str:
    digits = ""
    while value or len(digits) < width:
        value, digit = divmod(value, 36)
        digits = DIGITS[digit] + digits
    return digits
