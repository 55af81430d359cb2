"""The search, on SQLite and PostgreSQL: what was approved is found in any spelling, anything else never."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.index import write_facts, write_texts
from studio.archive.search import PAGE, Wanted, search
from studio.archive.tables import Described, Text

pytestmark = pytest.mark.integration
AT = 1_760_000_000_000


async def briefing(engine: AsyncEngine, id: str, **more: Any) -> None:
    row: dict[str, Any] = {"id": id, "slug": f"s-{id}", "title": {"kk": id}, "starts_at": AT, "ended_at": AT + 9}
    async with engine.begin() as connection:
        await write_facts(connection, [Described(facts={"briefings": row | more})])


async def say(engine: AsyncEngine, of: str, *texts: Text, key: str = "") -> None:
    async with engine.begin() as connection:
        await write_texts(connection, of, {key or f"{texts[0].kind}/{texts[0].ref}": texts})


async def found(engine: AsyncEngine, query: str, **more: Any) -> list[str]:
    return [hit.text for hit in await search(engine, Wanted(query, **more))]


async def test_each_word_must_begin_a_word_in_any_spelling_and_the_newest_is_first(engine: AsyncEngine):
    await briefing(engine, "b1")
    await say(engine, "b1", Text("question", "q1", "kk", AT, "Жемқорлыққа қарсы өңірлерде не істеледі?"))
    await say(engine, "b1", Text("question", "q2", "ru", None, "Ещё раз: где смотреть бюджет области?"))
    await say(engine, "b1", Text("answer", "q2", "ru", AT, "Бюджеты областей опубликованы."))
    assert await found(engine, "жемкорлык онир") == ["Жемқорлыққа қарсы өңірлерде не істеледі?"]
    assert await found(engine, "бюджета") == ["Бюджеты областей опубликованы.", "Ещё раз: где смотреть бюджет области?"]
    assert await found(engine, "еще бюджет") == ["Ещё раз: где смотреть бюджет области?"]
    assert await found(engine, "бюджет", language="kk") == []
    assert await found(engine, "нету бюджет") == []
    assert await found(engine, "  ' \" * OR NOT -- ") == []


@pytest.mark.parametrize(
    "query", ['"', "а* OR б", "NEAR(а б)", "folded:бюджет", "& | !", ":*", "\x00бюд", "' OR 1=1 --"]
)
async def test_no_query_breaks_it(engine: AsyncEngine, query: str):
    await briefing(engine, "b1")
    await say(engine, "b1", Text("question", "q1", "ru", AT, "Где бюджет?"))
    assert len(await search(engine, Wanted(query))) <= 1


async def test_what_goes_on_and_what_is_not_published_is_not_found(engine: AsyncEngine):
    await briefing(engine, "b1", ended_at=None)
    await say(engine, "b1", Text("question", "q1", "ru", AT, "Идёт ещё"))
    await briefing(engine, "b2")
    await say(engine, "b2", Text("line", "l1", "ru", AT, "Сказано ещё"))
    assert await found(engine, "ещё") == []
    await briefing(engine, "b1")
    async with engine.begin() as connection:
        await write_facts(connection, [Described(facts={"briefings": {"id": "b2", "transcript_at": AT}})])
    assert set(await found(engine, "ещё")) == {"Идёт ещё", "Сказано ещё"}


async def test_what_a_record_no_longer_says_is_no_longer_found(engine: AsyncEngine):
    await briefing(engine, "b1")
    kk, ru = Text("question", "q1", "kk", AT, "Бюджет қайда?"), Text("question", "q1", "ru", AT, "Где бюджет?")
    await say(engine, "b1", kk, ru)
    await say(engine, "b1", Text("question", "q2", "ru", AT, "Другой бюджет"))
    await say(engine, "b1", ru._replace(text="Где смета?"), key="question/q1")
    assert await found(engine, "бюджет") == ["Другой бюджет"]
    assert await found(engine, "смета") == ["Где смета?"]
    await say(engine, "b1", key="question/q1")
    assert await found(engine, "смета") == []


async def test_pages_follow_each_other(engine: AsyncEngine):
    await briefing(engine, "b1")
    for n in range(PAGE + 3):
        await say(engine, "b1", Text("question", f"q{n}", "ru", AT, f"бюджет {n}"))
    first = await search(engine, Wanted("бюджет"))
    assert len(first) == PAGE + 1  # one more says that there is a next page
    rest = await search(engine, Wanted("бюджет", before=first[PAGE - 1].id))
    assert [hit.text for hit in rest] == ["бюджет 2", "бюджет 1", "бюджет 0"]
