"""The rows that this package adds to the table of kinds."""

from __future__ import annotations

from typing import Any

from overlays import clearance, obs, program, rundown, screens
from studio.records import Kind, Kinds


def _staff_only(record: Any) -> dict[str, Any] | None:
    return None


KINDS: Kinds = {
    "clearance": Kind("clearance", clearance.Clearance, clearance.touches, clearance.evolve, _staff_only),
    "item": Kind("item", rundown.Item, rundown.touches, rundown.evolve, _staff_only),
    "program": Kind("program", program.Program, program.touches, program.evolve, program.public),
    "obs": Kind("obs", obs.Obs, obs.touches, obs.evolve, _staff_only),
    "screen": Kind("screen", screens.Screen, screens.touches, screens.evolve, _staff_only),
}
