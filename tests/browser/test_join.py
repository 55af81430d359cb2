"""Joining in a real Chromium: links that are opened at the same time."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.browser.staff import link

pytestmark = [pytest.mark.browser, pytest.mark.integration]


async def test_links_opened_at_once_each_keep_their_seat(live, seat):
    """Each join makes a new session out of the one before: two at once would leave only one of the two seats."""
    first = await seat("about:blank", width=1280)
    pages = [first, *[await first.context.new_page() for _ in range(3)]]
    urls = [await link(live, role, "Айгүл") for role in ("moderator", "producer", "speaker", "owner")]
    await asyncio.gather(*(page.goto(url, wait_until="commit") for page, url in zip(pages, urls, strict=True)))
    for page in pages:
        await page.wait_for_url(re.compile(r"/(desk|console|speaker|office)"))
    for page in pages:
        answer = await page.reload()
        assert answer is not None
        assert answer.status == 200
