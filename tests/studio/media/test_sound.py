"""A recording's sound: any form, any rate, true in time; and files that are no recordings."""

from __future__ import annotations

import socket
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.media.sound import SECOND, NoSoundError, Recording
from studio.media.utterances import RATE


def tone(seconds: float, rate: int = 48_000, channels: int = 2) -> Any:
    swing = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return np.tile((swing * 32767).astype(np.int16), (channels, 1))


def write(
    path: Path, codec: str, parts: list[tuple[float, Any]], rate: int = 48_000, picture_s: float = 0, **options: str
) -> Path:
    """A recording: each part of its sound from a moment in seconds, and a picture from zero."""
    with av.open(str(path), "w", options=options) as out:
        picture = out.add_stream("mpeg4", rate=10) if picture_s else None
        sound = out.add_stream(codec, rate=rate, layout="stereo")
        if picture:
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
            for number in range(round(picture_s * 10)):
                frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 10)
                out.mux(picture.encode(frame))
        for begin, samples in parts:
            for at in range(0, samples.shape[1], 960):
                packed = np.ascontiguousarray(samples[:, at : at + 960].T.reshape(1, -1))
                frame = av.AudioFrame.from_ndarray(packed, format="s16", layout="stereo")
                frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
                frame.pts = round(begin * rate) + at
                out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return path


async def sound_of(path: Path) -> np.ndarray[Any, Any]:
    with Recording(path) as recording:
        pieces = [piece async for piece in recording]
    assert all(len(piece) == SECOND for piece in pieces[:-1])
    return np.frombuffer(b"".join(pieces), np.int16).astype(float) / 32768


def loud(samples: np.ndarray[Any, Any], begin: float, end: float) -> float:
    return float(np.sqrt((samples[round(begin * RATE) : round(end * RATE)] ** 2).mean()))


FORMS = {
    "wav": ("a.wav", "pcm_s16le", 44_100),
    "mp3": ("a.mp3", "mp3", 48_000),
    "mp4": ("a.mp4", "aac", 48_000),
    "webm": ("a.webm", "libopus", 48_000),
    "flac": ("a.flac", "flac", 48_000),
}


@pytest.mark.parametrize("form", FORMS)
async def test_every_form_becomes_mono_at_16_khz(tmp_path: Path, form: str):
    name, codec, rate = FORMS[form]
    path = write(tmp_path / name, codec, [(0, tone(3.2, rate))], rate)
    samples = await sound_of(path)
    assert abs(len(samples) / RATE - 3.2) < 0.1
    heights = np.abs(np.fft.rfft(samples[RATE : 2 * RATE]))
    assert int(heights.argmax()) == 440
    with Recording(path) as recording:
        assert recording.seconds == pytest.approx(3.2, abs=0.1)


async def test_a_hole_is_silence_of_its_length(tmp_path: Path):
    """A line that was away for two seconds while it was recorded."""
    path = write(tmp_path / "a.mkv", "pcm_s16le", [(0, tone(1)), (3, tone(1))])
    samples = await sound_of(path)
    assert abs(len(samples) / RATE - 4) < 0.05
    assert loud(samples, 0.1, 0.9) > 0.3
    assert loud(samples, 1.1, 2.9) < 0.01
    assert loud(samples, 3.1, 3.9) > 0.3


async def test_sound_that_begins_later_than_the_picture_has_silence_before_it(tmp_path: Path):
    path = write(tmp_path / "a.mkv", "pcm_s16le", [(1.5, tone(1))], picture_s=2.5)
    samples = await sound_of(path)
    assert loud(samples, 0, 1.4) < 0.01
    assert loud(samples, 1.6, 2.4) > 0.3


async def test_a_time_stamp_of_tomorrow_is_no_hole(tmp_path: Path):
    path = write(tmp_path / "a.mkv", "pcm_s16le", [(0, tone(1)), (4000, tone(1))])
    assert abs(len(await sound_of(path)) / RATE - 2) < 0.05


async def test_a_file_that_breaks_off_is_heard_until_there(tmp_path: Path):
    path = write(tmp_path / "a.mkv", "pcm_s16le", [(0, tone(10))])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 4 < len(await sound_of(path)) / RATE < 6


async def test_broken_packets_are_a_hole_and_what_follows_is_in_its_place(tmp_path: Path):
    path = write(tmp_path / "a.mkv", "flac", [(0, tone(5)), (5, 0 * tone(1)), (6, tone(4))])
    raw = bytearray(path.read_bytes())
    begin = len(raw) // 4
    raw[begin : begin + 30_000] = bytes(30_000)
    path.write_bytes(raw)
    samples = await sound_of(path)
    assert loud(samples, 5.2, 5.8) < 0.01
    assert loud(samples, 6.2, 9.8) > 0.3


async def test_sound_that_can_not_be_decoded_at_all_is_said(tmp_path: Path):
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
    with pytest.raises(NoSoundError, match="nothing of its sound can be decoded"):
        await sound_of(path)


def _text(path: Path) -> None:
    path.write_text("These are the minutes of a briefing.\n" * 40)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _picture(path: Path) -> None:
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        pytest.param(_text, "is no sound or video", id="text"),
        pytest.param(_empty, "is no sound or video", id="empty"),
        pytest.param(_picture, "has no sound in it", id="picture"),
    ],
)
def test_what_has_no_sound_is_said(tmp_path: Path, make: Callable[[Path], None], why: str):
    path = tmp_path / "a.mkv"
    make(path)
    with pytest.raises(NoSoundError, match=why) as error:
        Recording(path)
    assert str(path) in str(error.value)


def test_a_file_that_is_not_there_or_a_folder_is_the_system_s_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        Recording(tmp_path / "none.mp4")
    with pytest.raises(IsADirectoryError):
        Recording(tmp_path)


@contextmanager
def called() -> Iterator[tuple[socket.socket, list[Any]]]:
    """An address, and who came there; they are sent away."""
    calls: list[Any] = []

    def answer() -> None:
        with suppress(OSError):
            while True:
                connection, caller = server.accept()
                calls.append(caller)
                connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer)
        thread.start()
        yield server, calls
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("to", ["address", "file"])
@pytest.mark.parametrize(
    "playlist",
    ["#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile '{}'\n"],
    ids=["hls", "concat"],
)
async def test_nothing_is_opened_that_a_file_names(tmp_path: Path, playlist: str, to: str):
    """A playlist would lead to other files, or addresses of the house."""
    write(tmp_path / "other.wav", "pcm_s16le", [(0, tone(1))])
    with called() as (server, calls):
        address = f"http://127.0.0.1:{server.getsockname()[1]}/other.wav"
        path = tmp_path / "a.m3u8"
        path.write_text(playlist.format(address if to == "address" else tmp_path / "other.wav"))
        with pytest.raises(NoSoundError):
            await sound_of(path)
    assert calls == []
