"""The queue: which list a question stands in, what finds it, and in which order it comes."""

from __future__ import annotations

import unicodedata
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import moderation as rules
from qa import queue
from qa.marks import Change, Label, Labels, mark
from qa.moderation import Draft
from qa.queue import List, Query, Row
from tests.qa.samples import AT, AUTHOR, Table, flag

KNOWN = Labels(id="labels", labels=(Label(id="la", name="Медицина"),))


def row(id: str = "q1", number: int = 1, **fields: Any) -> Row:
    plain: dict[str, Any] = {
        "list": "incoming", "pinned": False, "language": "kk", "speaker": None, "labels": (), "region": "",
        "flags": frozenset(), "text": "", "at": AT,
    }  # fmt: skip
    return Row(id, number, **{**plain, **fields})


def ids(rows: list[Row], votes: dict[str, int] | None = None, **query: Any) -> list[str]:
    return [r.id for r in queue.find(rows, Query(**query), votes or {})]


# -- the lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "more", "where"),
    [
        ("received", {}, "incoming"), ("received", {"held": True}, "held"), ("approved", {}, "approved"),
        ("approved", {"held": True}, "approved"), ("on_air", {}, "approved"), ("answered", {}, "approved"),
        ("on_notice", {}, "on_notice"), ("on_notice", {"consultation": True}, "consultations"),
        ("rejected", {}, "rejected"), ("withdrawn", {}, None), ("merged", {}, None), ("diverted", {}, None),
    ],
)  # fmt: skip
def test_where_a_question_stands(state: Any, more: dict[str, Any], where: str | None):
    question = Table().question.model_copy(update={"state": state, **more})
    assert queue.row(question).list == where


def test_every_list_is_counted_and_what_has_left_the_desk_is_not():
    rows = [row(), row(), row(list="held"), row(list=None)]
    assert queue.counts(rows) == {**dict.fromkeys(get_args(List), 0), "incoming": 2, "held": 1, "all": 3}


def test_a_list_holds_its_own_and_all_holds_all():
    rows = [row("a"), row("b", list="held"), row("c", list=None)]
    assert ids(rows) == ["a"]
    assert ids(rows, list="held") == ["b"]
    assert set(ids(rows, list="all")) == {"a", "b"}


# -- what a row knows ---------------------------------------------------------------------------------


def test_a_row_tells_what_the_filters_ask():
    table = Table(text="Неге?", flags=(flag("phone"), flag("email", "name"), flag("address", "region")))
    table.do(lambda card: mark(card, Change(pinned=True, add=("la",), hidden=("region",)), KNOWN))
    found = queue.row(table.question)
    assert (found.pinned, found.language, found.speaker, found.labels) == (True, "kk", "s1", ("la",))
    assert found.flags == {"phone", "email"}, "what is hidden needs no look"
    assert (found.region, found.at) == ("қызылорда облысы", AT)
    table.do(rules.edit, Draft("Қашан?", "kk"), True, True)
    found = queue.row(table.question)
    assert found.flags == {"email"}
    assert found.at == table.at
    assert all(word in found.text for word in ("неге?", "қашан?", "айдана", "№1", "қызылорда"))


def test_a_diverted_question_tells_nothing():
    table = Table(text="Пара", name="Сәуле", region="Шымкент", flags=(flag("tip_off"),))
    table.do(rules.divert, "YQ==")
    found = queue.row(table.question)
    assert (found.list, found.flags, found.region) == (None, frozenset(), "")
    assert found.text.split() == ["№1"]


def test_what_was_withdrawn_is_still_a_row():
    table = Table()
    table.do(rules.withdraw, by=AUTHOR)
    assert queue.row(table.question).list is None


# -- search -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ёлка на площади", "елка"), ("Елка на площади", "ёлка"), ("ЁЛКА", "ёлка"), ("Всё ещё", "ВСЕ ЕЩЕ"),
        ("Қызылорда ӘКІМДІГІ", "қызылорда әкімдігі"), ("ҺАЛІҢ ҚАЛАЙ", "һалің"), ("Qyzylorda äkimdigi", "ÄKIMDIGI"),
        ("Straße", "STRASSE"), ("Ναύς ΟΔΟΣ", "οδος"), ("საქართველო", "საქართველო"), ("现在", "现在"),
        ("İstanbul", "istanbul"), ("istanbul", "İSTANBUL"), ("QAZAQSTANNIÑ aqı", "qazaqstannıñ AQI"),
        (unicodedata.normalize("NFD", "Ёлка й"), "ёлка й"), ("Ёлка й", unicodedata.normalize("NFD", "ёлка й")),
    ],
)  # fmt: skip
def test_any_script_is_found_whatever_the_case(text: str, said: str):
    assert ids([row(text=queue.fold(text))], search=said) == ["q1"]


def test_all_words_must_be_there_in_any_order_and_in_any_place():
    rows = [row("a", text="жол қашан жөнделеді"), row("b", text="жол бар")]
    assert ids(rows, search=" жөнде  жол\u00a0") == ["a"]
    assert ids(rows, search="жол") == ["a", "b"]
    assert ids(rows, search="  ") == ["a", "b"]
    assert ids(rows, search="мектеп") == []


@pytest.mark.parametrize("said", ["№17", "№ 17", "#17", "# 17", "жол #17"])
def test_a_number_finds_its_question_alone(said: str):
    rows = [row("a", 17, text="жол 17"), row("b", 170, text="жол 17, №17")]
    assert ids(rows, search=said) == ["a"]
    assert ids(rows, search="17") == ["a", "b"], "without its sign it may stand in the text"
    assert ids(rows, search="#17 мектеп") == []


@given(st.text(max_size=30))
def test_no_folded_text_distinguishes_the_two_dots(text: str):
    assert "ё" not in queue.fold(text)


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd", "Zs"], max_codepoint=0x52F), min_size=1, max_size=30))
def test_every_text_is_found_by_itself_in_capitals(text: str):
    assert ids([row(text=queue.fold(text))], search=text.upper()) == ["q1"]


# -- filters ------------------------------------------------------------------------------------------

FILTERS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"language": "ru"}, {"language": "ru"}, {"language": "en"}),
    ({"speaker": "s1"}, {"speaker": "s1"}, {"speaker": None}),
    ({"label": "la"}, {"labels": ("lb", "la")}, {"labels": ("lb",)}),
    ({"region": "ҚЫЗЫЛ"}, {"region": "қызылорда"}, {"region": "шымкент"}),
    ({"flag": "phone"}, {"flags": frozenset({"phone"})}, {"flags": frozenset({"email"})}),
    ({"flag": "any"}, {"flags": frozenset({"insult"})}, {}),
    ({"flag": "personal"}, {"flags": frozenset({"insult", "iin"})}, {"flags": frozenset({"insult"})}),
    ({"search": "жол"}, {"text": "жол"}, {"text": "су"}),
]


@pytest.mark.parametrize(("query", "yes", "no"), FILTERS)
def test_each_filter_narrows(query: dict[str, Any], yes: dict[str, Any], no: dict[str, Any]):
    assert ids([row("yes", **yes), row("no", **no)], **query) == ["yes"]


def test_all_filters_together_narrow_together():
    every: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for query, yes, _ in FILTERS:
        every |= query
        fields |= yes
    rows = [row("all", **fields)] + [row(f"no-{n}", **{**fields, **no}) for n, (_, _, no) in enumerate(FILTERS)]
    rows = [r for r in rows if r.id not in {"no-4", "no-5"}]  # of the three flags the last one asked for counts
    assert ids(rows, **every) == ["all"]
    assert ids([row()], region="") == ["q1"]


# -- order --------------------------------------------------------------------------------------------


def test_what_waits_comes_oldest_first_and_what_was_decided_latest_first():
    early, late = {"number": 1, "at": 1}, {"number": 2, "at": 2}
    for where in get_args(List):
        rows = [row("late", list=where, **late), row("early", list=where, **early)]
        waits = where in {"incoming", "held", "on_notice", "consultations"}
        if where != "all":
            assert ids(rows, list=where) == (["early", "late"] if waits else ["late", "early"]), where
    mixed = [row("early", list="rejected", **early), row("late", **late)]
    assert ids(mixed, list="all") == ["late", "early"]


def test_what_was_decided_at_once_comes_by_number():
    rows = [row(f"q{n}", n, list="approved") for n in (3, 1, 2)]
    assert ids(rows, list="approved") == ["q1", "q2", "q3"]


def test_pinned_ones_come_first_in_every_order():
    rows = [row("a", 1), row("b", 2, pinned=True), row("c", 3, flags=frozenset({"iin"}))]
    for sort in ("age", "votes", "flag"):
        assert ids(rows, {"a": 9}, sort=sort)[0] == "b"


def test_by_votes_and_by_flags_and_then_by_age():
    one, two = frozenset({"iin"}), frozenset({"iin", "bin"})
    rows = [row("a", 1), row("b", 2, flags=one), row("c", 3), row("d", 4, flags=two)]
    assert ids(rows, {"c": 5, "b": 1}, sort="votes") == ["c", "b", "a", "d"]
    assert ids(rows, sort="flag") == ["d", "b", "a", "c"]
