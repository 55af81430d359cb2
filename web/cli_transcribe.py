"""`tynda transcribe FILE`: hears the speech of a recording and writes it as WebVTT captions."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio import briefing as rules
from studio import lines
from studio.briefing import Briefing
from studio.events import Language
from studio.lines import Vocabulary
from studio.log import Unavailable, decode
from studio.media.heard import Heard
from studio.media.sound import SECOND, NoSoundError, Recording
from studio.media.transcriber import UntrustedError, transcribe
from studio.media.utterances import WHOLE
from studio.records import key
from studio.redis_log import RedisLog
from studio.settings import Settings, WrongSettingError, load
from studio.transcript import captions, stamp
from web.cli_invite import briefing_of, settings_of
from web.kinds import KINDS

if TYPE_CHECKING:
    from studio.media.whisper import Whisper

TOLD_EVERY_S = 1.0


class _Progress:
    """Says on stderr how far it has heard: one line that changes, or on no terminal one a minute of sound."""

    def __init__(self, whole: float | None) -> None:
        """Starts the clock; `whole` is how many seconds there will be, where that is known."""
        self._of = f" of {stamp(round(whole * 1000))[:8]}" if whole else ""
        self._began = self._told = time.monotonic()
        self._seconds = 0.0
        self._terminal = sys.stderr.isatty()

    async def along(self, sound: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same sound, told of as it goes by."""
        try:
            async for piece in sound:
                yield piece
                minute = self._seconds // 60
                self._seconds += len(piece) / SECOND
                if self._terminal and time.monotonic() - self._told >= TOLD_EVERY_S:
                    self._tell("")
                elif not self._terminal and self._seconds // 60 > minute:
                    self._tell("\n")
        finally:
            if self._seconds:
                self._tell("\n")

    def _tell(self, after: str) -> None:
        self._told = time.monotonic()
        pace = self._seconds / max(self._told - self._began, 0.001)
        heard = stamp(round(self._seconds * 1000))[:8]
        before, rest = ("\r", "\x1b[K") if self._terminal else ("", "")
        sys.stderr.write(
            f"{before}tynda: heard {heard}{self._of}, {pace:.1f} times as fast as it was spoken{rest}{after}"
        )
        sys.stderr.flush()


def whisper(settings: Settings) -> Whisper:
    """The recogniser with the operator's model.

    Raises:
        WrongSettingError: there is no model, or it can't be used.
        NoSoundError: the extra is not installed.
    """
    if settings.captions_model is None:
        raise WrongSettingError("CAPTIONS_MODEL is not set: say where a Whisper model is, see docs/operator.md")
    try:
        from studio.media.whisper import Whisper
    except ImportError:
        raise NoSoundError("needs the extra `captions`: pip install 'tynda[captions]', or run ./tynda") from None
    return Whisper(settings)


def language(asked: Language | None, settings: Settings) -> Language:
    """What is spoken: as somebody says, or the only one that the model is trusted with."""
    one, *others = settings.captions_languages
    if others and asked is None:
        raise WrongSettingError(f"say which is spoken, --language {' or '.join((one, *others))}")
    return asked or one


def at_hand(briefing: Briefing | None, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """What is likely said at a briefing, and how it is written: who speaks, then the captioners' words."""
    names = [speaker.name for speaker in briefing.details.speakers] if briefing else []
    return tuple(dict.fromkeys([*names, *(vocabulary.words if vocabulary else ())]))


async def _words(slug: str, data: Path | None) -> tuple[str, ...]:
    log = RedisLog.connect(settings_of(data).redis_url.get_secret_value())
    k = key("vocabulary", lines.VOCABULARY)
    try:
        stored = await log.read(await briefing_of(log, slug), [rules.KEY, k])
    except Unavailable as error:
        why = type(error.__cause__ or error).__name__
        raise WrongSettingError(f"REDIS_URL: the store does not answer ({why})") from None
    finally:
        await log.aclose()
    return at_hand(decode(KINDS, rules.KEY, stored[rules.KEY]), decode(KINDS, k, stored[k]))


def untrusted(error: UntrustedError) -> WrongSettingError:
    """That a person should do it."""
    return WrongSettingError(
        f"CAPTIONS_LANGUAGES does not trust the model with {error}; a person can write these captions"
    )


async def _lines(path: Path, recogniser: Whisper, spoken: Language, words: Sequence[str]) -> list[Heard]:
    with Recording(path) as recording:
        sound = _Progress(recording.seconds).along(aiter(recording))
        return [line async for line in transcribe(sound, recogniser, spoken, WHOLE, words)]


def _transcribe(options: argparse.Namespace) -> None:
    settings = load()
    spoken = language(options.language, settings)
    if options.out and not options.out.parent.is_dir():  # rather now than after an hour
        raise WrongSettingError(f"transcribe: there is no folder {options.out.parent}")
    if options.out and options.out.resolve() == options.file.resolve():
        raise WrongSettingError("transcribe: --out is the recording itself")
    words = asyncio.run(_words(options.briefing, options.data)) if options.briefing else ()
    heard = asyncio.run(_lines(options.file, whisper(settings), spoken, words))
    if not heard:
        sys.stderr.write("tynda: no words were heard\n")
    if options.out:
        options.out.write_text(captions(heard), encoding="utf-8")
    else:
        print(captions(heard))


def main(options: argparse.Namespace) -> int:
    """Hears, then writes; 1 when there is nothing to hear."""
    try:
        _transcribe(options)
    except UntrustedError as error:
        raise untrusted(error) from None
    except (NoSoundError, OSError) as error:
        sys.stderr.write(f"tynda: {error}\n")
        return 1
    return 0
