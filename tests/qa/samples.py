"""Questions, briefings and cards for the tests of this package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa import moderation
from qa.flags import Flag, FlagKind
from qa.history import History
from qa.kinds import KINDS as QA
from qa.question import Claim, Question, Tally, public
from studio.briefing import KEY as BRIEFING
from studio.briefing import Briefing, Details, Reason
from studio.events import Asked, Cleared, Decided, Language, Taken, text_hash
from studio.kinds import KINDS as STUDIO
from studio.records import fold, key

AT = 1_760_000_000_000
KINDS = {**STUDIO, **QA}
DETAILS = Details(
    slug="hearing", title={"kk": "Тыңдау"}, starts_at=AT,
    speakers=({"id": "s1", "name": "А. Серікова"}, {"id": "s2", "name": "Б. Оспанов"}),
    reasons=(
        Reason(id="off-topic", text={"en": "Off topic"}), Reason(id="insult", text={"en": "Insult"}),
        Reason(id="rude", text={"en": "Rude"}, retired=True),
    ),
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


def flag(kind: FlagKind = "phone", field: Any = "text") -> Flag:
    """Something found at the beginning."""
    return Flag(kind=kind, start=0, end=1, field=field)


def taken(question: Question, revision: int = 0, cue: str = "c1", screen: str = "main") -> Taken:
    """That revision goes on air."""
    hash = next(w.hash for w in question.wordings if w.revision == revision)
    return Taken(
        cue=cue, question=question.id, revision=revision, hash=hash, screen=screen, layer="question", program=1
    )


def cleared(id: str = "q1", cue: str = "c1", screen: str = "main") -> Cleared:
    """It leaves the screen."""
    return Cleared(screen=screen, layer="question", cue=cue, question=id, program=2)


class Table:
    """Questions and the people around them; what they do is decided by the rules and folded by a table of kinds.

    Everybody's latest decision has the id that `made` tells.
    """

    def __init__(self, *, briefing: Briefing | None = LIVE, kinds: Any = None, **fields: Any) -> None:
        self.kinds = kinds or KINDS
        self.records: dict[str, Any] = {BRIEFING: briefing}
        self.at = AT
        self.made = ""
        self.decisions = self.count = 0
        self.ask(**fields)
        self.at = AT + 1000

    def ask(self, id: str = "q1", **fields: Any) -> None:
        self.count += 1
        self.fold([asked(id, **{"number": self.count, **fields})], "desk")

    def card(self, by: str = ME, id: str = "q1", decision: str = "d0") -> moderation.Card:
        question, claim = self.records.get(key("question", id)), self.records.get(key("claim", id))
        return moderation.Card(id, question, claim, self.records[BRIEFING], by, self.at, decision)

    def fold(self, events: Iterable[Any], by: str = ME) -> None:
        self.records |= fold(self.kinds, self.records, events, self.at, by)

    def do(self, rule: Any, *args: Any, by: str = ME, id: str = "q1") -> list[str]:
        """Decides, folds what was decided, and names it; a refusal fails."""
        self.decisions += 1
        decision = f"d{self.decisions}"
        events = rule(self.card(by, id, decision), *args)
        assert isinstance(events, list), events
        if any(getattr(e, "decision", None) == decision for e in events):
            self.made = decision
            last: Any = "approved" if events[-1].type == "approved" else events[0].type
            what = {"noticed": "noticed", "marked": "marked"}.get(events[0].type, last)
            events = [*events, Decided(person=by, decision=decision, what=what, questions=(id,))]
        self.fold(events, by)
        return [e.type for e in events if e.type != "decided"]

    def undo(self, decision: str = "", by: str = ME, id: str = "q1") -> list[str]:
        """Takes a decision back, the latest unless told."""
        return self.do(moderation.undo, decision or self.made, by=by, id=id)

    def refused(self, rule: Any, *args: Any, by: str = ME, id: str = "q1") -> tuple[str, str | None]:
        """The refusal's code and key."""
        refusal = rule(self.card(by, id), *args)
        assert not isinstance(refusal, list), refusal
        return refusal.code, refusal.key

    def take(self, revision: int = 0, cue: str = "c1", screen: str = "main", id: str = "q1") -> None:
        self.fold([taken(self.at_desk(id), revision, cue, screen)], "p1")

    def clear(self, cue: str = "c1", screen: str = "main", id: str = "q1") -> None:
        self.fold([cleared(id, cue, screen)], "p1")

    def at_desk(self, id: str = "q1") -> Question:
        found: Question = self.records[key("question", id)]
        return found

    @property
    def question(self) -> Any:
        return self.records[key("question", "q1")]

    @question.setter
    def question(self, question: Question | None) -> None:
        self.records[key("question", "q1")] = question

    @property
    def claim(self) -> Claim:
        found: Claim = self.records[key("claim", "q1")]
        return found

    def history(self, of: str = ME) -> tuple[str, ...]:
        """The ids of the decisions that can be taken back."""
        found: History | None = self.records.get(key("history", of))
        return tuple(p.id for p in found.decisions) if found else ()

    def tally(self, id: str = "q1") -> Tally | None:
        return self.records.get(key("tally", id))

    @property
    def state(self) -> str:
        return self.at_desk().state

    @property
    def view(self) -> dict[str, Any]:
        return public(self.at_desk())
