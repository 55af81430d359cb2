"""One briefing's near-duplicates, in the process that serves the desk: asked about a card, never in its way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count

from rapidfuzz import fuzz, process

from qa.similar_worker import Key, Worker, print_of
from qa.similarity import LOOKED_AT, ROUGH, Suggestion, by_meaning, by_words, choose, normalise, told

__all__ = ["Similar", "Suggestion"]

SLICE = 50
"""Texts taken in at a stretch, about a millisecond: no socket waits for twenty thousand."""
TAKEN_IN_S = 0.1
"""How long a card waits for texts that are being taken in; the rest is left out."""
VECTOR_S = 0.15
"""How long a card waits for its own vector; then only its own language is searched."""

_numbers = count()


@dataclass
class _Shelf:
    """One language's texts, without gaps, so that they can be handed to a thread as they are."""

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    prints: list[bytes] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def put(self, id: str, text: str, mark: bytes) -> None:
        self.places[id] = len(self.ids)
        self.ids.append(id)
        self.texts.append(text)
        self.prints.append(mark)

    def drop(self, id: str) -> None:
        """The last one takes its place."""
        place = self.places.pop(id)
        for column in (self.ids, self.texts):
            column[place] = column[-1]
            column.pop()
        self.prints[place] = self.prints[-1]
        self.prints.pop()
        if place < len(self.ids):
            self.places[self.ids[place]] = place


class Similar:
    """One briefing's questions that may be duplicates. Their texts stay in memory and are never logged."""

    def __init__(self, worker: Worker | None = None) -> None:
        """Starts empty; without a worker only questions of one language are compared."""
        self._worker = worker
        self._number = next(_numbers)
        self._texts: dict[str, tuple[str, str]] = {}  # id: language, text
        self._fresh: dict[str, None] = {}  # put and not yet taken in, the newest last
        self._shelves: dict[str, _Shelf] = {}
        self._task: asyncio.Task[None] | None = None

    def put(self, id: str, language: str, text: str) -> None:
        """A new or changed candidate. In a running loop: its words and meaning are taken in later."""
        if self._texts.get(id) == (language, text):
            return
        self.drop(id)
        self._texts[id] = (language, text)
        self._fresh[id] = None
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._take_in())

    def drop(self, id: str) -> None:
        """No candidate any more: rejected, withdrawn, merged or diverted."""
        known = self._texts.pop(id, None)
        if known is None:
            return
        if id in self._fresh:
            del self._fresh[id]
        else:
            self._shelves[known[0]].drop(id)
        if self._worker:
            self._worker.forget(self._key(id))

    async def near(self, id: str, limit: int = 3) -> list[Suggestion]:
        """The nearest of the others, best first; none where the question is no candidate itself."""
        if self._fresh and self._task:
            await asyncio.wait({self._task}, timeout=TAKEN_IN_S)
        if id not in self._texts:
            return []
        language, text = self._texts[id]
        found = await asyncio.gather(self._same_language(language, text), self._other_languages(id, language, text))
        return choose((s for part in found for s in part), limit, lambda other: other != id and other in self._texts)

    async def close(self) -> None:
        """Forgets everything."""
        for id in list(self._texts):
            self.drop(id)
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _key(self, id: str) -> Key:
        return self._number, id

    async def _take_in(self) -> None:
        while self._fresh:
            for id in list(self._fresh)[:SLICE]:
                language, text = self._texts[id]
                meant = told(text, language)
                self._shelves.setdefault(language, _Shelf()).put(id, normalise(text, language), print_of(meant))
                del self._fresh[id]
                if self._worker:
                    self._worker.want(self._key(id), meant)
            await asyncio.sleep(0)

    async def _same_language(self, language: str, text: str) -> list[Suggestion]:
        shelf = self._shelves.get(language)
        if shelf is None:
            return []
        ids, texts = list(shelf.ids), list(shelf.texts)
        return await asyncio.to_thread(_by_words, normalise(text, language), ids, texts)

    async def _other_languages(self, id: str, language: str, text: str) -> list[Suggestion]:
        others = [(other, list(s.ids), list(s.prints)) for other, s in self._shelves.items() if other != language]
        if self._worker is None or not others:
            return []
        meant = told(text, language)
        try:
            async with asyncio.timeout(VECTOR_S):
                await self._worker.have(self._key(id), meant)
        except TimeoutError:
            return []
        return await asyncio.to_thread(_by_meaning, self._worker, language, print_of(meant), others)


def _by_words(text: str, ids: list[str], texts: list[str]) -> list[Suggestion]:
    # `cdist`, unlike `extract`, lets go of the interpreter's lock while it compares.
    scores = process.cdist([text], texts, scorer=fuzz.ratio, score_cutoff=ROUGH * 100)[0]
    (close,) = scores.nonzero()
    best = sorted(close, key=lambda i: -scores[i])[: LOOKED_AT + 1]  # it finds itself as well
    return by_words(text, ((ids[i], texts[i]) for i in best))


def _by_meaning(
    worker: Worker, language: str, mark: bytes, others: list[tuple[str, list[str], list[bytes]]]
) -> list[Suggestion]:
    found: list[Suggestion] = []
    for other, ids, prints in others:
        cosines = worker.vectors.cosines(mark, prints)
        (close,) = (cosines > 0.8).nonzero()
        found += by_meaning(language, ((ids[i], other, float(cosines[i])) for i in close))
    return found
