"""`tynda transcribe`: a recording becomes captions, without a network; what can't be is said in a line."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import av
import pytest
import webvtt

from studio import office
from studio.briefing import Details
from studio.events import OFFICE, VocabularySet
from studio.log import Act, Done
from studio.redis_log import RedisLog
from tests.studio.media.speech import MODEL, sentences, silence, words
from web.cli import main
from web.kinds import KINDS

pytestmark = pytest.mark.integration

BARRED = """
import sys

def bar(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        raise SystemExit(f"a network was tried: {event} {arguments}")

sys.addaudithook(bar)
from web.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The event loop makes a pair of sockets for itself, which are connected to nothing by name."""


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """The briefing's recording: a sentence, ten seconds of silence, another one; Opus in WebM."""
    pcm = sentences()[1][0] + silence(10) + sentences()[4][0]
    path = tmp_path / "briefing.webm"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libopus", rate=16_000, layout="mono")
        for at in range(0, len(pcm) // 640 * 640, 640):
            frame = av.AudioFrame(format="s16", layout="mono", samples=320)
            frame.planes[0].update(pcm[at : at + 640])
            frame.sample_rate, frame.pts = 16_000, at // 2
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def run(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own that can reach nothing."""
    return subprocess.run(
        [sys.executable, "-c", BARRED, "transcribe", *arguments], capture_output=True, text=True, check=False,
        env={**os.environ, "CAPTIONS_MODEL": str(MODEL), **settings},
    )  # fmt: skip


def test_a_recording_becomes_captions_in_a_file_without_a_network(recording: Path, tmp_path: Path):
    out = tmp_path / "captions.vtt"
    done = run(recording, "--language", "en", "--out", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert "tynda: heard 00:00:16 of 00:00:16, " in done.stderr
    first, last = webvtt.read(str(out))
    assert words(last.text) == sentences()[4][1]
    assert first.end_in_seconds < 3.1
    assert 12.5 < last.start_in_seconds < 13.6


@pytest.fixture
async def known(redis_log: RedisLog, valkey: Any, briefing: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a briefing with a speaker, and words that its captioners have at hand."""
    log, id = redis_log, briefing
    speaker = {"id": "s1", "name": "Jon Dashwoode"}
    details = Details.model_validate({"slug": f"s-{id}", "title": {"en": "T"}, "starts_at": 0, "speakers": [speaker]})
    office_ = Act(log, KINDS, OFFICE, "owner", 1)
    assert isinstance(await office.save_briefing(office_, id, details), Done)
    at_hand = [VocabularySet(words=("ill-disposed", "әкімдік"))]
    assert isinstance(await Act(log, KINDS, id, "captioner", 1).commit([], lambda _: at_hand), Done)
    monkeypatch.setenv("REDIS_URL", valkey.admin_url)
    return f"s-{id}"


@pytest.fixture
def opening(tmp_path: Path) -> Path:
    """The first two sentences."""
    path = tmp_path / "opening.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(sentences()[0][0] + silence(2) + sentences()[1][0])
    return path


async def test_the_words_at_hand_and_the_speakers_names_reach_the_recogniser(
    opening: Path, known: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """Without them it hears "John Dashwood" and "an old sposed young man"."""
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    of = ["transcribe", str(opening), "--briefing", known]
    assert await asyncio.to_thread(main, of) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Jon Dashwoode had" in said
    assert "an ill-disposed young man" in said
    of[-1] = f"no-{known}"
    assert await asyncio.to_thread(main, of) == 2
    assert f"there is no briefing `no-{known}`" in capsys.readouterr().err


def test_a_store_that_is_away_is_told_before_anything_is_heard(
    opening: Path, free_port: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port}/0")
    code, line = fails(capsys, opening, "--briefing", "any")
    assert code == 2
    assert line.startswith("tynda: REDIS_URL: the store does not answer")


def test_without_a_file_captions_go_to_stdout(
    recording: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    assert main(["transcribe", str(recording)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("WEBVTT\n\n00:00:0")
    assert "made amiable himself." in said


@pytest.mark.parametrize("terminal", [False, True], ids=["file", "terminal"])
def test_silence_has_no_words_and_its_progress_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
):
    """A line a minute, or on a terminal one that changes."""
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(silence(125))
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setattr("web.cli_transcribe.TOLD_EVERY_S", 0)
    assert main(["transcribe", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == "WEBVTT"
    *told, none = said.err.splitlines() if not terminal else said.err.replace("\r", "").split("\x1b[K")
    assert none.strip() == "tynda: no words were heard"
    heard = [line.split(",")[0].removeprefix("tynda: heard ") for line in told]
    assert heard[-1] == "00:02:05 of 00:02:05"
    assert len(heard) == (126 if terminal else 3)


def fails(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """The exit code and the one line that is said."""
    code = main(["transcribe", *map(str, arguments)])
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    return code, line


def test_without_a_model_the_setting_is_named(
    recording: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("CAPTIONS_MODEL", raising=False)
    code, line = fails(capsys, recording)
    assert code == 2
    assert line.startswith("tynda: CAPTIONS_MODEL is not set")
    monkeypatch.setenv("CAPTIONS_MODEL", "tiny.en")
    assert fails(capsys, recording) == (2, "tynda: CAPTIONS_MODEL: there is no folder tiny.en")


def test_languages_are_those_that_the_model_is_trusted_with(
    recording: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    for language in ("kk", "ru"):
        code, line = fails(capsys, recording, "--language", language)
        assert code == 2
        assert f"CAPTIONS_LANGUAGES does not trust the model with {language}" in line
    monkeypatch.setenv("CAPTIONS_LANGUAGES", '["ru", "en"]')
    assert fails(capsys, recording) == (2, "tynda: say which is spoken, --language ru or en")
    monkeypatch.setenv("CAPTIONS_LANGUAGES", '["tlh"]')
    code, line = fails(capsys, recording)
    assert code == 2
    assert line.startswith("tynda: CAPTIONS_LANGUAGES: ")


def test_what_is_no_recording_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    path = tmp_path / "minutes.txt"
    path.write_text("no sound")
    assert fails(capsys, path) == (1, f"tynda: {path} is no sound or video that FFmpeg knows")
    code, line = fails(capsys, tmp_path / "none.mp4")
    assert code == 1
    assert "none.mp4" in line


def test_a_file_to_write_is_looked_at_first(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    code, line = fails(capsys, recording, "--out", tmp_path / "nowhere" / "captions.vtt")
    assert (code, line) == (2, f"tynda: transcribe: there is no folder {tmp_path / 'nowhere'}")
    assert fails(capsys, recording, "--out", recording) == (2, "tynda: transcribe: --out is the recording itself")


def test_without_the_extra_the_command_that_brings_it_is_named(
    recording: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPTIONS_MODEL", str(MODEL))
    monkeypatch.delitem(sys.modules, "studio.media.whisper", raising=False)
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    code, line = fails(capsys, recording)
    assert code == 1
    assert "pip install 'tynda[captions]'" in line
