"""Cuts sound into utterances: what somebody says until they pause. What no voice is in costs nothing after this.

Sound is 16 kHz mono, 16 bits, little-endian. No more of it is held than one utterance.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Sound: TypeAlias = NDArray[np.float32]
"""Samples from -1 to 1."""

Voice: TypeAlias = Callable[[Sound], float]
"""How likely a voice is in the next frame of a stream, from 0 to 1."""

RATE = 16_000
SAMPLE_BYTES = 2
FRAME = 512
"""Samples in a frame, 32 ms: what Silero's detector takes at this rate."""
FRAME_BYTES = FRAME * SAMPLE_BYTES
FRAME_MS = 1000 * FRAME // RATE

LIKELY = 0.5
UNLIKELY = 0.35
"""A voice begins above the first and ends below the second: Silero's own numbers."""

LEAST_FRAMES = 6
"""With less voice than this, 192 ms, it was a click or a cough."""

AROUND_FRAMES = 6
"""What is kept before and after a voice, 192 ms: soft consonants, which the detector misses."""

SEAM_FRAMES = 5
"""How long the quiet is that a seam looks for, 160 ms: longer than the stop inside a word such as "rapid"."""

LEAST_MS, LONGEST_MS = 1000, 28_000
"""How long an utterance may be at most: Whisper hears 30 s at once, and costs as much for one."""


@dataclass(frozen=True)
class Cut:
    """Where utterances end.

    Attributes:
        pause_ms: after so much silence.
        longest_ms: at the quietest moment before this, if there was none; up to `LONGEST_MS`.
    """

    pause_ms: int
    longest_ms: int

    def __post_init__(self) -> None:
        if not (self.pause_ms >= AROUND_FRAMES * FRAME_MS and LEAST_MS <= self.longest_ms <= LONGEST_MS):
            raise ValueError(f"no way to cut: {self}")


LIVE = Cut(pause_ms=512, longest_ms=8000)
"""While one listens: a line comes at most so much later than it was begun."""

WHOLE = Cut(pause_ms=1024, longest_ms=LONGEST_MS)
"""Of a recording: more at once is heard better, and costs less."""


@dataclass(frozen=True)
class Utterance:
    """What was said, from a moment in ms from the sound's beginning."""

    start: int
    sound: Sound


class Cutter:
    """One stream's utterances."""

    def __init__(self, voice: Voice, cut: Cut) -> None:
        """Starts at the sound's beginning.

        Args:
            voice: a detector that has heard nothing yet.
            cut: where utterances end.
        """
        self._voice = voice
        self._pause = cut.pause_ms // FRAME_MS
        self._longest = cut.longest_ms // FRAME_MS
        self._at = 0  # frames heard
        self._rest = bytearray()  # less than a frame
        self._before: deque[Sound] = deque(maxlen=AROUND_FRAMES)
        self._frames: list[Sound] = []  # of the utterance; empty while nobody speaks
        self._voiced = 0
        self._quiet = 0
        self._goes_on = False  # the utterance began at a seam

    def feed(self, pcm: bytes | memoryview) -> list[Utterance]:
        """Takes the next piece of sound, of any size; gives what it completed."""
        self._rest += pcm
        whole = len(self._rest) // FRAME_BYTES * FRAME_BYTES
        samples: Sound = np.frombuffer(bytes(self._rest[:whole]), dtype="<i2").astype(np.float32) / np.float32(32768)
        del self._rest[:whole]
        found = (self._take(samples[at : at + FRAME]) for at in range(0, len(samples), FRAME))
        return [utterance for utterance in found if utterance]

    def end(self) -> list[Utterance]:
        """There is no more sound; gives what was being said."""
        done = self.feed(bytes(-len(self._rest) % FRAME_BYTES))
        last = self._finish() if self._frames else None
        return [*done, last] if last else done

    def _take(self, frame: Sound) -> Utterance | None:
        likely = self._voice(frame)
        self._at += 1
        if self._frames:
            return self._go_on(frame, likely >= UNLIKELY)
        if likely >= LIKELY:
            self._frames = [*self._before, frame]
            self._voiced, self._quiet = 1, 0
            self._before.clear()
        else:
            self._before.append(frame)
        return None

    def _go_on(self, frame: Sound, voiced: bool) -> Utterance | None:
        self._frames.append(frame)
        self._voiced += voiced
        self._quiet = 0 if voiced else self._quiet + 1
        if self._quiet >= self._pause:
            return self._finish()
        return self._split() if len(self._frames) >= self._longest else None

    def _finish(self) -> Utterance | None:
        keep = len(self._frames) - max(0, self._quiet - AROUND_FRAMES)
        # A seam's second half is kept, be it ever so short: it may be a word's end.
        said = self._voiced >= (1 if self._goes_on else LEAST_FRAMES)
        utterance = self._utterance(keep) if said else None
        self._before.extend(self._frames[keep:])
        self._frames, self._goes_on = [], False
        return utterance

    def _split(self) -> Utterance:
        keep = seam(self._frames)
        utterance = self._utterance(keep)
        self._frames = self._frames[keep:]
        self._quiet = min(self._quiet, len(self._frames))
        self._voiced, self._goes_on = len(self._frames) - self._quiet, True
        return utterance

    def _utterance(self, keep: int) -> Utterance:
        return Utterance((self._at - len(self._frames)) * FRAME_MS, np.concatenate(self._frames[:keep]))


def seam(frames: list[Sound]) -> int:
    """Before which frame an utterance is best cut: amid the quietest moment of its last third."""
    begin = len(frames) * 2 // 3
    loud = [float(np.dot(frame, frame)) for frame in frames[begin:]]
    moments = range(len(loud) - SEAM_FRAMES + 1)
    quietest = min(reversed(moments), key=lambda at: sum(loud[at : at + SEAM_FRAMES]))
    return begin + quietest + SEAM_FRAMES // 2 + 1
