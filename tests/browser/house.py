"""A house for browser tests: `./tynda demo` as a stranger starts it, and hands that do what its staff would."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import selectors
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from overlays import console
from overlays.program import Program
from qa import desk, receipts
from qa.question import Question
from studio import office
from studio.briefing import Details, Reason, Speaker
from studio.events import OFFICE
from studio.log import Act, decode
from studio.records import Refusal, key
from studio.redis_air import Knock, RedisAir
from studio.redis_log import RedisLog
from tests.ports import unused_port
from web.clock import now
from web.kinds import KINDS

ROOT = Path(__file__).parents[2]
READY_S = 120
SOON_S = 10
POLL_S = 0.02
PORTS = 6
"""web, gateway, media, desk, archive, and the store."""
TITLE = {
    "kk": "Халыққа қызмет көрсету: кезексіз, делдалсыз",
    "ru": "Услуги людям: без очередей и посредников",
    "en": "Public services without queues or middlemen",
}
SPEAKERS = (
    Speaker(id="aigul", name="Айгүл Сейітқызы", office={"kk": "Қоғамдық қабылдау", "ru": "Общественная приёмная"}),
    Speaker(id="elena", name="Елена Ким", office={"ru": "Антикоррупционная служба", "en": "Anti-corruption service"}),
)
REASONS = (
    Reason(
        id="off_topic",
        text={"kk": "Тақырыпқа қатысы жоқ", "ru": "Не по теме брифинга", "en": "Not about this topic"},
    ),
)


@dataclass
class Demo:
    """A running demo: the line it printed, its folder."""

    said: dict[str, Any]
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def urls(self) -> dict[str, str]:
        return dict(self.said["urls"])

    def played(self) -> dict[str, Any]:
        """The line that it prints when the evening of `--play` is over."""
        return dict(json.loads(_line(self.process, self.folder / "demo.log")))

    @property
    def base(self) -> str:
        """Where the web process answers."""
        return self.urls["viewer"].partition("/b/")[0]


def _line(process: subprocess.Popen[bytes], log: Path) -> str:
    assert process.stdout is not None
    text = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while b"\n" not in text:
            assert selector.select(READY_S), f"the demo was not ready after {READY_S} s:\n{log.read_text()[-2000:]}"
            part = os.read(process.stdout.fileno(), 65536)
            assert part, f"the demo ended before it was ready:\n{log.read_text()[-2000:]}"
            text += part
    return text.decode()


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[Demo]:
    """`./tynda demo --json` on ports of its own, ended by SIGTERM; `graphics` in its folder is for dropping in."""
    log, dropped = folder / "demo.log", folder / "graphics"
    dropped.mkdir(exist_ok=True)
    command = [str(ROOT / "tynda"), "demo", "--json", "--port", str(unused_port(PORTS)), "--data", str(folder / "data")]
    with log.open("wb") as err:
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=err, cwd=ROOT,
                                   env={**os.environ, "GRAPHICS_DIR": str(dropped)})  # fmt: skip
        try:
            yield Demo(json.loads(_line(process, log)), folder, process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


def done(outcome: Any) -> Any:
    """The outcome of a use case, which must not be a refusal."""
    assert not isinstance(outcome, Refusal), outcome
    return outcome


@dataclass
class Briefing:
    """A briefing of the test's own in the running house, and what its staff does there."""

    log: RedisLog
    base: str
    id: str = field(default_factory=lambda: f"t{secrets.token_hex(6)}")
    slug: str = ""
    starts_at: int = 0
    air_port: RedisAir | None = None
    decisions: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"{self.base}/b/{self.slug}"

    def act(self, by: str = "moderator", briefing: str | None = None) -> Act:
        return Act(log=self.log, kinds=KINDS, briefing=briefing or self.id, by=by, at=now())

    @property
    def _office(self) -> Act:
        return self.act("owner", OFFICE)

    async def create(self, *, live: bool = True, **details: Any) -> Briefing:
        """Saves it, and opens it if `live`."""
        self.slug = f"{self.id}-slug"
        self.starts_at = now() + 3_600_000
        full = Details(
            slug=self.slug, title=TITLE, starts_at=self.starts_at, speakers=SPEAKERS, reasons=REASONS, **details
        )  # fmt: skip
        done(await office.save_briefing(self._office, self.id, full))
        if live:
            done(await office.open_briefing(self._office, self.id))
        return self

    async def intake(self, state: Any) -> None:
        done(await office.set_intake(self._office, self.id, state))

    async def end(self) -> None:
        done(await office.end_briefing(self._office, self.id))

    async def ask(self, what: str) -> str:
        """Asks as a viewer whom nobody has seen before; gives the text, which nobody else asks."""
        assert self.air_port
        # Digits alone: eight letters and digits by chance may read as a number plate, which can't be approved unasked.
        text, author, command = f"{what} {secrets.randbelow(10**8):08}", secrets.token_hex(16), secrets.token_hex(8)
        body = json.dumps({"type": "ask", "id": command, "text": text}).encode()
        code = receipts.code(secrets.token_bytes(receipts.ENTROPY))
        item = Knock("ask", author, command, "", receipts.question_id(author, command), code, body)
        (result,) = await self.air_port.knock(self.id, [item])
        assert result.ok, result
        return text

    async def questions(self) -> list[Question]:
        """All questions as they stand in the store, by number."""
        _, stored = await self.log.scan(self.id, ["question"])
        found = [decode(KINDS, k, s) for k, s in stored.items()]
        return sorted(found, key=lambda q: q.number)

    async def question(self, text: str) -> Question:
        """The one question with this text, once the desk has taken it in."""
        async with asyncio.timeout(SOON_S):
            while True:
                found = [q for q in await self.questions() if q.wordings and q.wordings[0].text == text]
                assert len(found) < 2, "the question was taken in twice"
                if found:
                    return found[0]
                await asyncio.sleep(POLL_S)

    def decision(self, question: str) -> str:
        """A new decision's id, remembered as the question's latest."""
        self.decisions[question] = secrets.token_hex(8)
        return self.decisions[question]

    async def approve(self, question: str) -> None:
        done(await desk.approve(self.act(), self.decision(question), question, 0))

    async def reject(self, question: str) -> None:
        done(await desk.reject(self.act(), self.decision(question), question, "off_topic"))

    async def undo(self, question: str) -> None:
        """Takes back what was decided on it last, here."""
        done(await desk.undo(self.act(), self.decisions[question]))

    async def air(self, question: str) -> None:
        """Cue and take, as the producer does."""
        done(await console.cue(self.act("producer"), "main", question))
        k = key("program", "main")
        program: Program = decode(KINDS, k, (await self.log.read(self.id, [k]))[k])
        assert program.preview
        before = program.layers.get("question")
        done(await console.take(self.act("producer"), "main", program.preview.id, before.id if before else None))

    async def clear(self) -> None:
        done(await console.clear(self.act("producer"), "main"))

    async def answered(self, question: str) -> None:
        done(await desk.answered(self.act("producer"), question))
