"""A briefing with a question of every fate, archived, for the pages that are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from overlays.cue import Cue
from qa.receipts import code, receipt_hash
from studio import office
from studio.archive.engine import connect
from studio.archive.queries import Archive
from studio.archive.writer import Archiver
from studio.briefing import Details
from studio.events import (
    Answered,
    Approved,
    Asked,
    Cleared,
    Diverted,
    Language,
    Marked,
    Merged,
    Noticed,
    Rejected,
    Taken,
    Withdrawn,
    Worded,
    text_hash,
)
from studio.log import Done
from studio.redis_log import RedisLog
from web.describe import describe

SECRET = "Мой ИИН 870412300457, меня обманули"
TITLE: dict[Language, str] = {"kk": "Тыңдау", "ru": "Слушания", "en": "Hearing"}
RECORDING = "https://video.example/hearing.mp4"


def receipt(number: int) -> str:
    """The receipt code of a question."""
    return code(number.to_bytes(8, "big"))


def asked(number: int, text: str, **more: Any) -> list[Any]:
    hash = text_hash("ru", text)
    return [
        Asked(question=f"q{number}", number=number, language="ru", hash=hash, author=f"a{number}", text=text,
              receipt=receipt_hash(receipt(number)), **more)
    ]  # fmt: skip


def approved(number: int, text: str, revision: int = 0, language: Language = "ru") -> list[Any]:
    hash = text_hash(language, text)
    wording = [
        Worded(question=f"q{number}", revision=revision, language=language, hash=hash, text=text, why="shortened")
    ]
    return [
        *(wording if revision else []),
        Approved(
            question=f"q{number}",
            decision=f"d{number}",
            number=number,
            revision=revision,
            language=language,
            hash=hash,
            text=text,
        ),
    ]


def aired(number: int, text: str, revision: int = 0) -> list[Any]:
    where = {"question": f"q{number}", "cue": f"c{number}", "screen": "main", "layer": "question"}
    hash = text_hash("ru", text)
    frozen = Cue(
        id=f"c{number}", item=f"q{number}", question=f"q{number}", number=number, revision=revision, hash=hash,
        language="ru", text=text,
    )  # fmt: skip
    return [
        Taken(revision=revision, hash=hash, program=1, frozen=frozen, **where),
        Answered(question=f"q{number}"),
        Cleared(program=2, **where),
    ]


HIDDEN = ("Ворованный повтор", "Лишний повтор", "Личное дело", "Неодобренный", "Разглашённый", "Чужой повтор", "Тайна")
"""Words of what must stand on no page but its asker's own receipt."""


def merged(number: int, into: int) -> Merged:
    return Merged(question=f"q{number}", decision=f"d{number}", master=f"q{into}")


def named(number: int, *hidden: Any) -> Marked:
    """A moderator hides the asker's name, or region."""
    return Marked(
        question=f"q{number}", decision=f"m{number}", held=False, pinned=False, speaker=None, labels=(),
        public_labels=(), language="ru", hidden=hidden,
    )  # fmt: skip


class Told:
    """Writes a briefing's log as its people would, and archives it."""

    def __init__(self, web: Any, log: RedisLog, id: str) -> None:
        self.web, self.log, self.id = web, log, id
        self.slug = f"s-{id.lower()}"

    async def begin(self) -> None:
        """Live, with one question answered, one edited, one refused, one withdrawn and one waiting."""
        details = Details.model_validate(
            {"slug": self.slug, "title": TITLE, "starts_at": 0, "recording_url": RECORDING}
        )
        own = self.web.own.office("owner")
        assert isinstance(await office.save_briefing(own, self.id, details), Done)
        assert isinstance(await office.open_briefing(own, self.id), Done)
        await self.happens([
            *asked(1, "Когда откроют <b>приём</b>?", name="Айдана", region="Қызылорда"),
            *approved(1, "Когда откроют <b>приём</b>?"),
            *asked(2, "Где смотреть бюджет, мошенники?"), *approved(2, "Где смотреть бюджет?", revision=1),
            *asked(3, SECRET), Rejected(question="q3", decision="d3", reason="personal-data"),
            *asked(4, "Отозванный вопрос"), Withdrawn(question="q4"),
            *asked(5, "Ждущий вопрос"),
        ])  # fmt: skip
        await self.log.put_receipts(self.id, {receipt_hash(receipt(n)): f"q{n}" for n in range(1, 6)})
        await self.happens(aired(1, "Когда откроют <b>приём</b>?"))

    async def goes_on(self) -> None:
        """The ends that are not on air: merged twice over, private, told in confidence, on notice."""
        sealed = {"author": "a9", "receipt": receipt_hash(receipt(9)), "sealed": "c2VhbGVk", "received_at": 1}
        await self.happens([
            *asked(6, "Ворованный повтор?"), *asked(7, "Лишний повтор?"), merged(6, 7), merged(7, 1),
            *asked(8, "Личное дело?", consultation=True),
            Diverted(question="q9", number=9, **sealed),
            *asked(10, "Куда писать?", name="Тайна", region="Арал"), *approved(10, "Куда писать?"), named(10, "name"),
            Noticed(question="q10", decision="d10"),
            *asked(11, "Неодобренный?"), Noticed(question="q11", decision="d11"),
            *asked(12, "Разглашённый?"), *approved(12, "Разглашённый?"),
            Diverted(question="q12", number=12, sealed="c2VhbGVk"),
            *asked(13, "Чужой повтор?"), merged(13, 5),
        ])  # fmt: skip
        await self.log.put_receipts(self.id, {receipt_hash(receipt(n)): f"q{n}" for n in range(6, 14)})

    async def happens(self, events: Sequence[Any]) -> None:
        act = self.web.own.act(self.id, "m1")
        assert isinstance(await act.commit([], lambda _: events), Done)

    async def end(self) -> None:
        assert isinstance(await office.end_briefing(self.web.own.office("owner"), self.id), Done)

    @asynccontextmanager
    async def archived(self) -> AsyncIterator[None]:
        """With an archiver beside, once it has caught up."""
        engine = connect(self.web.settings.database_url.get_secret_value())
        stop = asyncio.Event()
        task = asyncio.create_task(Archiver(self.log, engine, describe, lambda _part, _reason: None).run(stop))
        try:
            async with asyncio.timeout(20):
                end = (await self.log.scan(self.id, []))[0]
                while await _position(self.web.own.archive, self.id) != end:
                    await asyncio.sleep(0.05)
            yield
        finally:
            stop.set()
            await task
            await engine.dispose()


async def _position(archive: Archive, id: str) -> str:
    return await archive.position(id) if await archive.available() else ""
