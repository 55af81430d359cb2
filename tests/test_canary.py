"""Who asked, and what was told in confidence, comes up nowhere but where it belongs: the whole house, as it is shipped.

Two viewers write: one a question with everything that tells who they are, which a moderator clears of it; and in
confidence, once so from the start, once diverted by a moderator, and once after it was approved, so that everyone had
read it. A consultation is answered in writing, at the second try. Then every seat's frames, every public page, export,
log, key and answer is searched, see `tests.canary`.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import secrets
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from redis.asyncio import Redis

from studio.events import OFFICE
from studio.exports.files import FILES
from studio.exports.words import moment
from studio.exports.zips import Member, zipped
from studio.redis_log import RedisLog
from tests.browser.house import Demo, running
from tests.canary import Canaries, spellings
from tests.canary_crawl import crawl, search
from tests.canary_house import Ear, House, housed

pytestmark = pytest.mark.integration

ADDRESS = "127.77.13.94"
PERSON = ("name", "address", "street", "e-mail", "IIN")
ON_RECEIPT = {"open": {"street", "e-mail", "IIN"}, "rejected": {"rejected"}, "consultation": {"consultation", "answer"}}
"""What a receipt shows its bearer: the words as they asked them, and nobody else's; of a tip-off nothing."""
UNSAID = ("approved", "approved's name")
"""What everyone could read before it was diverted."""
SECRET = ("tip-off", "tip-off's name", "diverted", "diverted's name", *UNSAID)
HEARD_BY = {
    "a moderator who came later": {*SECRET, "address", "draft", "answer"},
    "the moderator who diverted": {"tip-off", "tip-off's name", "address", "draft", "answer"},
}
"""Moderators read what was asked, also what they then divert; all others may hear nothing at all."""
CLEAN = "Почему закрыта школа?"
SPOKEN = "Мектеп қыркүйекте ашылады"
THERE_BEFORE = {"producer", "speaker", "another viewer", "who asked it"}
"""Who may have heard what was approved, since they were there; nobody who comes later may."""


def canaries() -> Canaries:
    """Each is one word that nothing else holds; with a letter that is two when decomposed, where letters are."""
    mark = secrets.token_hex(4)
    return Canaries({
        "name": f"Айгүлқанарёйка-{mark}", "address": ADDRESS, "street": f"Канарейкинайулица-{mark}",
        "e-mail": f"ayan.{mark}@canary.example", "IIN": "870112300123",
        "rejected": f"отклонённый-йод-{mark}", "consultation": f"кеңесхатёй-{mark}",
        "tip-off": f"парақанарёйка-{mark}", "tip-off's name": f"Сырлыйгүл-{mark}",
        "diverted": f"бөлінгенёйка-{mark}", "diverted's name": f"Жасырынбай-{mark}",
        "draft": f"қаралжамаёй-{mark}", "answer": f"жекежауапёй-{mark}",
        "approved": f"мақұлданғанёй-{mark}", "approved's name": f"Ашықгүлнарёй-{mark}",
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


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("canary")) as started:
        yield started


SEATS = {
    "producer": "/console/{}/ws", "speaker": "/speaker/{}/ws", "screen": "/screen/ws", "office": "/office/ws",
    "confidential": "/confidential/{}/ws", "captioner": "/captions/{}/ws",
}  # fmt: skip
DESK = "/desk/{}/ws"


async def story(house: House, birds: Canaries) -> tuple[dict[str, str], dict[str, Ear], dict[str, Any]]:
    """What happens; gives the receipts, whom to search, and the officer's reading."""
    w = birds.words
    ears = {seat: await house.seat(seat, path) for seat, path in SEATS.items()}
    ears["another viewer"] = await (await house.viewer()).snapshot()
    asker = await (await house.viewer(ADDRESS)).snapshot()
    other = ears["who asked it"] = await (await house.viewer()).snapshot()  # one viewer may not ask so much at once
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
    approved = {"text": f"Кеше {w['approved']} берді", "name": w["approved's name"], "sure": True}
    received["approved"] = await other.done("ask", **approved)
    ids = {what: str(answer["question"]) for what, answer in received.items()}
    await numbered(desk, ids["open"], ids["rejected"], ids["diverted"], ids["approved"])
    await ears["office"].done("invite", role="screen", name="Hall", briefing=house.briefing, screen="hall")
    await house.caption(ears["captioner"], SPOKEN)
    await unsaid(desk, ears, ids["approved"], w["approved"])
    await moderated(desk, ears["producer"], ids)
    told = ("tip-off", "diverted", "approved")
    reading = [await ears["confidential"].say("read_tip_off", question=ids[what]) for what in told]
    ears |= {f"a later {seat}": await house.seat(seat, path) for seat, path in SEATS.items()}
    ears["a later viewer"] = await (await house.viewer()).snapshot()
    late = await house.seat("moderator", DESK)
    for list_ in ("incoming", "approved", "rejected", "consultations", "all"):
        await late.done("look", list=list_, count=100)
    for what in ("diverted", "approved"):
        await late.done("look", list="all", search=w[what], count=100)
        await late.say("about", question=ids[what])
    ears["a moderator who came later"] = late
    ears["the moderator who diverted"] = desk
    receipts = {what: str(answer["receipt"]) for what, answer in received.items()}
    return receipts, ears, {"asker": asker, "reading": reading, "ids": ids}


async def answered(house: House, birds: Canaries, question: str, receipt: str) -> None:
    """A department answers a consultation in writing, at the second try."""
    w, cookie = birds.words, await house.cookie("office")
    headers, at = {"cookie": cookie, "origin": house.demo.base}, f"/records/notices/{house.briefing}/{question}"
    steps = [("draft", w["draft"]), ("draft", w["answer"]), ("approve", ""), ("publish", "")]
    for seen, (act, text) in enumerate(steps, 1):
        response = await house.http.post(at, data={"act": act, "kk": text, "seen": str(seen)}, headers=headers)
        assert response.status_code == 303, response.text
    assert w["answer"] in (await house.http.get(f"/r/{receipt}")).text
    async with asyncio.timeout(20):
        while at not in (await house.http.get("/records?state=published", headers=headers)).text:
            await asyncio.sleep(0.1)


async def numbered(desk: Ear, *questions: str) -> None:
    """Returns once the desk process has taken them in."""
    async with asyncio.timeout(10):
        while True:
            answer = await desk.done("look", list="all", of=questions)
            if set(questions) <= {v["id"] for v in answer["result"]["views"] if v["kind"] == "question"}:
                return
            await asyncio.sleep(0.05)


async def unsaid(desk: Ear, ears: dict[str, Ear], question: str, word: str) -> None:
    """A question is approved, everyone reads it, it stands in a preview; then it is diverted."""
    await desk.done("approve", question=question, revision=0, sure=True)
    await ears["another viewer"].hears(word)
    await ears["producer"].done("cue", screen="hall", item=question)
    await desk.done("divert", question=question)


async def moderated(desk: Ear, producer: Ear, ids: dict[str, str]) -> None:
    """The question is cleared of who asked it and goes on air; one is refused, one diverted."""
    await desk.done("mark", questions=[ids["open"]], hidden=["name", "region"])
    await desk.done(
        "edit", question=ids["open"], text=CLEAN, language="ru", why="data_hidden", approve=True, sure=True
    )  # fmt: skip
    await desk.done("reject", question=ids["rejected"], reason="insult")
    await desk.done("divert", question=ids["diverted"])
    await producer.done("cue", screen="main", item=ids["open"])
    async with asyncio.timeout(10):
        while not (found := [c for heard in producer.heard if (c := cue(heard))]):
            await asyncio.sleep(0.02)
    await producer.done("take", screen="main", cue=found[-1], expected=None)


def cue(heard: bytes) -> str | None:
    """The cue in preview, if this frame says one."""
    views = json.loads(heard).get("views") or ()
    cued = [v["preview"]["id"] for v in views if (v["kind"], v["id"]) == ("program", "main") and v.get("preview")]
    return next(iter(cued), None)


async def test_nobody_hears_what_is_not_theirs(demo: Demo) -> None:
    birds = canaries()
    async with housed(demo) as house:
        async with house.store() as admin:
            await admin.config_set("rdbcompression", "no")  # whatever is written from now on can be searched
        receipts, ears, more = await story(house, birds)
        told = [r["result"] for r in more["reading"] if r["type"] == "done"]
        assert [
            birds.words[what] in t["text"] for what, t in zip(("tip-off", "diverted", "approved"), told, strict=True)
        ]
        assert [t["name"] for t in told] == [birds.words[name] for name in SECRET if name.endswith("'s name")]
        await archived(house, "/ledger/demo.json", '"diverted":3')
        seen: list[str] = []
        seen += await pages(house, birds, receipts)
        seen += await provoked(house, birds, more["asker"])
        await ears["office"].done("end_briefing", briefing=house.briefing)
        await archived(house, "/archive/demo/transcript.md", CLEAN)
        await house.publish()
        await answered(house, birds, more["ids"]["consultation"], receipts["consultation"])
        seen += await pages(house, birds, receipts, after="after the end, ")
        seen += await archive(house, birds, receipts)
        for who, ear in ears.items():
            heard = b"\n".join(ear.heard)
            names = HEARD_BY.get(who, set(birds.words)) - (set(UNSAID) if who in THERE_BEFORE else set())
            if who.endswith("confidential"):  # what it asked for is its own; nothing came by itself
                heard = b"\n".join(h for h in ear.heard if json.loads(h)["type"] != "done")
            assert len(heard) > 100
            seen += birds.seen(f"{who}'s socket", heard, names)
        own = b"\n".join(more["asker"].heard)
        seen += birds.seen("the asker's own socket", own, [n for n in birds.words if n not in (*PERSON, *UNSAID)])
        seen += await exports(house, birds)
        seen += await stored(house, birds)
    seen += logs(demo, birds)
    assert seen == []
    print(f"{len(birds.words)} canaries, {len(birds.searched)} places")


async def archived(house: House, path: str, said: str) -> None:
    """Returns once the archive has followed so far that this page says so."""
    async with asyncio.timeout(20):
        while True:
            response = await house.http.get(path)
            if response.status_code == 200 and said in response.text:
                return
            await asyncio.sleep(0.1)


async def pages(house: House, birds: Canaries, receipts: dict[str, str], after: str = "") -> list[str]:
    """What anyone may fetch, and everybody's receipts fetched by somebody else; every language."""
    slug = "demo"
    paths = [
        "/", f"/b/{slug}", "/r", f"/ledger/{slug}", "/archive",
        f"/archive/{slug}",
        *(f"/archive/{slug}/{name}" for name in FILES), "/screen", "/join", "/metrics",
        "/health/ready",
    ]  # fmt: skip
    seen = []
    async with httpx.AsyncClient(
        base_url=house.demo.base, headers={"accept-encoding": "gzip"}, timeout=120
    ) as stranger:
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


async def archive(house: House, birds: Canaries, receipts: dict[str, str]) -> list[str]:
    """Whatever the archive leads to, in every language: no word, no receipt, nobody of staff or audience."""
    own = Canaries(birds.words | {f"the receipt of {what}": code for what, code in receipts.items()} | await ids(house))
    innocent, searches = [search(word) for word in (CLEAN, SPOKEN)], [search(word) for word in birds.words.values()]
    start = ("/archive", "/robots.txt", "/archive/feed.atom")
    found = await crawl(house.demo.base, *start, *innocent, *searches)
    reached = ("/archive/demo/chapters.vtt", "/archive/demo/captions.vtt", "/archive/feed.atom?lang=ru", "/sitemap.xml")
    for path in ("/archive/demo", *reached):
        assert f"{house.demo.base}{path}" in found, "the crawl has seen it"
    hits = {path: found[house.demo.base + path].count(b'data-test="archive-hit"') for path in (*innocent, *searches)}
    assert hits == dict.fromkeys(innocent, 1) | dict.fromkeys(searches, 0)
    assert all(body.startswith(b"200 ") for body in found.values()), [u for u, b in found.items() if b[:4] != b"200 "]
    for said in (CLEAN, SPOKEN):
        assert sum(said.encode() in body for body in found.values()) > 5, "the crawl reads what is there"
    seen = [one for url, body in found.items() for one in own.seen(f"the archive's {url}", body)]
    birds.searched += own.searched
    return seen


async def ids(house: House) -> dict[str, str]:
    """Who they are in the logs: the staff's ids, the askers' hashes, and the hashes of receipts."""
    log = RedisLog.connect(house.demo.said["redis_url"])
    try:
        _, people = await log.scan(OFFICE, ["person"])
        _, asked = await log.scan(house.briefing, ["question"])
    finally:
        await log.aclose()
    found = {f"staff {k}": k.partition("/")[2] for k in people}
    for k, stored in asked.items():
        body = json.loads(stored.body)
        found |= {f"the {what} of {k}": body[what] for what in ("author", "receipt") if body.get(what)}
    assert len(found) > 10
    return found


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
        seen += birds.seen(f"chain.{kind}", whole(response), ["name", "address", "draft", "answer", *SECRET])
    return seen


async def stored(house: House, birds: Canaries) -> list[str]:
    """No key is called by what was written or from where; of a tip-off the store and the database hold no word."""
    seen, names, values = [], [], []
    async with house.store() as admin:
        await forgotten(admin)
        async for key in admin.scan_iter(count=1000):
            names.append(key)
            values.append(await admin.dump(key) or b"")
        air = [key for key in names if key.endswith(b":air")]
    assert len(names) > 20
    assert air
    seen += birds.seen("the names of the store's keys", b"\n".join(names))
    values_ = b"\n".join(values)
    assert birds.words["rejected"].encode() in values_, "the search reads what is stored"
    seen += birds.seen("the store's values", values_, [*SECRET, "address"])
    files = [p for p in (house.demo.folder / "data" / "valkey").rglob("*") if p.is_file()]
    found = {p.name: await asyncio.to_thread(p.read_bytes) for p in files}
    assert any(birds.words["rejected"].encode() in body for body in found.values()), "the search reads what is kept"
    seen += [one for name, body in found.items() for one in birds.seen(name, body, SECRET)]
    folder = Path(house.demo.said["database_url"].partition("///")[2]).parent
    for file in folder.glob("archive.sqlite3*"):
        seen += birds.seen(file.name, await asyncio.to_thread(file.read_bytes), [*SECRET, "address"])
    return seen


async def forgotten(admin: Redis) -> None:
    """The supervisor has taken it out of the audience's stream, and had the store's file rewritten."""
    async with asyncio.timeout(90):
        while await admin.exists("forget") or (await admin.info("persistence"))["aof_rewrite_in_progress"]:
            await asyncio.sleep(0.2)


def logs(demo: Demo, birds: Canaries) -> list[str]:
    """Everything that the processes said, errors and tracebacks too."""
    files = [demo.folder / "demo.log", *(demo.folder / "data" / "logs").iterdir()]
    said = {file.name: file.read_bytes() for file in files}
    assert b'"joined"' in said["web.log"], "the search reads what is logged"
    return [one for name, found in said.items() for one in birds.seen(name, found)]


def test_words_are_found_within_a_bundle_and_what_is_packed_in_it():
    birds = Canaries({"word": "Айгүлқанарёйка"})
    inner = zipped([Member("word/document.xml", birds.words["word"].encode())], moment(0))
    outer = b"etag: x\n\n" + zipped([Member("kk/record.docx", inner)], moment(0))
    assert birds.seen("the bundle", outer) == ["word at the bundle"]
