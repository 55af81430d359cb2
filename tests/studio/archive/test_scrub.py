"""What a diverted question said leaves SQLite's file and its write-ahead log, too."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from studio.archive.engine import connect
from studio.archive.queries import Archive
from studio.archive.schema import migrate
from studio.archive.tables import RECORDS
from studio.events import Diverted, Entry
from studio.log import Append, Appended
from studio.log_memory import MemoryLog
from tests.studio.archive.test_archive import archiving, list_briefing, reached, touch
from tests.waiting import until

pytestmark = pytest.mark.integration

SECRET = "Хочу сообщить о взятке"


def on_disk(folder: Path) -> list[str]:
    """The files that hold it."""
    spellings = SECRET.encode(), json.dumps(SECRET)[1:-1].encode()
    return [p.name for p in folder.iterdir() if any(s in p.read_bytes() for s in spellings)]


async def divert(log: MemoryLog, briefing: str, id: str) -> dict[str, Any]:
    """Gives the body that is left."""
    before = (await log.read(briefing, [f"question/{id}"]))[f"question/{id}"]
    assert before
    gone = Diverted(question=id, number=150, sealed="c2VhbGVk")
    body = {"id": id, "state": "diverted"}
    entry = Entry(at=2, by="m1", events=(gone,), touched=(f"question/{id}",)).model_dump_json().encode()
    records = {f"question/{id}": json.dumps(body).encode()}
    append = Append(expected={f"question/{id}": before.version}, records=records, entry=entry)
    assert isinstance(await log.append(briefing, append), Appended)
    return body


async def test_what_a_diverted_question_said_leaves_the_database_file(tmp_path: Path) -> None:
    """Neither in a free corner of the file nor in the write-ahead log."""
    log, briefing = MemoryLog(), secrets.token_hex(6)
    engine = connect(f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3")
    await migrate(engine)
    archive = Archive(engine)
    await list_briefing(log, briefing)
    for n in range(300):  # enough that not all of it lies in the pages written last
        await touch(log, briefing, f"question/q{n}", {"id": f"q{n}", "text": "x" * 300 if n != 150 else SECRET * 5})
    async with archiving(log, engine):
        await until(lambda: reached(archive, briefing, log))
        assert on_disk(tmp_path)
        body = await divert(log, briefing, "q150")

        async def forgotten() -> bool:
            return await reached(archive, briefing, log) and not on_disk(tmp_path)

        await until(forgotten)
    assert {r.id: r.body for r in await archive.records(briefing, "question")}["q150"] == body
    await engine.dispose()


async def test_it_leaves_the_file_although_somebody_read_and_nothing_is_written_any_more(tmp_path: Path) -> None:
    """A download is under way when the evening's last question is diverted."""
    log, briefing = MemoryLog(), secrets.token_hex(6)
    engine = connect(f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3")
    tries: list[str] = []

    @event.listens_for(engine.sync_engine, "connect")
    def impatient(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout=20")

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def tried(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        tries.extend([statement] if "wal_checkpoint" in statement else [])

    await migrate(engine)
    archive, other = Archive(engine), connect(engine.url.render_as_string())
    await list_briefing(log, briefing)
    await touch(log, briefing, "question/q1", {"id": "q1", "text": SECRET})

    async def tried_again(since: int = 0) -> bool:
        return len(tries) > since

    async def forgotten() -> bool:
        return not on_disk(tmp_path)

    async with archiving(log, engine):
        await until(lambda: reached(archive, briefing, log))
        await until(tried_again)  # that of the start
        async with other.connect() as reader:
            await reader.execute(text("BEGIN"))
            await reader.execute(select(RECORDS.c.id))
            await divert(log, briefing, "q1")
            await until(lambda: reached(archive, briefing, log))
            since = len(tries)
            await until(lambda: tried_again(since))
            assert on_disk(tmp_path)
        await until(forgotten)
    await engine.dispose()
    await other.dispose()
