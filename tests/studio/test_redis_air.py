"""Knocking and listening as the gateway does, with its rights and no others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from studio.log import Append, Unavailable
from studio.redis_air import LIMITS, AirSnapshot, AirView, Knock, KnockResult, Limit, Limits, RedisAir

pytestmark = pytest.mark.integration

ENTRY = b'{"at":1,"by":"x","events":[],"touched":[]}'
NEVER = Limit(1, 1)
"""A limit that is over before the next item: one a microsecond."""
HOUR = 3_600_000_000
FREE = Limits(Limit(1000, 1), Limit(1000, 1), Limit(1000, 1))


def ask(command: str = "c1", author: str = "ann", address: str = "10.0.0.0/24", **more: Any) -> Knock:
    fields = {"question": f"q-{author}-{command}", "receipt": f"R-{command}", "body": b'{"text":"?"}'} | more
    return Knock("ask", author, command, address, **fields)


def vote(question: str, author: str = "ann", up: bool = True) -> Knock:
    return Knock("vote", author, "v", "10.0.0.0/24", question, up=up)


def withdraw(question: str, command: str = "w1", author: str = "ann") -> Knock:
    return Knock("withdraw", author, command, "10.0.0.0/24", question)


@pytest.fixture
async def door(valkey: Any) -> AsyncIterator[Any]:
    """Makes an air with limits of the test's choice."""
    made = []

    def make(limits: Limits = FREE) -> RedisAir:
        made.append(RedisAir.connect(valkey.url("gateway"), limits))
        return made[-1]

    yield make
    for air in made:
        await air.aclose()


@pytest.fixture
async def opened(redis_log: Any, briefing: str) -> str:
    """A briefing that takes questions and shows one."""
    append = Append({}, {}, ENTRY, public={"question/q1": b'{"text":"?"}'}, air=[b'{"text":"?"}'], intake="open")
    await redis_log.append(briefing, append)
    return briefing


async def inbox(admin: Any, briefing: str) -> list[dict[bytes, bytes]]:
    return [fields for _, fields in await admin.xrange(f"{{b:{briefing}}}:inbox")]


# -- asks ---------------------------------------------------------------------------------------------


async def test_an_ask_is_in_the_inbox_with_all_its_fields(admin, redis_air, opened):
    body = b'{"text":"\\u202e{}[]","n":9007199254740993}\x00\xff'
    (result,) = await redis_air.knock(opened, [ask(body=body)])
    assert result == KnockResult(ok=True, receipt="R-c1")
    assert await inbox(admin, opened) == [
        {b"k": b"ask", b"author": b"ann", b"command": b"c1", b"question": b"q-ann-c1", b"receipt": b"R-c1", b"b": body}
    ]


async def test_a_repeated_ask_gets_its_first_receipt_and_is_not_added_again(admin, door, opened):
    air = door()
    await air.knock(opened, [ask(receipt="FIRST")])
    again = await air.knock(opened, [ask(receipt="SECOND"), ask(receipt="THIRD")])
    assert again == [KnockResult(ok=True, receipt="FIRST")] * 2
    assert len(await inbox(admin, opened)) == 1


async def test_the_same_ask_twice_in_a_batch_is_one(admin, door, opened):
    results = await door().knock(opened, [ask(receipt="FIRST"), ask(receipt="SECOND")])
    assert [r.receipt for r in results] == ["FIRST", "FIRST"]
    assert len(await inbox(admin, opened)) == 1


async def test_two_authors_may_make_the_same_command_id(admin, door, opened):
    results = await door().knock(opened, [ask(author="ann"), ask(author="bob")])
    assert all(r.ok for r in results)
    assert len(await inbox(admin, opened)) == 2


async def test_a_receipt_is_remembered_for_a_week(admin, redis_air, opened):
    await redis_air.knock(opened, [ask()])
    assert 604_700 < await admin.ttl(f"{{b:{opened}}}:i:ann:c1") <= 604_800


@pytest.mark.parametrize("state", ["paused", "closed"])
async def test_a_repeated_ask_is_received_though_intake_ended_and_a_new_one_is_not(
    admin, redis_air, redis_log, opened, state
):
    await redis_air.knock(opened, [ask()])
    await redis_log.append(opened, Append({}, {}, ENTRY, intake=state))
    old, new = await redis_air.knock(opened, [ask(), ask("c2")])
    assert old == KnockResult(ok=True, receipt="R-c1")
    assert new == KnockResult(ok=False, code=f"intake_{state}")
    assert len(await inbox(admin, opened)) == 1


async def test_an_unknown_briefing_takes_nothing_and_gets_no_keys(admin, redis_air, briefing):
    items = [ask(), vote("q1"), withdraw("q1")]
    assert [r.code for r in await redis_air.knock(briefing, items)] == ["not_found"] * 3
    assert await admin.keys(f"{{b:{briefing}}}:*") == []


async def test_results_stand_at_their_items_places(door, opened):
    items = [ask("c1"), vote("none"), ask("c2"), vote("q1"), withdraw("q1")]
    results = await door().knock(opened, items)
    assert [(r.ok, r.receipt, r.code) for r in results] == [
        (True, "R-c1", ""), (False, "", "not_found"), (True, "R-c2", ""), (True, "", ""), (True, "", ""),
    ]  # fmt: skip


async def test_a_batch_holds_64(admin, door, opened):
    air = door()
    items = [ask(f"c{n}") for n in range(65)]
    with pytest.raises(ValueError, match="at most 64"):
        await air.knock(opened, items)
    assert all(r.ok for r in await air.knock(opened, items[:64]))
    assert [f[b"command"].decode() for f in await inbox(admin, opened)] == [f"c{n}" for n in range(64)]


async def test_nothing_is_promised_while_the_store_is_away(own_valkey):
    air = RedisAir.connect(own_valkey.url("gateway"))
    await air.ping()
    await own_valkey.embedded.kill()
    with pytest.raises(Unavailable):
        await air.knock("b", [ask()])
    with pytest.raises(Unavailable):
        await air.ping()
    await air.aclose()


# -- limits -------------------------------------------------------------------------------------------


def test_the_limits_are_the_documented_ones():
    assert Limits(Limit(5, 10_000_000), Limit(120, 50_000), Limit(30, 500_000), Limit(2000, 5_000)) == LIMITS


async def test_the_burst_passes_and_the_next_is_told_when(door, opened):
    air = door(Limits(Limit(3, HOUR), Limit(1000, 1), NEVER))
    results = await air.knock(opened, [ask(f"c{n}") for n in range(5)])
    assert [r.ok for r in results] == [True, True, True, False, False]
    assert {r.code for r in results[3:]} == {"too_fast"}
    assert results[3].retry_after_ms == 3_600_000
    (later,) = await air.knock(opened, [ask("c9")])
    assert 3_500_000 < later.retry_after_ms <= 3_600_000


async def test_time_that_passes_lets_exactly_one_more_through(admin, door, opened):
    air = door(Limits(Limit(3, HOUR), Limit(1000, 1), NEVER))
    await air.knock(opened, [ask(f"c{n}") for n in range(3)])
    key = f"{{b:{opened}}}:l:v:ann"
    await admin.set(key, int(await admin.get(key)) - HOUR)  # as if an hour had passed
    results = await air.knock(opened, [ask("c3"), ask("c4")])
    assert [r.ok for r in results] == [True, False]


async def test_the_limit_s_clock_is_the_server_s(admin, redis_air, opened):
    before = await admin.time()
    await redis_air.knock(opened, [ask()])
    after = await admin.time()
    tat = int(await admin.get(f"{{b:{opened}}}:l:v:ann")) - LIMITS.author.interval_us
    assert before[0] * 1_000_000 + before[1] <= tat <= after[0] * 1_000_000 + after[1]


async def test_a_limit_is_forgotten_once_it_limits_nothing(admin, redis_air, opened):
    await redis_air.knock(opened, [ask()])
    assert 5_000 < await admin.pttl(f"{{b:{opened}}}:l:v:ann") <= 10_000
    left = await admin.pttl(f"{{b:{opened}}}:l:a:10.0.0.0/24")
    assert left == -2 or 0 <= left <= 50, "gone, or soon to be"


async def test_refused_and_repeated_items_cost_nothing(admin, door, opened):
    air = door(Limits(Limit(2, HOUR), Limit(1000, 1), NEVER))
    await air.knock(opened, [ask("c1"), ask("c1"), ask("c1"), vote("none")])
    assert (await air.knock(opened, [ask("c2")]))[0].ok
    tat = await admin.get(f"{{b:{opened}}}:l:v:ann")
    assert (await air.knock(opened, [ask("c3")]))[0].code == "too_fast"
    assert await admin.get(f"{{b:{opened}}}:l:v:ann") == tat


async def test_neighbours_share_the_address_limit_and_a_refusal_there_costs_the_author_nothing(admin, door, opened):
    air = door(Limits(Limit(5, HOUR), Limit(2, HOUR), NEVER))
    items = [ask(author="ann"), ask(author="bob"), ask(author="eve"), ask(author="eve", address="10.9.9.0/24")]
    assert [r.code for r in await air.knock(opened, items)] == ["", "", "too_fast", ""]
    now = await admin.time()
    assert int(await admin.get(f"{{b:{opened}}}:l:v:eve")) <= now[0] * 1_000_000 + now[1] + HOUR


async def test_without_an_address_only_the_author_is_limited(admin, door, opened):
    air = door(Limits(Limit(1, HOUR), Limit(1, HOUR), NEVER))
    results = await air.knock(opened, [ask(author=str(n), address="") for n in range(3)])
    assert all(r.ok for r in results)
    assert await admin.keys(f"{{b:{opened}}}:l:a:*") == []


async def test_votes_have_a_limit_of_their_own(door, opened):
    air = door(Limits(Limit(1, HOUR), NEVER, Limit(2, HOUR)))
    items = [vote("q1"), vote("q1", up=False), vote("q1"), withdraw("q1"), ask()]
    assert [r.code for r in await air.knock(opened, items)] == ["", "", "too_fast", "too_fast", ""]


async def test_neighbours_share_a_limit_of_votes_that_questions_don_t_touch(admin, door, opened):
    air = door(Limits(Limit(9, HOUR), NEVER, Limit(9, HOUR), Limit(3, HOUR)))
    items = [vote("q1", author=str(n)) for n in range(4)] + [ask()]
    assert [r.code for r in await air.knock(opened, items)] == ["", "", "", "too_fast", ""]
    elsewhere = vote("q1", author="far")._replace(prefix="10.9.9.0/24")
    assert [r.code for r in await air.knock(opened, [elsewhere, elsewhere._replace(prefix="")])] == ["", ""]
    assert await admin.exists(f"{{b:{opened}}}:l:t:3") == 0, "a refusal there costs the voter nothing"


async def test_a_whole_hall_behind_one_address_may_vote_at_once(redis_air, opened):
    hall = [vote("q1", author=str(n)) for n in range(2000)]
    results = [r for at in range(0, 2000, 64) for r in await redis_air.knock(opened, hall[at : at + 64])]
    assert {r.code for r in results} == {""}


async def test_limits_hold_across_connections(door, opened):
    limits = Limits(Limit(10, HOUR), Limit(1000, 1), NEVER)
    airs = [door(limits) for _ in range(4)]
    rounds = await asyncio.gather(*(a.knock(opened, [ask(f"{n}-{i}") for i in range(8)]) for n, a in enumerate(airs)))
    assert sum(r.ok for results in rounds for r in results) == 10


# -- restraints ---------------------------------------------------------------------------------------


async def restrain(log: Any, briefing: str, how: str | None, until: int | None = None, author: str = "ann") -> None:
    """What the desk's append leaves in the public hash; None: it was lifted."""
    view = {"kind": "restraint", "id": author, "author": author, "how": how, "until": until}
    body = json.dumps(view).encode() if how else None
    await log.append(briefing, Append({}, {}, ENTRY, public={f"restraint/{author}": body}))


async def in_ms(admin: Any, more: int) -> int:
    """A moment on the server's clock, ms since the epoch."""
    seconds, micros = await admin.time()
    return seconds * 1000 + micros // 1000 + more


@pytest.mark.parametrize("case", [("mute", "muted"), ("ban", "banned")])
async def test_whoever_is_muted_or_banned_asks_nothing_until_it_is_lifted(admin, redis_air, redis_log, opened, case):
    how, code = case
    await restrain(redis_log, opened, how)
    assert await redis_air.knock(opened, [ask(), ask(author="bob")]) == [
        KnockResult(ok=False, code=code), KnockResult(ok=True, receipt="R-c1"),
    ]  # fmt: skip
    assert [f[b"author"] for f in await inbox(admin, opened)] == [b"bob"]
    assert await admin.exists(f"{{b:{opened}}}:l:v:ann") == 0, "a refusal costs nothing"
    await restrain(redis_log, opened, None)
    assert (await redis_air.knock(opened, [ask()]))[0].ok


async def test_a_time_out_tells_how_long_and_is_over_by_the_clock_alone(admin, redis_air, redis_log, opened):
    await restrain(redis_log, opened, "time_out", await in_ms(admin, 600_000))
    (refused,) = await redis_air.knock(opened, [ask()])
    assert (refused.ok, refused.code) == (False, "timed_out")
    assert 590_000 < refused.retry_after_ms <= 600_000
    await restrain(redis_log, opened, "time_out", await in_ms(admin, -1))
    assert (await redis_air.knock(opened, [ask()]))[0].ok


@pytest.mark.parametrize("case", [("time_out", ""), ("mute", ""), ("ban", "banned")])
async def test_only_who_is_banned_may_not_vote_and_everybody_may_withdraw(admin, redis_air, redis_log, opened, case):
    how, code = case
    await restrain(redis_log, opened, how, await in_ms(admin, 600_000))
    results = await redis_air.knock(opened, [vote("q1"), withdraw("q1")])
    assert [r.code for r in results] == [code, ""]
    assert (await redis_log.votes(opened, {"q1": ["q1"]}))["q1"] == (0 if code else 1)


async def test_what_was_received_before_a_restraint_stays_received(redis_air, redis_log, opened):
    (first,) = await redis_air.knock(opened, [ask()])
    await restrain(redis_log, opened, "ban")
    assert (await redis_air.knock(opened, [ask(receipt="OTHER")]))[0] == first


# -- votes and withdrawals ----------------------------------------------------------------------------


async def test_a_vote_counts_once_and_is_announced_when_it_changes_something(admin, door, redis_log, opened):
    air = door()
    results = await air.knock(opened, [vote("q1"), vote("q1"), vote("q1", "bob"), vote("q1", "eve", up=False)])
    assert all(r.ok for r in results)
    assert await inbox(admin, opened) == [{b"k": b"vote", b"question": b"q1"}] * 2
    assert await redis_log.votes(opened, {"q1": ["q1"]}) == {"q1": 2}
    await air.knock(opened, [vote("q1", up=False), vote("q1", up=False)])
    assert await redis_log.votes(opened, {"q1": ["q1"]}) == {"q1": 1}
    assert len(await inbox(admin, opened)) == 3


async def test_a_vote_for_what_is_not_public_is_refused(admin, redis_air, opened):
    assert await redis_air.knock(opened, [vote("q2")]) == [KnockResult(ok=False, code="not_found")]
    assert await admin.exists(f"{{b:{opened}}}:v:q2") == 0


async def test_a_vote_for_what_only_its_author_sees_is_refused(admin, redis_air, redis_log, opened):
    own = b'{"kind":"question","id":"q2","state":"merged","master":"q1","author":"\\"text\\":"}'
    await redis_log.append(opened, Append({}, {}, ENTRY, public={"question/q2": own}))
    assert await redis_air.knock(opened, [vote("q2")]) == [KnockResult(ok=False, code="not_found")]


async def test_a_withdrawal_is_added_once_also_when_intake_is_closed(admin, redis_air, redis_log, opened):
    await redis_log.append(opened, Append({}, {}, ENTRY, intake="closed"))
    results = await redis_air.knock(opened, [withdraw("q1"), withdraw("q1")])
    assert all(r.ok for r in results)
    assert await inbox(admin, opened) == [{b"k": b"withdraw", b"author": b"ann", b"command": b"w1", b"question": b"q1"}]


async def test_a_question_and_a_withdrawal_of_one_id_are_two(admin, door, opened):
    results = await door().knock(opened, [withdraw("q1", "same"), ask("same"), withdraw("q1", "same"), ask("same")])
    assert [(r.ok, r.receipt) for r in results] == [(True, ""), (True, "R-same")] * 2
    assert [fields[b"k"] for fields in await inbox(admin, opened)] == [b"withdraw", b"ask"]


async def test_neighbours_share_a_limit_of_withdrawals_too(door, opened):
    air = door(Limits(Limit(9, HOUR), Limit(2, HOUR), Limit(9, HOUR)))
    items = [withdraw("q1", author="ann"), ask(author="bob"), withdraw("q1", author="eve")]
    assert [r.code for r in await air.knock(opened, items)] == ["", "", "too_fast"]


# -- reading ------------------------------------------------------------------------------------------


async def test_a_snapshot_stands_at_the_last_of_air(admin, redis_air, redis_log, opened):
    entry = await redis_log.append(
        opened, Append({}, {}, ENTRY, public={"program/main": b"{}", "question/q2": b"2"}, air=[b"{}", b"2"])
    )
    snapshot = await redis_air.snapshot(opened)
    assert snapshot.at == (await admin.xrevrange(f"{{b:{opened}}}:air", count=1))[0][0].decode()
    assert snapshot.intake == "open"
    assert snapshot.views["program/main"] == (entry.id, b"{}")
    assert set(snapshot.views) == {"question/q1", "program/main", "question/q2"}
    # What the public can't see leaves the position where it is.
    await redis_log.append(opened, Append({}, {}, ENTRY))
    assert (await redis_air.snapshot(opened)).at == snapshot.at


async def test_no_briefing_has_an_empty_snapshot(redis_air, briefing):
    snapshot = await redis_air.snapshot(briefing)
    assert (snapshot.at, snapshot.intake, snapshot.views) == ("0", None, {})


async def test_snapshot_and_what_follows_are_the_whole(redis_air, redis_log, opened):
    """Whenever the snapshot is taken, bringing it forward by `air` gives the last one."""

    async def publish() -> None:
        for n in range(60):
            view = b'{"n":%d}' % n
            key = f"question/q{n % 7}"
            await redis_log.append(
                opened, Append({}, {}, ENTRY, public={key: view}, air=[b"%s %s" % (key.encode(), view)])
            )

    publishing = asyncio.ensure_future(publish())
    snapshots = []
    while not publishing.done():
        snapshots.append(await redis_air.snapshot(opened))
    last = await redis_air.snapshot(opened)
    for snapshot in (snapshots[0], snapshots[len(snapshots) // 2], snapshots[-1]):
        assert await _forward(redis_air, opened, snapshot, last.at) == last.views


async def _forward(air: RedisAir, briefing: str, snapshot: AirSnapshot, to: str) -> dict[str, Any]:
    views: dict[str, Any] = dict(snapshot.views)
    if snapshot.at == to:
        return views
    async for batch in air.follow(briefing, snapshot.at):
        for view in batch:
            key, _, body = view.body.partition(b" ")
            views[key.decode()] = (view.version, body)
        if batch[-1].id == to:
            break
    return views


async def test_follow_gives_views_with_their_versions(redis_air, redis_log, opened):
    at = (await redis_air.snapshot(opened)).at
    entry = await redis_log.append(opened, Append({}, {}, ENTRY, air=[b"1", b"2"]))
    batch = await anext(redis_air.follow(opened, at))
    assert [(v.version, v.body) for v in batch] == [(entry.id, b"1"), (entry.id, b"2")]
    assert isinstance(batch[0], AirView)
