"""`tynda caption SEAT [FILE]`: hears live sound, and writes the lines from a captioner's seat."""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from studio.events import Language
from studio.media.sound import SECOND, NoSoundError, Recording
from studio.media.transcriber import Live, Transcriber, UntrustedError, transcribe
from studio.media.utterances import LIVE
from studio.settings import load
from web.captioning import LostSeatError, Seat, take
from web.cli_transcribe import language, untrusted, whisper

MARKS = 600
"""Pieces of sound whose moment is known: ten minutes, far longer than any line takes."""


def _tell(text: str) -> None:
    sys.stderr.write(f"tynda: {text}\n")
    sys.stderr.flush()


class Moments:
    """When a stream's sound was heard.

    It may stand still, after which all comes later; or much may come at once, which was said before it came: so what
    came with the least delay from a place on tells its moment.
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[int, int]] = deque(maxlen=MARKS)  # a piece's place, and its moment less its place
        self._heard = 0

    def heard(self, piece: bytes, now: int) -> None:
        """Notes a piece whose end was heard just now (ms since the epoch)."""
        self._heard += len(piece)
        length, end = 1000 * len(piece) // SECOND, 1000 * self._heard // SECOND
        self._marks.append((end - length, now - end))

    def of(self, at: int) -> int:
        """The moment of a place in the stream, ms from its beginning."""
        own = max((place for place, _ in self._marks if place <= at), default=0)
        return at + min(ahead for place, ahead in self._marks if place >= own)


class Ear:
    """Hears a source as it arrives, and knows when it heard what."""

    def __init__(self, source: Recording, now: Callable[[], int]) -> None:
        """Hears nothing yet; `now` gives ms since the epoch."""
        self.live, self.moments = Live(), Moments()
        self.error: NoSoundError | None = None
        self._source, self._now = source, now

    def begin(self) -> None:
        """Listens in a thread that nobody waits for: a source may say nothing for ever."""
        threading.Thread(target=self._listen, args=(asyncio.get_running_loop(),), daemon=True).start()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the loop has ended
            try:
                for piece in self._source.pieces():
                    loop.call_soon_threadsafe(self._hear, piece)
            except NoSoundError as error:
                self.error = error
            loop.call_soon_threadsafe(self.live.close)

    def _hear(self, piece: bytes) -> None:
        self.moments.heard(piece, self._now())
        self.live.put(piece)


async def _write(seat: Seat, ear: Ear, recogniser: Transcriber, spoken: Language) -> None:
    await seat.seated.wait()
    ear.begin()
    async for line in transcribe(ear.live, recogniser, spoken, LIVE, seat.words):
        seat.say(line.text, spoken, ear.moments.of(line.start), ear.moments.of(line.end))
    if ear.error:
        raise ear.error
    await seat.idle()


async def _caption(seat: Seat, source: Recording, recogniser: Transcriber, spoken: Language) -> None:
    tasks = [
        asyncio.create_task(seat.hold()),
        asyncio.create_task(_write(seat, Ear(source, seat.now), recogniser, spoken)),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def main(options: argparse.Namespace) -> int:
    """Writes until the sound or the briefing ends; 1 where it can't."""
    settings = load()
    spoken = language(options.language, settings)
    recogniser = whisper(settings)
    try:
        seat = Seat(*take(options.seat), _tell)
        _tell("waiting for sound")
        with Recording(options.file) as source:
            asyncio.run(_caption(seat, source, recogniser, spoken))
    except UntrustedError as error:
        raise untrusted(error) from None
    except (LostSeatError, NoSoundError, OSError) as error:
        _tell(str(error))
        return 1
    return 0
