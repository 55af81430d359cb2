"""`tynda transcribe`: a recording becomes captions, without a network; what can't be is said in a line."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from pathlib import Path

import av
import pytest
import webvtt

from tests.studio.media.speech import MODEL, sentences, silence, words
from web.cli import main

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
    assert fails(capsys, recording) == (2, "tynda: transcribe: say which is spoken, --language ru or en")
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
