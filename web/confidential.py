"""The confidential seat."""

from __future__ import annotations

from typing import Any

from studio.records import Refusal
from web.messages_desk import Divert
from web.socket import Caller, Handlers, Outcome, again


async def divert(caller: Caller, message: Divert) -> Outcome:
    """Hands a tip-off over."""
    return Refusal(code="no_confidential")


HANDLERS: Handlers = {"again": again}
ROUTES: list[Any] = []
