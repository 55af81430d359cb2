"""Questions, briefings and cards for the tests of this package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa import question as q
from qa.kinds import KINDS as QA
from studio.briefing import Briefing, Details, Reason
from studio.events import Asked, Cleared, Language, Taken, text_hash
from studio.kinds import KINDS as STUDIO
from studio.records import key

AT = 1_760_000_000_000
KINDS = {**STUDIO, **QA}
DETAILS = Details(
    slug="hearing", title={"kk": "Тыңдау"}, starts_at=AT, speakers=({"id": "s1", "name": "А. Серікова"},),
    reasons=(Reason(id="off-topic", text={"en": "Off topic"}), Reason(id="insult", text={"en": "Insult"})),
)  # fmt: skip
LIVE = Briefing(id="briefing", state="live", intake="open", details=DETAILS)
ENDED = LIVE.model_copy(update={"state": "ended"})
ME, COLLEAGUE, AUTHOR = "m1", "m2", "a" * 32


def asked(id: str = "q1", text: str = "Неге?", language: Language = "kk", number: int = 1, **more: Any) -> Asked:
    """What the desk appends for one question."""
    fields: dict[str, Any] = {
        "question": id, "number": number, "language": language, "hash": text_hash(language, text), "text": text,
        "author": AUTHOR, "name": "Айдана", "region": "Қызылорда облысы", "receipt": "0" * 64, "speaker": "s1",
    }  # fmt: skip
    return Asked(**{**fields, **more})


def taken(card: q.Card, revision: int = 0, cue: str = "c1", screen: str = "main") -> Taken:
    """That revision goes on air."""
    assert card.question is not None
    hash = next(w.hash for w in card.question.wordings if w.revision == revision)
    return Taken(cue=cue, question=card.id, revision=revision, hash=hash, screen=screen, layer="question", program=1)


def cleared(id: str = "q1", cue: str = "c1", screen: str = "main") -> Cleared:
    """It leaves the screen."""
    return Cleared(screen=screen, layer="question", cue=cue, question=id, program=2)


class Table:
    """One question and the people around it; what they do is decided and folded by the rules."""

    def __init__(self, *, briefing: Briefing | None = LIVE, **fields: Any) -> None:
        self.briefing = briefing
        self.question: q.Question | None = q.evolve(None, asked(**fields), AT, "desk")
        self.claim: q.Claim | None = None
        self.at = AT + 1000

    def card(self, by: str = ME) -> q.Card:
        return q.Card("q1", self.question, self.claim, self.briefing, by, self.at)

    def fold(self, events: Iterable[Any], by: str = ME) -> None:
        for event in events:
            if key("claim", "q1") in _touched(event):
                self.claim = q.evolve_claim(self.claim, event, self.at, by)
            self.question = q.evolve(self.question, event, self.at, by)

    def do(self, rule: Any, *args: Any, by: str = ME) -> list[str]:
        """Decides, folds what was decided, and names it; a refusal fails."""
        events = rule(self.card(by), *args)
        assert isinstance(events, list), events
        self.fold(events, by)
        return [e.type for e in events]

    def refused(self, rule: Any, *args: Any, by: str = ME) -> tuple[str, str | None]:
        """The refusal's code and key."""
        refusal = rule(self.card(by), *args)
        assert not isinstance(refusal, list), refusal
        return refusal.code, refusal.key

    def take(self, revision: int = 0, cue: str = "c1", screen: str = "main") -> None:
        self.fold([taken(self.card(), revision, cue, screen)], "p1")

    def clear(self, cue: str = "c1", screen: str = "main") -> None:
        self.fold([cleared("q1", cue, screen)], "p1")

    @property
    def state(self) -> str:
        assert self.question is not None
        return self.question.state

    @property
    def view(self) -> dict[str, Any]:
        assert self.question is not None
        return q.public(self.question)


def _touched(event: Any) -> set[str]:
    return {key(kind.name, id) for kind in QA.values() for id in kind.touches(event)}
