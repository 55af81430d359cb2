"""The moderators' queue in memory: one row a question, kept up with the log; answers what a desk looks for."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

import structlog

from qa import flags
from qa.moderation import MASTERS
from qa.question import Question, current
from qa.queue import Query, Row, counts, find, row
from qa.similar import Similar
from qa.similar_worker import Worker
from studio.log import Unavailable
from studio.records import key
from web.follower import Changes, Followed, Followers, Held
from web.hub import Channel
from web.messages_desk import Look

SLICE = 100
"""Rows made at a stretch when a briefing is opened: some 5 ms, so that nobody's socket waits for twenty thousand."""

_logger = structlog.get_logger("web.queues")


class Queue:
    """One briefing's queue, from its log until that is let go.

    Attributes:
        ready: set once every question is in it.
    """

    def __init__(self, followed: Followed, similar: Similar) -> None:
        self.ready = asyncio.Event()
        self._followed = followed
        self._similar = similar
        self._rows: dict[str, Row] = {}
        self._by_author: dict[str, set[str]] = {}
        self._task = asyncio.create_task(self._fill(), name=f"queue {followed.briefing}")
        followed.listen(self._take)

    async def close(self) -> None:
        """Ends listening."""
        self._followed.forget(self._take)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self.ready.set()  # whoever waits gets what there is
        await self._similar.close()

    async def _fill(self) -> None:
        names = [k for k in self._followed.records if k.startswith("question/")]
        try:
            for start in range(0, len(names), SLICE):
                self._take({k: self._followed.records.get(k) for k in names[start : start + SLICE]})
                await asyncio.sleep(0)
        except Exception as error:  # a queue with a hole is better than one that nobody ever sees
            _logger.error("queue_failed", briefing=self._followed.briefing, exc_info=error)
        self.ready.set()

    def _take(self, changes: Changes) -> None:
        for k, held in changes.items():
            kind, _, id = k.partition("/")
            if kind == "question":
                self._put(id, held)

    def _put(self, id: str, held: Held | None) -> None:
        if held is None:
            self._rows.pop(id, None)
            return self._similar.drop(id)
        question = Question.model_validate(held.fields)
        self._rows[id] = row(question)
        self._by_author.setdefault(question.author, set()).add(id)
        wording = current(question)
        if wording is None or question.state not in MASTERS or question.consultation:
            return self._similar.drop(id)
        return self._similar.put(id, wording.language, wording.text)

    def _votes(self) -> dict[str, int]:
        tallies = (h for k, h in self._followed.records.items() if k.startswith("tally/"))
        return {h.fields["id"]: h.fields["votes"] for h in tallies}

    def look(self, message: Look, channel: Channel) -> dict[str, Any]:
        """A part of the queue, as the seat of this channel sees it."""
        if message.of:
            ids, total = [id for id in message.of if id in self._rows], len(message.of)
        else:
            query = Query(**message.model_dump(include=set(Query.model_fields)))
            found = find(self._rows.values(), query, self._votes() if message.sort == "votes" else {})
            ids, total = [r.id for r in found[message.start : message.start + message.count]], len(found)
        views = [self._seen(channel, key(kind, id)) for id in ids for kind in ("question", "tally")]
        return {
            "total": total, "counts": counts(self._rows.values()), "ids": ids, "views": [v for v in views if v],
        }  # fmt: skip

    def _seen(self, channel: Channel, k: str) -> dict[str, Any] | None:
        held = self._followed.records.get(k)
        return channel.seen(k, held.version, held.fields) if held else None

    async def about(self, id: str) -> dict[str, Any] | None:
        """What is near an opened question: similar ones, its asker's others, its wording with personal data hidden."""
        held = self._followed.records.get(key("question", id))
        if held is None or not held.fields["wordings"]:
            return None
        question = Question.model_validate(held.fields)
        wording = current(question)
        personal = [f for f in (wording.flags if wording else ()) if f.kind in flags.PERSONAL]
        return {
            "similar": [found for s in await self._similar.near(id) if (found := self._similar_one(s))],
            "asker": self._asker(question.author),
            "revision": wording and wording.revision,
            "masked": flags.masked(wording.text, personal) if wording and personal else None,
        }

    def _similar_one(self, suggestion: Any) -> dict[str, Any] | None:
        held = self._followed.records.get(key("question", suggestion.question))
        wording = current(Question.model_validate(held.fields)) if held else None
        if held is None or wording is None:
            return None
        tally = self._followed.records.get(key("tally", suggestion.question))
        return {
            "question": suggestion.question, "number": held.fields["number"], "state": held.fields["state"],
            "language": wording.language, "text": wording.text, "votes": tally.fields["votes"] if tally else 0,
            "score": suggestion.score, "how": suggestion.how,
        }  # fmt: skip

    def _asker(self, author: str) -> dict[str, Any]:
        asked = self._by_author.get(author, set())
        restraint = self._followed.records.get(key("restraint", author))
        held = restraint.fields if restraint and restraint.fields["how"] != "none" else None
        return {
            # Only what stands on the desk: that somebody also told something in confidence is nobody's business.
            "questions": sum(1 for id in asked if (r := self._rows.get(id)) and r.list),
            "refused": sum(1 for id in asked if (r := self._rows.get(id)) and r.list == "rejected"),
            "restraint": held and {"how": held["how"], "until": held["until"]},
        }


class Queues:
    """The queues of this process, by briefing."""

    def __init__(self, followers: Followers, worker: Worker | None) -> None:
        self._followers = followers
        self._worker = worker
        self._queues: dict[str, Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def get(self, briefing: str) -> Queue | None:
        """The briefing's queue, filled; None for an unknown briefing.

        Raises:
            Unavailable: the store is away and the briefing was never read.
        """
        followed = await self._followers.get(briefing)
        if followed is None:
            return None
        if briefing not in self._queues:
            self._queues[briefing] = Queue(followed, Similar(self._worker))
            followed.ended.append(partial(self._let_go, briefing))
        queue = self._queues[briefing]
        await queue.ready.wait()
        return queue

    def warm(self, briefing: str) -> None:
        """Fills a queue before its page asks for it."""

        async def fill() -> None:
            with suppress(Unavailable):
                await self.get(briefing)

        self._hold(asyncio.create_task(fill()))

    def _hold(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _let_go(self, briefing: str) -> None:
        self._hold(asyncio.create_task(self._queues.pop(briefing).close()))

    async def stop(self) -> None:
        """Ends all of them, and the worker."""
        await asyncio.gather(*(queue.close() for queue in self._queues.values()), *self._tasks, return_exceptions=True)
        if self._worker:
            await self._worker.close()
