"""Renews the reference pictures: look at `git diff` with your own eyes before you keep them."""

from __future__ import annotations

import asyncio

from tests.browser.pictures.camera import STANDS, camera
from tests.browser.pictures.compare import keep, path
from tests.browser.pictures.samples import LOOKS


async def main() -> None:
    """Every look, in every language, short and long."""
    for name, look in LOOKS.items():
        async with camera(look.graphic) as taken:
            for sample, data in look.clean().items():
                await taken.stage(data)
                keep(await taken.shot(STANDS), path(name, sample))


asyncio.run(main())
