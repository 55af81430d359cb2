"""Makes the pictures of the README from the running product: `uv run python docs/screenshots.py`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = Path(__file__).parent / "images"
PORT = 8400
SIZES = {
    "viewer": (390, 844), "moderator": (1024, 768), "producer": (1440, 810),
    "screen": (1920, 1080), "speaker": (1280, 720), "office": (1280, 800),
}  # fmt: skip
FILES = {"moderator": "desk", "producer": "console"}
QUESTIONS = (
    ("kk", "Жер кезегін қайдан тексеруге болады?", "Айдана", "Қызылорда облысы"),
    ("kk", "Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді?", "", ""),
    ("ru", "Почему приём граждан перенесли на вторую половину дня?", "Марат", "Караганда"),
    ("en", "Where can I see how my school's budget was spent?", "", "Almaty"),
    ("ru", "Когда откроют фронт-офис в Темиртау?", "", "Темиртау"),
)


def hook(page: Page, name: str) -> Any:
    """The elements with this `data-test`."""
    return page.locator(f'[data-test="{name}"]')


def ask(browser: Browser, url: str, question: tuple[str, str, str, str]) -> Page:
    """Asks as a viewer of one's own, and waits for the receipt."""
    language, text, name, region = question
    width, height = SIZES["viewer"]
    page = browser.new_context(viewport={"width": width, "height": height}, has_touch=True, locale="kk-KZ").new_page()
    page.goto(url)
    hook(page, f"lang-{language}").click()
    if name or region:
        hook(page, "ask-who").click()
        page.locator('input[name="name"]').fill(name)
        page.locator('input[name="region"]').fill(region)
    hook(page, "ask-text").fill(text)
    hook(page, "ask-send").click()
    expect(hook(page, "ask-receipt").first).to_be_visible()
    return page


def play(browser: Browser, urls: dict[str, str]) -> dict[str, Page]:
    """Five questions, three approved, one on air and one in preview."""
    pages = {}
    for seat, (width, height) in SIZES.items():
        if seat != "viewer":
            context = browser.new_context(viewport={"width": width, "height": height}, locale="ru-RU")
            pages[seat] = context.new_page()
            pages[seat].goto(urls[seat])
    viewers = [ask(browser, urls["viewer"], question) for question in QUESTIONS]
    for _, text, *_ in QUESTIONS[:3]:
        hook(pages["moderator"], "desk-card").filter(has_text=text).first.click()
        expect(hook(pages["moderator"], "desk-open")).to_contain_text(text)
        hook(pages["moderator"], "approve").first.click()
        expect(hook(pages["producer"], "rundown-item").filter(has_text=text).first).to_be_visible()
    for _, text, *_ in QUESTIONS[:2]:
        hook(pages["producer"], "rundown-item").filter(has_text=text).first.click()
        expect(hook(pages["producer"], "preview").first).to_contain_text(text[:20])
        if text == QUESTIONS[0][1]:
            hook(pages["producer"], "take").first.click()
            expect(hook(pages["producer"], "tally").first).to_have_attribute("data-state", "painted")
    hook(pages["moderator"], "desk-card").filter(has_text=QUESTIONS[3][1]).first.click()
    expect(hook(pages["moderator"], "desk-open")).to_contain_text(QUESTIONS[3][1])
    return pages | {"viewer": viewers[1]}


def main() -> None:
    """Starts a demo, plays, and writes `docs/images/`."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        demo = subprocess.Popen(
            [ROOT / "tynda", "demo", "--json", "--port", str(PORT), "--data", data], stdout=subprocess.PIPE, text=True
        )
        try:
            assert demo.stdout is not None
            urls = json.loads(demo.stdout.readline())["urls"]
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            pages = play(browser, urls)
            for seat, page in pages.items():
                page.wait_for_timeout(1200)  # animations
                page.screenshot(path=IMAGES / f"{FILES.get(seat, seat)}.png", omit_background=seat == "screen")
            hook(pages["producer"], "answered").first.click()
            hook(pages["office"], "end-briefing").first.click()
            pages["office"].get_by_role("dialog").get_by_role("button").last.click()
            archive = browser.new_page(viewport={"width": 1000, "height": 750}, locale="ru-RU")
            archive.goto(urls["archive"])
            while not hook(archive, "record-question").count():
                archive.wait_for_timeout(200)
                archive.reload()
            archive.screenshot(path=IMAGES / "archive.png")
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(10)


if __name__ == "__main__":
    sys.exit(main())
