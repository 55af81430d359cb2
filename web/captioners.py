"""The captioners' page and socket: what is said, written line by line while it is said."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Response, WebSocket, get, websocket
from litestar.params import FromPath

from qa import screening
from studio import lines
from studio.briefing import KEY
from studio.records import key
from web import messages_captions as messages
from web.attending import attending
from web.context import AnyRequest
from web.seats import page, talk
from web.socket import Caller, Handlers, Outcome, again

_VOCABULARY = key("vocabulary", lines.VOCABULARY)


async def caption(caller: Caller, message: messages.Caption) -> Outcome:
    """Writes a line, or writes it anew."""
    act, k = caller.act(message), key("line", message.line)
    text = screening.clean(screening.clean(message.text).replace("\n", " "))
    draft = lines.Draft(text, screening.line(message.speaker) or "", message.since, message.until)

    def decide(records: Any) -> Any:
        briefing = records[KEY]
        timed = lines.within(briefing, draft, act.at) if briefing else draft
        return lines.caption(briefing, records[k], message.line, message.language, timed)

    return await act.commit([KEY, k], decide)


async def set_vocabulary(caller: Caller, message: messages.SetVocabulary) -> Outcome:
    """Sets the words at hand."""
    words = [word for written in message.words if (word := screening.line(written))]
    return await caller.act(message).commit(
        [_VOCABULARY], lambda records: lines.set_vocabulary(records[_VOCABULARY], words)
    )


HANDLERS: Handlers = {"caption": caption, "set_vocabulary": set_vocabulary, "again": again}


def _present(caller: Caller) -> AbstractAsyncContextManager[None]:
    return attending(caller, "captions")


@get("/captions/{briefing:str}")
async def captions_page(request: AnyRequest, briefing: FromPath[str]) -> Response[str]:
    """The captioner's page."""
    return await page(request, "captions", "captioner", briefing, at=f"/captions/{briefing}/ws")


@websocket("/captions/{briefing:str}/ws")
async def captions_socket(socket: WebSocket[Any, Any, Any], briefing: FromPath[str]) -> None:
    """The captioner's socket."""
    await talk(socket, "captions", "captioner", briefing, HANDLERS, beside=_present)


ROUTES = [captions_page, captions_socket]
