"""The rules of a briefing's life."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from studio import briefing as rules
from studio.briefing import DEFAULT_REASONS, KEY, Briefing, Details, Listed, Reason, Slug
from studio.events import BriefingEnded, BriefingOpened, BriefingRevised, IntakeSet, Released
from studio.events import Listed as ListedEvent
from studio.records import Refusal

NOW = 5_000
DETAILS = Details(slug="open-day", title={"en": "Open day"}, starts_at=1, reasons=DEFAULT_REASONS)
SCHEDULED = Briefing(id="briefing", details=DETAILS)
LIVE = SCHEDULED.model_copy(update={"state": "live", "intake": "open", "opened_at": 1})
ENDED = LIVE.model_copy(update={"state": "ended", "intake": "closed", "ended_at": 2})


def after(state: Briefing | None, events: Any) -> Briefing:
    assert isinstance(events, list), events
    for event in events:
        state = rules.evolve(state, event, NOW, "owner")
    assert state is not None
    return state


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def test_a_new_briefing_is_scheduled_closed_and_has_reasons() -> None:
    made = after(None, rules.revise(None, DETAILS.model_copy(update={"reasons": ()})))
    assert (made.state, made.intake, made.details.reasons) == ("scheduled", "closed", DEFAULT_REASONS)


def test_the_default_reasons_speak_three_languages() -> None:
    assert len(DEFAULT_REASONS) == 6
    assert all(set(reason.text) == {"kk", "ru", "en"} for reason in DEFAULT_REASONS)


def test_new_details_replace_the_old_and_nothing_else() -> None:
    changed = DETAILS.model_copy(update={"title": {"kk": "Ашық күн"}})
    assert after(LIVE, rules.revise(LIVE, changed)) == LIVE.model_copy(update={"details": changed})
    assert rules.revise(LIVE, DETAILS) == []
    assert code(rules.revise(LIVE, DETAILS.model_copy(update={"title": {}}))) == "text_empty"


def test_a_reason_that_the_office_takes_away_still_names_what_was_refused_for_it() -> None:
    first, *others = DEFAULT_REASONS
    shorter = DETAILS.model_copy(update={"reasons": tuple(others)})
    live = after(LIVE, rules.revise(LIVE, shorter))
    assert live.details.reasons == (*others, first.model_copy(update={"retired": True}))
    assert rules.revise(live, shorter) == [], "said again it changes nothing"
    none = after(live, rules.revise(live, DETAILS.model_copy(update={"reasons": ()})))
    assert none.details.reasons == DEFAULT_REASONS, "without any the usual ones are back"
    ended = live.model_copy(update={"state": "ended"})
    recording = shorter.model_copy(update={"recording_url": "https://v.example/1"})
    assert after(ended, rules.revise(ended, recording)).details.reasons == live.details.reasons


def test_retired_reasons_never_burst_the_list() -> None:
    many = tuple(Reason(id=f"r{n}", text={"en": "x"}, retired=n > 5) for n in range(rules.MOST_REASONS))
    full = LIVE.model_copy(update={"details": DETAILS.model_copy(update={"reasons": many})})
    other = DETAILS.model_copy(update={"reasons": (Reason(id="new", text={"en": "y"}),)})
    reasons = after(full, rules.revise(full, other)).details.reasons
    assert (len(reasons), reasons[0].id, reasons[0].retired) == (rules.MOST_REASONS, "new", False)


def test_after_the_end_only_the_recording_may_be_told() -> None:
    late = DETAILS.model_copy(update={"stream_delay_s": 20})
    assert after(LIVE, rules.revise(LIVE, late)).details.stream_delay_s == 20
    assert code(rules.revise(ENDED, late)) == "ended"  # nobody waits for a picture any more
    recording = DETAILS.model_copy(update={"recording_url": "https://v.example/1", "recording_offset_ms": 5})
    assert after(ENDED, rules.revise(ENDED, recording)).details.recording_offset_ms == 5
    assert code(rules.revise(ENDED, DETAILS.model_copy(update={"title": {"en": "Other"}}))) == "ended"


def test_opening_takes_questions() -> None:
    opened = after(SCHEDULED, rules.open_(SCHEDULED))
    assert (opened.state, opened.intake, opened.opened_at) == ("live", "open", NOW)


@pytest.mark.parametrize(("state", "why"), [(None, "not_found"), (LIVE, "already_open"), (ENDED, "ended")])
def test_only_a_scheduled_briefing_opens(state: Briefing | None, why: str) -> None:
    assert code(rules.open_(state)) == why


@pytest.mark.parametrize("state", [SCHEDULED, LIVE])
def test_the_intake_pauses_and_closes(state: Briefing) -> None:
    assert after(state, rules.set_intake(state, "paused")).intake == "paused"
    assert rules.set_intake(state, state.intake) == []


def test_viewers_are_told_why_and_until_something_else_is_said() -> None:
    why = {"kk": "Үзіліс", "ru": "Перерыв", "en": "A break"}
    paused = after(LIVE, rules.set_intake(LIVE, "paused", why))
    assert (paused.intake, paused.intake_message) == ("paused", why)
    assert rules.public(paused)["intake_message"] == why
    assert rules.set_intake(paused, "paused", why) == []
    assert after(paused, rules.set_intake(paused, "paused", {"kk": "Тағы"})).intake_message == {"kk": "Тағы"}
    assert after(paused, rules.set_intake(paused, "open")).intake_message == {}
    (event,) = rules.set_intake(LIVE, "paused", why)
    assert "Үзіліс" not in event.model_dump_json()


@pytest.mark.parametrize(("state", "why"), [(None, "not_found"), (ENDED, "ended")])
def test_no_intake_without_a_briefing_nor_after_its_end(state: Briefing | None, why: str) -> None:
    assert code(rules.set_intake(state, "open")) == why


def test_the_end_is_final_and_closes_the_intake() -> None:
    ended = after(LIVE, rules.end(LIVE))
    assert (ended.state, ended.intake, ended.ended_at) == ("ended", "closed", NOW)


@pytest.mark.parametrize(("state", "why"), [(None, "not_found"), (SCHEDULED, "not_open"), (ENDED, "already_ended")])
def test_what_can_not_end(state: Briefing | None, why: str) -> None:
    assert code(rules.end(state)) == why


def test_events_of_others_change_nothing() -> None:
    foreign = Released(question="q")
    assert rules.evolve(LIVE, foreign, NOW, "x") == LIVE
    assert rules.evolve(None, BriefingOpened(), NOW, "x") is None
    assert rules.touches(foreign) == ()
    for event in (BriefingRevised(), BriefingOpened(), BriefingEnded(), IntakeSet(intake="open")):
        assert rules.touches(event) == ("briefing",)


def test_the_public_sees_state_intake_and_details() -> None:
    view = rules.public(LIVE)
    assert (view["kind"], view["id"], view["state"], view["intake"]) == ("briefing", "briefing", "live", "open")
    assert view["details"]["slug"] == "open-day"
    assert KEY == "briefing/briefing"


def test_the_list_follows_the_record_once() -> None:
    line = rules.listing(LIVE)
    events = rules.list_(None, None, "b1", LIVE)
    assert events == [ListedEvent(briefing="b1", listing=line)]
    listed = rules.evolve_listing(None, events[0], NOW, "x")
    assert listed == Listed(id="b1", listing=line)
    slug = rules.evolve_slug(None, events[0], NOW, "x")
    assert slug == Slug(id=rules.slug_id("open-day"), briefing="b1")
    assert rules.list_(listed, slug, "b1", LIVE) == []
    assert code(rules.list_(None, slug, "b2", LIVE)) == "slug_taken"
    assert rules.evolve_listing(listed, Released(question="q"), NOW, "x") == listed
    assert rules.evolve_slug(slug, Released(question="q"), NOW, "x") == slug


# -- rehearsals ---------------------------------------------------------------------------------------

REHEARSAL_ID = "rehearsal-0123456789abcdef"


def rehearsal() -> Briefing:
    made = rules.rehearse(LIVE, "b1", REHEARSAL_ID, NOW)
    assert isinstance(made, Briefing)
    return made


def test_a_rehearsal_has_the_details_and_nothing_else_of_its_briefing() -> None:
    recorded = DETAILS.model_copy(update={"recording_url": "https://v.example/1", "recording_offset_ms": 5})
    made = rules.rehearse(LIVE.model_copy(update={"details": recorded}), "b1", REHEARSAL_ID, NOW)
    assert isinstance(made, Briefing)
    assert (made.state, made.intake, made.opened_at, made.rehearses) == ("scheduled", "closed", None, "b1")
    assert made.until == NOW + 24 * 3600 * 1000
    assert made.details == DETAILS.model_copy(update={"slug": "open-day-rehearsal-89abcdef"})


@pytest.mark.parametrize(("state", "why"), [(None, "not_found"), (ENDED, "ended"), (rehearsal(), "not_found")])
def test_what_can_not_be_rehearsed(state: Briefing | None, why: str) -> None:
    assert code(rules.rehearse(state, "b1", REHEARSAL_ID, NOW)) == why


def test_the_address_of_a_rehearsal_is_one_and_is_known_by_its_form() -> None:
    long = LIVE.model_copy(update={"details": DETAILS.model_copy(update={"slug": "a" * 61})})
    made = rules.rehearse(long, "b1", REHEARSAL_ID, NOW)
    assert isinstance(made, Briefing)
    assert Details.model_validate(made.details.model_dump()) == made.details, "it is no longer than an address may be"
    assert rules.is_rehearsals(made.details.slug)
    assert not rules.is_rehearsals("open-day")
    assert not rules.is_rehearsals("open-day-rehearsal")


def test_a_briefing_is_a_rehearsal_from_its_making_or_never() -> None:
    made = BriefingRevised(details=DETAILS, rehearses="b1", until=9)
    once = rules.evolve(None, made, NOW, "owner")
    assert once is not None
    assert (once.rehearses, once.until) == ("b1", 9)
    assert rules.evolve(LIVE, made, NOW, "owner") == LIVE
    assert rules.evolve(once, BriefingRevised(details=DETAILS), NOW, "owner") == once
    with pytest.raises(ValidationError):
        Details.model_validate(DETAILS.model_dump() | {"rehearses": "b1"})


def test_the_details_of_a_rehearsal_change_but_for_its_address() -> None:
    own = rehearsal()
    assert after(own, rules.revise(own, own.details.model_copy(update={"starts_at": 7}))).details.starts_at == 7
    assert code(rules.revise(own, DETAILS)) == "rehearsal"


def test_a_rehearsal_ends_from_any_state_and_is_over() -> None:
    for own in (rehearsal(), after(rehearsal(), rules.open_(rehearsal()))):
        assert not rules.over(own, NOW)
        assert rules.over(after(own, rules.end(own)), NOW)


def test_a_rehearsal_that_nobody_ends_is_over_after_a_day_and_no_real_briefing_ever_is() -> None:
    until = rehearsal().until
    assert until is not None
    assert not rules.over(rehearsal(), until - 1)
    assert rules.over(rehearsal(), until)
    assert not rules.over(ENDED, until)


def test_the_line_of_a_rehearsal_says_so() -> None:
    events = rules.list_(None, None, REHEARSAL_ID, rehearsal())
    assert isinstance(events, list)
    listed = rules.evolve_listing(None, events[0], NOW, "x")
    assert listed is not None
    assert (listed.id, listed.rehearses, listed.until) == (REHEARSAL_ID, "b1", rehearsal().until)
    assert rules.public(rehearsal())["rehearses"] == "b1"


@pytest.mark.parametrize("slug", ["", "a", "A-b", "-ab", "a b", "a" * 62, "әліппе"])
def test_a_slug_is_plain(slug: str) -> None:
    with pytest.raises(ValidationError):
        Details(slug=slug, title={"en": "x"}, starts_at=0)
