"""All seats at once, at random: what may never happen on air, however the moves fall.

Two desks, two moderators, two producers and three viewers play against the log in memory and against the real
functions of the store. An oracle of a few lines reads the log as it was written and knows nothing of our rules' code.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as play
from redis.asyncio import Redis

from overlays import console
from overlays.kinds import KINDS as OVERLAYS
from qa import desk
from qa.inbox import CURSOR
from qa.intake import Intake
from qa.kinds import KINDS as QA
from qa.receipts import code, question_id
from studio.briefing import Details, Reason
from studio.events import (
    ENTRY,
    BriefingOpened,
    BriefingRevised,
    Entry,
    IntakeSet,
    Refusal,
    key,
    text_hash,
)  # fmt: skip
from studio.kinds import KINDS as STUDIO
from studio.log import Act, Done, decode
from studio.log_memory import MemoryLog
from studio.redis_air import Knock, Limit, Limits, RedisAir
from studio.redis_log import RedisLog, prefix

KINDS = {**STUDIO, **QA, **OVERLAYS}
AT = 1_760_000_000_000
DETAILS = Details(
    slug="hearing", title={"kk": "Тыңдау"}, starts_at=AT, reasons=(Reason(id="insult", text={"en": "Insult"}),)
)
LANGUAGES = ("kk", "ru")
AUTHORS = ["a" * 32, "b" * 32, "c" * 32]
MODERATORS, PRODUCERS, SCREENS = ["m1", "m2"], ["p1", "p2"], ["main", "hall"]
QUESTIONS = 5
"""In one play: few, so that the moves meet on the same one."""
NO_LIMITS = Limits(*[Limit(1_000_000, 1)] * 3)


class Memory:
    """The log in memory, and a look behind it."""

    def __init__(self) -> None:
        self.staff = self.desk = MemoryLog()

    async def knock(self, briefing: str, item: Knock) -> bool:
        shelf = self.desk.shelves[briefing]
        if item.kind == "vote":
            if f"question/{item.question}" not in shelf.public or item.author in shelf.votes[item.question]:
                return False
            shelf.votes[item.question].add(item.author)
        fields = {"k": item.kind, "author": item.author, "question": item.question, "receipt": item.receipt}
        await self.desk.put(briefing, {k: v.encode() for k, v in fields.items()} | {"b": item.body})
        return True

    async def look(self, briefing: str, log_after: int, air_after: int) -> tuple[list[Entry], list[bytes]]:
        shelf = self.desk.shelves[briefing]
        return [e.entry for e in shelf.log[log_after:]], [view for _, _, view in shelf.air[air_after:]]

    async def public(self, briefing: str) -> dict[str, bytes]:
        return {k: s.body for k, s in self.desk.shelves[briefing].public.items()}

    async def waiting(self, briefing: str) -> int:
        return len(self.desk.shelves[briefing].inbox)

    async def aclose(self) -> None:
        pass


class Real:
    """The real functions, each process with its own rights, and the administrator's look behind them."""

    def __init__(self, valkey: Any) -> None:
        self.staff, self.desk = RedisLog.connect(valkey.url("web")), RedisLog.connect(valkey.url("desk"))
        self.air = RedisAir.connect(valkey.url("gateway"), NO_LIMITS)
        self.admin = Redis.from_url(valkey.admin_url)

    async def knock(self, briefing: str, item: Knock) -> bool:
        before = await self.waiting(briefing)
        (result,) = await self.air.knock(briefing, [item])
        return result.ok and await self.waiting(briefing) > before

    async def look(self, briefing: str, log_after: int, air_after: int) -> tuple[list[Entry], list[bytes]]:
        lines = await self.admin.xrange(f"{prefix(briefing)}log")
        views = await self.admin.xrange(f"{prefix(briefing)}air")
        entries = [ENTRY.validate_json(fields[b"e"]) for _, fields in lines[log_after:]]
        return entries, [fields[b"e"] for _, fields in views[air_after:]]

    async def public(self, briefing: str) -> dict[str, bytes]:
        return {k: body for k, (_, body) in (await self.air.snapshot(briefing)).views.items()}

    async def waiting(self, briefing: str) -> int:
        return int(await self.admin.xlen(f"{prefix(briefing)}inbox"))

    async def aclose(self) -> None:
        for port in (self.staff, self.desk, self.air, self.admin):
            await port.aclose()


class Oracle:
    """What the log says, read line by line: hashes approved now, ever; what is on air; who may be undone."""

    def __init__(self) -> None:
        self.approved: dict[str, dict[str, str]] = {}
        self.ever: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.on_air: dict[tuple[str, str], str] = {}
        self.taken: set[str] = set()
        self.since_decision: dict[str, bool] = {}  # taken since its latest approval
        self.revisions: dict[str, int] = {}

    def read(self, entry: Entry) -> None:
        for event in entry.events:
            getattr(self, f"_{event.type}", lambda _: None)(event)

    def _asked(self, event: Any) -> None:
        assert event.question not in self.numbers, "asked twice"
        assert event.number == len(self.numbers) + 1, "a number was skipped or given twice"
        self.numbers[event.question] = event.number

    def _approved(self, event: Any) -> None:
        self.approved.setdefault(event.question, {})[event.language] = event.hash
        self.ever.add(event.hash)
        self.since_decision[event.question] = False

    def _gone(self, event: Any) -> None:
        self.approved[event.question] = {}

    _rejected = _gone

    def _undone(self, event: Any) -> None:
        assert event.question not in {q for q in self.on_air.values()}, "undone while on air"
        assert not self.since_decision.get(event.question), "undone though it was taken since"
        self._gone(event)

    def _withdrawn(self, event: Any) -> None:
        assert event.question not in self.taken, "withdrawn though it was taken"
        self._gone(event)

    def _taken(self, event: Any) -> None:
        now = self.approved.get(event.question, {}).values()
        assert event.hash in now, "a wording was taken that is not approved at this moment"
        assert (event.screen, event.layer) not in self.on_air, "two cues on one layer"
        self.on_air[event.screen, event.layer] = event.question
        self.taken.add(event.question)
        self.since_decision[event.question] = True
        self._revised(event)

    def _cleared(self, event: Any) -> None:
        assert self.on_air.pop((event.screen, event.layer)) == event.question
        self._revised(event)

    def _revised(self, event: Any) -> None:
        before = self.revisions.get(event.screen, 0)
        assert event.program in {before, before + 1}, "a program's revision skipped or went back"
        self.revisions[event.screen] = event.program


class Order(NamedTuple):
    """One staff member's command, as drawn; what it does not need it ignores."""

    name: str
    who: int
    screen: str
    revision: int
    language: str
    flag: bool


DESK: dict[str, Callable[..., Coroutine[Any, Any, Done | Refusal]]] = {
    "approve": lambda act, question, order, text: desk.approve(act, question, order.revision),
    "edit": lambda act, question, order, text: desk.edit(act, question, text(), order.language, order.flag),
    "reject": lambda act, question, order, text: desk.reject(act, question, "insult"),
    "undo": lambda act, question, order, text: desk.undo(act, question),
    "claim": lambda act, question, order, text: desk.claim(act, question, order.flag, "АС"),
    "release": lambda act, question, order, text: desk.release(act, question),
}


def _take(act: Act, question: str, order: Order, seen: Any) -> Coroutine[Any, Any, Done | Refusal]:
    """Takes what this producer saw last, which may be long gone."""
    preview = seen.preview.id if seen and seen.preview else "none"
    on_air = seen.layers.get("question") if seen else None
    return console.take(act, order.screen, preview, on_air.id if on_air else None, cut=order.flag)


CONSOLE: dict[str, Callable[..., Coroutine[Any, Any, Done | Refusal]]] = {
    "answered": lambda act, question, order, seen: desk.answered(act, question),
    "cue": lambda act, question, order, seen: console.cue(act, order.screen, question),
    "take": _take,
    "clear": lambda act, question, order, seen: console.clear(act, order.screen),
    "painted": lambda act, question, order, seen: console.painted(act, order.screen, seen.revision if seen else 1),
}
OFTEN = ("approve", "approve", "take", "take")
orders = st.builds(
    Order, st.sampled_from([*DESK, *CONSOLE, *OFTEN]), st.integers(0, 1), st.sampled_from(SCREENS),
    st.integers(0, 2), st.sampled_from(LANGUAGES), st.booleans(),
)  # fmt: skip


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

    def _text(self) -> str:
        self.made += 1
        return f"⟨{self.made}⟩ Неге?"

    @initialize()
    def a_live_briefing(self) -> None:
        events = [BriefingRevised(details=DETAILS), BriefingOpened(), IntakeSet(intake="open")]
        assert isinstance(self.run(self._act("owner").commit([], lambda _: events)), Done)
        self.run(self.desks[0].begin())
        self.run(self.desks[1].begin())

    # -- the audience

    @precondition(lambda self: len(self.authors) < QUESTIONS)
    @rule(target=questions, author=st.sampled_from(AUTHORS))
    def submit(self, author: str) -> str:
        command = self._command()
        question, body = question_id(author, command), json.dumps({"text": self._text()}).encode()
        self.authors[question] = author
        receipt = code(self.commands.to_bytes(8, "big"))
        assert self.run(self.world.knock(self.briefing, Knock("ask", author, command, "", question, receipt, body)))
        return question

    @rule(question=questions, author=st.sampled_from(AUTHORS))
    def withdraw(self, question: str, author: str) -> None:
        self.run(self.world.knock(self.briefing, Knock("withdraw", author, self._command(), "", question)))

    @rule(question=questions, author=st.sampled_from(AUTHORS))
    def vote(self, question: str, author: str) -> None:
        self.run(self.world.knock(self.briefing, Knock("vote", author, self._command(), "", question)))

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

    def _do(self, order: Order, question: str) -> Coroutine[Any, Any, Done | Refusal]:
        if order.name in DESK:
            return DESK[order.name](self._act(MODERATORS[order.who]), question, order, self._text)
        seen = self.seen.get((order.who, order.screen))
        return CONSOLE[order.name](self._act(PRODUCERS[order.who]), question, order, seen)

    @rule(order=orders, question=questions)
    def one_commands(self, order: Order, question: str) -> None:
        self.run(self._do(order, question))

    @rule(one=orders, other=orders, question=questions)
    def two_command_at_once(self, one: Order, other: Order, question: str) -> None:
        async def both() -> list[Any]:
            return await asyncio.gather(self._do(one, question), self._do(other, question))

        results = self.run(both())
        if one.name == other.name == "take" and one.screen == other.screen:
            assert sum(isinstance(r, Done) for r in results) <= 1, "two takes at once both advanced"

    @rule(who=st.integers(0, 1), screen=st.sampled_from(SCREENS))
    def a_producer_looks(self, who: int, screen: str) -> None:
        self.seen[who, screen] = self._record(key("program", screen))

    @rule(order=orders, question=questions)
    def a_question_is_brought_before_the_air(self, order: Order, question: str) -> None:
        """The usual way, up to the moment before the take; any move may come between."""
        self.desks_catch_up()
        self.run(desk.approve(self._act(MODERATORS[order.who]), question, 0))
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
            if f"⟨{number}⟩" in line:
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
                now = set(self.oracle.approved.get(view["id"], {}).values())
                wording = text_hash(view["language"], view["text"])
                assert wording in now or view["id"] in self.oracle.taken, "the public reads what is not approved now"

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

    def teardown(self) -> None:
        try:
            while self.run(self.world.waiting(self.briefing)):
                self.desks_catch_up()
            self.the_log_keeps_the_rules()
            assert set(self.oracle.numbers) == set(self.authors), "a question was lost"
            cursor = self._record(CURSOR)
            assert (cursor.numbered if cursor else 0) == len(self.authors)
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
