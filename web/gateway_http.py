"""The gateway's handshake: who may open a WebSocket, and the plain answers of everybody else.

Refusals are problem documents (RFC 9457) whose `code` is a word of `docs/protocol.md`.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
from typing import NamedTuple

from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

from studio.events import LISTS
from studio.settings import Settings
from web import viewer_id
from web.health import http

_BRIEFING = re.compile(r"/b/([A-Za-z0-9_-]{1,40})")
# websockets logs addresses and handshakes; nothing of a viewer goes to the log.
_SILENT = logging.getLogger("tynda.gateway.silent")
_SILENT.disabled = True

ROUTES = {
    "/health/live": "anyone: whether the process turns",
    "/health/ready": "anyone: whether it can take questions",
    "/metrics": "anyone: figures for Prometheus",
    "/b/{briefing}": "a viewer with a signed cookie, from a page of ours: the audience's WebSocket",
}
"""Every path of the gateway and who may ask for it."""

TITLES = {
    "malformed": (400, "The request can't be understood"),
    "no_session": (401, "No viewer's cookie, or not one of ours"),
    "foreign_origin": (403, "This page may not open a WebSocket here"),
    "not_found": (404, "There is no such briefing"),
    "wiped": (410, "This was a rehearsal; it is over, and wiped"),
    "method": (405, "Only GET is understood"),
    "not_a_websocket": (426, "This path is a WebSocket"),
    "crowded": (503, "Too many connections from this network"),
    "full": (503, "No room for another connection"),
    "unavailable": (503, "The store does not answer"),
    "restarting": (503, "The gateway is restarting"),
}
RETRY_S = 5


class HandshakeRefusedError(Exception):
    """The handshake ends with a problem document; `code` is a key of `TITLES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Admitted(NamedTuple):
    """A handshake that holds: which briefing, the viewer's pseudonym there, and the 101 response, not yet sent."""

    briefing: str
    author: str
    response: bytes


def problem(code: str) -> bytes:
    """The whole response that refuses, as `application/problem+json`."""
    status, title = TITLES[code]
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    extra = f"Retry-After: {RETRY_S}\r\n" if status == 503 else "Allow: GET\r\n" if status == 405 else ""
    if status == 426:
        extra = "Upgrade: websocket\r\n"
    return http(status, "application/problem+json", json.dumps(body).encode(), extra)


def read(head: bytes) -> tuple[ServerProtocol, Request]:
    """The request, parsed by websockets, and the protocol object that can accept it.

    Raises:
        HandshakeRefusedError: it is no HTTP/1.1 request without a body.
    """
    protocol = ServerProtocol(logger=_SILENT)
    protocol.receive_data(head)
    events = protocol.events_received()
    if not events or not isinstance(events[0], Request):
        raise HandshakeRefusedError("malformed")
    return protocol, events[0]


class Door:
    """Checks handshakes for `/b/<briefing>` against the settings, read once."""

    def __init__(self, settings: Settings) -> None:
        """Takes whose origins, cookie and key count."""
        self._origins = settings.origins
        self._cookie = settings.viewer_cookie
        self._key = settings.viewers

    def admit(self, protocol: ServerProtocol, request: Request) -> Admitted:
        """What the handshake asks for, if it holds; whether there is such a briefing the caller finds out.

        Args:
            protocol: from `read`.
            request: from `read`.

        Raises:
            HandshakeRefusedError: with the code of the first check that fails, in the protocol document's order.
        """
        if request.method != "GET":
            raise HandshakeRefusedError("method")
        match = _BRIEFING.fullmatch(request.path.partition("?")[0])
        if match is None or match[1] in LISTS:
            raise HandshakeRefusedError("not_found")
        response = protocol.accept(request)
        if response.status_code != 101:
            raise HandshakeRefusedError("not_a_websocket" if response.status_code == 426 else "malformed")
        # Exactly one Origin, one of ours: a browser always sends it, and CORS does not cover WebSockets.
        origins = request.headers.get_all("Origin")
        if len(origins) != 1 or origins[0] not in self._origins:
            raise HandshakeRefusedError("foreign_origin")
        viewer = viewer_id.verify(self._key, cookie(request.headers, self._cookie))
        if viewer is None:
            raise HandshakeRefusedError("no_session")
        return Admitted(match[1], viewer_id.author(self._key, match[1], viewer), response.serialize())


def cookie(headers: Headers, name: str) -> str:
    """The value of a cookie, or nothing."""
    for line in headers.get_all("Cookie"):
        for pair in line.split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value
    return ""


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Addresses:
    """From where a viewer comes, as far as anybody may know: the prefix that is limited together."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        """Takes the proxies whose X-Forwarded-For is believed, as addresses or networks.

        Raises:
            ValueError: one of them is neither.
        """
        self._trusted: list[Network] = [ipaddress.ip_network(proxy, strict=False) for proxy in trusted]

    def prefix(self, peer: str, headers: Headers) -> str:
        """The /24 of an IPv4 address, the /56 of an IPv6 one.

        X-Forwarded-For counts only where the peer is a trusted proxy, and then from the right: what
        stands left of the first address that no trusted proxy wrote, anybody may have written.

        Args:
            peer: the socket's address.
            headers: of the request.
        """
        if self._trusted:
            for hop in reversed([peer_of(h) for line in headers.get_all("X-Forwarded-For") for h in line.split(",")]):
                if not self._trusts(peer) or hop is None:
                    break
                peer = hop
        return prefix_of(peer)

    def _trusts(self, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        return any(ip in network for network in self._trusted)


def peer_of(text: str) -> str | None:
    """An address in the form the house uses, or None when it is none; an IPv4 address inside IPv6 is IPv4."""
    try:
        ip = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return str(mapped or ip)


def prefix_of(address: str) -> str:
    """The network that shares an allowance: a household or an office, not the whole operator."""
    if ":" not in address:
        return address.rpartition(".")[0] + ".0/24"
    return str(ipaddress.ip_network((address, 56), strict=False))
