"""The transcript's lines: written live or imported, corrected with a reason, and published once.

A line keeps what stood before each change, by whom and why. Until the transcript is published that is the staff's
affair; from then on every change is public.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from studio import events_lines as events
from studio.briefing import Briefing
from studio.events_base import Frozen, Language, text_hash
from studio.minutes import Correction, Passage
from studio.records import Record, Refusal, key

MOST_CHARS = 400
"""Characters of a line: four full lines of subtitles; a captioner sends one or two."""
SPEAKER_CHARS = 80
REASON_CHARS = 200
LONGEST_MS = 60_000
"""How long a line may last: what is longer is no line of captions but a mistake in its times."""
SHOWN = 3
"""Lines of one language that viewers and screens hold: the captions graphic shows two."""
MOST_WORDS = 60
TRANSCRIPT = "transcript"
VOCABULARY = "vocabulary"
KEY = key(TRANSCRIPT, TRANSCRIPT)


class Revised(Frozen):
    """What stood before a change, and who changed it when and why; without a reason it was corrected live."""

    since: int
    until: int
    text: str
    speaker: str
    by: str
    at: int
    reason: str = ""
    removed: bool = False


class Line(Record):
    """The record of kind `line`: one line of the transcript, times in ms since the epoch."""

    since: int
    until: int
    language: Language
    text: str
    speaker: str = ""
    by: str
    at: int
    removed: bool = False
    revisions: tuple[Revised, ...] = ()


class Shown(Frozen):
    """A line as viewers and screens see it live."""

    id: str
    text: str
    speaker: str = ""


class Captions(Record):
    """The record of kind `captions`; its id is the language: the latest lines, the newest last."""

    lines: tuple[Shown, ...] = ()


class Transcript(Record):
    """The record of kind `transcript`, id "transcript"; there is none before it was published."""

    published_at: int
    by: str


class Vocabulary(Record):
    """The record of kind `vocabulary`, id "vocabulary": names and terms that captioners insert by a key."""

    words: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = ()


class Draft(NamedTuple):
    """A line as somebody wrote it: its text, whose words, from when to when (ms since the epoch)."""

    text: str
    speaker: str
    since: int
    until: int


Events = list[Any]


def caption(
    briefing: Briefing | None, line: Line | None, id: str, language: Language, draft: Draft
) -> Events | Refusal:
    """Writes a line live, or corrects one: by its id, which the captioner's page made.

    Args:
        briefing: must be live.
        line: that has this id already.
        id: of the line.
        language: in which it is written.
        draft: what was written, normalised.
    """
    if briefing is None:
        return Refusal(code="not_found")
    if briefing.state != "live":
        return Refusal(code="ended" if briefing.state == "ended" else "not_open", key="briefing/briefing")
    if line is not None and (line.removed or line.language != language):
        return Refusal(code="not_found")
    if refusal := unfit(draft):
        return refusal
    if line is not None and (line.text, line.speaker) == (draft.text, draft.speaker):
        return []
    since, until = (line.since, line.until) if line else (draft.since, draft.until)
    return [_captioned(id, language, draft._replace(since=since, until=until), live=True)]


def unfit(draft: Draft) -> Refusal | None:
    """Why this is no line: empty, too long, or its times are none."""
    if not draft.text:
        return Refusal(code="text_empty")
    if len(draft.text) > MOST_CHARS or len(draft.speaker) > SPEAKER_CHARS:
        return Refusal(code="text_long")
    return Refusal(code="bad_times") if not 0 < draft.until - draft.since <= LONGEST_MS else None


def _captioned(id: str, language: Language, draft: Draft, *, live: bool) -> events.Captioned:
    return events.Captioned(
        line=id, language=language, since=draft.since, until=draft.until, hash=text_hash(language, draft.text),
        live=live, text=draft.text, speaker=draft.speaker,
    )  # fmt: skip


def bring(
    transcript: Transcript | None, language: Language, drafts: Sequence[tuple[str, Draft]], old: Iterable[Line]
) -> Events | Refusal:
    """Imports lines that somebody else made, in place of those that the language has; not once it is published.

    Args:
        transcript: whether it is published.
        language: of all lines.
        drafts: each with the id that it will have; the same import gives the same ids.
        old: the language's lines, which these replace; those that stand among the drafts stay.
    """
    if transcript is not None:
        return Refusal(code="published", key=KEY)
    if refusal := next((r for _, draft in drafts if (r := unfit(draft))), None):
        return refusal
    new = {id for id, _ in drafts}
    gone = [events.LineRemoved(line=line.id, reason="") for line in old if line.id not in new and not line.removed]
    return [*gone, *(_captioned(id, language, draft, live=False) for id, draft in drafts)]


def edit(line: Line | None, revision: int, draft: Draft, reason: str) -> Events | Refusal:
    """Corrects a line afterwards, as it stood when its corrector looked.

    Args:
        line: as it is.
        revision: how many changes it had when they looked.
        draft: how it shall read.
        reason: why; never empty.
    """
    if refusal := _changeable(line, revision, reason) or unfit(draft):
        return refusal
    stood: Any = line
    if (stood.text, stood.speaker, stood.since, stood.until) == tuple(draft):
        return []
    return [
        events.LineEdited(
            line=stood.id, since=draft.since, until=draft.until, hash=text_hash(stood.language, draft.text),
            text=draft.text, speaker=draft.speaker, reason=reason,
        )
    ]  # fmt: skip


def remove(line: Line | None, revision: int, reason: str) -> Events | Refusal:
    """Takes a line out, as `edit` changes one."""
    if refusal := _changeable(line, revision, reason):
        return refusal
    stood: Any = line
    return [events.LineRemoved(line=stood.id, reason=reason)]


def _changeable(line: Line | None, revision: int, reason: str) -> Refusal | None:
    if line is None or line.removed:
        return Refusal(code="not_found")
    if revision != len(line.revisions):
        return Refusal(code="changed_since", key=key("line", line.id))
    return None if 0 < len(reason.strip()) <= REASON_CHARS else Refusal(code="no_reason", key=key("line", line.id))


def publish(briefing: Briefing | None, transcript: Transcript | None, lines: int) -> Events | Refusal:
    """Makes the transcript public, for good; only after the end, and only if there is one."""
    if briefing is None:
        return Refusal(code="not_found")
    if briefing.state != "ended":
        return Refusal(code="not_ended", key="briefing/briefing")
    if transcript is not None:
        return Refusal(code="published", key=KEY)
    return [events.TranscriptPublished()] if lines else Refusal(code="nothing_to_publish")


def set_vocabulary(vocabulary: Vocabulary | None, words: Sequence[str]) -> Events | Refusal:
    """Sets the words at hand, each once, in their order."""
    chosen = tuple(dict.fromkeys(words))
    if len(chosen) > MOST_WORDS:
        return Refusal(code="too_many_words")
    return [] if vocabulary and vocabulary.words == chosen else [events.VocabularySet(words=chosen)]


def evolve(state: Line | None, event: Any, at: int, by: str) -> Line | None:
    """Folds one event into a line."""
    if state is None:
        if event.type != "captioned":
            return None
        return Line(
            id=event.line, since=event.since, until=event.until, language=event.language, text=event.text,
            speaker=event.speaker or "", by=by, at=at,
        )  # fmt: skip
    before = Revised(
        since=state.since, until=state.until, text=state.text, speaker=state.speaker, by=by, at=at,
        reason=getattr(event, "reason", "") or "", removed=event.type == "line_removed",
    )  # fmt: skip
    change: dict[str, Any] = {"revisions": (*state.revisions, before)}
    if event.type == "line_removed":
        return state.model_copy(update={**change, "removed": True})
    change |= {"since": event.since, "until": event.until, "text": event.text, "speaker": event.speaker or ""}
    return state.model_copy(update={**change, "removed": False})


def evolve_captions(state: Captions | None, event: Any, at: int, by: str) -> Captions:
    """Folds one event into the latest lines of a language."""
    lines = state.lines if state else ()
    new = Shown(id=event.line, text=event.text, speaker=event.speaker or "")
    if any(line.id == new.id for line in lines):
        return Captions(id=event.language, lines=tuple(new if line.id == new.id else line for line in lines))
    return Captions(id=event.language, lines=(*lines, new)[-SHOWN:])


def evolve_transcript(state: Transcript | None, event: Any, at: int, by: str) -> Transcript:
    """Folds one event into the transcript's own record."""
    return Transcript(id=TRANSCRIPT, published_at=at, by=by)


def evolve_vocabulary(state: Vocabulary | None, event: Any, at: int, by: str) -> Vocabulary:
    """Folds one event into the words at hand."""
    return Vocabulary(id=VOCABULARY, words=tuple(event.words))


def public_captions(captions: Captions) -> dict[str, Any]:
    """What everybody sees live."""
    return {"kind": "captions", **captions.model_dump(mode="json")}


def passages(lines: Iterable[Line], transcript: Transcript | None) -> tuple[Passage, ...]:
    """The published transcript, in order; none before it was published."""
    if transcript is None:
        return ()
    standing = sorted((line for line in lines if not line.removed), key=lambda line: (line.since, line.until, line.id))
    return tuple(
        Passage(
            id=line.id, since=line.since, until=line.until, language=line.language, text=line.text,
            speaker=line.speaker, corrected=any(r.at > transcript.published_at for r in line.revisions),
        )
        for line in standing
    )  # fmt: skip


def corrections(lines: Iterable[Line], transcript: Transcript | None) -> tuple[Correction, ...]:
    """What was changed since it was published, the latest first."""
    if transcript is None:
        return ()
    found: list[Correction] = []
    for line in lines:
        texts = [*(r.text for r in line.revisions[1:]), line.text]
        found += [
            Correction(line=line.id, at=r.at, reason=r.reason, before=r.text, after="" if r.removed else after)
            for r, after in zip(line.revisions, texts, strict=True)
            if r.at > transcript.published_at
        ]
    return tuple(sorted(found, key=lambda c: (-c.at, c.line)))
