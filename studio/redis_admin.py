"""Makes a store ready for the house: the functions, and one Redis user a process with the least rights."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ResponseError

from studio.log import Unavailable
from studio.redis_client import Client, Connection

APPEND = (
    "(+hget +hmget +hset +hdel ~{b:*}:r:* ~{b:*}:public)"
    " (+xadd %W~{b:*}:log %W~{b:*}:air %W~{b:*}:inbox)"
    " (+get +set ~{b:*}:c:*)"
    " (+fcall|append ~{b:*}:g)"
)
"""What the function `append` does as its caller."""

KNOCK = (
    "(+hget %R~{b:*}:public)"
    " (+xadd %W~{b:*}:inbox)"
    " (+get +set ~{b:*}:i:* ~{b:*}:l:*)"
    " (+sadd +srem +scard ~{b:*}:v:*)"
    " (+fcall|knock ~{b:*}:g)"
)
"""What the function `knock` does as its caller."""

VOTERS = "(+scard +sunion %R~{b:*}:v:*) (+fcall|voters ~{b:*}:g)"
"""What the function `voters` does as its caller."""

AIR = "(+xread %R~{b:*}:air) (+hget +hgetall %R~{b:*}:public)"
LOG = "(+hget +hmget +hscan +hlen %R~{b:*}:r:*) (+xread +xrange +xrevrange %R~{b:*}:log)"
LISTED_AND_ON_AIR = (
    "(+hscan +hmget %R~{b:*}:r:listing %R~{b:*}:r:program %R~{b:*}:r:captions) (+xread +xrevrange %R~{b:*}:log)"
)
OBS = (
    "(+hget +hmget %R~{b:*}:r:briefing) (+hget +hmget +hset ~{b:*}:r:obs) (+xadd %W~{b:*}:log) (+fcall|append ~{b:*}:g)"
)
"""What `append` does for a process that writes records of one kind, and of that kind alone."""
MAIL = (
    "(+hmget +hset ~{b:*}:r:mailing ~{b:*}:r:reminder) (+xadd %W~{b:*}:log) (+fcall|append ~{b:*}:g) (+hset %W~forget)"
)
"""The same for letters that were sent, and for what has to leave the store's file then."""
SESSIONS = (
    "(+get +set +getex +del +exists +expire +pexpire +ttl +pttl"
    " +hget +hmget +hset +hdel +hgetall +hexists +sadd +srem +smembers ~s:*)"
)

RIGHTS: Mapping[str, str] = {
    "gateway": f"{KNOCK} {AIR}",
    "web": f"{KNOCK} {AIR} {LOG} {APPEND} {SESSIONS} (+get %R~receipt:*) (+hset %W~forget)",
    "desk": f"{LOG} {APPEND} (+xread +xrange +xdel ~{{b:*}}:inbox) {VOTERS} (+get +set ~receipt:*)",
    "archive": f"{LOG} {MAIL}",
    "obs": f"{LISTED_AND_ON_AIR} {OBS}",
}
"""The rights of each process's user: selectors, each its commands on its keys."""

EVERYONE = "-@all +time +ping"
CLUSTER = "+cluster|slots +cluster|shards +command"
"""What a cluster's client asks before it can route."""


def library() -> str:
    """The source of the functions."""
    return (files("studio") / "functions" / "tynda.lua").read_text(encoding="utf-8")


def rule(process: str, password: str, *more: str) -> list[str]:
    """The words of `ACL SETUSER` for a process's user; they hold the password's hash, never the password."""
    digest = hashlib.sha256(password.encode()).hexdigest()
    return ["reset", "on", f"#{digest}", *EVERYONE.split(), *more, *_selectors(RIGHTS[process])]


def _asked_first(admin_url: str) -> list[str]:
    """What a client says before its first command, by the URL."""
    parts = urlsplit(admin_url)
    if parts.scheme.endswith("+cluster"):
        return [*CLUSTER.split()]
    select: list[str] = [] if parts.path in {"", "/", "/0"} else ["+select"]
    return select


def _selectors(rights: str) -> list[str]:
    return [f"({selector.strip(' ()')})" for selector in rights.split(") (")]


def url_for(admin_url: str, user: str, password: str) -> str:
    """The administrator's URL with another user's name and password in it."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"))


async def _on(client: Any, nodes: str, *command: Any) -> None:
    """Sends a command to these nodes of a cluster, or to the one store there is."""
    if isinstance(client, RedisCluster):
        await client.execute_command(*command, target_nodes=nodes)
    else:
        await client.execute_command(*command)


async def _keep(client: Client) -> bool:
    """Writes the users where the store finds them after a restart; False where it has no such place."""
    for command in ("ACL SAVE", "CONFIG REWRITE"):
        try:
            await _on(client, RedisCluster.ALL_NODES, command)
        except ResponseError:
            continue
        return True
    return False


async def prepare(admin_url: str, passwords: Mapping[str, str], *, patience_s: float = 30.0) -> bool:
    """Waits for the store, loads the functions and sets the users' rights; may be repeated at any time.

    Args:
        admin_url: the store, as a user who may do this.
        passwords: of the processes' users, by process.
        patience_s: how long the store may take to come up.

    Returns:
        Whether the store keeps the users over its own restart; if not, prepare it again after one.

    Raises:
        Unavailable: the store did not come up.
    """
    connection = Connection(admin_url)
    try:
        client = await _wait(connection, patience_s)
        # Replicas get functions from their primaries, but each keeps its own users.
        await _on(client, RedisCluster.PRIMARIES, "FUNCTION LOAD", "REPLACE", library())
        for process, password in passwords.items():
            words = rule(process, password, *_asked_first(admin_url))
            await _on(client, RedisCluster.ALL_NODES, "ACL SETUSER", process, *words)
        return await _keep(client)
    finally:
        await connection.aclose()


async def _wait(connection: Connection, patience_s: float) -> Client:
    loop = asyncio.get_running_loop()
    until = loop.time() + patience_s
    while True:
        try:
            await connection.call("PING")
        except Unavailable:
            if loop.time() > until:
                raise
            await asyncio.sleep(0.02)
        else:
            return connection.client
