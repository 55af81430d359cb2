"""The ground floor's rows of the table of kinds."""

from __future__ import annotations

from typing import Any

from studio import briefing, lines, people
from studio.events import (
    Captioned,
    Invited,
    Joined,
    LineEdited,
    LineForgotten,
    LineRemoved,
    Listed,
    Present,
    SeatRevoked,
    TranscriptPublished,
    VocabularySet,
)
from studio.records import Kind


def _nothing(record: Any) -> None:
    """The office's records are nobody's but the office's."""


def _listing(event: Any) -> tuple[str, ...]:
    return (event.briefing,) if isinstance(event, Listed) else ()


def _slug(event: Any) -> tuple[str, ...]:
    return (briefing.slug_id(event.listing.slug),) if isinstance(event, Listed) else ()


def _invite(event: Any) -> tuple[str, ...]:
    return (event.invite,) if isinstance(event, Invited | Joined) else ()


def _person(event: Any) -> tuple[str, ...]:
    return (event.person,) if isinstance(event, Invited | Joined | SeatRevoked) else ()


def _presence(event: Any) -> tuple[str, ...]:
    return (event.person,) if isinstance(event, Present) else ()


LINES = Captioned | LineEdited | LineRemoved | LineForgotten


def _line(event: Any) -> tuple[str, ...]:
    return (event.line,) if isinstance(event, LINES) else ()


def _captions(event: Any) -> tuple[str, ...]:
    return (event.language,) if isinstance(event, LINES) else ()


def _transcript(event: Any) -> tuple[str, ...]:
    return (lines.TRANSCRIPT,) if isinstance(event, TranscriptPublished) else ()


def _vocabulary(event: Any) -> tuple[str, ...]:
    return (lines.VOCABULARY,) if isinstance(event, VocabularySet) else ()


KINDS = {
    kind.name: kind
    for kind in (
        Kind("briefing", briefing.Briefing, briefing.touches, briefing.evolve, briefing.public),
        Kind("listing", briefing.Listed, _listing, briefing.evolve_listing, _nothing),
        Kind("slug", briefing.Slug, _slug, briefing.evolve_slug, _nothing),
        Kind("invite", people.Invite, _invite, people.evolve_invite, _nothing),
        Kind("presence", people.Presence, _presence, people.evolve_presence, _nothing),
        Kind("line", lines.Line, _line, lines.evolve, _nothing),
        Kind("captions", lines.Captions, _captions, lines.evolve_captions, lines.public_captions),
        Kind("transcript", lines.Transcript, _transcript, lines.evolve_transcript, _nothing),
        Kind("vocabulary", lines.Vocabulary, _vocabulary, lines.evolve_vocabulary, _nothing),
        Kind("person", people.Person, _person, people.evolve_person, _nothing),
    )
}
"""Records of a briefing's log (`briefing`, `presence`, the transcript's) and of the office's (`listing`, `slug`,
`invite`, `person`)."""
