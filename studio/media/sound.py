"""A recording's sound: decoded by FFmpeg, made 16 kHz mono, a second at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from studio.media.utterances import RATE, SAMPLE_BYTES

SECOND = RATE * SAMPLE_BYTES

GAP_S = 0.1
"""A hole in a recording that is filled with silence; smaller ones are the rounding of time stamps."""
LONGEST_GAP_S = 3600.0
"""No hole, but a broken time stamp."""


class NoSoundError(Exception):
    """No sound can be had from the file; the text says why, in one line."""


class Recording:
    """The sound of a file, once, while it is open. Times are those of its player: the picture's beginning is zero."""

    def __init__(self, path: Path) -> None:
        """Opens the file, and nothing that it may name beside itself.

        Raises:
            NoSoundError: it is no recording, or one without sound.
            OSError: it can't be read.
        """
        self._file = path.open("rb", buffering=0)  # of a pipe what is there, not first a buffer full of it
        try:
            # A playlist would have FFmpeg open other files and addresses.
            self._container: InputContainer = av.open(self._file, "r", options={"protocol_whitelist": "none"})
        except (FFmpegError, ValueError):
            self._file.close()
            raise NoSoundError(f"{path} is no sound or video that FFmpeg knows") from None
        if not self._container.streams.audio:
            self.close()
            raise NoSoundError(f"{path} has no sound in it")
        self._stream: AudioStream = self._container.streams.audio[0]
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._container.close()
        self._file.close()

    @property
    def seconds(self) -> float | None:
        """How long it says to be, where it says so."""
        length = self._container.duration
        return length / av.time_base if length else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The sound, decoded off the event loop.

        Raises:
            NoSoundError: nothing of it can be decoded.
        """
        pieces = self.pieces()
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece

    def pieces(self) -> Iterator[bytes]:
        """The sound, once, a second at a time; waits for what comes.

        Raises:
            NoSoundError: nothing of it can be decoded.
        """
        held, some = bytearray(), False
        for piece in self._resampled():
            held += piece
            while len(held) >= SECOND:
                yield bytes(held[:SECOND])
                del held[:SECOND]
            some = True
        if not some:
            raise NoSoundError(f"{self._path}: nothing of its sound can be decoded")
        if held:
            yield bytes(held)

    def _resampled(self) -> Iterator[bytes]:
        begin = (self._container.start_time or 0) / av.time_base
        at, form, resampler = 0.0, None, AudioResampler()
        for frame in self._frames():
            if (now := (frame.format.name, frame.layout.name, frame.sample_rate)) != form:
                form, resampler = now, AudioResampler(format="s16", layout="mono", rate=RATE)
            if frame.time is not None and GAP_S < (gap := frame.time - begin - at) < LONGEST_GAP_S:
                yield from _silence(gap)
                at += gap
            at += frame.samples / frame.sample_rate
            yield from (out.to_ndarray().tobytes() for out in resampler.resample(frame))

    def _frames(self) -> Iterator[AudioFrame]:
        """What can be decoded: a broken packet is a hole, and a file that breaks off ends there."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                return
            if packet is None:
                return
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            yield from (frame for frame in frames if isinstance(frame, AudioFrame))


def _silence(seconds: float) -> Iterator[bytes]:
    left = round(seconds * RATE) * SAMPLE_BYTES
    for _ in range(left // SECOND):
        yield bytes(SECOND)
    yield bytes(left % SECOND)
