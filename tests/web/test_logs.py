"""What the logs say, and what they never say."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging

import structlog
from pydantic import TypeAdapter, ValidationError

from web.messages_desk import Claim

TEXT = "Aigul, IIN 870112300123"  # ASCII: JSON would escape anything else and hide it


def failed() -> None:
    try:
        TypeAdapter(Claim).validate_json(json.dumps({"type": "claim", "id": "12345678", "question": TEXT}))
    except ValidationError as error:
        raise RuntimeError(TEXT) from error


def test_an_error_is_its_type_and_its_places(logged: io.StringIO) -> None:
    try:
        failed()
    except RuntimeError as error:
        structlog.get_logger("web.test").error("failed", exc_info=error)
    line = json.loads(logged.getvalue())
    assert (line["event"], line["error"], line["cause"]) == ("failed", "RuntimeError", "ValidationError")
    assert "test_logs.py" in line["where"][-1]
    assert TEXT not in logged.getvalue()


def test_a_librarys_error_loses_its_message_too(logged: io.StringIO) -> None:
    try:
        failed()
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    line = json.loads(logged.getvalue())
    assert (line["event"], line["error"]) == ("Exception in ASGI application", "RuntimeError")
    assert TEXT not in logged.getvalue()


async def test_what_a_forgotten_task_died_of_is_not_quoted(logged: io.StringIO) -> None:
    async def fails() -> None:
        failed()

    task = asyncio.create_task(fails())
    await asyncio.wait({task})
    del task
    gc.collect()
    line = json.loads(logged.getvalue())
    assert (line["event"], line["error"]) == ("Task exception was never retrieved", "RuntimeError")
    assert TEXT not in logged.getvalue()


def test_handshakes_and_frames_of_the_libraries_are_not_logged(logged: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info('127.0.0.1:1 - "WebSocket /desk/b/ws" [accepted]')
    logging.getLogger("websockets.server").debug("< TEXT 'x'")
    logging.getLogger("uvicorn.access").info("x")
    assert logged.getvalue() == ""


def test_control_characters_do_not_reach_the_log_raw(logged: io.StringIO) -> None:
    structlog.get_logger("web.test").warning("a\r\nb\x1b[31m")
    assert logged.getvalue().count("\n") == 1
    assert "\x1b" not in logged.getvalue()
