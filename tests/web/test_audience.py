"""The simulated viewers: what they may ask, from where, and that they go the way that viewers go."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from qa.flags import tip_off
from qa.screening import clean
from studio.log import Act
from studio.redis_log import RedisLog
from tests.browser.house import Demo, running
from web import audience
from web.audience import Viewer, address, corpus
from web.clock import now
from web.kinds import KINDS
from web.messages_base import MAX_TEXT


def test_there_is_enough_to_ask_in_three_languages() -> None:
    pairs = corpus()
    assert len(pairs) >= 150
    assert len({text for _, text in pairs}) == len(pairs)
    for language in ("kk", "ru", "en"):
        assert sum(one == language for one, _ in pairs) >= 30
    assert {language for language, _ in pairs} == {"kk", "ru", "en"}
    assert any(text.isascii() for language, text in pairs if language == "kk"), "Kazakh in Latin letters"


def test_every_question_would_be_taken() -> None:
    for _, text in corpus():
        assert clean(text) == text
        assert 10 < len(text) <= MAX_TEXT
        assert not tip_off(text), "would be offered the confidential channel instead"


def test_viewers_speak_from_prefixes_of_their_own() -> None:
    addresses = [address(n) for n in range(20_000)]
    assert len(set(addresses)) == 20_000
    assert len({a.rpartition(".")[0] for a in addresses}) == 20_000
    for one in addresses:
        assert all(0 <= int(part) <= 255 for part in one.split("."))
        assert not one.startswith("127.0.")


def test_an_unacknowledged_question_is_asked_again_with_its_id() -> None:
    viewer = Viewer("http://localhost:1/b/demo", "ws://localhost:2/b/demo", 1, corpus())
    viewer._asking = {"id": "abc"}
    viewer._read({"type": "refused", "id": "other", "code": "not_found"})
    assert viewer._asking is not None
    viewer._read({"type": "received", "id": "abc", "receipt": "R", "question": "q"})
    assert viewer._asking is None
    assert viewer.receipts == ["R"]


def test_only_what_stands_there_is_voted_for() -> None:
    viewer = Viewer("http://localhost:1/b/demo", "ws://localhost:2/b/demo", 1, corpus())
    viewer._read(
        {"type": "snapshot", "views": [{"kind": "question", "id": "a", "text": "A?"}, {"kind": "briefing", "id": "b"}]}
    )
    viewer._read({"type": "views", "views": [{"kind": "question", "id": "c", "text": "C?"}]})
    assert viewer._seen == {"a", "c"}
    viewer._read({"type": "views", "views": [{"kind": "question", "id": "a", "gone": True}]})
    assert viewer._seen == {"c"}


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    with running(tmp_path) as started:
        yield started


@pytest.mark.integration
async def test_viewers_ask_and_vote_on_the_running_house(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faster than people, the limits as they are: every question gets its receipt, an approved one gets votes."""
    from qa import desk

    monkeypatch.setattr(audience, "ASK_S", (0.2, 0.5))
    monkeypatch.setattr(audience, "VOTE_S", (0.1, 0.3))
    viewers = [Viewer(demo.urls["viewer"], demo.said["gateway"], n, corpus()) for n in range(4)]
    tasks = [asyncio.create_task(viewer.run()) for viewer in viewers]
    log = RedisLog.connect(demo.said["redis_url"])
    briefing = demo.said["briefing"]
    try:
        async with asyncio.timeout(20):
            while not all(viewer.receipts for viewer in viewers):
                await asyncio.sleep(0.02)
            while not (found := (await log.scan(briefing, ["question"]))[1]):
                await asyncio.sleep(0.02)
            question = json.loads(next(iter(found.values())).body)["id"]
            await desk.approve(Act(log, KINDS, briefing, "tester", now()), "d1", question, 0)
            while not all(question in viewer.voted for viewer in viewers):
                await asyncio.sleep(0.02)
            key = f"tally/{question}"
            while (tally := (await log.read(briefing, [key]))[key]) is None or json.loads(tally.body)["votes"] < 4:
                await asyncio.sleep(0.05)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await log.aclose()
    assert not [code for viewer in viewers for code in viewer.refused if code not in {"too_fast"}]
