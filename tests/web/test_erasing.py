"""What an asker wants forgotten is in no file any more: the store's, the archive's, whichever database that is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from qa.receipts import receipt_hash
from studio import office
from studio.archive.queries import Archive, Backup
from studio.archive.search import Wanted, search
from studio.archive.writer import Archiver
from studio.briefing import Details
from studio.events import OFFICE
from studio.log import Act, Done
from studio.records import Refusal
from studio.redis_client import Connection
from studio.redis_log import RedisLog
from tests.web.reading import aired, approved, asked, receipt
from web import erasing
from web.describe import describe
from web.kinds import KINDS

pytestmark = pytest.mark.integration

AT = 1_760_000_000_000
ROOM = "erased-room"
WORDS, NAME = "Прошу проверить подрядчика Сыздыкова", "Жаңылсын Өмірзаққызы"


async def files(engine: AsyncEngine, store: Path) -> list[Path]:
    """All that the store and the database keep on disk; of PostgreSQL the tables, not its write-ahead log."""
    async with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            kept = Path(str(await connection.scalar(text("SHOW data_directory")))) / "base"
            await connection.execute(text("COMMIT"))
        else:
            kept = Path(str(engine.url.database)).parent
    return [path for folder in (kept, store) for path in folder.rglob("*") if path.is_file()]


def holding(paths: list[Path], words: str) -> list[str]:
    spellings = (words.encode(), json.dumps(words)[1:-1].encode())
    return [path.name for path in paths if any(s in path.read_bytes() for s in spellings)]


async def checkpoint(engine: AsyncEngine) -> None:
    """What PostgreSQL has in memory is on its disk afterwards."""
    if engine.dialect.name == "postgresql":
        async with engine.connect() as plain:
            await (await plain.execution_options(isolation_level="AUTOCOMMIT")).execute(text("CHECKPOINT"))


async def told(house: erasing.House, *, end: bool = True, on_screen: bool = False) -> None:
    """A briefing with a question on air that is to be forgotten, and another one."""
    log = house.log

    def act(of: str, by: str) -> Act:
        return Act(log, KINDS, of, by, AT)

    details = Details(slug=ROOM, title={"ru": "Слушания"}, starts_at=AT)
    assert isinstance(await office.save_briefing(act(OFFICE, "owner"), ROOM, details), Done)
    assert isinstance(await office.open_briefing(act(OFFICE, "owner"), ROOM), Done)
    taken, answered, cleared = aired(1, WORDS)
    for events in (
        [*asked(1, WORDS, name=NAME, region="Арал"), *approved(1, WORDS)],
        [taken], [answered], *([] if on_screen else [[cleared]]),
        [*asked(2, "Другой вопрос", name="Ерлан"), *approved(2, "Другой вопрос")],
    ):  # fmt: skip
        assert isinstance(await act(ROOM, "m1").commit([], lambda _, e=events: e), Done)
    await log.put_receipts(ROOM, {receipt_hash(receipt(n)): f"q{n}" for n in (1, 2)})
    if end:
        assert isinstance(await office.end_briefing(act(OFFICE, "owner"), ROOM), Done)
    archiver = Archiver(log, house.engine, describe, lambda _part, _reason: None)
    for briefing in (OFFICE, ROOM):
        await archiver.catch_up(briefing)


@pytest.fixture
async def house(own_valkey: Any, engine: AsyncEngine) -> AsyncIterator[erasing.House]:
    store = Connection(own_valkey.admin_url)
    yield erasing.House(own_valkey.admin_url, store, engine, lambda: AT)
    await store.aclose()


async def test_nothing_of_it_is_left_in_any_file_and_all_else_is(house: erasing.House, tmp_path: Path):
    await told(house)
    await checkpoint(house.engine)
    folder = tmp_path  # of the store, and of SQLite
    for words in (WORDS, NAME):
        assert holding(await files(house.engine, folder), words), "it was never there"
    assert [hit.ref for hit in await search(house.engine, Wanted("подрядчика"))] == ["q1"]
    outcome = await erasing.by_receipt(house, receipt(1))
    assert isinstance(outcome, erasing.Forgotten)
    assert (outcome.briefing, outcome.number, outcome.backups) == (ROOM, 1, ())
    await checkpoint(house.engine)
    for words in (WORDS, NAME):
        assert holding(await files(house.engine, folder), words) == []
    assert holding(await files(house.engine, folder), "Другой вопрос")
    assert await search(house.engine, Wanted("подрядчика")) == []
    assert [hit.ref for hit in await search(house.engine, Wanted("другой"))] == ["q2"]
    records = {found.id: found.body for found in await Archive(house.engine).records(ROOM, "question")}
    assert (records["q1"]["state"], records["q1"]["wordings"], records["q2"]["name"]) == ("answered", [], "Ерлан")


async def test_a_question_that_the_evening_ended_with_leaves_the_screen_too(house: erasing.House, tmp_path: Path):
    await told(house, on_screen=True)
    assert isinstance(await erasing.by_receipt(house, receipt(1)), erasing.Forgotten)
    await checkpoint(house.engine)
    assert holding(await files(house.engine, tmp_path), WORDS) == []
    assert await house.store.call("HGET", f"{{b:{ROOM}}}:public", "program/main")
    assert not await house.store.call("XLEN", f"{{b:{ROOM}}}:air")


async def test_it_says_which_backups_still_hold_it(house: erasing.House):
    from studio.archive import dump

    await told(house)
    await dump.remember(house.engine, AT - 5, "monday.tar", "ab" * 32)
    await dump.remember(house.engine, AT - 1, "running.tar")
    outcome = await erasing.by_receipt(house, receipt(1))
    assert isinstance(outcome, erasing.Forgotten)
    assert outcome.backups == (Backup(AT - 1, "running.tar", None), Backup(AT - 5, "monday.tar", "ab" * 32))


async def test_while_the_briefing_goes_on_it_is_refused_and_nothing_goes(house: erasing.House):
    await told(house, end=False)
    outcome = await erasing.by_receipt(house, receipt(1))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "not_ended"
    log = RedisLog.connect(house.redis_url)
    stored = (await log.read(ROOM, ["question/q1"]))["question/q1"]
    await log.aclose()
    assert stored is not None
    assert WORDS in stored.body.decode()


async def test_an_unknown_receipt_is_told(house: erasing.House):
    outcome = await erasing.by_receipt(house, receipt(99))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "not_found"
