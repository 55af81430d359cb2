"""The producer's use cases over a log: compare-and-set, idempotency, and races decided again."""

from __future__ import annotations

import asyncio

import pytest

from overlays import console, paint
from overlays.cue import content_hash
from overlays.kinds import KINDS as OVERLAYS
from overlays.program import Clock, Place
from overlays.rundown import Content
from overlays.screens import Report, tally
from studio.briefing import Details
from studio.events import Answered, BriefingEnded, BriefingOpened, BriefingRevised, Undone
from studio.kinds import KINDS as STUDIO
from studio.log import Act, Done
from studio.log_memory import MemoryLog
from studio.records import Refusal
from tests.overlays.samples import AT, approved

KINDS = {**STUDIO, **OVERLAYS}
DETAILS = Details(slug="hearing", title={"kk": "Тыңдау"}, starts_at=AT)


class Studio:
    """A log with a live briefing and approved questions, and a producer at it."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        self.commands = 0

    def act(self, by: str = "p1", command: str | None = None, at: int = AT) -> Act:
        self.commands += 1
        return Act(self.log, KINDS, "b1", by, at, command or f"command-{self.commands:04}")

    async def announce(self, *events) -> None:
        assert isinstance(await self.act("m1").commit([], lambda _: list(events)), Done)

    async def record(self, key: str):
        stored = (await self.log.read("b1", [key]))[key]
        return KINDS[key.partition("/")[0]].model.model_validate_json(stored.body) if stored else None

    async def program(self):
        return await self.record("program/main")

    async def cue(self, item: str, **kwargs) -> str:
        outcome = await console.cue(self.act(**kwargs), "main", item)
        assert isinstance(outcome, Done), outcome
        return (await self.program()).preview.id

    async def painted(self, revision: int, at: int = AT) -> Done | Refusal:
        return await paint.painted(self.act("key", at=at), "main", Report(page="page", revision=revision))

    async def prepare(self, item: str, graphic: str, data: dict, **more) -> None:
        hashed = content_hash(graphic, data)
        content = Content(graphic=graphic, layer=graphic, title=item, data=data, hash=hashed, **more)
        assert isinstance(await console.prepare(self.act(), item, content), Done)

    async def on_air(self, item: str, expected: str | None = None) -> str:
        cue = await self.cue(item)
        outcome = await console.take(self.act(), "main", cue, expected)
        assert isinstance(outcome, Done), outcome
        return cue


@pytest.fixture
async def studio() -> Studio:
    studio = Studio()
    await studio.announce(BriefingRevised(details=DETAILS), BriefingOpened())
    for number in (1, 2, 3):
        await studio.announce(approved(f"q{number}", number))
    return studio


async def test_from_the_rundown_to_the_pixels(studio):
    cue = await studio.cue("q1")
    assert isinstance(await console.take(studio.act(), "main", cue, None), Done)
    assert tally(await studio.program(), None, AT + 10) == ("taken", "")
    assert isinstance(await studio.painted(1, AT + 31), Done)
    program, screen = await studio.program(), await studio.record("screen/main")
    assert (tally(program, screen, AT + 40), program.painted_at - program.taken_at) == (("painted", ""), 31)
    assert isinstance(await paint.lost(studio.act("key"), "main", "page"), Done)
    assert tally(program, await studio.record("screen/main"), AT + 50) == ("alarm", "lost")
    assert isinstance(await console.clear(studio.act(), "main", None), Done)
    assert (await studio.program()).layers == {}


async def test_nothing_of_a_text_or_a_name_is_in_the_log(studio):
    await console.take(studio.act(), "main", await studio.cue("q1"), None)
    lines = "".join(logged.entry.model_dump_json() for logged in studio.log.shelves["b1"].log)
    assert '"taken"' in lines
    assert "Неге" not in lines
    assert "Айдана" not in lines


async def test_a_take_after_the_approval_vanished_is_refused_and_air_is_as_before(studio):
    cue = await studio.cue("q1")
    await studio.announce(Undone(question="q1"))
    assert await console.take(studio.act(), "main", cue, None) == Refusal(code="not_approved", key="program/main")
    program = await studio.program()
    assert (program.layers, program.preview.id) == ({}, cue)


async def test_an_undo_between_reading_and_appending_wins(studio):
    cue = await studio.cue("q1")
    append, raced = studio.log.append, False

    async def late(briefing, change):
        nonlocal raced
        if not raced and b'"taken"' in change.entry:
            raced = True
            await studio.announce(Undone(question="q1"))
        return await append(briefing, change)

    studio.log.append = late
    assert (await console.take(studio.act(), "main", cue, None)).code == "not_approved"
    assert raced


async def test_two_producers_take_at_once_and_one_of_them_advances(studio):
    await console.take(studio.act(), "main", on_air := await studio.cue("q1"), None)
    cue = await studio.cue("q2")
    outcomes = await asyncio.gather(
        console.take(studio.act("p1"), "main", cue, on_air), console.take(studio.act("p2"), "main", cue, on_air)
    )
    assert sorted(type(o).__name__ for o in outcomes) == ["Done", "Refusal"]
    assert next(o.code for o in outcomes if isinstance(o, Refusal)) == "moved_on"
    assert (await studio.program()).revision == 2


async def test_a_take_sent_again_is_carried_out_once(studio):
    cue = await studio.cue("q1")
    first = await console.take(studio.act(command="take-0001"), "main", cue, None)
    again = await console.take(studio.act(command="take-0001"), "main", cue, None)
    assert (first.repeated, again.repeated, again.id) == (False, True, first.id)
    assert (await studio.program()).revision == 1


async def test_cue_ids_come_from_the_command_and_the_person(studio):
    ids = {
        await studio.cue("q1", command="cue-0001"),
        await studio.cue("q1", command="cue-0002"),
        await studio.cue("q1", by="p2", command="cue-0003"),
    }
    assert len(ids) == 3


async def test_preview_can_be_emptied(studio):
    await studio.cue("q1")
    assert isinstance(await console.cue(studio.act(), "main", None), Done)
    assert (await studio.program()).preview is None
    assert (await console.take(studio.act(), "main", "c", None)).code == "nothing_in_preview"
    assert (await console.cue(studio.act(), "main", "q9")).code == "not_approved"


async def test_after_the_end_air_can_only_be_emptied(studio):
    await console.take(studio.act(), "main", on_air := await studio.cue("q1"), None)
    cue = await studio.cue("q2")
    await studio.announce(BriefingEnded())
    assert (await console.take(studio.act(), "main", cue, on_air)).code == "ended"
    assert (await console.cue(studio.act(), "main", "q3")).code == "ended"
    assert isinstance(await console.clear(studio.act(), "main", None, cut=True), Done)
    assert isinstance(await studio.painted(2), Done)


async def test_moves(studio):
    async def order():
        _, stored = await studio.log.scan("b1", ("item",))
        items = [KINDS["item"].model.model_validate_json(s.body) for s in stored.values()]
        return [i.id for i in sorted(items, key=lambda i: i.rank)]

    assert isinstance(await console.move(studio.act(), "q3", "q1"), Done)
    assert await order() == ["q3", "q1", "q2"]
    assert isinstance(await console.move(studio.act(at=AT + 5), "q1", None), Done)
    assert await order() == ["q3", "q2", "q1"]
    assert (await console.move(studio.act(), "q9", None)).code == "not_found"
    # Two at once into the same gap: both arrive there, on different ranks.
    await asyncio.gather(console.move(studio.act("p1"), "q1", "q2"), console.move(studio.act("p2"), "q3", "q2"))
    assert (await order())[2] == "q2"


async def test_what_is_prepared_goes_on_air_as_it_stands_in_the_list(studio):
    await studio.prepare("i1", "message", {"text": "Үзіліс"}, hide_after_s=9)
    cue = await studio.cue("i1")
    await studio.prepare("i1", "message", {"text": "Жалғасады"})
    assert (await console.take(studio.act(), "main", cue, None)).code == "not_approved", "it was changed since"
    await studio.on_air("i1")
    (on,) = (await studio.program()).layers.values()
    assert (on.data, on.question, on.layer) == ({"text": "Жалғасады"}, None, "message")
    assert isinstance(await console.remove(studio.act(), "i1"), Done)
    assert (await console.cue(studio.act(), "main", "i1")) == Refusal(code="not_found", key="item/i1")
    lines = "".join(logged.entry.model_dump_json() for logged in studio.log.shelves["b1"].log)
    assert "Жалғасады" not in lines


async def test_the_same_question_twice_in_the_list(studio):
    assert isinstance(await console.duplicate(studio.act(command="again-01"), "q1"), Done)
    _, stored = await studio.log.scan("b1", ("item",))
    (second,) = (k.partition("/")[2] for k in stored if k.partition("/")[2] not in {"q1", "q2", "q3"})
    await studio.on_air(second)
    (on,) = (await studio.program()).layers.values()
    assert (on.item, on.question, on.text) == (second, "q1", "Неге?")


async def test_skip_and_put_back(studio):
    assert isinstance(await console.skip(studio.act(), "q1"), Done)
    assert (await studio.record("item/q1")).skipped
    assert isinstance(await console.put_back(studio.act(at=AT + 9), "q1"), Done)
    assert not (await studio.record("item/q1")).skipped


async def test_a_wall_is_made_when_it_is_cued_and_falls_with_any_of_its_wordings(studio):
    await studio.prepare("w", "question-wall", {"title": "Топ", "language": "kk"})
    assert isinstance(await console.duplicate(studio.act(command="again-01"), "q3"), Done)
    await studio.announce(Answered(question="q3"))
    cue = await studio.cue("w")
    preview = (await studio.program()).preview
    assert [(r["text"], r["votes"]) for r in preview.data["questions"]] == [("Неге?", 0), ("Неге?", 0)]
    await studio.announce(Undone(question="q2"))
    assert (await console.take(studio.act(), "main", cue, None)).code == "not_approved"
    await studio.on_air("w")
    assert [d.events for d in await console.drop(studio.act(), "q1")]
    program = await studio.program()
    assert (program.layers, await console.drop(studio.act(), "q1")) == ({}, [])


async def test_a_wall_without_questions_is_not_cued(studio):
    await studio.prepare("w", "question-wall", {"title": "Топ"})
    await studio.announce(Undone(question="q1"), Undone(question="q2"), Undone(question="q3"))
    assert await console.cue(studio.act(), "main", "w") == Refusal(code="nothing_to_show", key="item/w")


async def test_dropping_a_question_empties_the_previews_that_hold_it(studio):
    await studio.cue("q1")
    assert await console.drop(studio.act(), "q2") == []
    assert len(await console.drop(studio.act(), "q1")) == 1
    assert (await studio.program()).preview is None


async def test_a_typo_on_air(studio):
    on = await studio.on_air("q1")
    await studio.announce(approved("q1", 1, text="Неге олай?", revision=1))
    place = Place(screen="main", layer="question", cue=on)
    assert isinstance(await console.revise(studio.act(), place), Done)
    program = await studio.program()
    assert (program.layers["question"].text, program.revision) == ("Неге олай?", 2)
    assert (await console.revise(studio.act(), place)).code == "moved_on"
    nowhere = Place(screen="hall", layer="question", cue=on)
    assert (await console.revise(studio.act(), nowhere)).code == "moved_on"


async def test_a_clock_on_air(studio):
    await studio.prepare("i1", "countdown", {"label": "Жауап", "seconds": 60})
    place = Place(screen="main", layer="countdown", cue=await studio.on_air("i1"))
    assert isinstance(await console.time(studio.act(at=AT + 10_000), place, Clock(action="pause")), Done)
    assert (await studio.program()).layers["countdown"].data["left_ms"] == 50_000


async def test_hiding_is_logged_once_its_time_has_come(studio):
    on = await studio.on_air("q1")
    place = Place(screen="main", layer="question", cue=on)
    assert isinstance(await console.hide(studio.act(), place, 5), Done)
    assert (await console.expire(studio.act(at=AT + 4999), "main")).events == ()
    assert (await console.expire(studio.act(at=AT + 5000), "main")).events
    assert (await console.expire(studio.act(at=AT + 5000), "main")).events == (), "two processes notice, one says so"
    assert (await studio.program()).layers == {}


async def test_the_panic_key(studio):
    await studio.on_air("q1")
    assert isinstance(await console.kill(studio.act(), "main"), Done)
    assert ((await studio.program()).killed, (await studio.program()).layers) == (1, {})
    await studio.on_air("q2")
    assert (await console.kill(studio.act(), "main", 1)).events == (), "what was taken since then stays"
    assert list((await studio.program()).layers) == ["question"]
