"""The transcript's use cases over every adapter of the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from studio import lines, office, transcripts
from studio.briefing import Details
from studio.events import OFFICE
from studio.kinds import KINDS
from studio.lines import Draft, Line
from studio.log import Act, Done, Log, Unavailable, decode
from studio.records import Refusal

SAID = Draft("Добрый день", "Ким", 101_000, 103_000)
MANY = [SAID._replace(text=f"Строка {n}", since=101_000 + n, until=103_000 + n) for n in range(150)]


def act(log: Log, briefing: str, command: str | None = "c-1", by: str = "archivist") -> Act:
    return Act(log=log, kinds=KINDS, briefing=briefing, by=by, at=1_000, command=command)


async def ended(log: Log, briefing: str, *, end: bool = True) -> None:
    own = replace(act(log, OFFICE, None), by="owner")
    details = Details(slug=f"s-{briefing}", title={"en": "T"}, starts_at=5)
    steps = [office.save_briefing(own, briefing, details), office.open_briefing(own, briefing)]
    for step in [*steps, office.end_briefing(own, briefing)] if end else steps:
        assert isinstance(await step, Done)


async def said(log: Log, briefing: str) -> list[Line]:
    _, stored = await log.scan(briefing, ["line"])
    found: list[Line] = [decode(KINDS, k, s) for k, s in stored.items()]
    return sorted(found, key=lambda line: line.since)


async def standing(log: Log, briefing: str) -> list[str]:
    return [line.text for line in await said(log, briefing) if not line.removed]


async def bring(log: Log, briefing: str, drafts: Any, command: str = "c-1") -> Any:
    return await transcripts.bring(act(log, briefing, command), "ru", drafts, lambda _: None)


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


async def test_a_line_is_added_edited_and_removed(log: Any, briefing: str) -> None:
    await ended(log, briefing)
    for _ in range(2):  # the same command again adds no second one
        assert isinstance(await transcripts.add(act(log, briefing), "ru", SAID, "пропущена"), Done)
    (line,) = await said(log, briefing)
    other = SAID._replace(text="Добрый вечер")
    assert isinstance(await transcripts.edit(act(log, briefing, "c-2"), line.id, 1, other, "слух"), Done)
    assert code(await transcripts.edit(act(log, briefing, "c-3"), line.id, 1, SAID, "слух")) == "changed_since"
    assert await standing(log, briefing) == ["Добрый вечер"]
    assert isinstance(await transcripts.remove(act(log, briefing, "c-4"), line.id, 2, "лишняя"), Done)
    assert await standing(log, briefing) == []
    assert [r.reason for r in (await said(log, briefing))[0].revisions] == ["пропущена", "слух", "лишняя"]


async def test_nothing_is_added_to_a_briefing_that_is_not_there(log: Any, briefing: str) -> None:
    assert code(await transcripts.add(act(log, briefing), "ru", SAID, "why")) == "not_found"


async def test_an_import_replaces_the_lines_of_its_language_alone(log: Any, briefing: str) -> None:
    await ended(log, briefing)
    for n, language in enumerate(("ru", "kk")):
        await transcripts.add(act(log, briefing, f"c-a{n}"), language, SAID, "прежняя")  # type: ignore[arg-type]
    heard: list[Done] = []
    assert isinstance(await transcripts.bring(act(log, briefing), "ru", MANY, heard.append), Done)
    assert sorted(await standing(log, briefing)) == sorted(["Добрый день", *(d.text for d in MANY)])
    assert [len(done.events) for done in heard] == [1, 64, 64, 22]
    assert isinstance(await bring(log, briefing, MANY[:2], "c-2"), Done)
    assert len(await standing(log, briefing)) == 3


async def test_an_import_after_publishing_or_before_the_end_is_refused(log: Any, briefing: str) -> None:
    await ended(log, briefing, end=False)
    assert code(await bring(log, briefing, MANY)) == "not_ended"
    await office.end_briefing(act(log, OFFICE, None), briefing)
    await bring(log, briefing, MANY)
    assert isinstance(await transcripts.publish(act(log, briefing, "c-p"), await edition(log, briefing)), Done)
    assert code(await bring(log, briefing, MANY[:1], "c-2")) == "published"
    assert len(await standing(log, briefing)) == len(MANY)


async def test_an_import_that_was_cut_is_finished_by_the_same_command(log: Any, briefing: str) -> None:
    await ended(log, briefing)
    await bring(log, briefing, [SAID], "c-0")
    for kept in (0, 64):

        def cut(_: Done) -> None:
            raise Unavailable("after one append more")

        with pytest.raises(Unavailable):
            await transcripts.bring(act(log, briefing), "ru", MANY, cut)
        assert len(await standing(log, briefing)) == kept
    assert isinstance(await bring(log, briefing, MANY), Done)
    assert await standing(log, briefing) == [draft.text for draft in MANY]
    assert len({line.id for line in await said(log, briefing)}) == len(MANY) + 1


async def test_a_finished_import_sent_again_undoes_no_later_work(log: Any, briefing: str) -> None:
    await ended(log, briefing)
    await bring(log, briefing, MANY)
    first = (await said(log, briefing))[0]
    await transcripts.edit(act(log, briefing, "c-2"), first.id, 0, SAID, "слух")
    await transcripts.add(act(log, briefing, "c-3"), "ru", SAID._replace(since=1, until=2), "пропущена")
    again = await bring(log, briefing, MANY)
    assert isinstance(again, Done)
    assert again.repeated
    assert len(await standing(log, briefing)) == len(MANY) + 1
    assert "Строка 0" not in await standing(log, briefing)


async def edition(log: Any, briefing: str) -> str:
    """What whoever looks at the lines now would publish."""
    every = await said(log, briefing)
    return lines.edition((line.id, len(line.revisions)) for line in every if not line.removed)


async def test_what_is_published_is_what_was_looked_at(log: Any, briefing: str) -> None:
    await ended(log, briefing, end=False)
    assert code(await transcripts.publish(act(log, briefing), "")) == "not_ended"
    await office.end_briefing(act(log, OFFICE, None), briefing)
    assert code(await transcripts.publish(act(log, briefing), "")) == "nothing_to_publish"
    await transcripts.add(act(log, briefing, "c-2"), "ru", SAID, "пропущена")
    seen, (line,) = await edition(log, briefing), await said(log, briefing)
    assert code(await transcripts.publish(act(log, briefing), "")) == "changed_since"
    await transcripts.edit(act(log, briefing, "c-3"), line.id, 1, SAID._replace(text="Иначе"), "слух")
    assert code(await transcripts.publish(act(log, briefing), seen)) == "changed_since", "as many lines, another text"
    assert isinstance(await transcripts.publish(act(log, briefing), await edition(log, briefing)), Done)
    stored = await log.read(briefing, [lines.KEY])
    assert decode(KINDS, lines.KEY, stored[lines.KEY]).by == "archivist"
