"""How a question lies on the desk: held, pinned, labelled, for a speaker, in which language, what of the asker shows.

Marks are no verdict: they neither need a claim nor block a colleague's decision, and each can be undone by itself.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from qa.moderation import Card, Decided, announce, approved_as_asked, bares, blocked, closed, refuse
from qa.question import Question
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
    if change.hidden is not None and bares(question, change.hidden):
        return refuse("personal_data", card.id)
    if change.language not in {None, question.language} and approved_as_asked(question):
        return refuse("already_decided", card.id)
    return None


_FIELDS = ("held", "pinned", "speaker", "labels", "language", "hidden")


def _as_it_is(question: Question, marked: events.Marked) -> bool:
    return all(getattr(question, f) == getattr(marked, f) for f in _FIELDS)


def _told_again(question: Question, marked: events.Marked) -> list[events.Approved]:
    """With another name the standing approvals are announced anew: what may be taken names the asker."""
    if set(marked.hidden) == set(question.hidden):
        return []
    return announce(question.model_copy(update={"hidden": marked.hidden}))


def put_label(labels: Labels | None, label: Label, briefing: Any) -> Decided:
    """Makes a label, or renames one: at most twenty, each by its own name. What is public once stays so.

    One at a time, so that colleagues who make labels at the same moment lose none of each other's.
    """
    before = labels.labels if labels else ()
    known = next((la for la in before if la.id == label.id), None)
    if refusal := _no_labels(briefing):
        return refusal
    if known is None and len(before) >= MOST_LABELS:
        return Refusal(code="too_many_labels", key=LABELS)
    if any(la.id != label.id and la.name.casefold() == label.name.casefold() for la in before):
        return Refusal(code="label_twice", key=LABELS)
    if known and known.public != label.public:
        return Refusal(code="label_public", key=LABELS)
    if known == label:
        return []
    renamed = tuple(label if la is known else la for la in before)
    return [events.LabelsSet(labels=renamed if known else (*before, label))]


def drop_label(labels: Labels | None, id: Id, briefing: Any) -> Decided:
    """Takes a label from the briefing, and so from all its questions; done twice is done."""
    before = labels.labels if labels else ()
    left = tuple(la for la in before if la.id != id)
    return _no_labels(briefing) or ([events.LabelsSet(labels=left)] if left != before else [])


def _no_labels(briefing: Any) -> Refusal | None:
    if briefing is None:
        return Refusal(code="not_found")
    return Refusal(code="ended", key=LABELS) if briefing.state == "ended" else None


def evolve_labels(state: Labels | None, event: events.LabelsSet, at: int, by: str) -> Labels:
    """Folds one event into the labels."""
    return Labels(id="labels", labels=tuple(event.labels))


def public_labels(labels: Labels) -> dict[str, Any]:
    """The labels that the public sees."""
    return {"kind": "labels", "id": labels.id, "labels": [la.model_dump() for la in labels.labels if la.public]}
