"""The list's order: approvals at the end, moves exactly where asked, ranks that never run out nor collide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from overlays.rundown import (
    MOST_PREPARED,
    Content,
    Item,
    beside,
    between,
    duplicate,
    evolve,
    id_tail,
    in_order,
    last_rank,
    move,
    number_tail,
    prepare,
    put_back,
    remove,
    skip,
    touches,
    waiting,
)
from studio.events import Answered, Moved, Painted, Removed, Undone
from studio.records import Refusal
from tests.overlays.samples import AT, LOSSES, approved


def listed(count: int) -> dict:
    items = {}
    for number in range(1, count + 1):
        items[f"q{number}"] = evolve(None, approved(f"q{number}", number), AT + number, "m1")
    return items


def order(items: dict) -> list[str]:
    return [i.id for i in in_order(items.values())]


def play(items: dict, event) -> dict:
    return {**items, event.item: evolve(items.get(event.item), event, AT, "p1")}


def test_the_first_approval_lists_at_the_end_and_a_later_one_does_not_move_it():
    items = listed(3)
    assert order(items) == ["q1", "q2", "q3"]
    assert evolve(items["q1"], approved("q1", 1, "ru", "Почему?"), AT + 99, "m1") == items["q1"]
    same_moment = [evolve(None, approved(f"q{n}", n), AT, "m1") for n in (36, 2, 35)]
    assert [i.number for i in in_order(same_moment)] == [2, 35, 36]


def test_losing_the_approval_unlists_and_a_new_one_lists_at_the_end_again():
    items = listed(2)
    for event in LOSSES:
        gone = evolve(items["q1"], event, AT, "m1")
        assert order({**items, "q1": gone}) == ["q2"]
        assert evolve(None, event, AT, "m1") is None
    again = evolve(gone, approved("q1", 1), AT + 50, "m1")
    assert order({**items, "q1": again}) == ["q2", "q1"]


def test_an_approval_that_stands_again_has_its_old_place():
    items = listed(3)
    items = play(items, move(items, "q3", "q1", AT)[0])
    for event in LOSSES:
        lost = evolve(items["q1"], event, AT, "m1")
        again = evolve(lost, approved("q1", 1, decision=None), AT + 50, "m1")
        assert order({**items, "q1": again}) == ["q3", "q1", "q2"]
        assert evolve(again, approved("q1", 1, "ru", "Почему?", decision=None), AT + 60, "m1") == again


def test_answered_stands_at_the_end():
    items = listed(2)
    items["q1"] = evolve(items["q1"], Answered(question="q1"), AT, "p1")
    assert order(items) == ["q2", "q1"]


def test_touches():
    assert touches(Moved(item="q1", rank="i")) == ("q1",)
    assert touches(Answered(question="q2")) == ("q2",)
    assert touches(Painted(screen="main", program=1)) == ()


def test_a_move_that_changes_nothing_says_nothing():
    items = listed(3)
    assert move(items, "q1", "q2", AT + 9) == []
    assert move(items, "q3", None, AT + 9) == []
    assert move(items, "q2", "q2", AT + 9) == []


def test_what_is_moved_to_the_end_still_comes_before_what_is_approved_later():
    items = listed(3)
    items = play(items, move(items, "q1", None, AT + 9)[0])
    items["q4"] = evolve(None, approved("q4", 4), AT + 10, "m1")
    assert order(items) == ["q2", "q3", "q1", "q4"]


def test_a_clock_that_went_back_still_moves_to_the_end():
    items = play(listed(3), move(listed(3), "q1", None, AT - 9999)[0])
    assert order(items) == ["q2", "q3", "q1"]


def test_the_only_item_stays():
    assert move(listed(1), "q1", None, AT) == []


def test_items_that_are_not_listed_can_be_neither_moved_nor_aimed_at():
    items = listed(2)
    items["q2"] = evolve(items["q2"], Undone(question="q2"), AT, "m1")
    assert move(items, "q2", "q1", AT) == Refusal(code="not_found", key="item/q2")
    assert move(items, "q1", "q2", AT) == Refusal(code="not_found", key="item/q2")
    assert move(items, "q9", None, AT) == Refusal(code="not_found", key="item/q9")
    assert move(items, "q1", "q9", AT) == Refusal(code="not_found", key="item/q9")


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 8), st.integers(-5, 5)), max_size=60))
def test_any_moves_do_what_a_list_does(moves):
    items, model = listed(8), [f"q{n}" for n in range(1, 9)]
    for item, target, drift in moves:
        moving, before = f"q{item}", f"q{target}" if target else None
        events = move(items, moving, before, AT + 20 + drift)
        if before != moving:
            model.remove(moving)
            model.insert(model.index(before) if before else len(model), moving)
        for event in events:
            items = play(items, event)
        assert order(items) == model
        assert len({i.rank for i in items.values()}) == len(items)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.lists(st.booleans(), max_size=40))
def test_there_is_always_room_between_two_ranks(first, second, halves):
    low, high = sorted((last_rank(AT + first, number_tail(1)), last_rank(AT + second, number_tail(2))))
    for number, lower in enumerate(halves, 3):
        rank = between(low, high, number_tail(number))
        assert low < rank < high
        assert not rank.endswith("0")
        low, high = (low, rank) if lower else (rank, high)


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_two_producers_who_aim_at_the_same_gap_at_once_get_different_ranks(one, other):
    low, high = last_rank(AT, number_tail(2001)), last_rank(AT, number_tail(2002))
    assert (between(low, high, number_tail(one)) == between(low, high, number_tail(other))) == (one == other)


def test_ranks_stay_short_however_often_the_same_gap_is_split():
    low, high = last_rank(AT, number_tail(1)), last_rank(AT + 1000, number_tail(2))
    for number in range(3, 1003):
        high = between(low, high, number_tail(number))
    assert len(high) < 260, "a rank costs memory in every record and frame"


MESSAGE = Content(graphic="message", layer="message", title="Хабар", data={"text": "Үзіліс"}, hash="1" * 32)


def with_message(items: dict, item: str = "i1", at: int = AT + 50) -> dict:
    (event,) = prepare(items, item, MESSAGE, at)
    return play(items, event)


def test_what_is_prepared_stands_at_the_end_and_is_changed_in_its_place():
    items = with_message(listed(2))
    assert order(items) == ["q1", "q2", "i1"]
    made = items["i1"]
    assert (made.graphic, made.layer, made.title, made.data) == ("message", "message", "Хабар", {"text": "Үзіліс"})
    assert (made.question, made.number, made.hash) == (None, None, "1" * 32)
    assert prepare(items, "i1", MESSAGE, AT + 60) == []
    items = play(items, move(items, "i1", "q1", AT)[0])
    other = MESSAGE.model_copy(update={"hash": "2" * 32, "data": {"text": "Жалғасады"}, "hide_after_s": 9})
    items = play(items, prepare(items, "i1", other, AT + 70)[0])
    assert order(items) == ["i1", "q1", "q2"]
    assert (items["i1"].data, items["i1"].hide_after_s) == ({"text": "Жалғасады"}, 9)
    assert prepare(items, "q1", MESSAGE, AT).code == "not_found", "a question's item is the desk's"


def test_no_more_is_prepared_than_a_list_can_hold():
    items = {f"i{n}": Item(id=f"i{n}", rank="i", hash="1" * 32, listed=False) for n in range(MOST_PREPARED)}
    assert prepare(items, "one-more", MESSAGE, AT) == Refusal(code="too_many")
    assert duplicate(items | listed(1), "q1", "one-more", AT) == Refusal(code="too_many")


def test_a_duplicate_stands_right_behind():
    items = with_message(listed(2))
    items = play(items, duplicate(items, "q1", "d1", AT + 60)[0])
    items = play(items, duplicate(items, "i1", "d2", AT + 61)[0])
    assert order(items) == ["q1", "d1", "q2", "i1", "d2"]
    assert (items["d1"].question, items["d1"].number, items["d2"].data) == ("q1", 1, {"text": "Үзіліс"})
    items["q1"] = evolve(items["q1"], Answered(question="q1"), AT, "p1")
    items = play(items, duplicate(items, "q1", "d3", AT + 62)[0])
    assert order(items) == ["d1", "q2", "i1", "d2", "d3", "q1"], "of one that is answered: to be shown once more"
    assert duplicate(items, "q1", "d3", AT).code == duplicate(items, "q9", "d9", AT).code == "not_found"
    items["q2"] = evolve(items["q2"], Undone(question="q2"), AT, "m1")
    assert duplicate(items, "q2", "d9", AT) == Refusal(code="not_found", key="item/q2")


def test_what_is_skipped_stands_at_the_end_until_it_is_put_back():
    items = listed(3)
    items = play(items, skip(items, "q1")[0])
    assert order(items) == ["q2", "q3", "q1"]
    assert skip(items, "q1") == []
    assert put_back(items, "q2", AT) == []
    items = play(items, put_back(items, "q1", AT + 9)[0])
    assert (order(items), items["q1"].skipped) == (["q2", "q3", "q1"], False)
    items["q2"] = evolve(items["q2"], Answered(question="q2"), AT, "p1")
    items = play(items, put_back(items, "q2", AT + 10)[0])
    assert (order(items), items["q2"].done) == (["q3", "q1", "q2"], False)
    assert skip(items, "q9") == put_back(items, "q9", AT) == Refusal(code="not_found", key="item/q9")
    items["q1"] = evolve(items["q1"], Undone(question="q1"), AT, "m1")
    assert skip(items, "q1").code == put_back(items, "q1", AT).code == "not_found"


def test_only_what_was_prepared_is_removed():
    items = with_message(listed(1))
    items = play(items, remove(items, "i1")[0])
    assert order(items) == ["q1"]
    assert remove(items, "i1") == []
    assert remove(items, "q1") == Refusal(code="not_found", key="item/q1")
    assert remove(items, "i9").code == prepare(items, "i1", MESSAGE, AT).code == "not_found"


def test_what_stands_beside():
    items = listed(4)
    items = play(items, skip(items, "q2")[0])
    items["q3"] = evolve(items["q3"], Answered(question="q3"), AT, "p1")
    left = waiting(items.values())

    def ids(by: int, *currents: str) -> list[str | None]:
        return [found and found.id for found in (beside(left, items.get(current), by) for current in currents)]

    assert ids(1, "none", "q1", "q4") == ["q1", "q4", None]
    assert ids(-1, "none", "q1", "q4") == [None, None, "q1"]
    assert (ids(1, "q2", "q3"), ids(-1, "q2", "q3")) == (["q4", "q4"], ["q1", "q1"]), (
        "its turn has passed, not its place"
    )
    assert beside([], None, 1) is None


def test_ids_of_any_letters_make_ranks_that_sort_and_never_end_with_a_zero():
    ranks = {last_rank(AT, id_tail(id)) for id in ("a", "A", "0", "-", "_", "z9")}
    assert len(ranks) == 6
    assert not any(rank.endswith("0") for rank in ranks)
    assert evolve(None, Removed(item="i1"), AT, "p1") is None
