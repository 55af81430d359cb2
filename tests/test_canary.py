"""Who asked, and what was told in confidence, comes up nowhere but where it belongs: the whole house, as it is shipped.

Two viewers write: one a question with everything that tells who they are, which a moderator clears of it; the other in
confidence, once so from the start and once diverted by a moderator. Then every seat's frames, every public page,
export, log, key and answer is searched, see `tests.canary`.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import secrets
import unicodedata
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from studio.settings import derive
from tests.browser.house import Demo, running
from tests.canary import Canaries, spellings
from web.viewer_id import issue

pytestmark = pytest.mark.integration

ADDRESS = "127.77.13.94"
PERSON = ("name", "address", "street", "e-mail", "IIN")
ON_RECEIPT = {"open": {"street", "e-mail", "IIN"}, "rejected": {"rejected"}, "consultation": {"consultation"}}
"""What a receipt shows its bearer: the words as they asked them, and nobody else's; of a tip-off nothing."""
SECRET = ("tip-off", "tip-off's name", "diverted", "diverted's name")
HEARD_BY = {
    "a moderator who came later": {*SECRET, "address"},
    "the moderator who diverted": {"tip-off", "tip-off's name", "address"},
}
"""Moderators read what was asked, also what they then divert; all others may hear nothing at all."""


def canaries() -> Canaries:
    """Each is one word that nothing else holds; with a letter that is two when decomposed, where letters are."""
    mark = secrets.token_hex(4)
    return Canaries({
        "name": f"Айгүлқанарёйка-{mark}", "address": ADDRESS, "street": f"Канарейкинайулица-{mark}",
        "e-mail": f"ayan.{mark}@canary.example", "IIN": "870112300123",
        "rejected": f"отклонённый-йод-{mark}", "consultation": f"кеңесхатёй-{mark}",
        "tip-off": f"парақанарёйка-{mark}", "tip-off's name": f"Сырлыйгүл-{mark}",
        "diverted": f"бөлінгенёйка-{mark}", "diverted's name": f"Жасырынбай-{mark}",
    })  # fmt: skip


# -- the search finds what it should ------------------------------------------------------------------


@pytest.mark.parametrize("word", ["парақанарёйка-77", "ayan.7f@canary.example", "870112300123"])
def test_a_word_is_found_whatever_it_is_wrapped_in(word: str) -> None:
    birds = Canaries({"bird": word})
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, word)
        raw, escaped = text.encode(), json.dumps({"text": f"… {text} …"}).encode()
        wrapped = [raw, escaped, quote(text).encode(), gzip.compress(escaped)]
        wrapped += [b"log: " + gzip.compress(gzip.compress(raw)), base64.b64encode(b"{" + escaped)]
        for before in range(6):
            padded = b"x" * before + raw + b"yz"
            wrapped += [base64.b64encode(padded), base64.urlsafe_b64encode(padded)]
        wrapped.append(base64.b64encode(gzip.compress(raw)))
        for found in wrapped:
            assert birds.seen("a place", b"before " + found + b" after") == ["bird at a place"], found
    assert birds.seen("another", b"nothing of the kind") == []
    assert all(len(s) >= 8 for s in spellings(word)), "too short a spelling comes up by chance"


# -- the house ----------------------------------------------------------------------------------------


class Ear:
    """Hears every frame of one socket, from its opening on."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws
        self.heard: list[bytes] = []
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            async for message in self.ws:
                self.heard.append(message.encode() if isinstance(message, str) else message)
                said = json.loads(message)
                if (waiting := self._answers.pop(said.get("id") or "", None)) and not waiting.done():
                    waiting.set_result(said)

    async def say(self, type: str, **more: Any) -> dict[str, Any]:
        """The answer to a command."""
        id = str(uuid.uuid4())
        waiting = self._answers[id] = asyncio.get_running_loop().create_future()
        await self.ws.send(json.dumps({"type": type, "id": id, **more}))
        async with asyncio.timeout(10):
            return await waiting

    async def done(self, type: str, **more: Any) -> dict[str, Any]:
        answer = await self.say(type, **more)
        assert answer["type"] in {"done", "received"}, answer
        return answer

    async def snapshot(self) -> Ear:
        async with asyncio.timeout(10):
            while not any(b'"snapshot"' in heard for heard in self.heard):
                await asyncio.sleep(0.02)
        return self


class House:
    """A running demo, and how one gets into it."""

    def __init__(self, demo: Demo, http: httpx.AsyncClient, stack: AsyncExitStack) -> None:
        self.demo, self.http = demo, http
        self.briefing = str(demo.said["briefing"])
        self._stack = stack

    async def open(self, url: str, cookie: str, **more: Any) -> Ear:
        socket = connect(
            url,
            origin=Origin(self.demo.base),
            additional_headers={"Cookie": cookie} if cookie else {},
            proxy=None,
            **more,
        )
        return Ear(await self._stack.enter_async_context(socket))

    async def viewer(self, address: str | None = None) -> Ear:
        key = derive((self.demo.folder / "data" / "secret").read_text().strip(), "viewers").encode()
        local: dict[str, Any] = {"local_addr": (address, 0), "family": 2} if address else {}
        return await self.open(self.demo.said["gateway"], f"__Host-tynda-viewer={issue(key)}", **local)

    async def cookie(self, seat: str) -> str:
        secret = self.demo.urls[seat].partition("#")[2]
        async with httpx.AsyncClient(base_url=self.demo.base) as browser:  # of its own: a session for each seat
            response = await browser.post("/join", json={"secret": secret}, headers={"origin": self.demo.base})
        assert response.status_code == 200
        return str(response.headers["set-cookie"]).partition(";")[0]

    async def seat(self, seat: str, path: str) -> Ear:
        where = self.demo.base.replace("http", "ws", 1) + path.replace("{}", self.briefing)
        ear = await self.open(where, "" if seat == "screen" else await self.cookie(seat))
        if seat == "screen":
            key = self.demo.urls["screen"].partition("#")[2]
            await ear.ws.send(json.dumps({"type": "hello", "key": key}))
        return await ear.snapshot()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("canary")) as started:
        yield started


@asynccontextmanager
async def housed(demo: Demo) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=demo.base, timeout=20))
        yield House(demo, http, stack)


SEATS = {
    "producer": "/console/{}/ws", "speaker": "/speaker/{}/ws", "screen": "/screen/ws", "office": "/office/ws",
    "confidential": "/confidential/{}/ws",
}  # fmt: skip
DESK = "/desk/{}/ws"


async def story(house: House, birds: Canaries) -> tuple[dict[str, str], dict[str, Ear], dict[str, Any]]:
    """What happens; gives the receipts, whom to search, and the officer's reading."""
    w = birds.words
    ears = {seat: await house.seat(seat, path) for seat, path in SEATS.items()}
    ears["another viewer"] = await (await house.viewer()).snapshot()
    asker = await (await house.viewer(ADDRESS)).snapshot()
    desk = await house.seat("moderator", DESK)
    text = f"Почему закрыта школа на {w['street']}? Пишите {w['e-mail']}, ИИН {w['IIN']}."
    asks: dict[str, dict[str, Any]] = {
        "open": {"text": text, "name": w["name"], "region": "Абай облысы", "sure": True},
        "rejected": {"text": f"Бұл {w['rejected']} ғой", "sure": True},
        "consultation": {"text": f"Жеке {w['consultation']} туралы", "to": "consultation"},
        "tip-off": {"text": f"Маған {w['tip-off']} ұсынды", "name": w["tip-off's name"], "to": "confidential"},
        "diverted": {"text": f"Бізден {w['diverted']} сұрады", "name": w["diverted's name"], "sure": True},
    }
    received = {what: await asker.done("ask", **fields) for what, fields in asks.items()}
    ids = {what: str(answer["question"]) for what, answer in received.items()}
    await numbered(desk, ids["open"], ids["rejected"], ids["diverted"])
    await moderated(desk, ears["producer"], ids)
    reading = [await ears["confidential"].say("read_tip_off", question=ids[what]) for what in ("tip-off", "diverted")]
    late = await house.seat("moderator", DESK)
    for list_ in ("incoming", "approved", "rejected", "consultations", "all"):
        await late.done("look", list=list_, count=100)
    await late.done("look", list="all", search=w["diverted"], count=100)
    await late.say("about", question=ids["diverted"])
    ears["a moderator who came later"] = late
    ears["the moderator who diverted"] = desk
    receipts = {what: str(answer["receipt"]) for what, answer in received.items()}
    return receipts, ears, {"asker": asker, "reading": reading}


async def numbered(desk: Ear, *questions: str) -> None:
    """Returns once the desk process has taken them in."""
    async with asyncio.timeout(10):
        while True:
            answer = await desk.done("look", list="all", of=questions)
            if set(questions) <= {v["id"] for v in answer["result"]["views"] if v["kind"] == "question"}:
                return
            await asyncio.sleep(0.05)


async def moderated(desk: Ear, producer: Ear, ids: dict[str, str]) -> None:
    """The question is cleared of who asked it and goes on air; one is refused, one diverted."""
    clean = "Почему закрыта школа?"
    await desk.done("mark", questions=[ids["open"]], hidden=["name", "region"])
    await desk.done(
        "edit", question=ids["open"], text=clean, language="ru", why="data_hidden", approve=True, sure=True
    )  # fmt: skip
    await desk.done("reject", question=ids["rejected"], reason="insult")
    await desk.done("divert", question=ids["diverted"])
    await producer.done("cue", screen="main", question=ids["open"])
    async with asyncio.timeout(10):
        while not (found := [c for heard in producer.heard if (c := cue(heard))]):
            await asyncio.sleep(0.02)
    await producer.done("take", screen="main", cue=found[-1], expected=None)


def cue(heard: bytes) -> str | None:
    """The cue in preview, if this frame says one."""
    views = json.loads(heard).get("views") or ()
    return next((v["preview"]["id"] for v in views if v["kind"] == "program" and v.get("preview")), None)


async def test_nobody_hears_what_is_not_theirs(demo: Demo) -> None:
    birds = canaries()
    async with housed(demo) as house:
        receipts, ears, more = await story(house, birds)
        assert [r["type"] for r in more["reading"]] == ["done", "done"], "the officer reads both"
        assert birds.words["tip-off"] in more["reading"][0]["result"]["text"]
        assert birds.words["diverted's name"] == more["reading"][1]["result"]["name"]
        seen: list[str] = []
        seen += await pages(house, birds, receipts)
        seen += await provoked(house, birds, more["asker"])
        office = ears["office"]
        await office.done("end_briefing", briefing=house.briefing)
        async with asyncio.timeout(20):
            while (await house.http.get("/archive/demo")).status_code != 200:
                await asyncio.sleep(0.1)
        seen += await pages(house, birds, receipts, after="after the end, ")
        for who, ear in ears.items():
            heard = b"\n".join(ear.heard)
            names = HEARD_BY.get(who, set(birds.words))
            if who == "confidential":  # what it asked for is its own; nothing came by itself
                heard = b"\n".join(h for h in ear.heard if json.loads(h)["type"] != "done")
            assert len(heard) > 100
            seen += birds.seen(f"{who}'s socket", heard, names)
        own = b"\n".join(more["asker"].heard)
        seen += birds.seen("the asker's own socket", own, [n for n in birds.words if n not in PERSON])
        seen += await exports(house, birds)
        seen += await stored(house, birds)
    seen += logs(demo, birds)
    assert seen == []
    print(f"{len(birds.words)} canaries, {len(birds.searched)} places")


async def pages(house: House, birds: Canaries, receipts: dict[str, str], after: str = "") -> list[str]:
    """What anyone may fetch, and everybody's receipts fetched by somebody else; every language."""
    slug = "demo"
    paths = [
        "/", f"/b/{slug}", "/r", f"/ledger/{slug}", "/archive",
        f"/archive/{slug}",
        f"/archive/{slug}/transcript.md", f"/archive/{slug}/chapters.vtt", "/screen", "/join", "/metrics",
        "/health/ready",
    ]  # fmt: skip
    seen = []
    async with httpx.AsyncClient(base_url=house.demo.base, headers={"accept-encoding": "gzip"}) as stranger:
        for language in ("kk", "ru", "en"):
            for path in paths:
                response = await stranger.get(path, params={"lang": language})
                seen += birds.seen(f"{after}{path} ({response.status_code})", whole(response))
            for what, code in receipts.items():
                response = await stranger.get(f"/r/{code}", params={"lang": language})
                assert response.status_code == 200
                others = set(birds.words) - ON_RECEIPT.get(what, set())
                seen += birds.seen(f"{after}the receipt of {what}", whole(response), others)
        for name, url in house.demo.said["metrics"].items():
            seen += birds.seen(f"metrics of {name}", whole(await stranger.get(url)))
    return seen


def whole(response: httpx.Response) -> bytes:
    """Headers and body; httpx has unpacked the body."""
    return b"\n".join(b"%s: %s" % pair for pair in response.headers.raw) + b"\n\n" + response.content


async def provoked(house: House, birds: Canaries, asker: Ear) -> list[str]:
    """Answers to what is wrong do not quote it: to somebody else's mistake in an address, a body, a message."""
    w, http, seen = birds.words, house.http, []
    text = " ".join(w.values())
    origin = {"origin": house.demo.base}
    answers = [
        await http.get(f"/desk/{house.briefing}", params={"x": text}),
        await http.get(f"/archive/{quote(w['tip-off'])}"),
        await http.get(f"/b/{quote(w['diverted'])}"),
        await http.post("/b/demo", data={"text": text}, headers={"origin": "https://evil.example"}),
        await http.post("/b/demo", content=text.encode(), headers={**origin, "content-type": "multipart/form-data"}),
        await http.post("/join", json={"secret": text}, headers=origin),
        await http.post("/join", content=text.encode(), headers=origin),
        await http.post("/b/demo", data={"text": text * 400}, headers=origin),
    ]
    for n, answer in enumerate(answers):
        assert answer.status_code >= 400
        problem = b"\n".join(b"%s: %s" % pair for pair in answer.headers.raw) + answer.content
        seen += birds.seen(f"answer {n} ({answer.status_code}) to a mistake", problem)
    for ear, type in ((await house.viewer(ADDRESS), "ask"), (await house.seat("moderator", DESK), "edit")):
        await ear.ws.send(json.dumps({"type": type, "id": "canary-0001", "text": text, "question": text}))
        await ear.ws.wait_closed()
        await ear.task
        errors = b"\n".join(h for h in ear.heard if json.loads(h)["type"] == "refused")
        seen += birds.seen(f"{type} that can't be taken", errors)
    return seen


async def exports(house: House, birds: Canaries) -> list[str]:
    """What moderators download holds every wording, but neither who asked nor what was told in confidence."""
    cookie, seen = await house.cookie("moderator"), []
    for kind in ("json", "csv"):
        response = await house.http.get(f"/desk/{house.briefing}/chain.{kind}", headers={"cookie": cookie})
        assert birds.words["rejected"] in response.text
        seen += birds.seen(f"chain.{kind}", whole(response), ["name", "address", *SECRET])
    return seen


async def stored(house: House, birds: Canaries) -> list[str]:
    """No key is called by what was written or from where; of a tip-off the store and the database hold no word."""
    admin = Redis.from_url(house.demo.said["redis_url"])
    seen, names, values = [], [], []
    try:
        await admin.config_set("rdbcompression", "no")
        async for key in admin.scan_iter(count=1000):
            names.append(key)
            dumped = await admin.dump(key)
            values.append(dumped or b"")
    finally:
        await admin.aclose()
    assert len(names) > 20
    seen += birds.seen("the names of the store's keys", b"\n".join(names))
    values_ = b"\n".join(values)
    assert birds.words["rejected"].encode() in values_, "the search reads what is stored"
    seen += birds.seen("the store's values", values_, [*SECRET, "address"])
    seen += await rewritten(house, birds)
    folder = Path(house.demo.said["database_url"].partition("///")[2]).parent
    for file in folder.glob("archive.sqlite3*"):
        seen += birds.seen(file.name, await asyncio.to_thread(file.read_bytes), [*SECRET, "address"])
    return seen


async def rewritten(house: House, birds: Canaries) -> list[str]:
    """What the store keeps on disk, once the supervisor has had its file rewritten."""
    admin = Redis.from_url(house.demo.said["redis_url"])
    try:
        async with asyncio.timeout(60):
            while await admin.exists("forget") or (await admin.info("persistence"))["aof_rewrite_in_progress"]:
                await asyncio.sleep(0.2)
    finally:
        await admin.aclose()
    files = [p for p in (house.demo.folder / "data" / "valkey").rglob("*") if p.is_file()]
    found = {p.name: await asyncio.to_thread(p.read_bytes) for p in files}
    assert any(birds.words["rejected"].encode() in body for body in found.values()), "the search reads what is kept"
    return [one for name, body in found.items() for one in birds.seen(name, body, SECRET)]


def logs(demo: Demo, birds: Canaries) -> list[str]:
    """Everything that the processes said, errors and tracebacks too."""
    files = [demo.folder / "demo.log", *(demo.folder / "data" / "logs").iterdir()]
    said = {file.name: file.read_bytes() for file in files}
    assert b'"joined"' in said["web.log"], "the search reads what is logged"
    return [one for name, found in said.items() for one in birds.seen(name, found)]
