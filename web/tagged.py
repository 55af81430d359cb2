"""Pages and files that change seldom: tagged by their content, so that who has them already is sent nothing."""

from __future__ import annotations

import hashlib
from typing import Any

from litestar import Request, Response


def tagged(request: Request[Any, Any, Any], response: Response[str]) -> Response[Any]:
    """The response with a tag, or a 304 where the reader has the same; asked again each time."""
    body = str(response.content).encode()
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    if tag not in {one.strip() for one in request.headers.get("if-none-match", "").split(",")}:
        return response
    same: Response[Any] = Response(None, status_code=304, headers=dict(response.headers), cookies=response.cookies)
    return same
