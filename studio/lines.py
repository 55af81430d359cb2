"""The transcript's lines: written live or imported, corrected with a reason, and published once.

A line keeps what stood before each change, by whom and why. Until the transcript is published that is the staff's
affair; from then on every change is public.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple, cast

from pydantic import Field

from studio import events_lines as events
from studio.briefing import Briefing
from studio.events_base import Frozen, Id, Language, text_hash
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
WORD_CHARS = 60
GONE = frozenset({"line_removed", "line_forgotten"})
TRANSCRIPT = "transcript"
VOCABULARY = "vocabulary"
KEY = key(TRANSCRIPT, TRANSCRIPT)


class Revised(Frozen):
    """What stood before a change, and who changed it when and why; without a reason it was corrected live.

    Without a text nothing stood there: the line was added afterwards.

    `public`: the transcript was published by then. The events say so, since two machines' clocks may not agree on which
    of two things was first.
    """

    since: int
    until: int
    text: str
    speaker: str
    by: str
    at: int
    reason: str = ""
    removed: bool = False
    public: bool = False


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
    """A line as viewers and screens see it live; `at` is when they first did, ms since the epoch."""

    id: Id
    at: int
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

    words: tuple[Annotated[str, Field(min_length=1, max_length=WORD_CHARS)], ...] = ()


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
    return [_captioned(id, language, draft._replace(since=since, until=until), live=True, again=line is not None)]


def within(briefing: Briefing, draft: Draft, now: int) -> Draft:
    """The draft at a time that it can have been written: after the opening, and not yet to come.

    A captioner's clock is never quite ours, and the first words may be typed before the briefing opens.
    """
    earliest = briefing.opened_at or 0
    until = min(max(draft.until, earliest + 1), max(now, earliest + 1))
    return draft._replace(since=min(max(draft.since, earliest, until - LONGEST_MS), until - 1), until=until)


def unfit(draft: Draft) -> Refusal | None:
    """Why this is no line: empty, too long, or its times are none."""
    if not draft.text:
        return Refusal(code="text_empty")
    if len(draft.text) > MOST_CHARS or len(draft.speaker) > SPEAKER_CHARS:
        return Refusal(code="text_too_long")
    return Refusal(code="bad_times") if not 0 < draft.until - draft.since <= LONGEST_MS else None


def _captioned(id: str, language: Language, draft: Draft, *, live: bool, again: bool) -> events.Captioned:
    return events.Captioned(
        line=id, language=language, since=draft.since, until=draft.until, hash=text_hash(language, draft.text),
        live=live, again=again, text=draft.text, speaker=draft.speaker,
    )  # fmt: skip


def bring(
    briefing: Briefing | None, transcript: Transcript | None, language: Language,
    drafts: Sequence[tuple[str, Draft]], old: Iterable[Line],
) -> Events | Refusal:  # fmt: skip
    """Imports lines that somebody else made, in place of those that the language has: after the end, until published.

    Args:
        briefing: must have ended.
        transcript: whether it is published.
        language: of all lines.
        drafts: each with the id that it will have; the same import gives the same ids.
        old: the language's lines, which these replace; those that stand among the drafts stay.
    """
    if refusal := _preparable(briefing, transcript):
        return refusal
    if refusal := next((r for _, draft in drafts if (r := unfit(draft))), None):
        return refusal
    stood = {line.id: line for line in old}
    gone = stood.keys() - {id for id, _ in drafts}
    return [
        *(_removed(line, None, "") for line in stood.values() if line.id in gone and not line.removed),
        *(
            _captioned(id, language, draft, live=False, again=id in stood)
            for id, draft in drafts
            if id not in stood or stood[id].removed or _reads(stood[id]) != draft
        ),
    ]


def _reads(line: Line) -> Draft:
    return Draft(line.text, line.speaker, line.since, line.until)


def edit(
    line: Line | None, transcript: Transcript | None, revision: int, draft: Draft, reason: str
) -> Events | Refusal:  # fmt: skip
    """Corrects a line afterwards, as it stood when its corrector looked.

    Args:
        line: as it is.
        transcript: whether it is published, so that everybody sees the change.
        revision: how many changes it had when they looked.
        draft: how it shall read.
        reason: why; never empty.
    """
    if refusal := _changeable(line, revision, reason) or unfit(draft):
        return refusal
    stood = cast(Line, line)
    return [] if _reads(stood) == draft else [_edited(stood.id, stood.language, transcript, draft, reason)]


def add(
    transcript: Transcript | None, id: str, language: Language, draft: Draft, reason: str
) -> Events | Refusal:  # fmt: skip
    """Adds a line that was missed, as `edit` changes one; its id is a new one."""
    refusal = _unexplained(id, reason) or unfit(draft)
    return refusal or [_edited(id, language, transcript, draft, reason)]


def _edited(
    id: str, language: Language, transcript: Transcript | None, draft: Draft, reason: str
) -> events.LineEdited:  # fmt: skip
    return events.LineEdited(
        line=id, language=language, since=draft.since, until=draft.until, hash=text_hash(language, draft.text),
        public=transcript is not None, text=draft.text, speaker=draft.speaker, reason=reason,
    )  # fmt: skip


def remove(line: Line | None, transcript: Transcript | None, revision: int, reason: str) -> Events | Refusal:
    """Takes a line out, as `edit` changes one."""
    refusal = _changeable(line, revision, reason)
    return refusal or [_removed(cast(Line, line), transcript, reason)]


def forget(line: Line | None, transcript: Transcript | None, reason: str) -> Events | Refusal:
    """Takes a line out for good, also one that was taken out before: nothing that it ever said can be read any more.

    Whatever others have done to it meanwhile: it goes all the same.
    """
    if line is None:
        return Refusal(code="not_found")
    if refusal := _unexplained(line.id, reason):
        return refusal
    if line.removed and not line.text and not any(r.text or r.speaker for r in line.revisions):
        return []
    public = transcript is not None
    return [events.LineForgotten(line=line.id, language=line.language, public=public, reason=reason)]


def _removed(line: Line, transcript: Transcript | None, reason: str) -> events.LineRemoved:
    return events.LineRemoved(line=line.id, language=line.language, public=transcript is not None, reason=reason)


def _changeable(line: Line | None, revision: int, reason: str) -> Refusal | None:
    if line is None or line.removed:
        return Refusal(code="not_found")
    if revision != len(line.revisions):
        return Refusal(code="changed_since", key=key("line", line.id))
    return _unexplained(line.id, reason)


def _unexplained(id: str, reason: str) -> Refusal | None:
    return None if 0 < len(reason.strip()) <= REASON_CHARS else Refusal(code="no_reason", key=key("line", id))


def edition(standing: Iterable[tuple[Id, int]]) -> str:
    """What a transcript is known by: it is another one once a line was added, changed or taken out.

    Args:
        standing: the ids of its lines, and how many changes each has had.
    """
    return hashlib.sha256(json.dumps(sorted(standing)).encode()).hexdigest()


def publish(briefing: Briefing | None, transcript: Transcript | None, lines: int) -> Events | Refusal:
    """Makes the transcript public, for good; only after the end, and only if there is one."""
    refusal = _preparable(briefing, transcript) or (None if lines else Refusal(code="nothing_to_publish"))
    return refusal or [events.TranscriptPublished()]


def _preparable(briefing: Briefing | None, transcript: Transcript | None) -> Refusal | None:
    if briefing is None:
        return Refusal(code="not_found")
    if briefing.state != "ended":
        return Refusal(code="not_ended", key="briefing/briefing")
    return Refusal(code="published", key=KEY) if transcript is not None else None


def set_vocabulary(vocabulary: Vocabulary | None, words: Sequence[str]) -> Events | Refusal:
    """Sets the words at hand, each once, in their order."""
    chosen = tuple(dict.fromkeys(words))
    if len(chosen) > MOST_WORDS:
        return Refusal(code="too_many_words")
    return [] if vocabulary and vocabulary.words == chosen else [events.VocabularySet(words=chosen)]


def evolve(state: Line | None, event: Any, at: int, by: str) -> Line | None:
    """Folds one event into a line."""
    if event.type == "line_removed":
        return state and _changed(state, event, at, by)
    if event.type == "line_forgotten":
        return state and _forgotten(_changed(state, event, at, by))
    line = Line(
        id=event.line, since=event.since, until=event.until, language=event.language, text=event.text,
        speaker=event.speaker or "", by=by, at=at,
    )  # fmt: skip
    if state is None and event.type == "captioned":
        return line
    new = {"since": event.since, "until": event.until, "text": event.text, "speaker": event.speaker or ""}
    return _changed(state or line.model_copy(update={"text": "", "speaker": ""}), event, at, by).model_copy(update=new)


def _forgotten(line: Line) -> Line:
    blank: dict[str, Any] = {"text": "", "speaker": ""}
    return line.model_copy(update={**blank, "revisions": tuple(r.model_copy(update=blank) for r in line.revisions)})


def _changed(line: Line, event: Any, at: int, by: str) -> Line:
    """The line with what stood before the event among its revisions."""
    removed = event.type in GONE
    before = Revised(
        since=line.since, until=line.until, text=line.text, speaker=line.speaker, by=by, at=at,
        reason=getattr(event, "reason", "") or "", removed=removed, public=getattr(event, "public", False),
    )  # fmt: skip
    return line.model_copy(update={"revisions": (*line.revisions, before), "removed": removed})


def evolve_captions(state: Captions | None, event: Any, at: int, by: str) -> Captions | None:
    """Folds one event into the latest lines of a language: a new one enters below, an old one changes in its place."""
    lines = state.lines if state else ()
    if event.type == "captioned" and event.live and not event.again:
        new = Shown(id=event.line, at=at, text=event.text, speaker=event.speaker or "")
        return Captions(id=event.language, lines=(*lines, new)[-SHOWN:])
    return state and Captions(id=state.id, lines=tuple(s for line in lines if (s := _shown(line, event))))


def _shown(line: Shown, event: Any) -> Shown | None:
    """A line that stands there, after the event; None where it was taken out."""
    if line.id != event.line:
        return line
    removed = event.type in GONE
    return None if removed else line.model_copy(update={"text": event.text, "speaker": event.speaker or ""})


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
            speaker=line.speaker, corrected=any(r.public for r in line.revisions),
        )
        for line in standing
    )  # fmt: skip


def corrections(lines: Iterable[Line], transcript: Transcript | None) -> tuple[Correction, ...]:
    """What was changed since it was published, the latest first; where the speaker changed, the texts name them."""
    if transcript is None:
        return ()
    found = [
        _correction(line.id, before, after)
        for line in lines
        for before, after in zip(line.revisions, [*line.revisions, line][1:], strict=True)
        if before.public
    ]
    return tuple(sorted(found, key=lambda c: (-c.at, c.line)))


def _correction(line: Id, before: Revised, after: Any) -> Correction:
    named = bool(before.text) and before.speaker != after.speaker
    old, new = (f"{r.speaker or '—'}: {r.text}" if named else r.text for r in (before, after))
    return Correction(line=line, at=before.at, reason=before.reason, before=old, after="" if before.removed else new)
