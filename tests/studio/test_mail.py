"""Letters over a real mail server."""

from __future__ import annotations

import asyncio
import ssl
from email import message_from_bytes, policy
from typing import Any

import pytest

from studio.mail import AwayError, Letter, NotTakenError, Server, UnsureError, message, postman
from tests.ports import unused_port
from tests.smtp import PASSWORD, USER, mail_server

LETTER = Letter("ann@example.kz", "Сұрағыңыз № 7", "Жауап шықты.\n.\nКонец.\n", "kk", "abc123")
SENDER = "Тыңда <tynda@example.kz>"
AT = 1_800_000_000_000


async def send(url: str, letter: Letter = LETTER, step_s: float = 5.0) -> None:
    async with postman(Server(url, SENDER), step_s) as post:
        await post.offer(letter, AT)
        await post.hand_over()


def test_the_headers_that_a_letter_has() -> None:
    raw = message(LETTER, SENDER, AT)
    assert raw.isascii()
    assert b"\r\n" in raw
    found: Any = message_from_bytes(raw, policy=policy.default)
    assert {name.lower() for name in found} == {
        "from", "to", "subject", "date", "message-id", "auto-submitted", "content-language", "content-type",
        "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    assert (found["From"], found["To"], found["Subject"]) == (SENDER, "ann@example.kz", "Сұрағыңыз № 7")
    assert found["Message-ID"] == "<abc123@example.kz>"
    assert found["Date"].datetime.timestamp() * 1000 == AT
    assert (found["Auto-Submitted"], found["Content-Language"]) == ("auto-generated", "kk")
    assert (found.get_content_type(), found.get_content_charset()) == ("text/plain", "utf-8")
    assert found.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize("field", ["to", "subject", "name"])
def test_no_header_can_be_slipped_in(field: str) -> None:
    given = LETTER._replace(**{field: "x\r\nBcc: eve@example.kz"})
    with pytest.raises(ValueError, match=r"linefeed|line"):
        message(given, SENDER, AT)


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with mail_server() as server:
        await send(server.url)
        assert server.to == ["ann@example.kz"]
        assert server.letters[0].get_content().replace("\r\n", "\n") == LETTER.text


async def test_several_letters_go_over_one_connection() -> None:
    async with mail_server() as server, postman(Server(server.url, SENDER), 5.0) as post:
        await post.offer(LETTER, AT)  # and nothing handed over
        for _ in range(2):
            await post.offer(LETTER._replace(to="bob@example.kz"), AT)
            await post.hand_over()
        assert server.to == ["bob@example.kz"] * 2


@pytest.fixture
def tls(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    from web.cli_certificate import make
    from web.clock import now

    cert, key = make(tmp_path, "127.0.0.1", now())
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


async def test_starttls_and_login(tls: ssl.SSLContext) -> None:
    async with mail_server(tls=tls) as server:
        password = PASSWORD.replace("@", "%40").replace(" ", "%20")
        await send(f"smtp://{USER}:{password}@127.0.0.1:{server.port}")
        assert server.secure == [True]
        with pytest.raises(AwayError, match="SMTPAuthenticationError"):
            await send(f"smtp://{USER}:wrong@127.0.0.1:{server.port}")


async def test_a_password_never_goes_over_a_line_that_is_not_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    from studio import mail

    monkeypatch.setattr(mail, "LOOPBACK", frozenset())
    async with mail_server() as server:
        with pytest.raises(AwayError):
            await send(f"smtp://{USER}:secret@127.0.0.1:{server.port}")
        assert server.raw == []


async def test_a_server_that_is_down() -> None:
    with pytest.raises(AwayError):
        await send(f"smtp://127.0.0.1:{unused_port(1)}")


@pytest.mark.parametrize(("answer", "final"), [("550 no such user", True), ("451 later", False)], ids=["550", "451"])
@pytest.mark.parametrize("step", ["rcpt", "data"])
async def test_a_server_that_refuses(step: str, answer: str, final: bool) -> None:
    async with mail_server(**{step: answer}) as server:
        with pytest.raises(NotTakenError) as caught:
            await send(server.url)
        assert caught.value.final is final


async def test_a_server_that_refuses_us_costs_no_recipient_their_letter() -> None:
    async with mail_server(rcpt="554 relay access denied") as server:
        with pytest.raises(AwayError, match="554"):
            await send(server.url)


async def test_an_address_that_mail_cant_carry_is_refused() -> None:
    async with mail_server() as server:
        for to in ("айна@пример.kz", "a@b.kz\r\nRCPT TO:<eve@b.kz>"):
            with pytest.raises(NotTakenError):
                await send(server.url, LETTER._replace(to=to))
        assert server.to == []


async def test_nobody_knows_of_a_server_that_does_not_answer_in_time() -> None:
    async with mail_server(slow=asyncio.Event()) as server:
        with pytest.raises(UnsureError):
            await send(server.url, step_s=0.3)
        assert len(server.raw) == 1, "it had it"


async def test_a_server_that_says_nothing_is_away() -> None:
    left = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    try:
        with pytest.raises(AwayError):
            await send(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", step_s=0.2)
        await left.wait()
    finally:
        server.close()
        await server.wait_closed()
