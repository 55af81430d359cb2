"""What hides by itself is written down as gone: once, at its time, whatever happens to processes and the store."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from overlays import console
from overlays.cue import content_hash
from overlays.program import Place, Program
from overlays.rundown import Content
from tests.waiting import until
from tests.web.air import approved, cable, events, page_of, record, take, web_of
from tests.web.conftest import Web, settings_for
from web import hiding
from web.clock import now

pytestmark = pytest.mark.integration


async def watched(web: Web, briefing: str) -> None:
    """A briefing with two questions that this process follows, since somebody looks at it."""
    await web.briefing(briefing)
    await approved(web, briefing, "q1", "q2")
    assert await web.own.followers.get(briefing)


async def hidden(web: Web, briefing: str, screen: str = "main") -> Program:
    """The program, once the log says that nothing is on it."""
    found: list[Program] = []

    async def empty() -> bool:
        found[:] = [await record(web.own.log, briefing, f"program/{screen}")]
        return not found[0].layers

    await until(empty, "the log says that it is gone")
    return found[0]


async def cleared(web: Web, briefing: str) -> list[str]:
    """By whom layers were emptied."""
    return [by for by, _ in await events(web.own.log, briefing, "cleared")]


async def test_it_is_gone_at_its_time_and_not_before(web: Web, briefing: str) -> None:
    await watched(web, briefing)
    taken = await take(web, briefing, hide_after_s=1)
    due = taken.layers["question"].until
    assert due is not None
    program = await hidden(web, briefing)
    assert program.taken_at is not None
    assert due <= program.taken_at < due + 5_000
    assert await cleared(web, briefing) == [hiding.BY]


async def test_what_replaced_it_or_shall_stay_does_not_go(web: Web, briefing: str) -> None:
    await watched(web, briefing)
    await take(web, briefing, hide_after_s=3)
    await take(web, briefing, "q2", hide_after_s=3600)
    side = await take(web, briefing, "q1", "side", hide_after_s=3)
    place = Place(screen="side", layer="question", cue=side.layers["question"].id)
    await console.hide(web.own.act(briefing, "p"), place, None)
    await asyncio.sleep(3.5)
    for screen in ("main", "side"):
        assert (await record(web.own.log, briefing, f"program/{screen}")).layers
    assert web.own.hiding._timers.keys() == {(briefing, "program/main")}


async def test_each_layer_goes_at_its_own_time(web: Web, briefing: str) -> None:
    await watched(web, briefing)
    data = {"title": "", "text": "Үзіліс", "style": "plate", "language": "kk"}
    content = Content(graphic="message", layer="message", title="Break", data=data, hash=content_hash("message", data))
    await console.prepare(web.own.act(briefing, "p"), "break", content)
    await console.cue(web.own.act(briefing, "p"), "main", "break", hide_after_s=3600)
    program = await record(web.own.log, briefing, "program/main")
    await console.take(web.own.act(briefing, "p"), "main", program.preview.id, None)
    await take(web, briefing, hide_after_s=1)

    async def alone() -> bool:
        return set((await record(web.own.log, briefing, "program/main")).layers) == {"message"}

    await until(alone, "the question is gone, the message stays")


async def test_two_processes_say_it_once(settings: Any, briefing: str) -> None:
    port = settings.port + 1
    more = settings.model_copy(update={"port": port, "public_url": f"http://127.0.0.1:{port}"})
    async with web_of(settings) as web, web_of(more) as other:
        await watched(web, briefing)
        assert await other.own.followers.get(briefing)
        for question in ("q1", "q2", "q1"):
            await take(web, briefing, question, hide_after_s=1)
            await hidden(web, briefing)
        await asyncio.sleep(hiding.RETRY_S + 0.3)
        assert await cleared(web, briefing) == [hiding.BY] * 3
        await until(lambda: not web.own.hiding._timers and not other.own.hiding._timers, "no timer is left")


async def test_a_process_that_starts_later_makes_up_for_it(settings: Any, briefing: str) -> None:
    async with web_of(settings) as web:
        await watched(web, briefing)
        key = await web.invite("screen", briefing)
        await take(web, briefing, hide_after_s=1)
    await asyncio.sleep(1)
    async with web_of(settings) as web, page_of(web, key):
        await hidden(web, briefing)
        assert await cleared(web, briefing) == [hiding.BY]


async def test_while_the_store_is_dead_it_is_tried_again(own_valkey: Any, tmp_path: Path, briefing: str) -> None:
    async with web_of(settings_for(own_valkey, tmp_path)) as web:
        await watched(web, briefing)
        await take(web, briefing, hide_after_s=3)
        await until(lambda: web.own.hiding._timers, "the process knows of it")
        await own_valkey.embedded.kill()
        await asyncio.sleep(4)
        await own_valkey.embedded.start()
        await hidden(web, briefing)
        assert await cleared(web, briefing) == [hiding.BY]


async def test_a_store_that_does_not_answer_hears_it_once(settings: Any, briefing: str) -> None:
    async with cable(settings) as (mine, line), web_of(mine) as web:
        await watched(web, briefing)
        await take(web, briefing, hide_after_s=3)
        await until(lambda: web.own.hiding._timers, "the process knows of it")
        line.hold()
        await asyncio.sleep(4)
        line.release()
        await hidden(web, briefing)
        assert await cleared(web, briefing) == [hiding.BY]


async def test_a_timer_that_is_early_looks_again(settings: Any, briefing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop's clock and the day's need not go alike."""
    monkeypatch.setattr(hiding, "RETRY_S", 0.1)
    began = now()

    async with web_of(settings) as web:
        object.__setattr__(web.own, "acts", _slow(web.own.acts, began))
        web.own.hiding._act = web.own.acts
        await watched(web, briefing)
        await take(web, briefing, hide_after_s=1)
        await hidden(web, briefing)


def _slow(acts: Any, began: int) -> Any:
    def act(briefing: str, by: str, command: str | None) -> Any:
        made = acts(briefing, by, command)
        return type(made)(**{**vars(made), "at": began + (made.at - began) // 2})

    return act


async def test_a_briefing_that_nobody_looks_at_has_no_timers(web: Web, briefing: str) -> None:
    await watched(web, briefing)
    await take(web, briefing, hide_after_s=3600)
    await until(lambda: web.own.hiding._timers, "a timer is set")
    await web.own.followers.let_go(set(), -1)
    assert not web.own.hiding._timers


async def test_a_failure_of_ours_is_noted_and_ends_nothing(
    web: Web, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watched(web, briefing)
    with monkeypatch.context() as broken:
        broken.setattr(console, "expire", None)
        await take(web, briefing, hide_after_s=1)
        await until(lambda: not web.own.hiding._timers, "it was tried")
    await take(web, briefing, "q2", hide_after_s=1)
    await hidden(web, briefing)
