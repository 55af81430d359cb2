"""A briefing whose inbox is taken in, on one of the logs, for the tests of the desk process."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from qa.intake import Intake
from qa.question import Question
from qa.receipts import code, question_id
from studio.log import Act, Done, decode
from studio.redis_air import Knock, Limit, Limits, RedisAir
from tests.qa.samples import AT, KINDS, ME

NO_LIMITS = Limits(*[Limit(1_000_000, 1)] * 3)


def says_ru(text: str) -> str:
    return "ru"


def clock() -> int:
    """Runs on as the event loop's does, so that what waits for its time comes to it."""
    return AT + int(asyncio.get_running_loop().time() * 1000)


async def first(batches: AsyncIterator[Any]) -> Any:
    """The first batch alone."""
    try:
        return await anext(batches)
    finally:
        await batches.aclose()


class House:
    """A briefing that takes questions, on one of the logs; `log` has the desk's own rights."""

    def __init__(self, log: Any, staff: Any, air: RedisAir | None, briefing: str) -> None:
        self.log, self.staff, self.air, self.briefing = log, staff, air, briefing
        self.codes: dict[str, str] = {}

    def act(self, by: str = ME, briefing: str | None = None) -> Act:
        return Act(self.staff, KINDS, briefing or self.briefing, by, clock())

    async def announce(self, *events: Any, briefing: str | None = None) -> None:
        assert isinstance(await self.act("owner", briefing).commit([], lambda _: list(events)), Done)

    async def knock(self, *items: Knock) -> None:
        """Puts items into the inbox: on Redis through the gateway's own door."""
        if self.air:
            results = await self.air.knock(self.briefing, items)
            assert all(r.ok for r in results), results
            return
        for item in items:
            if item.kind == "vote":
                self.log.shelves[self.briefing].votes[item.question].add(item.author)
            fields = {"k": item.kind, "question": item.question, "author": item.author, "receipt": item.receipt}
            body = {"b": item.body, "command": item.command.encode()}
            await self.log.put(self.briefing, {k: v.encode() for k, v in fields.items()} | body)

    def ask(self, text: str, author: str = "", **more: Any) -> Knock:
        author, command = author or secrets.token_hex(16), secrets.token_hex(8)
        question, receipt = question_id(author, command), code(secrets.token_bytes(8))
        self.codes[question] = receipt
        body = json.dumps({"type": "ask", "id": command, "text": text, **more}).encode()
        return Knock("ask", author, command, "", question, receipt, body)

    def vote(self, question: str, author: str = "") -> Knock:
        return Knock("vote", author or secrets.token_hex(16), secrets.token_hex(8), "", question)

    def intake(self, log: Any = None) -> Intake:
        return Intake(log or self.log, KINDS, self.briefing, clock, says_ru)

    async def record(self, name: str) -> Any:
        return decode(KINDS, name, (await self.staff.read(self.briefing, [name]))[name])

    async def questions(self) -> list[Question]:
        _, found = await self.staff.scan(self.briefing, ["question"])
        return sorted((decode(KINDS, k, s) for k, s in found.items()), key=lambda q: q.number)

    async def holds(self, count: int) -> bool:
        return len(await self.questions()) >= count

    @asynccontextmanager
    async def desk(self, log: Any = None) -> AsyncIterator[asyncio.Task[None]]:
        """A desk at work on this briefing, until it is cancelled or the block ends."""
        working = self.intake(log)
        await working.begin()
        task = asyncio.create_task(working.work())
        try:
            yield task
            if task.done() and not task.cancelled():
                task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
