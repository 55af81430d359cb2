"""Who sits where: said, renewed, taken back, and nothing after the end."""

from __future__ import annotations

from studio.briefing import KEY, Details
from studio.events import BriefingEnded, BriefingOpened, BriefingRevised
from studio.kinds import KINDS
from studio.log import Act, Done, decode
from studio.log_memory import MemoryLog
from studio.presence import PRESENT_MS, Sitter, present

AT = 1_760_000_000_000
ME = Sitter("console", "АС", "Айгүл Сейітқызы")


async def test_a_colleague_is_there_and_leaves_and_says_no_more_after_the_end():
    log = MemoryLog()
    act = Act(log, KINDS, "b1", "p1", AT)
    details = Details(slug="hearing", title={"kk": "Тыңдау"}, starts_at=AT)
    assert isinstance(await act.commit([KEY], lambda _: [BriefingRevised(details=details), BriefingOpened()]), Done)

    async def record():
        k = "presence/p1"
        return decode(KINDS, k, (await log.read("b1", [k]))[k])

    assert isinstance(await present(act, ME), Done)
    assert (await record()).until == AT + PRESENT_MS
    assert ((await record()).seat, (await record()).initials, (await record()).name) == ME
    assert "Сейітқызы" not in log.shelves["b1"].log[-1].entry.model_dump_json()
    assert isinstance(await present(act, ME, here=False), Done)
    assert (await record()).until == AT
    await act.commit([KEY], lambda _: [BriefingEnded()])
    said = await present(act, ME)
    assert isinstance(said, Done)
    assert said.events == ()
