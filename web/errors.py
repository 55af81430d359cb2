"""Refusals over HTTP: RFC 9457 problem details, or a page in the reader's language."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from studio.archive.engine import away
from studio.log import Unavailable
from web.context import AnyRequest
from web.pages import render
from web.turns import Busy

PROBLEM = "application/problem+json"
CODES = {
    400: "malformed", 401: "no_session", 403: "forbidden", 404: "not_found", 405: "not_allowed",
    410: "wiped", 413: "too_big", 429: "too_fast", 503: "unavailable",
}  # fmt: skip
"""The word of `docs/protocol.md` for a status that nobody gave one."""

_logger = structlog.get_logger("web.errors")


class Problem(HTTPException):
    """An HTTP refusal with a word of `docs/protocol.md`."""

    def __init__(self, status: int, code: str | None = None, retry_s: int | None = None) -> None:
        """Refuses.

        Args:
            status: the HTTP status.
            code: the word; the status's own by default.
            retry_s: when to ask again.
        """
        self.code = code or CODES.get(status, "error")
        headers = None if retry_s is None else {"Retry-After": str(retry_s)}
        super().__init__(detail=self.code, status_code=status, headers=headers)


def body(status: int, code: str) -> bytes:
    """A problem's body: type, title, status and our code; never anything that the client sent."""
    return msgspec.json.encode(
        {"type": f"urn:tynda:{code}", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    )


def handle(request: AnyRequest, error: Exception) -> Response[Any]:
    """Litestar's handler for every exception."""
    if isinstance(error, Unavailable):  # the store
        error = Problem(503)
    if away(error):
        _logger.warning("archive_away", error=type(error).__name__)
        error = Problem(503)
    if isinstance(error, Busy):
        error = Problem(503, retry_s=error.retry_s)
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = error.code if isinstance(error, Problem) else CODES.get(status, "error")
    if status == 500:
        _logger.error("request_failed", exc_info=error)
    wants_page = "text/html" in request.headers.get("accept", "")
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if wants_page and request.method in {"GET", "HEAD"}:
        page = render(request, "error.html", status=status, problem=status, code=code)
        page.headers.update(headers)
        return page
    return Response(body(status, code), status_code=status, media_type=PROBLEM, headers=headers)
