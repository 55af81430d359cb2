"""`python -m tests.bench NAME --json` or `--all`: runs benches and prints their figures.

Exit codes: 0 measured (goals met or not), 2 no such bench, 3 the load generator was the bottleneck.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from importlib.util import find_spec

from tests.bench.machine import Bottleneck, Result, machine

GOALS: dict[str, dict[str, str]] = {
    "fanout": {
        "last_over_floor_1000": "<=1.4", "last_over_floor_5000": "<=1.3", "last_over_floor_10000": "<=1.4",
        "last_over_node_ws_10000": "<=1.0", "last_over_socketio_10000": "<=0.6",
    },
    "connect": {"per_s": ">=2000", "kib_per_viewer": "<=8", "storm_10000_s": "<=6", "storm_errors": "<=0"},
    "intake": {"over_floor": ">=0.4", "p99_ms_half": "<=20", "on_desk_p99_ms": "<=50"},
    "votes": {"over_floor": ">=0.4", "tallies_per_s": "<=4"},
    "desk": {"approve_to_console_p95_ms": "<=50", "approve_to_console_p95_ms_loaded": "<=75"},
    "archive": {"over_floor": ">=0.5", "events_per_s": ">=2000", "search_p95_ms_100k": "<=100"},
    "air": {"painted_over_floor_p50": "<=1.3", "painted_over_floor_p95": "<=1.5", "loaded_p95_over_floor_p95": "<=1.8"},
}  # fmt: skip
"""The benches, and the goals of their figures. A bench is the module of its name here, with `run() -> Result`."""


def _meets(value: float, goal: str) -> bool:
    limit = float(goal[2:])
    return value <= limit if goal.startswith("<=") else value >= limit


def _measure(name: str) -> Result:
    result: Result = importlib.import_module(f"tests.bench.{name}").run()
    return result


def _line(name: str, result: Result) -> str:
    body = {
        "bench": name, "figures": {k: round(v, 3) for k, v in result.figures.items()}, "floor": result.floor,
        "pairs": result.pairs, "machine": machine(),
    }  # fmt: skip
    return json.dumps(body | ({"notes": result.notes} if result.notes else {}))


def _table(name: str, result: Result) -> None:
    for key, value in result.figures.items():
        goal = GOALS[name].get(key, "")
        verdict = "" if not goal else "met" if _meets(value, goal) else "NOT MET"
        print(f"{name:8} {key:34} {value:12.3f}  {goal:8} {verdict}")
    for key in GOALS[name].keys() - result.figures.keys():
        print(f"{name:8} {key:34} {'absent':>12}")
    for note in result.notes:
        print(f"{name:8} {note}")


def _one(name: str, as_json: bool) -> int:
    if find_spec(f"tests.bench.{name}") is None:
        print(f"bench {name}: not built yet", file=sys.stderr)
        return 2
    try:
        result = _measure(name)
    except Bottleneck as why:
        print(f"bench {name}: the load generator was the bottleneck: {why}", file=sys.stderr)
        return 3
    if as_json:
        print(_line(name, result), flush=True)
    else:
        _table(name, result)
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tynda bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(GOALS))
    parser.add_argument("--all", action="store_true", help="run every bench and print a table with the goals")
    parser.add_argument("--json", action="store_true", help="one line of JSON a bench")
    options = parser.parse_args()
    names = [options.name] if options.name else list(GOALS) if options.all else []
    if not names:
        parser.print_usage(sys.stderr)
        return 2
    return max(_one(name, options.json) for name in names if options.name or find_spec(f"tests.bench.{name}"))


if __name__ == "__main__":
    sys.exit(main())
