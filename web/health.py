"""`/health/live`, `/health/ready` and `/metrics` for the processes that serve nothing else.

*Live* says that the event loop turns. *Ready* says whether the process can do its work now, and why
not: 200 (also when merely `degraded`) or 503, with a small JSON body.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from inspect import isawaitable
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest

Report = tuple[int, dict[str, Any]]
"""An HTTP status and the body that explains it."""
Ready = Callable[[], "Report | Awaitable[Report]"]

_HEAD_LIMIT = 8192
_PATIENCE_S = 5.0
"""How long a client may take over its request; a prober that hangs must not hold a socket for ever."""
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def http(status: int, kind: str, body: bytes, extra: str = "") -> bytes:
    """One whole HTTP/1.1 response that ends the connection.

    Args:
        status: the status code.
        kind: the body's media type.
        body: the body.
        extra: further header lines, each ended by CR LF.
    """
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        f"Cache-Control: no-store\r\n{extra}Connection: close\r\n\r\n"
    )
    return head.encode("latin-1") + body


def as_json(report: Report) -> bytes:
    """A report as a whole response."""
    return http(report[0], "application/json", json.dumps(report[1]).encode())


class _Server:
    """Answers the three paths; one object per port."""

    def __init__(self, ready: Ready, registry: CollectorRegistry) -> None:
        self._ready = ready
        self._registry = registry

    async def _answer(self, head: bytes) -> bytes:
        words = head.split(b"\r\n", 1)[0].split(b" ")
        if len(words) != 3 or words[0] not in {b"GET", b"HEAD"}:
            return as_json((405, {"status": "only GET is understood"}))
        path = words[1].partition(b"?")[0]
        if path == b"/health/live":
            return as_json((200, {"status": "live"}))
        if path == b"/health/ready":
            report = self._ready()
            return as_json(await report if isawaitable(report) else report)
        if path == b"/metrics":
            return http(200, METRICS_TYPE, generate_latest(self._registry))
        return as_json((404, {"status": "no such path"}))

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reads one request, answers, closes."""
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_PATIENCE_S):
                writer.write(await self._answer(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                await writer.wait_closed()


async def serve(host: str, port: int, ready: Ready, registry: CollectorRegistry) -> asyncio.Server:
    """Starts answering on a port; `close()` the result to stop.

    Args:
        host: the address to bind.
        port: the port; 0 takes a free one.
        ready: gives (status, body) of `/health/ready`, at once or awaited.
        registry: what `/metrics` shows.

    Raises:
        OSError: when the port is taken.
    """
    return await asyncio.start_server(_Server(ready, registry).handle, host, port, limit=_HEAD_LIMIT)


async def status_of(host: str, port: int, timeout: float = 0.5) -> int | None:  # noqa: ASYNC109 — a plain number suits callers
    """What another process answers to `/health/ready`: its HTTP status, or None when nothing answers there.

    Lets web and gateway say `degraded` while the archive can't write, without depending on it.

    Args:
        host: where the other process listens.
        port: its health port.
        timeout: seconds to wait at most.
    """
    writer = None
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"GET /health/ready HTTP/1.1\r\nHost: health\r\n\r\n")
            return int((await reader.readline()).split(b" ")[1])
    except (OSError, TimeoutError, ValueError, IndexError):
        return None
    finally:
        if writer is not None:
            writer.close()
