"""While the store is away, a receipt is answered from the archive."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.reading import Told, receipt

pytestmark = pytest.mark.integration


@pytest.fixture
def valkey(own_valkey: Any) -> Any:
    """A store that this test may kill."""
    return own_valkey


async def test_a_receipt_is_shown_from_the_archive(own_valkey: Any, web: Any, briefing: str):
    from studio.redis_log import RedisLog

    log = RedisLog.connect(own_valkey.admin_url)
    told = Told(web, log, briefing)
    await told.begin()
    await told.goes_on()
    async with told.archived():
        pass
    await own_valkey.embedded.kill()
    page = await web.http.get(f"/r/{receipt(3)}?lang=en", timeout=20)
    assert page.status_code == 200
    assert 'data-state="rejected"' in page.text
    merged = await web.http.get(f"/r/{receipt(6)}?lang=en", timeout=20)
    assert 'data-state="answered"' in merged.text
    unknown = await web.http.get(f"/r/{receipt(99)}?lang=en", timeout=20)
    assert unknown.status_code == 404
    await log.aclose()
