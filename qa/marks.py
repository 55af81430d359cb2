"""How a question lies on the desk: held, pinned, labelled, for a speaker, in which language, what of the asker shows.

Marks are no verdict: they neither need a claim nor block a colleague's decision, and each can be undone by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field

from qa.flags import PERSONAL
from qa.moderation import Card, Decided, announce, approved_as_asked, blocked, closed, refuse
from qa.question import PUBLIC, Question
from studio import events
from studio.events import Frozen, Id, Language
from studio.records import Record, Refusal, key

MOST_LABELS = 20
LABELS = key("labels", "labels")


class Label(Frozen):
    """A word that moderators put on questions. Whether the public sees it is settled when it is made."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=40)]
    public: bool = False


class Labels(Record):
    """The record of kind `labels`; its id is always "labels"."""

    labels: tuple[Label, ...] = ()


class Change(Frozen):
    """What is to be different; what is None stays. An empty `speaker` is "to nobody"."""

    held: bool | None = None
    pinned: bool | None = None
    speaker: str | None = None
    add: tuple[Id, ...] = ()
    remove: tuple[Id, ...] = ()
    language: Language | None = None
    hidden: tuple[Literal["name", "region"], ...] | None = None


def mark(card: Card, change: Change, labels: Labels | None) -> Decided:
    """Changes how a question lies. Refuses `bad_speaker`, `bad_label`, another language once approved as asked."""
    if refusal := _refused(card, change, labels):
        return refusal
    question: Any = card.question
    known = {label.id: label for label in (labels.labels if labels else ())}
    kept = tuple(dict.fromkeys((*(i for i in question.labels if i not in change.remove), *change.add)))
    marked = events.Marked(
        question=card.id, decision=card.decision,
        held=question.held if change.held is None else change.held,
        pinned=question.pinned if change.pinned is None else change.pinned,
        speaker=question.speaker if change.speaker is None else change.speaker or None,
        labels=kept, public_labels=tuple(i for i in kept if i in known and known[i].public),
        language=change.language or question.language,
        hidden=question.hidden if change.hidden is None else change.hidden,
    )  # fmt: skip
    return [] if _as_it_is(question, marked) else [marked, *_told_again(question, marked)]


def _refused(card: Card, change: Change, labels: Labels | None) -> Refusal | None:
    if refusal := closed(card) or (blocked(card) if change.hidden is not None or change.language else None):
        return refusal
    speakers = {s.id for s in card.briefing.details.speakers} if card.briefing else set[str]()
    if change.speaker and change.speaker not in speakers:
        return refuse("bad_speaker", card.id)
    if set(change.add) - {label.id for label in (labels.labels if labels else ())}:
        return Refusal(code="bad_label", key=LABELS)
    question: Any = card.question
    if change.hidden is not None and _bares(question, change.hidden):
        return refuse("personal_data", card.id)
    if change.language not in {None, question.language} and approved_as_asked(question):
        return refuse("already_decided", card.id)
    return None


def _bares(question: Question, hidden: Iterable[str]) -> bool:
    """Whether an approved question would now show what was hidden in it: nobody approved that."""
    bared = set(question.hidden) - set(hidden)
    return question.state in PUBLIC and any(f.kind in PERSONAL and f.field in bared for f in question.asker_flags)


_FIELDS = ("held", "pinned", "speaker", "labels", "language", "hidden")


def _as_it_is(question: Question, marked: events.Marked) -> bool:
    return all(getattr(question, f) == getattr(marked, f) for f in _FIELDS)


def _told_again(question: Question, marked: events.Marked) -> list[events.Approved]:
    """With another name the standing approvals are announced anew: what may be taken names the asker."""
    if set(marked.hidden) == set(question.hidden):
        return []
    return announce(question.model_copy(update={"hidden": marked.hidden}))


def set_labels(labels: Labels | None, wanted: tuple[Label, ...], briefing: Any) -> Decided:
    """Replaces the briefing's labels: at most twenty, each by its own name. What is public once stays so."""
    if briefing is None:
        return Refusal(code="not_found")
    if briefing.state == "ended":
        return Refusal(code="ended", key=LABELS)
    if len(wanted) > MOST_LABELS:
        return Refusal(code="too_many_labels", key=LABELS)
    if len({w.id for w in wanted}) < len(wanted) or len({w.name.casefold() for w in wanted}) < len(wanted):
        return Refusal(code="label_twice", key=LABELS)
    before = {label.id: label.public for label in (labels.labels if labels else ())}
    if any(before.get(w.id, w.public) != w.public for w in wanted):
        return Refusal(code="label_public", key=LABELS)
    return [] if labels and labels.labels == wanted else [events.LabelsSet(labels=wanted)]


def evolve_labels(state: Labels | None, event: events.LabelsSet, at: int, by: str) -> Labels:
    """Folds one event into the labels."""
    return Labels(id="labels", labels=tuple(event.labels))


def public_labels(labels: Labels) -> dict[str, Any]:
    """The labels that the public sees."""
    return {"kind": "labels", "id": labels.id, "labels": [la.model_dump() for la in labels.labels if la.public]}
