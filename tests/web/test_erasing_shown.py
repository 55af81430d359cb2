"""After an erasure no page, download, search or feed shows what was forgotten, and all of it counts as before."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from qa.receipts import receipt_hash
from studio import transcripts
from studio.archive.engine import connect
from studio.events import Captioned, TranscriptPublished, text_hash
from studio.exports.files import FILES
from studio.log import Done
from studio.redis_client import Connection
from tests.canary import Canaries
from tests.waiting import until
from tests.web.reading import Told, aired, approved, asked, receipt
from web import erasing

pytestmark = pytest.mark.integration
TEXT = "Қашан Сыздыкованова туралы шешім шығады?"
BIRDS = Canaries({"question": "Сыздыкованова", "asker": "Жаңылсынбаева", "line": "айтылыпкетті"})
LINE = f"Бұл да {BIRDS.words['line']} дейді."
WRITTEN = {"page", "record.pdf", "record.docx", "transcript.md", "record.xlsx", "minutes.json", "everything.zip"}
HELD = {
    "question": {*WRITTEN, "questions.csv", "chapters.vtt", "chapters.ffmeta", "search for question", "receipt"},
    "asker": {*WRITTEN, "questions.csv"},
    "line": {*WRITTEN, "transcript.csv", "captions.vtt", "captions.srt", "captions.ttml", "search for line"},
}
"""Where each of them stands until it is forgotten."""


@pytest.fixture
async def told(web: Any, redis_log: Any, briefing: str) -> AsyncIterator[Told]:
    """A briefing that is over, its transcript public, with a question and a line that are to be forgotten."""
    found = Told(web, redis_log, briefing)
    await found.begin()
    at = web.own.clock()
    said = [
        Captioned(line=f"l{n}", language="kk", since=at, until=at + 900, hash=text_hash("kk", text), text=text)
        for n, text in enumerate(("Бұл қалады.", LINE))
    ]
    await found.happens([*asked(20, TEXT, name=BIRDS.words["asker"]), *approved(20, TEXT), *said])
    await found.happens(aired(20, TEXT))
    await found.log.put_receipts(found.id, {receipt_hash(receipt(20)): "q20"})
    await found.end()
    await found.happens([TranscriptPublished()])
    async with found.archived():
        yield found


async def shown(told: Told, folder: Path) -> dict[str, set[str]]:
    """Where each of the words stands now."""
    slug, http = told.slug, told.web.http
    paths = {
        "page": f"/archive/{slug}", "list": "/archive", "feed": "/archive/feed.atom", "ledger": f"/ledger/{slug}",
        "receipt": f"/r/{receipt(20)}",
        **{name: f"/archive/{slug}/{name}" for name in FILES},
        **{f"search for {what}": f"/archive?q={word[:-1]}" for what, word in BIRDS.words.items()},
    }  # fmt: skip
    found: dict[str, set[str]] = {what: set() for what in BIRDS.words}
    for place, path in paths.items():
        for lang in ("kk", "ru"):
            answer = await http.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", timeout=120)
            assert answer.status_code == 200, path
            for seen in BIRDS.seen(place, read(answer.content, folder)):
                found[seen.partition(" at ")[0]].add(place)
    return found


def read(body: bytes, folder: Path) -> bytes:
    """It, and the text of what is a PDF in it."""
    if body.startswith(b"%PDF"):
        (folder / "one.pdf").write_bytes(body)
        return subprocess.run(["pdftotext", folder / "one.pdf", "-"], capture_output=True, check=True).stdout
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            return body + b"".join(read(file.read(name), folder) for name in file.namelist() if name.endswith(".pdf"))
    return body


async def counted(told: Told) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (await told.web.http.get(f"/ledger/{told.slug}.json")).json()
    return found


async def test_what_is_forgotten_is_shown_nowhere_and_goes_on_counting(told: Told, valkey: Any, tmp_path: Path):
    before = await shown(told, tmp_path)
    numbers = await counted(told)
    assert (numbers["total"], numbers["outcomes"]["answered"], numbers["aired"]) == (6, 2, 2)
    assert before == HELD
    store, engine = Connection(valkey.admin_url), connect(told.web.settings.database_url.get_secret_value())
    house = erasing.House(valkey.admin_url, store, engine, told.web.own.clock)
    assert isinstance(await erasing.by_receipt(house, receipt(20)), erasing.Forgotten)
    assert isinstance(await transcripts.forget(told.web.own.act(told.id, "p1"), "l1", "Жеке дерек"), Done)
    await store.aclose()
    await engine.dispose()

    async def gone() -> bool:
        page = (await told.web.http.get(f"/archive/{told.slug}")).content
        return BIRDS.seen("page", page) == []

    await until(gone, "the record's page has forgotten it")
    assert await shown(told, tmp_path) == {what: set() for what in BIRDS.words}
    assert await counted(told) == numbers
