"""The stage in a real Chromium: what stands on which layer, who is told what in which order, what hides and when."""

from __future__ import annotations

import asyncio

import pytest

from tests.browser.graphics import pixels
from tests.browser.stages import BOX, PLATE, box, heard, item, never, show, world
from tests.waiting import until

pytestmark = pytest.mark.browser

DIARY = """const say = (...words) => (globalThis.diary ??= []).push(words);
export default class extends HTMLElement {
  async load({ data, renderType }) { this.data = data; say("load", data, renderType);
    await new Promise((go) => setTimeout(go, data.slow ?? 0)); }
  async playAction({ skipAnimation, goto }) { say("play", this.data, skipAnimation, goto); this.draw(); }
  async updateAction({ data, skipAnimation }) { say("update", data, skipAnimation);
    this.data = { ...this.data, ...data }; this.draw(); }
  async stopAction({ skipAnimation }) { say("stop", this.data, skipAnimation);
    await new Promise((go) => setTimeout(go, this.data.leaves ?? 0)); this.innerHTML = ""; }
  async customAction({ id, payload, skipAnimation }) { say("custom", id, payload, skipAnimation); }
  async dispose() { say("dispose", this.data); }
  draw() { this.innerHTML = `<div style="position: absolute; left: 200px; top: 200px; width: 300px; height: 200px;
    background: ${this.data.colour ?? "rgb(200, 30, 30)"}"></div>`; }
}"""
"""Writes down what it is told."""


@pytest.fixture
async def house(tmp_path, browser):
    async with world(tmp_path, browser) as found:
        found.drop("diary", DIARY, own=True, v_clock=["at"], schema={
            "type": "object", "properties": {"at": {"type": "integer"}},
        })  # fmt: skip
        found.drop("plate")
        yield found


async def diary(page) -> list:
    """What the graphic was told since it was last asked."""
    return await page.evaluate("(globalThis.diary ?? []).splice(0)")


async def test_layers_lie_in_the_order_of_the_plan_whenever_they_come(house):
    page = await house.page()
    order = ["question", "message", "lower-third", "qr", "countdown", "captions", "ticker", "zebra"]
    cues = {
        layer: item("diary", layer, item=layer, data={"colour": f"rgb({i + 1}, 0, 0)"}) for i, layer in enumerate(order)
    }
    for revision, layer in enumerate(reversed(order), 1):
        shown = {name.replace("-", "_"): cues[name] for name in order[-revision:]}
        await show(page, revision, **shown)
        await heard(page, "painted", revision=revision, layers=order[-revision:], failed=[])
        assert (await pixels(page)).getpixel((300, 300))[0] == 8, f"the last one is in front, also after {layer} came"
    await show(page, 20, question=cues["question"], message=cues["message"])
    await heard(page, "painted", revision=20, layers=["question", "message"])
    assert (await pixels(page)).getpixel((300, 300))[0] == 2


async def test_a_new_cue_of_the_same_item_updates_and_another_item_replaces(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"n": 1}))
    await heard(page, "painted", revision=1, layers=["message"])
    assert await diary(page) == [["load", {"n": 1}, "realtime"], ["play", {"n": 1}, True, None]]
    await show(page, 2, cut=False, message=item("diary", "c2", data={"n": 2}))
    await heard(page, "painted", revision=2)
    assert await diary(page) == [["update", {"n": 2}, False]]
    await show(page, 3, cut=True, message=item("diary", "c3", data={"n": 3}))
    await heard(page, "painted", revision=3)
    assert await diary(page) == [["update", {"n": 3}, True]]
    await show(page, 4, cut=False, message=item("diary", "c4", item="i2", data={"n": 4}))
    await heard(page, "painted", revision=4)
    told = await diary(page)
    assert [words for words in told if words[0] != "dispose"] == [
        ["stop", {"n": 3}, None], ["load", {"n": 4}, "realtime"], ["play", {"n": 4}, False, None],
    ], "each has its own animation, and what must go goes first"  # fmt: skip
    assert ["dispose", {"n": 3}] in told
    await show(page, 5, cut=False)
    await heard(page, "painted", revision=5, layers=[])
    assert await diary(page) == [["stop", {"n": 4}, None], ["dispose", {"n": 4}]]


@pytest.mark.parametrize("graphic", ["diary", "noted"], ids=["in the page", "in a frame"])
async def test_what_the_same_cue_says_by_now_is_told_and_a_field_that_is_gone_as_undefined(house, graphic):
    house.drop("noted", DIARY.replace("globalThis.diary ??= []", "[]"))
    page = await house.page()
    await show(page, 1, message=item(graphic, data={"n": 1, "colour": "rgb(0, 0, 200)"}))
    await heard(page, "painted", revision=1, layers=["message"])
    assert (await pixels(page)).getpixel((300, 300)) == (0, 0, 200, 255)
    await show(page, 2, cut=False, message=item(graphic, data={"n": 2}))
    await heard(page, "painted", revision=2)
    assert (await pixels(page)).getpixel((300, 300)) == (200, 30, 30, 255)
    await show(page, 3, cut=False, message=item(graphic, "c3", data={"n": 2}))
    await heard(page, "painted", revision=3)
    if graphic == "diary":
        told = [words[1] for words in await diary(page) if words[0] == "update"]
        assert told == [{"n": 2, "colour": None}], "once, and nothing when nothing is new"


async def test_it_is_told_how_large_the_picture_is_and_that_there_is_no_network(house):
    script = DIARY.replace("load({ data, renderType })", "load({ data, renderType, renderCharacteristics: of })")
    house.drop("told", script.replace('say("load", data, renderType)', 'say("load", of)'), own=True)
    page = await house.page()
    await show(page, 1, message=item("told"))
    await heard(page, "painted", revision=1, layers=["message"])
    of = {"resolution": {"width": 1920, "height": 1080}, "accessToPublicInternet": False}
    assert (await diary(page))[0] == ["load", of]


async def test_an_update_is_painted_once_its_late_letters_let_its_words_in(house):
    page = await house.page()
    await page.route("**/late.woff2", lambda route: None)  # they never come, and the graphic waits for a while
    await page.evaluate("void document.fonts.add(new FontFace('Golos Text Variable', 'url(/late.woff2)'))")
    await page.evaluate("""() => stage.addEventListener("painted", () => heard.push({ type: "words",
        said: stage.shadowRoot.querySelector("ograf-lower-third").shadowRoot.textContent }))""")
    for revision, name in enumerate(("Айдана", "Елена"), 1):
        await show(page, revision, cut=False, lower_third=item("lower-third", data={"name": name}))
        await heard(page, "painted", revision=revision, layers=["lower-third"])
    said = [h["said"] for h in await page.evaluate("heard") if h["type"] == "words"]
    assert ["Айдана" in said[0], "Елена" in said[-1]] == [True, True]


async def test_a_picture_that_changed_without_a_revision_is_shown(house):
    """Preview has none."""
    page = await house.page()
    await show(page, 0, message=item("diary", data={"n": 1}))
    await heard(page, "painted", revision=0, layers=["message"])
    await show(page, 0, message=item("diary", data={"n": 2}))
    await until(lambda: page.evaluate("diary.at(-1)[1].n === 2"), "it is told")


async def test_the_same_item_in_another_graphic_is_another_one(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"n": 1}))
    await heard(page, "painted", revision=1)
    await diary(page)
    await show(page, 2, cut=False, message=item("plate", "c2"))
    await heard(page, "painted", revision=2, layers=["message"])
    assert [words[0] for words in await diary(page)] == ["stop", "dispose"]


@pytest.mark.parametrize(("revision", "cut"), [(2, True), (3, False)], ids=["a cut", "a revision was missed"])
async def test_without_animation_nothing_is_stopped_slowly(house, revision, cut):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"n": 1, "leaves": 5_000}))
    await heard(page, "painted", revision=1)
    await diary(page)
    await show(page, revision, cut=cut, message=item("diary", "c2", item="i2", data={"n": 2}))
    await heard(page, "painted", revision=revision)
    assert sorted(words[0] for words in await diary(page)) == ["dispose", "load", "play"]
    assert await page.evaluate("stage.shadowRoot.querySelectorAll('ograf-diary').length") == 1


async def test_a_program_told_again_changes_nothing(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"n": 1}))
    await heard(page, "painted", revision=1)
    await page.evaluate("heard.splice(0)")
    for _ in range(3):
        await show(page, 1, message=item("diary", data={"n": 1}))
    await never(page, "painted", 500)
    assert len(await diary(page)) == 2


async def test_what_goes_is_gone_while_what_comes_still_loads(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={}), ticker=item("diary", "c9", item="i9"))
    await heard(page, "painted", revision=1)
    await page.evaluate("""() => { window.stale = 0; const look = () => { const old = stage.shadowRoot
        .querySelector('[data-layer="message"] ograf-diary'); stale += old?.checkVisibility() && old.data.slow !== 700;
        requestAnimationFrame(look); }; window.look = look; }""")
    await show(page, 2, message=item("diary", "c2", item="i2", data={"slow": 700}))
    await page.evaluate("look()")
    await heard(page, "painted", revision=2, layers=["message"])
    assert await page.evaluate("stale") == 0


async def test_one_taken_off_while_it_loads_is_never_seen(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"slow": 3_000}))
    await until(lambda: page.evaluate("globalThis.diary?.length > 0"), "it loads")
    await show(page, 2)
    await heard(page, "painted", revision=2, layers=[])
    await asyncio.sleep(3.2)
    assert [words[0] for words in await diary(page)] == ["load", "dispose"]
    assert await box(page) is None


async def test_a_revision_that_comes_while_it_loads_is_what_is_played(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"slow": 3_000, "n": 1}))
    await until(lambda: page.evaluate("globalThis.diary?.length > 0"), "it loads")
    await show(page, 2, cut=False, message=item("diary", "c2", data={"n": 2}))
    await heard(page, "painted", revision=2, layers=["message"])
    assert [words[:2] for words in await diary(page)] == [
        ["load", {"slow": 3_000, "n": 1}], ["update", {"slow": None, "n": 2}], ["play", {"slow": None, "n": 2}],
    ]  # fmt: skip


async def test_a_slow_layer_holds_up_no_other(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"slow": 7_000}), ticker=item("plate", "c2", item="i2"))

    async def stands() -> bool:
        return await box(page) == BOX

    await until(stands, "the quick one is there", 6.5)


async def test_a_layer_hides_by_itself_by_the_servers_clock(house):
    page = await house.page()
    await page.clock.install(time=1_000_000)
    await page.evaluate("stage.clock = () => Date.now() + 5_000")
    ends = 1_000_000_000 + 5_000 + 600_000
    ground = item("diary", "c2", item="i2", data={})
    await show(page, 1, message=item("diary", data={"leaves": 400}, until=ends), question=ground)
    await heard(page, "painted", revision=1, layers=["question", "message"])
    await page.clock.fast_forward(300_000)
    await diary(page)
    assert {h["type"]: h["layers"] for h in await page.evaluate("heard")} == {"painted": ["question", "message"]}
    await page.clock.fast_forward(300_100)
    await heard(page, "painted", revision=1, layers=["question"])
    told = await diary(page)
    assert told[0] == ["stop", {"leaves": 400}, None], "with its own animation, and without a new revision"
    await show(page, 2, cut=False, message=item("diary", until=ends), question=ground)
    await heard(page, "painted", revision=2, layers=["question"])
    await show(page, 3, cut=False, message=item("diary", until=ends + 600_000), question=ground)
    await heard(page, "painted", revision=3, layers=["question", "message"])


async def test_an_hour_that_is_put_off_hides_nothing(house):
    page = await house.page()
    await page.clock.install(time=1_000)
    await show(page, 1, message=item("diary", until=1_300_000))
    await heard(page, "painted", revision=1, layers=["message"])
    await show(page, 2, message=item("diary", until=1_900_000))
    await heard(page, "painted", revision=2)
    await page.clock.fast_forward(400_000)
    assert [words[0] for words in await diary(page)] == ["load", "play"]
    await page.clock.fast_forward(600_000)
    await heard(page, "painted", layers=[])


async def test_a_clock_that_is_set_right_hides_what_is_past(house):
    page = await house.page()
    now = await page.evaluate("Date.now()")
    await show(page, 1, message=item("diary", until=now + 600_000))
    await heard(page, "painted", revision=1, layers=["message"])
    await page.evaluate("stage.clock = () => Date.now() + 601_000")
    await heard(page, "painted", revision=1, layers=[])


async def test_fields_of_the_clock_are_told_in_this_machines_time(house):
    page = await house.page()
    await page.evaluate("stage.clock = () => Date.now() + 90_000")
    await show(page, 1, message=item("diary", data={"at": 1_000_000, "other": 5}))
    await heard(page, "painted", revision=1)
    ((_, data, _), _) = await diary(page)
    assert (abs(data["at"] - 910_000) <= 2, data["other"]) == (True, 5)
    await show(page, 2, message=item("diary", "c2", data={"at": 2_000_000}))
    await heard(page, "painted", revision=2)
    ((_, data, _),) = await diary(page)
    assert abs(data["at"] - 1_910_000) <= 2


async def test_what_was_killed_is_dark_at_once_and_until_a_later_take(house):
    page = await house.page()
    first = item("diary", data={"leaves": 5_000}, taken=1)
    await show(page, 1, message=first, ticker=item("diary", "c2", item="i2", taken=3))
    await heard(page, "painted", revision=1, layers=["message", "ticker"])
    await diary(page)
    await show(page, 1, cut=False, killed=2, message=first, ticker=item("diary", "c2", item="i2", taken=3))
    await heard(page, "painted", revision=1, layers=["ticker"])
    assert [words[0] for words in await diary(page)] == ["dispose"], "without an animation"
    await show(page, 2, cut=False, killed=2, message=first)
    await heard(page, "painted", revision=2, layers=[])
    await show(page, 3, killed=2, message={**first, "id": "c3", "taken": 3})
    await heard(page, "painted", revision=3, layers=["message"])


async def test_the_panic_key_also_ends_what_is_on_its_way_out(house):
    page = await house.page()
    await show(page, 1, message=item("diary", data={"leaves": 5_000}))
    await heard(page, "painted", revision=1)
    await show(page, 2, cut=False)
    await heard(page, "painted", revision=2)
    assert await box(page) == BOX, "it is still leaving"
    await show(page, 3, cut=True, killed=2)
    await heard(page, "painted", revision=3)
    assert await box(page) is None


async def test_steps_and_actions_are_part_of_what_is_to_be_seen(house):
    page = await house.page()
    await show(page, 1, message=item("diary", step=2))
    await heard(page, "painted", revision=1)
    assert (await diary(page))[1] == ["play", {}, True, 2]
    await show(page, 2, cut=False, message=item("diary", step=3))
    await heard(page, "painted", revision=2)
    assert await diary(page) == [["play", {}, False, 3]]
    wink = {"id": "wink", "payload": {"eye": "left"}, "count": 1}
    for revision, count in ((3, 1), (4, 1), (5, 2)):
        await show(page, revision, cut=False, message=item("diary", step=3, action={**wink, "count": count}))
        await heard(page, "painted", revision=revision)
    assert await diary(page) == [["custom", "wink", {"eye": "left"}, False]] * 2


async def test_nothing_is_painted_before_its_frames_have_been(house):
    page = await house.page()
    await page.evaluate(
        "window.kept = requestAnimationFrame; window.requestAnimationFrame = (f) => (window.held = f, 1)"
    )
    await show(page, 1, message=item("plate"))
    await never(page, "painted", 600)
    for _ in range(2):
        await until(lambda: page.evaluate("Boolean(window.held)"), "it waits for a frame")
        assert await page.evaluate("heard.length") == 0
        await page.evaluate("{ const f = held; window.held = undefined; f(0); }")
    await heard(page, "painted", revision=1)


@pytest.mark.parametrize("graphic", ["diary", "plate"], ids=["in the page", "in a frame"])
async def test_a_hidden_stage_has_painted_nothing(house, graphic):
    page = await house.page()
    await page.evaluate("stage.hidden = true")
    await show(page, 1, message=item(graphic))
    await never(page, "painted", 1_000)
    await page.evaluate("stage.hidden = false")
    await heard(page, "painted", revision=1, layers=["message"])


async def test_a_revision_that_was_overtaken_is_not_told_as_painted(house):
    page = await house.page()
    await page.evaluate(
        """(cue) => { for (let revision = 1; revision <= 50; revision++) {
        stage.program = { revision, layers: { message: { ...cue, id: `c${revision}` } }, cut: true, killed: 0 }; } }""",
        item("diary"),
    )
    await heard(page, "painted", revision=50)
    assert [h["revision"] for h in await page.evaluate("heard")] == [50]


async def test_a_graphic_dropped_in_later_is_found(house):
    page = await house.page()
    await show(page, 1, message=item("later"))
    await heard(page, "alarm", layer="message", graphic="later", what="there is no such graphic: later")
    await heard(page, "painted", revision=1, layers=[], failed=["message"])
    house.drop("later", PLATE)
    await heard(page, "painted", revision=1, layers=["message"], failed=[])
    await heard(page, "recovered", layer="message")
    assert await box(page) == BOX


async def test_a_stage_taken_out_of_the_page_and_put_back_shows_the_present(house):
    page = await house.page()
    await show(page, 1, message=item("diary"))
    await heard(page, "painted", revision=1)
    await page.evaluate("{ window.parentOfIt = stage.parentNode; stage.remove(); }")
    await show(page, 2, message=item("plate", "c2", item="i2"))
    await page.evaluate("parentOfIt.append(stage)")
    await heard(page, "painted", revision=2, layers=["message"])
    assert await page.evaluate("stage.shadowRoot.querySelectorAll('ograf-diary, iframe').length") == 1
