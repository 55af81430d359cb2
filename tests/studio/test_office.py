"""The office's use cases over every adapter of the log."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest

from studio import office
from studio.briefing import KEY, Details
from studio.events import OFFICE, BriefingOpened, IntakeSet
from studio.kinds import KINDS
from studio.log import Act, Done, Log, decode
from studio.people import Person, Seat
from studio.records import Refusal, key


def act(log: Log, command: str | None = None) -> Act:
    return Act(log=log, kinds=KINDS, briefing=OFFICE, by="owner", at=1_000, command=command)


def details(briefing: str, **more: Any) -> Details:
    return Details(**{"slug": f"s-{briefing}", "title": {"en": "T"}, "starts_at": 5, **more})


async def found(log: Log, briefing: str, k: str) -> Any:
    return decode(KINDS, k, (await log.read(briefing, [k]))[k])


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


async def test_a_briefing_lives_and_the_list_follows(log: Any, briefing: str) -> None:
    assert isinstance(await office.save_briefing(act(log), briefing, details(briefing)), Done)
    for step, state in ((office.open_briefing, "live"), (office.end_briefing, "ended")):
        assert isinstance(await step(act(log), briefing), Done)
        assert (await found(log, briefing, KEY)).state == state
        assert (await found(log, OFFICE, key("listing", briefing))).listing.state == state


async def test_the_intake_is_set(log: Any, briefing: str) -> None:
    await office.save_briefing(act(log), briefing, details(briefing))
    assert isinstance(await office.set_intake(act(log), briefing, "paused"), Done)
    assert (await found(log, briefing, KEY)).intake == "paused"


async def test_an_address_belongs_to_one_briefing_for_ever(log: Any, briefing: str) -> None:
    other = f"{briefing}x"
    await office.save_briefing(act(log), briefing, details(briefing, slug=f"a-{briefing}"))
    await office.save_briefing(act(log), briefing, details(briefing, slug=f"z-{briefing}"))
    taken = await office.save_briefing(act(log), other, details(other, slug=f"a-{briefing}"))
    assert code(taken) == "slug_taken"
    assert await found(log, other, KEY) is None


async def test_the_offices_own_log_is_no_briefing(log: Any) -> None:
    assert code(await office.save_briefing(act(log), OFFICE, details("x" + secrets.token_hex(4)))) == "not_found"


async def test_a_try_cut_between_the_two_logs_is_mended_by_the_next(log: Any, briefing: str) -> None:
    await office.save_briefing(act(log), briefing, details(briefing))
    # What `open_briefing` does first; then its process dies.
    own = replace(act(log, "open-0001"), briefing=briefing)
    await own.commit([KEY], lambda states: [BriefingOpened(), IntakeSet(intake="open")])
    again = await office.open_briefing(act(log, "open-0001"), briefing)
    assert isinstance(again, Done)
    assert again.repeated
    assert (await found(log, OFFICE, key("listing", briefing))).listing.state == "live"


async def test_unknown_briefings_are_refused(log: Any, briefing: str) -> None:
    for outcome in (
        await office.open_briefing(act(log), briefing),
        await office.set_intake(act(log), briefing, "open"),
        await office.end_briefing(act(log), briefing),
        await office.invite(act(log), secrets.token_hex(16), Seat(role="moderator", name="A", briefing=briefing)),
        await office.revoke(act(log), "nobody"),
        await office.join(act(log), secrets.token_hex(16)),
    ):
        assert code(outcome) == "not_found"


async def test_an_invite_is_used_up_and_a_person_revoked(log: Any, briefing: str) -> None:
    secret = secrets.token_hex(16)
    await office.save_briefing(act(log), briefing, details(briefing))
    seat = Seat(role="moderator", name="Айгүл Оспан", briefing=briefing)
    assert isinstance(await office.invite(act(log), secret, seat), Done)
    person = await office.join(act(log), secret)
    assert isinstance(person, Person)
    assert (person.id, person.initials, person.briefing) == (office.person_id(secret), "АО", briefing)
    assert code(await office.join(act(log), secret)) == "invite_used"
    assert isinstance(await office.revoke(act(log), person.id), Done)
    assert (await found(log, OFFICE, key("person", person.id))).revoked
    assert code(await office.join(act(log), secret)) == "invite_revoked"


async def test_an_invite_made_again_stays_as_used_as_it_was(log: Any, briefing: str) -> None:
    await office.save_briefing(act(log), briefing, details(briefing))
    secret, seat = secrets.token_hex(16), Seat(role="moderator", name="A", briefing=briefing)
    await office.invite(act(log), secret, seat)
    assert isinstance(await office.join(act(log), secret), Person)
    assert isinstance(await office.invite(act(log), secret, seat), Done)
    assert code(await office.join(act(log), secret)) == "invite_used"


async def test_two_who_open_one_invite_at_once_get_one_seat(log: Any, briefing: str) -> None:
    import asyncio

    secret = secrets.token_hex(16)
    await office.save_briefing(act(log), briefing, details(briefing))
    await office.invite(act(log), secret, Seat(role="producer", name="A", briefing=briefing))
    both = await asyncio.gather(office.join(act(log), secret), office.join(act(log), secret))
    assert sorted(isinstance(outcome, Person) for outcome in both) == [False, True]


def test_the_hashes_do_not_tell_the_secret() -> None:
    assert "secret" not in office.invite_id("secret") + office.person_id("secret")
    assert office.invite_id("a") != office.invite_id("b")


@pytest.mark.parametrize("secret", ["x", "y"])
def test_a_persons_id_fits_the_wire(secret: str) -> None:
    assert len(office.person_id(secret)) == 16
