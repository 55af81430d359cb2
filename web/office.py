"""The office: briefings, people, invites."""

from __future__ import annotations

from typing import Any

from litestar import Response, WebSocket, get, websocket

from studio import office
from studio.people import Seat
from studio.records import Refusal
from web import messages
from web.auth import link
from web.context import AnyRequest
from web.seats import page, talk
from web.socket import Caller, Handlers, Outcome, Reply, again


async def save_briefing(caller: Caller, message: messages.SaveBriefing) -> Outcome:
    """Creates a briefing or changes its details."""
    return await office.save_briefing(caller.act(message), message.briefing, message.details)


async def rehearse(caller: Caller, message: messages.Rehearse) -> Outcome:
    """Makes a rehearsal; the same command, sent again, the same one."""
    rehearsal = f"rehearsal-{caller.context.derived('rehearsal', caller.person, message.id)[:16]}"
    outcome = await office.rehearse(caller.act(message), message.briefing, rehearsal)
    return outcome if isinstance(outcome, Refusal) else Reply(outcome, {"briefing": rehearsal})


async def open_briefing(caller: Caller, message: messages.OpenBriefing) -> Outcome:
    """Goes live."""
    return await office.open_briefing(caller.act(message), message.briefing)


async def set_intake(caller: Caller, message: messages.SetIntake) -> Outcome:
    """Takes questions, pauses or closes."""
    return await office.set_intake(caller.act(message), message.briefing, message.intake, message.message)


async def end_briefing(caller: Caller, message: messages.EndBriefing) -> Outcome:
    """Ends a briefing."""
    return await office.end_briefing(caller.act(message), message.briefing)


async def invite(caller: Caller, message: messages.Invite) -> Outcome:
    """Makes an invite; its link, or the key, is in the result, and nowhere else."""
    own = caller.context
    secret = own.invite_secret(caller.person, message.id)
    seat = Seat(
        role=message.role, name=message.name, briefing=message.briefing, screen=message.screen, scope=message.scope
    )  # fmt: skip
    outcome = await office.invite(caller.act(message), secret, seat)
    if isinstance(outcome, Refusal):
        return outcome
    made = {"person": office.person_id(secret)}
    if message.role == "control":  # its bearer is a program, which sends it in a header
        return {**made, "url": f"{own.settings.public_url.rstrip('/')}/api/v1", "key": secret}
    return {**made, "url": link(own.settings.public_url, message.role, secret)}


async def revoke(caller: Caller, message: messages.Revoke) -> Outcome:
    """Ends a person's seats, or a durable key."""
    return await office.revoke(caller.act(message), message.person)


HANDLERS: Handlers = {
    "save_briefing": save_briefing, "rehearse": rehearse, "open_briefing": open_briefing, "set_intake": set_intake,
    "end_briefing": end_briefing, "invite": invite, "revoke": revoke, "again": again,
}  # fmt: skip


@get("/office")
async def office_page(request: AnyRequest) -> Response[str]:
    """The office's page."""
    return await page(request, "office", "office", None, at="/office/ws")


@websocket("/office/ws")
async def office_socket(socket: WebSocket[Any, Any, Any]) -> None:
    """The office's socket."""
    await talk(socket, "office", "office", None, HANDLERS)


ROUTES = [office_page, office_socket]
