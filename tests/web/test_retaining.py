"""When a term is over, nobody can read any more who asked; before it, nothing goes."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

import pytest

from studio import office
from studio.briefing import Details
from studio.events import OFFICE, Diverted
from studio.log import Act, Done
from studio.redis_log import RedisLog
from tests.waiting import until
from tests.web.reading import approved, asked
from web.kinds import KINDS
from web.retaining import DAY_MS, retain, retaining

pytestmark = pytest.mark.integration

AT = 1_760_000_000_000


async def ended(log: RedisLog, *, at: int = AT, end: bool = True) -> str:
    """A briefing with an approved question, a refused one's words, and a tip-off."""
    room = f"t{secrets.token_hex(6)}"

    def act(of: str) -> Act:
        return Act(log, KINDS, of, "owner", at)

    details = Details(slug=f"s-{room}", title={"ru": "Слушания"}, starts_at=at)
    assert isinstance(await office.save_briefing(act(OFFICE), room, details), Done)
    assert isinstance(await office.open_briefing(act(OFFICE), room), Done)
    sealed = Diverted(question="q3", number=3, received_at=at, author="a3", receipt="0" * 64, sealed="c2VjcmV0")
    events = [
        *asked(1, "Где бюджет?", name="Айдана", region="Арал"), *approved(1, "Где бюджет?"),
        *asked(2, "Грубость", name="Пётр"), sealed,
    ]  # fmt: skip
    assert isinstance(await act(room).commit([], lambda _: events), Done)
    if end:
        assert isinstance(await office.end_briefing(act(OFFICE), room), Done)
    return room


async def bodies(log: RedisLog, room: str) -> dict[str, Any]:
    _, stored = await log.scan(room, ["question", "tip_off", "clearance"])
    return {k: json.loads(s.body) for k, s in stored.items()}


async def test_when_the_term_is_over_names_and_unread_words_go(own_valkey: Any):
    log = RedisLog.connect(own_valkey.admin_url)
    room, goes_on, later = await ended(log), await ended(log, end=False), await ended(log, at=AT + DAY_MS)
    done: set[str] = set()
    assert await retain(log, AT + 30 * DAY_MS - 1, 30, done) == 0
    assert await retain(log, AT + 30 * DAY_MS, 30, done) == 3
    assert done == {room}
    found = await bodies(log, room)
    whole = json.dumps(found, ensure_ascii=False)
    assert "Где бюджет?" in whole
    for gone in ("Айдана", "Пётр", "Грубость", "c2VjcmV0"):
        assert gone not in whole
    for untouched in (goes_on, later):
        assert "Айдана" in json.dumps(await bodies(log, untouched), ensure_ascii=False)
    assert await retain(log, AT + 30 * DAY_MS, 30, done) == await retain(log, AT + 30 * DAY_MS, 30, set()) == 0
    assert set(await log._calls.call("HKEYS", "forget")) >= {f"{room}/q1".encode()}
    await log.aclose()


async def test_the_supervisor_looks_again_and_again_and_never_without_a_term(own_valkey: Any):
    log, now = RedisLog.connect(own_valkey.admin_url), [AT]
    await retaining(own_valkey.admin_url, lambda: now[0], 0)
    task = asyncio.create_task(retaining(own_valkey.admin_url, lambda: now[0], 10, poll_s=0.05))
    room = await ended(log)
    now[0] = AT + 10 * DAY_MS

    async def forgotten() -> bool:
        return "Айдана" not in json.dumps(await bodies(log, room), ensure_ascii=False)

    await until(forgotten)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await log.aclose()
