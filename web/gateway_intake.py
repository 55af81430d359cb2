"""From a viewer's message to the inbox and back: validated, counted, batched, acknowledged.

Nobody is told "received" before the store has said so. Items of one briefing go in batches, one in
flight; what arrives meanwhile is the next batch.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import structlog

from qa import receipts
from studio.log import Unavailable
from studio.redis_air import BATCH, Knock, KnockResult, RedisAir
from web.gateway_ask import To, body
from web.gateway_connection import MALFORMED, TOO_MUCH, Connection
from web.gateway_frames import TEXT, encode
from web.gateway_rooms import Room, end

LINGER_S = 0.005
"""How long a batch waits for company: a call costs the store and us ten times what one more item does."""
PATIENCE_S = 3.0
"""How long a viewer waits for the store before being told to try again; the item may be in all the same."""
QUEUE = 4096
"""Items that may wait in one briefing: what the store takes in a fraction of a second."""
BURST, PER_S = 40, 20
"""Messages of one connection: so many at once, so many a second; no page of ours comes near."""
STRIKES = 100
"""Messages refused in a row before the connection is cut."""
LONG = 1024
"""... and so many characters weigh as much as a message: cleaning them is the dearest that a viewer makes us do."""
AGAIN_COST = 10
"""A snapshot weighs as much as so many messages."""
SEAL_COST = 5
"""What is told in confidence is sealed here; it weighs as much as so many messages."""
RETRY_MS = 1000

log = structlog.get_logger("gateway")

# -- the wire: `web.messages` as msgspec reads it, ten times as fast; a test holds the two together -------

CommandId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{8,40}\Z")]  # `$` would let a line end follow
Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,40}\Z")]
Text = Annotated[str, msgspec.Meta(max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=80)]


class Ask(msgspec.Struct, tag="ask", tag_field="type", forbid_unknown_fields=True):
    """A question."""

    id: CommandId
    text: Text
    name: Short | None = None
    region: Short | None = None
    speaker: Id | None = None
    language: Literal["kk", "ru", "en"] | None = None
    to: To = "studio"
    sure: bool = False


class Vote(msgspec.Struct, tag="vote", tag_field="type", forbid_unknown_fields=True):
    """One vote, given or taken back."""

    id: CommandId
    question: Id
    up: bool = True


class Withdraw(msgspec.Struct, tag="withdraw", tag_field="type", forbid_unknown_fields=True):
    """The author takes a question back."""

    id: CommandId
    question: Id


class Again(msgspec.Struct, tag="again", tag_field="type", forbid_unknown_fields=True):
    """Asks for the present snapshot."""


class Received(msgspec.Struct, tag="received", tag_field="type"):
    """The question is in the inbox."""

    id: str
    question: str
    receipt: str


class Done(msgspec.Struct, tag="done", tag_field="type"):
    """The vote or the withdrawal is in."""

    id: str
    result: dict[str, Any] | None = None


class Refused(msgspec.Struct, tag="refused", tag_field="type"):
    """It is not, and why."""

    id: str | None
    code: str
    retry_after_ms: int | None = None
    view: dict[str, Any] | None = None


Command = Ask | Vote | Withdraw
_decode = msgspec.json.Decoder(Ask | Vote | Withdraw | Again).decode
_to_json = msgspec.json.Encoder().encode


def _say(connection: Connection, reply: Received | Done | Refused) -> None:
    connection.send(encode(TEXT, _to_json(reply)))


def _cost(message: Command | Again, payload: str) -> int:
    """What a message weighs, in plain short ones."""
    if isinstance(message, Again):
        return AGAIN_COST
    sealed = isinstance(message, Ask) and message.to == "confidential"
    return 1 + len(payload) // LONG + (SEAL_COST if sealed else 0)


@dataclass
class Counts:
    """Figures of the intake, for /metrics."""

    received: int = 0
    votes: int = 0
    withdrawals: int = 0
    batches: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    malformed: int = 0


@dataclass
class Store:
    """Why the store takes no questions now, or None: found by the knocks themselves and by the gateway's probe."""

    away: str | None = "starting"


class _Item(NamedTuple):
    connection: Connection
    knock: Knock
    since: float


class Queue:
    """The items of one briefing on their way, and the task that carries them, while there are any."""

    def __init__(self, briefing: str, intake: Intake) -> None:
        self._briefing = briefing
        self._intake = intake
        self._items: deque[_Item] = deque()
        self.carrier: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._items)

    def add(self, connection: Connection, knock: Knock) -> None:
        """Sends an item with the next batch."""
        self._items.append(_Item(connection, knock, asyncio.get_running_loop().time()))
        if self.carrier is None or self.carrier.done():
            self.carrier = asyncio.create_task(self._carry())

    async def _carry(self) -> None:
        while self._items:
            if len(self._items) < BATCH:
                await asyncio.sleep(LINGER_S)
            batch = [self._items.popleft() for _ in range(min(BATCH, len(self._items)))]
            # The patience counts from the moment the message came, queue included.
            deadline = batch[0].since + PATIENCE_S
            await self._intake.deliver(self._briefing, batch, deadline)


class Intake:
    """All briefings' queues, and the rules before them."""

    def __init__(self, air: RedisAir, counts: Counts, store: Store, public_key: str = "") -> None:
        """Takes the store, figures to add to, what is known of the store, and the key that seals tip-offs."""
        self._air = air
        self._public_key = public_key
        self._counts = counts
        self._store = store
        self._queues: dict[str, Queue] = {}
        self.closed = False
        self.handlers: dict[type, Callable[[Connection, Room, Any], Knock | str | None]] = {
            Ask: self._ask,
            Vote: self._vote,
            Withdraw: self._withdraw,
        }

    # -- one message --------------------------------------------------------------------------------------

    def message(self, connection: Connection, room: Room, payload: str) -> None:
        """Acts on one text message of a viewer."""
        try:
            message = _decode(payload)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self._counts.malformed += 1
            connection.close(MALFORMED)
            return
        again = isinstance(message, Again)
        wait = self._pace(connection, _cost(message, payload))
        if wait:
            self._too_fast(connection, None if again else message.id, wait)
        elif again:
            room.again(connection)
        else:
            self._command(connection, room, message)

    def _command(self, connection: Connection, room: Room, message: Command) -> None:
        knock = self.handlers[type(message)](connection, room, message)
        if isinstance(knock, str):
            self.refuse(connection, message.id, knock)
        elif knock is not None:
            queue = self._queues.get(room.id)
            if queue is None:
                queue = self._queues[room.id] = Queue(room.id, self)
            if self.closed or self._store.away or len(queue) >= QUEUE:
                self.refuse(connection, message.id, "unavailable", RETRY_MS)
            else:
                queue.add(connection, knock)

    def _pace(self, connection: Connection, cost: int) -> float:
        """GCRA over one number a connection: seconds to wait, or 0 and the cost is charged."""
        now = asyncio.get_running_loop().time()
        after = max(connection.tat, now) + cost / PER_S
        wait = after - BURST / PER_S - now
        if wait > 0:
            return wait
        connection.tat = after
        connection.strikes = 0
        return 0

    def _too_fast(self, connection: Connection, id: str | None, wait: float) -> None:
        connection.strikes += 1
        if connection.strikes > STRIKES:
            connection.close(TOO_MUCH)
        else:
            self.refuse(connection, id, "too_fast", int(wait * 1000) + 1)

    def _ask(self, connection: Connection, room: Room, message: Ask) -> Knock | str:
        written = body(message, self._public_key)
        if isinstance(written, str):
            return written
        author = connection.author
        return Knock(
            "ask", author, message.id, connection.prefix, receipts.question_id(author, message.id),
            receipts.code(secrets.token_bytes(receipts.ENTROPY)), written,
        )  # fmt: skip

    @staticmethod
    def _vote(connection: Connection, room: Room, message: Vote) -> Knock | str:
        if not room.picture.votable(message.question):
            return "not_found"
        return Knock(
            "vote", connection.author, message.id, connection.prefix, message.question, up=message.up
        )  # fmt: skip

    @staticmethod
    def _withdraw(connection: Connection, room: Room, message: Withdraw) -> Knock | str:
        # Whose it is the desk decides: the question may not have come out of the inbox yet.
        return Knock("withdraw", connection.author, message.id, connection.prefix, message.question)

    # -- a batch ------------------------------------------------------------------------------------------

    async def deliver(self, briefing: str, batch: list[_Item], deadline: float) -> None:
        """Knocks with a batch and tells each viewer what became of it; never raises for an absent store."""
        self._counts.batches += 1
        results: list[KnockResult] = []
        try:
            async with asyncio.timeout_at(deadline):
                results = await self._air.knock(briefing, [item.knock for item in batch])
        except (Unavailable, TimeoutError) as error:
            self._store.away = type(error.__cause__ or error).__name__
        except Exception as error:
            # An error of the store's function: what it says could quote the batch, its name can't.
            log.error("knock", briefing=briefing, error=type(error).__name__)
            self._store.away = type(error).__name__
        else:
            self._store.away = None
        if not results:
            results = [KnockResult(False, code="unavailable", retry_after_ms=RETRY_MS)] * len(batch)
        for item, result in zip(batch, results, strict=True):
            self._tell(item.connection, item.knock, result)

    def _tell(self, connection: Connection, knock: Knock, result: KnockResult) -> None:
        if not result.ok:
            self.refuse(connection, knock.command, result.code, result.retry_after_ms or None)
        elif knock.kind == "ask":
            self._counts.received += 1
            _say(connection, Received(knock.command, knock.question, result.receipt))
        else:
            if knock.kind == "vote":
                self._counts.votes += 1
            else:
                self._counts.withdrawals += 1
            _say(connection, Done(knock.command))

    def refuse(self, connection: Connection, id: str | None, code: str, retry_after_ms: int | None = None) -> None:
        """Tells a viewer that it was not done, and why."""
        self._counts.refused[code] = self._counts.refused.get(code, 0) + 1
        _say(connection, Refused(id, code, retry_after_ms))

    # -- the end ------------------------------------------------------------------------------------------

    async def drain(self, seconds: float) -> None:
        """Takes nothing more, and waits for what is under way, so long at most."""
        self.closed = True
        carriers = [queue.carrier for queue in self._queues.values() if queue.carrier is not None]
        if carriers:
            await asyncio.wait(carriers, timeout=seconds)
        await end(carriers)

    def forget(self, briefing: str) -> None:
        """Drops the queue of a briefing that nobody watches, if it is empty."""
        queue = self._queues.get(briefing)
        if queue is not None and not len(queue) and (queue.carrier is None or queue.carrier.done()):
            del self._queues[briefing]
