"""What the desk makes of the inbox: entries screened one by one, then a batch of them decided as one.

Nothing here waits or reads a store. An entry that is none of ours is dropped and logged without what it holds, and
never holds up those behind it: all that could fail is tried while the entry is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import structlog

from qa import flags, moderation, screening, votes
from qa import question as questions
from qa.desk import BRIEFING, card
from qa.question import Cursor
from qa.receipts import receipt_hash
from qa.screening import Recognise
from studio.events import Asked, Diverted, Language, Numbered, Tallied, text_hash
from studio.log import Knocked, place
from studio.records import Refusal, key

CURSOR = key("cursor", "desk")
BY = "desk"
BEHIND = Refusal(code="overtaken", key=CURSOR)
"""Another desk has dealt with the whole batch."""

_Id = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,40}\Z")]
_LANGUAGES: dict[str | None, Language] = {"kk": "kk", "ru": "ru", "en": "en"}
logger = structlog.get_logger()


class _Body(msgspec.Struct):
    """What a viewer wrote, as far as it is kept; of a tip-off only what the gateway has sealed, unreadable here."""

    text: str = ""
    sealed: str | None = None
    name: str | None = None
    region: str | None = None
    speaker: str | None = None
    language: str | None = None
    to: Literal["studio", "consultation"] = "studio"


class Ask(NamedTuple):
    """A question as it will stand, but for its number, and for its speaker if there is none such."""

    at: str
    question: str
    receipt: str
    asked: Asked | Diverted


class Vote(NamedTuple):
    """Somebody's vote for this question came, or went."""

    at: str
    question: str


class Withdrawal(NamedTuple):
    """This author takes this question back."""

    at: str
    question: str
    author: str


Item = Ask | Vote | Withdrawal

Due = Callable[[int], int | None]
"""From the moment when a consultation came to the last one of the term for its answer, ms since the epoch."""


def never(at: int) -> None:
    """No term."""


_body = msgspec.json.Decoder(_Body).decode


def read(entry: Knocked, recognise: Recognise, due: Due = never) -> Item:
    """One entry of the inbox, screened.

    Raises:
        ValueError, KeyError: it is none of ours, or has no text.
    """
    kind, question = entry.fields["k"], msgspec.convert(entry.fields["question"].decode(), _Id)
    if kind == b"vote":
        return Vote(entry.id, question)
    author = msgspec.convert(entry.fields["author"].decode(), _Id)
    if kind == b"withdraw":
        return Withdrawal(entry.id, question, author)
    if kind != b"ask":
        raise ValueError("unknown kind")
    receipt, at = receipt_hash(entry.fields["receipt"].decode()), place(entry.id)[0]
    body = _body(entry.fields["b"])
    if body.sealed:
        sealed = Diverted(
            question=question, number=0, received_at=at, author=author, receipt=receipt, sealed=body.sealed
        )
        return Ask(entry.id, question, receipt, sealed)
    asked = _asked(question, body, recognise).model_copy(
        update={
            "author": author, "receipt": receipt, "received_at": at,
            "due": due(at) if body.to == "consultation" else None,
        }
    )  # fmt: skip
    return Ask(entry.id, question, receipt, asked)


def _asked(question: str, body: _Body, recognise: Recognise) -> Asked:
    text = screening.normalise(body.text)
    if isinstance(text, Refusal):
        raise ValueError(text.code)
    language = screening.language(text, recognise, _LANGUAGES.get(body.language))
    name, region = screening.line(body.name), screening.line(body.region)
    return Asked(
        question=question, number=0, language=language, hash=text_hash(language, text), text=text,
        speaker=body.speaker or None, name=name, region=region, consultation=body.to == "consultation",
        flags=flags.find_all(text, name, region),
    )  # fmt: skip


def screened(entries: Sequence[Knocked], recognise: Recognise, due: Due = never) -> Iterator[Item]:
    """The entries that can be read; the others are logged, and go with the batch."""
    for entry in entries:
        try:
            yield read(entry, recognise, due)
        except Exception as error:
            # Whatever it is, the next one's question must not wait for it. The message could quote the text.
            logger.warning("inbox_entry_dropped", entry=entry.id, error=type(error).__name__)


class Batch(NamedTuple):
    """What one commit deals with: entries up to `last`, and votes counted since.

    Attributes:
        items: in the order of the inbox.
        last: the id of the last entry that was read; None when there was none.
        counts: votes by question, as counted for this batch.
        at: now, ms since the epoch.
    """

    items: Sequence[Item]
    last: str | None
    counts: Mapping[str, int]
    at: int

    def keys(self) -> tuple[str, ...]:
        """The records that `decide` reads."""
        asked = [key("question", i.question) for i in self.items if not isinstance(i, Vote)]
        counted = [key("tally", q) for q in self.counts]
        return tuple(dict.fromkeys((CURSOR, BRIEFING, *asked, *counted)))

    def decide(self, records: Mapping[str, Any]) -> list[Any] | Refusal:
        """The events that follow from this batch; entries behind the cursor are another desk's and left out.

        Returns:
            `BEHIND` where that is all of them: then there is nothing to append, nor to consume.
        """
        cursor: Cursor = records[CURSOR] or Cursor(id="desk")
        if self.last and place(self.last) <= place(cursor.at):
            return BEHIND
        fresh = [i for i in self.items if place(i.at) > place(cursor.at)]
        events = list(self._questions(fresh, dict(records), cursor.numbered))
        if self.last:
            numbered = cursor.numbered + sum(isinstance(e, Asked | Diverted) for e in events)
            voted = dict.fromkeys(i.question for i in fresh if isinstance(i, Vote))
            events.append(Numbered(cursor=self.last, numbered=numbered, voted=tuple(voted)))
        if votes.due(self.counts, cursor.tallied_at, self.at):
            # All that was counted, also what is not public and keeps no tally: else it would wait for ever.
            events.append(Tallied(votes=dict(self.counts)))
        return events

    def _questions(self, items: Sequence[Item], records: dict[str, Any], number: int) -> Iterator[Any]:
        """Folds as it goes, so that a question may be asked and withdrawn, or asked twice, in one batch."""
        for item in items:
            at = key("question", item.question)
            events: moderation.Decided = ()
            if isinstance(item, Ask) and records[at] is None:
                number += 1
                events = (_numbered(item.asked, number, records[BRIEFING]),)
            elif isinstance(item, Withdrawal):
                events = moderation.withdraw(card(records, item.question, item.author, self.at))
            if isinstance(events, Refusal):
                logger.info("withdrawal_refused", question=item.question, code=events.code)
                continue
            for event in events:
                self._fold(records, event)
                yield event

    def _fold(self, records: dict[str, Any], event: Any) -> None:
        """Into every question of this batch: one that is taken back lets go of what was merged into it."""
        for id in (event.question, getattr(event, "master", None)):
            if id and (at := key("question", id)) in records:
                records[at] = questions.evolve(records[at], event, self.at, BY)


def _numbered(asked: Asked | Diverted, number: int, briefing: Any) -> Asked | Diverted:
    if isinstance(asked, Diverted):
        return asked.model_copy(update={"number": number})
    speakers = {s.id for s in briefing.details.speakers} if briefing else set()
    return asked.model_copy(update={"number": number, "speaker": asked.speaker if asked.speaker in speakers else None})
