"""The speakers' page and socket: what is on air now, and next."""

from __future__ import annotations

from typing import Any

from litestar import Response, WebSocket, get, websocket
from litestar.params import FromPath

from web.context import AnyRequest
from web.seats import page, talk
from web.socket import Handlers, again

HANDLERS: Handlers = {"again": again}


@get("/speaker/{briefing:str}")
async def speaker_page(request: AnyRequest, briefing: FromPath[str]) -> Response[str]:
    """The speaker's page."""
    return await page(request, "speaker", "speaker", briefing, at=f"/speaker/{briefing}/ws")


@websocket("/speaker/{briefing:str}/ws")
async def speaker_socket(socket: WebSocket[Any, Any, Any], briefing: FromPath[str]) -> None:
    """The speaker's socket."""
    await talk(socket, "speaker", "speaker", briefing, HANDLERS)


ROUTES = [speaker_page, speaker_socket]
