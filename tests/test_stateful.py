"""All seats at once, at random: what may never happen, on air, at the desk or in public, however the moves fall.

Two desks, two moderators, two producers and three viewers play against the log in memory and against the real
functions of the store. An oracle of a few lines reads the log as it was written and knows nothing of our rules' code.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from hypothesis.stateful import run_state_machine_as_test as play

from overlays import console
from overlays.kinds import KINDS as OVERLAYS
from qa.inbox import CURSOR
from qa.intake import Intake
from qa.kinds import KINDS as QA
from qa.marks import MOST_LABELS
from qa.question import PUBLIC, asker
from qa.receipts import code, question_id
from studio.briefing import Details, Reason
from studio.events import BriefingOpened, BriefingRevised, IntakeSet, text_hash
from studio.kinds import KINDS as STUDIO
from studio.log import Act, Done, decode
from studio.records import Refusal, key
from studio.redis_air import Knock
from tests.stateful.oracle import UNDOABLE, Oracle
from tests.stateful.orders import CONSOLE, DESK, SCREENS, Order, Outcome, Scene, orders
from tests.stateful.worlds import Memory, Real

KINDS = {**STUDIO, **QA, **OVERLAYS}
AT = 1_760_000_000_000
DETAILS = Details(
    slug="hearing", title={"kk": "Тыңдау"}, starts_at=AT, reasons=(Reason(id="insult", text={"en": "Insult"}),),
    speakers=({"id": "s1", "name": "А. Серікова"},),
)  # fmt: skip
AUTHORS = ["a" * 32, "b" * 32, "c" * 32]
MODERATORS, PRODUCERS = ["m1", "m2"], ["p1", "p2"]
QUESTIONS = 5
"""In one play: few, so that the moves meet on the same one."""


class Studio(RuleBasedStateMachine):
    """The rules say who may try what; the invariants what must never come of it."""

    store: Any = None  # makes the world

    questions = Bundle("questions")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = self.run(self._open())
        self.briefing = f"s{secrets.token_hex(8)}"
        self.at, self.made, self.commands = AT, 0, 0
        self.authors: dict[str, str] = {}
        self.written: dict[str, list[str]] = {}  # what was written of each question, by anyone
        self.voters: dict[str, set[str]] = {}
        self.decisions: dict[str, list[str]] = {m: [] for m in MODERATORS}
        self.desks = [self._intake(), self._intake()]
        self.held: list[list[Any]] = [[], []]
        self.seen: dict[tuple[int, str], Any] = {}
        self.oracle, self.lines, self.views = Oracle(), 0, 0
        self.folded: dict[str, Any] = {}
        self.records: dict[str, Any] = {}

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(coroutine)

    async def _open(self) -> Any:
        return self.store()

    def _intake(self) -> Intake:
        return Intake(self.world.desk, KINDS, self.briefing, lambda: self.at, lambda text: "ru")

    def _act(self, by: str) -> Act:
        return Act(self.world.staff, KINDS, self.briefing, by, self.at, self._command())

    def _command(self) -> str:
        self.commands += 1
        return f"command-{self.commands}"

    def _text(self, question: str) -> str:
        self.made += 1
        self.written.setdefault(question, []).append(f"⟨{self.made}⟩")
        return f"⟨{self.made}⟩ Неге?"

    @initialize(target=questions, authors=st.lists(st.sampled_from(AUTHORS), max_size=3))
    def a_live_briefing(self, authors: list[str]) -> MultipleResults[str]:
        events = [BriefingRevised(details=DETAILS), BriefingOpened(), IntakeSet(intake="open")]
        assert isinstance(self.run(self._act("owner").commit([], lambda _: events)), Done)
        self.run(self.desks[0].begin())
        self.run(self.desks[1].begin())
        asked = [self._submit(author, "") for author in authors]
        self.desks_catch_up()
        return multiple(*(question for question in asked if question))

    # -- the audience

    @precondition(lambda self: len(self.authors) < QUESTIONS)
    @rule(target=questions, author=st.sampled_from(AUTHORS), to=st.sampled_from(["", "", "", "consultation", "sealed"]))
    def submit(self, author: str, to: str) -> str | MultipleResults[str]:
        return self._submit(author, to) or multiple()

    def _submit(self, author: str, to: str) -> str | None:
        """The question's id; None where the intake is paused or the author restrained."""
        command = self._command()
        question, receipt = question_id(author, command), code(self.commands.to_bytes(8, "big"))
        body: dict[str, Any] = {"sealed": "YQ=="} if to == "sealed" else {
            "text": self._text(question), "name": f"{self.written[question][0]} Айдана", "to": to or "studio"
        }  # fmt: skip
        knock = Knock("ask", author, command, "", question, receipt, json.dumps(body).encode())
        if not self.run(self.world.knock(self.briefing, knock)):
            return None
        self.authors[question] = author
        return question

    @rule(question=questions, author=st.sampled_from(AUTHORS))
    def withdraw(self, question: str, author: str) -> None:
        self.run(self.world.knock(self.briefing, Knock("withdraw", author, self._command(), "", question)))

    @rule(question=questions, author=st.sampled_from(AUTHORS), up=st.booleans())
    def vote(self, question: str, author: str, up: bool) -> None:
        if self.run(self.world.knock(self.briefing, Knock("vote", author, self._command(), "", question, up=up))):
            voters = self.voters.setdefault(question, set())
            (voters.add if up else voters.discard)(author)

    # -- the desks: one may append what it read long after the other did

    @rule(which=st.integers(0, 1))
    def desk_reads(self, which: int) -> None:
        if self.run(self.world.waiting(self.briefing)):
            self.held[which] = self.run(self._batch())

    async def _batch(self) -> list[Any]:
        batches: AsyncIterator[Any] = self.world.desk.inbox(self.briefing, "0-0")
        try:
            return await anext(batches)
        finally:
            await batches.aclose()

    @rule(which=st.integers(0, 1))
    def desk_takes_in(self, which: int) -> None:
        held, self.held[which] = self.held[which], []
        self.run(self.desks[which].take_in(held))

    @rule(which=st.integers(0, 1))
    def desk_restarts(self, which: int) -> None:
        self.held[which], self.desks[which] = [], self._intake()
        self.run(self.desks[which].begin())

    @rule()
    def desks_catch_up(self) -> None:
        self.desk_reads(0)
        self.desk_takes_in(0)

    # -- the staff

    def _do(self, order: Order, question: str) -> Coroutine[Any, Any, Outcome]:
        known = list(self.authors)
        other = known[order.pick % len(known)]
        if order.name in CONSOLE:
            scene = Scene(self._act(PRODUCERS[order.who]), question, other, [], str)
            return CONSOLE[order.name](scene, order, self.seen.get((order.who, order.screen)))
        by = MODERATORS[order.who]
        scene = Scene(self._act(by), question, other, list(self.decisions[by]), lambda: self._text(question))
        if order.name not in {"undo", "unmerge", "claim", "release", "present"}:
            self.decisions[by].append(scene.id)
        return DESK[order.name](scene, order)

    @rule(order=orders, question=questions)
    def one_commands(self, order: Order, question: str) -> None:
        self.run(self._do(order, question))

    @precondition(lambda self: self.authors)
    @rule(said=st.lists(orders, min_size=4, max_size=16))
    def many_command_one_after_another(self, said: list[Order]) -> None:
        known = list(self.authors)
        for order in said:
            self.one_commands(order, known[(order.pick + order.revision) % len(known)])
            self.all_holds()

    @rule(one=orders, other=orders, question=questions)
    def two_command_at_once(self, one: Order, other: Order, question: str) -> None:
        async def both() -> list[Any]:
            return await asyncio.gather(self._do(one, question), self._do(other, question))

        results = self.run(both())
        if one.name == other.name == "take" and one.screen == other.screen:
            assert sum(isinstance(r, Done) for r in results) <= 1, "two takes at once both advanced"

    @rule(one=orders, name=st.sampled_from(["approve", "reject", "notice", "merge"]), question=questions)
    def two_decide_first_at_once(self, one: Order, name: str, question: str) -> None:
        """Of two moderators who decide a question that waits only one is done; the other is shown what came first."""
        self.desks_catch_up()
        name_ = key("question", question)
        before = self._record(name_)
        if before is None or before.state != "received" or before.decision or self._held(question):
            return
        first = one._replace(name="approve", revision=0, who=0)
        second = one._replace(name=name, revision=0, who=1)

        async def both() -> list[Any]:
            return await asyncio.gather(self._do(first, question), self._do(second, question))

        refused = [r for r in self.run(both()) if isinstance(r, Refusal)]
        codes = {r.code for r in refused}
        assert len(refused) == 1 or codes & {"no_master", "private"}, "both decided, or none"
        assert all(r.key for r in refused)

    def _held(self, question: str) -> bool:
        claim = self._record(key("claim", question))
        return claim is not None and claim.until > self.at

    @rule(order=orders, question=questions, votes=st.lists(st.tuples(st.sampled_from(AUTHORS), st.booleans())))
    def two_that_were_voted_for_become_one(self, order: Order, question: str, votes: list[tuple[str, bool]]) -> None:
        other = list(self.authors)[order.pick % len(self.authors)]
        self.desks_catch_up()
        self.one_commands(order._replace(name="approve_all"), question)
        for author, here in votes:
            self.vote(question if here else other, author, True)
        self.one_commands(order._replace(name="merge"), question)

    @rule(order=orders, question=questions)
    def one_decides_and_takes_it_back(self, order: Order, question: str) -> None:
        self.one_commands(order, question)
        self.one_commands(order._replace(name="undo", pick=0), question)

    @rule(who=st.integers(0, 1), screen=st.sampled_from(SCREENS))
    def a_producer_looks(self, who: int, screen: str) -> None:
        self.seen[who, screen] = self._record(key("program", screen))

    @rule(order=orders, question=questions)
    def a_question_is_brought_before_the_air(self, order: Order, question: str) -> None:
        """The usual way, up to the moment before the take; any move may come between."""
        self.desks_catch_up()
        self.run(self._do(order._replace(name="approve", revision=0), question))
        self.run(console.cue(self._act(PRODUCERS[order.who]), order.screen, question))
        self.a_producer_looks(order.who, order.screen)

    @rule(order=orders, other=orders, question=questions, at_once=st.booleans())
    def something_happens_just_before_the_take(self, order: Order, other: Order, question: str, at_once: bool) -> None:
        self.a_question_is_brought_before_the_air(order, question)
        take = order._replace(name="take")
        if at_once:
            self.two_command_at_once(other, take, question)
            return
        self.one_commands(other, question)
        self.one_commands(take, question)

    @rule(order=orders, question=questions, author=st.sampled_from(AUTHORS))
    def a_question_is_taken_and_then(self, order: Order, question: str, author: str) -> None:
        self.a_question_is_brought_before_the_air(order, question)
        self.one_commands(order._replace(name="take"), question)
        self.one_commands(order, question)
        self.withdraw(question, author)

    @rule(ms=st.sampled_from([1, 100, 300, 31_000]))
    def time_passes(self, ms: int) -> None:
        self.at += ms

    def _record(self, name: str) -> Any:
        return decode(KINDS, name, self.run(self.world.staff.read(self.briefing, [name]))[name])

    # -- what must hold

    @invariant()
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
        for question in self.oracle.on_air.values():
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

    def teardown(self) -> None:
        try:
            while self.run(self.world.waiting(self.briefing)):
                self.desks_catch_up()
            self.at += 1000
            self.desk_takes_in(0)
            self.all_holds()
            assert set(self.oracle.numbers) == set(self.authors), "a question was lost"
            cursor = self.records.get(CURSOR)
            assert (cursor.numbered if cursor else 0) == len(self.authors)
            self._every_vote_is_counted_once_a_person()
        finally:
            self.run(self.world.aclose())
            self.runner.close()

    def _every_vote_is_counted_once_a_person(self) -> None:
        for k, tally in self.records.items():
            if k.startswith("tally/"):
                people = set[str]().union(*(self.voters.get(q, set()) for q in self.oracle.family(tally.id)))
                assert tally.votes == len(people), "votes were lost, or somebody counts twice"


def _play(store: Any, examples: int) -> None:
    machine = type("Play", (Studio,), {"store": staticmethod(store)})
    play(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=40, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )  # fmt: skip


def test_all_seats_at_random_over_the_log_in_memory():
    _play(Memory, 150)


@pytest.mark.integration
def test_all_seats_at_random_over_the_real_functions(valkey):
    _play(lambda: Real(valkey), 40)
