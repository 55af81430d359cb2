"""How uvicorn serves the web process: sizes, limits, and a protocol that lets a socket be cut."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from studio.settings import Settings

MAX_MESSAGE = 64 * 1024
"""Bytes of a staff message: a briefing's details in three languages need about 20 KB."""
WRITE_BUFFER = 256 * 1024
USER_TIMEOUT_MS = 20_000
"""How long sent data may stay unacknowledged: a tablet out of range is gone after that, not after minutes."""
GRACE_S = 2
ABORT = "tynda.abort"
"""The ASGI extension by which `web.socket` cuts a connection."""


class Protocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol; the application may cut a peer that does not read, who survives every ping."""

    def connection_made(self, transport: Any) -> None:
        """Bounds the write buffer and the time that sent data may stay unacknowledged."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=WRITE_BUFFER)
        raw = transport.get_extra_info("socket")
        if raw is not None and hasattr(socket, "TCP_USER_TIMEOUT") and raw.family != socket.AF_UNIX:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)

    async def run_asgi(self) -> None:
        """Hands the application the means to cut the connection."""
        self.scope["extensions"] = {**(self.scope.get("extensions") or {}), ABORT: {"abort": self.transport.abort}}
        await super().run_asgi()


class Server(uvicorn.Server):
    """uvicorn's server; says first that it stops, since what has no end would hold it up."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the feeds, and then serving."""
        self._stopping()
        await super().shutdown(sockets)


def config(app: Any, settings: Settings) -> uvicorn.Config:
    """Uvicorn's configuration for the web process."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        access_log=False,  # it would hold addresses and paths
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        ws=Protocol,
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE_S,
    )
