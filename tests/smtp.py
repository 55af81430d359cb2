"""A real mail server on a free port, which keeps what it was sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = "tynda", "p@ss word"


@dataclass
class MailServer:
    """What it was sent, and how it behaves.

    Attributes:
        raw: letters as they came.
        to: their recipients.
        secure: whether each came over TLS.
        rcpt: what it answers to a recipient; "" to take them.
        data: what it answers to a letter; "" to take it.
        slow: it takes letters, but answers only when this is set.
    """

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    rcpt: str = ""
    data: str = ""
    slow: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data:
            return self.data
        self.raw.append(envelope.content)
        self.to += envelope.rcpt_tos
        self.secure.append(session.ssl is not None)
        if self.slow:
            await self.slow.wait()
        return "250 OK"


def _authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@asynccontextmanager
async def mail_server(port: int = 0, tls: Any = None, **more: Any) -> AsyncIterator[MailServer]:
    """Listens until the end.

    Args:
        port: where; 0 for any.
        tls: for STARTTLS; then a login is asked for as well.
        more: of `MailServer`.
    """
    made = MailServer(port, **more)
    auth: dict[str, Any] = {"authenticator": _authenticate, "auth_required": True, "tls_context": tls} if tls else {}
    loop, served = asyncio.get_running_loop(), list[SMTP]()

    def serve() -> SMTP:
        served.append(SMTP(made, loop=loop, hostname="mx.test", **auth))
        return served[-1]

    server = await loop.create_server(serve, "127.0.0.1", port)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        if made.slow:
            made.slow.set()
        server.close()
        for one in served:
            if one.transport:
                one.transport.close()
        await server.wait_closed()
        await asyncio.gather(*(one._handler_coroutine for one in served), return_exceptions=True)
