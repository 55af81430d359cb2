"""The producer's ordered list. An item's place is a rank that sorts as text, so moving one changes that one only."""

from __future__ import annotations

from studio.events import Id, Record


class Item(Record):
    """The record of kind `item`; its id is the question's."""

    question: Id
    rank: str
    done: bool = False  # answered: stands at the end, greyed
