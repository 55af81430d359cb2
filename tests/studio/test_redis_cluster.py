"""The same on a Cluster: every key of a briefing in one slot, each process with its own user."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from studio.embedded import Embedded
from studio.log import Append, Appended, Conflict
from studio.redis_admin import RIGHTS, prepare, url_for
from studio.redis_air import Knock, RedisAir
from studio.redis_log import RedisLog

pytestmark = pytest.mark.integration

ENTRY = b'{"at":1,"by":"x","events":[],"touched":[]}'
SLOTS = 16384


class Node(Embedded):
    """A Valkey in cluster mode."""

    def _configuration(self) -> str:
        return super()._configuration() + f"cluster-enabled yes\ncluster-port {self.port + 1}\n"


@pytest.fixture
async def cluster(tmp_path: Path, free_ports: list[int]) -> AsyncIterator[Any]:
    """Two primaries; the URL of each process by name, the administrator's under `admin`."""
    nodes = [Node(tmp_path / str(port), port) for port in free_ports[::2]]  # each needs the next port, too
    # One administrator for both: a cluster's client uses the same name and password everywhere.
    nodes[1].data_dir.joinpath("users.acl").write_bytes(nodes[0].data_dir.joinpath("users.acl").read_bytes())
    nodes[1]._password = nodes[0]._password
    try:
        await asyncio.gather(*(node.start() for node in nodes))
        await form(nodes)
        admin = nodes[0].url.replace("redis://", "redis+cluster://").removesuffix("/0")
        passwords = {process: secrets.token_urlsafe(16) for process in RIGHTS}
        assert await prepare(admin, passwords)
        yield {"admin": admin} | {process: url_for(admin, process, passwords[process]) for process in RIGHTS}
    finally:
        await asyncio.gather(*(node.stop() for node in nodes))


async def form(nodes: list[Node]) -> None:
    clients = [Redis.from_url(node.url) for node in nodes]
    half = SLOTS // 2
    await clients[0].execute_command("CLUSTER", "ADDSLOTSRANGE", 0, half - 1)
    await clients[1].execute_command("CLUSTER", "ADDSLOTSRANGE", half, SLOTS - 1)
    await clients[1].execute_command("CLUSTER", "SET-CONFIG-EPOCH", 2)
    await clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", nodes[1].port, nodes[1].port + 1)
    async with asyncio.timeout(30):
        for client in clients:
            while b"cluster_state:ok" not in await info(client):
                await asyncio.sleep(0.05)
            await client.aclose()


async def info(client: Redis) -> bytes:
    said = await client.execute_command("CLUSTER", "INFO")
    return said if isinstance(said, bytes) else "".join(f"{k}:{v}\n" for k, v in said.items()).encode()


async def test_the_whole_port_on_a_cluster(cluster):
    """Twenty briefings over two nodes, followed and written at the same time by clients that start together."""
    web, desk, air = (
        RedisLog.connect(cluster["web"]),
        RedisLog.connect(cluster["desk"]),
        RedisAir.connect(cluster["gateway"]),
    )
    briefings = [f"b{n}" for n in range(20)]

    async def play(briefing: str) -> None:
        append = Append({"question/a": None}, {"question/a": b"{}"}, ENTRY, air=[b"{}"], intake="open", command="x:1")
        done = await web.append(briefing, append)
        assert isinstance(done, Appended)
        assert await web.append(briefing, append) == Appended(done.id, repeated=True)
        assert await web.append(briefing, Append({"question/a": None}, {}, ENTRY)) == Conflict("question/a")
        assert (await air.knock(briefing, [Knock("ask", "ann", "c1", "a", "q", "R", b"{}")]))[0].ok
        ((knocked,), (logged,), (view,)) = await asyncio.gather(
            anext(desk.inbox(briefing, "0")), anext(web.follow(briefing, "0")), anext(air.follow(briefing, "0"))
        )
        assert (knocked.fields["receipt"], logged.id, view.version) == (b"R", done.id, done.id)
        assert (await desk.scan(briefing, ["question"]))[1] == {"question/a": (done.id, b"{}")}
        assert await desk.read(briefing, ["question/a", "claim/a"]) == {"question/a": (done.id, b"{}"), "claim/a": None}
        assert (await air.snapshot(briefing)).intake == "open"
        assert await desk.votes(briefing, {"a": ["a"], "b": ["b", "c"]}) == {"a": 0, "b": 0}
        await desk.put_receipts(briefing, {briefing: "q"})
        assert await web.receipt(briefing) == (briefing, "q")

    async with asyncio.timeout(30):
        await asyncio.gather(*(play(b) for b in briefings), air.ping(), web.ping(), desk.ping())
    for port in (web, desk, air):
        await port.aclose()
