"""Speech to captions: the port behind which a recogniser stands, and the shell that feeds it with utterances."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from functools import partial
from typing import Protocol

from studio.events import Language
from studio.media.heard import Heard
from studio.media.utterances import RATE, SAMPLE_BYTES, Cut, Cutter, Sound, Utterance, Voice

SECOND = RATE * SAMPLE_BYTES
"""Bytes in a second of sound."""


class UntrustedError(Exception):
    """The recogniser is not trusted with this language; captions in it are a person's work."""


class Transcriber(Protocol):
    """A recogniser of speech, for any number of streams. Both methods take their time: not on an event loop."""

    @property
    def languages(self) -> frozenset[Language]:
        """What it is trusted with."""
        ...

    def listen(self) -> Voice:
        """A detector of voices for one new stream."""
        ...

    def hear(self, sound: Sound, language: Language, words: Sequence[str] = ()) -> list[Heard]:
        """The lines of one utterance, timed from its beginning; none where no words are in it.

        Args:
            sound: of the utterance.
            language: which is spoken.
            words: names and terms that may be in it, the likeliest first; what isn't said is not heard because of them.
        """
        ...


class Live:
    """Sound on its way to `transcribe` as it arrives, for whoever can't wait, such as a room's microphone.

    Holds a bounded stretch of it. If the recogniser falls further behind, the oldest is given up: it becomes silence,
    so that all times stay true.
    """

    def __init__(self, longest_s: int = 30) -> None:
        """Starts empty; holds up to `longest_s` seconds."""
        self._longest = longest_s * SECOND
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._owed = 0  # bytes given up, as silence still to be given
        self._news = asyncio.Event()
        self._closed = False

    def put(self, pcm: bytes) -> None:
        """Takes a piece, of any size; never waits."""
        self._pieces.append(pcm)
        self._held += len(pcm)
        while self._held > self._longest:
            lost = len(self._pieces.popleft())
            self._held -= lost
            self._owed += lost
        self._news.set()

    def close(self) -> None:
        """There is no more sound."""
        self._closed = True
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The sound, once."""
        while True:
            while piece := self._next():
                yield piece
            if self._closed:
                return
            self._news.clear()
            await self._news.wait()

    def _next(self) -> bytes:
        if self._owed:
            silence = bytes(min(self._owed, SECOND))
            self._owed -= len(silence)
            return silence
        while self._pieces:  # an empty one is not the end
            piece = self._pieces.popleft()
            self._held -= len(piece)
            if piece:
                return piece
        return b""


async def transcribe(
    sound: AsyncIterable[bytes], transcriber: Transcriber, language: Language, cut: Cut, words: Sequence[str] = ()
) -> AsyncIterator[Heard]:
    """The lines of a stream of speech, each as soon as its utterance was heard.

    Takes the next piece of sound only when it has heard the last one: a recording waits; live sound comes by `Live`.

    Args:
        sound: 16 kHz mono, 16 bits, in pieces of any size.
        transcriber: who hears.
        language: which is spoken.
        cut: `LIVE` or `WHOLE`.
        words: as `Transcriber.hear` takes them; read anew for each utterance.

    Raises:
        UntrustedError: it isn't trusted with the language.
    """
    if language not in transcriber.languages:
        raise UntrustedError(language)
    hear = partial(_heard, transcriber, language=language, words=words)
    cutter = Cutter(await asyncio.to_thread(transcriber.listen), cut)
    async for piece in sound:
        for part in _parts(piece):
            for utterance in await asyncio.to_thread(cutter.feed, part):
                for line in await asyncio.to_thread(hear, utterance):
                    yield line
    for utterance in await asyncio.to_thread(cutter.end):
        for line in await asyncio.to_thread(hear, utterance):
            yield line


def _parts(piece: bytes) -> Iterator[memoryview]:
    """A second at a time: the utterances of a piece of an hour would be an hour again."""
    view = memoryview(piece)
    return (view[at : at + SECOND] for at in range(0, len(view), SECOND))


def _heard(transcriber: Transcriber, utterance: Utterance, *, language: Language, words: Sequence[str]) -> list[Heard]:
    return [
        line.model_copy(update={"start": line.start + utterance.start, "end": line.end + utterance.start})
        for line in transcriber.hear(utterance.sound, language, words)
    ]
