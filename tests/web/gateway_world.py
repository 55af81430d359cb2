"""A gateway on a free port over a real Valkey, a desk's hand, and viewers that can misbehave."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
import ssl
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from pydantic import SecretStr

from qa import desk
from qa.receipts import receipt_hash
from studio.briefing import Details
from studio.events import Asked, BriefingOpened, BriefingRevised, IntakeSet, text_hash
from studio.log import Act, Done
from studio.records import Refusal
from studio.redis_log import RedisLog
from studio.settings import Settings
from tests.ports import unused_port
from web import clock, gateway, viewer_id
from web.kinds import KINDS

ORIGIN = "http://localhost:8000"
KEY = b"k" * 32
COOKIE = "__Host-tynda-viewer"
PATIENCE_S = 5.0


class Closed(Exception):  # noqa: N818 - it is news, not an error
    """The server closed; `code` is its code, None for a reset or an end without a word."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


def frame(opcode: int, payload: bytes, *, fin: bool = True, masked: bool = True, first: int = 0) -> bytes:
    """A client's frame; `first` sets further bits of the first byte."""
    head = bytes([(0x80 if fin else 0) | first | opcode])
    length, mask_bit = len(payload), 0x80 if masked else 0
    if length < 126:
        head += bytes([mask_bit | length])
    elif length < 65536:
        head += bytes([mask_bit | 126]) + struct.pack("!H", length)
    else:
        head += bytes([mask_bit | 127]) + struct.pack("!Q", length)
    if not masked:
        return head + payload
    mask = secrets.token_bytes(4)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


class Viewer:
    """One socket that speaks the protocol as badly as the test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.status = 0
        self.head: dict[str, str] = {}
        self.body = b""

    async def shake(self, path: str, headers: dict[str, str | None]) -> None:
        fields: dict[str, str | None] = {
            "Host": "localhost", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(), **headers,
        }  # fmt: skip
        lines = [f"GET {path} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items() if v is not None), "", ""]
        self.writer.write("\r\n".join(lines).encode())
        async with asyncio.timeout(PATIENCE_S):
            first, *rest = (await self.reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            self.status = int(first.split(" ")[1])
            self.head = {k.lower(): v for k, _, v in (line.partition(": ") for line in rest)}
            if self.status != 101:
                self.body = await self.reader.readexactly(int(self.head["content-length"]))

    def send(self, message: Any) -> None:
        self.raw(0x1, message if isinstance(message, bytes) else json.dumps(message).encode())

    def raw(self, opcode: int, payload: bytes, **more: Any) -> None:
        self.writer.write(frame(opcode, payload, **more))

    async def frame(self) -> tuple[int, bytes]:
        """The next frame: opcode and payload."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                head, length = await self.reader.readexactly(2)
                if length >= 126:
                    length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
                return head & 0xF, await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Closed(None) from None

    async def next(self) -> Any:
        """The next message, as JSON; raises `Closed` at a close frame."""
        opcode, payload = await self.frame()
        if opcode == 0x8:
            raise Closed(int.from_bytes(payload[:2], "big"))
        assert opcode == 0x1, opcode
        return json.loads(payload)

    async def closed(self) -> int | None:
        """The code that the server closes with, whatever else it sends before."""
        while True:
            try:
                await self.next()
            except Closed as closed:
                return closed.code

    async def silent(self, seconds: float) -> None:
        """Fails when anything arrives."""
        try:
            async with asyncio.timeout(seconds):
                got = await self.reader.read(1)
        except TimeoutError:
            return
        raise AssertionError(f"{got!r} arrived")

    async def close(self) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


class World:
    """See the module."""

    def __init__(self, settings: Settings, log: RedisLog, briefing: str) -> None:
        self.settings, self.log, self.briefing = settings, log, briefing
        self.port = settings.port + 1
        self.viewers: list[Viewer] = []
        self.decisions: dict[str, str] = {}

    # -- viewers

    def cookie(self) -> str:
        return f"{COOKIE}={viewer_id.issue(KEY)}"

    def author(self, cookie: str, briefing: str | None = None) -> str:
        viewer = viewer_id.verify(KEY, cookie.partition("=")[2])
        assert viewer is not None
        return viewer_id.author(KEY, briefing or self.briefing, viewer)

    async def connect(
        self, path: str | None = None, *, local: str = "127.0.0.1", tls: ssl.SSLContext | None = None,
        **headers: str | None,
    ) -> Viewer:  # fmt: skip
        """A socket after its handshake, whatever came of it."""
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self.port, local_addr=(local, 0), limit=1 << 22, ssl=tls
        )
        viewer = Viewer(reader, writer)
        self.viewers.append(viewer)
        fields: dict[str, str | None] = {"Origin": ORIGIN, "Cookie": self.cookie()}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        await viewer.shake(path or f"/b/{self.briefing}", fields)
        return viewer

    async def viewer(self, cookie: str | None = None, *, local: str = "127.0.0.1") -> tuple[Viewer, Any]:
        """A viewer and its snapshot."""
        viewer = await self.connect(local=local, Cookie=cookie or self.cookie())
        assert viewer.status == 101
        return viewer, await viewer.next()

    # -- the desk's hand

    def act(self, command: str | None = None) -> Act:
        return Act(self.log, KINDS, self.briefing, "ann", clock.now(), command)

    async def open(self) -> None:
        details = Details(slug="test", title={"en": "Test"}, starts_at=0)
        events = [BriefingRevised(details=details), BriefingOpened(), IntakeSet(intake="open")]
        assert isinstance(await self.act().commit(["briefing/briefing"], lambda _: events), Done)

    async def asked(self, question: str, text: str = "Why?", author: str = "a" * 32, number: int = 1) -> None:
        """What the desk appends when it takes a question in."""
        event = Asked(
            question=question, number=number, language="en", hash=text_hash("en", text), author=author, text=text,
            receipt=receipt_hash("x"),
        )  # fmt: skip
        assert isinstance(await self.act().commit([f"question/{question}"], lambda _: [event]), Done)

    def decision(self, question: str) -> str:
        """A new decision's id, remembered as the question's latest."""
        self.decisions[question] = secrets.token_hex(8)
        return self.decisions[question]

    async def approve(self, question: str) -> None:
        assert isinstance(done := await desk.approve(self.act(), self.decision(question), question, 0), Done), done

    async def undo(self, question: str) -> None:
        done = await desk.undo(self.act(), self.decisions.pop(question))
        assert not isinstance(done, Refusal), done

    async def merge(self, question: str, into: str) -> None:
        assert isinstance(done := await desk.merge(self.act(), self.decision(question), question, into), Done), done

    async def restrain(self, question: str, how: Any, minutes: int = 10) -> None:
        assert isinstance(done := await desk.restrain(self.act(), question, how, minutes), Done), done


def settings_for(valkey: Any, **more: Any) -> Settings:
    """A gateway's settings, on free ports."""
    return Settings(
        public_url=ORIGIN, port=unused_port(2), redis_url=SecretStr(valkey.url("gateway")),
        viewer_key=SecretStr(KEY.decode()), **more,
    )  # fmt: skip


@asynccontextmanager
async def world_of(valkey: Any, briefing: str, **more: Any) -> AsyncIterator[World]:
    """A gateway that runs in this loop, and an open briefing."""
    settings, stop = settings_for(valkey, **more), asyncio.Event()
    log = RedisLog.connect(valkey.admin_url)
    world = World(settings, log, briefing)
    await world.open()
    running = asyncio.create_task(gateway.run(settings, stop))
    try:
        await until_ready(world.port, tls=settings.tls_cert is not None)
        yield world
    finally:
        for viewer in world.viewers:
            await viewer.close()
        stop.set()
        await running
        await log.aclose()


@asynccontextmanager
async def process_of(valkey: Any, briefing: str) -> AsyncIterator[tuple[World, asyncio.subprocess.Process]]:
    """The same as a process of its own, its log read as `process.stderr`."""
    settings = settings_for(valkey)
    log = RedisLog.connect(valkey.admin_url)
    world = World(settings, log, briefing)
    await world.open()
    environment = {
        "PATH": os.environ["PATH"], "PUBLIC_URL": ORIGIN, "PORT": str(settings.port),
        "REDIS_URL": valkey.url("gateway"), "VIEWER_KEY": KEY.decode(), "LOG_LEVEL": "debug",
    }  # fmt: skip
    program = "from studio.settings import Settings; from web.processes import run; run('gateway', Settings())"
    command = [sys.executable, "-c", program]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
    try:
        await until_ready(world.port)
        yield world, process
    finally:
        for viewer in world.viewers:
            await viewer.close()
        if process.returncode is None:
            process.kill()
            await process.communicate()
        await log.aclose()


async def get(port: int, path: str, method: str = "GET", *, tls: bool = False) -> tuple[int, bytes]:
    """One plain HTTP request; with `tls`, to whoever answers."""
    context = ssl.create_default_context() if tls else None
    if context is not None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return int(head.split(b" ")[1]), body


async def until_ready(port: int, status: int = 200, *, tls: bool = False) -> None:
    """Waits until `/health/ready` answers with this status."""
    async with asyncio.timeout(10):
        while True:
            with suppress(OSError, IndexError):
                if (await get(port, "/health/ready", tls=tls))[0] == status:
                    return
            await asyncio.sleep(0.02)


def ask(text: str = "Why is the office closed on Saturdays?", id: str | None = None, **more: Any) -> dict[str, Any]:
    """A viewer's ask."""
    return {"type": "ask", "id": id or secrets.token_hex(8), "text": text, **more}
