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
from qa.inbox import CURSOR
from qa.intake import Intake
from qa.receipts import code, question_id
from studio.briefing import Details, Reason
from studio.events import BriefingOpened, BriefingRevised, IntakeSet
from studio.log import Act, Done, decode
from studio.records import Refusal, key
from studio.redis_air import Knock
from tests.stateful.holds import KINDS, Holds
from tests.stateful.orders import CONSOLE, DESK, SCREENS, Order, Outcome, Scene, orders
from tests.stateful.worlds import Memory, Real

AT = 1_760_000_000_000
DETAILS = Details(
    slug="hearing", title={"kk": "Тыңдау"}, starts_at=AT, reasons=(Reason(id="insult", text={"en": "Insult"}),),
    speakers=({"id": "s1", "name": "А. Серікова"},),
)  # fmt: skip
AUTHORS = ["a" * 32, "b" * 32, "c" * 32]
MODERATORS, PRODUCERS = ["m1", "m2"], ["p1", "p2"]
QUESTIONS = 5
"""In one play: few, so that the moves meet on the same one."""


class Studio(Holds, RuleBasedStateMachine):
    """The rules say who may try what; the invariants what must never come of it."""

    store: Any = None  # makes the world

    questions = Bundle("questions")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = self.run(self._open())
        self.briefing = f"s{secrets.token_hex(8)}"
        self.at, self.commands = AT, 0
        self.authors: dict[str, str] = {}
        self.decisions: dict[str, list[str]] = {m: [] for m in MODERATORS}
        self.desks = [self._intake(), self._intake()]
        self.held: list[list[Any]] = [[], []]
        self.seen: dict[tuple[int, str], Any] = {}

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

    @invariant()
    def nothing_is_broken(self) -> None:
        self.all_holds()

    def teardown(self) -> None:
        try:
            while self.run(self.world.waiting(self.briefing)):
                self.desks_catch_up()
            for _ in range(2):  # first it learns what the other desk, whose memory that was in, has left to be counted
                self.at += 1000
                self.desk_takes_in(0)
            self.all_holds()
            assert set(self.oracle.numbers) == set(self.authors), "a question was lost"
            cursor = self.records.get(CURSOR)
            assert (cursor.numbered if cursor else 0) == len(self.authors)
            self.every_vote_is_counted_once_a_person()
        finally:
            self.run(self.world.aclose())
            self.runner.close()


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
