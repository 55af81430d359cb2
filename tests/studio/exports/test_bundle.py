"""The bundle holds everything, says what, and is the same each time."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from pydantic import ValidationError

from studio.exports.bundle import Contents, Listed, Manifest, bundle
from studio.exports.files import FILES, offered
from studio.exports.zips import Member, zipped
from studio.minutes import Minutes, Reader
from tests.studio.exports.samples import TEXTS, careful, reader
from web.i18n import LANGUAGES


def heavy(name: str, minutes: Minutes, whose: Reader) -> bytes:
    return f"{name} {whose.language} {minutes.slug}".encode()


def made(**more: object) -> bytes:
    return bundle(Contents(careful(**more), [reader("kk"), reader("ru")], b'{"type":"asked"}\n', heavy))


def test_everything_is_in_it_what_is_written_in_words_once_a_language():
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        names = file.namelist()
        manifest = Manifest.model_validate_json(file.read("manifest.json"))
        sums = file.read("SHA256SUMS").decode().splitlines()
        found = {name: file.read(name) for name in names}
        dates = {info.date_time for info in file.infolist()}
    words = {name for name, file in FILES.items() if file.words}
    wanted = {f"{language}/{name}" for language in ("kk", "ru") for name in words}
    assert {*names} == wanted | FILES.keys() - words - {"everything.zip"} | {"manifest.json", "SHA256SUMS"}
    assert found["ru/record.pdf"] == b"record.pdf ru hearing"
    assert found["events.jsonl"] == b'{"type":"asked"}\n'
    assert (manifest.briefing, manifest.when) == ("hearing", "2026-09-22T16:36:40+00:00")
    assert dates == {(2026, 9, 22, 16, 36, 40)}
    for one in manifest.files:
        assert (one.size, one.sha256) == (len(found[one.name]), hashlib.sha256(found[one.name]).hexdigest())
    assert sums == [f"{hashlib.sha256(found[n]).hexdigest()}  {n}" for n in names if n != "SHA256SUMS"]


def test_the_same_minutes_give_the_same_bytes_and_others_do_not():
    assert made() == made()
    assert made() != made(total=58)


def test_without_a_transcript_its_files_are_not_there_nor_those_that_cannot_be_made():
    assert not {name for name in offered(careful(passages=())) if "caption" in name or name == "transcript.csv"}
    one = bundle(Contents(careful(), [reader("kk")], b"", heavy, ("record.pdf",)))
    with zipfile.ZipFile(io.BytesIO(one)) as file:
        assert "kk/record.pdf" not in file.namelist()


def test_a_zip_is_never_older_than_zips_can_be():
    from studio.exports.words import moment

    with zipfile.ZipFile(io.BytesIO(zipped([Member("a", b"")], moment(0)))) as file:
        assert file.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("name", ["../a", "/a", "a/b/c", "kk/../a", ".hidden", "a\\b", "C:a", "a\n", ""])
def test_no_name_leads_out_of_the_folder(name: str):
    with pytest.raises(ValidationError):
        Listed(name=name, type="text/plain", size=0, sha256="0" * 64)


@pytest.mark.parametrize("language", LANGUAGES[:2])
def test_each_file_says_in_every_language_what_it_is_for(language):
    words = [text for file in FILES.values() for text in (file.label, file.purpose)]
    assert [text for text in words if TEXTS.translate(language, text) == text] == []
