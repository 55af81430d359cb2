"""JSON logs that hold no names, addresses, texts or tokens.

An exception is logged as its type and the places it passed through, never with its message: a
validation error quotes what somebody wrote.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO

import structlog

FRAMES = 12
QUIET = (
    "uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "websockets.server", "simpleobsws", "alembic",
    "asyncio",
)  # fmt: skip
"""uvicorn logs addresses and paths of handshakes at INFO; websockets and simpleobsws log whole messages at DEBUG."""


def _where(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    found: dict[str, Any] = {
        "error": type(error).__qualname__,
        "where": [f"{f.filename.rpartition('site-packages/')[2]}:{f.lineno} {f.name}" for f in frames],
    }
    if error.__cause__ is not None:
        found["cause"] = type(error.__cause__).__qualname__
    return found


def exceptions(logger: Any, method: str, event: Any) -> Any:
    """A structlog processor: `exc_info` becomes the error's type and places."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[1] is not None:
        event |= _where(info[1], info[2])
    return event


def _stripped(logger: Any, method: str, event: Any) -> Any:
    """Keeps the first line, and keeps it short: asyncio's further ones show a task with its exception's message."""
    event["event"] = str(event["event"]).strip().partition("\n")[0][:500]
    return event


def configure(process: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Sends structlog's and the libraries' logs to stderr as JSON lines.

    Args:
        process: the process's name, on every line.
        level: the least severe level that is logged.
        stream: in place of stderr.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exceptions,
        _stripped,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.contextvars.bind_contextvars(process=process)
