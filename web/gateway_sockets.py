"""The gateway's sockets: the listeners, one epoll over everybody, and its turns."""

from __future__ import annotations

import resource
import select
import socket
import ssl

import structlog

from studio.settings import Settings
from web.gateway_connection import CLOSED, Connection, Edge
from web.gateway_http import peer_of

BACKLOG = 4096
"""Connections the kernel keeps for us: a crowd comes within a second of the first word on air."""
ACCEPTS = 64
EVENTS = 128
"""Accepted, or acted on, before others get a turn."""
RESERVE = 64
"""File descriptors kept for the store, the logs and health."""
USER_TIMEOUT_MS = 20_000
"""Sent and unacknowledged for so long means the peer is gone, whatever the pings say."""

log = structlog.get_logger("gateway")


class Sockets:
    """The epoll is one file to the event loop, which calls `turn` when any socket has something."""

    def __init__(self, settings: Settings, edge: Edge, connections: dict[int, Connection]) -> None:
        """Takes where TLS files lie, whom connections tell, and where they are kept, by file descriptor."""
        self._edge = edge
        self._connections = connections
        self._epoll = select.epoll()
        self._listeners: dict[int, socket.socket] = {}
        self._limit = _descriptors() - RESERVE
        self._tls = _tls(settings)

    def fileno(self) -> int:
        """The epoll's own descriptor."""
        return self._epoll.fileno()

    def watch(self, fd: int, writing: bool) -> None:
        """Asks to be told when the socket can be written, or no more."""
        self._epoll.modify(fd, select.EPOLLIN | (select.EPOLLOUT if writing else 0))

    def close(self) -> None:
        """Closes the listeners and the epoll."""
        for listener in self._listeners.values():
            listener.close()
        self._epoll.close()

    def bind(self, host: str, port: int) -> None:
        """Listens on every address of the host.

        Raises:
            OSError: the port is taken.
        """
        for family, kind, _, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            listener = socket.socket(family, kind)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            # Accepted sockets inherit both: no system call a viewer.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
            listener.bind(address)
            listener.listen(BACKLOG)
            listener.setblocking(False)
            self._listeners[listener.fileno()] = listener
        self.listen(True)

    def listen(self, on: bool) -> None:
        """Begins to accept, or stops."""
        for fd in self._listeners:
            if on:
                self._epoll.register(fd, select.EPOLLIN)
            else:
                self._epoll.unregister(fd)

    def turn(self) -> None:
        """Acts on what the epoll holds, so much at a time."""
        for fd, events in self._epoll.poll(0, EVENTS):
            listener = self._listeners.get(fd)
            if listener is not None:
                self._accept(listener)
                continue
            connection = self._connections.get(fd)
            if connection is None:
                continue
            try:
                if events & select.EPOLLOUT:
                    connection.writable()
                if events & ~select.EPOLLOUT and connection.phase != CLOSED:
                    connection.readable()
            except Exception as error:
                # One viewer's trouble must not become everybody's.
                log.error("connection", error=type(error).__name__, exc_info=True)
                connection.abort()

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPTS):
            try:
                sock, address = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                return  # out of descriptors: `_limit` answers before it comes to this
            sock.setblocking(False)
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
            connection = Connection(sock, self._edge, peer_of(address[0]) or "", tls=self._tls is not None)
            self._connections[connection.fd] = connection
            self._epoll.register(connection.fd, select.EPOLLIN)
            if len(self._connections) > self._limit:
                self._edge.full(connection)


def _descriptors() -> int:
    """Raises the soft limit of open files to the hard one; says what it is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1 << 20


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if settings.tls_cert is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.tls_cert, settings.tls_key)
    return context
