"""Suggestions of duplicates, as the desk asks for them."""

from __future__ import annotations

from qa.similar import Similar

SCHOOL = "Когда построят новую школу в ауле Кайнар?"


async def test_the_same_words_are_suggested_and_others_are_not() -> None:
    similar = Similar()
    similar.put("a", "ru", SCHOOL)
    similar.put("b", "ru", "когда в ауле Кайнар построят новую школу")
    similar.put("c", "ru", "Почему подорожал хлеб?")
    similar.put("d", "en", SCHOOL)
    found = await similar.near("a")
    assert [(s.question, s.how) for s in found] == [("b", "words")]
    assert 0.75 <= found[0].score <= 1


async def test_who_is_no_candidate_is_neither_suggested_nor_asked_about() -> None:
    similar = Similar()
    for id in "abcd":
        similar.put(id, "ru", SCHOOL)
    assert {s.question for s in await similar.near("a")} == {"b", "c", "d"}
    similar.drop("b")
    assert {s.question for s in await similar.near("a")} == {"c", "d"}
    assert await similar.near("b") == []
    similar.drop("a")
    similar.drop("a")
    similar.put("c", "ru", "Почему подорожал хлеб?")
    assert await similar.near("d") == []
    await similar.close()
    assert await similar.near("d") == []
