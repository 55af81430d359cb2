"""The archivists' pages of a transcript: plain forms against a real store, and what the public sees of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import httpx
import pytest

from studio.archive.engine import connect
from studio.archive.search import Wanted, search
from studio.events import Captioned, text_hash
from tests.web.reading import Told
from web.archivists import record_of

pytestmark = pytest.mark.integration
SAID = ("Здравствуйте, начинаем", "Вопрос о дорогах", "Ответ будет дан")


def captioned(n: int, text: str, since: int, language: Any = "ru") -> Captioned:
    return Captioned(
        line=f"l{n}", language=language, since=since, until=since + 1500, hash=text_hash(language, text), text=text,
        speaker="Ким" if n % 2 else "",
    )  # fmt: skip


class Desk:
    """An archivist with a browser that runs no script."""

    def __init__(self, told: Told, cookie: str) -> None:
        self.told, self.http = told, told.web.http
        self._headers = {"cookie": cookie, "origin": told.web.origin}
        self.at = f"/records/{told.id}"

    async def get(self, path: str = "/transcript", lang: str = "ru") -> httpx.Response:
        joiner = "&" if "?" in path else "?"
        page: httpx.Response = await self.http.get(f"{self.at}{path}{joiner}lang={lang}", headers=self._headers)
        return page

    async def open(self, line: str) -> dict[str, str]:
        """What stands in the form of an opened line."""
        page = await self.get(f"/transcript?line={line}")
        form = page.text.partition(f'id="l-{line}"')[2].partition("</form>")[0]
        return fields(form)

    async def post(self, path: str, form: dict[str, str], **more: Any) -> httpx.Response:
        page: httpx.Response = await self.http.post(
            f"{self.at}{path}", data=form, headers=self._headers, timeout=60, **more
        )
        return page

    async def upload(self, body: bytes, language: str = "ru") -> httpx.Response:
        return await self.post("/import", {"language": language}, files={"file": ("a.vtt", body)})


def fields(form: str) -> dict[str, str]:
    """The names and values of a form, as a browser would send them without its buttons."""
    found = re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', form)
    texts = re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', form)
    return {name: unescape(value) for name, value in [*found, *texts]}


def refused(page: httpx.Response) -> tuple[int, str]:
    return page.status_code, (re.findall(r'data-test="refused" data-code="(\w+)"', page.text) or [""])[0]


def texts(page: httpx.Response) -> list[str]:
    rows = re.findall(r'<p lang="\w\w" dir="auto">(.*?)</p>', page.text)
    return [re.sub(r"<b>.*?</b> |<span.*", "", row).strip() for row in rows]


async def seated(told: Told, *, end: bool = True, said: Sequence[str] = SAID) -> Desk:
    opened = (await told.log.read(told.id, ["briefing/briefing"]))["briefing/briefing"]
    since = int(re.findall(rb'"opened_at":(\d+)', opened.body if opened else b"")[0])
    await told.happens([captioned(n, text, since + 2000 * n) for n, text in enumerate(said)])
    if end:
        await told.end()
    return Desk(told, await told.web.sit("archivist", None))


async def test_the_lines_stand_in_order_with_their_place_in_the_recording(told: Told):
    desk = await seated(told)
    page = await desk.get()
    assert texts(page) == list(SAID)
    assert re.findall(r'data-t="([\d.]+)"', page.text) == ["0.0", "2.0", "4.0"]
    assert 'href="https://video.example/hearing.mp4#t=2.0"' in page.text
    assert texts(await desk.get("/transcript?only=kk")) == []


async def test_an_edit_is_seen_at_once_with_what_stood_before(told: Told):
    desk = await seated(told)
    form = await desk.open("l1")
    assert (form["since"], form["until"], form["speaker"], form["text"]) == ("00:02.000", "00:03.500", "Ким", SAID[1])
    sent = form | {"text": " Вопрос  о мостах\u202e ", "since": "0:02.125", "reason": "слух", "act": "edit"}
    done = await desk.post("/transcript", sent)
    assert done.status_code == 303
    assert done.headers["location"].endswith("at=l1#l-l1")
    assert texts(await desk.get()) == [SAID[0], "Вопрос о мостах", SAID[2]]
    opened = (await desk.get("/transcript?line=l1")).text
    assert "Ayan Test" in opened
    assert "«слух»" in opened
    assert SAID[1] in opened
    assert 'value="00:02.125"' in opened
    assert (await desk.post("/transcript", sent)).status_code == 303, "the same form again is the same command"


async def test_the_second_of_two_archivists_is_refused_with_the_present_text_and_keeps_what_was_typed(told: Told):
    first = await seated(told)
    second = Desk(told, await told.web.sit("owner", None))
    early, late = await first.open("l1"), await second.open("l1")
    assert (
        await first.post("/transcript", early | {"text": "Первый", "reason": "a", "act": "edit"})
    ).status_code == 303
    page = await second.post("/transcript", late | {"text": "Второй", "reason": "b", "act": "edit"})
    assert refused(page) == (409, "changed_since")
    assert "Первый" in texts(page)
    form = fields(page.text.partition('id="l-l1"')[2].partition("</form>")[0])
    assert (form["text"], form["reason"], form["revision"]) == ("Второй", "b", "1")
    assert (await second.post("/transcript", form | {"act": "edit"})).status_code == 303
    assert "Второй" in texts(await first.get())


async def test_what_is_no_change_is_refused_with_why_and_what_was_typed(told: Told):
    desk = await seated(told)
    form = await desk.open("l1") | {"act": "edit", "reason": "слух"}
    for wrong, code in (
        ({"reason": " "}, "no_reason"), ({"text": "\u200b"}, "text_empty"), ({"text": "а" * 401}, "text_too_long"),
        ({"since": "завтра"}, "bad_times"), ({"until": "00:01"}, "bad_times"), ({"act": "x"}, "malformed"),
    ):  # fmt: skip
        page = await desk.post("/transcript", form | {"text": "Иначе"} | wrong)
        assert refused(page) == (422, code)
        kept = fields(page.text.partition('id="l-l1"')[2].partition("</form>")[0])
        assert kept["text"] == wrong.get("text", "Иначе")
    gone = await desk.post("/transcript", form | {"line": "nobody", "text": "Написанное"})
    assert refused(gone) == (404, "not_found")
    assert "Написанное" in gone.text
    assert texts(await desk.get()) == list(SAID)


async def test_a_line_that_was_missed_is_added_and_one_is_taken_out(told: Told):
    desk = await seated(told)
    form = {"act": "add", "command": "0123456789abcdef", "language": "ru", "since": "00:01", "until": "00:01.500",
            "text": "Пропущенное", "reason": "не слышно было"}  # fmt: skip
    done = await desk.post("/transcript", form)
    assert done.status_code == 303
    assert texts(await desk.get()) == [SAID[0], "Пропущенное", *SAID[1:]]
    assert refused(await desk.post("/transcript", form | {"command": "1" * 16, "language": "xx"})) == (
        422,
        "bad_language",
    )
    out = await desk.open("l0") | {"act": "remove", "reason": "не для записи"}
    assert (await desk.post("/transcript", out)).status_code == 303
    assert texts(await desk.get()) == ["Пропущенное", *SAID[1:]]
    assert texts(await desk.get("/transcript?removed=1")) == [SAID[0]]
    late = await desk.post("/transcript", out | {"command": "2" * 16, "act": "edit", "text": "Вслед"})
    assert refused(late) == (404, "not_found")
    assert "Вслед" in late.text


async def test_a_hundred_lines_a_page_and_the_page_of_a_line(told: Told):
    desk = await seated(told, said=[f"Строка {n}" for n in range(101)])
    assert len(texts(await desk.get())) == 100
    assert texts(await desk.get("/transcript?page=2")) == ["Строка 100"]
    assert texts(await desk.get("/transcript?at=l100")) == ["Строка 100"]
    assert texts(await desk.get("/transcript?page=9999")) == ["Строка 100"]


async def test_lines_of_one_chapter(told: Told):
    desk = await seated(told)
    page = await desk.get("/transcript?chapter=1")
    assert page.status_code == 200
    assert re.search(r'<option value="1" selected>\d\d:\d\d № 1</option>', page.text)
    assert set(texts(page)) < set(SAID)


# -- publishing ---------------------------------------------------------------------------------------


async def published(desk: Desk) -> httpx.Response:
    page = await desk.get("/publish")
    return await desk.post("/publish", fields(page.text.partition("<form")[2]))


async def test_publishing_says_what_will_be_public_and_what_is_missing(told: Told):
    desk = await seated(told)
    page = await desk.get("/publish", "en")
    assert re.search(r'data-test="count">3<', page.text)
    assert "Lines that name no speaker: 2." in page.text
    form = fields(page.text.partition("<form")[2])
    await desk.post("/transcript", await desk.open("l0") | {"act": "remove", "reason": "лишняя"})
    assert refused(await desk.post("/publish", form)) == (409, "changed_since"), "it is not what they were told of"
    form = fields((await desk.get("/publish")).text.partition("<form")[2])
    edited = {"act": "edit", "text": "О дорогах", "reason": "ослышались"}
    assert (await desk.post("/transcript", await desk.open("l1") | edited)).status_code == 303
    assert refused(await desk.post("/publish", form)) == (409, "changed_since"), "as many lines, another text"
    assert refused(await desk.post("/publish", {"seen": ""})) == (422, "malformed")
    assert (await published(desk)).status_code == 303
    assert refused(await desk.post("/publish", form)) == (409, "published")
    assert 'data-test="published"' in (await desk.get("")).text


async def test_nothing_is_published_or_imported_before_the_end(told: Told):
    desk = await seated(told, end=False)
    assert refused(await desk.post("/publish", {"seen": "x"})) == (409, "not_ended")
    assert refused(await desk.upload(VTT)) == (409, "not_ended")
    assert '<form method="post"' not in (await desk.get("/publish")).text


async def found(told: Told, query: str) -> list[str]:
    engine = connect(told.web.settings.database_url.get_secret_value())
    try:
        return [hit.text for hit in await search(engine, Wanted(query))]
    finally:
        await engine.dispose()


PUBLIC = (
    "/archive/{}",
    "/archive/{}/transcript.md",
    "/archive/{}/chapters.vtt",
    "/ledger/{}",
    "/ledger/{}.json",
    "/b/{}",
)


async def test_an_unpublished_line_is_in_no_public_page_and_found_by_no_search(told: Told):
    desk = await seated(told, said=("Секретнословие",))
    async with told.archived():
        for path in PUBLIC:
            page = await told.web.http.get(path.format(told.slug))
            assert page.status_code == 200
            assert "екретнословие" not in page.text, path
        assert await found(told, "секретнословие") == []
        record = await record_of(told.web.own, told.id)
        assert record is not None
        assert record.minutes.passages == ()
        assert "Секретнословие" in (await desk.get()).text


async def test_after_publishing_an_edit_and_a_removal_are_visible_with_their_reasons(told: Told):
    desk = await seated(told)
    await desk.post("/transcript", await desk.open("l2") | {"act": "edit", "text": "Тайно", "reason": "до выхода"})
    assert (await published(desk)).status_code == 303
    await desk.post("/transcript", await desk.open("l1") | {"act": "edit", "text": "О мостах", "reason": "слух"})
    await desk.post("/transcript", await desk.open("l0") | {"act": "remove", "reason": "чужое"})
    assert "2" in re.findall(r'data-test="published">.*?</p>', (await desk.get("", "en")).text)[0]
    async with told.archived():
        record = await record_of(told.web.own, told.id)
        assert record is not None
        whole = record.minutes
        assert await found(told, "мостах") == ["О мостах"]
        assert await found(told, "здравствуйте") == []
        page = (await told.web.http.get(f"/archive/{told.slug}?lang=ru")).text
    assert [(p.text, p.corrected) for p in whole.passages] == [("О мостах", True), ("Тайно", False)]
    assert whole.published_at is not None
    seen = {(c.reason, c.before, c.after) for c in whole.corrections}
    changed = page.partition('data-test="corrections"')[2]
    for said in ("слух", f"<del>{SAID[1]}</del>", "<ins>О мостах</ins>", "чужое", f"<del>{SAID[0]}</del>"):
        assert said in changed
    assert "до выхода" not in page, "what was changed before it was public is the staff's affair"
    assert seen == {("слух", SAID[1], "О мостах"), ("чужое", SAID[0], "")}


async def test_what_is_taken_out_for_good_is_in_no_page_any_more_and_that_it_was_is_told(told: Told):
    desk = await seated(told)
    assert (await published(desk)).status_code == 303
    await desk.post("/transcript", await desk.open("l0") | {"act": "edit", "text": "Иначе", "reason": "слух"})
    await desk.post("/transcript", await desk.open("l0") | {"act": "forget", "reason": "личные данные"})
    async with told.archived():
        page = (await told.web.http.get(f"/archive/{told.slug}?lang=ru")).text
        assert await found(told, "здравствуйте") == await found(told, "иначе") == []
    assert "личные данные" in page.partition('data-test="corrections"')[2]
    for words in (SAID[0], "Иначе"):
        assert words not in page
        assert words not in (await desk.get("/transcript?removed=1")).text
    forgets = await told.log._calls.call("HKEYS", "forget")
    assert f"{told.id}/l0/line".encode() in forgets


# -- import -------------------------------------------------------------------------------------------

VTT = (
    "WEBVTT\n\n00:01.000 --> 00:02.250\n<v А. Ким>Первая &amp; новая\n\n00:09.000 --> 00:08.000\nЗадом\n\n"
    "00:03.000 --> 00:04.000\nПоследняя\n"
).encode()


def confirming(page: httpx.Response) -> dict[str, str]:
    return fields(page.text.rpartition("<form")[2])


async def test_an_import_is_looked_at_before_it_replaces(told: Told):
    desk = await seated(told)
    page = await desk.upload(VTT)
    assert page.status_code == 200
    assert re.search(r'data-test="count">2<', page.text)
    assert "Первая &amp; новая" in page.text
    assert "Последняя" in page.text
    assert "Задом" in page.text.partition('data-test="left"')[2]
    assert texts(await desk.get()) == list(SAID), "nothing has been changed yet"
    form = confirming(page)
    for _ in range(2):
        done = await desk.post("/import", form)
        assert done.status_code == 303, done.text
    after = await desk.get()
    assert texts(after) == ["Первая &amp; новая", "Последняя"]
    assert "<b>А. Ким</b>" in after.text
    assert (await desk.open(re.findall(r'id="l-(a\w+-0)"', after.text)[0]))["until"] == "00:02.250"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "no_file"),
        (b"\xcf\xf0\xe8", 422, "not_text"),
        (b'<!DOCTYPE tt [<!ENTITY a "b">]><tt>&a;</tt>', 422, "no_subtitles"),
        (b"WEBVTT\n\n10:00:00.000 --> 10:00:01.000\n\xd0\xb0\n", 422, "nothing_to_import"),
        (b"WEBVTT" + b"\n" * (2 * 1024 * 1024), 413, "too_big"),
    ],
    ids=["none", "letters", "entities", "late", "big"],
)
async def test_a_file_that_is_none_is_refused_in_clear_words(told: Told, body: bytes, status: int, code: str):
    desk = await seated(told)
    page = await desk.upload(body)
    assert refused(page) == (status, code)
    assert texts(await desk.get()) == list(SAID)


async def test_the_largest_file_fits_and_what_is_larger_is_cut_off(told: Told):
    desk = await seated(told)
    block = "00:01.000 --> 00:02.000\n" + "слово " * 60 + "\n\n"
    body = ("WEBVTT\n\n" + block * (2 * 1024 * 1024 // len(block.encode()) - 1)).encode()
    page = await desk.upload(body)
    assert page.status_code == 200
    again = {name: (None, value) for name, value in (confirming(page) | {"sure": ""}).items()}  # as a browser sends it
    assert (await desk.post("/import", {}, files=again)).status_code == 200
    assert (await desk.upload(b"a" * 3 * 1024 * 1024)).status_code == 413
    elsewhere = await desk.post("/publish", {"seen": "1" * 70_000})
    assert elsewhere.status_code == 413, "no other form takes as much"


async def test_nothing_is_imported_over_a_published_transcript(told: Told):
    desk = await seated(told)
    form = confirming(await desk.upload(VTT))
    await published(desk)
    assert refused(await desk.post("/import", form)) == (409, "published")
    assert refused(await desk.upload(VTT)) == (409, "published")
    assert texts(await desk.get()) == list(SAID)


async def test_a_rehearsal_and_an_unknown_briefing_have_no_archivists_page(told: Told):
    desk = await seated(told)
    for id in ("nobody", "rehearsal-0123456789abcdef"):
        desk.at = f"/records/{id}"
        assert (await desk.get("")).status_code == 404
        assert (await desk.post("/publish", {"seen": "1"})).status_code == 404
