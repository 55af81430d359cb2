"""What control surfaces see of a briefing, kept in memory; and who is told whenever it changes.

Nobody waits for more than the present state: a listener that is behind gets the latest one and nothing in between.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import msgspec

from overlays import rundown
from overlays.program import Program
from overlays.rundown import Item
from studio.briefing import KEY, Briefing, over
from studio.records import Kinds, key
from web.api_state import Rundown, Seen, State, flat
from web.codes import UNAUTHENTICATED, WIPED
from web.follower import SLICE, Changes, Followed, Followers
from web.hub import Hub

LOOK_S = 0.25
"""How often a state is looked at that nobody changed: clocks run, and a screen that says nothing becomes an alarm."""
KINDS = ("briefing", "program", "screen", "item")


class Told(NamedTuple):
    """A state as it is sent: what names it, and its JSON."""

    id: str
    body: str


class Listener(Protocol):
    """Somebody at the other end of a feed."""

    def tell(self, told: Told) -> None:
        """Takes the state that is now; never waits."""

    def end(self, code: int) -> None:
        """Closes: 4401 for a revoked key, 4410 for a rehearsal that is over, 1012 as the process restarts."""


class Board:
    """One briefing's."""

    def __init__(self, followed: Followed, kinds: Kinds, keyed: Callable[[str], set[str]], hub: Hub) -> None:
        self.id = followed.briefing
        self.listeners: set[Listener] = set()
        self._followed = followed
        self._kinds = kinds
        self._keyed = keyed
        self._hub = hub
        self._records: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        self._waiting: list[Item] | None = None
        self._told: Told | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._loading = asyncio.Lock()
        self._loaded = False
        followed.listen(self._take_in)

    async def load(self) -> None:
        """Takes in what is there, a slice at a time: nobody's socket waits for a rundown of thousands."""
        async with self._loading:
            keys = [] if self._loaded else list(self._followed.records)
            for start in range(0, len(keys), SLICE):
                there = {k: held for k in keys[start : start + SLICE] if (held := self._followed.records.get(k))}
                self._take_in(there)
                await asyncio.sleep(0)
            self._loaded = True

    @property
    def briefing(self) -> Briefing | None:
        """The briefing's record."""
        found: Briefing | None = self._records["briefing"].get(KEY.partition("/")[2])
        return found

    @property
    def items(self) -> list[Item]:
        """What is listed in the rundown."""
        return [item for item in self._records["item"].values() if item.listed]

    @property
    def rundown(self) -> Rundown:
        """The producers' list."""
        items = self._records["item"]
        if self._waiting is None:
            self._waiting = [item for item in rundown.waiting(items.values()) if self._may_be_shown(item)]
        return Rundown(items, self._waiting)

    @property
    def gone(self) -> set[str]:
        """Ids of items that were in the rundown."""
        return {item.id for item in self._records["item"].values() if not item.listed}

    @property
    def screens(self) -> set[str]:
        """The names of all screens: that have a key, a page or a program, and always `main`."""
        home = self.briefing.rehearses if self.briefing else None
        return {"main", *self._records["program"], *self._records["screen"], *self._keyed(home or self.id)}

    def program(self, screen: str) -> Program | None:
        """What is on air there, and in preview; dark where the panic key was pressed and nobody could log it yet."""
        there: Program | None = self._records["program"].get(screen)
        killed = self._hub.killed(self.id, screen)
        return there.model_copy(update={"killed": killed}) if there and there.killed < killed else there

    def state(self, now: int) -> State:
        """All that a key may see, at `now` (ms since the epoch)."""
        screens, pages = self.screens, self._records["screen"]
        programs = {name: there for name in screens if (there := self.program(name)) is not None}
        return flat(Seen(self.id, self.briefing, screens, programs, pages, self.rundown, self._words), now)

    def told(self, now: int) -> Told:
        """The state as it is sent."""
        body = msgspec.json.encode(self.state(now))
        return Told(hashlib.sha256(body).hexdigest()[:16], body.decode())

    def close(self, code: int = WIPED) -> None:
        """Ends looking, and all feeds."""
        for listener in tuple(self.listeners):
            listener.end(code)
        if self._task:
            self._task.cancel()

    def listen(self, listener: Listener, clock: Callable[[], int]) -> None:
        """Tells it of every state from now on, the present one first."""
        self.listeners.add(listener)
        told = self.told(clock())
        listener.tell(told)
        if self._task is None or self._task.done():
            self._told = told
            self._task = asyncio.create_task(self._run(clock), name=f"board {self.id}")

    def _take_in(self, changes: Changes) -> None:
        for k, held in changes.items():
            kind, _, id = k.partition("/")
            if kind in {"item", "clearance"}:
                self._waiting = None
            if kind not in KINDS:
                continue
            self._records[kind].pop(id, None)
            if held is not None:
                self._records[kind][id] = self._kinds[kind].model.model_validate_json(held.body)
        self._changed.set()

    def _wordings(self, item: Item) -> list[str]:
        """What is approved of its question."""
        held = self._followed.records.get(key("clearance", item.question)) if item.question else None
        return [str(wording["text"]) for wording in held.fields["wordings"].values()] if held else []

    def _may_be_shown(self, item: Item) -> bool:
        # A duplicate stays listed when its question loses the approval.
        return item.question is None or bool(self._wordings(item))

    def _words(self, item: Item) -> str:
        return next(iter(self._wordings(item)), item.title)

    async def _run(self, clock: Callable[[], int]) -> None:
        """Looks whenever something has changed, and now and then besides, while somebody listens."""
        while self.listeners:
            self._changed.clear()
            now = clock()
            self._followed.used_at = now  # whoever listens also looks
            told = self.told(now)
            if self._told is None or told.id != self._told.id:
                self._told = told
                for listener in tuple(self.listeners):
                    listener.tell(told)
            if self.briefing and over(self.briefing, now):
                return self.close()
            try:
                await asyncio.wait_for(self._changed.wait(), LOOK_S)
            except TimeoutError:
                continue
        return None


class Boards:
    """All that somebody looked at, each as long as its log is followed; and the open feeds by key."""

    def __init__(self, followers: Followers, kinds: Kinds, hub: Hub, clock: Callable[[], int]) -> None:
        self._followers = followers
        self._kinds = kinds
        self._hub = hub
        self._clock = clock
        self._boards: dict[str, Board] = {}
        self._open: dict[str, set[Listener]] = {}

    def start(self) -> None:
        """Begins to watch for revoked keys."""
        self._followers.office.listen(self._revoked)

    async def get(self, briefing: str) -> Board | None:
        """A briefing's; None for an unknown one.

        Raises:
            Unavailable: the store is away and the briefing was never read.
        """
        followed = await self._followers.get(briefing)
        if followed is None:
            return None
        if briefing not in self._boards:
            board = Board(followed, self._kinds, self._keyed, self._hub)
            self._boards[briefing] = board
            followed.ended.append(lambda: self._boards.pop(briefing).close())
        board = self._boards[briefing]
        await board.load()
        return board

    async def has(self, briefing: str, screen: str) -> bool:
        """Whether the briefing has such a screen, as `Board.screens` names them.

        Raises:
            Unavailable: the store is away and the briefing was never read.
        """
        followed = await self._followers.get(briefing)
        if followed is None:
            return False
        if screen == "main" or any(key(kind, screen) in followed.records for kind in ("program", "screen")):
            return True
        home = followed.records[KEY].fields["rehearses"] or briefing
        return screen in self._hub.screens(briefing) | self._keyed(home)

    def count(self, person: str) -> int:
        """How many feeds a key has open."""
        return len(self._open.get(person, ()))

    @contextmanager
    def listening(self, board: Board, listener: Listener, person: str) -> Iterator[None]:
        """While it lasts the listener is told of every state, and ended when its key is revoked."""
        self._open.setdefault(person, set()).add(listener)
        board.listen(listener, self._clock)
        try:
            yield
        finally:
            board.listeners.discard(listener)
            mine = self._open[person]
            mine.discard(listener)
            if not mine:
                del self._open[person]

    def end_all(self, code: int) -> None:
        """Ends all looking and every feed: the process ends."""
        for board in self._boards.values():
            board.close(code)

    def _keyed(self, briefing: str) -> set[str]:
        """The screens that have a key."""
        people = [h.fields for k, h in self._followers.office.records.items() if k.startswith("person/")]
        mine = [p for p in people if p["role"] == "screen" and p["briefing"] == briefing and not p["revoked"]]
        return {p["screen"] or "main" for p in mine}

    def _revoked(self, changes: Changes) -> None:
        for k, held in changes.items():
            kind, _, id = k.partition("/")
            if kind == "person" and (held is None or held.fields["revoked"]):
                for listener in tuple(self._open.get(id, ())):
                    listener.end(UNAUTHENTICATED)
