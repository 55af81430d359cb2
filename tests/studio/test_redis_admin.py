"""The rights of each process's user: what it needs succeeds, everything else is refused by the store itself."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError

from studio.log import Append, Appended, Unavailable
from studio.redis_admin import RIGHTS, prepare, rule, url_for
from studio.redis_air import Knock, RedisAir
from studio.redis_client import connect
from studio.redis_log import RedisLog

pytestmark = pytest.mark.integration

ENTRY = b'{"at":1,"by":"x","events":[],"touched":[]}'
DENIED = (NoPermissionError, ResponseError)

EVERYONE_MAY_NOT = [
    "CONFIG GET requirepass", "CONFIG SET maxmemory 1", "ACL LIST", "ACL WHOAMI",
    "ACL SETUSER default on nopass +@all ~*", "FLUSHALL", "FLUSHDB", "KEYS *", "SCAN 0", "RANDOMKEY", "DBSIZE",
    "MONITOR", "SHUTDOWN", "CLIENT LIST", "CLIENT KILL TYPE normal", "INFO", "SAVE", "BGREWRITEAOF",
    "REPLICAOF NO ONE", "FUNCTION LIST", "FUNCTION DUMP", "FUNCTION FLUSH", "SCRIPT FLUSH", "MODULE LIST",
    "SUBSCRIBE x", "PUBLISH x y", "EVAL return{} 0", "SWAPDB 0 1", "SELECT 1", "DUMP {B}:r:question",
    "RESTORE {B}:x 0 x", "RENAME {B}:public {B}:p", "COPY {B}:r:question {B}:public", "MOVE {B}:log 1",
    "OBJECT ENCODING {B}:log", "SORT {B}:v:q1", "SET other 1", "GET other", "XTRIM {B}:log MAXLEN 0",
    "XTRIM {B}:air MAXLEN 0", "XTRIM {B}:inbox MAXLEN 0", "DEL {B}:log", "DEL {B}:inbox", "DEL {B}:public",
    "UNLINK {B}:r:question", "EXPIRE {B}:log 1", "XDEL {B}:log {ID}", "XDEL {B}:air {ID}", "XSETID {B}:log 9-9",
    "XGROUP CREATE {B}:inbox g 0",
]  # fmt: skip

MAY_NOT: dict[str, list[str]] = {
    "gateway": [
        # an unapproved text read back
        "XRANGE {B}:inbox - +", "XREAD STREAMS {B}:inbox 0", "XREVRANGE {B}:inbox + -", "XINFO STREAM {B}:inbox",
        "XREAD STREAMS {B}:air {B}:inbox 0 0",
        # the log, the records
        "XRANGE {B}:log - +", "XREAD STREAMS {B}:log 0", "HGET {B}:r:question q1", "HGETALL {B}:r:question",
        "HSCAN {B}:r:question 0", "HGETALL {B}:r:person",
        # a decision forged
        "XADD {B}:log * e x", "XADD {B}:air * v 1 e x", "HSET {B}:public question/q1 x", "HSET {B}:public _intake open",
        "HSET {B}:r:question q1 x", "HDEL {B}:public question/q1", "FCALL append 1 {B}:g x", "FCALL append 1 {B}:log x",
        "FCALL knock 1 {B}:log x", "FCALL_RO append 1 {B}:g x", "SET {B}:c:ann:1 x", "XDEL {B}:inbox {ID}",
        # votes of others, sessions, receipts, the office
        "SMEMBERS {B}:v:q1", "DEL {B}:v:q1", "GET s:secret", "SET s:secret x", "GET receipt:x", "SET receipt:x y",
        "XRANGE {b:office}:log - +", "HGETALL {b:office}:r:invite",
    ],
    "web": [
        "XRANGE {B}:inbox - +", "XREAD STREAMS {B}:inbox 0", "XDEL {B}:inbox {ID}", "SET receipt:x y", "DEL receipt:x",
        "SMEMBERS {B}:v:q1", "DEL {B}:r:question",
    ],
    "desk": [
        "GET s:secret", "SET s:secret x", "FCALL knock 1 {B}:g x", "SADD {B}:v:q1 x", "SMEMBERS {B}:v:q1",
        "SUNION {b:office}:x", "XDEL {B}:log {ID}",
    ],
    "archive": [
        "GET s:secret", "XADD {B}:air * e x", "HSET {B}:r:question q1 x", "HSET {B}:public a x",
        "FCALL knock 1 {B}:g x", "XRANGE {B}:inbox - +", "XADD {B}:inbox * k ask",
        "SMEMBERS {B}:v:q1", "SADD {B}:v:q1 x", "SCARD {B}:v:q1", "FCALL voters 1 {B}:g x", "GET receipt:x",
        "HSET {B}:r:notice q1 x", "HSET {B}:r:department d x", "HSET {B}:r:clearance q1 x", "HDEL {B}:r:mailing q1",
        "SET {B}:c:mail:1 x", "HDEL {B}:public question/q1", "HGETALL forget", "HDEL forget x", "DEL forget",
        "XADD {B}:inbox * k vote question q1",
    ],
    "obs": [
        # a text read that is not on air, a decision forged
        "HGET {B}:r:question q1", "HSCAN {B}:r:question 0", "HGETALL {B}:r:program", "HGET {B}:r:clearance q1",
        "HGETALL {b:office}:r:person", "HSET {B}:r:program main x", "HSET {B}:r:question q1 x", "HSET {B}:public a x",
        "XADD {B}:air * v 1 e x", "XADD {B}:inbox * k ask", "XRANGE {B}:inbox - +", "FCALL knock 1 {B}:g x",
        "SET {B}:c:ann:1 x", "GET s:secret", "GET receipt:x", "SMEMBERS {B}:v:q1", "HDEL {B}:r:obs obs",
        "HSET {B}:r:briefing briefing x", "HSET {B}:r:captions ru x", "HGET {B}:r:line l1", "HSCAN {B}:r:line 0",
        "HGET {B}:r:vocabulary vocabulary",
    ],
}  # fmt: skip


@pytest.fixture
async def clients(valkey: Any) -> AsyncIterator[dict[str, Redis]]:
    clients = {user: Redis.from_url(valkey.url(user), driver_info=None) for user in RIGHTS}
    yield clients
    for client in clients.values():
        await client.aclose()


@pytest.fixture
async def full(admin: Redis, redis_log: RedisLog, redis_air: RedisAir, briefing: str) -> dict[str, str]:
    """A briefing with something of everything in it; what commands name."""
    done = await redis_log.append(
        briefing,
        Append(
            {}, {"question/q1": b"secret text"}, ENTRY, air=[b"{}"],
            public={"question/q1": b'{"text":"x"}'}, intake="open", command="ann:1",
        ),
    )  # fmt: skip
    await redis_air.knock(briefing, [Knock("ask", "eve", "c1", "", "q1", "R", b"secret text")])
    await admin.set("s:secret", "a session")
    return {"B": f"{{b:{briefing}}}", "ID": done.id}


def words(command: str, names: dict[str, str]) -> list[str]:
    for name, value in names.items():
        command = command.replace(f"{{{name}}}", value)
    return command.split()


async def denied(client: Redis, command: list[str]) -> bool:
    try:
        await client.execute_command(*command)
    except NoPermissionError:
        return True
    except ResponseError:
        return False
    return False


@pytest.mark.parametrize("user", RIGHTS)
async def test_may_not(clients, full, user):
    may = [c for c in (*EVERYONE_MAY_NOT, *MAY_NOT[user]) if not await denied(clients[user], words(c, full))]
    assert may == []


async def test_what_is_denied_here_would_work_for_the_administrator(admin, full):
    """Keeps the table honest: a misspelt command would be refused to anybody."""
    for command in ("XRANGE {B}:inbox - +", "HGETALL {B}:r:question", "XADD {B}:log * e x", "GET s:secret", "KEYS *"):
        assert await admin.execute_command(*words(command, full))


async def test_the_gateway_can_t_hide_a_write_in_its_function(clients, full, briefing):
    """A routing key of another form leads the function elsewhere, where its caller has no rights either."""
    from studio.redis_air import LIMITS, _encode
    from studio.redis_log import opaque

    item = ("ask", "eve", "c1", "", "q", "R", opaque(b"x"), True)
    for key in ("{b:x}:log", "s:secret", "{b:x}:r:question", "g"):
        with pytest.raises(DENIED):
            await clients["gateway"].execute_command("FCALL", "knock", 1, key, _encode((LIMITS, [item])))


async def test_the_gateway_can_do_its_work(valkey, full, briefing):
    air = RedisAir.connect(valkey.url("gateway"))
    items = [
        Knock("ask", "ann", "c1", "10.0.0.0", "q2", "R", b"{}"),
        Knock("vote", "ann", "c2", "10.0.0.0", "q1"),
        Knock("vote", "ann", "c3", "10.0.0.0", "q1", up=False),
        Knock("withdraw", "ann", "c4", "10.0.0.0", "q2"),
    ]
    assert all(r.ok for r in await air.knock(briefing, items))
    assert (await air.snapshot(briefing)).views
    assert await anext(air.follow(briefing, "0"))
    await air.ping()
    await air.aclose()


async def works(log: RedisLog, briefing: str, append: Append) -> None:
    """Reads, appends and follows as one user."""
    assert isinstance(await log.append(briefing, append), Appended)
    assert await log.done(briefing, append.command or "")
    assert await reads(log, briefing)


async def reads(log: RedisLog, briefing: str) -> bool:
    stored = await log.read(briefing, ["question/q1"])
    _, records = await log.scan(briefing, ["question", "claim"])
    await log.ping()
    return bool(stored["question/q1"] and records and await anext(log.follow(briefing, "0")))


async def test_web_can_do_its_work(valkey, clients, full, briefing):
    log, air = RedisLog.connect(valkey.url("web")), RedisAir.connect(valkey.url("web"))
    append = Append(
        {"claim/a": None}, {"claim/a": b"{}"}, ENTRY, air=[b"{}"], public={"claim/a": b"{}", "x/y": None},
        intake="open", recount=["q1"], command="bob:1",
    )  # fmt: skip
    await works(log, briefing, append)
    assert (await air.knock(briefing, [Knock("ask", "web", "c1", "", "q3", "R", b"{}")]))[0].ok
    assert (await air.snapshot(briefing)).views
    assert await log.receipt("none") is None
    session = f"s:{briefing}"
    await clients["web"].set(session, "x", ex=10)
    assert await clients["web"].get(session) == b"x"
    assert await clients["web"].delete(session) == 1
    await log.aclose()
    await air.aclose()


async def test_desk_can_do_its_work(valkey, full, briefing):
    log = RedisLog.connect(valkey.url("desk"))
    (knocked,) = await anext(log.inbox(briefing, "0"))
    append = Append(
        {"question/q2": None}, {"question/q2": b"{}"}, ENTRY, air=[b"{}"], public={"question/q2": b"{}"},
        consumed=[knocked.id], command="desk:1",
    )  # fmt: skip
    await works(log, briefing, append)
    await log.put_receipts(briefing, {f"h{briefing}": "q2"})
    assert await log.votes(briefing, {"q1": ["q1", "q2"]}) == {"q1": 0}
    await log.aclose()


async def test_archive_can_do_its_work(valkey, full, briefing):
    log = RedisLog.connect(valkey.url("archive"))
    assert await reads(log, briefing)
    for k in ("mailing/q1", "reminder/q1"):
        append = Append({"question/q1": full["ID"], k: None}, {k: b"{}"}, ENTRY)
        assert isinstance(await log.append(briefing, append), Appended)
    await log.forget_soon(briefing, "q1", True)
    for k in ("notice/q1", "question/q1", "department/d", "briefing/briefing"):
        with pytest.raises(DENIED):
            await log.append(briefing, Append({}, {k: b"forged"}, ENTRY))
    for more in ({"air": [b"{}"]}, {"public": {"question/q1": b"{}"}}, {"consumed": ["1-1"]}, {"command": "mail:1"}):
        with pytest.raises(DENIED):
            await log.append(briefing, Append({}, {"mailing/q1": b"{}"}, ENTRY, **more))
    await log.aclose()


async def test_obs_can_do_its_work(valkey, full, redis_log, briefing):
    rehearsal = f"rehearsal-{briefing}"  # at each append it is looked whether it has been wiped
    await redis_log.append(rehearsal, Append({}, {"briefing/briefing": b"{}"}, ENTRY))
    await redis_log.append(briefing, Append({}, {"program/main": b"{}", "listing/b": b"{}"}, ENTRY))
    log = RedisLog.connect(valkey.url("obs"))
    append = Append({"obs/obs": None}, {"obs/obs": b"{}"}, ENTRY)
    for each in (briefing, rehearsal):
        assert isinstance(await log.append(each, append), Appended)
    assert (await log.read(briefing, ["obs/obs"]))["obs/obs"]
    await redis_log.append(briefing, Append({}, {"captions/en": b"{}"}, ENTRY))
    _, records = await log.scan(briefing, ["program", "listing", "captions"])
    assert set(records) == {"program/main", "listing/b", "captions/en"}
    assert (await log.read(briefing, ["captions/en"]))["captions/en"]
    await log.ping()
    assert await anext(log.follow(briefing, "0"))
    with pytest.raises(DENIED):
        await log.append(briefing, Append({}, {"program/main": b"forged"}, ENTRY))
    await log.aclose()


async def test_nobody_gets_in_without_a_password(valkey):
    for url in (f"redis://127.0.0.1:{valkey.embedded.port}", url_for(valkey.admin_url, "gateway", "wrong")):
        client = connect(url)
        with pytest.raises(AuthenticationError):
            await client.ping()
        await client.aclose()


async def test_no_right_that_is_needed_was_denied(own_valkey):
    """Our client asks for nothing it may not have: the store's log of refusals stays empty."""
    air = RedisAir.connect(own_valkey.url("gateway"))
    await air.snapshot("x")
    await air.aclose()
    client = Redis.from_url(own_valkey.admin_url)
    assert await client.execute_command("ACL", "LOG") == []
    await client.aclose()


async def test_another_database_than_the_first_will_do(own_valkey):
    first = f"{own_valkey.admin_url.removesuffix('/0')}/1"
    await prepare(first, own_valkey.passwords)
    air = RedisAir.connect(url_for(first, "gateway", own_valkey.passwords["gateway"]))
    assert (await air.snapshot("x")).intake is None
    await air.aclose()


async def test_preparing_again_changes_a_password_and_takes_no_right_away(own_valkey):
    old = own_valkey.url("gateway")
    assert await prepare(own_valkey.admin_url, own_valkey.passwords | {"gateway": "new one/:@"})
    air = RedisAir.connect(url_for(own_valkey.admin_url, "gateway", "new one/:@"))
    await air.snapshot("x")
    await air.aclose()
    client = connect(old)
    with pytest.raises(AuthenticationError):
        await client.ping()
    await client.aclose()


async def test_users_and_functions_outlive_a_crash_of_the_store(own_valkey):
    await own_valkey.restart()
    air = RedisAir.connect(own_valkey.url("gateway"))
    assert (await air.knock("none", [Knock("vote", "a", "c", "", "q")]))[0].code == "not_found"
    await air.aclose()


async def test_a_store_that_never_comes_up_is_said_to_be_away():
    with pytest.raises(Unavailable):
        await prepare("redis://x:y@127.0.0.1:1/0", {"gateway": "p"}, patience_s=0.1)


def test_a_rule_holds_the_hash_and_never_the_password():
    said = rule("gateway", "correct horse")
    assert "correct horse" not in " ".join(said)
    assert f"#{hashlib.sha256(b'correct horse').hexdigest()}" in said
    assert said[0] == "reset"


@pytest.mark.parametrize(
    ("admin_url", "expected"),
    [
        ("redis://a:b@h:1/0", "redis://web:p%2F%40@h:1/0"),
        ("redis+cluster://h:7000", "redis+cluster://web:p%2F%40@h:7000"),
        ("rediss://:pw@[::1]:6380/0?ssl_ca_certs=/ca", "rediss://web:p%2F%40@[::1]:6380/0?ssl_ca_certs=/ca"),
    ],
)
def test_a_url_for_a_user(admin_url, expected):
    assert url_for(admin_url, "web", "p/@") == expected
