"""The minutes, folded to Markdown and to a WebVTT track of chapters; captions as such a track."""

from __future__ import annotations

from collections.abc import Iterable

from webvtt import Caption, WebVTT

from studio.media.heard import Heard
from studio.minutes import OUTCOMES, Minutes, Reader, chapters


def stamp(ms: int) -> str:
    """A WebVTT time stamp, `00:41:07.250`."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}"


def webvtt(minutes: Minutes) -> str:
    """A chapters track: one cue a question."""
    track = WebVTT()
    for chapter in chapters(minutes):
        text = _cue_text(f"№ {chapter.question.number}. {chapter.text}")
        track.captions.append(Caption(stamp(chapter.start), stamp(chapter.end), text))
    return str(track.content)


def captions(lines: Iterable[Heard]) -> str:
    """A track of captions: one cue a line."""
    track = WebVTT()
    track.captions.extend(Caption(stamp(line.start), stamp(line.end), _cue_text(line.text)) for line in lines)
    return str(track.content)


def _cue_text(text: str) -> str:
    """One line in which no mark of WebVTT is left: `&` and `<` escaped, so `-->` cannot stand either."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|!~"})


def plain(text: str) -> str:
    """A text as Markdown that shows it literally, on one line."""
    return " ".join(text.split()).translate(_SPECIAL)


def markdown(minutes: Minutes, reader: Reader) -> str:
    """The record as Markdown."""
    say = reader.say
    lines = [f"# {plain(reader.pick(minutes.title))}", ""]
    lines += [f"* **{plain(label)}:** {plain(value)}" for label, value in minutes.facts(reader)]
    lines += ["", f"## {say('On air')}", ""]
    for chapter in chapters(minutes):
        question, outcome = chapter.question, say(OUTCOMES[chapter.question.outcome])
        lines += [f"### {stamp(chapter.start)[:8]} № {question.number}", "", plain(chapter.text), ""]
        lines += [f"{plain(question.asker)} · {outcome}" if question.asker else outcome, ""]
    return "\n".join(lines).rstrip() + "\n"
