"""The rules of invites, people and what a role may do."""

from __future__ import annotations

from typing import get_args

import pytest

from studio import people
from studio.events import Claimed, Invited, Joined, Present, SeatRevoked
from studio.people import INVITE_MS, Invite, Person, Role, Seat
from studio.records import Refusal

NOW = 1_000_000
INVITE = Invite(id="i1", person="p1", role="moderator", briefing="b", expires=NOW + 10)
PERSON = Person(id="p1", name="Айгүл Оспан", initials="АО", role="moderator", briefing="b")
SEAT = Seat(role="moderator", name=" Айгүл Оспан қызы ", briefing="b")


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def test_every_role_has_its_rights_and_no_two_share_one_but_the_archive() -> None:
    assert set(people.MAY) == set(get_args(Role))
    rights = [right for role in people.MAY.values() for right in role if right != "archive"]
    assert len(rights) == len(set(rights))
    assert {role for role, may in people.MAY.items() if "archive" in may} == people.OFFICE_ROLES


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Айгүл Оспан қызы", "АО"), ("ayan", "A"), ("  Тимур   Әлиев ", "ТӘ"), ("", "")],
)
def test_initials_are_two_letters_at_most(name: str, letters: str) -> None:
    assert people.initials(name) == letters


def test_an_invite_makes_a_person_and_an_invite() -> None:
    events = people.invite("i1", "p1", SEAT, NOW)
    assert isinstance(events, list)
    invite = people.evolve_invite(None, events[0], NOW, "owner")
    person = people.evolve_person(None, events[0], NOW, "owner")
    assert invite == Invite(id="i1", person="p1", role="moderator", briefing="b", expires=NOW + INVITE_MS)
    assert person == PERSON.model_copy(update={"name": "Айгүл Оспан қызы"})


@pytest.mark.parametrize(
    ("role", "screen", "scope"), [("screen", "main", None), ("control", None, "operate"), ("producer", None, None)]
)
def test_a_screen_and_a_scope_are_of_the_keys_that_they_belong_to(
    role: Role, screen: str | None, scope: str | None
) -> None:
    events = people.invite("i", "p", Seat(role=role, name="x", briefing="b", scope="operate"), NOW)
    assert isinstance(events, list)
    assert (events[0].screen, events[0].scope) == (screen, scope)
    person = people.evolve_person(None, events[0], NOW, "owner")
    assert person is not None
    assert (person.screen, person.scope) == (screen, scope)


@pytest.mark.parametrize(
    ("role", "briefing", "allowed"),
    [("owner", None, True), ("archivist", None, True), ("moderator", "b", True), ("screen", "b", True),
     ("control", "b", True),
     ("owner", "b", False), ("moderator", None, False), ("screen", None, False), ("control", None, False)],
)  # fmt: skip
def test_a_seat_is_bound_to_a_briefing_exactly_where_its_role_is(
    role: Role, briefing: str | None, allowed: bool
) -> None:
    outcome = people.invite("i", "p", Seat(role=role, name="x", briefing=briefing), NOW)
    assert isinstance(outcome, list) if allowed else code(outcome) == "not_found"


def test_an_invite_needs_a_name() -> None:
    assert code(people.invite("i", "p", Seat(role="owner", name="  "), NOW)) == "text_empty"


def test_joining_takes_the_seat() -> None:
    events = people.join(INVITE, PERSON, NOW)
    assert events == [Joined(invite="i1", person="p1")]
    used = people.evolve_invite(INVITE, events[0], NOW, "join")
    assert used is not None
    assert used.used_at == NOW
    sat = people.evolve_person(PERSON, events[0], NOW, "join")
    assert sat is not None
    assert sat.joined_at == NOW


@pytest.mark.parametrize(
    ("invite", "person", "at", "why"),
    [
        (None, PERSON, NOW, "not_found"),
        (INVITE, None, NOW, "not_found"),
        (INVITE.model_copy(update={"role": "screen"}), PERSON, NOW, "not_found"),
        (INVITE.model_copy(update={"role": "control"}), PERSON, NOW, "not_found"),
        (INVITE, PERSON.model_copy(update={"revoked": True}), NOW, "invite_revoked"),
        (INVITE.model_copy(update={"used_at": 1}), PERSON, NOW, "invite_used"),
        (INVITE, PERSON, NOW + 10, "invite_expired"),
    ],
)
def test_why_an_invite_does_not_open(invite: Invite | None, person: Person | None, at: int, why: str) -> None:
    assert code(people.join(invite, person, at)) == why


def test_the_demos_links_open_again() -> None:
    again = INVITE.model_copy(update={"used_at": 1, "reusable": True})
    assert isinstance(people.join(again, PERSON, NOW), list)


def test_revoking_twice_is_revoking_once() -> None:
    events = people.revoke(PERSON)
    assert events == [SeatRevoked(person="p1")]
    revoked = people.evolve_person(PERSON, events[0], NOW, "owner")
    assert revoked is not None
    assert revoked.revoked
    assert people.revoke(revoked) == []
    assert code(people.revoke(None)) == "not_found"


def test_who_is_there_is_there_until_a_moment() -> None:
    here = people.evolve_presence(None, Present(person="p1", until=5, initials="АО"), 1, "p1")
    assert here == people.Presence(id="p1", initials="АО", until=5)
    left = people.evolve_presence(here, Present(person="p1", until=3, initials="АО"), 3, "p1")
    assert left.until == 3
    assert "АО" not in Present(person="p1", until=5, initials="АО").model_dump_json()


def test_tip_offs_are_for_a_role_of_their_own_bound_to_a_briefing() -> None:
    assert [role for role, rights in people.MAY.items() if "confidential" in rights] == ["confidential"]
    assert people.MAY["confidential"] == {"confidential"}
    assert "confidential" not in people.OFFICE_ROLES


def test_events_of_others_change_nothing() -> None:
    foreign = Claimed(question="q", holder="p1", until=1)
    assert people.evolve_invite(INVITE, foreign, NOW, "x") == INVITE
    assert people.evolve_person(PERSON, foreign, NOW, "x") == PERSON
    assert people.evolve_person(None, foreign, NOW, "x") is None
    assert people.evolve_invite(None, Joined(invite="i1", person="p1"), NOW, "x") is None


def test_no_name_reaches_the_log() -> None:
    event = Invited(invite="i", person="p", role="owner", expires=1, name="Айгүл")
    assert "Айгүл" not in event.model_dump_json()
