"""The confidential channel: the officer's page and socket, where alone a tip-off is opened; the moderators' way in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Response, WebSocket, get, websocket
from litestar.params import FromPath

from overlays import console
from qa import desk
from qa.question import Question
from qa.tip_off import TipOff
from studio.events import Frozen, Language
from studio.log import decode
from studio.records import Refusal, key
from studio.sealing import SealError, open_sealed, seal
from web import messages_desk
from web.context import AnyRequest
from web.seats import page, talk
from web.socket import Caller, Handlers, Outcome, Reply, again


class Letter(Frozen):
    """What is sealed: what was written, as it was written, and by whom as far as they say."""

    text: str
    name: str | None = None
    region: str | None = None
    language: Language | None = None


def letter(question: Question) -> bytes:
    """A question as a letter: its original wording, not what moderators made of it."""
    asked = question.wordings[0]
    written = Letter(text=asked.text, name=question.name, region=question.region, language=question.language)
    return written.model_dump_json().encode()


async def divert(caller: Caller, message: messages_desk.Divert) -> Outcome:
    """Seals a question for the confidential role and hands it over; what was written is forgotten everywhere else."""
    public = caller.context.settings.confidential_public_key
    if not public:
        return Refusal(code="no_confidential", key=key("question", message.question))
    act, k = caller.act(message), key("question", message.question)
    question: Question | None = decode(act.kinds, k, (await act.log.read(act.briefing, [k]))[k])
    if question is None:  # nothing to seal; were it to come in a moment later, its words would be lost unread
        return Refusal(code="not_found")
    sealed = ""
    if question.wordings:  # else it is diverted, maybe by an earlier try of this command; the rule says which
        await caller.context.log.forget_soon(act.briefing, message.question)
        sealed = seal(public, letter(question))
    outcome = await desk.divert(act, message.question, sealed)
    if isinstance(outcome, Refusal):
        return outcome
    # It can't be cued any more: whatever preview still shows it is emptied now, for good.
    for emptied in await console.drop(replace(act, command=None, near=None), message.question):
        caller.context.followers.learn(emptied)
    # Before, in case we die on the way; again, since only now nothing is left that a file rewritten earlier could hold.
    await caller.context.log.forget_soon(act.briefing, message.question)
    return outcome


async def read_tip_off(caller: Caller, message: messages_desk.ReadTipOff) -> Outcome:
    """Opens a tip-off for its reader, once it is logged that they read it."""
    act, k = caller.act(message), key("tip_off", message.question)
    found: TipOff | None = decode(act.kinds, k, (await act.log.read(act.briefing, [k]))[k])
    if found is None:
        return Refusal(code="not_found")
    private = caller.context.settings.confidential_key.get_secret_value()
    if not private:
        return Refusal(code="no_confidential", key=k)
    try:
        written = Letter.model_validate_json(open_sealed(private, found.sealed))
    except (SealError, ValueError):  # raised `from None`, and nothing of it is shown: it may hold what was written
        return Refusal(code="wrong_key", key=k)
    outcome = await desk.read_tip_off(act, message.question)
    return outcome if isinstance(outcome, Refusal) else Reply(outcome, written.model_dump())


HANDLERS: Handlers = {"read_tip_off": read_tip_off, "again": again}


@get("/confidential/{briefing:str}")
async def confidential_page(request: AnyRequest, briefing: FromPath[str]) -> Response[str]:
    """The confidential officer's page."""
    return await page(request, "confidential", "confidential", briefing, at=f"/confidential/{briefing}/ws")


@websocket("/confidential/{briefing:str}/ws")
async def confidential_socket(socket: WebSocket[Any, Any, Any], briefing: FromPath[str]) -> None:
    """The confidential officer's socket."""
    await talk(socket, "confidential", "confidential", briefing, HANDLERS)


ROUTES = [confidential_page, confidential_socket]
