"""What search engines and messengers read of a record: the same that people do, and no more."""

from __future__ import annotations

from typing import Any

from studio.minutes import Minutes, Reader
from tests.web.shelf import AT, briefing, question
from web.machines import described
from web.record import minutes

TITLE = {"kk": "Тыңдау", "ru": "Слушания"}
READER = Reader("ru", str, lambda at: f"day {at}", lambda at: f"hour {at}")


def whole(**more: Any) -> Minutes:
    of = briefing("hearing", TITLE, **more)
    return minutes("b1", of, [question(1, "Где бюджет?", 65_000), question(2, "Неге?", state="rejected")], 2)


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
