"""WebVTT: the chapters of a recording, and the published transcript as its captions, or what was heard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from webvtt import Caption, WebVTT

from studio.exports.words import line
from studio.media.heard import Heard
from studio.minutes import Minutes, Passage, Reader, chapters


class Spoken(NamedTuple):
    """A passage's time in the recording, ms from its start."""

    start: int
    end: int
    passage: Passage


def passages(minutes: Minutes) -> list[Spoken]:
    """The transcript on the recording's clock, in order; what was said before its start has no place in it."""
    clock = minutes.clock
    found = [Spoken(clock.recorded(p.since), clock.recorded(p.until), p) for p in minutes.passages if line(p.text)]
    return sorted((one for one in found if one.end > one.start), key=lambda one: (one.start, one.end))


def stamp(ms: int) -> str:
    """A WebVTT time stamp, `00:41:07.250`."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}"


def webvtt(minutes: Minutes, _: Reader | None = None) -> str:
    """A chapters track: one cue a question."""
    track = WebVTT()
    for chapter in chapters(minutes):
        text = _cue_text(f"№ {chapter.question.number}. {chapter.text}")
        track.captions.append(Caption(stamp(chapter.start), stamp(chapter.end), text))
    return str(track.content)


def captions(lines: Iterable[Heard]) -> str:
    """A track of captions: one cue a line."""
    track = WebVTT()
    track.captions.extend(Caption(stamp(one.start), stamp(one.end), _cue_text(one.text)) for one in lines)
    return str(track.content)


def spoken(minutes: Minutes, _: Reader | None = None) -> str:
    """A captions track: one cue a passage, its speaker as the cue's voice."""
    track = WebVTT()
    for start, end, passage in passages(minutes):
        speaker = _cue_text(passage.speaker)
        # A name that ends in dashes would make an arrow of the tag's end; a space there counts for nothing.
        voice = f"<v {speaker}{' ' if speaker.endswith('-') else ''}>" if speaker else ""
        track.captions.append(Caption(stamp(start), stamp(end), voice + _cue_text(passage.text)))
    return str(track.content)


def _cue_text(text: str) -> str:
    """One line in which no mark of WebVTT is left: `&` and `<` escaped, so `-->` cannot stand either."""
    return line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
