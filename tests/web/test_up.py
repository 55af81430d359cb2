"""`tynda up` against a store and a database of one's own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError

from studio.embedded import find_binary
from studio.redis_admin import url_for
from tests.browser.house import PORTS
from tests.ports import unused_port
from tests.waiting import until
from web.cli_children import passwords
from web.cli_demo import answer
from web.processes import PLACES

pytestmark = pytest.mark.integration

SECRET = "u" * 48


@asynccontextmanager
async def up(redis_url: str, database_url: str, *names: str, **more: str) -> AsyncIterator[tuple[Any, int]]:
    """The command as a child, with its first port; ended by SIGTERM, and looked whether it ended well."""
    port = unused_port(len(PLACES))
    environment = {
        "PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "REDIS_URL": redis_url, "DATABASE_URL": database_url,
        "PORT": str(port), "PUBLIC_URL": f"http://localhost:{port}", "GATEWAY_URL": f"ws://localhost:{port + 1}",
    } | more  # fmt: skip
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "web.cli", "up", *names, env=environment, stderr=asyncio.subprocess.PIPE
    )
    drain = asyncio.create_task(child.stderr.read())  # type: ignore[union-attr]
    try:
        yield child, port
        child.terminate()
        async with asyncio.timeout(6):
            assert await child.wait() == 0, (await drain)[-2000:]
    finally:
        if child.returncode is None:
            child.kill()
        await drain
        await child.wait()


async def ready(port: int, *places: int) -> None:
    async with asyncio.timeout(40):
        for place in places:
            while await answer(f"http://127.0.0.1:{port + place}/health/ready") != 200:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_all_of_the_procfile_runs(
    own_valkey: Any, tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    sqlite = f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3"
    url = sqlite if database == "sqlite" else request.getfixturevalue("postgres_url")
    async with up(own_valkey.admin_url, url) as (_, port):
        await ready(port, 0, 1, 3, 4)
        assert await answer(f"http://127.0.0.1:{port + PLACES['obs']}/health/live") is None, "nobody said where OBS is"


async def test_obs_is_looked_for_where_it_is_said_to_be(own_valkey: Any, tmp_path: Path) -> None:
    nowhere, database = unused_port(), f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3"
    async with up(own_valkey.admin_url, database, "obs", OBS_URL=f"ws://127.0.0.1:{nowhere}") as (_, port):
        health = f"http://127.0.0.1:{port + PLACES['obs']}/health/ready"
        told = {"status": "not ready", "away": {"obs": "no_answer"}}
        await until(lambda: answers(health, told), "it says that OBS is not there, and all else is", 40)


async def answers(url: str, body: Any) -> bool:
    with suppress(httpx.TransportError):
        async with httpx.AsyncClient(trust_env=False) as client:
            return bool((await client.get(url)).json() == body)
    return False


@pytest.mark.parametrize("command", ["up", "run"])
async def test_obs_without_its_address_is_one_line(command: str) -> None:
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "PORT": str(unused_port(len(PLACES)))}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "web.cli", command, "obs", env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await child.communicate()
    assert (child.returncode, said) == (2, b"tynda: OBS_URL: is needed by obs, since it says where OBS is\n")


async def test_each_process_has_its_own_password(own_valkey: Any, tmp_path: Path) -> None:
    admin = own_valkey.admin_url
    async with up(admin, f"sqlite+aiosqlite:///{tmp_path}/a.sqlite3", "desk") as (_, port):
        await ready(port, 3)
        probe = Redis.from_url(url_for(admin, "desk", passwords(SECRET)["desk"]))
        try:
            await probe.ping()
        finally:
            await probe.aclose()
    wrong = Redis.from_url(url_for(admin, "desk", "guessed"))
    with pytest.raises(AuthenticationError):
        await wrong.ping()
    await wrong.aclose()


@asynccontextmanager
async def forgetful(port: int) -> AsyncIterator[None]:
    """A store without any file: it keeps neither users nor functions over its end."""
    child = await asyncio.create_subprocess_exec(
        str(find_binary()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        child.kill()
        await child.wait()


async def test_a_store_that_forgot_its_users_is_told_again(tmp_path: Path) -> None:
    store = unused_port(PORTS)
    async with forgetful(store):
        url = f"redis://127.0.0.1:{store}/0"
        async with up(url, f"sqlite+aiosqlite:///{tmp_path}/a.sqlite3", "desk") as (_, port):
            await ready(port, 3)
            client = Redis.from_url(url)
            await client.execute_command("ACL", "DELUSER", "desk", "gateway")
            await client.execute_command("FUNCTION", "FLUSH")
            async with asyncio.timeout(20):
                while len(await client.execute_command("ACL", "LIST")) < len(passwords(SECRET)) + 1:
                    await asyncio.sleep(0.05)
                assert await client.execute_command("FUNCTION", "LIST")
            await client.aclose()
            await ready(port, 3)


async def test_a_store_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "REDIS_URL": "redis://u:hidden@127.0.0.1:9/0",
        "PORT": str(unused_port(PORTS)),
    }  # fmt: skip
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "web.cli", "invite", "owner", env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await child.communicate()
    assert child.returncode == 2
    assert said == b"tynda: REDIS_URL: the store does not answer (ConnectionError)\n"
