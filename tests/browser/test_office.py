"""The office in a real Chromium: a briefing from its first word to its end, and links that open once."""

from __future__ import annotations

import re
import secrets

import httpx
import pytest
from playwright.async_api import Page, expect

from studio.briefing import Briefing as Record
from studio.events import OFFICE
from studio.log import decode
from studio.people import Person
from studio.records import key
from tests.browser.staff import axe_clean, hook, link
from tests.waiting import until
from web.kinds import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
async def front(scheduled, seat):
    """Opens the office for an owner of the running house."""

    async def open_(*, locale: str = "en-GB", width: int = 1280, height: int = 800) -> Page:
        page = await seat(await link(scheduled, "owner", "Сәуле Оспанова"), width=width, height=height, locale=locale)
        await expect(hook(page, "new-briefing")).to_be_visible()
        return page

    return open_


@pytest.fixture
async def office(scheduled, front):
    """The office with the test's own briefing chosen."""

    async def open_(**options) -> Page:
        page = await front(**options)
        await page.locator(f'[data-briefing="{scheduled.id}"]').click()
        await expect(page.locator("#course")).to_be_visible()
        return page

    return open_


async def record(house_log, briefing: str) -> Record:
    k = key("briefing", "briefing")
    found: Record = decode(KINDS, k, (await house_log.read(briefing, [k]))[k])
    return found


async def people(house_log, briefing: str | None) -> list[Person]:
    _, stored = await house_log.scan(OFFICE, ["person"])
    found = [decode(KINDS, k, s) for k, s in stored.items()]
    return [p for p in found if p.briefing == briefing]


async def test_a_briefing_goes_live_pauses_opens_and_ends(scheduled, office, house_log):
    page = await office()
    await expect(hook(page, "end-briefing")).to_be_disabled()
    await hook(page, "open-briefing").click()
    intake = hook(page, "intake")
    await expect(intake).to_have_attribute("data-state", "open")
    for name, state in (("pause-intake", "paused"), ("open-intake", "open"), ("close-intake", "closed")):
        await hook(page, name).click()
        await expect(intake).to_have_attribute("data-state", state)
        assert (await record(house_log, scheduled.id)).intake == state
    await hook(page, "end-briefing").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("can't be undone")
    await dialog.get_by_role("button").first.click()
    await expect(dialog).to_have_count(0)
    assert (await record(house_log, scheduled.id)).state == "live"
    await hook(page, "end-briefing").click()
    await dialog.get_by_role("button").last.click()
    await expect(page.get_by_role("link", name="Record in the archive")).to_be_visible()
    assert (await record(house_log, scheduled.id)).state == "ended"
    await expect(page.locator('[id="title.kk"]')).to_be_disabled()
    await page.locator("#recording").fill("https://video.example/1")
    await page.locator("#offset").fill("-0:01:30")
    await hook(page, "save-briefing").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    details = (await record(house_log, scheduled.id)).details
    assert (str(details.recording_url), details.recording_offset_ms) == ("https://video.example/1", -90_000)


async def test_a_new_briefing_is_written_field_by_field(front, house_log):
    token = secrets.token_hex(4)
    page = await front()
    await hook(page, "new-briefing").click()
    await page.locator('[id="title.kk"]').fill(f"Ашық бюджет {token}")
    await expect(page.locator("#slug")).to_have_value(f"ashyq-byudzhet-{token}")
    await page.locator('[id="title.ru"]').fill(f"Открытый бюджет {token}")
    await page.locator("#starts").fill("2027-03-01T15:30")
    await page.get_by_label("English", exact=True).and_(page.get_by_role("checkbox")).uncheck()
    await page.get_by_role("button", name="Add a speaker").click()
    await page.locator('[id="speakers.0.name"]').fill("Айгүл Сейітқызы")
    await page.locator('[id="speakers.0.office.ru"]').fill("Приёмная")
    await page.get_by_role("button", name="Add a reason").click()
    await page.locator('[id="reasons.0.en"]').fill("Off topic")
    await page.locator("#player").fill("https://player.example/live")
    await hook(page, "save-briefing").click()
    mine = hook(page, "briefing").filter(has_text=token)
    await expect(mine).to_have_attribute("aria-current", "true")
    details = (await record(house_log, await mine.get_attribute("data-briefing") or "")).details
    assert details.title == {"kk": f"Ашық бюджет {token}", "ru": f"Открытый бюджет {token}"}
    assert details.languages == ("kk", "ru")
    assert [(s.name, s.office) for s in details.speakers] == [("Айгүл Сейітқызы", {"ru": "Приёмная"})]
    assert [r.text for r in details.reasons] == [{"en": "Off topic"}]
    assert str(details.player_url) == "https://player.example/live"
    assert await page.evaluate(f"new Date({details.starts_at}).toString().slice(4, 21)") == "Mar 01 2027 15:30"


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_sent(scheduled, office, house_log):
    page = await office()
    before = await record(house_log, scheduled.id)
    wrong = {
        "slug": ("Bad Slug", "small Latin letters"),
        "player": ("http://player.example", "begins with https://"),
        "recording": ("ftp://recording.example", "begins with https://"),
        "offset": ("an hour", "Hours, minutes and seconds"),
        "title.ru": ("я" * 201, "At most 200 characters"),
    }
    for name, (text, _) in wrong.items():
        await page.locator(f'[id="{name}"]').fill(text)
    await page.locator('[id="speakers.0.name"]').fill(" ")
    await hook(page, "save-briefing").click()
    for name, (_, words) in {**wrong, "speakers.0.name": ("", "Fill this in")}.items():
        await expect(page.locator(f'[id="{name}-fault"]')).to_contain_text(words)
        await expect(page.locator(f'[id="{name}"]')).to_have_attribute("aria-invalid", "true")
    await expect(page.locator('[id="title.ru"]')).to_be_focused()
    assert await record(house_log, scheduled.id) == before


async def test_an_address_that_is_taken_is_said_at_its_field(scheduled, live, office):
    page = await office()
    await page.locator("#slug").fill(live.slug)
    await hook(page, "save-briefing").click()
    await expect(page.locator("#slug-fault")).to_have_text(re.compile("Another briefing has this address"))
    await expect(page.locator("#slug")).to_have_value(live.slug)


async def test_a_link_is_shown_once_with_its_code_and_opens_the_seat_once(scheduled, office, seat, house_log):
    page = await office()
    await page.locator("#role").select_option("moderator")
    await hook(page, "invite").click()
    await expect(page.locator("#who-fault")).to_have_text("Fill this in.")
    await page.locator("#who").fill("Дана Мұрат")
    await hook(page, "invite").click()
    url = await hook(page, "invite-url").input_value()
    await expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await expect(page.locator("dialog[open]")).to_have_count(0)
    assert url.partition("#")[2] not in await page.content()
    row = hook(page, "person").filter(has_text="Дана Мұрат")
    await expect(row).to_have_attribute("data-state", "invited")
    tablet = await seat(url, width=1024, height=768, locale="en-GB")
    await expect(tablet.get_by_role("tab")).to_have_count(3)
    await expect(row).to_have_attribute("data-state", "joined")
    (person,) = await people(house_log, scheduled.id)
    assert (person.name, person.initials, person.role) == ("Дана Мұрат", "ДМ", "moderator")
    late = await seat(url, locale="en-GB")
    await expect(late.get_by_role("heading")).to_have_text("The seat was not opened")
    await expect(late.get_by_role("status")).to_contain_text("was opened before")
    box = await late.get_by_role("status").bounding_box()
    assert box
    assert box["x"] > 0, "words stand clear of the edge"


async def test_a_revoked_seat_is_cut_and_says_so(scheduled, office, seat):
    url = await link(scheduled, "moderator", "Тимур Әлиев")
    tablet = await seat(url, width=1024, height=768, locale="en-GB")
    await expect(tablet.get_by_role("tab")).to_have_count(3)
    page = await office()
    row = hook(page, "person").filter(has_text="Тимур Әлиев")
    await row.get_by_role("button").click()
    await page.get_by_role("dialog").get_by_role("button").last.click()
    await expect(tablet.get_by_role("alert")).to_contain_text("Your seat has ended")
    await expect(row).to_have_attribute("data-state", "revoked")


async def test_a_screens_key_is_made_in_the_same_place(scheduled, office, seat):
    page = await office()
    await page.locator("#role").select_option("screen")
    await page.locator("#who").fill("OBS 1")
    await hook(page, "invite").click()
    url = await hook(page, "invite-url").input_value()
    assert "/screen#" in url
    await page.keyboard.press("Escape")
    await expect(hook(page, "person").filter(has_text="OBS 1")).to_have_attribute("data-state", "key")


async def test_a_programs_key_is_shown_once_works_with_its_scope_and_is_revoked(scheduled, office):
    page = await office()
    await page.locator("#role").select_option("control")
    await page.locator("#scope").select_option("operate")
    await page.locator("#who").fill("Stream Deck")
    await hook(page, "invite").click()
    key = await hook(page, "api-key").input_value()
    address = await page.get_by_text("/api/v1").inner_text()
    await axe_clean(page)
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert key not in await page.content()
    row = hook(page, "person").filter(has_text="Stream Deck")
    await expect(row).to_have_attribute("data-state", "key")
    await expect(row).to_contain_text("API key, may put things on air")
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=address.rpartition(" ")[2], headers=headers) as program:
        state = (await program.get("/state")).json()
        assert state["briefing"] == scheduled.id
        assert (await program.post("/screens/main/clear-all")).status_code == 200
        await row.get_by_role("button").click()
        await page.get_by_role("dialog").get_by_role("button").last.click()
        await expect(row).to_have_attribute("data-state", "revoked")
        assert (await program.get("/state")).status_code == 401


async def test_one_can_not_lock_oneself_out(office):
    page = await office()
    me = hook(page, "person").filter(has_text="this is you")
    await expect(me).to_have_count(1)
    await expect(me.get_by_role("button")).to_have_count(0)


async def test_what_is_done_offline_is_sent_once_and_a_draft_survives(scheduled, office, house_log):
    page = await office()
    await page.locator('[id="title.en"]').fill("A new title")
    await page.context.set_offline(True)
    await hook(page, "save-briefing").click()
    await expect(hook(page, "offline")).to_contain_text("is sent, once")
    assert (await record(house_log, scheduled.id)).details.title["en"] != "A new title"
    await page.context.set_offline(False)

    async def saved() -> bool:
        return (await record(house_log, scheduled.id)).details.title["en"] == "A new title"

    await until(saved, "the new title was saved")
    await expect(page.get_by_text("Saved.")).to_be_visible()


async def test_a_colleagues_change_is_told_before_it_is_replaced(scheduled, office):
    mine, theirs = await office(), await office()
    await mine.locator('[id="title.en"]').fill("Mine")
    await theirs.locator('[id="title.ru"]').fill("Чужое")
    await hook(theirs, "save-briefing").click()
    await expect(theirs.get_by_text("Saved.")).to_be_visible()
    await expect(mine.get_by_text("A colleague has changed this briefing meanwhile")).to_be_visible()
    await hook(mine, "discard-briefing").click()
    await expect(mine.locator('[id="title.ru"]')).to_have_value("Чужое")


@pytest.mark.parametrize(("locale", "width"), [("kk-KZ", 390), ("ru-RU", 1280), ("en-GB", 768)])
async def test_axe_finds_nothing_and_nothing_is_cut_off(office, locale, width):
    page = await office(locale=locale, width=width)
    await axe_clean(page)
    await page.locator("#slug").fill("Bad Slug")
    await hook(page, "save-briefing").click()
    await expect(page.locator("#slug-fault")).to_be_visible()
    await axe_clean(page)
    await page.locator("#who").fill("Дана")
    await hook(page, "invite").click()
    await expect(hook(page, "invite-url")).to_be_visible()
    await axe_clean(page)
    await page.evaluate("document.fonts.ready")
    assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_a_reason_taken_from_the_list_is_kept_out_of_the_form_and_in_the_record(scheduled, office, house_log):
    page = await office()
    await page.get_by_role("button", name="Add a reason").click()
    await page.locator('[id="reasons.1.en"]').fill("Asked twice")
    await page.locator('[id="reasons.1.en"]').press("Enter")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.get_by_role("button", name="Remove: Not about this topic").click()
    await hook(page, "save-briefing").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    kept = (await record(house_log, scheduled.id)).details.reasons
    assert [(r.text["en"], r.retired) for r in kept] == [("Asked twice", False), ("Not about this topic", True)]
    await page.reload()
    await page.locator(f'[data-briefing="{scheduled.id}"]').click()
    await expect(page.locator('[id="reasons.0.en"]')).to_have_value("Asked twice")
    await expect(page.locator(".reason")).to_have_count(1)
    await page.locator('[id="title.en"]').fill("Another title")
    await hook(page, "save-briefing").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert (await record(house_log, scheduled.id)).details.reasons == kept
