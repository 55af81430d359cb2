"""Pages and files that change seldom: tagged by their content, so that who has them already is sent nothing."""

from __future__ import annotations

import hashlib
from typing import Any

from litestar import Response

from web.context import AnyRequest


def has(request: AnyRequest, tag: str) -> bool:
    """Whether the reader says that they have what this tag names (RFC 9110, 13.1.2: weak or not is the same)."""
    theirs = request.headers.get("if-none-match", "").strip()
    return theirs == "*" or tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in theirs.split(",")}


def tagged(request: AnyRequest, response: Response[str]) -> Response[Any]:
    """The response with a tag, or a 304 where the reader has the same; asked again each time."""
    body = str(response.content).encode()
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    if not has(request, tag):
        return response
    same: Response[Any] = Response(None, status_code=304, headers=dict(response.headers), cookies=response.cookies)
    return same
