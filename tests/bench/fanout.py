"""fanout: until the last of N viewers has a change, over the same by an epoll server in C.

Ours goes the real way: a view into the briefing's `air`, out of it into the gateway, encoded, written.
"""

from __future__ import annotations

import json
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Callable
from typing import Any

from tests.bench.machine import (
    BRIEFING,
    BUSY,
    HERE,
    Bottleneck,
    Crowd,
    Place,
    Result,
    compiled,
    cpu_s,
    free_port,
    place,
)

SIZES = (1000, 5000, 10000)
PAIRS = 15
WINDOW = 256


class Ours:
    """A gateway and its crowd."""

    def __init__(self, where: Place, count: int) -> None:
        self._where = where
        self.child = where.gateway()
        self.crowd = Crowd(where.port + 1, count)
        self._redis = where.admin
        self._n = 0
        self.connected = self.crowd.connect(WINDOW)

    def trigger(self) -> None:
        """One view of the right size into the air."""
        self._n += 1
        # A frame of 300 bytes of payload, less what the message and the version add.
        view = {"kind": "question", "id": "q1", "state": "approved", "text": "x" * 180, "number": self._n}
        self._redis.xadd(f"{{b:{BRIEFING}}}:air", {"v": "1795363100000-0", "e": json.dumps(view)})

    def close(self) -> None:
        """Ends both."""
        self.crowd.close()
        self._where.stop(self.child)


class Other:
    """A server that is not ours, and its crowd: it prints "ready", and a datagram to its port is the order to write."""

    def __init__(self, command: list[str], count: int, **crowd: Any) -> None:
        self._port = free_port(1)
        self.child = subprocess.Popen([*command, str(self._port)], stdout=subprocess.PIPE)
        assert self.child.stdout is not None
        if not self.child.stdout.readline():
            raise RuntimeError(f"{command} did not start")
        self._order = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.crowd = Crowd(self._port, count, **crowd)
        self.connected = self.crowd.connect(WINDOW)

    def trigger(self) -> None:
        """The order to write."""
        self._order.sendto(b"go", ("127.0.0.1", self._port))

    def close(self) -> None:
        """Ends both."""
        self.crowd.close()
        self.child.kill()
        self.child.communicate()
        self._order.close()


def floor(count: int) -> Other:
    """The C server."""
    return Other([str(compiled("floor"))], count, raw=True)


def node_ws(count: int) -> Other:
    """`ws` on Node, as its documentation broadcasts."""
    return Other(["node", str(HERE / "node_ws.cjs")], count, greet=0)


def socketio(count: int) -> Other:
    """Socket.IO on Node, WebSocket alone."""
    path = "/socket.io/?EIO=4&transport=websocket"
    return Other(["node", str(HERE / "socketio.cjs")], count, path=path, greet=2, prelude="40")


Side = Ours | Other


def _rounds(sides: tuple[Side, ...]) -> tuple[list[list[float]], list[float], list[float]]:
    """Alternating rounds: seconds by side, CPU seconds by side, and how busy the crowd was in ours."""
    took: list[list[float]] = [[] for _ in sides]
    busy: list[float] = []
    used = [0.0 for _ in sides]
    for _ in range(PAIRS):
        for n, side in enumerate(sides):
            before = cpu_s(side.child.pid)
            seconds, heard = side.crowd.round(side.trigger)
            if heard["missing"]:
                raise RuntimeError(f"{heard['missing']} clients got nothing")
            took[n].append(seconds)
            time.sleep(0.15)
            used[n] += cpu_s(side.child.pid) - before
            if n == 0:
                busy.append(heard["busy"])
    return took, used, busy


def measure(where: Place, count: int, other: Callable[[int], Other] = floor) -> dict[str, float]:
    """Ratios of one size, and the times behind them."""
    sides = (Ours(where, count), other(count))
    try:
        for side in sides:
            if side.connected["errors"]:
                raise RuntimeError(f"{side.connected['errors']} of {count} could not connect")
            for _ in range(2):
                side.crowd.round(side.trigger)
                time.sleep(0.2)
        took, used, busy = _rounds(sides)
    finally:
        for side in sides:
            side.close()
    if statistics.median(busy) > BUSY:
        raise Bottleneck(f"the crowd of {count} used {statistics.median(busy):.2f} of a CPU")
    return {
        "last_over": statistics.median(a / b for a, b in zip(*took, strict=True)),
        "cpu_over": used[0] / max(used[1], 0.01),
        "ms": statistics.median(took[0]) * 1000,
        "floor_ms": statistics.median(took[1]) * 1000,
    }


def _on_node(where: Place, figures: dict[str, float]) -> list[str]:
    """The comparisons with what people use; says what is absent and why."""
    if shutil.which("node") is None:
        return ["last_over_node_ws, last_over_socketio: there is no node on PATH"]
    notes = []
    for name, package, other in (("node_ws", "ws", node_ws), ("socketio", "socket.io", socketio)):
        if not (HERE.parents[1] / "web/ui/node_modules" / package).is_dir():
            notes.append(f"last_over_{name}: the npm package {package} is not installed in web/ui")
            continue
        got = measure(where, SIZES[-1], other)
        figures[f"last_over_{name}_{SIZES[-1]}"] = got["last_over"]
        figures[f"{name}_ms_{SIZES[-1]}"] = got["floor_ms"]
    return notes


def run() -> Result:
    """All sizes."""
    figures: dict[str, float] = {}
    with place() as where:
        for count in SIZES:
            got = measure(where, count)
            figures[f"last_over_floor_{count}"] = got["last_over"]
            figures[f"last_ms_{count}"] = got["ms"]
            figures[f"floor_ms_{count}"] = got["floor_ms"]
            if count == SIZES[-1]:
                figures[f"cpu_over_floor_{count}"] = got["cpu_over"]
        notes = _on_node(where, figures)
    return Result(figures, "an epoll server in C that writes one prebuilt 300-byte frame to every socket", PAIRS, notes)
