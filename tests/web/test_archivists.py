"""The archive's pages: after the end, without a script, and nothing that was not approved."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import webvtt
from sqlalchemy.ext.asyncio import AsyncEngine

from studio import office
from studio.briefing import Details
from studio.lines import Revised
from studio.log import Done
from tests.web.reading import RECORDING, SECRET, TITLE, Told
from tests.web.shelf import AT, HOUR, briefing, line, question, shelve

LINKED = '<script type="application/ld+json">'
MODULE = r'<script type="module" src="/static/dist/assets/record-[\w-]+.js">'
pytestmark = pytest.mark.integration


async def test_before_the_end_the_page_says_what_will_stand_there(told: Told):
    async with told.archived():
        page = await told.web.http.get(f"/archive/{told.slug}?lang=en")
        assert page.status_code == 200
        assert "The record appears here when the briefing has ended." in page.text
        assert "record-question" not in page.text
        assert told.slug not in (await told.web.http.get("/archive")).text
        assert (await told.web.http.get(f"/archive/{told.slug}/transcript.md")).status_code == 404


async def test_the_record_shows_each_approved_question_with_its_outcome(told: Told):
    await told.end()
    async with told.archived():
        page = await told.web.http.get(f"/archive/{told.slug}?lang=ru")
        index = await told.web.http.get("/archive?lang=ru")
    assert page.text.count('data-test="record-question"') == 2
    assert page.text.index('data-outcome="answered"') < page.text.index('data-outcome="approved"')
    assert "Айдана, Қызылорда" in page.text
    assert "&lt;b&gt;приём&lt;/b&gt;" in page.text
    assert f'src="{RECORDING}"' in page.text
    assert f'href="/archive/{told.slug}?t=' in page.text
    assert "Где смотреть бюджет?" in page.text
    for hidden in (SECRET, "мошенники", "Отозванный", "Ждущий"):
        assert hidden not in page.text
    assert set(re.findall(r"<script[^>]*>", page.text)) <= {LINKED, *re.findall(MODULE, page.text)}
    assert f'href="/archive/{told.slug}">Слушания' in index.text


async def test_the_downloads_open_elsewhere(told: Told):
    await told.end()
    async with told.archived():
        chapters = await told.web.http.get(f"/archive/{told.slug}/chapters.vtt")
        transcript = await told.web.http.get(f"/archive/{told.slug}/transcript.md?lang=ru")
    assert chapters.headers["content-type"].startswith("text/vtt")
    (cue,) = webvtt.from_buffer(io.StringIO(chapters.text)).captions
    assert cue.raw_text.startswith("№ 1. Когда откроют &lt;b&gt;")
    assert transcript.headers["content-type"].startswith("text/markdown")
    assert transcript.text.startswith("# Слушания\n")
    assert "Ответ дан устно" in transcript.text
    assert SECRET not in transcript.text


async def test_a_former_address_still_leads_to_the_record(told: Told):
    own = told.web.own.office("owner")
    details = Details.model_validate({"slug": f"{told.slug}-new", "title": {"ru": "Слушания"}, "starts_at": 0})
    assert isinstance(await office.save_briefing(own, told.id, details), Done)
    await told.end()
    async with told.archived():
        for page in ("archive", "ledger"):
            for slug in (told.slug, f"{told.slug}-new"):
                assert (await told.web.http.get(f"/{page}/{slug}")).status_code == 200


async def test_an_unknown_address_is_404(told: Told):
    async with told.archived():
        assert (await told.web.http.get("/archive/nowhere")).status_code == 404


async def test_the_transcript_stands_in_the_record_with_its_corrections(web: Any, shelf: AsyncEngine):
    before = Revised(
        since=AT, until=AT + 4000, text="Двадцать", speaker="", by="p1", at=AT + 2 * HOUR, reason="<Уточнено>",
        public=True,
    )  # fmt: skip
    lines = [
        line("l1", 0, "Сорок два", "Ә. Сапаров", revisions=(before,)), line("l2", 5000, "Дальше", "Ә. Сапаров"),
        line("l3", 9000, "Вычеркнуто", removed=True),
    ]  # fmt: skip
    await shelve(shelf, "b1", briefing("one", TITLE), [question(1, "Где?")], lines)
    page = (await web.http.get("/archive/one?lang=en")).text
    assert page.count("<b>Ә. Сапаров</b>") == 1, "who speaks is named where another has spoken before"
    assert 'href="#corrections"' in page
    assert "&lt;Уточнено&gt;" in page
    assert "<del>—: Двадцать</del>" in page
    assert "Вычеркнуто" not in page
    assert "<video" not in page
    assert 'data-test="follow"' not in page
