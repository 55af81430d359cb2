"""The control API: verbs, what they answer, and what is on air after them."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

from overlays import console, paint
from overlays.screens import Fault, Report
from qa import desk
from studio import office
from studio.log import Done
from studio.records import Refusal
from studio.settings import Settings
from tests.web.api_world import Surface, surfaced

pytestmark = pytest.mark.integration


@pytest.fixture
async def surface(settings: Settings, briefing: str) -> AsyncIterator[Surface]:
    async with surfaced(settings, briefing) as found:
        yield found


def refused(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    said = response.json()
    assert (said["status"], said["type"]) == (response.status_code, f"urn:tynda:{said['code']}")
    return response.status_code, said["code"]


# -- preview and program ------------------------------------------------------------------------------


async def test_the_evening_by_number_take_next_previous_and_clear(surface: Surface) -> None:
    state = await surface.done("cue/2")
    assert (state["main_preview_number"], state["main_preview_text"], state["main_onair"]) == (2, "Қашан?", False)
    state = await surface.done("take")
    assert (state["main_onair_number"], state["main_onair_text"], state["main_preview_number"]) == (2, "Қашан?", None)
    assert (state["main_next_number"], state["main_previous_number"]) == (3, 1)
    assert (await surface.done("next"))["main_onair_number"] == 3
    assert (await surface.done("previous"))["main_onair_number"] == 2
    assert (await surface.done("previous"))["main_onair_number"] == 1
    assert refused(await surface.press("previous")) == (409, "end_of_list")
    state = await surface.done("clear")
    assert (state["main_onair"], state["main_layers"], state["main_onair_number"]) == (False, "", None)
    # The show goes on from where it had come to, not from the first question.
    assert (state["main_next_number"], (await surface.done("next"))["main_onair_number"]) == (2, 2)


async def test_take_is_animated_and_cut_is_not(surface: Surface) -> None:
    for verb, cut in (("take", False), ("cut", True)):
        await surface.done("cue/1")
        await surface.done(verb)
        board = await surface.web.own.boards.get(surface.briefing)
        assert board
        program = board.program("main")
        assert program
        assert program.cut is cut


async def test_there_is_nothing_to_take_without_a_preview(surface: Surface) -> None:
    response = await surface.press("take")
    assert refused(response) == (409, "nothing_in_preview")
    assert response.json()["main_next_number"] == 1, "a refusal tells the present state"


async def test_what_is_not_there_is_not_found(surface: Surface) -> None:
    assert refused(await surface.press("cue/99")) == (404, "not_found")
    assert refused(await surface.press("items/nothing/cue")) == (404, "not_found")
    assert refused(await surface.post("/screens/mian/next")) == (404, "not_found")
    assert "mian" not in (await surface.state())["screens"], "a slip of the pen makes no screen"


async def test_a_screen_that_has_a_key_is_known_before_its_page_is_there(surface: Surface) -> None:
    await surface.screen("lobby-2")
    assert (await surface.state())["screens"] == "lobby-2,main"
    surface.later()
    assert (await surface.post("/screens/lobby-2/next")).json()["lobby_2_onair_number"] == 1


async def test_an_item_is_cued_by_its_id_in_a_language_and_for_a_time(surface: Surface) -> None:
    await surface.prepared("lt1", "lower-third", "lower-third", name="Айгүл", title="")
    await surface.done("items/lt1/cue", {"hide_after_s": 20})
    state = await surface.done("take")
    assert (state["main_onair_item"], state["main_onair_text"]) == ("lt1", "the lt1")
    assert (state["main_layers"], state["main_onair_hides_in_s"]) == ("lower-third", 20)
    assert refused(await surface.press("cue/1", {"language": "en"})) == (409, "not_approved")
    surface.later(21_000)
    assert (await surface.state())["main_onair"] is False, "what has hidden by itself is off"


async def test_what_does_not_fit_is_not_taken(surface: Surface) -> None:
    await surface.approved(4, "щ " * 900)
    assert (await surface.done("cue/4"))["main_preview_fit"] == "cut"
    assert refused(await surface.press("take")) == (422, "does_not_fit")


async def test_layers_are_cleared_one_by_one_or_all_at_once(surface: Surface) -> None:
    await surface.prepared("tick", "ticker", "ticker", items=["Бір"])
    await surface.done("next")
    await surface.done("items/tick/cue")
    assert (await surface.done("take"))["main_layers"] == "question,ticker"
    assert (await surface.done("clear"))["main_layers"] == "ticker"
    assert (await surface.done("clear/ticker"))["main_layers"] == ""
    assert (await surface.done("clear/ticker"))["main_layers"] == "", "once more does nothing more"
    assert (await surface.done("next"))["main_onair_number"] == 2, "a ticker is no place in the show"
    assert (await surface.done("clear-all", {"cut": True}))["main_layers"] == ""


async def test_the_countdown_is_started_paused_set_and_lengthened(surface: Surface) -> None:
    assert refused(await surface.press("timer/start")) == (409, "no_timer")
    await surface.prepared("clock", "countdown", "countdown", label="", seconds=60)
    await surface.done("items/clock/cue")
    state = await surface.done("take")
    assert (state["main_timer_left_s"], state["main_timer_runs"]) == (60, True)
    surface.later(10_000)
    state = await surface.done("timer/pause")
    assert (state["main_timer_left_s"], state["main_timer_runs"]) == (50, False)
    surface.later(10_000)
    assert (await surface.done("timer/set/300"))["main_timer_left_s"] == 300
    assert (await surface.done("timer/add/-30"))["main_timer_left_s"] == 270
    state = await surface.done("timer/start")
    assert (state["main_timer_left_s"], state["main_timer_runs"]) == (270, True)


async def test_a_message_goes_on_air_at_once_and_the_next_one_takes_its_place(surface: Surface) -> None:
    await surface.done("next")
    state = await surface.done("message", {"text": "Үзіліс 10 минут", "style": "plate", "hide_after_s": 30})
    assert (state["main_layers"], state["main_onair_text"]) == ("question,message", "Үзіліс 10 минут")
    first = state["main_onair_item"]
    plain = await surface.web.http.post(
        "/api/v1/screens/main/message", content="Жалғасамыз".encode(),
        headers={**surface.headers, "content-type": "text/plain; charset=utf-8"},
    )  # fmt: skip
    assert plain.status_code == 200, plain.text
    assert (plain.json()["main_onair_text"], plain.json()["main_onair_item"]) == ("Жалғасамыз", first)
    done = await console.remove(surface.act(), first)
    assert isinstance(done, Done)
    surface.web.own.followers.learn(done)
    state = await surface.done("message", {"text": "Тағы да"})
    assert (state["main_onair_text"], state["main_onair_item"] == first) == ("Тағы да", False)


async def test_the_show_keeps_its_place_whatever_is_answered_or_shown_beside_it(surface: Surface) -> None:
    await surface.approved(4, "Қайда?")
    await surface.done("cue/3")
    await surface.done("take")
    done = await desk.answered(surface.act(), "q3")
    assert isinstance(done, Done)
    surface.web.own.followers.learn(done)
    assert (await surface.state())["main_next_number"] == 4
    assert (await surface.done("previous"))["main_onair_number"] == 2
    await surface.done("message", {"text": "Үзіліс"})
    await surface.prepared("lt1", "lower-third", "lower-third", name="Айгүл", title="")
    await surface.done("items/lt1/cue")
    await surface.done("take")
    await surface.done("clear-all")
    assert (await surface.done("next"))["main_onair_number"] == 4
    assert (await surface.state())["main_next_item"] == "", "both were shown, and stand behind it"


async def test_next_passes_a_duplicate_over_whose_question_lost_its_approval(surface: Surface) -> None:
    done = await console.duplicate(surface.act("again-01"), "q1")
    assert isinstance(done, Done)
    surface.web.own.followers.learn(done)
    assert (await surface.state())["waiting"] == 4
    undone = await desk.undo(surface.web.own.act(surface.briefing, "m1"), "decision-1")
    assert not isinstance(undone, Refusal)
    surface.web.own.followers.learn(undone.done)
    state = await surface.state()
    assert (state["waiting"], state["main_next_number"]) == (2, 2)
    assert (await surface.done("next"))["main_onair_number"] == 2


async def test_panic_darkens_every_screen_and_next_goes_on_from_there(surface: Surface) -> None:
    await surface.screen("side")
    await surface.done("next")
    assert (await surface.post("/screens/side/next")).json()["side_onair"] is True
    state = (await surface.post("/panic")).json()
    assert (state["main_onair"], state["side_onair"], state["main_tally"]) == (False, False, "dark")
    assert (await surface.done("next"))["main_onair_number"] == 2


# -- the state is true --------------------------------------------------------------------------------


async def painted(surface: Surface, revision: int, *faults: Fault) -> None:
    report = Report(page="page-1", revision=revision, faults=faults)
    done = await paint.painted(surface.web.own.act(surface.briefing, "screen"), "main", report)
    assert isinstance(done, Done), done
    surface.web.own.followers.learn(done)


async def test_the_tally_is_red_by_the_pixels_alone_and_an_alarm_when_they_stay_away(surface: Surface) -> None:
    assert (await surface.state())["main_tally"] == "dark"
    await painted(surface, 0)
    state = await surface.done("next")
    assert (state["main_tally"], state["main_paint_ms"], state["main_pages"]) == ("taken", None, 1)
    surface.later(40)
    await painted(surface, state["main_revision"])
    state = await surface.state()
    assert (state["main_tally"], state["main_why"]) == ("painted", "")
    assert 40 <= state["main_paint_ms"] < 1000
    state = await surface.done("next")
    assert state["main_tally"] == "taken"
    surface.later(1_100)
    state = await surface.state()
    assert (state["main_tally"], state["main_why"]) == ("alarm", "late")
    await painted(surface, state["main_revision"], Fault(layer="question", graphic="question-card", what="threw"))
    state = await surface.state()
    assert (state["main_tally"], state["main_why"]) == ("alarm", "faulty")


async def test_the_state_is_flat(surface: Surface) -> None:
    await surface.prepared("clock", "countdown", "countdown", label="", seconds=60)
    await surface.done("next")
    state = await surface.state()
    assert all(isinstance(value, str | int | bool | None) for value in state.values())
    assert (state["live"], state["slug"], state["waiting"]) == (True, f"s-{surface.briefing}", 4)
    assert state["briefing"] == surface.briefing


# -- two hands, one hand twice ------------------------------------------------------------------------


@pytest.mark.parametrize("expected", [None, ""])
async def test_two_operators_who_press_next_at_once_advance_once(surface: Surface, expected: str | None) -> None:
    other = await surface.another()
    for number in (1, 2, 3):
        before = (await surface.state())["main_onair_item"]
        body = None if expected is None else {"expected": before}
        surface.later()
        both = await asyncio.gather(*(s.post("/screens/main/next", body) for s in (surface, other)))
        statuses = sorted(r.status_code for r in both)
        assert statuses == [200, 409]
        state = await surface.state()
        assert (state["main_onair_number"], state["main_preview_item"]) == (number, "")


async def test_ten_operators_advance_once(surface: Surface) -> None:
    others = [await surface.another() for _ in range(10)]
    surface.later()
    answers = await asyncio.gather(*(s.post("/screens/main/next", {"expected": ""}) for s in others))
    assert sorted(r.status_code for r in answers) == [200] + [409] * 9
    state = await surface.state()
    assert (state["main_onair_number"], state["main_revision"], state["main_preview_item"]) == (1, 1, "")


async def test_a_button_that_stutters_advances_once(surface: Surface) -> None:
    assert (await surface.press("next")).status_code == 200
    again = await surface.post("/screens/main/next")
    assert refused(again) == (409, "just_taken")
    assert again.json()["main_onair_number"] == 1
    surface.later(600)
    assert (await surface.post("/screens/main/next")).json()["main_onair_number"] == 2
    await surface.done("cue/1")
    await surface.done("take")
    await surface.post("/screens/main/cue/2")
    assert refused(await surface.post("/screens/main/take")) == (409, "just_taken")


async def test_who_says_what_they_see_may_press_as_fast_as_they_like(surface: Surface) -> None:
    for number, seen in ((1, ""), (2, "q1"), (3, "q2")):
        response = await surface.post("/screens/main/next", {"expected": seen})
        assert response.json()["main_onair_number"] == number
    assert refused(await surface.post("/screens/main/next", {"expected": "q2"})) == (409, "moved_on")
    assert refused(await surface.post("/screens/main/take", {"expected": None})) == (409, "moved_on")


async def test_a_colleagues_preview_survives_a_press_that_came_too_late(surface: Surface) -> None:
    await surface.done("next")
    await surface.done("cue/3")
    assert refused(await surface.post("/screens/main/next", {"expected": ""})) == (409, "moved_on")
    assert (await surface.state())["main_preview_number"] == 3


class Held:
    """The first append that says this waits until it is let go, as a store that is slow for a moment."""

    def __init__(self, surface: Surface, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
        self.reached, self._go, self._said = asyncio.Event(), asyncio.Event(), said
        self._append = surface.web.own.log.append
        monkeypatch.setattr(surface.web.own.log, "append", self._held)

    def go(self) -> None:
        self._go.set()

    async def _held(self, briefing: str, what: Any) -> Any:
        if self._said in what.entry and not self.reached.is_set():
            self.reached.set()
            await self._go.wait()
        return await self._append(briefing, what)


async def test_next_is_void_once_another_layer_has_changed_under_it(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surface.prepared("words", "message", "message", title="", text="Үзіліс")
    for number in (1, 2, 3):
        assert (await surface.done("next"))["main_onair_number"] == number
    await surface.done("cue/1")
    surface.later()
    held = Held(surface, monkeypatch, b'"cued"')
    late = asyncio.create_task(surface.post("/screens/main/next", {"expected": "q3"}))
    await held.reached.wait()
    assert (await surface.post("/screens/main/take", {"expected": "q3"})).status_code == 200
    held.go()
    assert refused(await late) == (409, "moved_on"), "it meant what stands after question 3, and that is off"
    state = await surface.state()
    assert (state["main_layers"], state["main_onair_number"], state["main_preview_item"]) == ("question", 1, "")


async def test_a_press_that_came_too_late_leaves_nothing_in_preview(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surface.done("next")
    surface.later()
    held = Held(surface, monkeypatch, b'"taken"')
    late = asyncio.create_task(surface.post("/screens/main/next"))
    await held.reached.wait()
    await surface.post("/screens/main/clear")
    held.go()
    assert refused(await late) == (409, "moved_on")
    state = await surface.state()
    assert (state["main_onair"], state["main_preview_item"], state["main_next_number"]) == (False, "", 2)


async def test_a_press_sent_again_does_nothing_more_and_is_answered_as_before(surface: Surface) -> None:
    for _ in range(3):
        assert (await surface.done("next", idempotency_key="press-1"))["main_onair_number"] == 1
    assert (await surface.done("next", idempotency_key="press-2"))["main_onair_number"] == 2
    # An answer that was lost is no reason to be refused for what has changed since.
    late = await surface.press("next", {"expected": "q1"}, idempotency_key="press-2")
    assert (late.status_code, late.json()["main_onair_number"]) == (200, 2)
    await surface.prepared("clock", "countdown", "countdown", label="", seconds=60)
    await surface.done("items/clock/cue")
    await surface.done("take", idempotency_key="press-1")
    await surface.done("timer/pause")
    for _ in range(3):
        assert (await surface.done("timer/add/30", idempotency_key="more"))["main_timer_left_s"] == 90
    assert (await surface.done("timer/add/30"))["main_timer_left_s"] == 120
    assert refused(await surface.press("next", idempotency_key="a b")) == (400, "malformed")


# -- keys ---------------------------------------------------------------------------------------------


async def test_a_key_that_reads_reads_alone(surface: Surface) -> None:
    reader = await surface.another("read")
    assert (await reader.state())["slug"] == f"s-{surface.briefing}"
    for path in ("/screens/main/next", "/panic"):
        response = await reader.post(path)
        assert refused(response) == (403, "forbidden")
        assert "insufficient_scope" in response.headers["www-authenticate"]
    assert (await surface.state())["main_onair"] is False


async def test_a_revoked_key_is_no_key(surface: Surface) -> None:
    assert isinstance(await office.revoke(surface.web.own.office("owner"), surface.person), Done)
    assert refused(await surface.get("/state")) == (401, "no_key")
    assert refused(await surface.post("/screens/main/next")) == (401, "no_key")


async def test_nothing_but_a_control_key_is_a_key(surface: Surface) -> None:
    others = [await surface.web.invite(role, surface.briefing) for role in ("screen", "producer", "moderator")]
    texts = set()
    wrong = ["", "Bearer", "Basic eDp5", "Bearer short", f"Bearer {'0' * 64}", *(f"Bearer {k}" for k in others)]
    for said in (None, *wrong):
        headers = {} if said is None else {"authorization": said}
        response = await surface.web.http.get("/api/v1/state", headers=headers)
        assert refused(response) == (401, "no_key"), said
        assert response.headers["www-authenticate"] == "Bearer"
        texts.add(response.text)
    assert len(texts) == 1, "nobody learns what was wrong"
    in_query = await surface.web.http.get(f"/api/v1/state?key={surface.key}")
    assert refused(in_query) == (401, "no_key")


async def test_no_log_holds_a_key(logged: io.StringIO, settings: Settings, briefing: str) -> None:
    async with surfaced(settings, briefing) as surface:
        await surface.done("next")
        await surface.press("next", {"expected": "nothing"})
        wrong = "f" * 64
        await surface.web.http.get("/api/v1/state", headers={"authorization": f"Bearer {wrong}"})
        said = logged.getvalue()
    assert surface.key not in said
    assert wrong not in said


async def test_a_key_is_for_its_own_briefing(surface: Surface) -> None:
    there = await surface.web.briefing(f"{surface.briefing}x")
    other = await surface.another(briefing=there)
    assert (await other.state())["briefing"] == there
    assert refused(await other.press("cue/1")) == (404, "not_found")
