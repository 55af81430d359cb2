"""The graphics in SPX's renderer and in CasparCG's HTML producer, driven by the globals that these programs call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, Route

from tests.browser import playout
from tests.browser.chromium import launched
from tests.browser.graphics import covers, painted_box, pixels, same
from tests.browser.played import House, amcp, escaped, house, ograf, shows, text, xml
from tests.waiting import until

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Played:
    """What SPX's form holds, what that is as the graphic's data, and one field said anew."""

    form: dict[str, str]
    data: dict[str, Any]
    said: dict[str, str]
    change: dict[str, Any]


PLAYED = {
    "captions": Played(
        {"f0": "Қайырлы күн!<br>Бастаймыз.", "f1": "top", "f2": "kk"},
        {"lines": ["Қайырлы күн!", "Бастаймыз."], "position": "top", "language": "kk"},
        {"f1": "bottom"},
        {"position": "bottom"},
    ),
    "countdown": Played(
        {"f0": "Брифинг басталады", "f1": "600", "f2": "", "f3": "25000", "f4": "kk"},
        {"label": "Брифинг басталады", "seconds": 600, "left_ms": 25000, "language": "kk"},
        {"f3": "9000"},
        {"left_ms": 9000},
    ),
    "lower-third": Played(
        {"f0": "Айдана Сәрсенбаева", "f1": "Баспасөз хатшысы", "f2": "kk", "comment": "SPX's", "epochID": "7"},
        {"name": "Айдана Сәрсенбаева", "title": "Баспасөз хатшысы", "language": "kk"},
        {"f1": "null"},
        {"title": ""},
    ),
    "message": Played(
        {"f0": "Үзіліс", "f1": "Брифинг бес минуттан кейін жалғасады.", "f2": "plate", "f3": ""},
        {"title": "Үзіліс", "text": "Брифинг бес минуттан кейін жалғасады."},
        {"f2": "bumper"},
        {"style": "bumper"},
    ),
    "qr": Played(
        {"f0": "https://example.kz/b/1", "f1": "Сұрақ қойыңыз", "f2": "kk"},
        {"url": "https://example.kz/b/1", "label": "Сұрақ қойыңыз", "language": "kk"},
        {"f0": "https://example.kz/b/2"},
        {"url": "https://example.kz/b/2"},
    ),
    "question-card": Played(
        {"f0": "Неге &quot;ЦОН&quot; &lt;b&gt;?", "f1": "Айдана", "f2": "", "f3": "128", "f4": "дауыс", "f5": "kk"},
        {"text": 'Неге "ЦОН" <b>?', "name": "Айдана", "votes": 128, "label": "дауыс", "language": "kk"},
        {"f3": ""},
        {"votes": None},
    ),
    "question-wall": Played(
        {"f0": "Сұрақтар", "f1": "Жол қашан салынады? | 128<br>Неге жабық?\n\n5 | 6-ға? | 7", "f2": "kk"},
        {
            "title": "Сұрақтар",
            "questions": [
                {"text": "Жол қашан салынады?", "votes": 128},
                {"text": "Неге жабық?"},
                {"text": "5 | 6-ға?", "votes": 7},
            ],
            "language": "kk",
        },
        {"f1": "Жол қашан салынады? | 129"},
        {"questions": [{"text": "Жол қашан салынады?", "votes": 129}]},
    ),
    "ticker": Played(
        {"f0": "ЦОН сенбіде ашық", "f1": "kk"},
        {"items": ["ЦОН сенбіде ашық"], "language": "kk"},
        {"f0": "ЦОН жексенбіде жабық"},
        {"items": ["ЦОН жексенбіде жабық"]},
    ),
}  # fmt: skip


@pytest.fixture
async def played(browser: Browser) -> AsyncIterator[House]:
    async with house(browser) as found:
        yield found


def test_there_is_data_for_every_graphic() -> None:
    assert list(PLAYED) == playout.names()


@pytest.mark.parametrize("name", playout.names())
def test_each_page_is_made_of_its_graphics_manifest(name: str) -> None:
    assert playout.page(name).read_text() == playout.html(name), "run python -m tests.browser.playout"
    assert (playout.GRAPHICS / name / "playout.mjs").readlink().as_posix() == "../../playout.mjs"


@pytest.mark.parametrize("name", playout.names())
async def test_in_spx_it_plays_is_updated_and_stops(played: House, name: str) -> None:
    sample = PLAYED[name]
    first = await ograf(played, name, sample.data)
    second = await ograf(played, name, sample.data | sample.change)
    assert not same(first, second)
    page = await played.open()
    await page.goto(f"{played.base}/spx")
    frame = "document.getElementById('layer1').contentWindow"
    await page.evaluate("([url, fields]) => playTemplate(url, fields)", [played.url(name), sample.form])
    await shows(page, first, "the item as it was played")
    await page.evaluate(f"(fields) => {frame}.update(JSON.stringify(fields))", sample.form | sample.said)
    await shows(page, second, "the item as it was updated")
    await page.evaluate(f"{frame}.stop()")
    await shows(page, None, "nothing after a stop")
    await page.evaluate("([url, fields]) => playTemplate(url, fields)", [played.url(name), sample.form])
    await shows(page, first, "the item played again")
    assert played.complaints == []


@pytest.mark.parametrize("name", playout.names())
async def test_in_casparcg_it_obeys_every_command_early_and_overlapping_ones_too(played: House, name: str) -> None:
    sample = PLAYED[name]
    first = await ograf(played, name, sample.data)
    second = await ograf(played, name, sample.data | sample.change)
    page = await played.open()
    await page.add_init_script("window.done = 0; window.remove = () => { window.done++; }")
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/playout.mjs", hold)
    await page.goto(played.url(name), wait_until="commit")
    await page.wait_for_function("window.early")
    await amcp(page, "update", escaped(text(sample.data)))  # CG ADD with play on load, while the module is on its way
    await amcp(page, "play")
    assert painted_box(await pixels(page)) is None
    held.set()
    await shows(page, first, "what was asked for before the module was there")
    await amcp(page, "update", xml(sample.said))
    await shows(page, second, "what was updated by XML")
    await amcp(page, "next")
    await shows(page, None, "nothing past the one step")
    await page.evaluate(
        """([one, other]) => { play(); stop(); update(one); play(); next(); update(other); play(); stop();
        update(one); play(); }""",
        [text(sample.form), text(sample.said)],
    )
    await shows(page, first, "where overlapping commands end")
    await page.evaluate("([one, other]) => { stop(); play(); update(other); stop(); }", [text({}), text(sample.said)])
    await shows(page, None, "nothing: the last one was a stop")
    await amcp(page, "play")
    await amcp(page, "remove")
    await shows(page, None, "nothing once it is removed")
    inside = "document.querySelector('tynda-graphic').shadowRoot.childElementCount"
    assert await page.evaluate(f"[window.done, {inside}]") == [1, 0]
    await amcp(page, "update", text(sample.form))
    await amcp(page, "play")
    await shows(page, first, "the template added anew")
    assert played.complaints == []


@pytest.mark.parametrize("switch", ["--allow-file-access-from-files", "--disable-web-security", ""])
async def test_from_a_file_it_works_where_modules_may_be_read_and_says_so_where_not(switch: str) -> None:
    async with launched(*filter(None, [switch])) as browser:
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        for name in playout.names() if switch else ["qr"]:
            await page.goto(playout.page(name).as_uri())
            await amcp(page, "update", text(PLAYED[name].form))
            await amcp(page, "play")

            async def painted() -> bool:
                return painted_box(await pixels(page)) is not None

            if switch:
                await until(painted, f"{name} from a file", 60)
            else:
                await until(lambda: any("serve the folder over http" in line for line in said), "it says why", 60)
                assert not await painted()


async def test_it_fills_a_channel_of_any_size(played: House) -> None:
    page = await played.open(1280, 720)
    await page.goto(played.url("question-card"))
    await amcp(page, "update", text(PLAYED["question-card"].form))
    await amcp(page, "play")

    async def stands() -> bool:
        box = painted_box(await pixels(page))
        return covers((64, 36, 1216, 684), box) and (box[0], box[2], box[3]) == (64, 1216, 636)

    await until(stands, "the card in 720p", 60)


REFUSED = {
    "no JSON": "Неге жабық?",
    "half of it": '{"f0": "Неге',
    "a list": '[{"f0": "x"}]',
    "nothing": "null",
    "a text within": '"f0"',
    "an object for a text": '{"f0": {"toString": "x"}}',
    "a wrong kind": '{"text": 7, "f0": "x", "votes": [1]}',
    "an entity": '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><templateData><componentData id="f0">'
    '<data id="text" value="&b;"/></componentData></templateData>',
    "a file": '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><templateData>&a;</templateData>',
    "an unknown entity": '<templateData><componentData id="f0"><data value="&nope;"/></componentData></templateData>',
    "XML cut off": '<templateData><componentData id="f0">',
    "a page": "<html><body onload='window.ran = 1'><script>window.ran = 1</script></body></html>",
    "a picture": '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran = 1"/>',
    "too much": '{"f0": "' + "щ" * 100_000 + '"}',
}
HARMLESS = {
    "": {},
    "{}": {},
    '{"f0": "<img src=x onerror=\'ran = 1\'><script>ran = 1</script>"}': {
        "text": "<img src=x onerror='ran = 1'><script>ran = 1</script>"
    },
    '{"f0": "&lt;img src=x onerror=ran=1&gt;&#60;&#x3c;&bogus;&#9999999;"}': {
        "text": "<img src=x onerror=ran=1><&#x3c;&bogus;&#9999999;"
    },
    '{"__proto__": {"text": "x"}, "constructor": "x", "f9": "x", "f0": "екі\nжол"}': {"text": "екі\nжол"},
    '<templateData><componentData id="f0"><data id="text" value="&lt;img src=x onerror=&quot;ran=1&quot;&gt;"/>'
    '</componentData><componentData id="__proto__"><data value="x"/></componentData></templateData>': {
        "text": '<img src=x onerror="ran=1">'
    },
    '<?xml version="1.0"?><?xml-stylesheet href="http://example.com/x.xsl"?><templateData><script '
    'xmlns="http://www.w3.org/1999/xhtml">ran = 1</script><componentData id="f0"><data value="A &amp; B"/>'
    "</componentData></templateData>": {"text": "A & B"},
}


async def test_hostile_data_is_refused_or_shown_as_letters(played: House) -> None:
    base = {"text": "Неге жабық?", "name": "Айдана"}
    page = await played.open()
    await page.goto(played.url("question-card"))
    await amcp(page, "update", text(base))
    await amcp(page, "play")
    await shows(page, first := await ograf(played, "question-card", base), "a good card")
    for what, data in REFUSED.items():
        played.complaints.clear()
        await page.evaluate("(data) => update(data)", data)
        await until(lambda: played.complaints, f"it complains of {what}", 60)
        assert same(await pixels(page), first), what
    played.complaints.clear()
    for data, change in HARMLESS.items():
        await page.evaluate("([base, data]) => { update(base); update(data); }", [text(base), data])
        await shows(page, await ograf(played, "question-card", base | change), data)
    assert played.complaints == []
    nodes = "document.querySelectorAll('img, iframe, svg, tynda-graphic ~ *').length"
    inside = "document.querySelector('tynda-graphic').shadowRoot.querySelectorAll('img, script, a').length"
    assert await page.evaluate(f"[window.ran, {nodes}, {inside}]") == [None, 0, 0]


async def test_without_what_it_needs_it_stays_dark_until_that_comes(played: House) -> None:
    page = await played.open()
    await page.goto(played.url("countdown"))
    await amcp(page, "play")
    await until(lambda: played.complaints, "it says what it lacks", 60)
    assert painted_box(await pixels(page)) is None
    form = PLAYED["countdown"].form
    await amcp(page, "update", text({key: form[key] for key in ("f0", "f4")}))
    await amcp(page, "update", text({key: form[key] for key in ("f1", "f3")}))
    assert painted_box(await pixels(page)) is None
    await amcp(page, "play")
    await shows(page, await ograf(played, "countdown", PLAYED["countdown"].data), "all that was said, in parts")


async def test_what_is_played_after_an_update_shows_it_from_its_first_frame(played: House) -> None:
    page = await played.open()
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.goto(played.url("lower-third"))
    await page.evaluate("(data) => { update(data); play(); }", text({"f0": "Jane Whitfield"}))
    await shows(page, await ograf(played, "lower-third", {"name": "Jane Whitfield"}), "the one before")
    await page.evaluate("stop()")
    await shows(page, None, "nothing in between")
    await page.route("**/*.woff2", hold)  # Kazakh letters, of which there were none yet
    await page.evaluate(
        """(data) => { window.seen = new Set(); const look = () => {
          const { card } = document.querySelector("tynda-graphic");
          if (card.checkVisibility()) seen.add(card.innerText.trim()); requestAnimationFrame(look); };
        look(); update(data); play(); }""",
        text({"f0": "Әсем Құрманова"}),
    )
    await until(lambda: page.evaluate("seen.size > 0"), "it is on air", 60)
    held.set()
    await shows(page, await ograf(played, "lower-third", {"name": "Әсем Құрманова"}), "the one that was asked for")
    assert await page.evaluate("[...seen]") == ["Әсем Құрманова"]
