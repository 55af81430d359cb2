"""The red light, as the rules work it out from what stands in the store; and what a screen's page says of itself."""

from __future__ import annotations

from overlays.screens import Page as Known
from overlays.screens import Screen, tally, there
from studio.log import decode
from studio.records import key
from tests.browser.control_room import Room
from tests.waiting import until
from web.clock import now
from web.kinds import KINDS


async def known(room: Room, screen: str = "main") -> dict[str, Known]:
    """The pages that are there, by what they say."""
    return dict(there(await _screen(room, screen), now()))


async def light(room: Room, state: str, why: str = "", *, screen: str = "main", seconds: float = 10) -> None:
    """Waits until the light shows this, for this reason."""
    found: list[tuple[str, str]] = []

    async def shows() -> bool:
        found[:] = [tally(await room.program(screen), await _screen(room, screen), now())]
        return found == [(state, why)]

    try:
        await until(shows, "the light", seconds)
    except AssertionError:
        raise AssertionError(f"the light is {found}, not {state} {why}; pages: {await known(room, screen)}") from None


async def _screen(room: Room, screen: str) -> Screen | None:
    k = key("screen", screen)
    found: Screen | None = decode(KINDS, k, (await room.live.log.read(room.live.id, [k]))[k])
    return found
