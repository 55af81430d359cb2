"""What is forgotten of a question: it happened, its outcome stays, and nobody can read any more who asked what."""

from __future__ import annotations

from typing import Literal

from studio.events_base import Frozen, Id


class Erased(Frozen):
    """Words and persons are gone from the question's records; with `kept`, what everyone may read stays.

    The first is for an asker who wants to be forgotten, the second for the day on which a term ends.
    """

    type: Literal["erased"] = "erased"
    question: Id
    kept: bool = False
