"""What the log says, read line by line, by somebody who knows nothing of our rules' code."""

from __future__ import annotations

from typing import Any

from studio.events import Entry

UNDOABLE = 20


class Oracle:
    """Hashes approved now and ever, what is on air, what was merged into what, and what each can take back.

    Attributes:
        approved: by question and language, the hash that may go on air now.
        ever: every hash that was approved once.
        noticed: hashes that everyone could read before the question was taken on notice.
        private: consultations; no wording of one is ever approved.
        diverted: tip-offs; nothing that was written of one is to be found any more.
        masters: what each merged question was merged into.
        histories: by person, the decisions that can be taken back.
    """

    def __init__(self) -> None:
        self.approved: dict[str, dict[str, str]] = {}
        self.ever: set[str] = set()
        self.noticed: dict[str, set[str]] = {}
        self.private: set[str] = set()
        self.diverted: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.masters: dict[str, str] = {}
        self.histories: dict[str, list[str]] = {}
        self.on_air: dict[tuple[str, str], str | None] = {}
        self.taken: set[str] = set()
        self.revisions: dict[str, int] = {}

    def read(self, entry: Entry) -> None:
        for event in entry.events:
            getattr(self, f"_{event.type}", lambda _: None)(event)

    def family(self, question: str) -> set[str]:
        """The question and all that were merged into it, and into those."""
        children = {q for q, master in self.masters.items() if master == question}
        return {question}.union(*(self.family(child) for child in children))

    # -- asked

    def _asked(self, event: Any) -> None:
        assert event.question not in self.numbers, "asked twice"
        assert event.number == len(self.numbers) + 1, "a number was skipped or given twice"
        self.numbers[event.question] = event.number
        if event.consultation:
            self.private.add(event.question)

    def _diverted(self, event: Any) -> None:
        if event.question not in self.numbers:  # sealed on its way
            self.numbers[event.question] = len(self.numbers) + 1
        assert self.numbers[event.question] == event.number, "a number changed"
        assert event.question not in self.taken, "diverted though it was on air"
        assert event.question not in self.diverted, "diverted twice"
        assert event.question not in self.masters.values(), "gone, and others are merged into it"
        self.diverted.add(event.question)
        self._gone(event)

    # -- decided

    def _approved(self, event: Any) -> None:
        assert event.question not in self.private | self.diverted, "private, and approved for air"
        if event.decision is None:
            assert event.hash in self.ever, "stands again what never stood"
        self.approved.setdefault(event.question, {})[event.language] = event.hash
        self.ever.add(event.hash)

    def _gone(self, event: Any) -> None:
        assert event.question not in self.on_air.values(), f"{event.type} while on air"
        self.approved[event.question] = {}

    _rejected = _gone

    def _noticed(self, event: Any) -> None:
        self.noticed.setdefault(event.question, set()).update(self.approved.get(event.question, {}).values())
        self._gone(event)

    def _merged(self, event: Any) -> None:
        assert event.question not in self.masters, "merged into two"
        assert event.master not in self.family(event.question), "merged in a circle"
        assert event.question not in self.taken, "merged though it was on air"
        assert not {event.question, event.master} & (self.private | self.diverted), "merged with what is private"
        self.masters[event.question] = event.master
        self._gone(event)

    def _undone(self, event: Any) -> None:
        assert event.question not in self.taken, "undone though it was on air"
        assert self.masters.pop(event.question, None) == event.master, "taken out of what it was not in"
        self._gone(event)
        self._taken_back(event)

    def _withdrawn(self, event: Any) -> None:
        assert event.question not in self.taken, "withdrawn though it was taken"
        assert event.question not in {*self.masters, *self.masters.values()}, "gone, and still in a family"
        self._gone(event)

    def _decided(self, event: Any) -> None:
        history = self.histories.setdefault(event.person, [])
        assert event.decision not in history, "one decision twice"
        self.histories[event.person] = [*history, event.decision][-UNDOABLE:]

    def _unmarked(self, event: Any) -> None:
        self._taken_back(event)

    def _taken_back(self, event: Any) -> None:
        if event.person:
            self.histories[event.person] = [d for d in self.histories[event.person] if d != event.decision]

    # -- on air

    def _taken(self, event: Any) -> None:
        assert (event.screen, event.layer) not in self.on_air, "two cues on one layer"
        self.on_air[event.screen, event.layer] = event.question
        if event.question:
            now = self.approved.get(event.question, {}).values()
            assert event.hash in now, "a wording was taken that is not approved at this moment"
            self.taken.add(event.question)
        self._revised(event)

    def _cleared(self, event: Any) -> None:
        assert self.on_air.pop((event.screen, event.layer)) == event.question
        self._revised(event)

    def _adjusted(self, event: Any) -> None:
        self._revised(event)

    def _revised(self, event: Any) -> None:
        before = self.revisions.get(event.screen, 0)
        assert event.program in {before, before + 1}, "a program's revision skipped or went back"
        self.revisions[event.screen] = event.program
