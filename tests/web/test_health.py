"""The small HTTP server of processes that serve nothing else."""

import asyncio
import json

import pytest
from prometheus_client import CollectorRegistry, Counter

from web import health


async def ask(port: int, request: bytes) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body


@pytest.fixture
async def served():
    registry = CollectorRegistry()
    Counter("knocks", "Knocks", registry=registry).inc(3)
    report = {"now": (200, {"status": "ready"})}
    server = await health.serve("127.0.0.1", 0, lambda: report["now"], registry)
    yield server.sockets[0].getsockname()[1], report
    server.close()
    await server.wait_closed()


async def test_ready_follows_what_the_process_says(served):
    port, report = served
    assert await ask(port, b"GET /health/live HTTP/1.1\r\n\r\n") == (200, b'{"status": "live"}')
    assert (await ask(port, b"GET /health/ready HTTP/1.1\r\n\r\n"))[0] == 200
    assert await health.status_of("127.0.0.1", port) == 200
    report["now"] = (503, {"status": "away", "why": "the store does not answer"})
    status, body = await ask(port, b"GET /health/ready?x=1 HTTP/1.1\r\n\r\n")
    assert status == 503
    assert json.loads(body)["why"] == "the store does not answer"
    assert await health.status_of("127.0.0.1", port) == 503


async def test_metrics_and_what_is_not_understood(served):
    port, _ = served
    status, body = await ask(port, b"GET /metrics HTTP/1.1\r\n\r\n")
    assert status == 200
    assert b"knocks_total 3.0" in body
    assert (await ask(port, b"GET /secret HTTP/1.1\r\n\r\n"))[0] == 404
    assert (await ask(port, b"POST /metrics HTTP/1.1\r\n\r\n"))[0] == 405
    assert (await ask(port, b"\r\n\r\n"))[0] == 405


async def test_ready_may_be_awaited():
    async def ready():
        return 200, {"status": "degraded"}

    server = await health.serve("127.0.0.1", 0, ready, CollectorRegistry())
    assert await ask(server.sockets[0].getsockname()[1], b"GET /health/ready HTTP/1.0\r\n\r\n") == (
        200,
        b'{"status": "degraded"}',
    )
    server.close()
    await server.wait_closed()


async def test_nothing_there_is_no_answer():
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await health.status_of("127.0.0.1", port) is None
    server.close()
    await server.wait_closed()
    assert await health.status_of("127.0.0.1", port) is None
