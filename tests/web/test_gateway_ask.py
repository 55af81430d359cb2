"""To whom a question goes: the studio, a department, or in confidence; and who may not ask."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from studio.redis_client import connect as client
from studio.sealing import make_key, open_sealed, public_key
from tests.web.gateway_world import World, ask, world_of
from web.gateway_ask import body
from web.gateway_intake import Ask

PRIVATE = make_key()
PUBLIC = public_key(PRIVATE)
TIP_OFF = "Хочу сообщить о взятке: начальник отдела вымогает деньги у предпринимателей"
PLAIN = "Когда откроют новую школу в посёлке?"


def told(text: str = PLAIN, **more: Any) -> Ask:
    return Ask("abcdefgh", text, **more)


def read(written: bytes | str) -> Any:
    assert isinstance(written, bytes), written
    return json.loads(written)


# -- the rule -----------------------------------------------------------------------------------------


def test_a_question_for_the_studio_is_written_as_it_is_kept():
    written = read(body(told("  Когда\u202e? ", name="Аня", region="Алматы", speaker="s1", language="ru"), PUBLIC))
    assert written == {
        "text": "Когда?", "name": "Аня", "region": "Алматы", "speaker": "s1", "language": "ru", "to": "studio",
    }  # fmt: skip


def test_a_consultation_says_so():
    assert read(body(told(TIP_OFF, to="consultation"), PUBLIC))["to"] == "consultation"


def test_what_reads_like_a_tip_off_is_offered_the_channel_unless_the_asker_is_sure():
    assert body(told(TIP_OFF), PUBLIC) == "tip_off"
    assert read(body(told(TIP_OFF, sure=True), PUBLIC))["text"] == TIP_OFF
    assert read(body(told(), PUBLIC))["text"] == PLAIN


def test_where_there_is_no_channel_nothing_is_offered_and_nothing_told_in_the_open():
    assert read(body(told(TIP_OFF), ""))["text"] == TIP_OFF
    assert body(told(TIP_OFF, to="confidential"), "") == "no_confidential"


def test_what_is_told_in_confidence_is_sealed_whole():
    written = body(told(f" {TIP_OFF}", name="Аня\n", region="Алматы", language="ru", to="confidential"), PUBLIC)
    fields = read(written)
    assert fields.keys() == {"sealed"}
    said = json.loads(open_sealed(PRIVATE, fields["sealed"]))
    assert said == {"text": TIP_OFF, "name": "Аня", "region": "Алматы", "language": "ru"}


@pytest.mark.parametrize(("text", "code"), [("\u200b", "text_empty"), ("a" * 501, "text_too_long")])
@pytest.mark.parametrize("to", ["studio", "consultation", "confidential"])
def test_the_same_length_holds_for_all(to, text, code):
    assert body(told(text, to=to), PUBLIC) == code


# -- on the wire --------------------------------------------------------------------------------------


@pytest.fixture
async def world(valkey: Any, briefing: str) -> AsyncIterator[World]:
    async with world_of(valkey, briefing, confidential_public_key=PUBLIC) as made:
        yield made


async def inbox(admin: Any, briefing: str) -> list[Any]:
    return [json.loads(fields[b"b"]) for _, fields in await admin.xrange(f"{{b:{briefing}}}:inbox")]


@pytest.mark.integration
async def test_an_offer_costs_nothing_and_the_same_id_may_be_sent_again(world, admin):
    viewer, _ = await world.viewer()
    message = ask(TIP_OFF)
    viewer.send(message)
    refused = await viewer.next()
    assert (refused["type"], refused["code"], refused["id"]) == ("refused", "tip_off", message["id"])
    left = [k for name in ("inbox", "i:*", "l:*") for k in await admin.keys(f"{{b:{world.briefing}}}:{name}")]
    assert left == [], "neither kept, nor marked, nor counted"
    viewer.send(message | {"to": "confidential"})
    assert (await viewer.next())["type"] == "received"
    assert [entry.keys() for entry in await inbox(admin, world.briefing)] == [{"sealed"}]


@pytest.mark.integration
async def test_whoever_is_sure_asks_the_studio_all_the_same(world, admin):
    viewer, _ = await world.viewer()
    viewer.send(ask(TIP_OFF, sure=True))
    assert (await viewer.next())["type"] == "received"
    assert [entry["text"] for entry in await inbox(admin, world.briefing)] == [TIP_OFF]


async def everything(admin: Any) -> bytes:
    """All that the store holds, names and values, one after the other."""
    found = []
    async for key in admin.scan_iter():
        kind = (await admin.type(key)).decode()
        read = {"string": admin.get, "hash": admin.hgetall, "stream": admin.xrange, "set": admin.smembers}[kind]
        found.append(repr((key, await read(key))).encode() + (await admin.dump(key) or b""))
    return b"\n".join(found)


@pytest.mark.integration
async def test_what_is_told_in_confidence_is_nowhere_in_the_store_in_words(own_valkey, tmp_path):
    """Not in its memory, nor in what it writes to its disk, while a plain one is in both."""
    admin, plain = client(own_valkey.admin_url), "Канарейка в открытую"
    marks = {"text": "Секретное слово зимородок", "name": "Аня Зимородкова", "region": "Зимородково"}
    async with world_of(own_valkey, "b1", confidential_public_key=PUBLIC) as world:
        viewer, _ = await world.viewer()
        viewer.send(ask(plain))
        assert (await viewer.next())["type"] == "received"
        viewer.send(ask(to="confidential", **marks))
        assert (await viewer.next())["type"] == "received"
        held = await everything(admin)
        disk = _written(tmp_path)
    await admin.aclose()
    for place in (held, disk):
        assert any(form in place for form in _forms(plain)), "this would find nothing"
        assert [name for name, mark in marks.items() if any(form in place for form in _forms(mark))] == []


def _forms(text: str) -> set[bytes]:
    escaped = json.dumps(text)[1:-1].encode()
    return {text.encode(), escaped, repr(text.encode())[2:-1].encode()}


def _written(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.integration
async def test_restraints_are_told_to_whom_they_concern_and_refuse_at_the_door(world):
    cookie = world.cookie()
    viewer, _ = await world.viewer(cookie)
    stranger, _ = await world.viewer()
    await world.asked("q1", author=world.author(cookie))
    assert (await viewer.next())["views"][0]["state"] == "received"
    await world.restrain("q1", "time_out", minutes=10)
    (view,) = (await viewer.next())["views"]
    assert (view["kind"], view["how"]) == ("restraint", "time_out")
    assert "author" not in view
    viewer.send(ask())
    refused = await viewer.next()
    assert refused["code"] == "timed_out"
    assert 590_000 < refused["retry_after_ms"] <= 600_000
    await world.restrain("q1", "none")
    (view,) = (await viewer.next())["views"]
    assert (view["kind"], view["gone"]) == ("restraint", True)
    viewer.send(ask())
    assert (await viewer.next())["type"] == "received"
    await stranger.silent(0.2)


@pytest.mark.integration
async def test_a_merged_question_can_t_be_voted_for_and_its_author_is_told_the_master(world):
    cookie = world.cookie()
    viewer, _ = await world.viewer(cookie)
    await world.asked("q1", "Who pays?", author=world.author(cookie))
    await world.asked("q2", "And who pays for it?", number=2)
    await world.approve("q2")
    await world.approve("q1")
    await world.merge("q1", "q2")
    async with asyncio.timeout(5):
        while (own := await viewer.next())["type"] != "own" or own["views"][0]["state"] != "merged":
            pass
    assert own["views"][0]["master"] == "q2"
    assert "text" not in own["views"][0]
    for question, answer in (("q1", "not_found"), ("q2", None)):
        viewer.send({"type": "vote", "id": f"vote-{question}-1", "question": question})
        async with asyncio.timeout(5):
            while (reply := await viewer.next())["type"] not in {"done", "refused"}:
                pass
        assert reply.get("code") == answer
