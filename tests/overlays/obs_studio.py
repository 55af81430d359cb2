"""A real OBS Studio under Xvfb, with a home of its own, and a person at it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import simpleobsws

from tests.ports import unused_port

PASSWORD = "correct-horse"
UP_S = 30.0
"""A first start on a busy machine."""

SETTINGS = """\
[General]
FirstRun=true
EnableAutoUpdates=false

[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort={port}
AlertsEnabled=false
AuthRequired=true
ServerPassword={password}
"""
"""`global.ini`, where OBS 29 has its WebSocket server's settings too."""

PROFILE = """\
[General]
Name=Tynda

[Video]
BaseCX=320
BaseCY=180
OutputCX=320
OutputCY=180
FPSCommon=30

[Output]
Mode=Simple

[SimpleOutput]
FilePath={home}
RecFormat=mkv
RecQuality=Small
RecEncoder=x264
VBitrate=200
"""
"""A small picture, and the x264 encoder, which needs no graphics card; twice, since a shared one can't be paused."""


class StudioCrashedError(Exception):
    """OBS crashed of itself, which says nothing of Tyńda."""


class Studio:
    """OBS with its WebSocket server, and the screen that it needs.

    Attributes:
        url: where the server listens.
        log: what OBS has printed.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._port = unused_port()
        self.url = f"ws://127.0.0.1:{self._port}"
        self.log = home / "obs.log"
        self._display = ""
        self._screen: subprocess.Popen[bytes] | None = None
        self._obs: subprocess.Popen[bytes] | None = None

    def set_up(self) -> None:
        """Writes OBS's settings and starts the screen."""
        folder = self._home / ".config" / "obs-studio"
        (folder / "basic" / "profiles" / "Tynda").mkdir(parents=True)
        (self._home / "run").mkdir(mode=0o700)
        (folder / "global.ini").write_text(SETTINGS.format(port=self._port, password=PASSWORD))
        (folder / "basic" / "profiles" / "Tynda" / "basic.ini").write_text(PROFILE.format(home=self._home))
        read, write = os.pipe()
        # The server takes a number that is free and tells it.
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as told:
            self._display = f":{told.readline().strip()}"

    async def start(self) -> None:
        """Starts OBS; returns once it answers."""
        self._launch()
        async with asyncio.timeout(UP_S):
            while not await self._answers():
                assert self._obs is not None
                assert self._obs.poll() is None, self.log.read_text()[-2000:]
                await asyncio.sleep(0.1)

    @property
    def runs(self) -> bool:
        """Whether it was started and is there."""
        return self._obs is not None and self._obs.poll() is None

    @property
    def crashed(self) -> bool:
        """Whether it ended by a signal, and none of ours."""
        return self._obs is not None and (self._obs.poll() or 0) < 0

    def _launch(self) -> None:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self._home), "XDG_CONFIG_HOME": str(self._home / ".config"),
            "XDG_RUNTIME_DIR": str(self._home / "run"), "DISPLAY": self._display, "LANG": "C.UTF-8",
        }  # fmt: skip
        # The words that OBS 29 does not know keep a later one from asking questions.
        command = [
            "obs", "--minimize-to-tray", "--multi", "--disable-shutdown-check", "--disable-missing-files-check",
            "--disable-updater", "--profile", "Tynda",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self._obs = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    async def _answers(self) -> bool:
        with suppress(OSError, AssertionError):
            await self.person("GetVersion")
            return True
        return False

    async def person(self, kind: str, **data: Any) -> dict[str, Any]:
        """What somebody at OBS does, by its own protocol: each time with a connection of its own."""
        client = simpleobsws.WebSocketClient(self.url, PASSWORD)
        await client.connect()
        try:
            assert await client.wait_until_identified(10)
            answer = await client.call(simpleobsws.Request(kind, data or None))
            assert answer.ok(), (kind, answer.requestStatus)
            return answer.responseData or {}
        finally:
            await client.disconnect()

    def kill(self) -> None:
        """OBS is gone at once, as when it crashes."""
        if self._obs is not None:
            self._obs.kill()
            self._obs.wait()
            self._obs = None

    def freeze(self) -> None:
        """OBS hangs."""
        assert self._obs is not None
        self._obs.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """OBS goes on."""
        assert self._obs is not None
        self._obs.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Ends everything."""
        self.kill()
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait()


def recorded(file: Path) -> list[bytes]:
    """The captions in a recorded stream, in the codes of CEA-608."""
    stream = file.read_bytes() if file.exists() else b""
    found: list[bytes] = []
    at = 0
    # ATSC A/53: user data `GA94`, type 3, so many triplets of which the last two bytes have a parity bit each.
    while (at := stream.find(b"GA94\x03", at)) >= 0:
        count = stream[at + 5] & 31
        triplets = stream[at + 7 : at + 7 + 3 * count]
        found.append(bytes(b & 0x7F for n, b in enumerate(triplets) if n % 3))
        at += 5
    return found
