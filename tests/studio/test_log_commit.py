"""The commit that every command goes through, over each adapter of the port."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

import pytest

from studio.events import IntakeSet
from studio.log import Act, Append, Appended, Conflict, Done, Log, Stored, commit
from studio.records import Kind, Record, Refusal
from tests.log_views import air, drop, public, take


class Box(Record):
    """A record that holds a number."""

    n: int = 0


def _evolve(state: Box | None, event: Any, at: int, by: str) -> Box:
    """One more, whatever happened: `IntakeSet` stands for it, so that entries stay valid."""
    return Box(id="a", n=(state.n if state else 0) + 1)


def _public(box: Box) -> dict[str, Any] | None:
    """Odd boxes are public."""
    return {"kind": "box", "id": box.id, "n": box.n} if box.n % 2 else None


KINDS = {"box": Kind("box", Box, lambda e: ["a"] if e.type == "intake_set" else [], _evolve, _public)}


def more(states: Any) -> list[Any]:
    return [IntakeSet(intake="open")]


async def box(log: Log, briefing: str) -> Box:
    stored = (await log.read(briefing, ["box/a"]))["box/a"]
    return Box.model_validate_json(stored.body)


async def test_commit_folds_and_appends(log, log_admin, briefing):
    done = await commit(log, KINDS, briefing, ["box/a"], more, at=5, by="ann")
    assert isinstance(done, Done)
    assert done.records == {"box/a": Box(id="a", n=1)}
    assert await box(log, briefing) == Box(id="a", n=1)
    (logged,) = await take(log.follow(briefing, "0"), 1)
    assert (logged.entry.at, logged.entry.by, logged.entry.touched) == (5, "ann", ("box/a",))
    assert await public(log, log_admin, briefing) == ({"box/a": (done.id, b'{"kind":"box","id":"a","n":1}')}, "open")


async def test_what_is_public_no_more_is_removed_and_said_to_be_gone(log, log_admin, briefing):
    await commit(log, KINDS, briefing, ["box/a"], more, at=1, by="ann")
    await commit(log, KINDS, briefing, [], more, at=2, by="ann")
    assert (await public(log, log_admin, briefing))[0] == {}
    assert (await air(log, log_admin, briefing))[-1][1] == b'{"kind":"box","id":"a","gone":true}'


async def test_what_the_public_sees_no_differently_is_not_told_again(log, log_admin, briefing):
    kinds: dict[str, Kind] = {"box": Kind("box", Box, KINDS["box"].touches, _evolve, lambda b: {"kind": "box"})}
    for _ in range(3):
        await commit(log, kinds, briefing, ["box/a"], more, at=1, by="ann")
    assert len(await air(log, log_admin, briefing)) == 1


async def test_racing_commits_are_decided_again_and_none_is_lost(log, briefing):
    racing = [commit(log, KINDS, briefing, ["box/a"], more, at=1, by="ann") for _ in range(4)]
    outcomes = await asyncio.gather(*racing)
    assert all(isinstance(o, Done) for o in outcomes)
    assert (await box(log, briefing)).n == 4


class Racing:
    """A log on which somebody else is always a moment faster."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.tries = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def append(self, briefing: str, append: Append) -> Appended | Conflict:
        self.tries += 1
        await commit(self._log, KINDS, briefing, [], more, at=1, by="bob")
        return await self._log.append(briefing, append)


async def test_five_lost_races_are_a_refusal_with_the_record_s_key(log, briefing):
    racing: Any = Racing(log)
    refusal = await commit(racing, KINDS, briefing, ["box/a"], more, at=1, by="ann")
    assert refusal == Refusal(code="busy", key="box/a")
    assert racing.tries == 5
    assert (await box(log, briefing)).n == 5


def once(states: Any) -> list[Any] | Refusal:
    return Refusal(code="already_decided") if states["box/a"] else more(states)


async def test_a_command_sent_again_is_done_though_the_rule_would_now_refuse(log, briefing):
    act = Act(log=log, kinds=KINDS, briefing=briefing, by="ann", at=1, command="c1")
    first = await act.commit(["box/a"], once)
    again = await act.commit(["box/a"], once)
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert (again.id, again.repeated) == (first.id, True)
    assert (await box(log, briefing)).n == 1


@pytest.mark.parametrize("other", [{"by": "bob"}, {"command": "c2"}, {"command": None}])
async def test_another_s_command_or_another_command_is_no_repetition(log, briefing, other: dict[str, Any]):
    particulars: dict[Literal["by", "command"], Any] = {"by": "ann", "command": "c1"}
    await Act(log=log, kinds=KINDS, briefing=briefing, at=1, **particulars).commit(["box/a"], once)
    again = await Act(log=log, kinds=KINDS, briefing=briefing, at=1, **(particulars | other)).commit(["box/a"], once)
    assert again == Refusal(code="already_decided")


async def test_nothing_decided_appends_nothing_unless_something_was_consumed(log, log_admin, briefing):
    done = await commit(log, KINDS, briefing, ["box/a"], lambda _: [], at=1, by="desk")
    assert (done, (await log.scan(briefing, []))[0]) == (Done("", (), {}), "0")
    inbox = await drop(log, log_admin, briefing, {"k": b"vote"})
    done = await commit(log, KINDS, briefing, ["box/a"], lambda _: [], at=1, by="desk", consumed=[inbox])
    assert isinstance(done, Done)
    assert (await log.scan(briefing, []))[0] == done.id
    later = await drop(log, log_admin, briefing, {"k": b"ask"})
    assert [k.id for k in await take(log.inbox(briefing, "0"), 1)] == [later]


class Watched:
    """A log that counts how often it is read."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.reads = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def read(self, briefing: str, keys: Sequence[str]) -> dict[str, Stored | None]:
        self.reads += 1
        return await self._log.read(briefing, keys)


async def test_memory_spares_the_reading(log, briefing):
    await commit(log, KINDS, briefing, ["box/a"], more, at=1, by="ann")
    seen = await log.read(briefing, ["box/a"])
    watched: Any = Watched(log)
    done = await commit(watched, KINDS, briefing, ["box/a"], more, at=1, by="ann", near=lambda *_: seen)
    assert isinstance(done, Done)
    assert (done.briefing, watched.reads) == (briefing, 0)
    assert await box(log, briefing) == Box(id="a", n=2)


async def test_nothing_is_done_on_outdated_memory(log, briefing):
    await commit(log, KINDS, briefing, ["box/a"], more, at=1, by="ann")
    seen = await log.read(briefing, ["box/a"])
    await commit(log, KINDS, briefing, ["box/a"], more, at=1, by="bob")
    decided: list[int] = []

    def decide(states: Any) -> list[Any]:
        decided.append(states["box/a"].n)
        return more(states)

    await commit(log, KINDS, briefing, ["box/a"], decide, at=1, by="ann", near=lambda *_: seen)
    assert decided == [1, 2]
    assert await box(log, briefing) == Box(id="a", n=3)


async def test_only_the_store_says_no(log, briefing):
    await commit(log, KINDS, briefing, ["box/a"], more, at=1, by="ann")
    nothing: dict[str, Stored | None] = {"box/a": None}

    def needs_one(states: Any) -> list[Any] | Refusal:
        return more(states) if states["box/a"] else Refusal(code="not_found")

    done = await commit(log, KINDS, briefing, ["box/a"], needs_one, at=1, by="ann", near=lambda *_: nothing)
    assert isinstance(done, Done)
    assert await box(log, briefing) == Box(id="a", n=2)


async def test_a_log_that_is_not_followed_is_read(log, briefing):
    await commit(log, KINDS, briefing, ["box/a"], more, at=1, by="ann")
    assert await commit(log, KINDS, briefing, ["box/a"], once, at=1, by="ann", near=lambda *_: None) == Refusal(
        code="already_decided"
    )
