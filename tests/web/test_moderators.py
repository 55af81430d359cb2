"""The desk over its socket: the queue by pages, colleagues coming and going, claims that nobody is left with."""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from qa.flags import Flag
from studio.briefing import Details, Reason, Speaker
from studio.events import Asked, Diverted, text_hash
from studio.log import Done
from studio.office import open_briefing, save_briefing
from tests.web.conftest import TITLE, Web, frame, news

pytestmark = pytest.mark.integration

PHONE = Flag(kind="phone", start=0, end=2)
TEXTS = (
    ("kk", "Жол қашан жөнделеді?", "Айдана", "Қызылорда облысы", "s1", ()),
    ("ru", "Когда отремонтируют дорогу у ёлки?", "Сәуле", "Шымкент", None, (PHONE,)),
    ("en", "When will the road be mended?", None, None, "s2", ()),
)


def question(number: int, author: str = "a") -> Asked:
    """A question out of the inbox; every third in Kazakh, Russian, English."""
    language, text, name, region, speaker, flags = TEXTS[number % 3]
    return Asked(
        question=f"q{number}", number=number, language=language, hash=text_hash(language, f"{text} {number}"),
        author=author * 32, text=f"{text} {number}", name=name, region=region, receipt="c" * 64, speaker=speaker,
        flags=flags,
    )  # fmt: skip


class Desk:
    """A briefing's moderators."""

    def __init__(self, web: Web, briefing: str) -> None:
        self.web, self.briefing = web, briefing

    async def begin(self, count: int) -> None:
        details = Details(
            slug=f"s-{self.briefing.lower()}", title=TITLE, starts_at=0,
            speakers=(Speaker(id="s1", name="А. Серікова"), Speaker(id="s2", name="Б. Оспанов")),
            reasons=(Reason(id="insult", text={"en": "Insult"}),),
        )  # fmt: skip
        own = self.web.own.office("owner")
        assert isinstance(await save_briefing(own, self.briefing, details), Done)
        assert isinstance(await open_briefing(own, self.briefing), Done)
        await self.announce(*(question(n) for n in range(1, count + 1)))

    async def announce(self, *events: Any) -> None:
        act = self.web.own.act(self.briefing, "desk")
        assert isinstance(await act.commit([], lambda _: list(events)), Done)

    async def cookie(self) -> str:
        return await self.web.sit("moderator", self.briefing)

    def socket(self, cookie: str) -> AbstractAsyncContextManager[ClientConnection]:
        return self.web.socket(f"/desk/{self.briefing}/ws", cookie)


@pytest.fixture
async def desk(web: Web, briefing: str) -> Desk:
    made = Desk(web, briefing)
    await made.begin(7)
    return made


async def says(ws: ClientConnection, type: str, **fields: Any) -> dict[str, Any]:
    """A command, and what it is answered."""
    id = fields.pop("id", secrets.token_hex(6))
    await ws.send(json.dumps({"type": type, "id": id, **fields}))
    while (got := await frame(ws, "done", "refused"))["id"] != id:
        pass
    return got


async def looks(ws: ClientConnection, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await says(ws, "look", **query))["result"]
    return found


async def change(ws: ClientConnection, kind: str, id: str) -> dict[str, Any]:
    """What is next told of this one."""
    while True:
        for view in await news(ws, kind):
            if view["id"] == id:
                return view


async def there(ws: ClientConnection, *people: str) -> None:
    """Waits until these, and nobody else, are at the desk."""
    async with asyncio.timeout(5):
        while True:
            await ws.send('{"type": "again"}')
            snapshot = await frame(ws, "snapshot")
            if {v["id"] for v in snapshot["views"] if v["kind"] == "presence"} == set(people):
                return
            await asyncio.sleep(0.1)  # a desk that asks more often is stopped


# -- the queue ----------------------------------------------------------------------------------------


async def test_a_snapshot_holds_no_question_and_no_vote_but_news_do(desk: Desk) -> None:
    async with desk.socket(await desk.cookie()) as ws:
        first = await frame(ws, "snapshot")
        assert not {v["kind"] for v in first["views"]} & {"question", "tally"}
        await says(ws, "approve", question="q3", revision=0)
        await ws.send('{"type": "again"}')
        again = await frame(ws, "snapshot")
        assert not {v["kind"] for v in again["views"]} & {"question", "tally"}
        assert {"briefing", "history"} <= {v["kind"] for v in again["views"]}
        await desk.announce(question(8))
        assert (await change(ws, "question", "q8"))["state"] == "received"


async def test_the_queue_comes_page_by_page(desk: Desk) -> None:
    async with desk.socket(await desk.cookie()) as ws:
        first = await looks(ws, count=3)
        assert (first["total"], first["ids"]) == (7, ["q1", "q2", "q3"])
        assert [v["id"] for v in first["views"] if v["kind"] == "question"] == first["ids"]
        assert (await looks(ws, start=3, count=3))["ids"] == ["q4", "q5", "q6"]
        assert (await looks(ws, start=6, count=3))["ids"] == ["q7"]
        assert (await looks(ws, start=9))["ids"] == []
        assert first["counts"] == {
            "incoming": 7, "approved": 0, "held": 0, "on_notice": 0, "consultations": 0, "rejected": 0, "all": 7
        }  # fmt: skip


async def test_a_page_holds_at_most_a_hundred(desk: Desk) -> None:
    await desk.announce(*(question(n) for n in range(8, 131)))
    cookie = await desk.cookie()
    async with desk.socket(cookie) as ws:
        page = await looks(ws, count=100)
        assert (page["total"], len(page["ids"]), len(page["views"])) == (130, 100, 100)
        with pytest.raises(ConnectionClosed):
            await looks(ws, count=101)
    async with desk.socket(cookie) as ws:
        with pytest.raises(ConnectionClosed):
            await looks(ws, of=[f"q{n}" for n in range(1, 102)])


async def test_filters_and_search_narrow(desk: Desk) -> None:
    await desk.announce(question(30, author="b"))
    async with desk.socket(await desk.cookie()) as ws:
        await says(ws, "put_label", label={"id": "road", "name": "Жол", "public": True})
        await says(ws, "mark", questions=["q1", "q2"], add=["road"])
        for query, ids in (
            ({"language": "ru"}, ["q1", "q4", "q7"]),
            ({"speaker": "s1"}, ["q3", "q6", "q30"]),
            ({"label": "road"}, ["q1", "q2"]),
            ({"region": "шымкент"}, ["q1", "q4", "q7"]),
            ({"flag": "phone"}, ["q1", "q4", "q7"]),
            ({"flag": "personal", "label": "road"}, ["q1"]),
            ({"flag": "threat"}, []),
            ({"search": "ЕЛКИ дорогу"}, ["q1", "q4", "q7"]),
            ({"search": "айдана жөнделеді"}, ["q3", "q6", "q30"]),
            ({"search": "№30"}, ["q30"]),
            ({"search": "мектеп"}, []),
        ):
            found = await looks(ws, **query)
            assert (found["ids"], found["total"]) == (ids, len(ids)), query


async def test_lists_orders_and_counts_follow_what_is_decided(desk: Desk) -> None:
    async with desk.socket(await desk.cookie()) as ws:
        await says(ws, "approve", question="q3", revision=0)
        await says(ws, "reject", question="q4", reason="insult")
        await says(ws, "notice", question="q5")
        await says(ws, "mark", questions=["q6"], held=True)
        await says(ws, "mark", questions=["q7"], pinned=True)
        await says(ws, "merge", question="q2", into="q3")
        found = await looks(ws)
        assert found["ids"] == ["q7", "q1"]
        assert found["counts"] == {
            "incoming": 2, "approved": 1, "held": 1, "on_notice": 1, "consultations": 0, "rejected": 1, "all": 6
        }  # fmt: skip
        for name, ids in (("approved", ["q3"]), ("held", ["q6"]), ("on_notice", ["q5"]), ("rejected", ["q4"])):
            assert (await looks(ws, list=name))["ids"] == ids
        approved = await looks(ws, list="approved")
        assert [(v["kind"], v["id"]) for v in approved["views"]] == [("question", "q3"), ("tally", "q3")]
        assert approved["views"][0]["merged"] == ["q2"]
        assert (await looks(ws, of=["q2", "q4", "nothing"]))["ids"] == ["q2", "q4"], "whatever the list"


async def test_a_page_tells_nobody_who_asked_nor_what_was_diverted(desk: Desk) -> None:
    async with desk.socket(await desk.cookie()) as ws:
        await says(ws, "approve", question="q1", revision=0)
        await desk.announce(Diverted(question="q2", number=2, sealed="YQ=="))
        assert await change(ws, "question", "q2") == {"kind": "question", "id": "q2", "gone": True}
        page = await looks(ws, list="all")
        assert "q2" not in page["ids"]
        assert (await looks(ws, of=["q2"]))["views"] == []
        about = await says(ws, "about", question="q2")
        assert (about["type"], about["code"]) == ("refused", "not_found")
        raw = json.dumps([page, await says(ws, "about", question="q1")])
        for secret in ("a" * 32, "c" * 64, "undos", "YQ=="):
            assert secret not in raw


async def test_what_is_near_an_opened_card(desk: Desk) -> None:
    await desk.announce(question(30, author="b"))
    async with desk.socket(await desk.cookie()) as ws:
        await says(ws, "reject", question="q3", reason="insult")
        about = (await says(ws, "about", question="q1"))["result"]
        assert about["asker"] == {"questions": 7, "refused": 1, "restraint": None}
        assert isinstance(about["similar"], list)
        assert about["revision"] == 0, "what is masked belongs to this wording"
        await says(ws, "restrain", question="q2", how="mute")
        about = (await says(ws, "about", question="q1"))["result"]
        assert about["asker"]["restraint"] == {"how": "mute", "until": None}
        about = (await says(ws, "about", question="q30"))["result"]
        assert about["asker"] == {"questions": 1, "refused": 0, "restraint": None}


async def test_nobody_learns_that_an_asker_told_something_in_confidence(desk: Desk) -> None:
    await desk.announce(Diverted(question="q7", number=7, sealed="YQ=="))
    async with desk.socket(await desk.cookie()) as ws:
        about = (await says(ws, "about", question="q1"))["result"]
    assert about["asker"]["questions"] == 6


async def test_a_bulk_names_what_it_left_out_and_one_undo_takes_it_all_back(desk: Desk) -> None:
    theirs = await desk.cookie()
    async with desk.socket(await desk.cookie()) as ws, desk.socket(theirs) as other:
        await says(other, "claim", question="q2")
        done = await says(ws, "approve_all", questions=["q1", "q2", "q3"], id="bulk-0001")
        assert done["result"] == {"decided": ["q3"], "refused": {"q1": "personal_data", "q2": "claimed"}}
        refused = await says(ws, "approve_all", questions=["q1"], id="bulk-0002")
        assert (refused["code"], refused["view"]["id"], refused["view"]["kind"]) == ("personal_data", "q1", "question")
        assert (await says(ws, "approve", question="q1", revision=0))["code"] == "personal_data"
        assert (await says(ws, "approve", question="q1", revision=0, sure=True))["type"] == "done"
        assert (await says(other, "undo", decision="bulk-0001"))["code"] == "nothing_to_undo"
        undone = await says(ws, "undo", decision="bulk-0001")
        assert undone["result"] == {"decided": ["q3"], "refused": {}}
        assert (await looks(ws, list="approved"))["ids"] == ["q1"]


# -- colleagues ---------------------------------------------------------------------------------------


async def test_a_colleague_appears_and_goes(desk: Desk) -> None:
    async with desk.socket(await desk.cookie()) as mine:
        me = (await frame(mine, "snapshot"))["me"]["person"]
        await there(mine, me)
        async with desk.socket(await desk.cookie()) as theirs:
            snapshot = await frame(theirs, "snapshot")
            they = snapshot["me"]["person"]
            assert me in {v["id"] for v in snapshot["views"] if v["kind"] == "presence"}
            here = await change(mine, "presence", they)
            assert (here["initials"], here["until"] > snapshot["now"]) == ("AT", True)
        gone = await change(mine, "presence", they)
        assert gone["until"] < here["until"]
        await there(mine, me)


async def test_who_has_two_pages_open_has_not_gone_with_one(desk: Desk) -> None:
    cookie = await desk.cookie()
    async with desk.socket(await desk.cookie()) as mine, desk.socket(cookie) as one:
        me = (await frame(mine, "snapshot"))["me"]["person"]
        they = (await frame(one, "snapshot"))["me"]["person"]
        await there(mine, me, they)
        async with desk.socket(cookie) as another:
            await frame(another, "snapshot")
            await says(another, "claim", question="q1")
        await change(mine, "claim", "q1")
        await says(mine, "claim", question="q2")
        refused = await says(mine, "claim", question="q1")
        assert (refused["code"], refused["view"]["holder"]) == ("claimed", they)
        await there(mine, me, they)


async def test_a_claim_is_freed_when_its_holder_is_gone(desk: Desk) -> None:
    async with desk.socket(await desk.cookie()) as mine:
        async with desk.socket(await desk.cookie()) as theirs:
            await says(theirs, "claim", question="q1")
            await says(theirs, "claim", question="q2")
            await says(theirs, "release", question="q2")
            assert (await says(mine, "claim", question="q1"))["code"] == "claimed"
            held = (await says(mine, "approve", question="q1", revision=0))["view"]
            assert (held["kind"], held["initials"]) == ("claim", "AT")
        async with asyncio.timeout(5):
            while (await change(mine, "claim", "q1"))["until"] >= held["until"]:
                pass
        assert (await says(mine, "claim", question="q1"))["type"] == "done"
        assert (await says(mine, "approve", question="q1", revision=0, sure=True))["type"] == "done"


async def test_what_was_claimed_on_a_page_closed_before_is_freed_with_the_last_one(desk: Desk) -> None:
    cookie = await desk.cookie()
    async with desk.socket(await desk.cookie()) as mine:
        async with desk.socket(cookie) as last:
            await frame(last, "snapshot")
            async with desk.socket(cookie) as first:
                await says(first, "claim", question="q1")
            held = (await says(mine, "claim", question="q1"))["view"]
            assert held["until"] > desk.web.own.clock(), "the other page goes on with it"
        async with asyncio.timeout(5):
            while (await change(mine, "claim", "q1"))["until"] >= held["until"]:
                pass
        assert (await says(mine, "claim", question="q1"))["type"] == "done"


async def test_a_claim_taken_over_on_purpose_is_not_freed_by_whom_it_was_taken_from(desk: Desk) -> None:
    async with desk.socket(await desk.cookie()) as mine:
        me = (await frame(mine, "snapshot"))["me"]["person"]
        async with desk.socket(await desk.cookie()) as theirs:
            await says(theirs, "claim", question="q1")
            assert (await says(mine, "claim", question="q1", over=True))["type"] == "done"
            while (await change(theirs, "claim", "q1"))["holder"] != me:
                pass
        await there(mine, me)
        stored = (await desk.web.own.log.read(desk.briefing, ["claim/q1"]))["claim/q1"]
        claim = json.loads(stored.body)
        assert (claim["holder"], claim["until"] > desk.web.own.clock()) == (me, True)


# -- letting go ---------------------------------------------------------------------------------------


async def test_a_briefing_that_nobody_looks_at_is_let_go_and_comes_back(desk: Desk) -> None:
    own, cookie, name = desk.web.own, await desk.cookie(), f"follow {desk.briefing}"

    def following() -> bool:
        return any(task.get_name() == name for task in asyncio.all_tasks())

    async with desk.socket(cookie) as ws:
        await looks(ws)
        late = own.clock() + 3_600_000
        own.followers._clock = own.hub._clock = lambda: late
        await own.hub.tidy()
        assert following(), "somebody looks at it"
        assert (await looks(ws))["total"] == 7
    async with asyncio.timeout(5):
        while own.followers.recall(desk.briefing, []) is not None:
            late += 3_600_000
            await own.hub.tidy()
            await asyncio.sleep(0.01)
    assert not following()
    assert not [t for t in asyncio.all_tasks() if t.get_name() == f"queue {desk.briefing}"]
    await desk.announce(question(8))
    async with desk.socket(cookie) as ws:
        assert (await looks(ws))["total"] == 8
        assert following()


async def test_who_has_just_left_finds_it_as_it_was(desk: Desk) -> None:
    own, cookie = desk.web.own, await desk.cookie()
    async with desk.socket(cookie) as ws:
        await looks(ws)
    await own.hub.tidy()
    assert own.followers.recall(desk.briefing, []) is not None
