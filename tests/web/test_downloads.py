"""The record's downloads over HTTP: each with its type and tag, in the reader's language, public and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from qa.departments import Department
from qa.notices import Notice
from studio.events import OFFICE
from studio.exports.files import FILES
from studio.minutes import Minutes
from tests.waiting import until
from tests.web.reading import HIDDEN, SECRET, Told
from tests.web.shelf import AT, HOUR, briefing, question, shelve, shelve_record
from tests.web.test_turns import crowded
from web.press import WAITING

pytestmark = pytest.mark.integration
THERE = sorted(name for name, file in FILES.items() if not file.spoken)


async def get(told: Told, name: str, **headers: str) -> Any:
    return await told.web.http.get(f"/archive/{told.slug}/{name}", headers=headers, timeout=120)


async def test_before_the_end_there_is_none(told: Told):
    async with told.archived():
        assert {(await get(told, name)).status_code for name in FILES} == {404}


async def test_each_has_its_type_its_name_and_a_tag_by_which_it_is_not_sent_twice(told: Told):
    await told.goes_on()
    await told.end()
    async with told.archived():
        for name in THERE:
            file, found = FILES[name], await get(told, f"{name}?lang=ru")
            assert found.status_code == 200, name
            assert found.headers["content-type"].partition(";")[0] == file.kind
            stem, _, suffix = name.partition(".")
            saved = f"{stem}.ru.{suffix}" if file.words else name
            assert found.headers["content-disposition"] == f'attachment; filename="{told.slug}-{saved}"'
            assert found.headers["cache-control"] == "no-cache"
            assert found.headers.get("content-language") == ("ru" if file.words else None)
            again = await get(told, f"{name}?lang=ru", **{"if-none-match": f'"other", W/{found.headers["etag"]}'})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == found.headers["etag"]
            for hidden in (SECRET, *HIDDEN):
                assert hidden.encode() not in found.content, name


async def test_the_bundle_and_the_documents_hold_nothing_that_is_not_public(told: Told):
    await told.goes_on()
    await told.end()
    async with told.archived():
        whole = await get(told, "everything.zip")
        page = await told.web.http.get(f"/archive/{told.slug}?lang=kk")
    with zipfile.ZipFile(io.BytesIO(whole.content)) as file:
        found = {name: file.read(name) for name in file.namelist()}
    for name in [n for n in found if n.endswith((".docx", ".xlsx"))]:
        with zipfile.ZipFile(io.BytesIO(found[name])) as parts:
            found |= {f"{name}/{part}": parts.read(part) for part in parts.namelist()}
    for name, content in found.items():
        assert not [hidden for hidden in (SECRET, *HIDDEN) if hidden.encode() in content], name
    assert Minutes.model_validate_json(
        json.dumps({k: v for k, v in json.loads(found["minutes.json"]).items() if k != "format"})
    )
    assert "Жүктеп алу" in page.text
    for name in THERE:
        assert f'href="/archive/{told.slug}/{name}' in page.text
    assert "captions.vtt" not in page.text


async def test_events_tell_numbers_and_nothing_of_what_is_private(told: Told):
    await told.goes_on()
    await told.end()
    async with told.archived():
        found = await get(told, "events.jsonl")
    events = [json.loads(line) for line in found.text.splitlines()]
    assert {"type": "rejected", "number": 3, "reason": "personal-data"} in [
        {k: v for k, v in e.items() if k != "at"} for e in events
    ]
    assert {e["number"] for e in events if "number" in e}.isdisjoint({8, 9, 12}), "consultations and tip-offs"
    assert [e["type"] for e in events if e.get("number") == 1][:2] == ["asked", "approved"]
    assert [e["into"] for e in events if e["type"] == "merged"] == [7, 1, 5]
    for word in ("m1", "a1", "d1", "c1", "hash", "person", "diverted", told.id):
        assert f'"{word}"' not in found.text


async def test_words_are_in_the_readers_language_and_change_with_the_record(told: Told):
    await told.end()
    async with told.archived():
        kk, ru = await get(told, "record.docx?lang=kk"), await get(told, "record.docx?lang=ru")
        assert kk.headers["etag"] != ru.headers["etag"]
        plain = [(await get(told, f"chapters.vtt?lang={lang}")).headers["etag"] for lang in ("kk", "ru")]
        assert plain[0] == plain[1]
    assert (await get(told, "record.docx?lang=kk")).content == kk.content


async def test_no_other_name_and_no_captions_before_they_are_published(told: Told):
    await told.end()
    async with told.archived():
        for name in ("captions.vtt", "transcript.csv", "nothing", "record.exe", "..%2frecord.pdf"):
            assert (await get(told, name)).status_code == 404, name


async def test_while_too_much_is_printed_one_is_told_when_to_come_back(told: Told):
    await told.end()
    async with told.archived(), crowded(told.web.own.press.turns, WAITING + 1):
        found = await get(told, "record.pdf")
        page = await get(told, "record.pdf", accept="text/html")
        assert (found.status_code, found.headers["retry-after"]) == (503, "20")
        assert (page.status_code, page.headers["retry-after"]) == (503, "20")
        assert (await get(told, "transcript.md")).status_code == 200, "what is text is not printed"


async def test_a_department_that_was_renamed_has_its_new_name_in_what_was_printed_before(web: Any, shelf: AsyncEngine):
    asked = question(1, "Бюджет?", state="on_notice")
    owed = Notice(id="q1", since=AT, due=AT + HOUR, department="d1")
    await shelve(shelf, "b1", briefing("one", {"en": "Hearing"}), [asked])
    await shelve_record(shelf, "b1", "notice", owed)
    await shelve_record(shelf, OFFICE, "department", department("Housing office"))

    async def named(name: str) -> bool:
        return name in (await web.http.get("/archive/one/transcript.md?lang=en")).text

    assert await named("Housing office")
    await shelve_record(shelf, OFFICE, "department", department("Office of homes"))
    await until(lambda: named("Office of homes"), "what is kept of the record is made anew")


def department(name: str) -> Department:
    return Department(id="d1", name={"kk": name, "ru": name, "en": name}, email="d@example.kz")
