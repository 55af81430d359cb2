"""What search engines and messengers read of a record: the same that people do, and no more."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from studio.archive.engine import connect
from studio.archive.schema import migrate
from studio.minutes import Minutes, Reader
from tests.web.conftest import running
from tests.web.shelf import AT, HOUR, briefing, question, shelve
from web.machines import described, shared
from web.record import minutes

TITLE = {"kk": "Тыңдау", "ru": "Слушания"}
READER = Reader("ru", str, lambda at: f"day {at}", lambda at: f"hour {at}")


def whole(**more: Any) -> Minutes:
    of = briefing("hearing", TITLE, **more)
    return minutes("b1", of, [question(1, "Где бюджет?", 65_000), question(2, "Неге?", state="rejected")], (2, 1))


def test_a_recording_has_a_clip_for_each_chapter_with_its_address():
    linked = described(whole(recording_url="https://a.kz/r.mp4"), READER, "https://tynda.kz/")["linked"]
    video = linked["recordedIn"]
    assert (linked["@type"], linked["name"], video["@type"]) == ("Event", "Слушания", "VideoObject")
    assert video["contentUrl"] == "https://a.kz/r.mp4"
    (clip,) = video["hasPart"]
    assert (clip["name"], clip["startOffset"], clip["endOffset"]) == ("№ 1. Где бюджет?", 65, 3600)
    assert clip["url"] == "https://tynda.kz/archive/hearing?t=65"


def test_a_recording_elsewhere_is_embedded_and_a_sound_is_no_video():
    def recorded(url: str) -> Any:
        return described(whole(recording_url=url), READER, "https://tynda.kz")

    elsewhere, sound = recorded("https://youtu.be/x"), recorded("https://a.kz/r.mp3")
    assert elsewhere["linked"]["recordedIn"]["embedUrl"] == "https://youtu.be/x"
    assert sound["linked"]["recordedIn"]["@type"] == "AudioObject"
    assert (elsewhere["video"], sound["video"]) == (None, None)
    assert recorded("https://a.kz/r.mp4")["video"] == "https://a.kz/r.mp4"


def test_without_a_recording_it_is_an_event_that_is_over():
    found = described(whole(), READER, "https://tynda.kz")
    assert "recordedIn" not in found["linked"]
    assert found["linked"]["endDate"] == "2026-09-21T15:13:20+00:00"
    assert found["canonical"] == "https://tynda.kz/archive/hearing?lang=ru"
    assert found["alternates"]["kk"] == "https://tynda.kz/archive/hearing?lang=kk"
    assert found["alternates"]["x-default"] == "https://tynda.kz/archive/hearing"
    assert f"day {AT}" in found["description"]
    assert "Неге" not in str(found)


def test_an_address_with_a_query_gets_its_language_beside_it():
    found = shared("Архив", "Все", "https://tynda.kz/archive?before=5", "kk", None)
    assert found["canonical"] == "https://tynda.kz/archive?before=5&lang=kk"


def graph(page: str) -> dict[str, list[str]]:
    """What Open Graph says in a page's head, as a messenger reads it."""
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta property="([^"]*)" content="([^"]*)">', page.partition("</head>")[0]):
        found.setdefault(name, []).append(unescape(content))
    return found


HOSTILE = {"kk": 'Тыңдау "><script>', "ru": "Слушания & 'ответы' <b>"}
LOCALES = {"kk": ("kk_KZ", ["ru_KZ", "en_GB"]), "ru": ("ru_KZ", ["kk_KZ", "en_GB"])}
COUNTED = {"kk": "Қойылған сұрақтар", "ru": "Задано вопросов"}
NAMES = {
    "kk": ("Брифингтер мұрағаты", "Модерация есебі"), "ru": ("Архив брифингов", "Отчёт о модерации"),
}  # fmt: skip


@pytest.mark.integration
@pytest.mark.parametrize("lang", ["kk", "ru"])
async def test_a_shared_address_says_what_is_there_in_the_pages_language(web: Any, shelf: Any, lang: Any):
    await shelve(shelf, "b1", briefing("one", HOSTILE, recording_url="https://a.kz/r.mp4"), [question(1, "Где?", 9)])
    base, title, (list_, ledger) = web.settings.public_url, HOSTILE[lang], NAMES[lang]
    pages = {
        "/archive/one?": (title, "video.other"), "/archive?": (list_, "website"), "/ledger?": (ledger, "website"),
        f"/archive?before={AT + 2 * HOUR}-&": (list_, "website"), "/ledger/one?": (f"{ledger} · {title}", "website"),
    }  # fmt: skip
    for path, (name, type) in pages.items():
        said = graph((await web.http.get(f"{path}lang={lang}")).text)
        assert said["og:title"] == [name], path
        assert said["og:type"] == [type]
        assert said["og:url"] == [f"{base}{path}lang={lang}"]
        assert (said["og:locale"], said["og:locale:alternate"]) == ([LOCALES[lang][0]], LOCALES[lang][1])
        assert len(said["og:description"][0]) > 20
        assert "og:image" not in said, "there is none"
    said = graph((await web.http.get(f"/archive/one?lang={lang}")).text)
    assert f"{COUNTED[lang]}: 1" in said["og:description"][0].split(" · ")


@pytest.mark.integration
@pytest.mark.parametrize("name", ["logo.png", "logo.svg"])
async def test_the_logo_stands_beside_it_where_messengers_can_draw_it(settings: Any, tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"picture")
    engine = connect(settings.database_url.get_secret_value())
    await migrate(engine)
    await shelve(engine, "b1", briefing("one", TITLE))
    await engine.dispose()
    async for web in running(settings.model_copy(update={"brand_logo": tmp_path / name})):
        for path in ("/archive", "/archive/one", "/ledger"):
            said = graph((await web.http.get(path)).text)
            assert said.get("og:image") == ([f"{settings.public_url}/brand/logo"] if name == "logo.png" else None)
        found = await web.http.get("/brand/logo")
        assert (found.status_code == 200, found.content == b"picture") == (name == "logo.png",) * 2
