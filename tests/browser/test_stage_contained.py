"""A dropped-in graphic is contained: it loops for ever and the page lives on, and it reaches nothing outside."""

from __future__ import annotations

import asyncio

import pytest

from tests.browser.graphics import pixels
from tests.browser.stages import BOX, PLATE, box, heard, item, show, world
from tests.browser.test_stage_faults import CARD, opened, subclass
from tests.waiting import until

pytestmark = pytest.mark.browser

FOR_EVER = "for (;;);"
LOOPS = {
    "in its module": (f"{FOR_EVER} export default 1;", "its module"),
    "in load": (subclass(f"load() {{ {FOR_EVER} }}"), "load"),
    "in playAction": (subclass(f"async playAction() {{ await super.playAction(); {FOR_EVER} }}"), "playAction"),
    "in a frame callback": (
        subclass(f"""async playAction() {{ await super.playAction(); let n = 0; const next = () => {{
          if (n++ === 20) {FOR_EVER} requestAnimationFrame(next); }}; next(); }}"""),
        "a frame",
    ),
    "in a timer": (subclass(f"async playAction() {{ setTimeout(() => {{ {FOR_EVER} }}, 100); }}"), "playAction"),
}


@pytest.fixture
async def house(tmp_path, browser):
    async with world(tmp_path, browser) as found:
        yield found


@pytest.mark.parametrize(("script", "since"), LOOPS.values(), ids=LOOPS)
async def test_one_that_loops_for_ever_is_ended_and_the_page_never_stops(house, script, since):
    house.drop("loop", script)
    page = await opened(house)
    await page.evaluate("""() => { let last = performance.now(); window.longest = 0; setInterval(() => {
      const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 20); }""")
    await show(page, 2, question=CARD, message=item("loop"))
    alarm = await heard(page, "alarm", layer="message", graphic="loop")
    assert alarm["what"] == f"it answers no more: {since}"
    # The page's own work goes on all the while: the question changes beside the loop.
    await show(page, 3, question={**CARD, "id": "q2", "data": {"text": "Қашан?"}}, message=item("loop"))
    await heard(page, "painted", revision=3, layers=["question"], failed=["message"])
    assert await page.evaluate("longest") < 10_000, "no part of the page waited for the loop"


async def test_the_process_of_a_loop_is_ended_too(house):
    """The graphic comes back mended: a loop that lived on would hold every later frame of this page."""
    house.drop("loop", LOOPS["in playAction"][0])
    page = await house.page()
    await show(page, 1, message=item("loop"))
    await heard(page, "alarm", layer="message")
    house.drop("loop", PLATE)
    await heard(page, "recovered", 60_000, layer="message")
    await heard(page, "painted", revision=1, layers=["message"], failed=[])
    assert await box(page) == BOX


async def test_a_neighbour_of_a_loop_comes_back_at_once(house):
    house.drop("loop", LOOPS["in a frame callback"][0])
    house.drop("plate")
    page = await house.page()
    await show(page, 1, message=item("plate"), ticker=item("loop", "c2", item="i2"))
    guilty = await heard(page, "alarm", layer="ticker")
    assert guilty["what"] == "it answers no more: a frame"
    innocent = await heard(page, "alarm", layer="message")
    assert innocent["what"] == "it was stopped together with another graphic"
    back = await heard(page, "recovered", layer="message")
    assert back["at"] - innocent["at"] < 5_000

    async def stands() -> bool:
        return await box(page) == BOX

    await until(stands, "it is on the pixels")


async def test_a_busy_graphic_that_answers_in_time_is_left_alone(house):
    house.drop(
        "busy",
        subclass("""async playAction() { await super.playAction();
      const until = performance.now() + 1200; while (performance.now() < until); }"""),
    )
    page = await house.page()
    await show(page, 1, message=item("busy"))
    await heard(page, "painted", revision=1, layers=["message"])
    await asyncio.sleep(3)
    assert await page.evaluate("heard.length") == 1


REACHES = {
    "our page": "parent.document.body",
    "our stage": "parent.stage",
    "the top": "top.location.href",
    "cookies": "document.cookie",
    "storage": "localStorage.length",
    "the whole site": 'await fetch("/stage")',
    "another graphic": 'await fetch("/graphics/question-card/question-card.mjs")',
    "the internet": 'await fetch("https://example.org/")',
    "our socket": 'await new Promise((ok, no) => { const s = new WebSocket("ws://" + location.host + "/screen/ws"); '
    "s.onopen = ok; s.onerror = () => no(new Error('closed')); })",
    "a script from elsewhere": 'await import("/static/dist/assets/stage.js")',
    "code from a text": 'new Function("return 1")()',
    "a picture from elsewhere": 'await Object.assign(new Image(), { src: "/favicon.ico?" + Math.random() }).decode()',
    "a window": 'if (!window.open("about:blank")) throw new Error("none")',
    "another page in our place": 'top.location.assign("/elsewhere")',
    "a worker": 'await new Promise((ok, no) => { const w = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]'
    "))); w.onmessage = ok; w.onerror = () => no(new Error('no')); })",
    "a connection past every policy": "new RTCPeerConnection()",
    "the same by an inner frame": 'new (document.body.appendChild(document.createElement("iframe"))'
    ".contentWindow.RTCPeerConnection)()",
}


async def test_it_reaches_nothing_outside_of_its_folder(house):
    """Each attempt ends in an error; the graphic tells which did not."""
    tries = ",".join(f"[{name!r}, async () => {{ {code}; }}]" for name, code in REACHES.items())
    house.drop(
        "spy",
        subclass(f"""async load({{ data }}) {{ this.data = data; const got = [];
      for (const [name, reach] of [{tries}]) try {{ await reach(); got.push(name); }} catch {{}}
      const form = document.body.appendChild(document.createElement("form"));
      form.action = "/elsewhere"; form.submit();
      const link = document.body.appendChild(document.createElement("a"));
      link.href = "/elsewhere"; link.target = "_top";
      link.click();
      await (await fetch(new URL("own.json", import.meta.url))).json();
      return {{ statusCode: 400, statusMessage: "reached: " + got.join() }}; }}"""),
    )
    (house.dropped / "spy" / "own.json").write_text("{}")
    page = await house.page()
    answered: list[str] = []
    outer = page.main_frame
    page.context.on("response", lambda response: response.frame != outer and answered.append(response.url))
    await show(page, 1, message=item("spy"))
    alarm = await heard(page, "alarm", layer="message")
    assert alarm["what"] == "400 reached:"
    assert page.url.endswith("/stage")
    own = f"{house.base}/graphics/spy/"
    frame = f"{house.base}/graphics/frame?graphic=spy"
    runner = f"{house.base}/static/dist/assets/frame.js"
    await until(lambda: {f"{own}main.mjs", f"{own}own.json"} <= set(answered), "its requests were seen")
    assert [url for url in answered if not url.startswith(own) and url not in {frame, runner}] == []


@pytest.mark.parametrize("holder", ["INPUT", "BODY"])
async def test_it_takes_no_key_from_the_page(house, holder):
    house.drop(
        "grabs",
        subclass("""draw() { super.draw(); const field = document.body.appendChild(document.createElement("input"));
      window.focus(); field.focus(); }"""),
    )
    page = await house.page()
    await page.evaluate("""{ window.keys = []; addEventListener("keydown", ({ code }) => keys.push(code));
      window.lost = 0; addEventListener("blur", () => lost++);
      const field = document.body.appendChild(document.createElement("input")); field.focus(); }""")
    if holder == "BODY":
        await page.evaluate("document.activeElement.remove()")
    for revision, word in enumerate(("бір", "екі", "үш"), 1):
        await show(page, revision, message=item("grabs", data={"text": word}))
        await heard(page, "painted", revision=revision, layers=["message"])
        back = f"lost >= {revision} && document.activeElement.tagName === '{holder}'"
        await until(lambda back=back: page.evaluate(back), "it took the focus, and it was given back")
        await page.keyboard.press("F12")
        assert await page.evaluate("[keys.splice(0), document.activeElement.tagName]") == [["F12"], holder]


async def test_what_it_injects_stays_in_its_frame(house):
    house.drop(
        "mess",
        subclass("""async load({ data }) { this.data = data;
      document.body.insertAdjacentHTML("beforeend", `<img src="x" onerror="parent.hit = 1"><style>
        * { background: blue !important; position: fixed !important; z-index: 2147483647 }</style>`);
      Object.prototype.statusCode = 500; Array.prototype.map = null; Promise.prototype.then = null; }"""),
    )
    page = await opened(house)
    await show(page, 2, question=CARD, message=item("mess"))
    await asyncio.sleep(2)
    assert await page.evaluate("window.hit") is None
    assert await page.evaluate("({}).statusCode") is None
    await show(page, 3, question=CARD)
    await heard(page, "painted", revision=3, layers=["question"])
    found = await box(page)
    assert found is not None
    assert found[1] > BOX[3]


async def test_lies_told_to_the_page_are_no_more_than_words(house):
    """A frame that gets hold of the line may say what it likes: nothing of it is more than a text or a number."""
    house.drop(
        "liar",
        """const post = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (said) {
        post.call(this, { ...said, fault: said.doing === "playAction" ? { toString: null, length: 1e9 } : undefined,
          reply: said.reply && { statusCode: "299", statusMessage: { a: 1 } } }); };
      """
        + PLATE,
    )
    page = await opened(house)
    await show(page, 2, question=CARD, message=item("liar"))
    await show(page, 3, question={**CARD, "id": "q2"})
    await heard(page, "painted", revision=3, layers=["question"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_it_leaves_open_stays_transparent(house, scheme):
    house.drop("plate")
    page = await house.page(color_scheme=scheme)
    await page.evaluate("(scheme) => void (document.documentElement.style.colorScheme = scheme)", scheme)
    await show(page, 1, message=item("plate"))
    await heard(page, "painted", revision=1, layers=["message"])
    assert await box(page) == BOX
    assert (await pixels(page)).getpixel((300, 300)) == (200, 30, 30, 255)


async def test_it_gets_the_brand(house):
    house.drop("brand", PLATE.replace("rgb(200, 30, 30)", "var(--tynda-accent)"))
    page = await house.page()
    await page.evaluate("void stage.style.setProperty('--tynda-accent', 'rgb(1, 2, 3)')")
    await show(page, 1, message=item("brand"))
    await heard(page, "painted", revision=1, layers=["message"])
    assert (await pixels(page)).getpixel((300, 300)) == (1, 2, 3, 255)


async def test_it_is_scaled_with_the_picture(house):
    house.drop("plate")
    page = await house.page()
    await page.evaluate("void (stage.style.width = '960px')")
    await show(page, 1, message=item("plate"))
    await heard(page, "painted", revision=1, layers=["message"])
    assert await box(page) == tuple(n // 2 for n in BOX)


async def test_a_question_waits_for_no_frame(house):
    """The house's own path has no frame in it: a cut beside a contained graphic is painted as quickly as ever."""
    house.drop("plate")
    page = await opened(house)
    await show(page, 2, question=CARD, message=item("plate"))
    await heard(page, "painted", revision=2, layers=["question", "message"])
    took = await page.evaluate(
        """async (card) => { const times = [];
        for (let n = 3; n < 23; n++) {
          await new Promise((go) => setTimeout(go, 50));
          const began = performance.now(), { layers } = stage.program;
          stage.program = { revision: n, killed: 0, cut: true,
            layers: { ...layers, question: { ...card, id: `q${n}`, item: `q${n}`, data: { text: `Неге ${n}?` } } } };
          await new Promise((go) => requestAnimationFrame(go));
          const cards = [...stage.shadowRoot.querySelectorAll("ograf-question-card:not([hidden])")];
          times.push(cards.length === 1 && cards[0].shadowRoot.textContent.includes(`Неге ${n}?`)); }
        return times; }""",
        CARD,
    )
    assert all(took), "with the very next frame"
