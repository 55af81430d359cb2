"""A rehearsal from its making until nothing of it is left, over every adapter of the log, and in the store's files."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from studio import briefing as rules
from studio import office
from studio.archive import engine, writer
from studio.archive.tables import Described
from studio.briefing import KEY, Details
from studio.events import LISTS, OFFICE, REHEARSALS, BriefingEnded, Listed, is_rehearsal
from studio.kinds import KINDS
from studio.log import Act, Append, Appended, Done, Gone, decode
from studio.people import Seat
from studio.presence import Sitter, present
from studio.records import Refusal, key
from studio.redis_air import Knock, RedisAir
from studio.redis_client import Connection
from studio.redis_forget import forgetting
from studio.redis_log import REHEARSED_S, RedisLog
from tests.studio import test_redis_cluster
from tests.waiting import until
from web.clock import now

cluster = test_redis_cluster.cluster
CANARY = b"rehearsed-5d0c1b7e92"
ENTRY = b'{"at":1,"by":"x","events":[],"touched":[]}'
DAY_MS = 24 * 3600 * 1000


def act(log: Any, command: str | None = None, at: int = 1_000) -> Act:
    return Act(log=log, kinds=KINDS, briefing=OFFICE, by="owner", at=at, command=command)


async def found(log: Any, briefing: str, k: str) -> Any:
    return decode(KINDS, k, (await log.read(briefing, [k]))[k])


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


@pytest.fixture
def rehearsal() -> str:
    return f"rehearsal-{secrets.token_hex(8)}"


async def real(log: Any, briefing: str) -> None:
    details = Details(slug=f"s-{briefing}", title={"en": CANARY.decode()}, starts_at=5)
    assert isinstance(await office.save_briefing(act(log), briefing, details), Done)


async def both(log: Any, briefing: str, rehearsal: str, at: int = 1_000) -> None:
    await real(log, briefing)
    assert isinstance(await office.rehearse(act(log, at=at), briefing, rehearsal), Done)


# -- made ---------------------------------------------------------------------------------------------


async def test_a_rehearsal_is_a_briefing_of_its_own_in_a_list_of_its_own(
    log: Any, briefing: str, rehearsal: str
) -> None:
    await both(log, briefing, rehearsal)
    made = await found(log, rehearsal, KEY)
    assert (made.rehearses, made.state) == (briefing, "scheduled")
    line = await found(log, REHEARSALS, key("listing", rehearsal))
    assert (line.rehearses, line.until) == (briefing, made.until)
    assert await found(log, OFFICE, key("listing", rehearsal)) is None
    assert isinstance(await office.open_briefing(act(log), rehearsal), Done)
    assert (await found(log, REHEARSALS, key("listing", rehearsal))).listing.state == "live"
    assert (await found(log, briefing, KEY)).state == "scheduled"


async def test_the_same_command_makes_one(log: Any, briefing: str, rehearsal: str) -> None:
    await real(log, briefing)
    first = await office.rehearse(act(log, "rehearse:1"), briefing, rehearsal)
    again = await office.rehearse(act(log, "rehearse:1", at=9_000), briefing, rehearsal)
    assert isinstance(first, Done)
    assert again == Done("", (), {})
    assert (await found(log, rehearsal, KEY)).until == 1_000 + DAY_MS


async def test_a_try_cut_between_list_and_record_is_mended_by_the_same_command(
    log: Any, briefing: str, rehearsal: str
) -> None:
    await both(log, briefing, rehearsal)
    if isinstance(log, RedisLog):
        await log._calls.call("DEL", f"{{b:{rehearsal}}}:r:briefing")
    else:
        del log.shelves[rehearsal].records[KEY]
    assert isinstance(await office.rehearse(act(log, at=7_000), briefing, rehearsal), Done)
    made, line = await found(log, rehearsal, KEY), await found(log, REHEARSALS, key("listing", rehearsal))
    assert made.until == line.until == 1_000 + DAY_MS


async def test_what_can_not_be_rehearsed(log: Any, briefing: str, rehearsal: str) -> None:
    assert code(await office.rehearse(act(log), briefing, rehearsal)) == "not_found"
    await both(log, briefing, rehearsal)
    assert code(await office.rehearse(act(log), rehearsal, f"{rehearsal}2")) == "not_found"
    await office.open_briefing(act(log), briefing)
    await office.end_briefing(act(log), briefing)
    assert code(await office.rehearse(act(log), briefing, f"{rehearsal}3")) == "ended"


async def test_nobody_makes_a_real_briefing_of_a_rehearsals_id_nor_the_other_way_round(
    log: Any, briefing: str, rehearsal: str
) -> None:
    details = Details(slug=f"x-{briefing}", title={"en": "T"}, starts_at=5)
    assert code(await office.save_briefing(act(log), rehearsal, details)) == "not_found"
    for name in LISTS:
        assert code(await office.save_briefing(act(log), name, details)) == "not_found"
        assert not is_rehearsal(name)
    await both(log, briefing, rehearsal)
    own = (await found(log, rehearsal, KEY)).details
    assert isinstance(await office.save_briefing(act(log), rehearsal, replace_title(own)), Done)
    assert (await found(log, rehearsal, KEY)).rehearses == briefing
    assert code(await office.save_briefing(act(log), rehearsal, details)) == "rehearsal"


def replace_title(details: Details) -> Details:
    return details.model_copy(update={"title": {"en": "Another"}})


async def test_nobody_is_invited_to_a_rehearsal(log: Any, briefing: str, rehearsal: str) -> None:
    await both(log, briefing, rehearsal)
    seat = Seat(role="moderator", name="A", briefing=rehearsal)
    assert code(await office.invite(act(log), secrets.token_hex(16), seat)) == "not_found"


# -- gone ---------------------------------------------------------------------------------------------


async def test_nothing_is_written_where_no_rehearsal_is(log: Any, rehearsal: str) -> None:
    change = Append(
        expected={"question/q": None}, records={"question/q": b"{}"}, entry=ENTRY, air=[b"{}"], intake="open"
    )
    assert await log.append(rehearsal, change) == Gone()
    own = replace(act(log, "present-1"), briefing=rehearsal)
    assert code(await present(own, Sitter("desk", "A", "A"))) == "not_found"
    assert await log.scan(rehearsal, ["question", "presence"]) == ("0", {})
    assert isinstance(await log.append(f"b{rehearsal}", change), Appended), "other briefings are not looked at"


@pytest.fixture
async def store(own_valkey: Any) -> AsyncIterator[Redis]:
    """The administrator; what the store writes is not compressed, so that it can be searched."""
    client = Redis.from_url(own_valkey.admin_url)
    await client.config_set("rdbcompression", "no")
    yield client
    await client.aclose()


@asynccontextmanager
async def supervised(url: str, clock: Any = now, settle_s: float = 0.1) -> AsyncIterator[None]:
    task = asyncio.create_task(forgetting(url, clock, settle_s=settle_s, poll_s=0.02))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def play(log: RedisLog, air: RedisAir, desk: RedisLog, briefing: str) -> None:
    """Leaves something under every name that a briefing has keys by; one question is on its way to be diverted."""
    assert isinstance(await office.open_briefing(act(log, at=now()), briefing), Done)
    for n in range(3):
        body = b'{"state":"received","text":"%b %d"}' % (CANARY, n)
        k = f"question/q{n}"
        view = b'{"kind":"question","id":"q%d","text":"%b"}' % (n, CANARY)
        records = {k: body, f"tip_off/t{n}": body, f"clearance/q{n}": body}
        change = Append({k: None}, records, ENTRY, air=[view], public={k: view}, command=f"c{n}")
        assert isinstance(await log.append(briefing, change), Appended)
        knocks = [
            Knock("ask", f"a{n}", f"c{n}", "10.0.0.0/24", f"k{n}", "RECEIPT", body),
            Knock("vote", f"a{n}", f"v{n}", "10.0.0.0/24", f"q{n}"),
            Knock("withdraw", f"a{n}", f"w{n}", "10.0.0.0/24", f"k{n}"),
        ]
        assert all(r.ok for r in await air.knock(briefing, knocks))
    await desk.put_receipts(briefing, {f"{briefing}-{n}": f"q{n}" for n in range(3)})
    await log.forget_soon(briefing, "q1")


async def keys(connection: Connection) -> set[str]:
    """Every key of every node."""
    await connection.call("PING")
    if not hasattr(connection.client, "get_primaries"):
        return {k.decode() for k in await connection.call("KEYS", "*")}
    found: set[str] = set()
    for node in connection.client.get_primaries():
        found |= {k.decode() for k in await connection.client.execute_command("KEYS", "*", target_nodes=[node])}
    return found


def about(names: set[str], briefing: str) -> set[str]:
    own = {name for name in names if f"{{b:{briefing}}}" in name or name.startswith(f"receipt:{briefing}-")}
    return {name for name in own if ":l:a:" not in name}  # a network's limit is gone after some milliseconds anyway


async def unlisted(log: RedisLog, rehearsal: str) -> bool:
    return await found(log, REHEARSALS, key("listing", rehearsal)) is None


def on_disk(folder: Path, what: bytes) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and what in p.read_bytes()]


@asynccontextmanager
async def processes(urls: Any) -> AsyncIterator[tuple[RedisLog, RedisAir, RedisLog]]:
    web, air, desk = RedisLog.connect(urls("web")), RedisAir.connect(urls("gateway")), RedisLog.connect(urls("desk"))
    try:
        yield web, air, desk
    finally:
        for one in (web, air, desk):
            await one.aclose()


@pytest.mark.integration
async def test_after_the_end_nothing_of_a_rehearsal_is_left_in_memory_or_file(own_valkey: Any, store: Redis) -> None:
    rehearsal, admin = f"rehearsal-{secrets.token_hex(8)}", Connection(own_valkey.admin_url)
    async with processes(own_valkey.url) as (web, air, desk), supervised(own_valkey.admin_url):
        details = Details(slug="s-real", title={"en": "Real"}, starts_at=5)
        await office.save_briefing(act(web), "real", details)
        await office.rehearse(act(web, at=now()), "real", rehearsal)
        own = (await found(web, rehearsal, KEY)).details.model_copy(update={"title": {"en": CANARY.decode()}})
        await office.save_briefing(act(web), rehearsal, own)
        await play(web, air, desk, rehearsal)
        before = await keys(admin)
        kinds = {name.rpartition("}:")[2].partition(":")[0] for name in about(before, rehearsal)}
        assert kinds >= {"log", "air", "inbox", "public", "r", "i", "l", "v", "c"}
        assert on_disk(own_valkey.embedded.data_dir, CANARY)
        assert isinstance(await office.end_briefing(act(web), rehearsal), Done)
        await until(lambda: unlisted(web, rehearsal))

        async def rewritten() -> bool:
            found = await store.info("persistence")
            busy = found["aof_rewrite_in_progress"] or found["aof_rewrite_scheduled"]
            return not busy and not await store.exists("forget")

        await until(rewritten)
        assert about(await keys(admin), rehearsal) == set()
        assert on_disk(own_valkey.embedded.data_dir, CANARY) == []
        assert about(await keys(admin), "real") == about(before, "real")
        await until(lambda: quiet(admin))
    await admin.aclose()


async def quiet(admin: Connection) -> bool:
    """Nothing in the list's log says any more that there was a rehearsal."""
    return not await admin.call("XLEN", f"{{b:{REHEARSALS}}}:log") and not {
        name for name in await keys(admin) if name.startswith(f"{{b:{REHEARSALS}}}:r:")
    }


@pytest.mark.integration
async def test_whoever_comes_late_brings_nothing_back(own_valkey: Any, store: Redis) -> None:
    """Decided before the wipe, carried out after it: by staff, viewers, the desk; and what made it, again."""
    rehearsal, admin = f"rehearsal-{secrets.token_hex(8)}", Connection(own_valkey.admin_url)
    async with processes(own_valkey.url) as (web, air, desk), supervised(own_valkey.admin_url):
        await real(web, "real")
        made = act(web, "rehearse:1", at=now())
        await office.rehearse(made, "real", rehearsal)
        await play(web, air, desk, rehearsal)
        known = await web.read(rehearsal, [KEY, "question/q1"])
        own = (await found(web, rehearsal, KEY)).details
        await office.end_briefing(act(web), rehearsal)
        await until(lambda: unlisted(web, rehearsal))
        question, briefing = known["question/q1"], known[KEY]
        assert question
        assert briefing
        late = Append({"question/q1": question.version}, {"question/q1": CANARY}, ENTRY)
        assert await web.append(rehearsal, late) == Gone()
        record = Append({KEY: briefing.version}, {KEY: briefing.body}, ENTRY)
        assert not isinstance(await web.append(rehearsal, record), Appended)
        knocks = [
            Knock("ask", "late", "c9", "10.0.0.0/24", "k9", "R", CANARY), Knock("vote", "late", "v9", "", "q1"),
            Knock("withdraw", "late", "w9", "", "q1"),
        ]  # fmt: skip
        assert [r.code for r in await air.knock(rehearsal, knocks)] == ["not_found"] * 3
        assert code(await office.save_briefing(act(web), rehearsal, own)) == "not_found"
        assert code(await office.open_briefing(act(web), rehearsal)) == "not_found"
        assert code(await office.rehearse(made, "real", rehearsal)) == "not_found"
        assert about(await keys(admin), rehearsal) == set()
        # The one thing that is written apart from the briefing, and so can come late; it leads nowhere and goes.
        await desk.put_receipts(rehearsal, {f"{rehearsal}-9": "k9"})
        assert 0 < await store.ttl(f"receipt:{rehearsal}-9") <= REHEARSED_S
    await admin.aclose()


@pytest.mark.integration
async def test_a_rehearsal_that_nobody_ends_goes_after_a_day_and_a_live_one_stays(own_valkey: Any) -> None:
    old, young = (f"rehearsal-{secrets.token_hex(8)}" for _ in range(2))
    async with processes(own_valkey.url) as (web, _, _), supervised(own_valkey.admin_url, settle_s=0):
        await real(web, "real")
        await office.rehearse(act(web, at=now() - DAY_MS), "real", old)
        await office.rehearse(act(web, at=now() - DAY_MS + 3600_000), "real", young)
        await until(lambda: unlisted(web, old))
        assert await found(web, old, KEY) is None
        assert (await found(web, young, KEY)).rehearses == "real"
        assert not await unlisted(web, young)


@pytest.mark.integration
async def test_a_process_that_died_between_record_and_list_leaves_nothing_behind(own_valkey: Any) -> None:
    """One that had ended it and not said so in the list; and one that had listed it and not made it, a day ago."""
    ended, unmade = (f"rehearsal-{secrets.token_hex(8)}" for _ in range(2))
    async with processes(own_valkey.url) as (web, _, _), supervised(own_valkey.admin_url, settle_s=0):
        await real(web, "real")
        await office.rehearse(act(web, at=now()), "real", ended)
        record = await found(web, ended, KEY)
        line = Listed(briefing=unmade, rehearses="real", until=now() + 500, listing=rules.listing(record))
        await replace(act(web), briefing=REHEARSALS).commit([], lambda _: [line])
        assert not await unlisted(web, unmade)
        await replace(act(web), briefing=ended).commit([KEY], lambda _: [BriefingEnded()])
        await until(partial(unlisted, web, ended))
        await until(partial(unlisted, web, unmade))


@pytest.mark.integration
async def test_what_one_supervisor_left_half_done_the_next_one_ends(own_valkey: Any, store: Redis) -> None:
    rehearsal = f"rehearsal-{secrets.token_hex(8)}"
    async with processes(own_valkey.url) as (web, air, desk):
        await both(web, "real", rehearsal, at=now())
        await play(web, air, desk, rehearsal)
        await office.end_briefing(act(web), rehearsal)
        await store.unlink(f"{{b:{rehearsal}}}:r:briefing", f"{{b:{rehearsal}}}:public")  # then it died
        async with supervised(own_valkey.admin_url), supervised(own_valkey.admin_url):
            await until(lambda: unlisted(web, rehearsal))
        assert not await store.keys(f"*{rehearsal}*")


@pytest.mark.integration
async def test_on_a_cluster_all_nodes_are_wiped(cluster: dict[str, str]) -> None:
    admin = Connection(cluster["admin"])
    rehearsals = [f"rehearsal-{secrets.token_hex(8)}" for _ in range(4)]
    async with processes(cluster.__getitem__) as (web, air, desk):
        await real(web, "real")
        for rehearsal in rehearsals:
            await office.rehearse(act(web, at=now()), "real", rehearsal)
            await play(web, air, desk, rehearsal)
        kept = rehearsals.pop()
        for rehearsal in rehearsals:
            assert about(await keys(admin), rehearsal)
            await office.end_briefing(act(web), rehearsal)
        before = about(await keys(admin), kept)
        async with supervised(cluster["admin"]):
            for rehearsal in rehearsals:
                await until(partial(unlisted, web, rehearsal))
        left = await keys(admin)
        assert [about(left, rehearsal) for rehearsal in rehearsals] == [set()] * 3
        assert about(left, kept) == before
    await admin.aclose()


@pytest.mark.integration
async def test_the_archive_never_hears_of_a_rehearsal(own_valkey: Any, tmp_path: Path) -> None:
    """Neither of its id: it follows the office's list, in which no rehearsal stands."""
    rehearsal, folder = f"rehearsal-{secrets.token_hex(8)}", tmp_path / "sql"
    url, stop = f"sqlite+aiosqlite:///{folder}/archive.sqlite3", asyncio.Event()
    async with processes(own_valkey.url) as (web, air, desk):
        archive = RedisLog.connect(own_valkey.url("archive"))
        task = asyncio.create_task(writer.run(archive, url, lambda *_: Described(), stop, lambda part, why: None))
        await real(web, "real")
        await office.rehearse(act(web, at=now()), "real", rehearsal)
        await play(web, air, desk, rehearsal)
        await office.end_briefing(act(web), rehearsal)
        await office.save_briefing(act(web), "later", Details(slug="s-later", title={"en": "T"}, starts_at=5))
        await until(lambda: archived(url, b"later"))
        assert on_disk(folder, CANARY), "the real one, whose title it is, was archived"
        stop.set()
        await task
        await archive.aclose()
    assert on_disk(folder, rehearsal.encode()) == on_disk(folder, b"-rehearsal-") == []


async def archived(url: str, id: bytes) -> bool:
    from studio.archive.queries import Archive

    archive = Archive(engine.connect(url))
    try:
        return await archive.available() and bool(await archive.records(id.decode(), "briefing"))
    finally:
        await archive.close()
