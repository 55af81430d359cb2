"""Followed logs: what is in memory is what is in the store, also after the store lost its last moments."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from qa.desk import claim
from studio import office
from studio.events import OFFICE
from studio.log import Done, Stored
from studio.records import key
from studio.redis_log import RedisLog
from tests.waiting import until
from tests.web.test_socket import asked
from web import clock
from web.follower import Changes, Followed, Followers
from web.hub import Channel, Hub
from web.kinds import KINDS
from web.metrics import Metrics
from web.wire import moderator

pytestmark = pytest.mark.integration


class Sink:
    """A socket that keeps what it is given."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.code: int | None = None

    def push(self, frame: str) -> None:
        self.frames.append(frame)

    def end(self, code: int) -> None:
        self.code = code


@pytest.fixture
async def followers(valkey: Any) -> AsyncIterator[Followers]:
    log = RedisLog.connect(valkey.url("web"))
    made = Followers(log, KINDS, clock.now, Metrics())
    made.start()
    yield made
    await made.stop()
    await log.aclose()


async def test_a_briefing_younger_than_our_memory_is_found(web: Any, briefing: str) -> None:
    assert await web.own.followers.get(briefing) is None
    assert await web.own.followers.by_slug(f"s-{briefing}") is None
    await web.briefing(briefing)
    assert await web.own.followers.get(briefing) is not None
    assert await web.own.followers.by_slug(f"s-{briefing}") == briefing
    assert await web.own.followers.get(OFFICE) is None


async def test_what_follows_from_the_records_is_worked_out_once_a_change(
    web: Any, followers: Followers, briefing: str
) -> None:
    await web.briefing(briefing)
    followed = await followers.get(briefing)
    assert followed is not None
    worked: list[int] = []

    def questions(of: Any) -> int:
        worked.append(sum(k.startswith("question/") for k in of.records))
        return worked[-1]

    assert [followed.derived(questions) for _ in range(3)] == [0] * 3
    assert worked == [0]
    await asked(web, briefing)
    await until(lambda: "question/q1" in followed.records)
    assert followed.derived(questions) == 1


async def test_memory_is_the_store(web: Any, followers: Followers, briefing: str) -> None:
    await web.briefing(briefing)
    followed = await followers.get(briefing)
    assert followed is not None
    seen: list[Changes] = []
    followed.listen(seen.append)
    await asked(web, briefing)
    await until(lambda: bool(seen))
    followed.forget(seen.append)
    _, stored = await web.own.log.scan(briefing, ("briefing", "question"))
    assert {k: h.version for k, h in followed.records.items()} == {k: s.version for k, s in stored.items()}


async def test_what_the_store_lost_is_gone_after_a_reload(
    web: Any, admin: Any, followers: Followers, briefing: str
) -> None:
    await web.briefing(briefing)
    await asked(web, briefing)
    followed = await followers.get(briefing)
    assert followed is not None
    channel = Channel(moderator)
    channel.update(followed.records)
    followed.listen(channel.update)
    sink = Sink()
    channel.sockets.add(sink)
    await admin.hdel(f"{{b:{briefing}}}:r:question", "q1")
    followers.away = 1  # the store was away: at its next sign of life all is read again
    await until(lambda: key("question", "q1") not in followed.records)
    assert '"gone":true' in sink.frames[-1]


async def test_what_this_process_appends_is_told_at_once_and_once(
    web: Any, followers: Followers, briefing: str
) -> None:
    await web.briefing(briefing)
    followed = await followers.get(briefing)
    assert followed is not None
    seen: list[Changes] = []
    followed.listen(seen.append)
    await followed.stop()  # the log itself says nothing any more
    await asked(web, briefing)
    done = await claim(web.own.act(briefing, "m1"), "q1", False, "AT")
    assert isinstance(done, Done)
    followers.learn(done)
    followers.learn(done)
    assert [list(changes) for changes in seen] == [[key("claim", "q1")]]
    recalled = followers.recall(briefing, [key("claim", "q1"), key("claim", "q2")])
    assert recalled == await web.own.log.read(briefing, [key("claim", "q1"), key("claim", "q2")])
    assert followers.recall("another", []) is None
    followed.start()
    await until(lambda: key("question", "q1") in followed.records)
    assert [list(changes) for changes in seen[1:]] == [[key("question", "q1")]]


class Late(RedisLog):
    """A store whose answer to a reading of everything is on its way for as long as we like."""

    read_all: asyncio.Event
    go: asyncio.Event

    async def scan(self, briefing: str, kinds: Sequence[str]) -> tuple[str, dict[str, Stored]]:
        found = await super().scan(briefing, kinds)
        self.read_all.set()
        await self.go.wait()
        return found


async def test_what_was_appended_while_all_is_read_again_does_not_go_back(web: Any, valkey: Any, briefing: str) -> None:
    """The store is back, everything is read, and a producer takes meanwhile: no screen sees the old state again."""
    await web.briefing(briefing)
    await asked(web, briefing)
    log = Late.connect(valkey.url("web"))
    log.read_all, log.go = asyncio.Event(), asyncio.Event()
    log.go.set()
    followed = Followed(log, ("question", "claim"), briefing, lambda _: None)
    await followed.ready.wait()
    act = web.own.act(briefing, "m1")
    first = await claim(act, "q1", False, "AT")
    assert isinstance(first, Done)
    followed.learn(first)
    await followed.stop()
    log.read_all.clear()
    log.go.clear()
    followed.start()
    await log.read_all.wait()
    second = await claim(web.own.act(briefing, "m2"), "q1", True, "BT")
    assert isinstance(second, Done)
    followed.learn(second)
    seen: list[Changes] = []
    followed.listen(seen.append)
    log.go.set()
    await asked(web, briefing, "q2")
    await until(lambda: key("question", "q2") in followed.records)
    assert followed.records[key("claim", "q1")].fields["holder"] == "m2"
    assert not [changes for changes in seen if key("claim", "q1") in changes]
    await followed.stop()
    await log.aclose()


def test_a_record_out_of_sight_is_told_as_gone_once() -> None:
    from web import wire
    from web.follower import Held

    channel, sink = Channel(wire.producer), Sink()
    channel.sockets.add(sink)
    item = {"id": "q1", "listed": True}
    channel.update({"item/q1": Held("1-0", item)})
    channel.update({"item/q1": Held("2-0", {**item, "listed": False})})
    channel.update({"item/q1": Held("3-0", {**item, "listed": False})})
    channel.update({"item/q1": None, "claim/q1": Held("4-0", {"id": "q1"})})
    assert [frame.count("gone") for frame in sink.frames] == [0, 1]
    assert channel.snapshot(5, {}) == '{"type":"snapshot","seq":2,"now":5,"me":{},"views":[]}'


async def test_the_hub_cuts_whom_the_office_revokes(web: Any, briefing: str) -> None:
    await web.briefing(briefing)
    hub: Hub = web.own.hub
    channel = await hub.channel("speaker", briefing)
    assert channel is not None
    person = office.person_id(await web.invite("speaker", briefing))
    mine, other = Sink(), Sink()
    hub.enter(channel, mine, person)
    hub.enter(channel, other, "somebody-else")
    assert isinstance(await office.revoke(web.own.office("owner"), person), Done)
    await until(lambda: mine.code is not None)
    assert (mine.code, other.code) == (4401, None)
    hub.leave(channel, mine, person)
    hub.leave(channel, other, "somebody-else")
