"""The screens' use cases: what their pages say is on the pixels."""

from __future__ import annotations

from overlays import screens
from studio.log import Act, Done
from studio.records import Refusal, key


async def painted(act: Act, screen: str, report: screens.Report) -> Done | Refusal:
    """A page of the screen says what is on its pixels, and that it is there."""
    air, own = key("program", screen), key("screen", screen)
    return await act.commit(
        [air, own], lambda states: screens.painted(states[air], states[own], report, screen, act.at)
    )


async def lost(act: Act, screen: str, page: str) -> Done | Refusal:
    """A page of the screen has gone."""
    own = key("screen", screen)
    return await act.commit([own], lambda states: screens.lost(states[own], page, screen))
