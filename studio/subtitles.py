"""Subtitles that others made, read from WebVTT, SRT, TTML or IMSC: what a file says, and what of it cannot be taken."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from html import unescape
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from ttconv import model  # pyright: ignore[reportMissingTypeStubs]
from ttconv.imsc import reader  # pyright: ignore[reportMissingTypeStubs]
from webvtt import Caption, WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from studio.lines import LONGEST_MS, MOST_CHARS, SPEAKER_CHARS, Draft
from studio.minutes import Clock
from studio.records import Refusal
from studio.transcript import stamp

MOST_BYTES = 2 * 1024 * 1024
"""Of a file: ten hours of subtitles in two-byte letters; a real briefing's have a tenth of it."""
MOST_LINES = 20_000
"""Of a file; ten hours at a line each two seconds."""
LATE_MS = 30 * 60 * 1000
"""How long after the briefing's end a line may still begin: a recording runs on, but a day's file is another file."""
MOST_ELEMENTS = 80_000
"""Of a file: a paragraph, two spans and a break for each line. ttconv takes some 0.05 ms for one."""
FIRST = 80
"""Characters shown of the first line that was left out."""
DEEPEST = 40
"""Elements inside one another; TTML has some seven, and each level costs its readers a call."""

Clean = Callable[[str], str]
"""Takes out of a text what nobody sees or types."""

Fault = Literal["unreadable", "times", "late", "empty"]
"""Why a line is left out: its times can't be read; it ends before it begins; it lies after the briefing's end; nothing
is said in it."""


class Cue(NamedTuple):
    """A line as it stands in a file: ms on the file's clock, its text with marks of the format taken off."""

    since: int
    until: int
    text: str
    speaker: str = ""


class Left(NamedTuple):
    """Lines that were left out: why, how many, and how the first of them begins (of an empty one, when)."""

    why: Fault
    lines: int
    first: str


class Read(NamedTuple):
    """What a file says, as lines on the briefing's clock.

    Attributes:
        drafts: the lines, by their time.
        left: what was left out.
        cut: how many ended later than a line may last, and end there now.
        split: how many were longer than a line may be, and stand in several.
    """

    drafts: tuple[Draft, ...]
    left: tuple[Left, ...] = ()
    cut: int = 0
    split: int = 0


def read(body: bytes, clock: Clock, clean: Clean) -> Read | Refusal:
    """Reads a file of subtitles; its format is told by how it begins.

    Refuses `too_big`, `not_text`, `no_subtitles`, `too_many_lines`, `nothing_to_import`.

    Args:
        body: the file.
        clock: how its times become the briefing's.
        clean: for each text and speaker.
    """
    if len(body) > MOST_BYTES:
        return Refusal(code="too_big")
    found = _xml(body) if body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<") else _plain(body)
    if isinstance(found, Refusal):
        return found
    cues, broken = found
    if len(cues) > MOST_LINES:
        return Refusal(code="too_many_lines")
    taken = _taken(cues, broken, clock, clean)
    return taken if taken.drafts else Refusal(code="nothing_to_import")


Found = tuple[list[Cue], int]
"""What a file holds, and how many lines of it have times that cannot be read."""


# -- WebVTT and SRT -----------------------------------------------------------------------------------

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?[ \t\n]+([^<>]{0,200})>")
"""The beginning of a voice span. Bounded: a file may be nothing but such beginnings."""


def _plain(body: bytes) -> Found | Refusal:
    try:
        text = body.decode("utf-16" if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        return Refusal(code="not_text")
    text = text.lstrip()
    webvtt = text.startswith("WEBVTT")
    try:
        captions = WebVTT.from_buffer(io.StringIO(text), format="vtt" if webvtt else "srt").captions
    except (MalformedFileError, MalformedCaptionError):
        return Refusal(code="no_subtitles")
    cues = [cue for caption in captions for cue in (_voices(caption) if webvtt else [_cue(caption, caption.raw_text)])]
    return cues, max(0, text.count("-->") - len(captions))


def _voices(caption: Caption) -> Iterator[Cue]:
    """A cue of WebVTT: as many lines as people speak in it, all at its time."""
    before, *spans = _VOICE.split(caption.raw_text)
    said = [("", before), *zip(spans[::2], spans[1::2], strict=True)]
    for speaker, text in said:
        if text.strip() or len(said) == 1:
            yield _cue(caption, unescape(_bare(text)), unescape(speaker))


def _cue(caption: Caption, text: str, speaker: str = "") -> Cue:
    return Cue(caption.start_time.in_milliseconds(), caption.end_time.in_milliseconds(), _bare(text), speaker)


def _bare(text: str) -> str:
    return Caption(text=text).text


# -- TTML and IMSC ------------------------------------------------------------------------------------

# What a stranger's file makes ttconv complain of belongs in no log of ours.
logging.getLogger("ttconv").setLevel(logging.CRITICAL + 1)


class _HostileError(Exception):
    """XML that is made to hurt whoever reads it."""


def _xml(body: bytes) -> Found | Refusal:
    to_model: Any = reader.to_model  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    try:
        _harmless(body)
        tree = ElementTree.fromstring(body)  # noqa: S314 - see the line above
        broken = _untimed(tree)
        document = to_model(ElementTree.ElementTree(tree))
    except Exception:  # ttconv's readers raise whatever a wrong attribute makes them stumble over
        return Refusal(code="no_subtitles")
    root = document and document.get_body()
    return Refusal(code="no_subtitles") if root is None else (list(_lines(root)), broken)


_TIME = re.compile(r"\d{2,4}:\d\d:\d\d(?:\.\d{1,9}|:\d{2,3})?|\d{1,9}(?:\.\d{1,9})?(?:h|m|s|ms|f|t)")
"""A time of TTML. What ttconv cannot read it takes for none, and the line would stand at the beginning."""


def _untimed(tree: ElementTree.Element) -> int:
    """Takes out what has times that cannot be read; gives their number."""
    bad = [
        (parent, child)
        for parent in tree.iter()
        for child in parent
        if not all(_TIME.fullmatch(child.get(name, "0s")) for name in ("begin", "end", "dur"))
    ]
    for parent, child in bad:
        parent.remove(child)
    return len(bad)


def _harmless(body: bytes) -> None:
    """Refuses, before anything is built of it, XML with entities or a document type, and what is too deep or too much.

    Raises:
        _HostileError: it is such.
        ExpatError: it is no XML.
    """
    parser, inside, count = expat.ParserCreate(), 0, 0

    def hostile(*_: Any) -> None:
        raise _HostileError

    def opened(*_: Any) -> None:
        nonlocal inside, count
        inside, count = inside + 1, count + 1
        if inside > DEEPEST or count > MOST_ELEMENTS:
            raise _HostileError

    def closed(_: str) -> None:
        nonlocal inside
        inside -= 1

    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = hostile, hostile
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.Parse(body, True)


class _Span(NamedTuple):
    """When an element is there, in seconds; until the end of all where that is not said."""

    since: Fraction = Fraction(0)
    until: Fraction | None = None

    def within(self, element: model.ContentElement) -> _Span:
        """When an element inside is there: its times count from this one's beginning, and it never outlasts it."""
        begin, end = element.get_begin() or 0, element.get_end()
        ends = [until for until in (self.until, None if end is None else self.since + end) if until is not None]
        return _Span(self.since + begin, min(ends, default=None))


def _lines(root: model.ContentElement) -> Iterator[Cue]:
    """A paragraph's words that are there at the same time are one line."""
    lines: list[tuple[Any, _Span, list[str]]] = []
    for paragraph, span, text in _words(root, _Span(), None):
        if lines and lines[-1][:2] == (paragraph, span):
            lines[-1][2].append(text)
        else:
            lines.append((paragraph, span, [text]))
    for _, span, texts in lines:
        if "".join(texts).strip():
            until = span.since if span.until is None else span.until
            yield Cue(round(span.since * 1000), round(until * 1000), "".join(texts))


def _words(element: Any, outer: _Span, paragraph: Any) -> Iterator[tuple[Any, _Span, str]]:
    """Every text with the paragraph that it stands in, and when; a break is a space."""
    if isinstance(element, model.Text):
        yield paragraph, outer, element.get_text()
    elif isinstance(element, model.Br):
        yield paragraph, outer, " "
    else:
        span = outer.within(element)
        for child in element:
            yield from _words(child, span, element if isinstance(element, model.P) else paragraph)


# -- lines --------------------------------------------------------------------------------------------


class _Taking:
    """Makes lines of cues, and keeps account of what it leaves out and changes."""

    def __init__(self, clock: Clock, clean: Clean) -> None:
        self.drafts: list[Draft] = []
        self.left: dict[Fault, list[str]] = {}
        self.cut = self.split = 0
        self._clock, self._clean = clock, clean

    def take(self, cue: Cue) -> None:
        text = " ".join(self._clean(cue.text).split())
        speaker = " ".join(self._clean(cue.speaker).split())[:SPEAKER_CHARS].strip()
        since, until = self._clock.moment(cue.since), self._clock.moment(cue.until)
        if not text:
            self.left.setdefault("empty", []).append(stamp(cue.since))
        elif until <= since:
            self.left.setdefault("times", []).append(text)
        elif since > self._clock.ended_at + LATE_MS:
            self.left.setdefault("late", []).append(text)
        else:
            self.cut += until - since > LONGEST_MS
            parts = list(_parts(text))
            self.split += len(parts) > 1
            self.drafts += _shared(parts, speaker, since, min(until, since + LONGEST_MS))


def _taken(cues: Iterable[Cue], broken: int, clock: Clock, clean: Clean) -> Read:
    taking = _Taking(clock, clean)
    for cue in cues:
        taking.take(cue)
    left = [Left(why, len(some), some[0][:FIRST]) for why, some in taking.left.items()]
    if broken:
        left = [Left("unreadable", broken, ""), *left]
    drafts = sorted(taking.drafts, key=lambda draft: (draft.since, draft.until))
    return Read(tuple(drafts), tuple(left), taking.cut, taking.split)


def _parts(text: str) -> Iterator[str]:
    """A text that is longer than a line, in several: after a word where there is one."""
    while len(text) > MOST_CHARS:
        end = text.rfind(" ", 1, MOST_CHARS + 1)
        end = MOST_CHARS if end < 0 else end
        yield text[:end]
        text = text[end:].lstrip()
    yield text


def _shared(parts: list[str], speaker: str, since: int, until: int) -> Iterator[Draft]:
    """Lines one after another; each has its share of the time by its letters, and a millisecond at least."""
    whole, said = sum(map(len, parts)), 0
    for part in parts:
        begin = since + (until - since) * said // whole
        said += len(part)
        yield Draft(part, speaker, begin, max(begin + 1, since + (until - since) * said // whole))
