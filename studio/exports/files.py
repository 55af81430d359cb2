"""Which files a record has: their names, what they are for, and how those that are text are made."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from studio.exports.captions import ffmetadata, srt, ttml
from studio.exports.data import minutes_json
from studio.exports.markdown import markdown
from studio.exports.table import passages_csv, questions_csv
from studio.minutes import Minutes, Reader
from studio.transcript import spoken, webvtt

Render = Callable[[Minutes, Reader], str]


class File(NamedTuple):
    """A download.

    Attributes:
        kind: its media type.
        label: what it is, a msgid of the `public` catalogue.
        purpose: what it is for, another one.
        words: whether it is written in the reader's language.
        render: how it is made; None where a process of its own does that, or the log is needed.
        spoken: whether it is there only once the transcript was published.
    """

    kind: str
    label: str
    purpose: str
    words: bool = False
    render: Render | None = None
    spoken: bool = False


OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"

FILES: dict[str, File] = {
    "record.pdf": File("application/pdf", "Record (PDF)", "To read, print and file", words=True),
    "record.docx": File(
        f"{OFFICE_TYPE}.wordprocessingml.document", "Record (Word)", "To edit, quote and sign", words=True
    ),
    "transcript.md": File(
        "text/markdown", "Transcript (Markdown)", "To publish on another site", words=True, render=markdown
    ),
    "record.xlsx": File(
        f"{OFFICE_TYPE}.spreadsheetml.sheet", "Tables (Excel)", "To sort and count, a row a question", words=True
    ),
    "questions.csv": File(
        "text/csv", "Questions (CSV)", "For any spreadsheet or statistics program", words=True,
        render=questions_csv,
    ),
    "transcript.csv": File(
        "text/csv", "Transcript (CSV)", "The same, a row a line that was spoken", words=True, spoken=True,
        render=passages_csv,
    ),
    "captions.vtt": File(
        "text/vtt", "Captions (WebVTT)", "For the recording on a web page", spoken=True,
        render=spoken,
    ),
    "captions.srt": File(
        "application/x-subrip", "Captions (SRT)", "For video players and social networks", spoken=True, render=srt
    ),
    "captions.ttml": File(
        "application/ttml+xml", "Captions (TTML)", "For broadcasters, as IMSC 1.1 text", spoken=True, render=ttml
    ),
    "chapters.vtt": File(
        "text/vtt", "Chapters (WebVTT)", "For the recording's player, a chapter a question",
        render=webvtt,
    ),
    "chapters.ffmeta": File(
        "text/plain", "Chapters (FFmpeg)", "To put the chapters into the video file", render=ffmetadata
    ),
    "minutes.json": File(
        "application/json", "The whole record (JSON)", "For programs, as open data", render=minutes_json
    ),
    "events.jsonl": File(
        "application/jsonl", "What happened when (JSON Lines)", "For research on how it was moderated"
    ),
    "everything.zip": File("application/zip", "Everything (ZIP)", "To keep, with checksums; ./tynda archive verify"),
}  # fmt: skip
"""Every file, in the order in which a page lists them."""

EVENTS, BUNDLE = "events.jsonl", "everything.zip"


def offered(minutes: Minutes, without: Collection[str] = ()) -> dict[str, File]:
    """The files that this record has, but for those that this machine can't make."""
    there = {name: file for name, file in FILES.items() if minutes.passages or not file.spoken}
    return {name: file for name, file in there.items() if name not in without}
