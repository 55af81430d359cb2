"""Suggestions across languages: made by a real process that may die, must not delay, and ends with its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from qa.similar import Similar
from qa.similar_worker import Vectors, Worker, worker

RU = "Когда построят новую школу в ауле Кайнар?"
KK = "Қайнар ауылында жаңа мектеп қашан салынады?"


@pytest.fixture
async def one() -> AsyncIterator[Worker]:
    made = Worker()
    yield made
    await made.close()


async def made(one: Worker, text: str) -> None:
    async with asyncio.timeout(30):
        await one.have((0, text), text)


async def test_the_same_question_in_another_language_is_suggested(one: Worker) -> None:
    assert one.pid is None
    similar = Similar(one)
    similar.put("a", "ru", RU)
    similar.put("b", "kk", KK)
    similar.put("c", "kk", "Нан неге қымбаттады?")
    for text in (RU, KK, "Нан неге қымбаттады?"):
        await made(one, text)
    assert [(s.question, s.how) for s in await similar.near("a")] == [("b", "meaning")]
    similar.drop("b")
    assert await similar.near("a") == []
    await similar.close()


async def test_a_dead_process_is_replaced(one: Worker) -> None:
    await made(one, RU)
    first = one.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    for number in range(5):  # what it dies over is lost, what comes after is not
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await one.have((0, str(number)), f"{KK} {number}")
            break
    assert one.pid not in {None, first}


async def test_without_an_answer_its_own_language_is_searched_in_time(tmp_path: Path) -> None:
    program = tmp_path / "dies.py"
    program.write_text("raise SystemExit(3)")
    dying = Worker(program=program)
    similar = Similar(dying)
    for id, language, text in (("a", "ru", RU), ("b", "ru", RU), ("c", "kk", KK)):
        similar.put(id, language, text)
    async with asyncio.timeout(10):
        assert [(s.question, s.how) for s in await similar.near("a")] == [("b", "words")]
    await similar.close()
    await dying.close()


async def test_closing_ends_the_process() -> None:
    one = Worker()
    await made(one, RU)
    pid = one.pid
    assert pid is not None
    await one.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_vectors_are_bounded_and_keep_their_directions() -> None:
    kept, rng = Vectors(2), np.random.default_rng(1)
    raw = [rng.normal(size=384).astype(np.float32) for _ in range(3)]
    unit = [v / np.linalg.norm(v) for v in raw]
    for mark, vector in zip((b"a", b"b", b"c"), unit, strict=True):
        kept.put(mark, vector)
    assert len(kept) == 2
    near = kept.cosines(b"b", [b"a", b"b", b"c"])
    assert near[0] == -1
    assert near[1] == pytest.approx(1, abs=1e-3)
    assert near[2] == pytest.approx(float(unit[1] @ unit[2]), abs=1e-2)


def test_there_is_a_worker_where_the_extra_is_installed() -> None:
    assert worker() is not None


async def test_the_process_ends_with_its_parent() -> None:
    script = (
        "import asyncio, os, signal\n"
        "from qa.similar_worker import Worker\n"
        "async def main():\n"
        "    one = Worker()\n"
        "    await one.have((0, 'a'), 'a')\n"
        "    print(one.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    said, _ = await asyncio.wait_for(parent.communicate(), 30)
    async with asyncio.timeout(5):
        while _runs(int(said)):
            await asyncio.sleep(0.02)


def _runs(pid: int) -> bool:
    """Whether it does; one that only waits to be reaped does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_without_a_worker_one_language_is_searched() -> None:
    similar = Similar(None)
    for id, language, text in (("a", "ru", RU), ("b", "ru", RU), ("c", "kk", KK)):
        similar.put(id, language, text)
    assert [(s.question, s.how) for s in await similar.near("a")] == [("b", "words")]
    await similar.close()
