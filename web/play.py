"""`tynda demo --play`: ten minutes of a hearing in one, by the same use cases as people's, on a clock that runs faster.

The evening is a briefing of its own, which began so long ago that it ends now: every moment in it lies in the past, so
nothing that compares with the present is misled. `evening.toml` holds what is asked and said.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from overlays import console, paint
from overlays.cue import LAYERS, QUESTION
from overlays.screens import Report
from qa import desk, inbox
from qa.moderation import Draft
from qa.receipts import code, question_id, receipt_hash
from studio import lines, office
from studio.briefing import KEY, Details
from studio.events import OFFICE, Language
from studio.log import Act, Done, Knocked, decode
from studio.media.synthetic import Scene
from studio.records import Refusal, key
from web.demo import SPEAKERS

SCRIPT = Path(__file__).with_name("evening.toml")
FASTER = 10
"""How much faster than the hour: ten minutes take one."""
LEAD_S = 5
"""The recording began so long before the briefing was opened."""
PAINTED_MS = 60
"""What a screen takes from a take to the pixels, about."""
LINE_MS = 6_000
"""How long a line of the script is spoken, unless the next one begins."""
MODERATOR, PRODUCER, CAPTIONER = "play-moderator", "play-producer", "play-captioner"


class Said(msgspec.Struct, array_like=True):
    """A line: when, who ("host" or a speaker's id), in which language, what."""

    at: float
    who: str
    language: Language
    text: str


class Asked(msgspec.Struct):
    """A question of the script; see evening.toml."""

    id: str
    ask: float
    language: Language
    text: str
    name: str | None = None
    region: str | None = None
    to: str = "studio"
    fate: str = ""
    decided: float = 0
    words: str = ""
    translated: str = ""
    reason: str = ""
    into: str = ""
    take: float | None = None
    clear: float = 0
    answered: bool = False
    noticed: float | None = None
    said: list[Said] = []


class Script(msgspec.Struct):
    """The whole evening, `length` in seconds."""

    length: int
    said: list[Said]
    question: list[Asked]

    @property
    def lines(self) -> list[Said]:
        """All that is said, in order."""
        return sorted([*self.said, *(line for q in self.question for line in q.said)], key=lambda line: line.at)


def script() -> Script:
    """The evening of `evening.toml`."""
    return msgspec.convert(tomllib.loads(SCRIPT.read_text(encoding="utf-8")), Script)


def scenes(evening: Script) -> list[Scene]:
    """What the recording shows, on its own clock."""
    aired = sorted((q for q in evening.question if q.take is not None), key=lambda q: q.take or 0)
    numbers = {q.id: n for n, q in enumerate(sorted(evening.question, key=lambda q: q.ask), 1)}
    found = [Scene(0, "Tynda")]
    for question in aired:
        found.append(Scene((question.take or 0) + LEAD_S, f"Question {numbers[question.id]}"))
        found.append(Scene(question.clear + LEAD_S, "Tynda"))
    return found


class Step(NamedTuple):
    """What happens at a second of the evening."""

    at: float
    what: str
    does: Callable[[], Awaitable[Done | Refusal | desk.Bulk]]


class RefusedError(Exception):
    """Something of the script was refused; the text says what."""


@dataclass
class Evening:
    """One evening as it is played.

    Attributes:
        act: in the office's log, without a command.
        briefing: its id.
        slug: its address.
        began: when it is opened, ms since the epoch.
        recording_url: where its recording will lie.
        recognise: which language a text is in.
        due: the term of a written answer.
        clock: ms since the epoch, as it is.
    """

    act: Act
    briefing: str
    slug: str
    began: int
    recording_url: str
    recognise: Any
    due: Callable[[int], int | None]
    clock: Callable[[], int]

    def at(self, seconds: float, by: str, command: str, briefing: str = "") -> Act:
        """A command at a second of the evening."""
        a, of = self.act, briefing or self.briefing
        return Act(a.log, a.kinds, of, by, self.began + round(seconds * 1000), f"{self.briefing}-{command}")

    def question(self, id: str) -> str:
        """A question's id as the house makes it."""
        return question_id(f"play-{id}", self.briefing)

    def receipt(self, id: str) -> str:
        """The receipt code of a question: the same for the same evening, so that one can be tried."""
        return code(self.question(id).encode()[:8])

    async def prepare(self) -> None:
        """Makes the briefing."""
        details = Details.model_validate({
            "slug": self.slug, "starts_at": self.began, "speakers": SPEAKERS, "recording_url": self.recording_url,
            "recording_offset_ms": -1000 * LEAD_S, "title": {
                "kk": "Ашық тыңдау: он минут", "ru": "Открытые слушания: десять минут",
                "en": "Open hearing: ten minutes",
            },
        })  # fmt: skip
        done(await office.save_briefing(self.at(-1, "play", "made", OFFICE), self.briefing, details), "the briefing")

    def steps(self, evening: Script) -> list[Step]:
        """All that happens, in order."""
        end = evening.length
        every = [
            Step(0, "opening", lambda: office.open_briefing(self.at(0, "play", "opened", OFFICE), self.briefing)),
            *(step for question in evening.question for step in self._of(question)),
            *self._said(evening),
            Step(end, "the end", lambda: office.end_briefing(self.at(end, "play", "ended", OFFICE), self.briefing)),
        ]
        return sorted(every, key=lambda step: step.at)

    def _of(self, q: Asked) -> Iterator[Step]:
        yield Step(q.ask, f"asking {q.id}", lambda: self._ask(q))
        if q.fate:
            yield Step(q.decided, f"{q.fate} {q.id}", lambda: self._decide(q))
        if q.translated:
            yield Step(q.decided + 1, f"translating {q.id}", lambda: self._translate(q))
        if q.take is not None:
            yield Step(q.take - 4, f"cue {q.id}", lambda: self._cue(q))
            yield Step(q.take, f"take {q.id}", lambda: self._take(q))
            act = self.at(q.clear, PRODUCER, f"clear-{q.id}")
            yield Step(q.clear, f"clear {q.id}", lambda: console.clear(act, "main", LAYERS[QUESTION]))
        if q.answered:
            marked = self.at(q.clear - 2, PRODUCER, f"answered-{q.id}")
            yield Step(q.clear - 2, f"answered {q.id}", lambda: desk.answered(marked, self.question(q.id)))
        if q.noticed is not None:
            yield Step(q.noticed, f"notice {q.id}", lambda: self._notice(q, q.noticed or 0))

    async def _ask(self, q: Asked) -> Done | Refusal:
        """As the gateway puts it into the inbox and the desk process takes it out, on the evening's clock."""
        act = self._now(q.ask)
        body = {"text": q.text, "name": q.name, "region": q.region, "language": q.language, "to": q.to}
        fields = {"k": "ask", "question": self.question(q.id), "author": f"play-{q.id}", "receipt": self.receipt(q.id)}
        encoded = {name: value.encode() for name, value in fields.items()} | {"b": msgspec.json.encode(body)}
        item = inbox.read(Knocked(f"{act.at}-0", encoded), self.recognise, self.due)
        log: Any = act.log  # receipts are the store's own, beside the log
        await log.put_receipts(self.briefing, {receipt_hash(self.receipt(q.id)): item.question})
        return await self._desk(act, item)

    async def _decide(self, q: Asked) -> Done | Refusal | desk.Bulk:
        act, id, decision = self.at(q.decided, MODERATOR, f"d-{q.id}"), self.question(q.id), f"{self.briefing}-d-{q.id}"
        if q.fate == "reject":
            return await desk.reject(act, decision, id, q.reason)
        if q.fate == "merge":
            return await desk.merge(act, decision, id, self.question(q.into))
        if q.fate == "notice":
            return await self._notice(q, q.decided)
        if q.fate == "withdraw":
            return await self._withdraw(q)
        if q.words:
            return await desk.edit(act, decision, id, Draft(q.words, q.language, "clarified"), approve=True)
        return await desk.approve(act, decision, id, 0)

    async def _withdraw(self, q: Asked) -> Done | Refusal:
        act = self._now(q.decided)
        return await self._desk(act, inbox.Withdrawal(f"{act.at}-0", self.question(q.id), f"play-{q.id}"))

    def _now(self, seconds: float) -> Act:
        """What the desk process does has no command."""
        return replace(self.at(seconds, inbox.BY, ""), command=None)

    async def _desk(self, act: Act, item: inbox.Item) -> Done | Refusal:
        """As the desk process does, which follows this briefing too: so the cursor is the present's."""
        while True:
            fresh = item._replace(at=f"{self.clock()}-0")
            batch = inbox.Batch([fresh], fresh.at, {}, act.at)
            outcome = await act.commit(batch.keys(), batch.decide)
            if outcome != inbox.BEHIND:
                return outcome
            await asyncio.sleep(0.002)

    async def _translate(self, q: Asked) -> Done | Refusal:
        act, other = self.at(q.decided + 1, MODERATOR, f"t-{q.id}"), "ru" if q.language == "kk" else "kk"
        draft = Draft(q.translated, other, "translated")  # type: ignore[arg-type]
        return await desk.edit(act, f"{self.briefing}-t-{q.id}", self.question(q.id), draft, approve=True)

    async def _notice(self, q: Asked, at: float) -> Done | Refusal:
        act = self.at(at, MODERATOR, f"n-{q.id}")
        return await desk.notice(act, f"{self.briefing}-n-{q.id}", self.question(q.id), self.due(act.at))

    async def _cue(self, q: Asked) -> Done | Refusal:
        return await console.cue(self.at((q.take or 0) - 4, PRODUCER, f"cue-{q.id}"), "main", self.question(q.id))

    async def _take(self, q: Asked) -> Done | Refusal:
        act, air = self.at(q.take or 0, PRODUCER, f"take-{q.id}"), key("program", "main")
        ready = decode(act.kinds, air, (await act.log.read(act.briefing, [air]))[air])
        done = await console.take(act, "main", ready.preview.id, None)
        if isinstance(done, Refusal):
            return done
        painted = self.at((q.take or 0) + PAINTED_MS / 1000, "screen", f"painted-{q.id}")
        return await paint.painted(painted, "main", Report(page="play", revision=done.records[air].revision))

    def _said(self, evening: Script) -> Iterator[Step]:
        names = {speaker.id: speaker.name for speaker in SPEAKERS}
        every = evening.lines
        for n, line in enumerate(every):
            following = every[n + 1].at if n + 1 < len(every) else line.at + LINE_MS / 1000
            yield Step(line.at, f"line {n}", partial(self._line, n, line, names, following))

    async def _line(self, n: int, line: Said, names: Mapping[str, str], until: float) -> Done | Refusal:
        since = self.began + round(line.at * 1000)
        end = min(since + LINE_MS, self.began + round(until * 1000))
        draft = lines.Draft(line.text, names.get(line.who, ""), since, end)
        act, id = self.at(line.at, CAPTIONER, f"line-{n}"), f"{self.briefing}-l{n}"
        k = key("line", id)
        return await act.commit([KEY, k], lambda r: lines.caption(r[KEY], r[k], id, line.language, draft))


def done(outcome: Any, what: str) -> None:
    """Nothing of the script may be refused.

    Raises:
        RefusedError: it was.
    """
    if isinstance(outcome, Refusal):
        raise RefusedError(f"{what} was refused: {outcome.code}")


async def play(steps: Sequence[Step], began: float, told: Callable[[float], None], faster: float = FASTER) -> None:
    """Does one step after the other, each when its second has come.

    Args:
        steps: in order.
        began: the loop's second of the evening's zero.
        told: hears each second that has come.
        faster: how much faster than the hour.

    Raises:
        RefusedError: something was refused.
    """
    clock = asyncio.get_running_loop().time
    for step in steps:
        await asyncio.sleep(max(0.0, began + step.at / faster - clock()))
        done(await step.does(), step.what)
        told(step.at)
