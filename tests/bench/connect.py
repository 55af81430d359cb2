"""connect: how fast a crowd gets in, handshake and snapshot, and what a viewer costs in memory."""

from __future__ import annotations

import statistics
import time

from tests.bench.machine import BUSY, Bottleneck, Crowd, Place, Result, place, rss_kib

CROWD = 10_000
WINDOW = 256
RUNS = 3


def _steady(where: Place) -> tuple[float, float, float]:
    """Connections a second, KiB a viewer, and how busy the load generator was."""
    child = where.gateway()
    # The first viewer brings the room, its snapshot and every code path: they are not a viewer's cost.
    first = Crowd(where.port + 1, 1)
    first.connect(1)
    before = rss_kib(child.pid)
    crowd = Crowd(where.port + 1, CROWD)
    got = crowd.connect(WINDOW)
    time.sleep(1)
    kib = (rss_kib(child.pid) - before) / CROWD
    crowd.close()
    first.close()
    where.stop(child)
    if got["errors"]:
        raise RuntimeError(f"{got['errors']} of {CROWD} could not connect")
    return CROWD / got["seconds"], kib, got["busy"]


def _storm(where: Place) -> tuple[float, int]:
    """Seconds until everybody has the snapshot when all come at once, and how many failed."""
    child = where.gateway()
    crowd = Crowd(where.port + 1, CROWD)
    got = crowd.connect(CROWD)
    crowd.close()
    where.stop(child)
    return got["seconds"], got["errors"]


def run() -> Result:
    """Medians of a few runs, each with a fresh gateway."""
    with place() as where:
        steady = [_steady(where) for _ in range(RUNS)]
        storms = [_storm(where) for _ in range(RUNS)]
    if statistics.median(busy for _, _, busy in steady) > BUSY:
        raise Bottleneck("it used a whole CPU")
    figures = {
        "per_s": statistics.median(per_s for per_s, _, _ in steady),
        "kib_per_viewer": max(kib for _, kib, _ in steady),
        f"storm_{CROWD}_s": statistics.median(seconds for seconds, _ in storms),
        "storm_errors": float(sum(errors for _, errors in storms)),
    }
    return Result(figures, "none: absolute figures of this machine", RUNS)
