"""Chromiums for the tests: one for the whole run, that tests connect to, and one of its own for whoever needs it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from anyio.from_thread import start_blocking_portal
from playwright.async_api import Browser, async_playwright

from tests import machine
from tests.ports import unused_port

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--site-per-process",
]  # fmt: skip


@asynccontextmanager
async def launched(*flags: str) -> AsyncIterator[Browser]:
    """A Chromium of one's own."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=machine.chromium(), args=[*FLAGS, *flags])
        yield browser
        await browser.close()


@contextmanager
def shared() -> Iterator[str]:
    """The address of a Chromium that tests connect to, each from a loop of its own: a start costs a second or two."""
    port = unused_port()
    chromium = launched(f"--remote-debugging-port={port}")
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(chromium):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Browser]:
    """That Chromium, as one test sees it: contexts of its own, all gone when the test is over."""
    async with async_playwright() as play:
        browser = await play.chromium.connect_over_cdp(address)
        yield browser
        for context in browser.contexts[1:]:
            await context.close()
        await browser.close()
