"""Security headers of every page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders

from studio.settings import Settings

HASHED = "/static/dist/assets/"
"""Files whose names change with their content."""


def _connect(settings: Settings) -> str:
    """Where our scripts may connect: ourselves, our sockets, the gateway, the media process."""
    sockets = [origin.replace("http", "ws", 1) for origin in sorted(settings.origins)]
    found = ["'self'", *sockets]
    for url in (settings.gateway_url, settings.media_url):
        if url:
            parts = urlsplit(url)
            twins = {"localhost", "127.0.0.1"} if parts.hostname in {"localhost", "127.0.0.1"} else {parts.hostname}
            port = f":{parts.port}" if parts.port else ""
            found += [f"{parts.scheme}://{host}{port}" for host in sorted(twins, key=str)]
    return " ".join(dict.fromkeys(found))


def policy(settings: Settings, path: str) -> str:
    """The Content-Security-Policy of a page.

    Args:
        settings: for the addresses of our other processes.
        path: a viewer's page may frame the briefing's player; a screen may be framed by our own pages.
    """
    frames = "https:" if path.startswith(("/b/", "/archive/")) else "'self'"
    ancestors = "'self'" if path == "/screen" else "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        f"img-src 'self' data:; media-src 'self' https:; connect-src {_connect(settings)}; frame-src {frames}; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
    )


def hook(settings: Settings, count: Callable[[int], None]) -> Callable[[Any, Any], Awaitable[None]]:
    """Litestar's `before_send`: adds the headers to every response, and counts it.

    Args:
        settings: as for `policy`.
        count: is told each response's status.
    """

    async def before_send(message: Any, scope: Any) -> None:
        if message["type"] != "http.response.start":
            return
        count(message["status"])
        headers = MutableScopeHeaders.from_message(message)
        path = scope["path"]
        # A graphic's frame and files have a stricter one.
        headers.setdefault("Content-Security-Policy", policy(settings, path))
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if urlsplit(settings.public_url).scheme == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if path.startswith(HASHED) and message["status"] == 200:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
            headers["Access-Control-Allow-Origin"] = "*"  # a contained graphic's frame, which is of no origin

    return before_send
