"""Carries out what a control surface says: one way for HTTP and WebSocket, over the producers' own commands.

A press means what its sender saw. Without `expected` that is what is true now; and since a button that stutters, or two
hands at once, look like two such presses, one that comes within half a second of the last take is refused.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from overlays import program as rules
from overlays import rundown
from overlays.cue import COUNTDOWN, Cue
from overlays.program import Program, on_air
from studio.log import Act, Decide, Done, decode
from studio.records import Refusal, key
from web import api_commands as commands
from web import messages_air as messages
from web import producers
from web.api_board import Board
from web.api_keys import Key
from web.api_state import latest
from web.api_state import step as next_item
from web.context import Context
from web.socket import Caller, Outcome

AGAIN_MS = 500
"""A second press within this time of a take is the first one's echo, or a colleague's: people look, then press."""


class Order(NamedTuple):
    """One verb as it arrived.

    Attributes:
        command: one of `web.api_commands`.
        presses: how many of the panic key there were by then.
        idempotency: what the client calls this press; the same once more does nothing more.
    """

    command: Any
    presses: int
    idempotency: str | None = None


@dataclass(frozen=True)
class Steady(Act):
    """A command that is void once something else is on air than its sender saw, or the panic key was pressed.

    Attributes:
        air: the key of the program.
        seen: the program as it was.
    """

    air: str = ""
    seen: Program | None = None

    async def commit(self, keys: Any, decide: Decide, consumed: Any = ()) -> Done | Refusal:
        """As `Act`, with one thing more to compare."""

        def steady(states: Mapping[str, Any]) -> Any:
            (there, killed), (seen, known) = _marks(states[self.air]), _marks(self.seen)
            # A kill that is known may not be logged yet; one that is logged and was not known came in between.
            if there != seen or killed > known:
                return Refusal(code="moved_on", key=self.air)
            return decide(states)

        return await super().commit(list(dict.fromkeys([self.air, *keys])), steady, consumed)


def _marks(program: Program | None) -> tuple[int, int]:
    """How far what is on air, and the panic key, have come."""
    return (program.revision, program.killed) if program else (0, 0)


@dataclass(kw_only=True)
class Press(Caller):
    """One press of a button: a producer's command by whoever holds the key.

    Attributes:
        board: the briefing as it is.
        id: the commands' ids; the same press sent again has the same one.
        steady: whether it is void once what was seen has changed.
        seen: the program as it was then.
    """

    board: Board
    id: str
    steady: bool = False
    seen: Program | None = None

    def act(self, message: Any) -> Act:
        """The message as a command, void once what was seen has changed."""
        act = super().act(message)
        return Steady(**vars(act), air=key("program", self.screen), seen=self.seen) if self.steady else act

    def hold(self) -> Program | None:
        """What is on air now, and has to be for what follows."""
        self.steady, self.seen = True, self.program
        return self.seen

    @property
    def program(self) -> Program | None:
        """What is on air, and in preview."""
        return self.board.program(self.screen)

    @property
    def now(self) -> int:
        """Ms since the epoch."""
        return self.context.clock()

    def learn(self, outcome: Outcome) -> Outcome:
        """Tells everybody of this process at once."""
        if isinstance(outcome, Done):
            self.context.followers.learn(outcome)
        return outcome


async def perform(own: Context, board: Board, who: Key, order: Order) -> Refusal | None:
    """Carries out one verb.

    Args:
        own: the process's parts.
        board: the key's briefing.
        who: the key, whose scope reaches.
        order: what it wants.

    Returns:
        Why it was not carried out.

    Raises:
        Unavailable: the store is away.
    """
    command, presses, idempotency = order
    screen = getattr(command, "screen", "")
    press = Press(
        context=own, seat="control", briefing=who.briefing, person=who.person, screen=screen, board=board,
        id=_id(command, idempotency), presses=presses,
    )  # fmt: skip
    if screen and screen not in board.screens:
        return Refusal(code="not_found")
    handler, last = VERBS[command.verb]
    if idempotency and last and await own.log.done(who.briefing, f"{who.person}:{last}:{press.id}"):
        return None
    outcome = press.learn(await handler(press, command))
    refused = outcome if isinstance(outcome, Refusal) else None
    own.metrics.commands.labels(f"api_{command.verb}", refused.code if refused else "done").inc()
    return refused


def _id(command: Any, idempotency: str | None) -> str:
    if idempotency is None:
        return secrets.token_hex(16)
    # Of the verb and its place: a client that counts its presses may count each button's from one.
    return hashlib.sha256(f"{command.verb}|{getattr(command, 'screen', '')}|{idempotency}".encode()).hexdigest()[:32]


def _unseen(press: Press, command: Any) -> Refusal | None:
    """Why this press does not mean what is on air now."""
    there = latest(press.program, press.now)
    if "expected" in command.model_fields_set:
        same = (there.item if there else "") == (command.expected or "")
        return None if same else Refusal(code="moved_on")
    taken = max((cue.since or 0 for cue in press.program.layers.values()), default=0) if press.program else 0
    return Refusal(code="just_taken") if press.now - taken < AGAIN_MS else None


async def _take(press: Press, command: Any) -> Outcome:
    there = press.hold()
    if refused := _unseen(press, command):
        return refused
    if there is None or there.preview is None:
        return Refusal(code="nothing_in_preview")
    return await _to_air(press, there, there.preview, cut=command.verb == "cut")


async def _to_air(press: Press, there: Program | None, ready: Cue, *, cut: bool = False) -> Outcome:
    before = there.layers.get(ready.layer) if there else None
    take = messages.Take(
        id=press.id, screen=press.screen, cue=ready.id, expected=before.id if before else None, cut=cut
    )  # fmt: skip
    return await producers.take(press, take)


def _step(by: int) -> Callable[[Press, Any], Awaitable[Outcome]]:
    async def step(press: Press, command: Any) -> Outcome:
        press.hold()
        if refused := _unseen(press, command):
            return refused
        item = next_item(press.board.rundown, press.program, by, press.now)
        if item is None:
            return Refusal(code="end_of_list")
        return await _cue_and_take(press, item.id, command)

    return step


async def _cue_and_take(press: Press, item: str, command: Any) -> Outcome:
    ready = await _cued(press, item, command)
    if isinstance(ready, Refusal):
        return ready
    outcome = await _to_air(press, press.seen if press.steady else press.program, ready)
    if isinstance(outcome, Refusal) and outcome.code == "moved_on":
        await _give_up(press, ready)
    return outcome


async def _cued(press: Press, item: str, command: Any) -> Cue | Refusal:
    """Puts an item into preview."""
    air = key("program", press.screen)
    outcome = press.learn(await _cue(press, item, command))
    if isinstance(outcome, Refusal):
        return outcome
    assert isinstance(outcome, Done)  # noqa: S101 - what cueing gives back
    # Of a press that was sent again the answer holds no records.
    there = outcome.records.get(air) or await _read(press, air)
    ready: Cue | None = there.preview if there else None
    return ready if ready and ready.item == item else Refusal(code="moved_on")


async def _read(press: Press, k: str) -> Any:
    own = press.context
    return decode(own.kinds, k, (await own.log.read(press.briefing, [k]))[k])


async def _give_up(press: Press, ready: Cue) -> None:
    """Takes our own cue out of preview, where a colleague was faster; theirs stays."""
    air = key("program", press.screen)

    def decide(states: Mapping[str, Any]) -> Any:
        there: Program | None = states[air]
        ours = there and there.preview and there.preview.id == ready.id
        return rules.uncue(there, press.screen) if ours else []

    press.learn(await press.context.act(press.briefing, press.person).commit([air], decide))


async def _cue(press: Press, item: str, command: Any) -> Outcome:
    return await producers.cue(
        press,
        messages.Cue(
            id=press.id, screen=press.screen, item=item, language=command.language, hide_after_s=command.hide_after_s
        ),
    )


async def _cue_number(press: Press, command: commands.Cue) -> Outcome:
    # The question itself before a second item that a producer made of it.
    found = sorted((i for i in press.board.items if i.number == command.number), key=lambda i: i.hash is not None)
    return await _cue(press, found[0].id, command) if found else Refusal(code="not_found")


async def _cue_item(press: Press, command: commands.CueItem) -> Outcome:
    listed = any(item.id == command.item for item in press.board.items)
    return await _cue(press, command.item, command) if listed else Refusal(code="not_found")


async def _message(press: Press, command: commands.Message) -> Outcome:
    said = {"title": command.title, "text": command.text, "style": command.style, "language": command.language}
    data = {name: value for name, value in said.items() if value}
    item = _message_item(press)
    prepared = press.learn(
        await producers.prepare(
            press,
            messages.Prepare(
                id=press.id, item=item, graphic="message", title=(command.title or command.text)[:80], data=data,
                hide_after_s=command.hide_after_s,
            ),
        )
    )  # fmt: skip
    if isinstance(prepared, Refusal):
        return prepared
    return await _cue_and_take(press, item, command)


def _message_item(press: Press) -> str:
    """The key's own item, one for each screen: another message there is a change of it, on air too.

    A producer may have removed it; such an item never comes back, and the next one takes its place.
    """
    names = (
        "m" + hashlib.sha256(f"{press.person}|{press.screen}|{n}".encode()).hexdigest()[:15]
        for n in range(rundown.MOST_PREPARED + 1)
    )
    return next(name for name in names if name not in press.board.gone)


async def _clear(press: Press, command: Any) -> Outcome:
    layer = getattr(command, "layer", None)
    return await producers.clear(
        press, messages.Clear(id=press.id, screen=press.screen, layer=layer, cut=command.cut)
    )  # fmt: skip


def _timer(action: Any) -> Callable[[Press, Any], Awaitable[Outcome]]:
    async def timer(press: Press, command: Any) -> Outcome:
        shown = on_air(press.program, press.now)
        cue = next((cue for cue in shown.values() if cue.graphic == COUNTDOWN), None)
        if cue is None:
            return Refusal(code="no_timer")
        return await producers.time(
            press,
            messages.Time(
                id=press.id, screen=press.screen, layer=cue.layer, cue=cue.id, action=action,
                seconds=getattr(command, "seconds", 0),
            ),
        )  # fmt: skip

    return timer


async def _panic(press: Press, command: commands.Panic) -> Outcome:
    return await producers.panic(press, messages.Panic(id=press.id))


VERBS: Mapping[str, tuple[Callable[[Press, Any], Awaitable[Outcome]], str]] = {
    "panic": (_panic, ""),
    "take": (_take, "take"),
    "cut": (_take, "take"),
    "next": (_step(1), "take"),
    "previous": (_step(-1), "take"),
    "clear": (_clear, "clear"),
    "clear_all": (_clear, "clear"),
    "cue": (_cue_number, "cue"),
    "cue_item": (_cue_item, "cue"),
    "message": (_message, "take"),
    "timer_start": (_timer("start"), "time"),
    "timer_pause": (_timer("pause"), "time"),
    "timer_set": (_timer("set"), "time"),
    "timer_add": (_timer("add"), "time"),
}
"""What carries each verb out, and the producers' command that it ends with: what was done once is known by that.

Panic is the same however often, and asks the store nothing.
"""
