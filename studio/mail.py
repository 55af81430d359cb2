"""Letters by SMTP: what they look like, and one connection to the mail server over which they are handed over.

A letter is handed over in two steps, so that whoever sends it can write down that it does in between: `offer` names the
recipient, whom the server may refuse; only `hand_over` sends. What is refused was certainly not sent; when the
connection breaks during the second step, nobody knows (`UnsureError`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime, parseaddr
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPConnectError, SMTPException, SMTPResponseException

STEP_S = 20.0
"""How long the mail server may take over one command."""
PORTS = {"smtp": 25, "smtps": 465}
BAD_ADDRESS = 553
"""RFC 5321: mailbox name not allowed."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


NO_SUCH = frozenset({501, 510, 511, 550, 551, 553})
"""What is said of a recipient (RFC 5321, 4.2): no such mailbox. Other refusals, as of relaying, are of who sends."""


class AwayError(Exception):
    """The mail server is away, or does not let us in; nothing was sent. The text shows no address."""


class NotTakenError(Exception):
    """The mail server did not take this letter; `final` when it won't take it later either."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.final = 500 <= code < 600


class UnsureError(Exception):
    """The connection broke while the letter was handed over: it may have been sent."""


class Letter(NamedTuple):
    """One letter.

    Attributes:
        to: the recipient's address.
        subject: one line.
        text: plain text.
        language: of both.
        name: what makes its Message-ID, the same for the same letter; ASCII without blanks.
    """

    to: str
    subject: str
    text: str
    language: str
    name: str


class Server(NamedTuple):
    """The mail server, `smtp://` or `smtps://` with user and password, and who writes: a name and an address."""

    url: str
    sender: str


def domain(sender: str) -> str:
    """The domain of a sender's address."""
    return parseaddr(sender)[1].rpartition("@")[2]


def message(letter: Letter, sender: str, at: int) -> bytes:
    """The letter as it goes over the wire.

    Args:
        letter: what it says.
        sender: who writes.
        at: when, ms since the epoch.

    Raises:
        ValueError: a header can't be written so; line breaks in one are the usual reason.
    """
    made = EmailMessage(LINES)
    made["From"], made["To"], made["Subject"] = sender, letter.to, letter.subject
    made["Date"] = format_datetime(datetime.fromtimestamp(at / 1000, UTC))
    made["Message-ID"] = f"<{letter.name}@{domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    made.set_content(letter.text, charset="utf-8", cte="base64")
    made["Content-Language"] = letter.language
    return made.as_bytes()


class Postman:
    """One connection, over which letters go one after another."""

    def __init__(self, smtp: SMTP, sender: str) -> None:
        self._smtp, self._sender, self._offered = smtp, sender, b""

    async def offer(self, letter: Letter, at: int) -> None:
        """Writes the letter, with this date (ms since the epoch), and names the recipient.

        Raises:
            NotTakenError: the server refuses them.
            AwayError: it does not answer, or refuses us: a slip in the settings must cost no recipient their letter.
        """
        try:
            self._offered = message(letter, self._sender, at)
            await self._smtp.rset()
            await self._smtp.mail(parseaddr(self._sender)[1])
        except ValueError:  # no address that can be written so
            raise NotTakenError(BAD_ADDRESS) from None
        except SMTPResponseException as error:
            raise AwayError(f"refused us with {error.code}") from None
        except (SMTPException, OSError) as error:
            raise AwayError(type(error).__name__) from None
        await self._name(letter.to)

    async def _name(self, to: str) -> None:
        try:
            await self._smtp.rcpt(to)
        except ValueError:  # no address that can be sent so
            raise NotTakenError(BAD_ADDRESS) from None
        except SMTPResponseException as error:
            if error.code < 500 or error.code in NO_SUCH:
                raise NotTakenError(error.code) from None
            raise AwayError(f"refused us with {error.code}") from None
        except (SMTPException, OSError) as error:
            raise AwayError(type(error).__name__) from None

    async def hand_over(self) -> None:
        """Sends what was offered.

        Raises:
            NotTakenError: the server did not take it.
            UnsureError: nobody knows.
        """
        try:
            await self._smtp.data(self._offered)
        except SMTPResponseException as error:
            raise NotTakenError(error.code) from None
        except (SMTPException, OSError) as error:
            raise UnsureError(type(error).__name__) from None


@asynccontextmanager
async def postman(server: Server, step_s: float = STEP_S) -> AsyncIterator[Postman]:
    """A connection to the mail server. A password goes only over TLS, or within this machine.

    Raises:
        AwayError: there is none to be had.
    """
    parts = urlsplit(server.url)
    host, user = parts.hostname or "", unquote(parts.username or "")
    smtp = SMTP(
        hostname=host, port=parts.port or PORTS[parts.scheme], timeout=step_s, use_tls=parts.scheme == "smtps",
        start_tls=True if user and parts.scheme == "smtp" and host not in LOOPBACK else None,
        username=user or None, password=unquote(parts.password or "") or None, local_hostname=domain(server.sender),
    )  # fmt: skip
    try:
        async with asyncio.timeout(3 * step_s):
            await smtp.connect()
    except (SMTPException, OSError, TimeoutError) as error:
        smtp.close()
        why = error.__cause__ if isinstance(error, SMTPConnectError) and error.__cause__ else error
        raise AwayError(type(why).__name__) from None
    try:
        yield Postman(smtp, server.sender)
    finally:
        with suppress(SMTPException, OSError, TimeoutError):
            async with asyncio.timeout(2.0):
                await smtp.quit()
        smtp.close()
