"""`tynda demo` as a whole: what it prints, that it can be repeated, that nothing of it stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from overlays import console
from studio import office
from studio.briefing import KEY
from studio.events import OFFICE
from studio.log import Act, Done, decode
from studio.log_memory import MemoryLog
from studio.records import Refusal
from tests.browser.house import Demo, running
from tests.waiting import until
from web import demo as sample
from web.clock import now
from web.kinds import KINDS
from web.library import Library, faults

SEATS = {*sample.SEATS, "viewer", "archive", "ledger"}
PROCESSES = {"web", "gateway", "desk", "archive"}
SECRET = "k" * 48


def act(log: Any, at: int | None = None) -> Act:
    return Act(log=log, kinds=KINDS, briefing=OFFICE, by="demo", at=at or now())


# -- the sample briefing, on the log in memory ----------------------------------------------------------


async def test_the_sample_is_live_and_open_and_made_once(memory_log: MemoryLog) -> None:
    first = await sample.prepare(act(memory_log))
    record = decode(KINDS, KEY, (await memory_log.read(first.briefing, [KEY]))[KEY])
    assert (record.state, record.intake) == ("live", "open")
    assert len(record.details.speakers) == 3
    assert len(record.details.reasons) == 6
    assert set(record.details.title) == {"kk", "ru", "en"}
    assert await sample.prepare(act(memory_log)) == first


async def test_after_the_end_there_is_a_new_one(memory_log: MemoryLog) -> None:
    first = await sample.prepare(act(memory_log))
    await office.end_briefing(act(memory_log), first.briefing)
    second = await sample.prepare(act(memory_log))
    assert second == sample.Sample("demo-2", "demo-2")
    assert await sample.prepare(act(memory_log)) == second


async def test_a_start_that_was_cut_in_between_is_completed(memory_log: MemoryLog) -> None:
    await office.save_briefing(act(memory_log), "demo", sample.details("demo", now()))
    made = await sample.prepare(act(memory_log))
    record = decode(KINDS, KEY, (await memory_log.read(made.briefing, [KEY]))[KEY])
    assert (made.briefing, record.state, record.intake) == ("demo", "live", "open")


async def test_the_rundown_has_something_beside_questions_and_what_was_taken_out_stays_out(
    memory_log: MemoryLog,
) -> None:
    made = await sample.prepare(act(memory_log))
    await sample.fill(act(memory_log), made, "http://localhost/b/demo")

    async def items() -> dict[str, Any]:
        _, stored = await memory_log.scan(made.briefing, ("item",))
        return {k.partition("/")[2]: decode(KINDS, k, s) for k, s in stored.items()}

    first = await items()
    graphics = Library(None).all()
    assert [faults(graphics[i.graphic].manifest.data, i.data) for i in first.values()] == [[]] * len(first)
    assert {i.graphic for i in first.values()} == {"lower-third", "qr", "ticker", "countdown", "message"}
    assert first["demo-qr"].data["url"] == "http://localhost/b/demo"
    out = replace(act(memory_log), briefing=made.briefing)
    assert isinstance(await console.remove(out, "demo-break"), Done)
    await sample.fill(act(memory_log), made, "http://localhost/b/demo")
    assert not (await items())["demo-break"].listed


async def test_links_stay_the_same_and_open_more_than_once(memory_log: MemoryLog) -> None:
    made = await sample.prepare(act(memory_log))
    secrets = await sample.invite(act(memory_log), made, SECRET)
    assert await sample.invite(act(memory_log), made, SECRET) == secrets
    assert len(set(secrets.values())) == len(sample.SEATS)
    for seat, secret in secrets.items():
        if seat != "screen":
            for _ in range(2):
                joined = await office.join(act(memory_log), secret)
                assert not isinstance(joined, Refusal)
                assert joined.role == sample.SEATS[seat][0]


async def test_a_link_that_was_revoked_or_ran_out_is_made_anew(memory_log: MemoryLog) -> None:
    made = await sample.prepare(act(memory_log))
    secret = (await sample.invite(act(memory_log), made, SECRET))["moderator"]
    await office.revoke(act(memory_log), office.person_id(secret))
    assert isinstance(await office.join(act(memory_log), secret), Refusal)
    await sample.invite(act(memory_log), made, SECRET)
    assert not isinstance(await office.join(act(memory_log), secret), Refusal)
    later = now() + 30 * sample.DAY_MS
    assert isinstance(await office.join(act(memory_log, later), secret), Refusal)
    await sample.invite(act(memory_log, later), made, SECRET)
    assert not isinstance(await office.join(act(memory_log, later), secret), Refusal)


async def test_what_the_office_refuses_is_said(memory_log: MemoryLog) -> None:
    with pytest.raises(sample.RefusedError, match="not_found"):
        await sample.invite(act(memory_log), sample.Sample("nowhere", "nowhere"), SECRET)


def test_links_hold_their_secret_in_the_fragment() -> None:
    secrets = {seat: f"secret-of-{seat}" for seat in sample.SEATS}
    urls = sample.links("http://localhost:8000", sample.Sample("demo", "demo"), secrets)
    assert set(urls) == SEATS
    for seat, secret in secrets.items():
        before, _, fragment = urls[seat].partition("#")
        assert fragment == secret
        assert secret not in before


def test_the_poster_shows_every_link_and_a_code() -> None:
    urls = {seat: f"http://x/{seat}" for seat in SEATS}
    poster = sample.poster(urls)
    for url in urls.values():
        assert url in poster
    assert "█" in poster


# -- the whole of it ------------------------------------------------------------------------------------


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url.partition("#")[0], timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("house")) as started:
        yield started


@pytest.mark.integration
def test_one_line_says_where_everything_is(house: Demo) -> None:
    said = house.said
    assert set(said) == {
        "ready", "briefing", "urls", "gateway", "health", "metrics", "redis_url", "database_url", "pids",
    }  # fmt: skip
    assert said["ready"] is True
    assert set(said["urls"]) == SEATS
    assert set(said["health"]) == set(said["metrics"]) == PROCESSES
    assert set(said["pids"]) == PROCESSES | {"valkey"}
    assert all(alive(pid) for pid in said["pids"].values())
    for url in (*said["urls"].values(), *said["health"].values(), *said["metrics"].values()):
        assert status(url) == 200, url


@pytest.mark.integration
def test_what_is_secret_is_its_owners_alone(house: Demo) -> None:
    data = house.folder / "data"
    assert data.stat().st_mode & 0o77 == 0
    for name in ("secret", "demo.json", "valkey/admin.password", "valkey/users.acl"):
        assert (data / name).stat().st_mode & 0o777 == 0o600
    for log in (data / "logs").glob("*.log"):
        assert (data / "secret").read_text() not in log.read_text()


@pytest.mark.integration
def test_an_invite_is_made_beside_the_running_demo(house: Demo) -> None:
    command = [sys.executable, "-P", "-m", "web.cli", "invite", "--data", str(house.folder / "data")]
    for role, page in (("owner", "join"), ("moderator", "join"), ("screen", "screen")):
        said = subprocess.run([*command, role], capture_output=True, text=True, check=True).stdout
        assert said.startswith(f"{house.base}/{page}#")
    wrong = subprocess.run([*command, "speaker", "--briefing", "x"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stderr) == (2, "tynda: --briefing: there is no briefing `x`\n")


@pytest.mark.integration
@pytest.mark.parametrize("name", ["gateway", "valkey"])
async def test_a_killed_process_comes_back(house: Demo, name: str) -> None:
    os.kill(house.said["pids"][name], signal.SIGKILL)
    await until(lambda: not alive(house.said["pids"][name]))
    await until(lambda: all(status(url) == 200 for url in house.said["health"].values()))
    assert f"{name} ended (SIGKILL)" in (house.folder / "demo.log").read_text()


@pytest.mark.integration
async def test_it_ends_in_time_and_begins_again_where_it_was(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        began = time.monotonic()
        first.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(first.process.wait, 10) == 0
        assert time.monotonic() - began < 5.5
        assert not any(alive(pid) for pid in first.said["pids"].values())
    said = (tmp_path / "demo.log").read_text()
    assert "did not end by itself" not in said
    with running(tmp_path) as second:
        fragments = [[d.urls[seat].partition("#")[2] for seat in sorted(SEATS)] for d in (first, second)]
        assert fragments[0] == fragments[1]
        assert second.said["briefing"] == first.said["briefing"]


@pytest.mark.integration
async def test_nothing_is_orphaned_when_it_is_killed(tmp_path: Path) -> None:
    with running(tmp_path, "--audience", "2") as started:
        pids = list(started.said["pids"].values())
        assert len(pids) == 6
        started.process.kill()
        await until(lambda: not any(alive(pid) for pid in pids), seconds=5)


@pytest.mark.integration
async def test_a_certificate_of_its_own(tmp_path: Path) -> None:
    with running(tmp_path, "--tls", "--audience", "1") as started:
        assert started.base.startswith("https://localhost:")
        assert started.said["gateway"].startswith("wss://localhost:")
        assert (tmp_path / "data" / "demo.key").stat().st_mode & 0o777 == 0o600
        metrics = started.said["metrics"]["gateway"]
        assert metrics.startswith("https://")

        def connected() -> bool:
            trust = ssl.create_default_context(cafile=tmp_path / "data" / "demo.crt")
            trust.check_hostname = True
            with urllib.request.urlopen(metrics, timeout=5, context=trust) as answer:
                lines = [line for line in answer.read().decode().splitlines() if line.startswith("tynda")]
            return any("connections" in line and line.endswith((" 1", " 1.0")) for line in lines)

        await until(connected)


@pytest.mark.integration
def test_a_folder_that_cant_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-P", "-m", "web.cli", "demo", "--data", str(tmp_path / "file" / "x")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("tynda: --data: ")
    assert len(done.stderr.splitlines()) == 1
