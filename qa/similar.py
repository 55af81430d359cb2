"""One briefing's near-duplicates, in the process that serves the desk: asked about a card, never in its way."""

from __future__ import annotations

import asyncio
from typing import Any

from rapidfuzz import fuzz, process

from qa.similarity import WORDS, Suggestion, choose, normalise

__all__ = ["Similar", "Suggestion"]

SLICE = 100
"""Texts normalised at a stretch: about a millisecond, so that no socket waits for twenty thousand."""


class _Shelf:
    """One language's normalised texts, without gaps."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.texts: list[str] = []
        self._place: dict[str, int] = {}

    def put(self, id: str, text: str) -> None:
        place = self._place.setdefault(id, len(self.ids))
        if place == len(self.ids):
            self.ids.append(id)
            self.texts.append(text)
        else:
            self.texts[place] = text

    def drop(self, id: str) -> None:
        place = self._place.pop(id, None)
        if place is None:
            return
        last_id, last_text = self.ids.pop(), self.texts.pop()
        if last_id != id:
            self.ids[place], self.texts[place], self._place[last_id] = last_id, last_text, place


class Similar:
    """One briefing's questions that may be duplicates.

    Texts stay in memory and are never logged.
    """

    def __init__(self, worker: Any = None) -> None:
        self._worker = worker
        self._texts: dict[str, tuple[str, str]] = {}  # id: language, text
        self._fresh: dict[str, None] = {}  # put, and not yet on a shelf
        self._shelves: dict[str, _Shelf] = {}

    def put(self, id: str, language: str, text: str) -> None:
        """A new or changed candidate."""
        if self._texts.get(id) != (language, text):
            self.drop(id)
            self._texts[id] = (language, text)
            self._fresh[id] = None

    def drop(self, id: str) -> None:
        """No candidate any more: rejected, withdrawn, merged or diverted."""
        known = self._texts.pop(id, None)
        if known and id in self._fresh:
            del self._fresh[id]
        elif known:
            self._shelves[known[0]].drop(id)

    async def near(self, id: str, limit: int = 3) -> list[Suggestion]:
        """The nearest of the others, best first; none where the question is no candidate itself."""
        if id not in self._texts:
            return []
        await self._shelve()
        if id not in self._texts:
            return []
        language, text = self._texts[id]
        shelf = self._shelves[language]
        ids = list(shelf.ids)
        found = await asyncio.to_thread(_words, normalise(text), ids, list(shelf.texts))
        return choose((s for s in found if s.question != id and s.question in self._texts), limit)

    async def close(self) -> None:
        """Forgets everything."""
        self._texts, self._fresh, self._shelves = {}, {}, {}

    async def _shelve(self) -> None:
        done = 0
        while self._fresh:
            id, _ = self._fresh.popitem()  # the newest first
            language, text = self._texts[id]
            self._shelves.setdefault(language, _Shelf()).put(id, normalise(text))
            done += 1
            if done % SLICE == 0:
                await asyncio.sleep(0)


def _words(text: str, ids: list[str], texts: list[str]) -> list[Suggestion]:
    # `cdist`, unlike `extract`, lets go of the interpreter's lock while it compares.
    scores = process.cdist([text], texts, scorer=fuzz.ratio, score_cutoff=WORDS * 100)[0]
    return [Suggestion(ids[i], float(scores[i]) / 100, "words") for i in scores.nonzero()[0]]
