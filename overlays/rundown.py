"""The producer's ordered list. An item's place is a rank that sorts as text, so moving one changes that one only.

A rank is a fraction written in base 36 without its "0.": between any two there is always another.
Each ends with its question's number or its item's id, so no two items ever share one, whoever moved what at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field

from overlays.clearance import LOSSES
from studio.events import Answered, Approved, Frozen, Hash, Id, Moved, Prepared, PutBack, Removed, Skipped, text_hash
from studio.records import Record, Refusal, key

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
TIME_WIDTH = 9
"""Base-36 digits of a moment in milliseconds: enough until the year 5188."""
NUMBER_WIDTH = 4
"""Base-36 digits of a question's number: 1.6 million questions a briefing."""
MOST_PREPARED = 200
"""Prepared items of a briefing, duplicates and those taken out included: a record that was there stays for good."""


class Item(Record):
    """The record of kind `item`: a question, whose id it has, or what a producer prepared.

    Attributes:
        question: which question it shows; None for a graphic with data of its own.
        number: the question's.
        title: what the list calls a prepared item.
        hash: of a prepared item's graphic and data.
        listed: false once the approval is gone, or the item removed; the record stays, out of the list.
        skipped: stands at the end, until it is put back.
        done: answered: stands at the end, greyed.
    """

    question: Id | None = None
    number: int | None = None
    graphic: Id = "question-card"
    layer: Id = "question"
    title: str = ""
    data: dict[str, Any] = Field(default_factory=dict[str, Any])
    hash: Hash | None = None
    hide_after_s: int | None = None
    rank: str
    listed: bool = True
    skipped: bool = False
    done: bool = False


class Content(Frozen):
    """What a producer prepares: as in `Item`."""

    graphic: Id
    layer: Id
    title: str
    data: dict[str, Any]
    hash: Hash
    hide_after_s: int | None = None


def touches(event: Any) -> Iterable[str]:
    """The ids of the items that an event changes."""
    if isinstance(event, Moved | Prepared | Skipped | PutBack | Removed):
        return (event.item,)
    return (event.question,) if isinstance(event, Approved | LOSSES | Answered) else ()


def evolve(state: Item | None, event: Any, at: int, by: str) -> Item | None:
    """Folds one event: the first approval lists a question at the end, the loss of it unlists, an answer ends it."""
    if isinstance(event, Approved):
        if state and state.listed:
            return state
        if state and event.decision is None:  # an approval that stood before stands again, and so where it stood
            return state.model_copy(update={"listed": True})
        rank = last_rank(at, number_tail(event.number))
        return Item(id=event.question, question=event.question, number=event.number, rank=rank)
    if isinstance(event, Prepared):
        made = event.model_dump(exclude={"type", "item"})
        return Item(id=event.item, title=event.title or "", data=event.data or {}, **made)
    return state and state.model_copy(update=_change(event))


def _change(event: Any) -> dict[str, Any]:
    match event:
        case Moved():
            return {"rank": event.rank}
        case Skipped():
            return {"skipped": True}
        case PutBack():
            return {"rank": event.rank, "skipped": False, "done": False}
        case Answered():
            return {"done": True}
        case _:
            return {"listed": False}


def ended(item: Item) -> bool:
    """Whether it stands at the end: its turn has passed."""
    return item.done or item.skipped


def in_order(items: Iterable[Item]) -> list[Item]:
    """The list as the producer sees it: by rank, the answered and skipped ones at the end."""
    return sorted((i for i in items if i.listed), key=lambda i: (ended(i), i.rank))


def waiting(items: Iterable[Item]) -> list[Item]:
    """Those whose turn has not passed, in order."""
    return [item for item in in_order(items) if not ended(item)]


def beside(waiting: Sequence[Item], current: Item | None, by: int) -> Item | None:
    """The item that comes after the current one (`by` 1) or before it (-1), among those that are `waiting`, in order.

    One whose turn has passed is still where the show has come to. Without a current one: the first, or None before it.
    """
    rank = current.rank if current else ""
    if by > 0:
        return next((item for item in waiting if item.rank > rank), None)
    return next((item for item in reversed(waiting) if item.rank < rank), None)


def prepare(items: Mapping[str, Item], item: str, content: Content, now: int) -> list[Prepared] | Refusal:
    """Puts a prepared item at the list's end, or changes one that stands there.

    Args:
        items: all items by id.
        item: its id, which the producer's page made.
        content: what it shows.
        now: ms since the epoch.

    Returns:
        The event; nothing when it stands so already; `not_found` for a question's item or one that was removed,
        `too_many` past `MOST_PREPARED`.
    """
    there = items.get(item)
    if there and (there.question or not there.listed):
        return Refusal(code="not_found", key=key("item", item))
    if there is None and _full(items):
        return Refusal(code="too_many")
    if there and (there.hash, there.title, there.hide_after_s) == (content.hash, content.title, content.hide_after_s):
        return []
    rank = there.rank if there else _end(items, item, now)
    return [Prepared(item=item, rank=rank, **content.model_dump())]


def _full(items: Mapping[str, Item]) -> bool:
    return sum(1 for i in items.values() if i.hash) >= MOST_PREPARED


def duplicate(items: Mapping[str, Item], item: str, id: str, now: int) -> list[Prepared] | Refusal:
    """Puts a second item like this one right behind it, under the new `id`; of a question, to show it once more."""
    there = items.get(item)
    if there is None or not there.listed or id in items:
        return Refusal(code="not_found", key=key("item", item))
    if _full(items):
        return Refusal(code="too_many")
    ranks = sorted(i.rank for i in items.values() if i.listed)
    after = next((r for r in ranks if r > there.rank), None)
    rank = _end(items, id, now) if ended(there) or after is None else between(there.rank, after, id_tail(id))
    return [
        Prepared(
            item=id, graphic=there.graphic, layer=there.layer, hash=there.hash or text_hash("item", item), rank=rank,
            question=there.question, number=there.number, hide_after_s=there.hide_after_s, title=there.title,
            data=there.data,
        )
    ]  # fmt: skip


def skip(items: Mapping[str, Item], item: str) -> list[Skipped] | Refusal:
    """Sends an item to the end, passed over."""
    there = items.get(item)
    if there is None or not there.listed:
        return Refusal(code="not_found", key=key("item", item))
    return [] if ended(there) else [Skipped(item=item)]


def put_back(items: Mapping[str, Item], item: str, now: int) -> list[PutBack] | Refusal:
    """Puts a skipped or answered item into the list again, as the last one waiting."""
    there = items.get(item)
    if there is None or not there.listed:
        return Refusal(code="not_found", key=key("item", item))
    return [PutBack(item=item, rank=_end(items, item, now))] if ended(there) else []


def remove(items: Mapping[str, Item], item: str) -> list[Removed] | Refusal:
    """Takes out what a producer prepared; an approved question is skipped instead, its approval is the desk's."""
    there = items.get(item)
    if there is None or there.hash is None:
        return Refusal(code="not_found", key=key("item", item))
    return [Removed(item=item)] if there.listed else []


def _end(items: Mapping[str, Item], item: str, now: int) -> str:
    """A rank after all that are listed."""
    there = items.get(item)
    tail = _tail_of(there) if there else id_tail(item)
    fresh = last_rank(now, tail)
    last = max((i.rank for i in items.values() if i.listed and i.id != item), default="")
    return fresh if fresh > last else between(last, None, tail)


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
        stays = target is not None or moving.rank > (others[-1] if others else "")
        rank = moving.rank if stays else _end(items, item, now)
    else:
        low = max((r for r in others if r < target.rank), default="")
        rank = moving.rank if low < moving.rank < target.rank else between(low, target.rank, _tail_of(moving))
    return [] if rank == moving.rank else [Moved(item=item, rank=rank)]


def last_rank(at: int, tail: str) -> str:
    """A rank after all that were given out before `at` (ms since the epoch)."""
    return _written(at, TIME_WIDTH) + tail


def between(low: str, high: str | None, tail: str) -> str:
    """A rank after `low` and before `high`; "" and None are the list's ends.

    Ranks end with a letter, never with a zero, so there is always room between two of them.
    """
    return _middle(low, high) + tail


def number_tail(number: int) -> str:
    """What ends the rank of a question's item."""
    return _written(number, NUMBER_WIDTH) + "i"


def id_tail(id: str) -> str:
    """What ends the rank of a prepared item: its id, in digits that a rank may have."""
    return "".join(_written(ord(c), 2) for c in id) + "p"


def _tail_of(item: Item) -> str:
    return id_tail(item.id) if item.hash or item.number is None else number_tail(item.number)


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


def _written(value: int, width: int) -> str:
    digits = ""
    while value or len(digits) < width:
        value, digit = divmod(value, 36)
        digits = DIGITS[digit] + digits
    return digits
