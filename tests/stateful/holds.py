"""What must hold after every move of tests/test_stateful.py: log, records and public views agree, and nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from overlays.kinds import KINDS as OVERLAYS
from qa.kinds import KINDS as QA
from qa.marks import MOST_LABELS
from qa.question import PUBLIC, asker
from studio.events import text_hash
from studio.kinds import KINDS as STUDIO
from studio.log import decode
from studio.records import key
from tests.stateful.oracle import UNDOABLE, Oracle

KINDS = {**STUDIO, **QA, **OVERLAYS}


class Holds:
    """The invariants, and what they need to know of the play.

    Attributes:
        world: the store, with a look behind it.
        made: how many texts were written.
        written: the marks of what was written of each question, by anyone.
        voters: by question, the authors whose vote was taken.
        oracle: what the log says.
        lines: how much of the log was read.
        views: how much of what the public was told was read.
        folded: what the public holds now, by record.
        records: the records as they are.
        run: runs a coroutine to its end.
    """

    run: Callable[[Coroutine[Any, Any, Any]], Any]

    def __init__(self) -> None:
        super().__init__()
        self.world: Any = None
        self.briefing = ""
        self.made = 0
        self.written: dict[str, list[str]] = {}
        self.voters: dict[str, set[str]] = {}
        self.oracle, self.lines, self.views = Oracle(), 0, 0
        self.folded: dict[str, Any] = {}
        self.records: dict[str, Any] = {}

    def all_holds(self) -> None:
        self.the_log_keeps_the_rules()  # first, so that the oracle knows what the others ask it
        self.the_public_sees_the_fold_of_what_it_was_told()
        self.the_public_views_are_those_of_the_records()
        self.the_screens_show_what_was_taken()
        self.the_desks_records_agree()
        self.nothing_of_a_tip_off_is_left()

    def the_log_keeps_the_rules(self) -> None:
        entries, views = self.run(self.world.look(self.briefing, self.lines, self.views))
        for entry in entries:
            self.oracle.read(entry)
        self.lines += len(entries)
        self.views += len(views)
        for body in views:
            self._never_unapproved(body)
            self._fold(json.loads(body))

    def _never_unapproved(self, body: bytes) -> None:
        """No text that was made here is in it, unless its very wording was approved before."""
        line = body.decode()
        assert "receipt" not in line
        for number in range(1, self.made + 1):
            if f"⟨{number}⟩ Неге?" in line:
                hashes = {text_hash(language, f"⟨{number}⟩ Неге?") for language in ("kk", "ru", "en")}
                assert hashes & self.oracle.ever, "an unapproved text went out to the public"

    def _fold(self, view: dict[str, Any]) -> None:
        name = key(view["kind"], view["id"])
        if view.get("gone"):
            self.folded.pop(name, None)
        else:
            self.folded[name] = view

    def the_public_sees_the_fold_of_what_it_was_told(self) -> None:
        bodies = self.run(self.world.public(self.briefing))
        assert {k: json.loads(body) for k, body in bodies.items()} == self.folded
        for view in self.folded.values():
            if view["kind"] == "question" and "text" in view:
                id, wording = view["id"], text_hash(view["language"], view["text"])
                readable = self.oracle.noticed.get(id, set()) if view["state"] == "on_notice" else set()
                readable = readable | set(self.oracle.approved.get(id, {}).values())
                assert wording in readable or id in self.oracle.taken, "the public reads what is not approved now"

    def the_public_views_are_those_of_the_records(self) -> None:
        _, stored = self.run(self.world.staff.scan(self.briefing, list(KINDS)))
        self.records = {k: decode(KINDS, k, s) for k, s in stored.items()}
        views = {k: KINDS[k.partition("/")[0]].public(record) for k, record in self.records.items()}
        assert {k: json.loads(json.dumps(v)) for k, v in views.items() if v is not None} == self.folded

    def the_screens_show_what_was_taken(self) -> None:
        programs = [r for k, r in self.records.items() if k.startswith("program/")]
        layers = {(p.id, layer): cue.question for p in programs for layer, cue in p.layers.items()}
        assert layers == self.oracle.on_air
        assert all(p.killed < cue.taken <= p.revision for p in programs for cue in p.layers.values())
        for question in filter(None, self.oracle.on_air.values()):
            assert self.records[key("question", question)].state in {"on_air", "answered"}

    def the_desks_records_agree(self) -> None:
        for k, record in self.records.items():
            if k.startswith("question/"):
                self._a_question_agrees(record)
            if k.startswith("history/"):
                assert [p.id for p in record.decisions] == self.oracle.histories.get(record.id, [])
                assert len(record.decisions) <= UNDOABLE
            if k.startswith("labels/"):
                assert len(record.labels) <= MOST_LABELS

    def _a_question_agrees(self, question: Any) -> None:
        id = question.id
        assert question.number == self.oracle.numbers[id], "a number changed"
        assert (question.state == "diverted") == (id in self.oracle.diverted)
        clearance = self.records.get(key("clearance", id))
        may = {language: clear.revision for language, clear in clearance.wordings.items()} if clearance else {}
        assert may == (question.approvals if question.state in PUBLIC else {}), "air and desk disagree"
        for language, clear in (clearance.wordings if clearance else {}).items():
            wording = next(w for w in question.wordings if w.revision == clear.revision)
            assert (wording.hash, wording.text, wording.language) == (clear.hash, clear.text, language)
        if may:
            assert {"name": clearance.name, "region": clearance.region} == asker(question), "another name may be aired"
        item = self.records.get(key("item", id))
        assert (item is not None and item.listed) == (question.state in PUBLIC)
        assert question.master == self.oracle.masters.get(id)
        assert (question.state == "merged") == (question.master is not None)
        assert set(question.merged) == {q for q, m in self.oracle.masters.items() if m == id}

    def nothing_of_a_tip_off_is_left(self) -> None:
        for id in self.oracle.diverted:
            for mark in self.written.get(id, []):
                for k, record in self.records.items():
                    assert mark not in record.model_dump_json(), f"a tip-off's text in {k}"
                assert mark not in json.dumps(self.folded, ensure_ascii=False), "a tip-off's text in public"

    def every_vote_is_counted_once_a_person(self) -> None:
        for k, tally in self.records.items():
            if k.startswith("tally/"):
                people = set[str]().union(*(self.voters.get(q, set()) for q in self.oracle.family(tally.id)))
                assert tally.votes == len(people), "votes were lost, or somebody counts twice"
