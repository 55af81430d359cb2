"""Health and metrics of the web process."""

from __future__ import annotations

import asyncio

import structlog
from litestar import Response, get

from studio.events import OFFICE
from studio.log import Unavailable
from web.context import AnyRequest, context
from web.health import status_of
from web.processes import PLACES

CHECK_S = 2.0

logger = structlog.get_logger("health")


@get("/health/live")
async def live() -> dict[str, str]:
    """The process runs and answers."""
    return {"status": "ok"}


@get("/health/ready")
async def ready(request: AnyRequest) -> Response[dict[str, str]]:
    """200 while the store answers and has our functions, "degraded" without the archive; else 503."""
    own = context(request)
    try:
        async with asyncio.timeout(CHECK_S):
            await own.air.knock(OFFICE, [])  # the function that takes questions, with none
    except (Unavailable, TimeoutError):
        return Response({"status": "unavailable", "reason": "store_away"}, status_code=503)
    except Exception as error:
        # It answers, and not as a store of ours: its functions or our user's rights are missing.
        logger.error("store", error=type(error).__name__)
        return Response({"status": "unavailable", "reason": "store_not_prepared"}, status_code=503)
    if not await own.archive.available():
        return Response({"status": "degraded", "reason": "archive_database_away"})
    if await status_of(own.settings.health_host, own.settings.port + PLACES["archive"]) == 503:
        return Response({"status": "degraded", "reason": "archive_not_ready"})
    return Response({"status": "ok"})


@get("/metrics")
async def metrics(request: AnyRequest) -> Response[bytes]:
    """For Prometheus."""
    return Response(context(request).metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


ROUTES = [live, ready, metrics]
