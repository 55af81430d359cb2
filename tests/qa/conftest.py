"""A house for each log."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from studio.events import BriefingRevised, IntakeSet
from studio.log_memory import MemoryLog
from studio.redis_air import RedisAir
from studio.redis_log import RedisLog
from tests.qa.house import NO_LIMITS, House
from tests.qa.samples import DETAILS


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.integration)])
async def house(request: pytest.FixtureRequest, briefing: str) -> AsyncIterator[House]:
    if request.param == "memory":
        log = MemoryLog()
        house = House(log, log, None, briefing)
        await house.announce(BriefingRevised(details=DETAILS), IntakeSet(intake="open"))
        yield house
        return
    valkey = request.getfixturevalue("valkey")
    log, staff = RedisLog.connect(valkey.url("desk")), RedisLog.connect(valkey.url("web"))
    air = RedisAir.connect(valkey.url("gateway"), NO_LIMITS)
    house = House(log, staff, air, briefing)
    await house.announce(BriefingRevised(details=DETAILS), IntakeSet(intake="open"))
    yield house
    for port in (log, staff, air):
        await port.aclose()
