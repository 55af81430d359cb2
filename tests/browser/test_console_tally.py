"""The red light, the alarm, and what else the console says of the screens: what their pages say of their pixels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from overlays import paint
from overlays.obs import KEY as OBS
from overlays.obs import Status, reported
from overlays.screens import LEASE_MS, Fault, Report
from studio.log import commit
from tests.browser.control_room import Room, item, on_air, tally
from tests.browser.house import done
from tests.browser.staff import audience, hook
from tests.waiting import until
from web.clock import now
from web.kinds import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Жер кезегін қайдан тексеруге болады?", "Почему приём граждан перенесли?", "Where is the budget of my school?")
THREW = Fault(layer="question", graphic="question-card", what="text is undefined")


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


def chip(page: Page, screen: str):
    return page.locator(f'[data-test="screen"][data-screen="{screen}"]')


async def light(page: Page, state: str, words: str) -> None:
    """On the monitor, in words, and on the screen's chip."""
    await tally(page, state)
    await expect(hook(page, "program").locator(".ack")).to_contain_text(words)
    shown = "on" if state == "dark" else state
    await expect(chip(page, "main")).to_have_attribute("data-light", shown)


async def test_the_light_follows_what_the_pages_say(room):
    """Real records, one after the other; `test_console_rules` holds the rule itself against the server's."""
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await expect(chip(page, "main")).to_have_attribute("data-light", "off")
    await room.reports()
    await light(page, "dark", "")
    await room.take(first.id)
    await light(page, "alarm", "does not confirm")  # late
    await room.reports()
    await light(page, "painted", "on screen, rev. 1")
    await room.reports(page="p2")
    await room.take(second.id)
    await room.reports()
    await light(page, "alarm", "does not confirm")  # the second page shows another revision
    await room.reports(page="p2")
    await light(page, "painted", "rev. 2")
    await expect(chip(page, "main")).to_contain_text("×2")
    await room.reports(page="p2", faults=(THREW,))
    await light(page, "alarm", "Question card failed: text is undefined")
    await room.reports(page="p2", faults=(Fault(layer="ticker", graphic="ticker"),))  # one that isn't on air
    await light(page, "painted", "rev. 2")
    await room.reports(active=False)
    await light(page, "painted", "rev. 2")  # the other page is not in OBS
    await room.reports(page="p2", active=False)
    await light(page, "taken", "No page of the screen is visible")
    await room.reports(active=True)
    await light(page, "painted", "rev. 2")
    for gone in ("p1", "p2"):
        done(await paint.lost(room.live.act("screen"), "main", gone))
    await tally(page, "alarm")
    await expect(hook(page, "program")).to_contain_text("No screen is connected")
    await room.reports(1)
    await room.live.clear()
    await light(page, "alarm", "does not confirm")  # what was shown last should be gone
    await room.reports()
    await light(page, "dark", "")


@pytest.mark.parametrize(
    ("locale", "what", "words"),
    [
        ("ru-RU", "it is not in the page", "её нет на странице"),
        ("kk-KZ", "it is hidden: tynda-stage, opacity 0", "жасырылған: tynda-stage, opacity 0"),
        ("ru-RU", "it answers no more: a frame", "больше не отвечает: отрисовка кадра"),
        ("kk-KZ", "constructor: toString", "constructor: toString"),
        ("ru-RU", "dark by the panic key", "Карточка вопроса: погашено — на странице экрана нажата аварийная клавиша."),
    ],
)
async def test_a_reason_of_the_house_is_told_in_the_readers_language(room, locale, what, words):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console(locale=locale)
    await room.take(question.id)
    await room.reports(faults=(Fault(layer="question", graphic="question-card", what=what),))
    await light(page, "alarm", words)


async def test_a_page_that_nobody_hears_of_any_more_counts_as_gone(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await room.take(question.id)
    ago = replace(room.live.act("screen"), at=now() - LEASE_MS + 7_000)
    done(await paint.painted(ago, "main", Report(page="p1", revision=1)))
    await tally(page, "painted")
    await tally(page, "alarm")  # with no news at all, by the clock
    await expect(chip(page, "main")).to_have_attribute("data-light", "alarm")


async def test_a_screen_that_is_not_looked_at_alarms_as_well(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await room.take(first.id)
    await room.reports()
    await room.reports(screen="hall")
    await room.take(second.id, "hall")
    await expect(chip(page, "hall")).to_have_attribute("data-light", "alarm")
    await tally(page, "painted")
    await expect(chip(page, "main")).to_have_attribute("data-light", "painted")
    await room.reports(screen="hall")
    await expect(chip(page, "hall")).to_have_attribute("data-light", "painted")


LISTEN = """window.tones = 0; const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.tones += 1; return start.apply(this, at); };"""


async def heard(page: Page, tones: int) -> None:
    """Waits until so many tones have sounded."""

    async def enough() -> bool:
        return await page.evaluate("window.tones") >= tones

    await until(enough, f"{tones} tones")


async def test_the_alarm_is_heard_only_where_that_is_wanted_and_until_it_is_over(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await page.add_init_script(LISTEN)
    await page.reload()
    await room.take(question.id)
    await page.locator("h1").click()  # browsers let a page be heard once it was touched
    await tally(page, "alarm")
    await page.wait_for_timeout(500)
    assert await page.evaluate("window.tones") == 0, "silent unless asked for"
    await hook(page, "sound").click()
    await expect(hook(page, "sound")).to_have_attribute("aria-pressed", "true")
    await heard(page, 4)  # and again as long as it stands
    await room.reports()
    await tally(page, "painted")
    before = await page.evaluate("window.tones")
    await page.wait_for_timeout(3_500)
    assert await page.evaluate("window.tones") == before
    await page.reload()
    await expect(hook(page, "sound")).to_have_attribute("aria-pressed", "true")
    await page.locator("h1").click()
    await room.take(question.id)
    await heard(page, 2)
    await page.keyboard.press("m")
    await expect(hook(page, "sound")).to_have_attribute("aria-pressed", "false")


async def test_take_to_painted_is_shown_and_an_absence_is_no_slowness(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    program = await room.take(question.id)
    shown = replace(room.live.act("screen"), at=program.taken_at + 31)
    done(await paint.painted(shown, "main", Report(page="p1", revision=1)))
    await expect(hook(page, "latency")).to_have_text("taken → on screen 31 ms")
    program = await room.take(question.id)
    shown = replace(room.live.act("screen"), at=program.taken_at + 10_500)
    done(await paint.painted(shown, "main", Report(page="p1", revision=2)))
    await tally(page, "painted")
    await expect(hook(page, "latency")).to_have_count(0)


async def obs(room: Room, ago: int = 0, **status) -> None:
    """OBS says how it is, or did so many ms ago."""
    said, at = Status(**status), now() - ago
    done(await commit(room.live.log, KINDS, room.live.id, [OBS], lambda _: reported(None, said, at), at=at, by="obs"))


async def test_obs_is_told_of_once_there_is_something_to_tell(room):
    page = await room.console()
    await expect(hook(page, "sound")).to_be_visible()
    await expect(hook(page, "obs")).to_have_count(0)
    await obs(room, trouble="wrong_password")
    await expect(hook(page, "obs")).to_have_text("OBS not connected")
    await expect(hook(page, "obs")).to_have_attribute("title", "OBS refuses the password. See OBS_PASSWORD.")
    await obs(room, connected=True, fps=59.9, scene="Студия", streaming=True, recording=True, total=100)
    await expect(hook(page, "obs")).to_have_text("OBS: 59.9 fps, dropped 0, stream, recording · Студия")
    await expect(hook(page, "obs")).to_have_attribute("data-state", "on")
    await obs(room, connected=True, fps=60, scene="Студия", streaming=True, reconnecting=True, dropped=7, total=100)
    await expect(hook(page, "obs")).to_contain_text("dropped 7, stream lost, reconnecting")
    await expect(hook(page, "obs")).to_have_attribute("data-state", "late")
    await obs(room, 60_000, connected=True, fps=60, scene="Студия")  # whoever said so has said nothing since
    await expect(hook(page, "obs")).to_have_text("OBS not connected")


async def test_a_real_page_says_so_itself(room):
    (question,) = await room.approved(TEXTS[0])
    screen, page = await room.screen(), await room.console()
    await item(page, question).click()
    await hook(page, "take").click()
    await tally(page, "painted")
    await on_air(page, question)
    await expect(hook(page, "latency")).to_contain_text("ms")

    async def acknowledged() -> bool:
        return (await room.program()).painted == 1

    await until(acknowledged, "the page acknowledged it")
    await screen.context.close()
    await tally(page, "alarm")
