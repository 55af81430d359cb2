"""Staff at their seats in the running house: links, and questions that came in."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page

from qa.question import Question
from qa.receipts import ENTROPY, code, question_id
from studio import office
from studio.events import OFFICE
from studio.people import Role, Seat
from studio.redis_air import Knock, RedisAir
from tests.browser.house import Briefing, done
from tests.waiting import until


def hook(page: Page, name: str) -> Locator:
    """What carries this name for tests."""
    return page.locator(f'[data-test="{name}"]')


async def axe_clean(page: Page) -> None:
    """Fails with the rule and the element for everything that axe finds on the page as it is."""
    found = (await Axe().run(page)).response["violations"]
    assert found == [], [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"]]) for v in found]


async def link(briefing: Briefing, role: Role, name: str) -> str:
    """The link of an invite that the office has just made."""
    secret = secrets.token_hex(32)
    above = role in {"owner", "archivist"}
    seat = Seat(role=role, name=name, briefing=None if above else briefing.id)
    done(await office.invite(briefing.act("owner", OFFICE), secret, seat))
    return f"{briefing.base}/join#{secret}"


@asynccontextmanager
async def audience(redis_url: str) -> AsyncIterator[RedisAir]:
    """The inbox, as the gateway reaches it."""
    air = RedisAir.connect(redis_url)
    try:
        yield air
    finally:
        await air.aclose()


async def asked(briefing: Briefing, air: RedisAir, *texts: str, **fields: Any) -> list[Question]:
    """Puts questions into the inbox, each from a viewer of its own, and waits until the desk has numbered them."""
    for text in texts:
        author, command = secrets.token_hex(16), secrets.token_hex(8)
        body = json.dumps({"type": "ask", "id": command, "text": text, **fields}).encode()
        knock = Knock(
            "ask", author, command, "", question_id(author, command), code(secrets.token_bytes(ENTROPY)), body
        )  # fmt: skip
        (result,) = await air.knock(briefing.id, [knock])
        assert result.ok, result
    wanted = set(texts)

    async def numbered() -> bool:
        return wanted <= {q.wordings[0].text for q in await briefing.questions()}

    await until(numbered, "the desk process numbered all questions")
    return [await briefing.question(text) for text in texts]
