"""Letters, from the form on the receipt to the recipient: real store, real archive, real mail server."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa import mailer, mailing
from qa.mailer import Mailer, Office
from studio import redis_forget
from studio.events import DepartmentSet, Diverted, HandedOver, Withdrawn
from studio.log import Done, decode
from studio.mail import Server
from studio.redis_client import Connection
from studio.redis_log import RedisLog
from studio.sealing import make_key, public_key
from studio.settings import Settings
from tests.ports import unused_port
from tests.smtp import mail_server
from tests.waiting import until
from tests.web.conftest import Web, settings_for
from tests.web.reading import Told, receipt
from web.clock import now
from web.i18n import LANGUAGES, Catalogues
from web.kinds import KINDS
from web.letters import DUE, HELLO, LAST, LINK, OVERDUE, OWED, REASON, SAID, SUBJECT, WAS_OWED, WHERE
from web.letters import office as office_of
from web.public import LETTER_WRONG

pytestmark = pytest.mark.integration
PRIVATE = make_key()
ADDRESS = "aigerim.askhatova@example.kz"
DAY_MS = 24 * 3600_000


class House:
    """A live briefing, its archive, and the mail that leaves it."""

    def __init__(self, told: Told, valkey: Any, log: RedisLog) -> None:
        self.told, self.valkey, self.log = told, valkey, log
        self.web: Web = told.web
        self.shift = 0  # ms that the mailer's clock is ahead

    async def post(self, number: int, **fields: str) -> httpx.Response:
        path = f"/r/{receipt(number)}/letter?lang=kk"
        return await self.web.http.post(path, data=fields, headers={"origin": self.web.origin})

    async def ask(self, number: int = 5) -> str:
        """Asks for a letter; what was sealed."""
        response = await self.post(number, address=ADDRESS)
        assert (response.status_code, response.headers.get("location")) == (303, f"/r/{receipt(number)}?lang=kk#letter")
        found = await self.mailing(number)
        assert found.sealed is not None
        return str(found.sealed)

    async def record(self, kind: str, number: int) -> Any:
        k = f"{kind}/q{number}"
        return decode(KINDS, k, (await self.told.log.read(self.told.id, [k]))[k])

    async def mailing(self, number: int = 5) -> Any:
        return await self.record("mailing", number)

    async def ended(self, how: str, number: int = 5) -> None:
        async def so() -> bool:
            return bool((await self.mailing(number)).ended)

        await until(so)
        found = await self.mailing(number)
        assert (found.ended, found.sealed) == (how, None)

    async def page(self, number: int = 5) -> str:
        return (await self.web.http.get(f"/r/{receipt(number)}?lang=kk")).text

    def mailer(self, url: str) -> Mailer:
        settings = Settings(**{**self.web.settings.model_dump(), "smtp_url": url, "mail_key": PRIVATE,
                               "mail_from": "Тыңда <tynda@example.kz>"})  # fmt: skip
        made = office_of(settings, self.log)
        office = Office(**{**vars(made), "clock": lambda: now() + self.shift})
        assert office.server == Server(url, "Тыңда <tynda@example.kz>")
        return Mailer(office, look_s=0.02, away_s=(0.05,))

    @asynccontextmanager
    async def sending(self, url: str) -> AsyncIterator[Mailer]:
        made, stop = self.mailer(url), asyncio.Event()
        task = asyncio.create_task(made.run(stop))
        try:
            yield made
        finally:
            stop.set()
            await task
            await made._office.archive.close()

    @asynccontextmanager
    async def forgetting(self) -> AsyncIterator[None]:
        """The supervisor's part: until all that was announced has left the store's files."""
        admin = Connection(self.valkey.admin_url)
        task = asyncio.create_task(redis_forget.forgetting(self.valkey.admin_url, now, settle_s=0.1, poll_s=0.02))

        async def done() -> bool:
            info = await admin.call("INFO", "persistence")
            busy = info["aof_rewrite_in_progress"] or info["aof_rewrite_scheduled"]
            return not busy and not await admin.call("EXISTS", "forget")

        try:
            yield
            await until(done)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await admin.aclose()

    def on_disk(self, what: str) -> list[str]:
        """Files of the store and of the archive that hold it."""
        folders = [
            self.valkey.embedded.data_dir,
            Path(str(self.web.settings.database_url.get_secret_value())[20:]).parent,
        ]
        files = {p for folder in folders for p in folder.rglob("*") if p.is_file()}
        return sorted(p.name for p in files if what.encode() in p.read_bytes())


@pytest.fixture
def settings(own_valkey: Any, tmp_path: Path) -> Settings:
    given = settings_for(own_valkey, tmp_path)
    return Settings(**{**given.model_dump(), "mail_public_key": public_key(PRIVATE)})


@pytest.fixture
async def house(web: Web, own_valkey: Any) -> AsyncIterator[House]:
    logs = [RedisLog.connect(url) for url in (own_valkey.admin_url, own_valkey.url("archive"))]
    admin = Connection(own_valkey.admin_url)
    await admin.call("CONFIG", "SET", "rdbcompression", "no")  # so that its files can be searched
    await admin.aclose()
    told = Told(web, logs[0], "b1")
    await told.begin()
    async with told.archived():
        yield House(told, own_valkey, logs[1])
    for log in logs:
        await log.aclose()


def test_every_word_of_theirs_is_translated() -> None:
    texts = Catalogues()
    words = [SUBJECT, HELLO, *SAID.values(), REASON, LINK, LAST, DUE, OVERDUE, OWED, WAS_OWED, WHERE,
             *LETTER_WRONG.values()]  # fmt: skip
    for language in LANGUAGES:
        assert [w for w in words if language != "en" and texts.translate(language, w) == w] == []


async def test_from_the_form_to_the_letter_and_nothing_is_left(house: House, logged: io.StringIO) -> None:
    assert 'data-test="letter-ask"' in await house.page()
    sealed = await house.ask()
    waiting = await house.page()
    assert 'data-test="letter-waits"' in waiting
    assert ADDRESS not in waiting
    assert (await house.ask()) == sealed, "once more is once"
    assert house.on_disk(sealed) != [], "it stands in the store's file, and only sealed"
    async with mail_server() as server, house.sending(server.url):
        await house.told.end()
        await house.ended("sent")
        assert server.to == [ADDRESS]
        (letter,) = server.letters
        text = letter.get_content()
        assert f"/r/{receipt(5)}?lang=kk" in text
        assert SAID["not_reached"] not in text
        assert Catalogues().translate("kk", SAID["not_reached"]) in text
        assert (letter["Content-Language"], letter["Auto-Submitted"]) == ("kk", "auto-generated")
        assert "Ждущий" not in server.raw[0].decode() + text
    async with house.forgetting():
        pass
    assert (house.on_disk(sealed), house.on_disk(ADDRESS)) == ([], [])
    # What the mail server of the test says is not ours.
    ours = [line for line in logged.getvalue().splitlines() if '"logger": "mail.log"' not in line]
    assert ADDRESS not in "".join(ours)
    assert 'id="letter"' not in await house.page()


async def test_it_can_be_taken_back(house: House) -> None:
    sealed = await house.ask()
    assert (await house.post(5, back="1")).status_code == 303
    assert (await house.mailing()).ended == "taken_back"
    async with house.forgetting():
        pass
    assert house.on_disk(sealed) == []
    async with mail_server() as server, house.sending(server.url):
        await house.ask()
        assert (await house.post(5, back="1")).status_code == 303
        await house.told.end()
        await _looked(house)
        assert server.raw == []


async def test_it_goes_when_the_question_is_diverted(house: House) -> None:
    sealed = await house.ask()
    await house.told.log.forget_soon("b1", "q5")
    await house.told.happens([Diverted(question="q5", number=5, sealed="c2VhbGVk")])
    assert ((await house.mailing()).ended, (await house.mailing()).sealed) == ("diverted", None)
    async with house.forgetting():
        pass
    assert house.on_disk(sealed) == []


async def test_it_goes_when_the_question_is_withdrawn(house: House) -> None:
    await house.ask()
    await house.told.happens([Withdrawn(question="q5")])
    async with mail_server() as server, house.sending(server.url):
        await house.ended("withdrawn")
        assert server.raw == []


async def test_after_a_crash_no_letter_is_sent_twice(house: House) -> None:
    await house.ask()
    await house.told.end()
    async with mail_server(slow=asyncio.Event()) as server:
        crashed = house.mailer(server.url)
        task = asyncio.create_task(crashed.run(asyncio.Event()))
        await until(lambda: len(server.raw) == 1)
        task.cancel()  # it has the letter, and nobody has heard so
        await asyncio.gather(task, return_exceptions=True)
        await crashed._office.archive.close()
        assert (await house.mailing()).tried_at
        assert server.slow is not None
        server.slow.set()
        house.shift = mailing.LEASE_MS
        async with house.sending(server.url):
            await house.ended("unsure")
        assert len(server.raw) == 1


async def test_a_mail_server_that_is_down_holds_nothing_up(house: House) -> None:
    await house.ask()
    await house.told.end()
    port = unused_port(1)
    async with house.sending(f"smtp://127.0.0.1:{port}") as made:
        await until(lambda: made._away > 2)
        await house.told.happens([HandedOver(question="q9", department="d1")])
        end = (await house.told.log.scan("b1", []))[0]

        async def archived() -> bool:
            return await house.web.own.archive.position("b1") == end

        await until(archived)
        assert (await house.mailing()).tried_at is None
        async with mail_server(port) as server:
            await house.ended("sent")
            assert server.to == [ADDRESS]


async def test_a_recipient_that_is_refused(house: House) -> None:
    await house.ask()
    await house.told.end()
    async with mail_server(rcpt="550 no such user") as server, house.sending(server.url):
        await house.ended("refused")
        assert server.raw == []


@pytest.mark.parametrize("step", ["rcpt", "data"])
async def test_a_letter_that_is_not_taken_for_now(house: House, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailer, "AGAIN_S", (0.05, 0.05, 3600.0))
    await house.ask()
    await house.told.end()
    async with mail_server(**{step: "451 later"}) as server, house.sending(server.url) as made:
        await until(lambda: [*made._later.values()][:1] > [(2, 0.0)])
        assert (await house.mailing()).ended is None
        setattr(server, step, "")
        made._later.clear()
        await house.ended("sent")
        assert server.to == [ADDRESS]


async def test_it_is_given_up_at_last(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailer, "AGAIN_S", (0.0, 0.0))
    await house.ask()
    await house.told.end()
    async with mail_server(rcpt="451 later") as server, house.sending(server.url):
        await house.ended("failed")


async def owing(house: House) -> None:
    """A department owes an answer tomorrow."""
    made = {"name": {lang: f"Бөлім {lang}" for lang in LANGUAGES}, "email": "bilim@example.kz"}
    own = house.web.own.office("owner")
    department = DepartmentSet(department="dep", details=_details(made))
    assert isinstance(await own.commit([], lambda _: [department]), Done)
    await house.told.goes_on()
    await house.told.happens([_noticed(11, now() + DAY_MS), HandedOver(question="q11", department="dep")])


async def test_a_reminder_that_is_not_taken_for_now(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailer, "AGAIN_S", (0.05, 3600.0))
    monkeypatch.setattr(mailer, "REMIND_S", 2.0)
    await owing(house)
    async with mail_server(data="451 later") as server:
        async with house.sending(server.url) as made:
            await until(lambda: [tries for tries, _ in made._later.values()] == [2], "it was offered once more")
            assert (await house.record("reminder", 11)).stage == 0
            server.data = ""
            made._later.clear()
            await until(lambda: len(server.raw) == 1)
            await until(lambda: not made._undelivered)
            await _looked(house)
            assert len(server.raw) == 1
        async with house.sending(server.url):  # nobody is told twice, after a restart neither
            await _looked(house)
        assert len(server.raw) == 1


async def test_a_reminder_that_is_refused_for_good_waits_for_its_next_stage(house: House) -> None:
    await owing(house)
    async with mail_server(data="554 no") as server, house.sending(server.url) as made:
        await until(lambda: made._later)
        await _looked(house)
        assert (made._undelivered, server.raw) == (set(), [])


async def test_a_department_is_reminded_once_a_stage(house: House) -> None:
    await owing(house)
    async with mail_server() as server:
        async with house.sending(server.url):
            await until(lambda: len(server.raw) == 1)
        (letter,) = server.letters
        text = letter.get_content()
        assert server.to == ["bilim@example.kz"]
        assert "/records/notices/b1/q11" in text
        assert "Неодобренный" not in text + server.raw[0].decode()
        async with house.sending(server.url):  # after a restart
            await _looked(house)
        assert len(server.raw) == 1
        for days, stage in ((3, 1), (4, 1), (11, 2)):
            house.shift = days * DAY_MS
            async with house.sending(server.url):
                await _looked(house)
            found = await house.record("reminder", 11)
            assert (found.stage, len(server.raw)) == (stage, 1 + stage)


def _details(given: dict[str, Any]) -> Any:
    from qa.departments import Details

    return Details.model_validate(given)


def _noticed(number: int, due: int) -> Any:
    from studio.events import Noticed

    return Noticed(question=f"q{number}", decision=f"e{number}", due=due)


async def _looked(house: House) -> None:
    """Once a letter that is asked for now, and due at once, has been sent: whatever else was due was sent before."""
    made = house.mailer(f"smtp://127.0.0.1:{unused_port(1)}")
    jobs = [*await made._outcomes(), *await made._reminders()]
    if jobs:

        async def none() -> bool:
            return not [*await made._outcomes(), *await made._reminders()]

        await until(none)
    await made._office.archive.close()


async def test_what_the_form_does_not_take(house: House, web: Web) -> None:
    wrong = await house.post(5, address='"><b>x@y')
    assert wrong.status_code == 422
    assert "&gt;&lt;b&gt;x@y" in wrong.text, "what was typed is kept"
    assert 'role="alert" id="letter-wrong"' in wrong.text
    assert (await house.post(5, address=f"{ADDRESS}\r\nBcc: eve@example.kz")).status_code == 422
    assert (await house.post(1, address=ADDRESS)).status_code == 409, "it was answered"
    assert (await house.post(4, address=ADDRESS)).status_code == 409, "it was withdrawn"
    assert (await house.post(99, address=ADDRESS)).status_code == 404
    foreign = {"origin": "https://evil.example"}
    path = f"/r/{receipt(5)}/letter"
    assert (await web.http.post(path, data={"address": ADDRESS}, headers=foreign)).status_code == 403
    assert await house.mailing() is None
    statuses = {(await house.post(5, address="x")).status_code for _ in range(25)}
    assert statuses == {422, 429}


async def test_without_a_mail_server_it_is_not_offered(house: House) -> None:
    object.__setattr__(house.web.settings, "mail_public_key", "")
    assert 'id="letter"' not in await house.page()
    assert (await house.post(5, address=ADDRESS)).status_code == 409
