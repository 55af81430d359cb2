"""A briefing: scheduled, live, ended; whether it takes questions; what the office says of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, HttpUrl, PlainSerializer

from studio.events import Frozen, Id, Intake, Language, Record

State = Literal["scheduled", "live", "ended"]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Translated = dict[Language, Line]
"""A short text in some of the three languages; shown in the reader's, else kk, ru, en in this order."""
Url = Annotated[HttpUrl, PlainSerializer(str)]


class Speaker(Frozen):
    """Who answers: the name as it stands on air, and the office held."""

    id: Id
    name: Line
    office: Translated = {}


class Reason(Frozen):
    """A public reason of refusal, told to the asker and counted in the ledger."""

    id: Id
    text: Translated


class Details(Frozen):
    """What the office fills in."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,60}$")]
    title: Translated
    starts_at: int  # ms since the epoch
    languages: tuple[Language, ...] = ("kk", "ru", "en")
    speakers: Annotated[tuple[Speaker, ...], Field(max_length=20)] = ()
    reasons: Annotated[tuple[Reason, ...], Field(max_length=20)] = ()
    player_url: Url | None = None
    recording_url: Url | None = None
    recording_offset_ms: int = 0  # the recording's zero on the briefing's clock


class Briefing(Record):
    """The record of kind `briefing`; its id is always "briefing", the log is its own."""

    state: State = "scheduled"
    intake: Intake = "closed"
    details: Details
    opened_at: int | None = None
    ended_at: int | None = None


class Listing(Frozen):
    """A briefing's line in the office's list, and the archive's index."""

    slug: str
    title: Translated
    starts_at: int
    state: State


class Listed(Record):
    """The record of kind `listing` in the office's log; its id is the briefing's."""

    listing: Listing
