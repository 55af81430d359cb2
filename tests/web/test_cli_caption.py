"""`tynda caption`: what is said into a pipe is on viewers' phones and in the transcript, at its own time."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
import wave
from contextlib import suppress
from pathlib import Path

import pytest

from studio.lines import Line
from tests.log_views import public
from tests.studio.media.speech import MODEL, RATE, sentences, silence, words
from tests.web.test_captioning import lines, seat_file
from web.cli_caption import MARKS, Moments
from web.clock import now

SECOND = bytes(2 * RATE)


def moments(*heard_at: int) -> Moments:
    found = Moments()
    for at in heard_at:
        found.heard(SECOND, at)
    return found


def test_a_moment_is_told_from_the_piece_it_was_heard_in() -> None:
    stood_still = moments(11_000, 12_000, 60_000)
    assert [stood_still.of(at) for at in (0, 999, 1000, 1500, 2000, 2999, 3500)] == [
        10_000, 10_999, 11_000, 11_500, 59_000, 59_999, 60_500,
    ]  # fmt: skip


def test_what_comes_at_once_was_said_before() -> None:
    burst = moments(13_000, 13_000, 13_001, 14_000, 15_300)
    assert [burst.of(at) for at in (0, 1000, 2500, 3000, 4000)] == [10_000, 11_000, 12_500, 13_000, 14_300]


def test_moments_of_long_ago_are_reckoned_from_the_oldest_that_is_known() -> None:
    assert moments(*range(1000, 1000 * (MARKS + 10), 1000)).of(2000) == 2000


def sound(pcm: bytes) -> bytes:
    """As a pipe brings it: WAV."""
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return into.getvalue()


async def run(file: Path, *pieces: bytes, **settings: str) -> tuple[int | None, str]:
    """The command, with these pieces on its stdin once it waits for them, one a second; its exit code, what it told."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web.cli", "caption", str(file), stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env={**os.environ, "CAPTIONS_MODEL": str(MODEL), **settings},
    )  # fmt: skip
    assert process.stdin
    assert process.stderr
    async with asyncio.timeout(120):
        told = await process.stderr.readline()
        with suppress(ConnectionError):
            for piece in pieces:
                process.stdin.write(piece)
                await process.stdin.drain()
                await asyncio.sleep(1)  # as it is spoken
            process.stdin.close()
        told += await process.stderr.read()
        return await process.wait(), told.decode()


@pytest.mark.integration
async def test_what_is_said_is_public_and_in_the_transcript_with_its_time(web, briefing, tmp_path, redis_log, admin):
    await web.briefing(briefing)
    began = now()
    (first, spoken), (second, more) = sentences()[1], sentences()[4]
    whole = sound(first + silence(2) + second)
    pieces = [whole[at : at + len(SECOND)] for at in range(0, len(whole), len(SECOND))]
    code, told = await run(await seat_file(web, tmp_path, briefing), *pieces)
    assert (code, told) == (0, "tynda: waiting for sound\ntynda: lines are public\n")
    found: list[Line] = await lines(web, briefing)
    heard = words(" ".join(line.text for line in found))
    assert len(set(spoken + more) & set(heard)) > 0.8 * len(set(spoken + more))
    assert all(began <= line.since < line.until <= now() for line in found)
    assert {line.language for line in found} == {"en"}
    assert all(line.at - line.until < 8_000 for line in found), "it is captions only while one remembers what was said"
    between = found[-1].since - found[0].since
    assert abs(between - 1000 * (len(first) + len(silence(2))) / len(SECOND)) < 1500
    views, _ = await public(redis_log, admin, briefing)
    shown = json.loads(views["captions/en"][1])["lines"]
    assert [line["text"] for line in shown] == [line.text for line in found][-3:]


@pytest.mark.integration
async def test_what_can_not_be_heard_or_written_is_said_in_a_line(web, briefing, tmp_path):
    await web.briefing(briefing)
    file = await seat_file(web, tmp_path, briefing)
    assert await run(file, b"no sound") == (
        1,
        "tynda: waiting for sound\ntynda: /dev/stdin is no sound or video that FFmpeg knows\n",
    )
    file.write_text("")
    code, told = await run(file, b"")
    assert (code, told.count("\n")) == (1, 1)
    assert "holds no invite's link" in told
    code, told = await run(file, b"", CAPTIONS_MODEL="")
    assert code == 2
    assert "CAPTIONS_MODEL" in told
