"""The recording on a page: whether a browser plays it there, and the addresses of its moments."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

Medium = Literal["video", "audio"]

MEDIA: dict[str, Medium] = {
    ".mp4": "video", ".m4v": "video", ".webm": "video", ".ogv": "video", ".mov": "video",
    ".mp3": "audio", ".m4a": "audio", ".ogg": "audio", ".opus": "audio", ".wav": "audio", ".flac": "audio",
}  # fmt: skip
"""What browsers play by themselves, by the end of the file's name; all else is a platform's own page."""

DAY_S = 24 * 3600


def medium(recording: str | None) -> Medium | None:
    """As what the recording plays on our page; None where it does not, or there is none."""
    return MEDIA.get(PurePosixPath(urlsplit(recording).path).suffix.lower()) if recording else None


def moment(recording: str, seconds: int) -> str:
    """The recording's address at a second: the W3C's media fragment; who doesn't know it starts at the beginning."""
    return f"{recording}#t={seconds}"


def position(seconds: int) -> str:
    """A second of the recording as players show it: `41:07`, `1:02:03`."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def asked_for(t: str) -> int | None:
    """The second that an address asks for by `?t=`; None where it is no number of seconds within a day."""
    known = t.isascii() and t.isdigit() and len(t) <= 5
    return int(t) if known and int(t) < DAY_S else None
