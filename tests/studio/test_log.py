"""The port's promises, held by each adapter: one suite over both."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from studio.events import Entry, IntakeSet
from studio.log import Append, Appended, Conflict, Log
from studio.log_memory import MemoryLog
from studio.redis_log import RedisLog
from tests.log_views import air, drop, public, take

WEIRD = (
    b"{}",
    b"[]",
    b'{"a":[],"b":{},"n":9007199254740993,"big":123456789012345678901234567890,"f":1.0,"e":1e400}',
    "\u202e\u0000\U0001f9d1\u200d\U0001f680 қазақша".encode(),
    b"line\nline\r\n\nline",
    bytes(range(256)),
    b"",
    b"x" * 31 + b"y",
    b"z" * 300,
    b"w" * 70_000,
)


def entry(at: int = 1) -> bytes:
    return Entry(at=at, by="x", events=(), touched=()).model_dump_json().encode()


def change(key: str = "question/a", version: str | None = None, body: bytes = b"{}", **more: Any) -> Append:
    return Append(expected={key: version}, records={key: body}, entry=more.pop("entry", entry()), **more)


async def appended(log: Log, briefing: str, append: Append) -> str:
    outcome = await log.append(briefing, append)
    assert isinstance(outcome, Appended)
    return outcome.id


# -- append -------------------------------------------------------------------------------------------


async def test_what_was_appended_is_read_under_its_entry_s_version(log, briefing):
    id = await appended(log, briefing, change(body=b'{"n":1}'))
    assert await log.read(briefing, ["question/a", "question/b"]) == {
        "question/a": (id, b'{"n":1}'),
        "question/b": None,
    }


async def test_reading_nothing_asks_nothing(log, briefing):
    assert await log.read(briefing, []) == {}


async def test_ids_grow(log, briefing):
    ids = [await appended(log, briefing, change(f"question/{n}")) for n in range(20)]
    assert sorted(ids, key=lambda i: [int(n) for n in i.split("-")]) == ids
    assert len(set(ids)) == 20


@pytest.mark.parametrize("value", WEIRD, ids=range(len(WEIRD)))
async def test_values_are_opaque(log, log_admin, briefing, value):
    await appended(
        log, briefing, change(body=value, air=[value], public={"question/a": value}, command="viewer:ключ {} []")
    )
    stored = (await log.read(briefing, ["question/a"]))["question/a"]
    assert stored.body == value
    assert (await public(log, log_admin, briefing))[0]["question/a"][1] == value
    assert (await air(log, log_admin, briefing))[0][1] == value


async def test_an_entry_comes_back_as_it_was_written(log, briefing):
    written = Entry(at=2**53 + 1, by="қ", events=(IntakeSet(intake="open"),), touched=("briefing/briefing",))
    await appended(log, briefing, change(entry=written.model_dump_json().encode()))
    (logged,) = await take(log.follow(briefing, "0"), 1)
    assert logged.entry == written


async def test_a_record_that_moved_is_a_conflict_and_nothing_is_written(log, log_admin, briefing):
    first = await appended(log, briefing, change(public={"question/a": b"1"}, air=[b"1"]))
    inbox = await drop(log, log_admin, briefing, {"k": b"ask"})
    late = Append(
        expected={"claim/new": None, "question/a": None},
        records={"claim/new": b"late", "question/a": b"late"},
        entry=entry(),
        air=[b"late"],
        public={"question/a": b"late", "claim/new": b"late"},
        intake="open",
        consumed=[inbox],
        command="x:1",
    )
    assert await log.append(briefing, late) == Conflict("question/a")
    assert await log.read(briefing, ["question/a", "claim/new"]) == {"question/a": (first, b"{}"), "claim/new": None}
    assert await public(log, log_admin, briefing) == ({"question/a": (first, b"1")}, None)
    assert await air(log, log_admin, briefing) == [(first, b"1")]
    assert await log.done(briefing, "x:1") is None
    assert [k.id for k in await take(log.inbox(briefing, "0"), 1)] == [inbox]
    assert [e.id for e in await take(log.follow(briefing, "0"), 1)] == [first]


@pytest.mark.parametrize("version", ["0-1", "1", "x"])
async def test_a_record_that_is_gone_is_a_conflict(log, briefing, version):
    assert await log.append(briefing, change(version=version)) == Conflict("question/a")


async def test_a_version_is_its_last_entry_s(log, briefing):
    first = await appended(log, briefing, change())
    other = await appended(log, briefing, change("question/b"))
    second = await appended(log, briefing, change(version=first))
    stored = await log.read(briefing, ["question/a", "question/b"])
    assert (stored["question/a"].version, stored["question/b"].version) == (second, other)
    assert await log.append(briefing, change(version=first)) == Conflict("question/a")


async def test_a_record_that_was_only_read_counts_too(log, briefing):
    first = await appended(log, briefing, change())
    await appended(log, briefing, change(version=first))
    late = Append(expected={"question/a": first}, records={"question/b": b"{}"}, entry=entry())
    assert await log.append(briefing, late) == Conflict("question/a")


async def test_briefings_know_nothing_of_each_other(log, briefing):
    await appended(log, briefing, change())
    assert await log.read(f"{briefing}x", ["question/a"]) == {"question/a": None}
    assert isinstance(await log.append(f"{briefing}x", change()), Appended)


# -- commands -----------------------------------------------------------------------------------------


async def test_a_repeated_command_changes_nothing_and_names_its_entry(log, briefing):
    append = change(command="ann:1")
    id = await appended(log, briefing, append)
    assert await log.append(briefing, append) == Appended(id, repeated=True)
    assert await log.done(briefing, "ann:1") == id
    assert len(await take(log.follow(briefing, "0"), 1)) == 1


async def test_a_repeated_command_is_known_though_its_records_moved_since(log, briefing):
    id = await appended(log, briefing, change(command="ann:1", body=b"1"))
    later = await appended(log, briefing, change(version=id, body=b"2"))
    assert await log.append(briefing, change(command="ann:1", body=b"1")) == Appended(id, repeated=True)
    assert await log.read(briefing, ["question/a"]) == {"question/a": (later, b"2")}


async def test_a_command_that_lost_may_be_tried_again(log, briefing):
    first = await appended(log, briefing, change())
    assert await log.append(briefing, change(command="ann:1")) == Conflict("question/a")
    assert not (await log.append(briefing, change(version=first, command="ann:1"))).repeated


# -- the public ---------------------------------------------------------------------------------------


async def test_public_views_stand_at_the_entry_s_version_and_can_be_removed(log, log_admin, briefing):
    first = await appended(log, briefing, change(public={"question/a": b"a", "question/b": b"b"}, air=[b"a", b"b"]))
    assert await public(log, log_admin, briefing) == ({"question/a": (first, b"a"), "question/b": (first, b"b")}, None)
    second = await appended(log, briefing, change(version=first, public={"question/a": None}, air=[b"gone"]))
    assert await public(log, log_admin, briefing) == ({"question/b": (first, b"b")}, None)
    assert await air(log, log_admin, briefing) == [(first, b"a"), (first, b"b"), (second, b"gone")]


async def test_intake_stays_until_it_is_set_again(log, log_admin, briefing):
    await appended(log, briefing, change("question/a", intake="open"))
    await appended(log, briefing, change("question/b"))
    assert (await public(log, log_admin, briefing))[1] == "open"
    await appended(log, briefing, change("question/c", intake="closed"))
    assert (await public(log, log_admin, briefing))[1] == "closed"


# -- follow, inbox, scan ------------------------------------------------------------------------------


async def test_follow_gives_all_in_order_and_then_what_comes(log, briefing):
    ids = [await appended(log, briefing, change(f"question/{n}")) for n in range(5)]
    assert [e.id for e in await take(log.follow(briefing, "0"), 5)] == ids
    assert [e.id for e in await take(log.follow(briefing, ids[2]), 2)] == ids[3:]
    waiting = asyncio.ensure_future(take(log.follow(briefing, ids[-1]), 1))
    await asyncio.sleep(0)
    new = await appended(log, briefing, change("question/new"))
    assert [e.id for e in await waiting] == [new]


async def test_the_inbox_is_read_in_order_by_a_position_and_shrinks_by_what_was_consumed(log, log_admin, briefing):
    ids = [await drop(log, log_admin, briefing, {"k": b"ask", "b": str(n).encode()}) for n in range(10)]
    batches = log.inbox(briefing, "0", count=4)
    assert [k.fields["b"] for k in await anext(batches)] == [b"0", b"1", b"2", b"3"]
    await appended(log, briefing, change(consumed=ids[:6]))
    assert [k.id for k in await anext(batches)] == ids[6:]
    assert [k.id for k in await take(log.inbox(briefing, "0"), 4)] == ids[6:]


async def test_scan_gives_the_kinds_asked_for_and_the_position_they_stand_at(log, briefing):
    assert await log.scan(briefing, ["question"]) == ("0", {})
    ids = [await appended(log, briefing, change(key)) for key in ("question/a", "claim/a", "tally/a", "question/b")]
    at, records = await log.scan(briefing, ["question", "claim"])
    assert at == ids[-1]
    assert {k: s.version for k, s in records.items()} == {
        "question/a": ids[0],
        "claim/a": ids[1],
        "question/b": ids[3],
    }


async def test_a_scan_beside_appends_misses_nothing(log, briefing):
    """Records from the scan, brought forward by the log from its position, are the present records."""
    many = 700  # more than one HSCAN gives
    every = {f"question/{n}": None for n in range(many)}
    first = await appended(log, briefing, Append(every, {k: b"0" for k in every}, entry()))

    async def change_them() -> dict[str, str]:
        versions = {}
        for n in range(0, many, 7):
            old, new = f"question/{n}", f"question/new{n}"
            both = Append({old: first, new: None}, {old: b"1", new: b"1"}, _touching(old, new))
            versions[old] = versions[new] = await appended(log, briefing, both)
        return versions

    changing = asyncio.ensure_future(change_them())
    scans = []
    while not changing.done():
        scans.append(await log.scan(briefing, ["question"]))
        await asyncio.sleep(0)
    present = dict.fromkeys(every, first) | changing.result()
    for at, records in (scans[0], scans[len(scans) // 2], scans[-1]):
        versions = {k: s.version for k, s in records.items()}
        for logged in await _rest(log, briefing, at):
            for key in logged.entry.touched:
                if _order(versions.get(key, "0-0")) < _order(logged.id):
                    versions[key] = logged.id
        assert versions == present


def _touching(*keys: str) -> bytes:
    return Entry(at=1, by="x", events=(), touched=keys).model_dump_json().encode()


def _order(id: str) -> tuple[int, ...]:
    return tuple(int(n) for n in id.split("-"))


async def _rest(log: Log, briefing: str, after: str) -> list[Any]:
    """What stands in the log after a position, now."""
    end = (await log.scan(briefing, []))[0]
    if end == after:
        return []
    rest: list[Any] = []
    async for batch in log.follow(briefing, after):
        rest += batch
        if rest[-1].id == end:
            return rest
    raise AssertionError("unreachable")


@pytest.mark.parametrize("count", [1000, 8100])
async def test_thousands_in_one_append(log, log_admin, briefing, count):
    keys = [f"question/{n}" for n in range(count)]
    consumed = [await drop(log, log_admin, briefing, {"k": b"ask"}), *(f"9-{n + 1}" for n in range(count))]
    views = {k: k.encode() for k in keys}
    id = await appended(
        log, briefing,
        Append(dict.fromkeys(keys), views, entry(), air=[b"v"] * count, public=views, consumed=consumed),
    )  # fmt: skip
    stored = await log.read(briefing, keys)
    assert all(stored[k] == (id, k.encode()) for k in keys)
    assert len((await public(log, log_admin, briefing))[0]) == count
    assert len(await air(log, log_admin, briefing)) == count
    last = keys[-1]
    assert await log.append(briefing, Append(dict.fromkeys(keys, id) | {last: None}, {}, entry())) == Conflict(last)
    await appended(log, briefing, Append({}, {}, entry(), public=dict.fromkeys(keys)))
    assert (await public(log, log_admin, briefing))[0] == {}


async def test_receipts_lead_to_their_question(log, briefing):
    assert await log.receipt(briefing) is None
    for _ in range(2):
        await log.put_receipts(briefing, {briefing: "q1", f"{briefing}-2": "q2"})
    assert await log.receipt(briefing) == (briefing, "q1")
    assert await log.receipt(f"{briefing}-2") == (briefing, "q2")


async def test_votes_are_counted_by_person_over_a_family(log, log_admin, briefing):
    for question, people in {"a": ("x", "y"), "b": ("y", "z"), "c": ("x",)}.items():
        if isinstance(log, MemoryLog):
            log.shelves[briefing].votes[question] |= set(people)
        else:
            await log_admin.sadd(f"{{b:{briefing}}}:v:{question}", *people)
    families = {"a": ["a"], "b": ["b", "a", "c"], "d": ["d"], "e": ["e", "c"]}
    assert await log.votes(briefing, families) == {"a": 2, "b": 3, "d": 0, "e": 1}
    assert await log.votes(briefing, {}) == {}


async def test_what_is_to_be_counted_again_comes_into_the_inbox_with_the_append(log, briefing):
    id = await appended(log, briefing, change(recount=["a", "b"]))
    found = await take(log.inbox(briefing, "0-0"), 2)
    assert [k.fields for k in found] == [{"k": b"vote", "question": q} for q in (b"a", b"b")]
    assert await log.append(briefing, change(recount=["c"])) == Conflict("question/a")
    await appended(log, briefing, change(version=id, recount=["d"], consumed=[k.id for k in found]))
    assert [k.fields["question"] for k in await take(log.inbox(briefing, "0-0"), 1)] == [b"d"]


def test_both_adapters_have_the_port_s_methods():
    port = {name for name in vars(Log) if not name.startswith("_")}
    extra = {"votes", "put_receipts", "receipt"}
    assert all(callable(getattr(adapter, name)) for adapter in (MemoryLog, RedisLog) for name in port | extra)
