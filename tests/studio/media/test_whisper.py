"""Real speech heard by a real Whisper, the smallest there is: words, silence, seams, and what it must not do."""

from __future__ import annotations

import asyncio
import shutil
import tracemalloc
from pathlib import Path
from typing import Any

import jiwer
import pytest

from studio.media.transcriber import Live, UntrustedError, transcribe
from studio.media.utterances import LIVE, WHOLE, Cut, Cutter
from studio.media.whisper import Whisper
from studio.settings import WrongSettingError
from tests.studio.media.speech import (
    MODEL,
    heard,
    music,
    noise,
    pieces,
    reading,
    sentences,
    settings,
    silence,
    words,
)

pytestmark = pytest.mark.integration

WER = 0.10
"""Of 71 words; 0.042 was measured. One word more is 0.014."""


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper(settings())


def wrong(said: list[str], found: Any) -> float:
    """The word error rate."""
    return float(jiwer.wer(" ".join(said), " ".join(words(found))))


@pytest.mark.parametrize("cut", [LIVE, WHOLE], ids=["live", "whole"])
async def test_words_are_heard_as_they_were_said(whisper: Whisper, cut: Cut):
    sound, said = reading(pause_s=0.8)
    lines = await heard(sound, whisper, cut)
    rate = wrong(said, lines)
    print(f"word error rate {rate:.3f}")
    assert rate <= WER
    assert {line.language for line in lines} == {"en"}


async def test_a_line_is_timed_by_the_sound_s_clock(whisper: Whisper):
    """Half a minute later it is the same line, half a minute later."""
    sound, said = sentences()[4]
    (early,) = await heard(sound, whisper, LIVE)
    (late,) = await heard(silence(30.72) + sound, whisper, LIVE)
    assert words([early]) == said
    assert early.text == late.text
    assert abs(late.start - early.start - 30_720) <= 300
    assert 0 <= early.start < 400
    assert 2300 < early.end <= len(sound) / 32


async def test_speech_without_a_pause_loses_no_word_at_its_seams(whisper: Whisper):
    """Every seam lies between words: as many are found as in the recording cut by hand, sentence by sentence."""
    sound, said = reading()
    assert len(sound) / 32 > 3 * LIVE.longest_ms, "seams there must be"
    assert wrong(said, await heard(sound, whisper, LIVE)) <= 0.06


async def test_pieces_of_any_size_give_the_same_lines(whisper: Whisper):
    sound = b"".join(pcm for pcm, _ in sentences()[:2])
    whole = await heard(sound, whisper, LIVE, size=len(sound))
    assert whole
    assert await heard(sound, whisper, LIVE, size=641) == whole


async def test_live_sound_is_heard_while_it_goes_on(whisper: Whisper):
    """A line comes when its utterance is over, not when the sound is."""
    live, (pcm, said) = Live(), sentences()[4]
    lines = transcribe(live, whisper, "en", LIVE)
    async for piece in pieces(pcm + silence(1), 640):
        live.put(piece)
    assert words([await anext(lines)]) == said
    live.close()
    assert [line async for line in lines] == []


async def test_the_event_loop_goes_on_while_it_hears(whisper: Whisper):
    turns, done = 0, asyncio.Event()

    async def turn() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            await asyncio.sleep(0.01)

    turning = asyncio.create_task(turn())
    await heard(sentences()[0][0], whisper, LIVE, size=10**9)
    done.set()
    await turning
    assert turns >= 20, "it takes a quarter of a second at the least"


async def test_a_piece_of_any_length_takes_no_more_memory_than_a_short_one(whisper: Whisper):
    minutes = silence(120)
    tracemalloc.start()
    assert await heard(minutes, whisper, WHOLE, size=len(minutes)) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(minutes) + 1_500_000, "the piece itself, which the test cuts, and a few seconds of it"


@pytest.mark.parametrize(
    "sound", [silence(30), noise(30), noise(30, loud=0.5), music(30)], ids=["silence", "noise", "loud-noise", "music"]
)
async def test_what_is_no_speech_gives_no_words_and_is_not_even_listened_to(whisper: Whisper, sound: bytes):
    cutter = Cutter(whisper.listen(), LIVE)
    assert cutter.feed(sound) + cutter.end() == [], "Whisper hears words in everything"
    assert await heard(sound, whisper, WHOLE) == []


FILL = [f"Қызылорда облысы {n}" for n in range(60)]


async def test_a_name_is_written_as_whoever_knows_it_writes_it_and_nothing_is_heard_for_being_known(whisper: Whisper):
    """However many words follow; the captioners' list may hold sixty."""
    (pcm, said), known = sentences()[0], ["Jon Dashwoode", "Jane Fairfax", *FILL]
    plain = [line async for line in transcribe(pieces(pcm, 32_000), whisper, "en", WHOLE)]
    hinted = [line async for line in transcribe(pieces(pcm, 32_000), whisper, "en", WHOLE, known)]
    assert "John Dashwood had" in plain[0].text
    assert "Jon Dashwoode had" in hinted[0].text
    swapped = {"john": "jon", "dashwood": "dashwoode"}
    assert words(hinted) == [swapped.get(word, word) for word in said], "nothing else"


async def test_speech_in_noise_is_heard_and_the_noise_around_it_is_not(whisper: Whisper):
    pcm, said = sentences()[3]
    lines = await heard(noise(10, loud=0.003) + pcm + noise(10, loud=0.003), whisper, LIVE)
    assert wrong(said, lines) <= 0.2
    assert all(9_500 < line.start < line.end < 10_500 + len(pcm) / 32 for line in lines)


async def test_a_language_that_it_is_not_trusted_with_is_refused(whisper: Whisper):
    with pytest.raises(UntrustedError, match="kk"):
        await anext(transcribe(pieces(silence(1), 640), whisper, "kk", LIVE))


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "tokenizer.json"])
def test_a_model_is_complete(tmp_path: Path, missing: str):
    """faster-whisper would get a missing tokenizer from a hub."""
    for file in MODEL.iterdir():
        if file.name != missing:
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(WrongSettingError, match=f"CAPTIONS_MODEL: .* no {missing}"):
        Whisper(settings(captions_model=tmp_path))


@pytest.mark.parametrize("broken", ["model.bin", "tokenizer.json"])
def test_a_broken_model_is_named(tmp_path: Path, broken: str):
    for file in MODEL.iterdir():
        if file.name != broken:
            shutil.copy(file, tmp_path) if file.stat().st_size < 10_000 else (tmp_path / file.name).symlink_to(file)
    (tmp_path / broken).write_bytes(b"not a model")
    with pytest.raises(WrongSettingError, match=r"CAPTIONS_MODEL: .* is no Whisper model"):
        Whisper(settings(captions_model=tmp_path))


def test_a_model_s_name_is_no_folder():
    """faster-whisper would download it."""
    with pytest.raises(WrongSettingError, match=r"CAPTIONS_MODEL: there is no folder tiny\.en"):
        Whisper(settings(captions_model=Path("tiny.en")))
    with pytest.raises(WrongSettingError, match="CAPTIONS_MODEL is not set"):
        Whisper(settings(captions_model=None))


def test_a_model_is_not_trusted_with_what_it_does_not_know():
    with pytest.raises(WrongSettingError, match=r"CAPTIONS_LANGUAGES: .* does not know kk"):
        Whisper(settings(captions_languages=("en", "kk")))
