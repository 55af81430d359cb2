"""The office's use cases: briefings, people, invites.

A briefing's state lives in its own log and its line in the office's list in another slot, which no
one append can reach. So each of them writes the briefing first and then brings the list up to it;
both are idempotent, and a try that was cut in between is mended by the next one. Rehearsals stand in a list of their
own, and nobody is invited to one: whoever has a seat in a briefing has it in its rehearsals.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from studio import briefing as rules
from studio import people
from studio.briefing import KEY, Briefing, Details, Listed
from studio.events import LISTS, OFFICE, REHEARSALS, BriefingRevised, Intake, is_rehearsal, list_of
from studio.log import Act, Decide, Done, decode
from studio.records import Refusal, key

Outcome = Done | Refusal


def invite_id(secret: str) -> str:
    """The hash under which an invite is kept; the secret itself is known to its bearer alone."""
    return hashlib.sha256(f"invite|{secret}".encode()).hexdigest()[:40]


def person_id(secret: str) -> str:
    """The id of the person whom an invite is for."""
    return "p" + hashlib.sha256(f"person|{secret}".encode()).hexdigest()[:15]


async def save_briefing(act: Act, briefing: str, details: Details) -> Outcome:
    """Creates a briefing, or changes its details.

    Refuses `slug_taken`, `ended`, `text_empty`, `not_found`, and `rehearsal` where the address of one would change.

    Args:
        act: in the office's log.
        briefing: its id, made by the client when it is new.
        details: all of them.
    """
    slug = key("slug", rules.slug_id(details.slug))
    owner = decode(act.kinds, slug, (await act.log.read(OFFICE, [slug]))[slug])
    if briefing in LISTS:
        return Refusal(code="not_found")
    if owner is not None and owner.briefing != briefing:
        return Refusal(code="slug_taken")

    def decide(states: Any) -> list[Any] | Refusal:
        if states[KEY] is None and is_rehearsal(briefing):
            return Refusal(code="not_found")  # only `rehearse` makes one, and one that was wiped stays so
        return rules.revise(states[KEY], details)

    return await _change(act, briefing, decide)


async def rehearse(act: Act, briefing: str, rehearsal: str) -> Outcome:
    """Makes a rehearsal of a briefing. Refuses `not_found`, `ended`.

    It is listed first: what is in no list would never be wiped.

    Args:
        act: in the office's log.
        briefing: the real one.
        rehearsal: the id of the rehearsal; the same command names the same one.
    """
    real = decode(act.kinds, KEY, (await act.log.read(briefing, [KEY]))[KEY])
    made = rules.rehearse(real, briefing, rehearsal, act.at)
    if isinstance(made, Refusal):
        return made
    outcome = await _put(act, rehearsal, made)
    if isinstance(outcome, Refusal):
        return outcome
    k = key("listing", rehearsal)
    line: Listed | None = decode(act.kinds, k, (await act.log.read(REHEARSALS, [k]))[k])
    if line is None:
        return Refusal(code="not_found")  # the same command again, after that one was wiped
    created = BriefingRevised(details=made.details, rehearses=line.rehearses, until=line.until)
    return await replace(act, briefing=rehearsal, command=None).commit([KEY], lambda s: [] if s[KEY] else [created])


async def open_briefing(act: Act, briefing: str) -> Outcome:
    """Goes live and opens the intake. Refuses `not_found`, `already_open`, `ended`."""
    return await _change(act, briefing, lambda states: rules.open_(states[KEY]))


async def set_intake(act: Act, briefing: str, intake: Intake, message: rules.Translated | None = None) -> Outcome:
    """Opens, pauses or closes the intake, with a message to viewers. Refuses `not_found`, `ended`."""
    return await _change(act, briefing, lambda states: rules.set_intake(states[KEY], intake, message))


async def end_briefing(act: Act, briefing: str) -> Outcome:
    """Ends the briefing for good. Refuses `not_found`, `not_open`, `already_ended`."""
    return await _change(act, briefing, lambda states: rules.end(states[KEY]))


async def invite(act: Act, secret: str, seat: people.Seat) -> Outcome:
    """Makes an invite, or a durable key. Refuses `not_found` (no such briefing), `text_empty`.

    Args:
        act: in the office's log.
        secret: what the bearer will show; at least 128 random bits.
        seat: what it offers.
    """
    listing, made = key("listing", seat.briefing or "none"), key("invite", invite_id(secret))

    def decide(states: Any) -> list[Any] | Refusal:
        if states[made] is not None and not seat.reusable:
            return []  # the same command again, however late: a used or revoked invite stays so
        if seat.briefing is not None and states[listing] is None:
            return Refusal(code="not_found")
        return people.invite(invite_id(secret), person_id(secret), seat, act.at)

    return await _office(act).commit([listing, made], decide)


async def join(act: Act, secret: str) -> people.Person | Refusal:
    """Exchanges an invite for a seat. Refuses `not_found`, `invite_used`, `invite_expired`, `invite_revoked`.

    Returns:
        The person who has taken the seat.
    """
    invite, person = key("invite", invite_id(secret)), key("person", person_id(secret))
    outcome = await replace(_office(act), command=None).commit(
        [invite, person], lambda s: people.join(s[invite], s[person], act.at)
    )
    if isinstance(outcome, Refusal):
        return outcome
    joined: people.Person = outcome.records[person]
    return joined


async def revoke(act: Act, person: str) -> Outcome:
    """Ends a person's seats, or a durable key. Refuses `not_found`."""
    k = key("person", person)
    return await _office(act).commit([k], lambda states: people.revoke(states[k]))


def _office(act: Act) -> Act:
    return replace(act, briefing=OFFICE)


async def _change(act: Act, briefing: str, decide: Decide) -> Outcome:
    outcome = await replace(act, briefing=briefing).commit([KEY], decide)
    listed = await _list(act, briefing)
    return listed if isinstance(listed, Refusal) and not isinstance(outcome, Refusal) else outcome


async def _list(act: Act, briefing: str) -> Outcome:
    """Brings the list up to the briefing's record, whatever happened before."""
    record: Briefing | None = decode(act.kinds, KEY, (await act.log.read(briefing, [KEY]))[KEY])
    return Done("", (), {}) if record is None else await _put(replace(act, command=None), briefing, record)


async def _put(act: Act, briefing: str, record: Briefing) -> Outcome:
    listing, slug = key("listing", briefing), key("slug", rules.slug_id(record.details.slug))
    return await replace(act, briefing=list_of(briefing)).commit(
        [listing, slug], lambda s: rules.list_(s[listing], s[slug], briefing, record)
    )
