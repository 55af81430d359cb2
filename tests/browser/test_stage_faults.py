"""Sabotage: a graphic that throws, refuses, hangs or answers nonsense is an alarm, goes, comes back; the rest stays.

Everything is tried in the page, where the house's own graphics run, and in a frame, where those dropped in do.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.stages import BOX, PLATE, World, box, heard, item, never, show, world
from tests.waiting import until

pytestmark = pytest.mark.browser

CARD = item("question-card", "q1", item="q1", data={"text": "Неге?", "language": "kk"})
HOWS = {
    "throws": 'throw new Error("boo")',
    "rejects": 'return Promise.reject(new Error("boo"))',
    "refuses": 'return { statusCode: 550, statusMessage: "boo" }',
    "hangs": "return new Promise(() => {})",
}
ELSEWHERE = {
    "callback": 'async playAction() { requestAnimationFrame(() => { throw new Error("boo"); }); }',
    "timer": 'async playAction() { setTimeout(() => { throw new Error("boo"); }, 50); }',
    "promise": 'async playAction() { void Promise.reject(new Error("boo")); }',
    "constructor": 'constructor() { super(); throw new Error("boo"); }',
}
MODULES = {
    "nonsense": "this is no script",
    "throwing": 'throw new Error("boo");',
    "empty": "export const a = 1;",
    "no-element": "export default class {}",
    "half": "export default class extends HTMLElement { async load() {} }",
}
ANSWERS = ["7", '"yes"', "null", "{}", '{ statusCode: "200" }', "[]"]
PLACES = pytest.mark.parametrize("own", [True, False], ids=["in the page", "in a frame"])


@pytest.fixture
async def house(tmp_path, browser):
    async with world(tmp_path, browser) as found:
        yield found


def subclass(body: str) -> str:
    """A plate with something of its own."""
    return PLATE.replace("export default class", "class Plate") + f"\nexport default class extends Plate {{ {body} }}"


async def opened(house: World) -> Page:
    """A page with a question on it, which must stay there."""
    page = await house.page()
    await show(page, 1, question=CARD)
    await heard(page, "painted", revision=1, layers=["question"])
    return page


async def card_alone(page: Page) -> None:
    """The question is there, and nothing of the plates."""

    async def alone() -> bool:
        found = await box(page)
        return found is not None and found[1] > BOX[3]

    await until(alone, "the card alone is on the pixels")


def each(names: Any, suffix: str = "", **more: Any) -> dict[str, Any]:
    """Every graphic on a layer of its own, named as it is."""
    return {name: item(name, f"{name}{suffix}", item=name, **more) for name in names}


async def all_off(page: Page, revision: int, names: Any) -> None:
    """Each has raised its alarm and is off the picture, and the question stays."""
    for name in names:
        await heard(page, "alarm", 30_000, layer=name, graphic=name)
    told = await heard(page, "painted", 30_000, revision=revision, layers=["question"])
    assert set(told["failed"]) <= set(names)
    await card_alone(page)


@PLACES
@pytest.mark.parametrize("method", ["load", "playAction"])
async def test_one_that_fails_as_it_comes_goes_and_the_rest_stays(house, own, method):
    names = [how for how in HOWS if method == "load" or how != "hangs"]  # nobody waits for what moves for ever
    for how in names:
        house.drop(how, subclass(f"{method}() {{ {HOWS[how]}; }}"), own=own)
    page = await opened(house)
    await show(page, 2, question=CARD, **each(names))
    await all_off(page, 2, names)
    whats = {h["layer"]: h["what"] for h in await page.evaluate("heard") if h["type"] == "alarm"}
    assert {whats.pop("hangs", "it does not end: load")} == {"it does not end: load"}
    assert whats == {"throws": "boo", "rejects": "boo", "refuses": "550 boo"}


@PLACES
async def test_one_that_fails_while_it_stands_goes_and_the_rest_stays(house, own):
    names = []
    for method in ("updateAction", "customAction"):
        for how in ("throws", "rejects", "refuses"):
            names.append(f"{method}-{how}")
            house.drop(names[-1], subclass(f"{method}() {{ {HOWS[how]}; }}"), own=own)
    page = await opened(house)
    await show(page, 2, question=CARD, **each(names))
    await heard(page, "painted", 30_000, revision=2, layers=["question", *sorted(names)], failed=[])
    await show(page, 3, question=CARD, **each(names, "-again", data={"text": "?"}, action={"id": "wink", "count": 1}))
    await all_off(page, 3, names)
    assert {h["what"] for h in await page.evaluate("heard") if h["type"] == "alarm"} == {"boo", "550 boo"}


@PLACES
async def test_one_that_fails_on_its_way_out_is_gone_all_the_same(house, own):
    names = []
    for method in ("stopAction", "dispose"):
        for how, body in HOWS.items():
            names.append(f"{method}-{how}")
            house.drop(names[-1], subclass(f"{method}() {{ {body}; }}"), own=own)
    page = await opened(house)
    await show(page, 2, question=CARD, **each(names))
    await heard(page, "painted", 30_000, revision=2, layers=["question", *sorted(names)], failed=[])
    await show(page, 3, cut=False, question=CARD)
    await all_off(page, 3, names)
    for name in names:
        await heard(page, "recovered", layer=name)
    assert await page.evaluate("stage.shadowRoot.querySelectorAll('.layer > *').length") == 1


@PLACES
async def test_one_that_throws_outside_of_its_methods_is_found_too(house, own):
    for name, body in ELSEWHERE.items():
        house.drop(name, subclass(body), own=own)
    page = await opened(house)
    await show(page, 2, question=CARD, **each(ELSEWHERE))
    await all_off(page, 2, ELSEWHERE)
    whats = {h["what"] for h in await page.evaluate("heard") if h["type"] == "alarm"}
    assert whats == {"boo"}


@PLACES
async def test_of_a_letter_that_was_cut_in_half_a_sign_is_left(house, own):
    """Half of one is no text that a server takes, and the screen's line would end with it."""
    house.drop("wordy", subclass(f"""load() {{ throw new Error("{"x" * 199}😀"); }}"""), own=own)
    page = await house.page()
    await show(page, 1, message=item("wordy"))
    alarm = await heard(page, "alarm", layer="message")
    assert alarm["what"] == "x" * 199 + "\ufffd"


@PLACES
async def test_what_is_no_graphic_is_an_alarm(house, own):
    for name, script in MODULES.items():
        house.drop(name, script, own=own)
    page = await opened(house)
    await show(page, 2, question=CARD, **each(MODULES))
    await all_off(page, 2, MODULES)


@PLACES
async def test_an_odd_answer_that_is_no_refusal_is_taken_as_well(house, own):
    names = [f"answer-{n}" for n in range(len(ANSWERS))]
    for name, answer in zip(names, ANSWERS, strict=True):
        house.drop(name, subclass(f"async playAction() {{ await super.playAction(); return {answer}; }}"), own=own)
    page = await house.page()
    await show(page, 1, **each(names))
    await heard(page, "painted", revision=1, layers=names, failed=[])
    assert await box(page) == BOX
    await never(page, "alarm", 500)


@PLACES
async def test_what_failed_is_tried_again_without_animation_and_recovers(house, own):
    script = subclass("""async load({ data }) { this.data = data;
      if (!(await fetch(import.meta.url.replace("main.mjs", "well.json"))).ok) throw new Error("boo"); }
      async playAction(params) { if (params.skipAnimation) await super.playAction(params); }""")
    house.drop("plate", script, own=own)
    page = await opened(house)
    await show(page, 2, cut=False, question=CARD, message=item("plate"))
    await heard(page, "alarm", layer="message")
    await heard(page, "painted", revision=2, layers=["question"], failed=["message"])
    ((house.own if own else house.dropped) / "plate" / "well.json").write_text("{}")
    await heard(page, "recovered", layer="message")
    await heard(page, "painted", revision=2, layers=["question", "message"], failed=[])
    found = await box(page)
    assert found is not None
    assert found[1] == BOX[1]


@PLACES
async def test_another_take_ends_the_fault_at_once(house, own):
    house.drop("broken", subclass('load() { throw new Error("boo"); }'), own=own)
    house.drop("plate", own=own)
    page = await opened(house)
    await show(page, 2, question=CARD, message=item("broken"))
    await heard(page, "alarm", layer="message")
    await show(page, 3, question=CARD, message=item("plate", "c2", item="i2"))
    await heard(page, "painted", revision=3, layers=["question", "message"], failed=[])
    await heard(page, "recovered", layer="message")


async def test_a_question_is_painted_although_a_broken_graphic_is_being_tried_again(house):
    house.drop("broken", subclass("load() { return new Promise(() => {}); }"), own=True)
    page = await opened(house)
    await show(page, 2, question=CARD, ticker=item("broken"))
    await heard(page, "alarm", 30_000, layer="ticker")
    await until(lambda: page.evaluate("stage.shadowRoot.querySelector('ograf-broken') !== null"), "it is tried again")
    began = await page.evaluate("Date.now()")
    await show(page, 3, question={**CARD, "id": "q2", "data": {"text": "Қашан?"}}, ticker=item("broken"))
    told = await heard(page, "painted", revision=3, layers=["question"], failed=["ticker"])
    assert told["at"] - began < 5_000, "it waits for what is wanted and new, not for what is broken"
