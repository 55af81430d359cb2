"""Cues: frozen copies of what is approved, walls of the most voted, clocks that run from the take."""

from __future__ import annotations

import pytest

from overlays import clearance as clearances
from overlays.cue import (
    LAYERS,
    WALL_ROWS,
    Ask,
    Cue,
    Part,
    approved,
    content_hash,
    of_question,
    started,
    votes_label,
    wall,
)
from studio.events import Undone
from studio.records import Refusal
from tests.overlays import samples
from tests.overlays.samples import AT

KK = clearances.evolve(None, samples.approved("q1", 1), AT, "m1")
BOTH = clearances.evolve(KK, samples.approved("q1", 1, "ru", "Почему?", 1), AT, "m2")


def ask(**more) -> Ask:
    return Ask(**{"id": "c1", "screen": "main", "item": "q1", **more})


def test_a_cue_is_a_frozen_copy_of_the_wording_that_was_asked_for():
    first, russian = of_question(BOTH, ask()), of_question(BOTH, ask(language="ru", hide_after_s=20))
    assert (first.language, first.text, first.item) == ("kk", "Неге?", "q1")
    assert (russian.language, russian.text, russian.revision, russian.hide_after_s) == ("ru", "Почему?", 1, 20)
    assert (russian.name, russian.region, russian.number) == ("Айдана", "Қызылорда облысы", 1)
    assert russian.data == {"text": "Почему?", "name": "Айдана", "region": "Қызылорда облысы", "language": "ru"}
    assert russian.wordings == (Part(question="q1", language="ru", hash=russian.hash),)


def test_who_asked_without_a_name_has_none_on_the_card():
    anonymous = KK.model_copy(update={"name": None, "region": None})
    assert of_question(anonymous, ask()).data == {"text": "Неге?", "name": "", "region": "", "language": "kk"}


def test_votes_stand_on_the_card_once_there_are_some():
    assert "votes" not in of_question(KK, ask()).data
    data = of_question(KK, ask(votes=128)).data
    assert (data["votes"], data["label"]) == (128, "дауыс")


@pytest.mark.parametrize(
    ("votes", "language", "word"),
    [
        (1, "en", "vote"), (2, "en", "votes"), (1, "ru", "голос"), (2, "ru", "голоса"), (5, "ru", "голосов"),
        (11, "ru", "голосов"), (12, "ru", "голосов"), (21, "ru", "голос"), (22, "ru", "голоса"), (7, "kk", "дауыс"),
    ],
)  # fmt: skip
def test_the_word_under_the_votes(votes, language, word):
    assert votes_label(votes, language) == word


def test_a_cue_says_whether_it_fits():
    long = clearances.evolve(None, samples.approved(text="щ" * 500), AT, "m1")
    assert (of_question(KK, ask()).fit, of_question(long, ask()).fit) == ("fits", "small")


def test_only_the_approved_can_be_cued():
    gone = clearances.evolve(KK, Undone(question="q1"), AT, "m1")
    assert of_question(None, ask()) == Refusal(code="not_approved")
    assert of_question(gone, ask()) == Refusal(code="not_approved", key="clearance/q1")
    assert of_question(KK, ask(language="en")) == Refusal(code="not_approved", key="clearance/q1")


def test_a_wall_shows_the_most_voted_in_its_language_where_there_is_one():
    others = [clearances.evolve(None, samples.approved(f"q{n}", n, "en", f"Why {n}?"), AT, "m1") for n in range(2, 8)]
    data, parts = wall([(c, 5) for c in others] + [(BOTH, 9)], {"title": "Топ", "language": "ru"})
    assert [row["text"] for row in data["questions"]] == ["Почему?", "Why 2?", "Why 3?", "Why 4?", "Why 5?"]
    assert (data["title"], data["questions"][0]["votes"], len(parts)) == ("Топ", 9, WALL_ROWS)
    assert parts[0] == Part(question="q1", language="ru", hash=BOTH.wordings["ru"].hash)
    gone = clearances.evolve(KK, Undone(question="q1"), AT, "m1")
    assert wall([(gone, 9)], {}) == ({"questions": []}, ())


def test_every_wording_of_a_cue_must_be_approved():
    parts = (Part(question="q1", language="kk", hash=KK.wordings["kk"].hash),)
    shown = Cue(id="c1", item="i1", graphic="question-wall", hash=content_hash("question-wall", {}), parts=parts)
    assert approved(shown, {"q1": KK})
    assert not approved(shown, {"q1": None})
    assert not approved(shown, {})
    assert approved(shown.model_copy(update={"parts": ()}), {}), "nothing of anybody's is shown"


def test_the_hash_of_what_is_prepared_is_its_content_alone():
    assert content_hash("message", {"a": 1, "b": 2}) == content_hash("message", {"b": 2, "a": 1})
    assert len({content_hash(g, {"a": a}) for g in ("message", "ticker") for a in (1, "1")}) == 4


def test_clocks_run_from_the_take():
    card = of_question(KK, ask(hide_after_s=12))
    on = started(card, 3, AT)
    assert (on.taken, on.since, on.until, on.data) == (3, AT, AT + 12_000, card.data)
    clock = Cue(id="c1", item="i1", graphic="countdown", hash="0" * 32, data={"seconds": 90})
    assert started(clock, 1, AT).data == {"seconds": 90, "ends_at": AT + 90_000}
    assert started(clock.model_copy(update={"data": {}}), 1, AT).data == {"ends_at": AT}
    for known in ({"ends_at": 5}, {"left_ms": 5}):
        assert started(clock.model_copy(update={"data": known}), 1, AT).data == known


def test_every_graphic_of_the_house_has_its_layer():
    assert list(dict.fromkeys(LAYERS.values())) == [
        "question", "message", "lower-third", "qr", "countdown", "captions", "ticker",
    ]  # fmt: skip
