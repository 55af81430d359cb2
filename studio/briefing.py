"""A briefing: scheduled, live, ended; whether it takes questions; what the office says of it; its rehearsals."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, cast

from pydantic import Field, HttpUrl, PlainSerializer

from studio.events import (
    BriefingEnded,
    BriefingOpened,
    BriefingRevised,
    Frozen,
    Id,
    Intake,
    IntakeSet,
    Language,
    text_hash,
)
from studio.events import Listed as ListedEvent
from studio.records import Record, Refusal, key

KEY = key("briefing", "briefing")
"""The key of a briefing's record in its own log."""

State = Literal["scheduled", "live", "ended"]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Translated = dict[Language, Line]
"""A short text in some of the three languages; shown in the reader's, else kk, ru, en in this order."""
MOST_REASONS = 60
"""Retired ones too; a list that a moderator chooses from is far shorter."""
Url = Annotated[HttpUrl, PlainSerializer(str)]


class Speaker(Frozen):
    """Who answers: the name as it stands on air, and the office held."""

    id: Id
    name: Line
    office: Translated = {}


class Reason(Frozen):
    """A public reason of refusal, told to the asker and counted in the ledger.

    One that the office has taken from the list is `retired`: nothing is refused for it any more, but it still names
    what was.
    """

    id: Id
    text: Translated
    retired: bool = False


class Details(Frozen):
    """What the office fills in."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,60}$")]
    title: Translated
    starts_at: int  # ms since the epoch
    languages: tuple[Language, ...] = ("kk", "ru", "en")
    speakers: Annotated[tuple[Speaker, ...], Field(max_length=20)] = ()
    reasons: Annotated[tuple[Reason, ...], Field(max_length=MOST_REASONS)] = ()
    player_url: Url | None = None
    stream_delay_s: Annotated[int, Field(ge=0, le=120)] = 0  # how much later the player shows it than it happens
    recording_url: Url | None = None
    recording_offset_ms: int = 0  # the recording's zero on the briefing's clock


class Briefing(Record):
    """The record of kind `briefing`; its id is always "briefing", the log is its own."""

    state: State = "scheduled"
    intake: Intake = "closed"
    intake_message: Translated = {}  # why it is paused or closed, or what is asked for
    details: Details
    opened_at: int | None = None
    ended_at: int | None = None
    rehearses: Id | None = None  # the briefing that this one is a rehearsal of; for ever as it was made
    until: int | None = None  # a rehearsal's: when it is over at the latest, ms since the epoch


class Listing(Frozen):
    """A briefing's line in the office's list, and the archive's index."""

    slug: str
    title: Translated
    starts_at: int
    state: State


class Listed(Record):
    """The record of kind `listing` in the office's log; its id is the briefing's."""

    listing: Listing
    rehearses: Id | None = None
    until: int | None = None


class Slug(Record):
    """The record of kind `slug` in the office's log: whose address it is. Never released: old links keep working."""

    briefing: Id


DEFAULT_REASONS = (
    Reason(id="off-topic", text={"kk": "Тақырыпқа қатысы жоқ", "ru": "Не по теме", "en": "Off topic"}),
    Reason(id="duplicate", text={"kk": "Мұндай сұрақ бар", "ru": "Такой вопрос уже есть", "en": "Already asked"}),
    Reason(
        id="personal-data",
        text={"kk": "Жеке деректер бар", "ru": "Содержит личные данные", "en": "Contains personal data"},
    ),
    Reason(id="insult", text={"kk": "Балағат сөз бар", "ru": "Содержит оскорбление", "en": "Contains an insult"}),
    Reason(
        id="answered",
        text={"kk": "Бұған жауап берілді", "ru": "На это уже ответили", "en": "Already answered"},
    ),
    Reason(id="unclear", text={"kk": "Сұрақ түсініксіз", "ru": "Вопрос непонятен", "en": "Unclear"}),
)
"""The reasons of refusal that a new briefing has until the office writes its own."""

REHEARSAL_MS = 24 * 3600 * 1000
"""A rehearsal that nobody ends is over after a day."""
_REHEARSAL_SLUG = re.compile(r"-rehearsal-[0-9a-f]{8}$")
_SLUG_KEPT = 42
"""Characters of the real address in its rehearsal's, which has 61 at most."""

Events = list[Any]


def slug_id(slug: str) -> str:
    """The id of a slug's record: a hash, since a slug may be longer than an id."""
    return text_hash("slug", slug)


def revise(briefing: Briefing | None, details: Details) -> Events | Refusal:
    """Creates the briefing or changes its details; after the end only the recording may still be told."""
    details = _with_reasons(details, briefing.details.reasons if briefing else ())
    if briefing is not None and briefing.rehearses is not None and details.slug != briefing.details.slug:
        return Refusal(code="rehearsal", key=KEY)
    if briefing is not None and briefing.state == "ended":
        kept = details.model_dump(exclude={"recording_url", "recording_offset_ms"})
        if kept != briefing.details.model_dump(exclude={"recording_url", "recording_offset_ms"}):
            return Refusal(code="ended", key=KEY)
    if not details.title:
        return Refusal(code="text_empty", key=KEY)
    if briefing is not None and briefing.details == details:
        return []
    return [BriefingRevised(details=details)]


def _with_reasons(details: Details, before: tuple[Reason, ...]) -> Details:
    """The reasons that were written, else the usual ones; those that are gone from the list, retired."""
    chosen = details.reasons if any(not r.retired for r in details.reasons) else (*DEFAULT_REASONS, *details.reasons)
    ids = {r.id for r in chosen}
    retired = tuple(r.model_copy(update={"retired": True}) for r in before if r.id not in ids)
    return details.model_copy(update={"reasons": (*chosen, *retired)[:MOST_REASONS]})


def rehearse(briefing: Briefing | None, of: str, rehearsal: str, at: int) -> Briefing | Refusal:
    """A rehearsal of a briefing that has not ended, as it is made: its details, under an address that nobody guesses.

    Args:
        briefing: the real one.
        of: its id.
        rehearsal: the id that the rehearsal will have.
        at: now, ms since the epoch.
    """
    if briefing is None or briefing.rehearses is not None:
        return Refusal(code="not_found")
    if briefing.state == "ended":
        return Refusal(code="ended", key=KEY)
    slug = f"{briefing.details.slug[:_SLUG_KEPT]}-rehearsal-{rehearsal[-8:]}"
    details = briefing.details.model_copy(update={"slug": slug, "recording_url": None, "recording_offset_ms": 0})
    return Briefing(id="briefing", details=details, rehearses=of, until=at + REHEARSAL_MS)


def is_rehearsals(slug: str) -> bool:
    """Whether this is the address of a rehearsal: one that was wiped can still be told from what never was."""
    return _REHEARSAL_SLUG.search(slug) is not None


def over(briefing: Briefing, at: int) -> bool:
    """Whether this is a rehearsal that has ended or run out: it is as good as wiped, whoever looks."""
    return briefing.until is not None and (briefing.state == "ended" or at >= briefing.until)


def open_(briefing: Briefing | None) -> Events | Refusal:
    """Goes live and takes questions; only a scheduled briefing can."""
    if briefing is None:
        return Refusal(code="not_found")
    if briefing.state != "scheduled":
        return Refusal(code="already_open" if briefing.state == "live" else "ended", key=KEY)
    return [BriefingOpened(), IntakeSet(intake="open")]


def set_intake(briefing: Briefing | None, intake: Intake, message: Translated | None = None) -> Events | Refusal:
    """Takes questions, pauses or closes; before the briefing is live too, never after its end.

    Args:
        briefing: as it is now.
        intake: as it shall be.
        message: what viewers are told from now on; None says nothing.
    """
    if briefing is None:
        return Refusal(code="not_found")
    if briefing.state == "ended":
        return Refusal(code="ended", key=KEY)
    if briefing.intake == intake and briefing.intake_message == (message or {}):
        return []
    return [IntakeSet(intake=intake, message=message or {})]


def end(briefing: Briefing | None) -> Events | Refusal:
    """Ends the briefing for good, and takes no more questions; a rehearsal also before it was live."""
    if briefing is None:
        return Refusal(code="not_found")
    if briefing.state == "ended":
        return Refusal(code="already_ended", key=KEY)
    if briefing.state == "scheduled" and briefing.rehearses is None:
        return Refusal(code="not_open", key=KEY)
    return [IntakeSet(intake="closed"), BriefingEnded()]


def touches(event: Any) -> tuple[str, ...]:
    """The briefing's own record, if the event is about it."""
    return ("briefing",) if isinstance(event, BriefingRevised | BriefingOpened | BriefingEnded | IntakeSet) else ()


def evolve(state: Briefing | None, event: Any, at: int, by: str) -> Briefing | None:
    """Folds one event into the briefing's record."""
    if isinstance(event, BriefingRevised):
        details = cast(Details, event.details)
        new = Briefing(id="briefing", details=details, rehearses=event.rehearses, until=event.until)
        return state.model_copy(update={"details": details}) if state else new
    if state is None:
        return None
    if isinstance(event, BriefingOpened):
        return state.model_copy(update={"state": "live", "opened_at": at})
    if isinstance(event, BriefingEnded):
        return state.model_copy(update={"state": "ended", "ended_at": at})
    if isinstance(event, IntakeSet):
        return state.model_copy(update={"intake": event.intake, "intake_message": event.message or {}})
    return state


def public(briefing: Briefing) -> dict[str, Any]:
    """What everybody may see of a briefing: all the office filled in is meant for the public."""
    return {"kind": "briefing", **briefing.model_dump(mode="json")}


def listing(briefing: Briefing) -> Listing:
    """The briefing's line in the office's list."""
    d = briefing.details
    return Listing(slug=d.slug, title=d.title, starts_at=d.starts_at, state=briefing.state)


def list_(listed: Listed | None, slug: Slug | None, briefing: str, record: Briefing) -> Events | Refusal:
    """Puts the briefing's line into its list, unless it stands there or its address is another briefing's."""
    if slug is not None and slug.briefing != briefing:
        return Refusal(code="slug_taken")
    line = listing(record)
    if listed is not None and listed.listing == line:
        return []
    return [ListedEvent(briefing=briefing, rehearses=record.rehearses, until=record.until, listing=line)]


def evolve_listing(state: Listed | None, event: Any, at: int, by: str) -> Listed | None:
    """Folds one event into a line of the office's list."""
    if not isinstance(event, ListedEvent):
        return state
    return Listed(id=event.briefing, listing=event.listing, rehearses=event.rehearses, until=event.until)


def evolve_slug(state: Slug | None, event: Any, at: int, by: str) -> Slug | None:
    """Folds one event into the record of an address."""
    if isinstance(event, ListedEvent):
        return Slug(id=slug_id(event.listing.slug), briefing=event.briefing)
    return state
