"""A program in a captioner's seat: what it hears becomes lines, by the same messages as a person's page sends.

So it needs no right of its own, may run on another machine than the server, and can be revoked in the office.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Origin

from studio.events import Language
from web import clock

MOST = 50
"""Lines that wait for a connection; of more the oldest are given up, as nobody reads captions of minutes ago."""
RETRY_S = (0.2, 1.0, 2.0, 5.0)
"""Between tries to connect; the last one repeats."""
PACE_S = 0.05
"""Between lines: a staff socket takes twenty messages a second for long."""
ANSWER_S = 10.0
LOST = frozenset({401, 403, 404, 410, 4401, 4403, 4404, 4410})
"""HTTP statuses and close codes after which no further try helps: see `docs/protocol.md`."""
AGAIN = frozenset({"busy", "unavailable", "too_fast"})
"""Refusals that a later try may not meet."""
TELLS: dict[str, str] = {
    "not_open": "the briefing is not live yet: nobody sees these lines, and they are not kept",
    "ended": "the briefing is over",
}


class LostSeatError(Exception):
    """The seat can't be had, or not any more; the text says why, and what to do."""


def take(file: Path) -> tuple[str, str, str]:
    """Takes the seat that a file holds: an invite's link, and from then on the session that came of it.

    Args:
        file: written by `tynda invite captioner`. The link can be used once, so the session is noted below it.

    Returns:
        The server's origin, the path of the seat's page, and the session's cookie.

    Raises:
        LostSeatError: there is no link in it, or the server refuses it.
        OSError: the file can't be read or written, or nobody answers.
    """
    link, *session = file.read_text(encoding="utf-8").split()[:3] or [""]
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.netloc or not parts.fragment:
        raise LostSeatError(f"{file} holds no invite's link; make one: ./tynda invite captioner > {file}")
    origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    if len(session) != 2:
        session = _join(origin, parts.fragment, file)
        file.chmod(0o600)  # whoever reads it has the seat
        file.write_text("\n".join((link, *session, "")), encoding="utf-8")
    return origin, session[0], session[1]


def _join(origin: str, secret: str, file: Path) -> list[str]:
    request = urllib.request.Request(  # noqa: S310 - http or https
        f"{origin}/join",
        json.dumps({"secret": secret}).encode(),
        {"Origin": origin, "Content-Type": "application/json"},
    )
    try:
        # A redirect is followed without the secret, and leads to no seat.
        with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:  # noqa: S310 - as above
            path, cookie = json.load(answer)["next"], answer.headers["Set-Cookie"]
    except urllib.error.HTTPError as error:
        with suppress(ValueError):
            error.code = json.load(error).get("code", error.code)
        raise LostSeatError(f"the server refuses the invite in {file}: {error.code}; make a new one") from None
    except (ValueError, KeyError):
        raise LostSeatError(f"what answers at {origin} is not Tyńda") from None
    if not path.startswith("/captions/"):
        raise LostSeatError(f"{file} is an invite of another seat; make one: ./tynda invite captioner > {file}")
    return [path, cookie.partition(";")[0]]


class Seat:
    """A captioner's seat, held by a program. Its lines arrive once and in order, also when the line breaks.

    Args:
        origin: the server's.
        path: of the seat's page.
        cookie: the session's.
        tell: is told in a sentence what a person should know.

    Attributes:
        seated: once the server has told how the briefing stands.
        words: what is likely said: the speakers' names, then the words that the briefing's captioners share.
    """

    def __init__(self, origin: str, path: str, cookie: str, tell: Callable[[str], None]) -> None:
        self.seated = asyncio.Event()
        self.words: list[str] = []
        self._names: list[str] = []
        self._at_hand: list[str] = []
        self._origin, self._cookie, self._tell = origin, cookie, tell
        self._url = f"{origin.replace('http', 'ws', 1)}{path}/ws"
        self._ahead_ms = 0  # the server's clock, of ours
        self._waiting: dict[str, dict[str, Any]] = {}
        self._changed, self._answered = asyncio.Event(), asyncio.Event()
        self._told = ""

    def now(self) -> int:
        """The server's clock, ms since the epoch."""
        return clock.now() + self._ahead_ms

    def say(self, text: str, language: Language, since: int, until: int) -> None:
        """Writes a line; it waits for the connection if there is none.

        Args:
            text: what was said.
            language: in which.
            since: when it began, by `now`.
            until: when it ended.
        """
        line, id = secrets.token_hex(16), secrets.token_hex(16)
        self._waiting[id] = {"type": "caption", "id": id, "line": line, "language": language, "text": text,
                             "since": since, "until": until}  # fmt: skip
        while len(self._waiting) > MOST:
            del self._waiting[next(iter(self._waiting))]
            self._say("the server has not answered for so long that the oldest lines are lost")
        self._changed.set()

    async def idle(self) -> None:
        """Returns once every line was answered."""
        while self._waiting:
            self._changed.clear()
            await self._changed.wait()

    async def hold(self) -> None:
        """Keeps the seat; returns when the briefing is over.

        Raises:
            LostSeatError: the seat was revoked, or never was one.
        """
        tries = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                async with connect(
                    self._url, origin=Origin(self._origin), additional_headers={"Cookie": self._cookie}, proxy=None,
                    compression=None, max_size=16 << 20,
                ) as socket:  # fmt: skip
                    if await self._talk(socket):
                        return
            except InvalidStatus as error:
                self._ended(error.response.status_code)
            except ConnectionClosed as error:
                self._ended(error.rcvd.code if error.rcvd else 0)
            except (OSError, WebSocketException):
                self._say("no connection; the lines wait")
            tries = 0 if asyncio.get_running_loop().time() - began > RETRY_S[-1] else tries + 1
            await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])

    def _ended(self, code: int) -> None:
        if code in LOST:
            raise LostSeatError(f"the seat has ended or was revoked ({code}); make a new invite")
        self._say("no connection; the lines wait")

    def _say(self, text: str) -> None:
        """The same twice in a row is told once."""
        if text != self._told:
            self._told = text
            self._tell(text)

    async def _talk(self, socket: ClientConnection) -> bool:
        """Sends and hears; true when the briefing is over."""
        sending = asyncio.create_task(self._send(socket))
        try:
            async for message in socket:
                if self._hear(json.loads(message)):
                    return True
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await sending
        return False

    async def _send(self, socket: ClientConnection) -> None:
        """One line after the other: so they stay in order, and what no answer came to is sent again, as the same."""
        while True:
            self._changed.clear()
            if not self._waiting:
                await self._changed.wait()
                continue
            self._answered.clear()
            await socket.send(json.dumps(next(iter(self._waiting.values()))))
            await self._answered.wait()
            await asyncio.sleep(PACE_S)

    def _hear(self, message: dict[str, Any]) -> bool:
        kind, code = message["type"], message.get("code")
        if kind == "snapshot":
            self._ahead_ms = message["now"] - clock.now()
            self.seated.set()
        if kind in ("snapshot", "views"):
            return self._look(message["views"])
        if kind in ("done", "refused") and code not in AGAIN:
            self._waiting.pop(message["id"], None)
            self._say(TELLS.get(code, f"a line was refused: {code}") if code else "lines are public")
        self._answered.set()
        self._changed.set()
        return code == "ended"

    def _look(self, views: list[dict[str, Any]]) -> bool:
        over = False
        for view in views:
            if view["kind"] == "vocabulary":
                self._at_hand = view.get("words", [])
            elif view["kind"] == "briefing" and not view.get("gone"):
                self._names = [speaker["name"] for speaker in view["details"]["speakers"]]
                over = view["state"] == "ended"
        self.words[:] = [*self._names, *self._at_hand]  # in place: who hears reads them anew
        return over
