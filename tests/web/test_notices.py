"""Answers in writing on their pages: from a promise to the receipt, on a real store and a real archive."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from studio.log import decode
from tests.waiting import until
from tests.web.reading import HIDDEN, Told, receipt
from web.i18n import LANGUAGES, Catalogues
from web.kinds import KINDS
from web.notices import STATES, STEPS, WHY_NOT
from web.public import IN_WRITING, WRITTEN_ELSEWHERE

pytestmark = pytest.mark.integration
ANSWER = "Мектеп 2027 жылы ашылады."


class Room:
    """An archivist's browser without a script, beside a briefing that has ended."""

    def __init__(self, told: Told, cookie: str) -> None:
        self.told, self.cookie = told, cookie
        self.http: httpx.AsyncClient = told.web.http

    async def get(self, path: str, lang: str = "ru") -> str:
        page = await self.http.get(path, headers={"cookie": f"{self.cookie}; lang={lang}"})
        assert page.status_code == 200, page.text
        return page.text

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        headers = {"cookie": self.cookie, "origin": self.told.web.origin}
        return await self.http.post(f"{path}?lang=ru", data=fields, headers=headers)

    def at(self, number: int) -> str:
        return f"/records/notices/{self.told.id}/q{number}"

    async def step(self, number: int, act: str, **fields: Any) -> httpx.Response:
        """Opens the page, fills in a form and sends it."""
        page = await self.get(self.at(number))
        form = page[page.index(f'id="{act}"') :]
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form.partition("</form>")[0]))
        return await self.post(self.at(number), **{**hidden, **fields})

    async def done(self, number: int, act: str, **fields: Any) -> None:
        response = await self.step(number, act, **fields)
        assert response.status_code == 303, response.text
        assert response.headers["location"] == self.at(number)

    def names(self, of: str = "Управление") -> dict[str, str]:
        """The directory is one for all briefings of the store, and so of all tests."""
        return {lang: f"{of} {lang} {self.told.id}" for lang in LANGUAGES}

    async def department(self, of: str = "Управление", **more: Any) -> str:
        """Makes one; its id, once every page knows it."""
        fields = {"email": "bilim@example.kz", "command": f"make-{secrets.token_hex(8)}", **self.names(of), **more}
        response = await self.post("/records/departments", **fields)
        assert response.status_code == 303, response.text
        assert fields["ru"] in await self.get("/records/departments"), "whoever makes it sees it at once"
        await until(lambda: f"department/{fields['command']}" in self.told.web.own.followers.office.records)
        return str(fields["command"])

    async def notice(self, number: int) -> Any:
        k = f"notice/q{number}"
        return decode(KINDS, k, (await self.told.log.read(self.told.id, [k]))[k])

    async def archive_says(self, path: str, *words: str) -> str:
        """The page once the archive has followed."""
        page = ""

        async def says() -> bool:
            nonlocal page
            page = await self.get(path)
            return all(word in page for word in words)

        await until(says)
        return page


@pytest.fixture
async def room(web: Any, redis_log: Any, briefing: str) -> AsyncIterator[Room]:
    told = Told(web, redis_log, briefing)
    await told.begin()
    await told.goes_on()
    await told.end()
    async with told.archived():
        yield Room(told, await web.sit("archivist", None))


def test_every_word_of_theirs_is_translated():
    texts = Catalogues()
    words = [*STATES.values(), *STEPS.values(), *WHY_NOT.values(), *IN_WRITING, *WRITTEN_ELSEWHERE]
    for language in LANGUAGES:
        assert [w for w in words if language != "en" and texts.translate(language, w) == w] == []


async def test_from_the_promise_to_the_published_answer(room: Room):
    department = await room.department(regions=["Абай облысы"])
    listed = await room.archive_says("/records", room.at(10), room.at(11), room.at(8))
    assert f"/archive/{room.told.slug}" in listed
    await room.done(10, "hand", department=department)
    await room.done(10, "draft", kk=ANSWER, ru="Школа откроется в 2027 году.\nВ сентябре.")
    before = (await room.http.get(f"/r/{receipt(10)}?lang=ru")).text
    assert room.names()["ru"] in before
    assert "2027" not in before, "a draft is nobody's yet"
    await room.done(10, "approve")
    await room.done(10, "publish")
    notice = await room.notice(10)
    assert (notice.state, notice.public) == ("published", True)
    page = (await room.http.get(f"/r/{receipt(10)}?lang=en")).text
    assert 'data-state="answered"' in page
    assert "<p>Школа откроется в 2027 году.</p><p>В сентябре.</p>" in page, "in the asker's language"
    assert f"/archive/{room.told.slug}#q10" in page
    record = await room.archive_says(f"/archive/{room.told.slug}", 'data-outcome="written"', "2027")
    assert room.names()["ru"] in record
    await room.archive_says("/records?state=published", room.at(10))
    assert room.at(10) not in await room.get("/records")


async def test_a_consultation_is_answered_on_its_receipt_and_nowhere_else(room: Room):
    assert 'id="publish"' not in await room.get(room.at(8))
    await room.done(8, "draft", ru="Ответ вам лично, колибри.")
    await room.done(8, "approve")
    response = await room.step(8, "publish", wording="asked")
    assert (response.status_code, "Консультация только" in response.text) == (422, True)
    await room.done(8, "publish")
    assert "колибри" in (await room.http.get(f"/r/{receipt(8)}")).text
    await room.archive_says("/records?state=published", room.at(8))
    for path in (f"/archive/{room.told.slug}", f"/archive/{room.told.slug}/transcript.md", f"/ledger/{room.told.slug}"):
        page = (await room.http.get(path)).text
        assert "колибри" not in page
        assert not [word for word in HIDDEN if word in page]


async def test_what_was_never_approved_stays_so_though_it_was_answered(room: Room):
    await room.done(11, "draft", ru="Ответ про колибри.")
    await room.done(11, "approve")
    await room.done(11, "publish", wording="")
    own = (await room.http.get(f"/r/{receipt(11)}")).text
    assert "колибри" in own
    assert "/archive/" not in own.partition("<main")[2].partition("<dl>")[0]
    await room.archive_says("/records?state=published", room.at(11))
    record = (await room.http.get(f"/archive/{room.told.slug}")).text
    assert "колибри" not in record
    assert "Неодобренный" not in record


async def test_whoever_publishes_may_put_the_question_into_words(room: Room):
    await room.done(11, "draft", ru="Ответ.")
    await room.done(11, "approve")
    refused = await room.step(11, "publish", wording="own", own="Звоните +7 701 123 45 67", language="ru")
    assert refused.status_code == 422
    assert 'data-code="personal_data"' in refused.text
    assert "Звоните +7 701 123 45 67</textarea>" in refused.text
    await room.done(11, "publish", wording="own", own="Что одобрено?", language="ru")
    record = await room.archive_says(f"/archive/{room.told.slug}", "Что одобрено?")
    assert "Неодобренный" not in record


async def test_a_lost_race_keeps_what_was_typed_and_shows_what_stands(room: Room):
    page = await room.get(room.at(10))
    seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
    await room.done(10, "draft", kk="Бірінші жоба")
    late = {"act": "draft", "seen": seen, "command": "late-00000001", "kk": "Екінші жоба", "ru": "", "en": ""}
    response = await room.post(room.at(10), **late)
    assert response.status_code == 409
    assert 'data-code="changed_since"' in response.text
    assert "Екінші жоба</textarea>" in response.text
    assert "<p>Бірінші жоба</p>" in response.text
    assert (await room.notice(10)).texts == {"kk": "Бірінші жоба"}
    newer = re.findall(r'name="seen" value="(\d+)"', response.text)[0]
    again = await room.post(room.at(10), **{**late, "seen": newer})
    assert again.status_code == 303, "now they have seen it"
    assert (await room.post(room.at(10), **{**late, "seen": newer})).status_code == 303, "sent twice is done once"
    assert (await room.notice(10)).revision == int(newer) + 1


async def test_a_hand_over_to_another_needs_a_reason_and_is_counted(room: Room):
    first = await room.department()
    await room.done(10, "hand", department=first)
    other = await room.department("Здоровье")
    assert (await room.step(10, "hand", department=other, reason="")).status_code == 422
    await room.done(10, "hand", department=other, reason="Емхана туралы")
    assert "«Емхана туралы»" in await room.get(room.at(10))
    assert 'data-test="handovers"' in (await room.http.get(f"/r/{receipt(10)}")).text
    assert "Емхана" not in (await room.http.get(f"/r/{receipt(10)}")).text, "why is between the departments"


async def test_the_directory_refuses_with_all_that_was_typed(room: Room):
    id = await room.department()
    wrong = {**room.names("Новое"), "email": "nobody", "regions": ["Астана", "Атлантида"]}
    response = await room.post("/records/departments", **wrong)
    assert response.status_code == 422
    assert 'value="nobody"' in response.text
    assert response.text.count("checked") == 1
    twice = await room.post("/records/departments", **room.names(), email="x@example.kz")
    assert (twice.status_code, "Так уже называется другой орган" in twice.text) == (422, True)
    retired = {**room.names(), "email": "bilim@example.kz", "id": id, "retired": "yes"}
    assert (await room.post("/records/departments", **retired)).status_code == 303
    refused = await room.step(10, "hand", department=id)
    assert refused.status_code == 422
    assert 'data-code="bad_department"' in refused.text


async def test_what_is_owed_is_sifted_by_department_region_and_state(room: Room):
    id = await room.department(regions=["Арал"])
    await room.done(11, "hand", department=id)
    await room.done(11, "draft", kk="Иә")
    await room.archive_says("/records?state=drafted", room.at(11))
    assert room.at(10) not in await room.get(f"/records?department={id}")
    assert room.at(11) not in await room.get("/records?department=none")
    assert room.at(11) not in await room.get("/records?region=Астана")
    assert room.at(10) in await room.get("/records?region=Атлантида"), "what is no region sifts nothing"
    assert (await room.get("/records?skip=900&state=drafted")).count('data-test="owed-row"') == 0


async def test_the_receipts_holder_objects_once(room: Room):
    address = f"/r/{receipt(1)}"
    assert 'data-test="object"' in (await room.http.get(address)).text
    headers = {"origin": room.told.web.origin}
    assert (await room.http.post(address)).status_code == 403
    for _ in range(2):
        response = await room.http.post(address, headers=headers)
        assert (response.status_code, response.headers["location"]) == (303, address)
    page = (await room.http.get(address)).text
    assert 'data-test="objected"' in page
    assert 'data-test="object"' not in page
    assert (await room.http.post(f"/r/{receipt(10)}", headers=headers)).status_code == 303
    assert 'data-test="objected"' not in (await room.http.get(f"/r/{receipt(10)}")).text, "there is no answer yet"
    assert (await room.http.post("/r/7QKF-3M2P-XW4T-0", headers=headers)).status_code == 404


async def test_what_is_not_there_is_404_and_nonsense_400(room: Room):
    for path in ("/records/notices/none/q1", f"/records/notices/{room.told.id}/q1", "/records/notices/rehearsal-1/q1"):
        assert (await room.http.get(path, headers={"cookie": room.cookie})).status_code == 404
    assert (await room.post(room.at(10), act="burn", seen="1")).status_code == 400
    assert (await room.post(room.at(10), act="draft", seen="x")).status_code == 400
