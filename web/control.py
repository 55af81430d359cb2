"""Health and metrics of the web process."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get

from studio.log import Unavailable
from web.context import context

CHECK_S = 2.0


@get("/health/live")
async def live() -> dict[str, str]:
    """The process runs and answers."""
    return {"status": "ok"}


@get("/health/ready")
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """200 while the store answers and has our functions, "degraded" without the archive's database; else 503."""
    own = context(request)
    try:
        await asyncio.wait_for(own.log.ping(), CHECK_S)
    except (Unavailable, TimeoutError):
        return Response({"status": "unavailable", "reason": "store_away"}, status_code=503)
    if not await own.archive.available():
        return Response({"status": "degraded", "reason": "archive_database_away"})
    return Response({"status": "ok"})


@get("/metrics")
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """For Prometheus."""
    return Response(context(request).metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


ROUTES = [live, ready, metrics]
