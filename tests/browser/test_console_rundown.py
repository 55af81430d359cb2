"""The rundown under a hand: prepared, changed, passed over, duplicated, removed; what matters stays in sight."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from overlays.rundown import Item
from tests.browser.control_room import Room, in_preview, item, moments, on_air, revision, rows
from tests.browser.staff import audience, hook
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Жер кезегін қайдан тексеруге болады?", "Почему приём граждан перенесли?", "Where is the budget of my school?")


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def order(room: Room, *wanted: str) -> None:
    """Waits until the rules order the rundown so."""

    async def so() -> bool:
        return await room.order() == list(wanted)

    await until(so, f"the rundown is {wanted}")


async def the_new(room: Room, count: int = 1) -> Item:
    """The latest prepared item, once there are so many."""

    async def there() -> bool:
        return len([i for i in await room.items() if i.hash]) == count

    await until(there, f"{count} prepared items stand in the rundown")
    return [i for i in await room.items() if i.hash][-1]


async def form(page: Page, kind: str) -> None:
    """Opens the form of a kind of item."""
    await hook(page, "add").click()
    await page.locator(f'[data-test="prepare"][data-kind="{kind}"]').click()
    await expect(page.locator(f'[data-test="form"][data-kind="{kind}"]')).to_be_visible()


def field(page: Page, name: str):
    return page.locator(f'[data-test="form"] [name="{name}"]')


KINDS = [
    ("ticker", {"items": "Тікелей эфир\n\n Сұрақ қоюға болады "}, "ticker", "Тікелей эфир",
     {"items": ["Тікелей эфир", "Сұрақ қоюға болады"]}),
    ("countdown", {"seconds": "1:30", "label": "До начала"}, "countdown", "1:30 До начала",
     {"seconds": 90, "label": "До начала"}),
    ("message", {"title": "Назар аударыңыз", "text": "Үзіліс"}, "message", "Назар аударыңыз",
     {"title": "Назар аударыңыз", "text": "Үзіліс", "style": "plate"}),
    ("bumper", {"text": "Көп ұзамай"}, "message", "Көп ұзамай", {"text": "Көп ұзамай", "style": "bumper"}),
    ("lower-third", {"name": "Айгүл", "title": "Қабылдау"}, "lower-third", "Айгүл",
     {"name": "Айгүл", "title": "Қабылдау"}),
    ("question-wall", {}, "question-wall", "Questions from viewers", {"title": "Questions from viewers"}),
]  # fmt: skip


@pytest.mark.parametrize("case", KINDS, ids=[k[0] for k in KINDS])
async def test_each_kind_is_prepared_by_its_form(room, case):
    kind, typed, graphic, title, data = case
    page = await room.console()
    await form(page, kind)
    for name, text in typed.items():
        await field(page, name).fill(text)
    await field(page, "hide").fill("12")
    await hook(page, "save").click()
    made = await the_new(room)
    assert (made.graphic, made.title, made.data, made.hide_after_s) == (graphic, title, {**data, "language": "en"}, 12)
    await expect(hook(page, "sheet")).to_be_hidden()
    await expect(item(page, made.id)).to_contain_text(title)
    await expect(item(page, made.id)).to_contain_text("12 s")


async def test_a_qr_code_leads_to_the_viewers_page_and_its_words_follow_the_language(room):
    page = await room.console()
    await form(page, "qr")
    await expect(field(page, "url")).to_have_value(f"{room.live.base}/b/{room.live.slug}")
    await expect(field(page, "label")).to_have_value("Ask a question")
    await field(page, "language").select_option("kk")
    await expect(field(page, "label")).to_have_value("Сұрақ қою")
    await field(page, "label").fill("Мұнда сұраңыз")
    await field(page, "language").select_option("ru")
    await expect(field(page, "label")).to_have_value("Мұнда сұраңыз")  # somebody wrote that
    await hook(page, "save").click()
    made = await the_new(room)
    assert made.data == {
        "url": f"{room.live.base}/b/{room.live.slug}", "label": "Мұнда сұраңыз", "language": "ru",
    }  # fmt: skip


async def test_another_graphic_has_the_form_that_its_schema_asks_for(room):
    page = await room.console()
    await form(page, "captions")
    await field(page, "lines").fill("бір\nекі")
    await field(page, "position").select_option("top")
    await hook(page, "save").click()
    made = await the_new(room)
    assert (made.graphic, made.layer, made.data) == (
        "captions",
        "captions",
        {"lines": ["бір", "екі"], "position": "top"},
    )


async def test_what_is_wrong_in_a_form_is_said_and_nothing_is_sent(room):
    page = await room.console()
    await form(page, "message")
    await hook(page, "save").click()
    await expect(hook(page, "form").get_by_role("alert")).to_have_text(["Fill this in."])
    await expect(field(page, "text")).to_be_focused()
    await field(page, "text").fill("Үзіліс")
    await field(page, "hide").fill("2")
    await hook(page, "save").click()
    await expect(hook(page, "form").get_by_role("alert")).to_have_text(["From 3 to 3600 seconds."])
    assert await room.items() == []


async def test_a_form_shows_the_picture_as_it_is_typed(room):
    page = await room.console()
    await form(page, "message")
    await field(page, "text").fill("Үзіліс 10 минут")

    async def seen() -> bool:
        words = """(s) => s.shadowRoot.querySelector("ograf-message")?.shadowRoot.textContent ?? "" """
        return "10 минут" in await page.locator('[data-test="form"] tynda-stage').evaluate(words)

    await until(seen, "the graphic shows the words")


async def test_the_speakers_lower_thirds_are_one_tap_away(room):
    page = await room.console()
    await hook(page, "add").click()
    await hook(page, "sheet").get_by_role("group").get_by_role("button", name="Russian").click()
    speaker = page.locator('[data-test="speaker"][data-speaker="aigul"]')
    await expect(speaker).to_contain_text("Общественная приёмная")
    await speaker.click()
    made = await the_new(room)
    assert (made.graphic, made.title) == ("lower-third", "Айгүл Сейітқызы")
    assert made.data == {"name": "Айгүл Сейітқызы", "title": "Общественная приёмная", "language": "ru"}
    await expect(speaker).to_be_disabled()  # it stands there
    await hook(page, "sheet").get_by_role("group").get_by_role("button", name="Kazakh").click()
    await expect(speaker).to_be_enabled()
    await expect(speaker).to_contain_text("Қоғамдық қабылдау")


async def test_a_wall_shows_the_most_voted(room):
    first, second, _ = await room.approved(*TEXTS)
    wall = await room.prepared("question-wall", "Стена", title="Вопросы", language="ru")
    page = await room.console()
    await item(page, wall).click()
    await in_preview(page, wall)
    shown = (await room.program()).preview.data["questions"]
    assert {q["text"] for q in shown} >= {first.wordings[0].text, second.wordings[0].text}
    await page.keyboard.press("Space")
    await expect(page.locator('[data-test="layer"][data-layer="question"]')).to_contain_text("Стена")


async def test_what_is_changed_goes_into_preview_and_the_next_take_brings_it(room):
    message = await room.prepared("message", "Үзіліс", text="Үзіліс", style="plate", extra="kept")
    page = await room.console()
    await item(page, message).locator('[data-test="row-menu"]').click()
    await hook(page, "row-edit").click()
    await expect(field(page, "text")).to_have_value("Үзіліс")
    await page.keyboard.press("Escape")
    await room.take(message)
    await expect(item(page, message).locator(".text")).to_have_attribute("aria-current", "true")
    await item(page, message).locator(".text").focus()
    await page.keyboard.press("e")
    await expect(hook(page, "form")).to_contain_text("It is on air")
    await field(page, "text").fill("Үзіліс 10 минут")
    await hook(page, "save").click()
    await in_preview(page, message)
    await expect(hook(page, "preview")).to_contain_text("10 минут")
    assert (await room.program()).layers["message"].data["text"] == "Үзіліс", "on air it stays as it was"
    await page.mouse.click(700, 20)
    await page.keyboard.press("Space")

    async def brought() -> bool:
        on = (await room.program()).layers["message"]
        return (on.item, on.data["text"], on.data["extra"]) == (message, "Үзіліс 10 минут", "kept")

    await until(brought, "the change is on air")


async def test_an_item_is_passed_over_and_put_back(room):
    first, second, third = await room.approved(*TEXTS)
    page = await room.console()
    await item(page, first).locator('[data-test="row-menu"]').click()
    await hook(page, "row-skip").click()
    await order(room, second.id, third.id, first.id)
    await expect(item(page, first)).to_have_attribute("data-skipped", "")
    assert await rows(page) == [second.id, third.id, first.id]
    await item(page, second).locator(".text").focus()
    await page.keyboard.press("s")
    await expect(item(page, second)).to_have_attribute("data-skipped", "")
    await item(page, first).locator(".text").focus()
    await page.keyboard.press("s")
    await order(room, third.id, first.id, second.id)
    await expect(item(page, first)).not_to_have_attribute("data-skipped", "")
    await item(page, second).click()
    await in_preview(page, second)  # it can be cued all the same


async def test_an_item_is_duplicated_and_a_prepared_one_removed(room):
    (question,) = await room.approved(TEXTS[0])
    ticker = await room.prepared("ticker", "Жаңалық", items=["бір"])
    page = await room.console()
    await item(page, question.id).locator(".text").focus()
    await page.keyboard.press("d")
    await expect(item(page, question)).to_have_count(2)
    again = (await room.order())[1]
    await expect(item(page, again)).to_contain_text("once more")
    await item(page, again).click()
    await in_preview(page, question)
    await page.keyboard.press("Space")
    await on_air(page, question)
    assert (await room.program()).layers["question"].item == again
    await item(page, question.id).locator('[data-test="row-menu"]').click()
    await expect(hook(page, "row-remove")).to_have_count(0)  # its approval is the desk's
    await page.keyboard.press("Escape")
    await expect(hook(page, "sheet")).to_be_hidden()
    assert (await room.program()).layers, "the Escape closed the sheet and took nothing off air"
    await item(page, ticker).locator('[data-test="row-menu"]').click()
    await hook(page, "row-duplicate").click()
    await the_new(room, 3)
    await item(page, ticker).locator(".text").focus()
    await page.keyboard.press("Delete")
    await expect(item(page, ticker)).to_have_count(0)
    await item(page, question.id).locator(".text").focus()
    await page.keyboard.press("Delete")
    await moments(page)
    await expect(item(page, question)).to_have_count(2)


async def test_next_puts_what_comes_after_into_preview(room):
    first, second, third = await room.approved(*TEXTS)
    page = await room.console()
    await expect(item(page, first)).to_contain_text("next")
    await page.keyboard.press("n")
    await in_preview(page, first)
    await page.keyboard.press("n")
    await in_preview(page, second)
    await page.keyboard.press("Space")
    await on_air(page, second)
    await expect(item(page, third)).to_contain_text("next")
    await page.keyboard.press("n")
    await in_preview(page, third)
    assert await revision(room) == 1
    ticker = await room.prepared("ticker", "Жаңалық", items=["бір"])
    await room.take(third.id)
    await expect(item(page, ticker)).to_contain_text("next")  # the show has come to the third
    await room.take(ticker)
    await room.live.clear()
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")
    await expect(item(page, ticker)).not_to_contain_text("next")  # it was shown, beside the show


async def test_a_click_anywhere_on_a_row_puts_it_in_preview(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    box = await item(page, first).bounding_box()
    await page.mouse.click(box["x"] + box["width"] - 60, box["y"] + box["height"] - 3)
    await in_preview(page, first)
    await item(page, second).locator("[data-handle]").click()
    await in_preview(page, second)


async def test_after_a_sheet_the_hand_goes_on_in_the_rundown(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await form(page, "message")
    await field(page, "text").fill("Үзіліс")
    await hook(page, "save").click()
    made = await the_new(room)
    await expect(item(page, made.id).locator(".text")).to_be_focused()
    await page.keyboard.press("Enter")
    await in_preview(page, made.id)
    await page.keyboard.press("ArrowUp")
    await expect(item(page, question).locator(".text")).to_be_focused()


async def in_sight(page: Page, row) -> None:
    """Waits until the row is whole within the list's window."""

    async def inside() -> bool:
        box, frame = await row.bounding_box(), await page.locator("aside ol").bounding_box()
        return frame["y"] - 1 <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"] + 1

    await until(inside, "the row is in sight")


async def test_what_is_on_air_and_what_is_next_never_leave_the_sight(room):
    first, last = await room.approved(TEXTS[0], TEXTS[1])
    for n in range(30):
        await room.prepared("ticker", f"Жаңалық {n}", items=[str(n)])
    page = await room.console()
    await room.take(first.id)
    await on_air(page, first)
    await page.locator("aside ol").evaluate("(l) => l.scrollTo(0, l.scrollHeight)")
    await in_sight(page, item(page, first))
    await in_sight(page, item(page, last))  # the next one
    middle = (await room.order())[20]
    await item(page, middle).click()
    await in_preview(page, middle)
    await page.locator("aside ol").evaluate("(l) => l.scrollTo(0, 0)")
    await in_sight(page, item(page, middle))
    await page.locator("aside ol").evaluate("(l) => l.scrollTo(0, l.scrollHeight)")
    for row in (first, middle):
        await in_sight(page, item(page, row))
    await item(page, last).click()
    await in_preview(page, last)
    await page.locator("aside ol").evaluate("(l) => l.scrollTo(0, l.scrollHeight)")
    for row in (first, last):
        await in_sight(page, item(page, row))
    one, other = await item(page, first).bounding_box(), await item(page, last).bounding_box()
    assert one["y"] + one["height"] <= other["y"] + 1, "neither covers the other"
    await room.live.clear()
    await room.take(middle)  # without a question on air it is what was taken last
    await page.locator("aside ol").evaluate("(l) => l.scrollTo(0, 0)")
    await in_sight(page, item(page, middle))


async def test_what_is_prepared_is_dragged_among_the_questions(room):
    first, second, _ = await room.approved(*TEXTS)
    ticker = await room.prepared("ticker", "Жаңалық", items=["бір"])
    page = await room.console()
    await item(page, ticker).locator(".text").focus()
    await page.keyboard.press("Alt+ArrowUp")
    await page.keyboard.press("Alt+ArrowUp")

    async def moved() -> bool:
        return (await room.order())[:3] == [first.id, ticker, second.id]

    await until(moved, "it went up twice")


async def test_a_refusal_is_told_in_the_sheet(room):
    page = await room.console()
    await form(page, "ticker")
    await field(page, "items").fill("\n".join("語" * 299 for _ in range(20)))
    await hook(page, "save").click()
    await expect(hook(page, "sheet-refusal")).to_contain_text("There is too much text in it.")
    await expect(field(page, "items")).to_be_visible()


async def test_what_was_answered_can_be_put_back(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await room.take(question.id)
    await on_air(page, question)
    await room.live.answered(question.id)
    await expect(item(page, question)).to_have_attribute("data-done", "")
    await item(page, question).locator('[data-test="row-menu"]').click()
    await hook(page, "row-skip").click()  # "put back" by now
    await expect(item(page, question)).not_to_have_attribute("data-done", "")
