"""Sends what `qa.mailing` says is to be sent: letters to askers, reminders to departments.

Runs beside the archiver and never in its way. What waits is found in the archive, page by page, so that ended briefings
cost nothing; what is done about it is decided on the store's records. Time passes by comparison: a moment that came
while nobody ran is seen at the next look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import structlog

from qa import mail_desk, mailing
from qa.departments import Department
from qa.mailing import Calendar, Case, Envelope, Reminder
from qa.notices import OPEN, Notice
from qa.question import Question
from studio.archive.queries import Archive, Sieve
from studio.briefing import KEY, Briefing
from studio.events import OFFICE, Reminded
from studio.log import Act, Done, Unavailable, decode
from studio.mail import AwayError, Letter, NotTakenError, Postman, Server, UnsureError, postman
from studio.records import Kinds, key
from studio.redis_log import RedisLog
from studio.sealing import MAIL, SealError, open_sealed

LOG = structlog.get_logger("qa.mailer")
BY = "mail"
LOOK_S = 2.0
"""How often it is looked for letters."""
REMIND_S = 300.0
"""How often it is looked for reminders: they are a matter of days."""
PAGE = 100
"""Mailings, or notices, looked at together."""
AWAY_S = (5.0, 15.0, 60.0, 300.0)
"""Seconds between tries while the mail server is away; the last one repeats."""
AGAIN_S = (300.0, 1800.0, 7200.0, 8 * 3600.0)
"""Seconds until a letter is offered again that was not taken for now; after the last one it is given up."""
FINISH_S = 0.6
"""How long the end waits for a letter under way."""

T = TypeVar("T")
Place = tuple[str, str]
"""A briefing and a question's id."""
How = Literal["sent", "withdrawn", "refused", "failed", "unsure"]


class Due(NamedTuple):
    """What a department is reminded of: in which briefing, by its id, and the records of it."""

    place: str
    reminded: Reminded
    question: Question
    briefing: Briefing


class Letters(Protocol):
    """Puts letters into words."""

    def outcome(self, envelope: Envelope, case: Case, briefing: Briefing) -> Letter:
        """Tells an asker what became of their question."""
        ...

    def reminder(self, to: Department, due: Due) -> Letter:
        """Reminds a department."""
        ...


@dataclass(frozen=True)
class Office:
    """What letters are sent with.

    Attributes:
        log: the store.
        archive: where what waits is found.
        kinds: the table of kinds.
        clock: ms since the epoch.
        server: the mail server.
        key: opens the sealed addresses.
        calendar: when departments are reminded.
        letters: puts them into words.
    """

    log: RedisLog
    archive: Archive
    kinds: Kinds
    clock: Callable[[], int]
    server: Server
    key: str
    calendar: Calendar
    letters: Letters

    def act(self, briefing: str) -> Act:
        """One command on its way, now."""
        return Act(log=self.log, kinds=self.kinds, briefing=briefing, by=BY, at=self.clock())


@dataclass(frozen=True)
class Job:
    """A letter to be handed over.

    Attributes:
        place: what it is about.
        letter: what it says.
        begin: writes down that it is handed over from now on; False where it is no longer to be.
        end: writes down what became of it.
    """

    place: tuple[str, ...]
    letter: Letter
    begin: Callable[[], Awaitable[bool]]
    end: Callable[[How], Awaitable[None]]


class Mailer:
    """Looks, and sends, again and again."""

    def __init__(self, office: Office, look_s: float = LOOK_S, away_s: tuple[float, ...] = AWAY_S) -> None:
        self._office, self._look_s, self._away_s = office, look_s, away_s
        self._after: Place = ("", "")
        self._remind_at = 0.0
        self._away = 0  # tries in a row that found no mail server
        self._try_at = 0.0  # the loop's second before which none is sought
        self._later: dict[tuple[str, ...], tuple[int, float]] = {}  # tries, and the loop's second of the next one
        self._undelivered: set[tuple[str, ...]] = set()  # begun, but certainly not taken
        self._known: dict[Place, How] = {}  # over, but not yet written down

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop`, whatever fails."""
        while not stop.is_set():
            try:
                await self._turn(stop)
            except Exception as error:
                LOG.warning("mail_waits", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look_s):
                    await stop.wait()

    async def _turn(self, stop: asyncio.Event) -> None:
        for place, how in [*self._known.items()]:
            await self._end(place, how)
        jobs = await self._outcomes()
        now = asyncio.get_running_loop().time()
        if now >= self._remind_at:
            jobs += await self._reminders()
            self._remind_at = now + max(self._look_s, REMIND_S * self._look_s / LOOK_S)
        wanted = [job for job in jobs if self._later.get(job.place, (0, 0.0))[1] <= now]
        if wanted and now >= self._try_at:
            await self._send(wanted, stop)

    # -- what is to be sent ---------------------------------------------------------------------------

    async def _outcomes(self) -> list[Job]:
        page = await _whole(self._office.archive.page("mailing", "waiting", self._after, PAGE))
        self._after = page[-1] if len(page) == PAGE else ("", "")
        return [job for place in page if (job := await _unless_faulty(place, self._outcome(place)))]

    async def _outcome(self, place: Place) -> Job | None:
        case, records = await mail_desk.read(self._office.act(place[0]), place[1])
        again = place in self._undelivered
        todo = "send" if again and mailing.try_(case, again) else mailing.next_(case)
        if todo in {"withdrawn", "unsure"}:
            await self._end(place, "withdrawn" if todo == "withdrawn" else "unsure")
        if todo != "send" or case.mailing is None or case.mailing.sealed is None:
            return None
        try:
            envelope = Envelope.model_validate_json(open_sealed(self._office.key, case.mailing.sealed, MAIL))
        except (SealError, ValueError):
            await self._end(place, "failed")
            return None
        return Job(
            place, self._office.letters.outcome(envelope, case, records[KEY]),
            lambda: mail_desk.try_(self._office.act(place[0]), place[1], again), lambda how: self._end(place, how),
        )  # fmt: skip

    async def _end(self, place: Place, how: How) -> None:
        self._known[place] = how
        briefing, question = place
        await mail_desk.end(
            self._office.act(briefing),
            question,
            how,
            lambda: self._office.log.forget_soon(briefing, question, "mailing"),
        )
        del self._known[place]
        self._undelivered.discard(place)
        self._later.pop(place, None)

    async def _reminders(self) -> list[Job]:
        jobs: list[Job] = []
        now, skip, more = self._office.clock(), 0, True
        while more:
            sieve = Sieve(states=OPEN, most=PAGE, skip=skip)
            found, _ = await _whole(self._office.archive.owed(sieve))
            near = [one for one in found if (due := one.notice["due"]) and self._office.calendar.first(due) <= now]
            for one in near:
                job = await _unless_faulty((one.briefing, one.id), self._reminder(one.briefing, one.id))
                jobs += [job] if job else []
            # Those due first come first: after one that is not near there is none.
            last = found[-1].notice["due"] if len(found) == PAGE else 0
            skip, more = skip + PAGE, len(found) == PAGE and (not last or self._office.calendar.first(last) <= now)
        return jobs

    async def _reminder(self, briefing: str, id: str) -> Job | None:
        office = self._office
        keys = key("notice", id), key("reminder", id), key("question", id), KEY
        stored = await office.log.read(briefing, keys)
        notice, before, question, details = (decode(office.kinds, k, stored[k]) for k in keys)
        events = self._owed(briefing, notice, before)
        if not events:
            return None
        to = await self._department(events[0].department)
        if to is None:
            return None
        place = _of(briefing, events[0])
        letter = office.letters.reminder(to, Due(briefing, events[0], question, details))

        async def begin() -> bool:
            def decide(records: Any) -> Any:
                again = self._owed(briefing, records[keys[0]], records[keys[1]])
                return again if again == events else []

            done = await office.act(briefing).commit(keys[:2], decide)
            return isinstance(done, Done) and bool(done.events)

        async def end(how: How) -> None:
            self._undelivered.discard(place)
            LOG.info("reminded", briefing=briefing, question=id, stage=events[0].stage, how=how)

        return Job(place, letter, begin, end)

    def _owed(self, briefing: str, notice: Notice | None, before: Reminder | None) -> Sequence[Reminded]:
        """What its department is to be reminded of; of it again, where the mail server certainly did not take it."""
        calendar, now = self._office.calendar, self._office.clock()
        current = mailing.remind(notice, None, calendar, now)
        again = any(_of(briefing, one) in self._undelivered for one in current)
        return current if again else mailing.remind(notice, before, calendar, now)

    async def _department(self, id: str) -> Department | None:
        k = key("department", id)
        found: Department | None = decode(self._office.kinds, k, (await self._office.log.read(OFFICE, [k]))[k])
        return found

    # -- sending --------------------------------------------------------------------------------------

    async def _send(self, jobs: list[Job], stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with postman(self._office.server) as post:
                for job in jobs:
                    if stop.is_set():
                        break
                    await self._hand_over(post, job)
                    self._away = 0
        except AwayError as error:
            pause = self._away_s[min(self._away, len(self._away_s) - 1)]
            self._away, self._try_at = self._away + 1, loop.time() + pause
            LOG.warning("mail_server_away", error=str(error), again_s=pause)

    async def _hand_over(self, post: Postman, job: Job) -> None:
        begun = False
        try:
            await post.offer(job.letter, self._office.clock())
            begun = await job.begin()
            if not begun:
                return
            await post.hand_over()
        except NotTakenError as error:
            if begun:
                self._undelivered.add(job.place)
            await self._refused(job, error)
        except UnsureError as error:
            await job.end("unsure")
            raise AwayError(str(error)) from None
        else:
            await job.end("sent")

    async def _refused(self, job: Job, error: NotTakenError) -> None:
        """Offers it again later; gives up at last, or at once where the server says so."""
        tries = self._later.get(job.place, (0, 0.0))[0]
        LOG.warning("letter_refused", briefing=job.place[0], question=job.place[1], why=str(error))
        pause = AGAIN_S[min(tries, len(AGAIN_S) - 1)] if not error.final else AGAIN_S[-1]
        self._later[job.place] = tries + 1, asyncio.get_running_loop().time() + pause
        if error.final or tries >= len(AGAIN_S):
            await job.end("refused" if error.final else "failed")


def _of(briefing: str, one: Reminded) -> tuple[str, ...]:
    """What a reminder is about: each stage is one of its own."""
    return briefing, one.question, one.department, str(one.due), str(one.stage)


async def _unless_faulty(place: Place, found: Awaitable[Job | None]) -> Job | None:
    """The job; none where a record makes trouble of its own, which must hold up nobody else's letter."""
    try:
        return await found
    except (Unavailable, OSError):
        raise
    except Exception as error:
        LOG.error("letter_faulty", briefing=place[0], question=place[1], error=type(error).__name__)
        return None


async def _whole(work: Coroutine[Any, Any, T]) -> T:
    """Work with the database that a cancellation does not cut: aiosqlite may hang for ever when it is."""
    return await asyncio.shield(asyncio.ensure_future(work))


async def run(office: Office, stop: asyncio.Event) -> None:
    """Sends letters until told to stop; one that is under way then has a moment left."""
    work = asyncio.create_task(Mailer(office).run(stop))
    try:
        await stop.wait()
    finally:
        await asyncio.wait([work], timeout=FINISH_S)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await office.archive.close()
