"""What stands on the layers, in the console: exactly one goes, what hides says when, a typo is mended on air."""

from __future__ import annotations

import contextlib
import io
import os
import signal
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from overlays import console
from overlays.program import Place
from qa import desk
from qa.moderation import Draft
from tests.browser.control_room import (
    CONSOLE,
    Line,
    Room,
    in_preview,
    item,
    layer,
    moments,
    on_air,
    painted,
    revision,
)
from tests.browser.graphics import pixels, same
from tests.browser.house import done
from tests.browser.staff import asked, audience, hook, link
from tests.waiting import until
from web.cli_graphics_browser import captured
from web.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Жер кезегін қайдан тексеруге болады?", "Почему приём граждан перенесли?", "Where is the budget of my school?")
NEWS = {"items": ["Тікелей эфир", "Сұрақ қоюға болады"], "language": "kk"}


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def on(room: Room, screen: str = "main") -> set[str]:
    """The layers that have something, in the store."""
    return set((await room.program(screen)).layers)


async def stands(room: Room, *layers: str) -> None:
    """Waits until these layers, and no others, have something in the store."""

    async def there() -> bool:
        return await on(room) == set(layers)

    await until(there, f"{layers} are on air")


async def test_exactly_one_goes_by_its_tile_and_clear_is_about_the_last(room):
    (question,) = await room.approved(TEXTS[0])
    ticker = await room.prepared("ticker", "Жаңалық", **NEWS)
    clock = await room.prepared("countdown", "5:00", seconds=300)
    page = await room.console()
    for one in (question.id, ticker, clock):
        await room.take(one)
    await room.reports()
    for name, says in {"question": "№ 1", "ticker": "Жаңалық", "countdown": "5:00"}.items():
        await expect(layer(page, name)).to_contain_text(says)
        await expect(layer(page, name)).to_have_attribute("data-state", "painted")
    await expect(layer(page, "lower-third")).to_have_attribute("data-state", "empty")
    await layer(page, "ticker").locator(".off").click()
    await stands(room, "question", "countdown")
    await expect(hook(page, "clear")).to_have_attribute("data-layer", "countdown")
    await page.keyboard.press("Escape")
    await stands(room, "question")
    await expect(layer(page, "countdown")).to_have_attribute("data-state", "empty")
    await expect(hook(page, "clear")).to_have_attribute("data-layer", "question")


async def test_a_digit_chooses_what_clear_is_about(room):
    (question,) = await room.approved(TEXTS[0])
    ticker = await room.prepared("ticker", "Жаңалық", **NEWS)
    page = await room.console()
    await room.take(question.id)
    await room.take(ticker)
    await expect(hook(page, "clear")).to_have_attribute("data-layer", "ticker")
    await page.keyboard.press("1")
    await expect(layer(page, "question")).to_have_attribute("data-chosen", "")
    await expect(hook(page, "clear")).to_contain_text("Question")
    await page.keyboard.press("Escape")
    await stands(room, "ticker")


async def test_questions_hide_after_the_consoles_choice_unless_kept(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await page.locator('[data-test="hide"][data-seconds="10"]').click()
    await item(page, first).click()
    await expect(hook(page, "preview")).to_contain_text("auto 10 s")
    await page.locator('[data-test="hide"][data-seconds="20"]').click()
    await expect(hook(page, "preview")).to_contain_text("auto 20 s")  # also what is in preview already
    await hook(page, "take").click()
    await on_air(page, first)
    await expect(layer(page, "question").locator('[data-test="auto"]')).to_contain_text("auto 1")
    await expect(hook(page, "program")).to_contain_text("s left")
    assert (await room.program()).layers["question"].hide_after_s == 20
    await page.keyboard.press("k")

    async def kept() -> bool:
        return (await room.program()).layers["question"].until is None

    await until(kept, "it stays")
    await expect(hook(page, "keep")).to_have_count(0)
    await page.reload()
    await expect(page.locator('[data-test="hide"][data-seconds="20"]')).to_have_attribute("aria-pressed", "true")
    await page.locator('[data-test="hide"][data-seconds=""]').click()
    await item(page, second).click()
    await in_preview(page, second)
    assert (await room.program()).preview.hide_after_s is None


async def test_what_has_hidden_by_itself_is_gone_by_the_servers_clock(room):
    (question,) = await room.approved(TEXTS[0])
    line = Line()
    page = await room.console(route=(CONSOLE, line.between))
    await page.clock.install(time=(now() + 3_600_000) / 1000)  # this machine's clock is an hour ahead
    await page.reload()
    await expect(item(page, question)).to_be_visible()  # its line is open
    await room.take(question.id, hide_after_s=7)
    await on_air(page, question)
    line.deaf = '"views"'  # nobody tells it that the time is over
    await expect(layer(page, "question").locator('[data-test="auto"]')).to_be_visible()
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")
    await expect(layer(page, "question")).to_have_attribute("data-state", "empty")
    await expect(item(page, question).locator(".text")).not_to_have_attribute("aria-current", "true")


async def test_a_countdown_is_paused_started_lengthened_and_set_on_air(room):
    clock = await room.prepared("countdown", "5:00", seconds=300)
    page = await room.console()
    await room.take(clock)
    tile = layer(page, "countdown")
    await tile.locator('[data-test="time-run"]').click()

    async def left() -> int:
        data = (await room.program()).layers["countdown"].data
        return data["left_ms"] if "left_ms" in data else -data["ends_at"]

    async def paused() -> bool:
        return await left() > 0

    await until(paused, "it stands")
    before = await left()
    await tile.locator('[data-test="time-more"]').click()

    async def longer() -> bool:
        return await left() == before + 60_000

    await until(longer, "a minute more")
    await tile.locator('[data-test="time-less"]').click()
    await tile.locator('[data-test="time-less"]').click()

    async def shorter() -> bool:
        return await left() == before - 60_000

    await until(shorter, "two minutes less")
    await tile.locator('[data-test="time-set"]').click()
    await page.locator('[data-test="time-form"] input').fill("soon")
    await page.keyboard.press("Enter")
    await expect(hook(page, "time-form")).to_be_visible()  # that is no time
    await page.locator('[data-test="time-form"] input').fill("2:30")
    await page.keyboard.press("Enter")
    await expect(tile).to_contain_text("2:30")
    await expect(hook(page, "sheet")).to_be_hidden()
    assert await left() == 150_000
    await tile.locator('[data-test="time-run"]').click()

    async def runs() -> bool:
        return 140_000 < -await left() - now() <= 150_000

    await until(runs, "it runs")
    await expect(tile).to_contain_text("2:2")


def shown(page: Page, monitor: str):
    """What the monitor's stage is told to show: items by layer."""
    return (
        hook(page, monitor)
        .locator("tynda-stage")
        .evaluate("(s) => Object.fromEntries(Object.entries(s.program.layers).map(([l, c]) => [l, c.item]))")
    )


async def test_preview_is_what_program_will_be(room):
    first, second, _ = await room.approved(*TEXTS)
    ticker = await room.prepared("ticker", "Жаңалық", **NEWS)
    page = await room.console()
    await room.take(first.id)
    program = await room.take(ticker)
    await expect(item(page, ticker).locator(".text")).to_have_attribute("aria-current", "true")
    await item(page, second).click()
    await in_preview(page, second)
    assert await shown(page, "preview") == {"question": second.id, "ticker": ticker}
    place = Place(screen="main", layer="ticker", cue=program.layers["ticker"].id)
    done(await console.hide(room.live.act("producer"), place, 1))
    await expect(layer(page, "ticker")).to_have_attribute("data-state", "empty")  # it has hidden by itself

    async def without() -> bool:
        return await shown(page, "preview") == {"question": second.id}

    await until(without, "what is gone from air is gone from preview")
    await item(page, ticker).click()
    await in_preview(page, ticker)
    assert await shown(page, "preview") == {"question": first.id, "ticker": ticker}


async def test_preview_is_the_screens_picture_after_the_take_to_the_pixel(room):
    (question,) = await room.approved(TEXTS[0], name="Айдана", region="Қызылорда облысы")
    third = await room.prepared("lower-third", "Айгүл", name="Айгүл Сейітқызы", title="Қоғамдық қабылдау")
    screen = await room.screen()
    # So wide that a monitor is as large as the screen: then nothing is scaled.
    page = await room.console(viewport={"width": 4386, "height": 1900})
    await room.take(third)
    await item(page, question).click()
    await in_preview(page, question)
    stage = hook(page, "preview").locator("tynda-stage")
    before: list[Image.Image] = []

    async def still() -> bool:
        before.append(Image.open(io.BytesIO(await captured(stage.screenshot))).convert("RGBA"))
        return len(before) > 1 and same(before[-1], before[-2]) and before[-1].getpixel((200, 930)) != (16, 25, 36, 255)

    await until(still, "preview stands", 60)
    await hook(page, "take").click()
    await painted(screen, 2)
    card = (120, 860, 1800, 950)

    async def equal() -> bool:
        return same(before[-1].crop(card), (await pixels(screen)).crop(card))

    await until(equal, "the screen shows what preview showed", 60)


async def edited(room: Room, question, text: str, by: str = "moderator", language: str = "kk") -> None:
    """A wording that is approved at once, by this person."""
    act = room.live.act(by)
    done(await desk.edit(act, f"edit-{now()}", question.id, Draft(text, language), True))


async def test_a_typo_on_air_is_mended_by_a_wording_that_somebody_approved(room):
    (question,) = await asked(room.live, room.air, "Жер кезегін қайдан тексеруге болды?")
    tablet = await room.page(await link(room.live, "moderator", "Дана Мұрат"), viewport={"width": 1024, "height": 768})
    page = await room.console()
    await expect(page.locator('[data-test="present"][data-seat="desk"]')).to_have_attribute(
        "title", "Дана Мұрат, moderator's desk"
    )
    dana = await tablet.evaluate("JSON.parse(document.getElementById('page').textContent).person")
    done(await desk.approve(room.live.act(dana), "decision-1", question.id, 0))
    await room.take(question.id, hide_after_s=600)
    before = (await room.program()).layers["question"]
    await expect(hook(page, "offer")).to_have_count(0)
    await edited(room, question, TEXTS[0], dana)
    await expect(hook(page, "offer")).to_contain_text("A new wording was approved by Дана Мұрат:")
    await expect(hook(page, "offer")).to_contain_text(TEXTS[0])
    await page.keyboard.press("u")

    async def mended() -> bool:
        return (await room.program()).layers["question"].text == TEXTS[0]

    await until(mended, "the new wording is on air")
    after = (await room.program()).layers["question"]
    assert (after.item, after.until) == (before.item, before.until)
    assert not (await room.program()).cut, "with the update's animation"
    await expect(hook(page, "offer")).to_have_count(0)
    await edited(room, question, "Где проверить очередь?", dana, "ru")
    await expect(hook(page, "program")).to_have_attribute("data-question", question.id)
    await moments(page)
    await expect(hook(page, "offer")).to_have_count(0)  # another language is no correction


async def test_what_does_not_fit_is_seen_before_and_refused(room):
    (long,) = await room.approved("語" * 500)
    small, fits = await room.approved("Щ" * 500, TEXTS[0])
    page = await room.console()
    await expect(item(page, long)).to_contain_text("too long")
    await item(page, long).click()
    await in_preview(page, long)
    await expect(hook(page, "preview").locator("h2")).to_contain_text("too long: can't be taken")
    await expect(hook(page, "preview-warning")).to_contain_text("would be cut")
    await page.keyboard.press("Space")
    await expect(hook(page, "refusal")).to_contain_text("too long for its graphic")
    assert await revision(room) == 0
    await item(page, small).click()
    await expect(hook(page, "preview").locator("h2")).to_contain_text("in small type")
    await edited(room, fits, "語" * 500, language="ru")
    await item(page, fits).locator(".text").click()
    chips = hook(page, "preview").get_by_role("group").get_by_role("button")
    await expect(chips).to_have_text(["kaz fits", "rus too long: can't be taken"])


async def test_a_prepared_item_that_was_changed_since_is_put_into_preview_anew(room):
    message = await room.prepared("message", "Хабар", text="Үзіліс", style="plate")
    page = await room.console()
    await item(page, message).click()
    await in_preview(page, message)
    await room.prepared("message", "Хабар", id=message, text="Үзіліс 10 минут", style="plate")
    await expect(hook(page, "preview-warning")).to_contain_text("It has changed since")
    await page.keyboard.press("Space")
    await expect(hook(page, "refusal")).to_contain_text("no longer approved")
    await hook(page, "cue-again").click()
    await expect(hook(page, "preview-warning")).to_have_count(0)
    await page.keyboard.press("Space")
    await stands(room, "message")
    assert (await room.program()).layers["message"].data["text"] == "Үзіліс 10 минут"


async def test_a_graphic_that_fails_is_seen_in_preview(room):
    missing = await room.prepared("weather-map", "Ауа райы", town="Алматы")
    page = await room.console()
    await item(page, missing).click()
    await expect(hook(page, "preview-warning")).to_contain_text("failed")
    await expect(hook(page, "preview-warning")).to_contain_text("weather-map")


@contextlib.contextmanager
def store_away(pid: int) -> Iterator[None]:
    """The store answers nobody."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_the_panic_key_works_while_the_store_is_away_and_a_take_is_on_its_way(room, demo):
    first, second, _ = await room.approved(*TEXTS)
    screen, page = await room.screen(), await room.console()
    await room.take(first.id)
    await painted(screen, 1)
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)
    with store_away(demo.said["pids"]["valkey"]):
        await page.keyboard.press("Space")
        await page.keyboard.press("F12")
        await expect(hook(page, "program")).to_contain_text("Nothing is on air.")
        await expect(hook(page, "notice")).to_have_attribute("data-notice", "dark")
        await expect(hook(page, "notice")).to_contain_text("It will be logged when the store is back")
    await expect(hook(page, "notice")).to_have_count(0)  # logged by now

    async def logged() -> bool:
        return (await room.program()).killed >= 1 and not console.program.on_air(await room.program(), now())

    await until(logged, "the kill stands in the log, and nothing taken before it is on air")


async def test_the_panic_key_is_for_every_screen(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await room.take(first.id)
    await room.take(second.id, "hall")
    await on_air(page, first)
    await expect(item(page, second)).to_contain_text("hall")  # where it is on air
    await page.keyboard.press("F12")
    await stands(room)

    async def hall() -> bool:
        return not (await room.program("hall")).layers

    await until(hall, "the other screen is dark too")


async def test_without_a_line_the_panic_key_says_where_the_other_one_is(room):
    (question,) = await room.approved(TEXTS[0])
    line = Line("panic")
    page = await room.console(route=(CONSOLE, line.between))
    await room.take(question.id)
    await on_air(page, question)
    await page.context.set_offline(True)
    await expect(hook(page, "offline")).to_contain_text("panic key on the screen's own page")
    await page.keyboard.press("F12")
    await expect(hook(page, "notice")).to_contain_text("Press the panic key on the screen's own page.")
    await page.wait_for_timeout(3_100)  # past the time for which a press means this moment
    await page.context.set_offline(False)
    await expect(hook(page, "refusal")).to_contain_text("Not dark.")
    await expect(hook(page, "notice")).to_have_count(0)
    await on_air(page, question)
    line.lost.clear()
    await hook(page, "clear-all").click()
    await stands(room)
