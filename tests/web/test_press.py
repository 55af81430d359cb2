"""What is heavy is printed by a process of its own: one at a time, a few wait, and many who ask cost one."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import load_workbook

from studio.exports.verify import source, verify
from tests.studio.exports.samples import careful
from tests.waiting import until
from web import press as module
from web.downloads import fonts
from web.press import WAITING, Press, UnprintedError, lacking
from web.press_child import Job
from web.turns import Busy

pytestmark = pytest.mark.integration


def job(name: str = "record.xlsx", **more: object) -> Job:
    fields = {"name": name, "language": "ru", "timezone": "Asia/Almaty", "minutes": careful(), "fonts": fonts()}
    return Job.model_validate(fields | more)


def children() -> set[int]:
    """The processes that ours has started and that still run."""
    found = set[int]()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that ended meanwhile
            found.update(int(pid) for pid in (task / "children").read_text().split())
    return found


def environment(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def body(text: bytes, calls: list[int]) -> bytes:
    calls.append(1)
    await asyncio.sleep(0)
    return text


async def test_many_who_ask_for_the_same_cost_one_printing():
    press, calls = Press(), list[int]()
    found = await asyncio.gather(*(press.get(("a",), lambda: body(b"x", calls)) for _ in range(50)))
    assert {one.body for one in found} == {b"x"}
    assert await press.get(("a",), lambda: body(b"y", calls)) == found[0]
    assert len(calls) == 1
    assert (await press.get(("b",), lambda: body(b"y", calls))).tag != found[0].tag


async def test_one_who_goes_away_does_not_take_it_from_the_others():
    press, go = Press(), asyncio.Event()

    async def slow() -> bytes:
        await go.wait()
        return b"x"

    first, second = (asyncio.create_task(press.get(("a",), slow)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    go.set()
    assert (await second).body == b"x"


async def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "KEPT_BYTES", 1000)
    press, calls = Press(), list[int]()
    for n in range(20):
        await press.get((str(n),), lambda: body(bytes(200), calls))
        assert press.kept_bytes <= 1000
    await press.get(("19",), lambda: body(bytes(200), calls))
    assert len(calls) == 20
    await press.get(("0",), lambda: body(bytes(200), calls))
    assert len(calls) == 21
    await press.get(("large",), lambda: body(bytes(999), calls))
    assert press.kept_bytes == 1000, "one file must not drive out all others"


async def test_it_prints_at_low_priority_without_our_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "nobody-may-know")
    before, press = children(), Press()
    task = asyncio.create_task(press.print(job()))
    await until(lambda: children() - before)
    (pid,) = children() - before
    await until(lambda: task.done() or os.getpriority(os.PRIO_PROCESS, pid) == 19)
    assert b"nobody-may-know" not in environment(pid)
    assert load_workbook(io.BytesIO(await task)).sheetnames == ["Вопросы", "Стенограмма"]
    assert children() == before


async def test_few_wait_and_the_next_is_told_to_come_back():
    before, press = children(), Press()
    tasks = [asyncio.create_task(press.print(job())) for _ in range(WAITING + 1)]
    await until(lambda: children() - before)
    assert len(children() - before) == 1, "one at a time"
    with pytest.raises(Busy):
        await press.print(job())
    for task in tasks[1:]:
        task.cancel()
    assert (await tasks[0]).startswith(b"PK")
    assert (await press.print(job())).startswith(b"PK"), "who goes away makes room"


async def test_what_takes_too_long_is_given_up_and_not_tried_again_at_once():
    before, press = children(), Press(limit_s=0.05)
    with pytest.raises(UnprintedError):
        await press.get(("a",), lambda: press.print(job("record.pdf")))
    assert children() == before
    with pytest.raises(Busy):
        await press.get(("a",), lambda: press.print(job("record.pdf")))


async def test_a_process_that_fails_is_told_as_that():
    with pytest.raises(UnprintedError):
        await Press().print(job(timezone="Nowhere/At_All"))


async def test_stopping_ends_what_is_under_way():
    before, press = children(), Press()
    task = asyncio.create_task(press.get(("a",), lambda: press.print(job("record.pdf"))))
    await until(lambda: children() - before)
    await press.stop()
    assert children() == before
    with pytest.raises(asyncio.CancelledError):
        await task


async def lines() -> AsyncIterator[bytes]:
    for n in range(3):
        yield b'{"at":%d}\n' % n


async def test_the_bundle_is_whole_and_the_same_each_time(tmp_path: Path):
    assert lacking() == ()
    first, second = [await Press().print(job("everything.zip"), lines()) for _ in range(2)]
    assert first == second
    (tmp_path / "b.zip").write_bytes(first)
    with source(tmp_path / "b.zip") as found:
        manifest, flaws = verify(found)
        assert flaws == []
        assert found.open("events.jsonl").read() == b'{"at":0}\n{"at":1}\n{"at":2}\n'
        assert found.open("kk/record.pdf").read().startswith(b"%PDF")
    assert len(manifest.files) == 19
