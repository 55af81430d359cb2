"""Where sound is cut, with loudness for a voice: what is loud is somebody who speaks."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.media.utterances import (
    AROUND_FRAMES,
    FRAME,
    FRAME_MS,
    LEAST_FRAMES,
    LIVE,
    LONGEST_MS,
    WHOLE,
    Cut,
    Cutter,
    Sound,
    Utterance,
    seam,
)

AROUND_MS = AROUND_FRAMES * FRAME_MS
SHORT = Cut(pause_ms=320, longest_ms=1600)


def voice(frame: Sound) -> float:
    return float(np.abs(frame).max())


def said(*parts: tuple[float, int]) -> bytes:
    """Stretches of sound, each so loud for so many frames; no two samples are alike, so that places can be told."""
    samples = [loud * 32767 * (0.5 + 0.5 * np.random.default_rng(7).random(FRAME * frames)) for loud, frames in parts]
    return np.concatenate(samples).astype("<i2").tobytes()


def cut(pcm: bytes, size: int = 10**9, where: Cut = SHORT) -> list[Utterance]:
    cutter = Cutter(voice, where)
    return [u for at in range(0, len(pcm), size) for u in cutter.feed(pcm[at : at + size])] + cutter.end()


def samples(pcm: bytes) -> Sound:
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)


def test_an_utterance_has_a_little_around_it_and_its_place():
    pcm = said((0.01, 40), (0.9, 30), (0.01, 40))
    (one,) = cut(pcm)
    assert one.start == 40 * FRAME_MS - AROUND_MS
    assert len(one.sound) == (30 + 2 * AROUND_FRAMES) * FRAME
    begin = one.start * 16
    assert np.array_equal(one.sound, samples(pcm)[begin : begin + len(one.sound)])


def test_silence_gives_nothing_and_a_click_neither():
    assert cut(said((0.01, 500))) == []
    assert cut(said((0.01, 20), (0.9, LEAST_FRAMES - 1), (0.01, 40))) == []
    assert len(cut(said((0.01, 20), (0.9, LEAST_FRAMES), (0.01, 40)))) == 1


def test_a_pause_parts_and_a_shorter_one_does_not():
    assert len(cut(said((0.9, 10), (0.01, 9), (0.9, 10), (0.01, 30)))) == 1
    first, second = cut(said((0.9, 10), (0.01, 11), (0.9, 10), (0.01, 30)))
    assert first.start == 0
    assert second.start * 16 >= len(first.sound), "what is around them is heard once"
    assert second.start == 21 * FRAME_MS - (11 - AROUND_FRAMES) * FRAME_MS


def test_a_voice_that_fades_has_not_ended():
    """Between the two marks a voice goes on, and none begins."""
    assert len(cut(said((0.9, 8), (0.45, 20), (0.9, 8), (0.01, 30)))) == 1
    assert cut(said((0.45, 40))) == []


def test_the_end_of_the_sound_ends_an_utterance_and_a_broken_frame_counts():
    pcm = said((0.9, 10)) + said((0.9, 1))[:301]
    (one,) = cut(pcm)
    assert len(one.sound) == 11 * FRAME
    assert np.array_equal(one.sound[: 10 * FRAME + 150], samples(pcm[:-1]))


def test_longer_ones_are_cut_at_the_quietest_moment_and_not_a_sample_is_lost():
    pcm = said((0.9, 40), (0.4, 6), (0.9, 60), (0.36, 1), (0.9, 35))
    first, *_ = found = cut(pcm)
    assert 40 * FRAME < len(first.sound) < 46 * FRAME, "in the quiet, not amid words"
    assert len(found) == 4
    assert all(len(u.sound) <= 1600 * 16 for u in found)
    assert all(a.start * 16 + len(a.sound) == b.start * 16 for a, b in pairwise(found))
    assert np.array_equal(np.concatenate([u.sound for u in found]), samples(pcm))


def test_the_end_of_a_word_behind_a_seam_is_kept():
    """Too short to be an utterance of its own; and in a breath that a seam fell into."""
    for end in (((0.01, 5), (0.9, 3)), ((0.01, 8), (0.9, 4))):
        first, rest = cut(said((0.9, 42), *end, (0.01, 30)))
        assert 42 * FRAME < len(first.sound) < 50 * FRAME
        assert rest.start * 16 == len(first.sound)


def test_nothing_behind_a_seam_is_no_utterance():
    pcm = said((0.9, 42), (0.01, 40))
    (only,) = cut(pcm)
    assert len(only.sound) < 50 * FRAME


def test_the_seam_is_where_it_is_quietest_and_as_late_as_may_be():
    loud, soft = (np.full(FRAME, level, np.float32) for level in (0.5, 0.1))
    frames = [loud] * 30
    frames[22:27] = [soft] * 5
    assert seam(frames) == 25
    assert seam([loud] * 30) == 28
    frames[5:10] = [soft * 0] * 5
    assert seam(frames) == 25, "a moment long ago would leave a stub"


@pytest.mark.parametrize("wrong", [(100, 5000), (512, 999), (512, LONGEST_MS + 1)], ids=str)
def test_a_way_to_cut_is_bounded(wrong: tuple[int, int]):
    with pytest.raises(ValueError, match="no way to cut"):
        Cut(*wrong)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.01, 0.4, 0.9]), st.integers(1, 40)), min_size=1, max_size=8),
    st.integers(1, 5000),
)
def test_pieces_of_any_size_give_the_same(parts: list[tuple[float, int]], size: int):
    pcm = said(*parts)
    whole, pieces = cut(pcm), cut(pcm, size)
    assert [u.start for u in whole] == [u.start for u in pieces]
    assert all(np.array_equal(a.sound, b.sound) for a, b in zip(whole, pieces, strict=True))


@pytest.mark.parametrize("where", [LIVE, WHOLE], ids=["live", "whole"])
@pytest.mark.parametrize("loud", [0.01, 0.9], ids=["silence", "speech"])
def test_no_more_is_held_than_an_utterance(where: Cut, loud: float):
    """Five minutes without a pause."""
    second = said((loud, 31)) + said((loud, 1))[:256]
    cutter, longest = Cutter(voice, where), 0
    tracemalloc.start()
    for _ in range(300):
        for utterance in cutter.feed(second):
            longest = max(longest, len(utterance.sound))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert longest <= where.longest_ms * 16
    assert peak < where.longest_ms * 64 * 2.5 + 1_000_000, (
        "an utterance, itself once more when it is done, and a second"
    )
