"""The desk: the moderators' page and socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Response, WebSocket, get, websocket
from litestar.params import FromPath

from qa import desk
from qa.desk import Bulk
from qa.marks import Change
from qa.moderation import Draft
from studio.log import Done
from studio.records import Refusal
from web import confidential, messages_desk
from web.attending import attending
from web.context import AnyRequest, context
from web.seats import page, talk
from web.socket import Caller, Handlers, Outcome, Reply, again


def _several(outcome: Bulk | Refusal) -> Outcome:
    if isinstance(outcome, Refusal):
        return outcome
    return Reply(outcome.done, {"decided": outcome.decided, "refused": outcome.refused})


async def claim(caller: Caller, message: messages_desk.Claim) -> Outcome:
    """Opens a card or renews the claim."""
    return await desk.claim(caller.act(message), message.question, message.over, caller.initials)


async def release(caller: Caller, message: messages_desk.Release) -> Outcome:
    """Gives a claim up."""
    return await desk.release(caller.act(message), message.question)


async def approve(caller: Caller, message: messages_desk.Approve) -> Outcome:
    """Approves one revision."""
    act = caller.act(message)
    return await desk.approve(act, message.id, message.question, message.revision, message.sure)


async def approve_all(caller: Caller, message: messages_desk.ApproveAll) -> Outcome:
    """Approves several questions as they are."""
    return _several(await desk.approve_all(caller.act(message), message.id, message.questions))


async def edit(caller: Caller, message: messages_desk.Edit) -> Outcome:
    """Writes a new revision, and approves it if asked to."""
    draft = Draft(message.text, message.language, message.why)
    return await desk.edit(caller.act(message), message.id, message.question, draft, message.approve, message.sure)


async def reject(caller: Caller, message: messages_desk.Reject) -> Outcome:
    """Refuses a question for a public reason."""
    return await desk.reject(caller.act(message), message.id, message.question, message.reason)


async def reject_all(caller: Caller, message: messages_desk.RejectAll) -> Outcome:
    """Refuses several questions for one reason."""
    return _several(await desk.reject_all(caller.act(message), message.id, message.questions, message.reason))


async def notice(caller: Caller, message: messages_desk.TakeOnNotice) -> Outcome:
    """Takes a question on notice."""
    own = caller.context
    return await desk.notice(caller.act(message), message.id, message.question, own.due(own.clock()))


async def merge(caller: Caller, message: messages_desk.Merge) -> Outcome:
    """Merges a question into another."""
    return await desk.merge(caller.act(message), message.id, message.question, message.into)


async def unmerge(caller: Caller, message: messages_desk.Unmerge) -> Outcome:
    """Takes a merged question out again."""
    return await desk.unmerge(caller.act(message), message.question)


async def divert(caller: Caller, message: messages_desk.Divert) -> Outcome:
    """Hands a tip-off to the confidential role."""
    return await confidential.divert(caller, message)


async def mark(caller: Caller, message: messages_desk.Mark) -> Outcome:
    """Changes how questions lie on the desk."""
    change = Change(**message.model_dump(include=set(Change.model_fields)))
    return _several(await desk.mark(caller.act(message), message.id, message.questions, change))


async def put_label(caller: Caller, message: messages_desk.PutLabel) -> Outcome:
    """Makes a label, or renames it."""
    return await desk.put_label(caller.act(message), message.label)


async def drop_label(caller: Caller, message: messages_desk.DropLabel) -> Outcome:
    """Takes a label from the briefing."""
    return await desk.drop_label(caller.act(message), message.label)


async def undo(caller: Caller, message: messages_desk.Undo) -> Outcome:
    """Takes back one of the moderator's latest decisions."""
    return _several(await desk.undo(caller.act(message), message.decision))


async def restrain(caller: Caller, message: messages_desk.Restrain) -> Outcome:
    """Restrains the author of a question."""
    return await desk.restrain(caller.act(message), message.question, message.how, message.minutes)


async def intake(caller: Caller, message: messages_desk.Intake) -> Outcome:
    """Opens, pauses or closes the intake."""
    return await desk.set_intake(caller.act(message), message.intake, message.message)


async def look(caller: Caller, message: messages_desk.Look) -> Outcome:
    """A part of the queue."""
    queue = await caller.context.queues.get(caller.briefing)
    channel = await caller.context.hub.channel("moderator", caller.briefing)
    return queue.look(message, channel) if queue and channel else Refusal(code="not_found")


async def about(caller: Caller, message: messages_desk.About) -> Outcome:
    """What is near an opened question."""
    queue = await caller.context.queues.get(caller.briefing)
    return (queue and await queue.about(message.question)) or Refusal(code="not_found")


HANDLERS: Handlers = {
    "claim": claim, "release": release, "approve": approve, "approve_all": approve_all, "edit": edit,
    "reject": reject, "reject_all": reject_all, "notice": notice, "merge": merge, "unmerge": unmerge,
    "divert": divert, "mark": mark, "put_label": put_label, "drop_label": drop_label, "undo": undo,
    "restrain": restrain, "intake": intake, "look": look, "about": about, "again": again,
}  # fmt: skip


@asynccontextmanager
async def _sitting(caller: Caller) -> AsyncIterator[None]:
    """While a moderator's socket is open they are present; once it has gone, so have they and their claims."""
    async with attending(caller, "desk", _leave):
        yield


async def _leave(caller: Caller) -> None:
    for question in await _claimed(caller):
        done = await desk.release(caller.context.act(caller.briefing, caller.person), question)
        if isinstance(done, Done):
            caller.context.followers.learn(done)


async def _claimed(caller: Caller) -> list[str]:
    """The questions that this person holds, over whichever page they were claimed."""
    followed, now = await caller.context.followers.get(caller.briefing), caller.context.clock()
    claims = [h.fields for k, h in followed.records.items() if k.startswith("claim/")] if followed else []
    return [c["id"] for c in claims if c["holder"] == caller.person and c["until"] > now]


@get("/desk/{briefing:str}")
async def desk_page(request: AnyRequest, briefing: FromPath[str]) -> Response[str]:
    """The desk's page."""
    answer = await page(request, "desk", "moderator", briefing, at=f"/desk/{briefing}/ws")
    context(request).queues.warm(briefing)
    return answer


@websocket("/desk/{briefing:str}/ws")
async def desk_socket(socket: WebSocket[Any, Any, Any], briefing: FromPath[str]) -> None:
    """The desk's socket."""
    await talk(socket, "desk", "moderator", briefing, HANDLERS, _sitting)


ROUTES = [desk_page, desk_socket]
