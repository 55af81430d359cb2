"""What captioners send; `web.messages` has the other seats."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studio.events import Id, Language
from studio.lines import MOST_CHARS, MOST_WORDS, WORD_CHARS
from web.messages_base import Command, Short


class Caption(Command):
    """A line of what is said; sent again with the same `line`, it replaces what stood there."""

    type: Literal["caption"] = "caption"
    line: Id
    language: Language
    text: Annotated[str, Field(max_length=2 * MOST_CHARS)]
    speaker: Short = ""
    since: int  # its first letter was typed, ms since the epoch
    until: int  # it was sent


class SetVocabulary(Command):
    """The words that the briefing's captioners have at hand, in their order."""

    type: Literal["set_vocabulary"] = "set_vocabulary"
    words: Annotated[tuple[Annotated[str, Field(max_length=WORD_CHARS)], ...], Field(max_length=MOST_WORDS)]


CAPTIONER = Caption | SetVocabulary
