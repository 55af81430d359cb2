"""Near-duplicates."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple


class Suggestion(NamedTuple):
    """A question that asks nearly the same."""

    question: str
    score: float
    how: Literal["words", "meaning"]


class Similar:
    """One briefing's near-duplicates."""

    def __init__(self, worker: Any = None) -> None:
        self._worker = worker

    def put(self, id: str, language: str, text: str) -> None:
        """New or changed."""

    def drop(self, id: str) -> None:
        """No candidate any more."""

    async def near(self, id: str, limit: int = 3) -> list[Suggestion]:
        """The nearest ones."""
        return []

    async def close(self) -> None:
        """Ends."""
