"""`tynda backup` and `tynda restore`, as an operator has them: what was acknowledged is there again, once."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from qa import receipts
from studio.archive import schema
from studio.archive.engine import connect
from studio.archive.queries import Archive
from studio.archive.tables import EVENTS, sortable
from studio.embedded import Embedded
from studio.events import ENTRY, OFFICE
from studio.redis_air import Knock, RedisAir
from studio.redis_log import RedisLog, prefix
from tests.browser.house import Demo, running
from tests.ports import unused_port
from tests.studio.archive.test_archive import archiving
from tests.studio.archive.test_schema import drop
from tests.studio.test_redis_dump import World, connected, holds_together
from tests.waiting import until
from web.cli import main

pytestmark = pytest.mark.integration

COMMAND = [sys.executable, "-P", "-m", "web.cli"]
FILE = "x.tgz"


@pytest.fixture
async def other_valkey(tmp_path: Path) -> AsyncIterator[Embedded]:
    """An empty store, for a restore."""
    store = Embedded(tmp_path / "other", unused_port())
    try:
        await store.start()
        yield store
    finally:
        await store.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3"


@pytest.fixture
async def postgresql_url(postgres_url: str) -> AsyncIterator[str]:
    engine = connect(postgres_url)
    await drop(engine)
    yield postgres_url
    await drop(engine)
    await engine.dispose()


@pytest.fixture
async def urls(sqlite_url: str, postgresql_url: str) -> dict[str, str]:
    """Both databases, with no tables."""
    return {"sqlite": sqlite_url, "postgresql": postgresql_url}


async def start(command: str, file: Path, redis_url: str, database_url: str) -> asyncio.subprocess.Process:
    env = {**os.environ, "REDIS_URL": redis_url, "DATABASE_URL": database_url}
    return await asyncio.create_subprocess_exec(
        *COMMAND, command, str(file), env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


async def run(command: str, file: Path, redis_url: str, database_url: str) -> tuple[int | None, str, str]:
    process = await start(command, file, redis_url, database_url)
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def archived(engine: AsyncEngine, briefing: str) -> list[tuple[str, int]]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(EVENTS.c.entry, EVENTS.c.n).where(EVENTS.c.briefing == briefing).order_by(EVENTS.c.entry, EVENTS.c.n)
        )
        return [(row.entry, row.n) for row in rows]


async def in_the_log(log: RedisLog, briefing: str) -> list[tuple[str, int]]:
    entries = await log._calls.call("XRANGE", f"{prefix(briefing)}log", "-", "+")
    read = [(sortable(id.decode()), ENTRY.validate_json(fields[b"e"])) for id, fields in entries]
    return [(id, n) for id, entry in read for n in range(len(entry.events))]


@pytest.mark.parametrize(("one", "other"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
async def test_made_under_load_and_restored_into_the_other_kind_of_database(
    own_valkey: Any, other_valkey: Embedded, urls: dict[str, str], one: str, other: str
) -> None:
    """What was acknowledged before is there once, the archive nowhere ahead of the log, and it catches up."""
    briefing, tmp_path = "b1", own_valkey.embedded.data_dir.parent
    engine, log = connect(urls[one]), RedisLog.connect(own_valkey.admin_url)
    air = RedisAir.connect(own_valkey.url("gateway"))
    async with connected(own_valkey.admin_url) as admin, archiving(log, engine):  # type: ignore[arg-type]
        world = World(admin, log, air, briefing)
        await world.begin()
        world.pause_s = 0.02
        async with world.busy():
            await until(lambda: len(world.acknowledged) > 100)
            before = list(world.acknowledged)
            code, said, err = await run("backup", tmp_path / FILE, own_valkey.admin_url, urls[one])
            assert code == 0, err
            assert len(world.acknowledged) > len(before)
    made = (await Archive(engine).backups())[0]
    assert (made.name, made.sha256) == (FILE, said.split()[-1])
    await engine.dispose()
    await log.aclose()
    await air.aclose()
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600

    code, _, err = await run("restore", tmp_path / FILE, other_valkey.url, urls[other])
    assert code == 0, err
    assert "SECRET_KEY" in err
    restored, log = connect(urls[other]), RedisLog.connect(other_valkey.url)
    async with connected(other_valkey.url) as admin:
        seen = await holds_together(admin, briefing)
    assert seen[: len(before)] == before
    archive, whole = Archive(restored), await in_the_log(log, briefing)
    first = await archive.position(briefing)
    assert sortable(first) <= whole[-1][0]
    assert await archived(restored, briefing) == [row for row in whole if row[0] <= sortable(first)]
    async with archiving(log, restored):  # type: ignore[arg-type]

        async def caught_up() -> bool:
            return sortable(await archive.position(briefing)) == whole[-1][0]

        await until(caught_up)
    assert await archived(restored, briefing) == whole
    assert await archive.backups() == [made]
    await restored.dispose()
    await log.aclose()


async def big(store: Any, questions: int = 8000) -> None:
    """A briefing that takes a while to read."""
    async with connected(store.admin_url if hasattr(store, "admin_url") else store.url) as admin:
        for n in range(0, questions, 500):
            await admin.pipeline([
                ("HSET", f"{prefix(OFFICE)}r:invite", f"i{n + i}", f"1-0\n{secrets.token_hex(200)}") for i in range(500)
            ])  # fmt: skip


@pytest.mark.parametrize("sent", ["SIGTERM", "SIGINT", "SIGKILL"])
async def test_one_that_is_ended_leaves_no_file(own_valkey: Any, sqlite_url: str, tmp_path: Path, sent: str) -> None:
    await big(own_valkey)
    folder = tmp_path / "kept"
    folder.mkdir()
    engine = connect(sqlite_url)
    await schema.migrate(engine)
    process = await start("backup", folder / FILE, own_valkey.admin_url, sqlite_url)

    async def noted() -> list[tuple[str, str | None]]:
        return [(one.name, one.sha256) for one in await Archive(engine).backups()]

    async def begun() -> bool:
        return await noted() == [(FILE, None)]

    await until(begun, "what is erased from now on it may hold, so it is noted", seconds=30)
    process.send_signal(signal.Signals[sent])
    await process.communicate()
    assert process.returncode == (-9 if sent == "SIGKILL" else 130)
    left = [(p.name, p.stat().st_mode & 0o777) for p in folder.iterdir()]
    assert left == ([(f".{FILE}.part", 0o600)] if sent == "SIGKILL" else [])
    cut_off = [(FILE, None)] if sent == "SIGKILL" else []
    assert await noted() == cut_off
    code, said, err = await run("backup", folder / FILE, own_valkey.admin_url, sqlite_url)
    assert code == 0, err
    assert await noted() == [(FILE, said.split()[-1]), *cut_off]
    await engine.dispose()
    assert [p.name for p in folder.iterdir()] == [FILE]
    assert (await run("backup", folder / FILE, own_valkey.admin_url, sqlite_url))[::2] == (
        1, f"tynda: {folder / FILE} is there already\n",
    )  # fmt: skip


async def nothing_in(store: Embedded, database_url: str) -> bool:
    async with connected(store.url) as admin:
        assert await admin.call("DBSIZE") == 0
    engine = connect(database_url)
    empty = not await Archive(engine).available()
    await engine.dispose()
    return empty


async def test_a_damaged_or_later_one_touches_nothing(
    own_valkey: Any, other_valkey: Embedded, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await big(own_valkey, 500)
    engine = connect(sqlite_url)
    await schema.migrate(engine)
    await engine.dispose()
    assert (await run("backup", tmp_path / FILE, own_valkey.admin_url, sqlite_url))[0] == 0
    database_url = f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3"
    content = (tmp_path / FILE).read_bytes()
    for name, spoilt in (("cut.tgz", content[:-9]), ("hit.tgz", content[:-200] + b"\0" + content[-199:])):
        (tmp_path / name).write_bytes(spoilt)
        code, _, err = await run("restore", tmp_path / name, other_valkey.url, database_url)
        assert (code, "is damaged" in err, len(err.splitlines())) == (1, True, 1)
    code, _, err = await run("restore", tmp_path / "none.tgz", other_valkey.url, database_url)
    assert (code, "none.tgz" in err) == (1, True)
    monkeypatch.setattr("web.cli_backup.revisions", lambda: ("0001",))
    monkeypatch.setenv("REDIS_URL", other_valkey.url)
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert await asyncio.to_thread(main_in_a_thread, ["restore", str(tmp_path / FILE)]) == 1
    assert await nothing_in(other_valkey, database_url)


def main_in_a_thread(arguments: list[str]) -> int:
    """Signals belong to the main thread; here nobody sends any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.cli_backup.stop_signals", asyncio.Event)
        return main(arguments)


async def test_only_what_is_empty_and_at_rest_is_restored_into(
    own_valkey: Any, other_valkey: Embedded, sqlite_url: str, tmp_path: Path
) -> None:
    await big(own_valkey, 500)
    assert (await run("backup", tmp_path / FILE, own_valkey.admin_url, sqlite_url))[0] == 0
    code, _, err = await run("restore", tmp_path / FILE, own_valkey.admin_url, sqlite_url)
    assert (code, "the store is not empty: restore into an empty one" in err) == (1, True)
    engine = connect(sqlite_url)
    await schema.migrate(engine)
    async with engine.begin() as connection:
        row = {"briefing": "b", "entry": "1", "n": 0, "at": 1, "by": "x", "type": "y", "body": {}}
        await connection.execute(EVENTS.insert().values(row))
    code, _, err = await run("restore", tmp_path / FILE, other_valkey.url, sqlite_url)
    assert (code, "the database is not empty (rows in events)" in err) == (1, True)
    async with connected(other_valkey.url) as admin:
        assert await admin.call("DBSIZE") == 0
        await admin.call("ACL", "SETUSER", "desk", "on", ">word", "+ping")
    async with engine.begin() as connection:
        await connection.execute(EVENTS.delete())
    await engine.dispose()
    desk = RedisLog.connect(f"redis://desk:word@127.0.0.1:{other_valkey.port}/0")
    await desk.ping()
    code, _, err = await run("restore", tmp_path / FILE, other_valkey.url, sqlite_url)
    assert (code, "Tyńda is running there (desk): stop it first" in err) == (1, True)
    await desk.aclose()


@pytest.mark.parametrize(
    ("redis_url", "database_url", "why"),
    [
        ("redis://127.0.0.1:1/0", "sqlite+aiosqlite:///{0}/x.sqlite3", "REDIS_URL: the store does not answer"),
        ("{1}", "postgresql+asyncpg://u:hidden@127.0.0.1:1/x", "refused|Connect|database"),
    ],
    ids=["store", "database"],
)
async def test_what_is_away_is_one_line(
    own_valkey: Any, tmp_path: Path, redis_url: str, database_url: str, why: str
) -> None:
    import re

    words = [word.format(tmp_path, own_valkey.admin_url) for word in (redis_url, database_url)]
    code, _, err = await run("backup", tmp_path / "kept.tgz", *words)
    assert code == 1
    assert re.search(why, err)
    assert len(err.splitlines()) == 1
    assert "hidden" not in err
    assert not [name for name in os.listdir(tmp_path) if "kept" in name]


# -- a demo -------------------------------------------------------------------------------------------


async def ask(house: Demo) -> str:
    """Asks in the sample briefing; gives the receipt once the desk has the question."""
    log, air = RedisLog.connect(house.said["redis_url"]), RedisAir.connect(house.said["redis_url"])
    code, command = receipts.code(secrets.token_bytes(receipts.ENTROPY)), secrets.token_hex(8)
    body = json.dumps({"type": "ask", "id": command, "text": "Кезек қашан қысқарады?"}).encode()
    item = Knock("ask", "a" * 32, command, "", receipts.question_id("a" * 32, command), code, body)
    assert (await air.knock(house.said["briefing"], [item]))[0].ok

    async def there() -> bool:
        return await log.receipt(receipts.receipt_hash(code)) is not None

    await until(there)
    await air.aclose()
    await log.aclose()
    return code


def page(url: str) -> str:
    with urllib.request.urlopen(url.partition("#")[0], timeout=20) as answer:
        return str(answer.read().decode())


def tynda(*words: str) -> str:
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_a_demo_goes_on_in_another_folder(tmp_path: Path) -> None:
    """Made while it runs, and of its files at rest: the same links, keys and receipts, and nothing archived twice."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with running(first) as house:
        code = await ask(house)
        await asyncio.to_thread(tynda, "backup", str(tmp_path / "running.tgz"), "--data", str(first / "data"))
        links = {seat: url.partition("#")[2] for seat, url in house.urls.items()}
    await asyncio.to_thread(tynda, "backup", str(tmp_path / "resting.tgz"), "--data", str(first / "data"))
    for name in ("running", "resting"):
        target = second if name == "running" else tmp_path / "third"
        said = await asyncio.to_thread(tynda, "restore", str(tmp_path / f"{name}.tgz"), "--data", str(target / "data"))
        assert f"./tynda demo --data {target / 'data'}" in said
        for key in ("secret", "confidential.key"):
            assert (target / "data" / key).read_bytes() == (first / "data" / key).read_bytes()
            assert (target / "data" / key).stat().st_mode & 0o777 == 0o600
    with running(second) as house:
        assert {seat: url.partition("#")[2] for seat, url in house.urls.items()} == links
        assert "Кезек қашан қысқарады?" in page(f"{house.base}/r/{code}")
        page(house.urls["archive"])
        engine, log = connect(house.said["database_url"]), RedisLog.connect(house.said["redis_url"])
        for briefing in (OFFICE, house.said["briefing"]):

            async def caught_up(briefing: str = briefing) -> bool:
                return await archived(engine, briefing) == await in_the_log(log, briefing)

            await until(caught_up)
        async with engine.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(EVENTS)) > 5
        await engine.dispose()
        await log.aclose()
    again = ("restore", str(tmp_path / "running.tgz"), "--data", str(second / "data"))
    with pytest.raises(AssertionError, match="not empty"):
        await asyncio.to_thread(tynda, *again)
