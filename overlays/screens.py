"""Screens and the red light: which pages render a program, what they say is on their pixels, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from overlays.program import Program, on_air
from studio.events import Frozen, Id, PageLost, Painted
from studio.records import Record, Refusal

ALARM_MS = 1000
"""A screen that has not said within this time that it painted what was taken, is not to be trusted."""
LEASE_MS = 30_000
"""How long a page counts as there when nobody says that it has gone: the web process that would may have died."""
MOST_PAGES = 16
"""Pages of one screen that are remembered; the longest silent ones are forgotten first."""

TallyState = Literal["dark", "taken", "painted", "alarm"]
Why = Literal["", "late", "lost", "faulty", "inactive"]


class Fault(Frozen):
    """A graphic that failed, and what it said; it is off the page, the rest stays."""

    layer: Id
    graphic: Id = ""
    what: str = ""


class Page(Frozen):
    """One page that renders the screen's program.

    Attributes:
        painted: the program's revision on its pixels.
        painted_at: since when, ms since the epoch.
        until: it counts as there until then, ms since the epoch.
        active: whether OBS has the source on its program; None: the page is not in OBS.
        faults: graphics that failed.
    """

    painted: int
    painted_at: int
    until: int
    active: bool | None = None
    faults: tuple[Fault, ...] = ()


class Screen(Record):
    """The record of kind `screen`; its id is the screen's."""

    pages: dict[Id, Page] = Field(default_factory=dict[Id, Page])


class Report(Frozen):
    """What a page says of itself."""

    page: Id
    revision: int
    active: bool | None = None
    faults: tuple[Fault, ...] = ()


def painted(program: Program | None, screen: Screen | None, report: Report, id: str, now: int) -> Any:
    """Takes in what a page of the screen `id` says; nothing new while its word still holds for long enough.

    Returns:
        The events, or `moved_on` for a revision that is yet to come.
    """
    if report.revision > (program.revision if program else 0):
        return Refusal(code="moved_on")
    known = screen.pages.get(report.page) if screen else None
    same = known and (known.painted, known.active, known.faults) == (report.revision, report.active, report.faults)
    if known and same and known.until - now > LEASE_MS / 2:
        return []
    return [
        Painted(
            screen=id, program=report.revision, page=report.page, until=now + LEASE_MS, active=report.active,
            faulty=tuple(f.layer for f in report.faults), faults=report.faults,
        )
    ]  # fmt: skip


def lost(screen: Screen | None, page: str, id: str) -> list[PageLost]:
    """A page has gone."""
    return [PageLost(screen=id, page=page)] if screen and page in screen.pages else []


def touches(event: Any) -> Iterable[str]:
    """The ids of the screens that an event changes."""
    return (event.screen,) if isinstance(event, Painted | PageLost) else ()


def evolve(state: Screen | None, event: Any, at: int, by: str) -> Screen:
    """Folds one event: pages come, speak and go."""
    pages = dict(state.pages) if state else {}
    before = pages.pop(event.page, None)
    if isinstance(event, Painted):
        again = before is not None and before.painted == event.program
        since = before.painted_at if before and again else at
        pages[event.page] = Page(
            painted=event.program, painted_at=since, until=event.until, active=event.active, faults=event.faults or ()
        )
    kept = sorted(pages.items(), key=lambda p: p[1].until)[-MOST_PAGES:]
    return Screen(id=event.screen, pages=dict(kept))


def there(screen: Screen | None, now: int) -> Mapping[str, Page]:
    """The pages that are there at `now` (ms since the epoch)."""
    return {id: page for id, page in screen.pages.items() if page.until > now} if screen else {}


def tally(program: Program | None, screen: Screen | None, now: int) -> tuple[TallyState, Why]:
    """What the red light shows at `now` (ms since the epoch): the pixels, not the wish.

    Returns:
        The state and why it is no more than that. `painted` only when every page that is there has acknowledged what
        is on air, none of its graphics failed, and OBS, if it is there, has the source active somewhere; `taken`
        while it may still come to that; `alarm` when it has not for `ALARM_MS`, when all pages are gone, and also when
        what should be gone by now may still stand on any one page; `dark` with nothing on air.
    """
    if program is None:
        return "dark", ""
    shown, pages = on_air(program, now), list(there(screen, now).values())
    late = program.taken_at is not None and now - program.taken_at > ALARM_MS
    behind = any(page.painted < program.revision for page in pages)
    if not shown:
        # Without a page there are no pixels to remove; one that is behind may show what was there before.
        return ("alarm", "late") if behind and late else ("dark", "")
    if any(fault.layer in shown for page in pages for fault in page.faults):
        return "alarm", "faulty"
    if behind or not pages:
        why: Why = "late" if behind else "lost"
        return ("alarm", why) if late or (not pages and program.painted) else ("taken", "")
    return ("taken", "inactive") if all(page.active is False for page in pages) else ("painted", "")
