"""The played evening: nothing of its script is refused, and every kind of outcome comes about."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter

import pytest

from qa.question import Question
from studio import lines
from studio.briefing import KEY, Briefing
from studio.events import OFFICE
from studio.log import Act, decode
from studio.log_memory import MemoryLog
from studio.records import Refusal, key
from web import play, play_after
from web.kinds import KINDS
from web.languages import recogniser

NOW = 1_760_000_000_000


def evening(log: MemoryLog) -> play.Evening:
    act = Act(log, KINDS, OFFICE, "demo", NOW)
    return play.Evening(act, "evening", "evening", NOW - 660_000, "http://localhost:8000/recordings/evening.mp4",
                        recogniser(), lambda at: at + 15 * 86_400_000, itertools.count(NOW).__next__)  # fmt: skip


async def test_the_whole_evening_is_played_and_every_fate_comes_about():
    log, script = MemoryLog(), play.script()
    own, heard = evening(log), []
    await own.prepare()
    every = [*own.steps(script), *play_after.steps(own, script.length)]
    await play.play(every, asyncio.get_running_loop().time(), heard.append, faster=1e9)
    assert heard == sorted(heard)
    assert len(heard) == len(every)
    _, stored = await log.scan("evening", ["question", "line", "notice", "transcript"])
    records = {k: decode(KINDS, k, s) for k, s in stored.items()}
    questions = [r for r in records.values() if isinstance(r, Question)]
    assert [q.number for q in sorted(questions, key=lambda q: q.asked_at)] == list(range(1, 19))
    assert Counter(q.state for q in questions) == {
        "answered": 9, "rejected": 3, "approved": 2, "merged": 1, "withdrawn": 1, "on_notice": 1, "received": 1,
    }  # fmt: skip
    assert {q.language for q in questions} == {"kk", "ru", "en"}
    assert Counter(r.state for k, r in records.items() if k.startswith("notice/")) == {"published": 2, "owed": 1}
    assert len(lines.passages([r for r in records.values() if isinstance(r, lines.Line)], records[lines.KEY])) == 48
    briefing: Briefing = decode(KINDS, KEY, (await log.read("evening", [KEY]))[KEY])
    assert (briefing.state, briefing.opened_at, briefing.ended_at) == ("ended", NOW - 660_000, NOW - 60_000)
    aired = [a for q in questions for a in q.airings]
    assert len(aired) == 8
    assert all(a.until and NOW - 660_000 < a.since < a.until < NOW - 60_000 for a in aired)


async def test_a_refusal_names_what_was_refused():
    async def refused() -> Refusal:
        return Refusal(code="busy")

    with pytest.raises(play.RefusedError, match="take roads was refused: busy"):
        await play.play([play.Step(0, "take roads", refused)], 0.0, lambda _: None)


async def test_each_step_comes_when_its_second_has_come():
    clock, at = asyncio.get_running_loop().time, []

    async def nothing() -> Refusal | None:
        at.append(clock())
        return None

    began = clock()
    await play.play([play.Step(n, "", nothing) for n in (0, 1, 2)], began, lambda _: None, faster=20)  # type: ignore[arg-type]
    assert [round((moment - began) * 20, 1) >= n for n, moment in enumerate(at)] == [True] * 3


def test_the_recording_shows_each_question_while_it_is_on_air():
    script = play.script()
    found = play.scenes(script)
    assert [s.since for s in found] == sorted(s.since for s in found)
    aired = [q for q in script.question if q.take is not None]
    assert [s.title for s in found].count("Tynda") == len(aired) + 1
    assert found[1] == play.Scene(36 + play.LEAD_S, "Question 1")


def test_receipts_are_codes_that_can_be_looked_up():
    from qa.receipts import parse

    own = evening(MemoryLog())
    codes = {own.receipt(q.id) for q in play.script().question}
    assert len(codes) == 18
    assert all(parse(code) == code for code in codes)
    assert key("question", own.question("roads")).startswith("question/")
