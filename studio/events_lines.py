"""What happens to the transcript: lines as they are captioned, corrected afterwards, and published."""

from __future__ import annotations

from typing import Any, Literal

from studio.events_base import Frozen, Hash, Id, Language, Private


class Captioned(Frozen):
    """A line of what was said: written live, or brought by an import; again, with the same line: corrected live.

    Its times are ms since the epoch, on the briefing's clock.
    """

    type: Literal["captioned"] = "captioned"
    line: Id
    language: Language
    since: int
    until: int
    hash: Hash
    live: bool = True  # viewers and screens see it now
    again: bool = False  # it was there before
    text: str = Private
    speaker: str = Private


class LineEdited(Frozen):
    """A line was corrected afterwards, or added that was missed: text, speaker, times; the reason is in the record."""

    type: Literal["line_edited"] = "line_edited"
    line: Id
    language: Language
    since: int
    until: int
    hash: Hash
    public: bool  # whether the transcript was published before
    text: str = Private
    speaker: str = Private
    reason: str = Private


class LineRemoved(Frozen):
    """A line was taken out of the transcript, for a reason; in a published one it stays visible that it was."""

    type: Literal["line_removed"] = "line_removed"
    line: Id
    language: Language
    public: bool
    reason: str = Private


class LineForgotten(Frozen):
    """A line was taken out, and nobody can read any more what it ever said; that it was stays visible, and why."""

    type: Literal["line_forgotten"] = "line_forgotten"
    line: Id
    language: Language
    public: bool
    reason: str = Private


class TranscriptPublished(Frozen):
    """The transcript is public from now on; what changes in it later does so visibly."""

    type: Literal["transcript_published"] = "transcript_published"


class VocabularySet(Frozen):
    """The words that captioners of this briefing have at hand are these from now on; they stand in the record."""

    type: Literal["vocabulary_set"] = "vocabulary_set"
    words: Any = Private  # tuple of str
