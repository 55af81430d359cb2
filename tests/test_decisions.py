"""Two moderators never both decide one question: four clients hammer one queue over real sockets.

Two of them sit at one web process and two at another, so that what either process remembers is outdated all the time.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from studio import office
from studio.events import ENTRY, Asked, Entry, text_hash
from studio.log import Done
from studio.redis_log import prefix
from tests.web.conftest import Web, running, settings_for
from web.socket import BURST

pytestmark = pytest.mark.integration

QUESTIONS = 2_500
CLIENTS = 4
BATCH = 100
AT_ONCE = int(BURST)
"""Messages over one connection: who types no faster than a person never sends more, so each client connects anew."""
VERDICTS = {"approved", "rejected", "noticed"}
DECIDED = {"approved": "approved", "rejected": "rejected", "on_notice": "noticed"}


def asked(number: int) -> Asked:
    """A question, as the desk process logs it."""
    text = f"{number}?"
    return Asked(
        question=f"q{number}", number=number, language="ru", hash=text_hash("ru", text),
        author="a" * 32, text=text, receipt="c" * 64,
    )  # fmt: skip


async def queue(web: Web, briefing: str, count: int) -> list[str]:
    """A briefing with so many questions waiting."""
    await web.briefing(briefing)
    for start in range(1, count + 1, BATCH):
        events = [asked(n) for n in range(start, min(start + BATCH, count + 1))]
        assert isinstance(await web.own.act(briefing, "desk").commit([], lambda _, e=events: e), Done)
    return [f"q{n}" for n in range(1, count + 1)]


class Seat(NamedTuple):
    """A moderator at one of the processes."""

    web: Web
    cookie: str
    person: str


async def seat(web: Web, briefing: str) -> Seat:
    secret = await web.invite("moderator", briefing)
    response = await web.join(secret)
    return Seat(web, response.headers["set-cookie"].partition(";")[0], office.person_id(secret))


async def answers(ws: Any, sent: dict[str, Any]) -> dict[str, Any]:
    """Sends a command and waits for what it is answered."""
    await ws.send(json.dumps(sent))
    while True:
        raw = str(await ws.recv())
        if not raw.startswith(('{"type":"views"', '{"type":"snapshot"')):
            got: dict[str, Any] = json.loads(raw)
            assert got["id"] == sent["id"]
            return got


async def hammer(
    seats: Sequence[Seat], briefing: str, commands: Sequence[Sequence[dict[str, Any]]]
) -> list[list[dict[str, Any]]]:
    """Everybody's nth command at the same moment, each time another one's first; all answers, by client."""
    told: list[list[dict[str, Any]]] = [[] for _ in seats]
    for start in range(0, len(commands[0]), AT_ONCE):
        async with AsyncExitStack() as open_sockets:
            sockets = [
                await open_sockets.enter_async_context(at.web.socket(f"/desk/{briefing}/ws", at.cookie)) for at in seats
            ]
            for n in range(start, min(start + AT_ONCE, len(commands[0]))):
                order = [(n + who) % len(seats) for who in range(len(seats))]
                found = await asyncio.gather(*(answers(sockets[who], commands[who][n]) for who in order))
                for who, answer in zip(order, found, strict=True):
                    told[who].append(answer)
    return told


def verdict(who: int, question: str, n: int) -> dict[str, Any]:
    """What this client thinks of this question: each of them something else."""
    way = (
        {"type": "approve", "revision": 0},
        {"type": "reject", "reason": "insult"},
        {"type": "notice"},
        {"type": "edit", "text": f"{n}, иначе?", "language": "ru", "approve": True},
    )[(who + n) % CLIENTS]
    return {"id": f"decision-{who}-{n}", "question": question, **way}


async def entries(admin: Any, briefing: str) -> list[Entry]:
    return [ENTRY.validate_json(fields[b"e"]) for _, fields in await admin.xrange(f"{prefix(briefing)}log")]


def decisions(log: Iterable[Entry]) -> list[tuple[str, str, str, str]]:
    """Question, who, what, and the decision's id, in the order of the log."""
    return [
        (event.question, entry.by, event.type, event.decision)
        for entry in log for event in entry.events if event.type in VERDICTS
    ]  # fmt: skip


@pytest.fixture
async def two(valkey: Any, tmp_path: Path) -> AsyncIterator[tuple[Web, Web]]:
    """Two web processes on one store."""
    async for one in running(settings_for(valkey, tmp_path)):
        async for other in running(settings_for(valkey, tmp_path)):
            # A session is a cookie of its process alone; what a person may do stands in the store.
            yield one, other


async def test_ten_thousand_decisions_of_four_and_each_question_is_decided_once(
    two: tuple[Web, Web], briefing: str, admin: Any
) -> None:
    questions = await queue(two[0], briefing, QUESTIONS)
    seats = [await seat(two[who % 2], briefing) for who in range(CLIENTS)]
    commands = [[verdict(who, q, n) for n, q in enumerate(questions)] for who in range(CLIENTS)]
    told = await hammer(seats, briefing, commands)
    made = decisions(await entries(admin, briefing))
    assert Counter(q for q, *_ in made) == Counter(questions), "a question was decided twice, or not at all"
    first = {q: (by, what, decision) for q, by, what, decision in made}
    for who, (at, got) in enumerate(zip(seats, told, strict=True)):
        for n, (question, answer) in enumerate(zip(questions, got, strict=True)):
            by, what, decision = first[question]
            mine = decision == f"decision-{who}-{n}"
            assert (answer["type"] == "done") == mine == (by == at.person), (question, answer)
            if not mine:
                state = answer["view"]
                assert (answer["code"], state["kind"], state["id"]) == ("already_decided", "question", question)
                assert (state["decision"]["by"], state["decision"]["id"]) == (by, decision), "not the present state"
                assert DECIDED[state["state"]] == what
    assert sum(len(got) for got in told) == CLIENTS * QUESTIONS == 10_000
    firsts = Counter(by for by, *_ in first.values())
    assert len(firsts) == CLIENTS, "somebody was never first: nobody raced"
    assert min(firsts.values()) > QUESTIONS // 20, firsts


async def test_bulks_that_overlap_decide_each_question_once_and_name_the_others(
    two: tuple[Web, Web], briefing: str, admin: Any
) -> None:
    questions = await queue(two[0], briefing, 1_000)
    seats = [await seat(two[who % 2], briefing) for who in range(CLIENTS)]

    def bulk(who: int, n: int) -> dict[str, Any]:
        # Each client's hundreds begin elsewhere, so that every bulk meets parts of several others.
        chosen = [questions[(n * BATCH + who * 25 + i) % len(questions)] for i in range(BATCH)]
        way = {"type": "approve_all"} if who % 2 else {"type": "reject_all", "reason": "insult"}
        return {"id": f"decision-{who}-{n}", "questions": chosen, **way}

    commands = [[bulk(who, n) for n in range(len(questions) // BATCH)] for who in range(CLIENTS)]
    told = await hammer(seats, briefing, commands)
    made = decisions(await entries(admin, briefing))
    assert Counter(q for q, *_ in made) == Counter(questions)
    first = {q: decision for q, _, _, decision in made}
    for said, got in zip(commands, told, strict=True):
        for command, answer in zip(said, got, strict=True):
            mine = [q for q in command["questions"] if first[q] == command["id"]]
            if answer["type"] == "refused":
                assert (mine, answer["code"]) == ([], "already_decided")
                assert answer["view"]["decision"]["id"] == first[answer["view"]["id"]]
                continue
            assert answer["result"]["decided"] == mine
            others = set(command["questions"]) - set(mine)
            assert answer["result"]["refused"] == dict.fromkeys(others, "already_decided")
