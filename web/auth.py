"""Who may do what over HTTP and at the handshake; joining by an invite."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import structlog
from litestar import Response, WebSocket, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.status_codes import HTTP_200_OK
from pydantic import Field, TypeAdapter, ValidationError

from studio import office
from studio.events import Frozen
from studio.people import Person, Right, Role
from studio.records import Refusal
from web.context import AnyRequest, Context, context
from web.errors import Problem
from web.pages import render
from web.rehearsals import home
from web.sessions import TTL_MS, Seat, seat
from web.socket import Caller, origin_allowed

NEXT: dict[Role, str] = {
    "owner": "/office", "moderator": "/desk/", "producer": "/console/", "speaker": "/speaker/",
    "captioner": "/captions/", "archivist": "/records", "confidential": "/confidential/",
}  # fmt: skip
"""The page of each role's seat; a final slash is followed by the briefing."""

REFUSED = {"not_found": 404, "invite_used": 409, "invite_expired": 410, "invite_revoked": 410}
"""The HTTP status of each refusal to join."""

_logger = structlog.get_logger("web.auth")


class Joining(Frozen):
    """The body of `POST /join`: the secret from the link's fragment."""

    secret: Annotated[str, Field(min_length=16, max_length=100)]


JOINING = TypeAdapter(Joining)


def link(public_url: str, role: Role, secret: str) -> str:
    """An invite's link: the secret stands in the fragment, which no server and no log ever sees.

    Args:
        public_url: where the web process is reached.
        role: a screen's key opens its page at once; all others join first.
        secret: the invite's.
    """
    return f"{public_url.rstrip('/')}/{'screen' if role == 'screen' else 'join'}#{secret}"


def require_origin(request: AnyRequest) -> None:
    """Refuses a POST that another site's page made (403). Browsers name the page's origin on every POST."""
    if not origin_allowed(request.headers.get("origin"), context(request)):
        raise Problem(403, "foreign_origin")


async def seat_of(
    connection: ASGIConnection[Any, Any, Any, Any], right: Right, briefing: str | None
) -> tuple[Seat, int]:  # fmt: skip
    """The session's seat with this right, and when the session ends; a rehearsal has the seats of its briefing.

    Raises:
        Problem: 401 without a session or when its seat was revoked, 403 without the right, 410 for a wiped rehearsal.
        Unavailable: the store is away.
    """
    own = context(connection)
    session = await own.sessions.read(connection.cookies.get(own.settings.staff_cookie))
    if session is None:
        raise Problem(401)
    seats = session.seats_with(right, await home(own, briefing))
    if not seats:
        raise Problem(403)
    for found in seats:
        if not await own.revoked(found.person):
            return found, session.until
    raise Problem(401)


async def caller(socket: WebSocket[Any, Any, Any], seat_name: str, right: Right, briefing: str | None) -> Caller:
    """Who knocks at a WebSocket.

    Raises:
        Problem: 403 for a foreign, null or absent Origin; else as `seat_of`.
        Unavailable: the store is away.
    """
    own = context(socket)
    if not origin_allowed(socket.headers.get("origin"), own):
        raise Problem(403, "foreign_origin")
    found, until = await seat_of(socket, right, briefing)
    return Caller(
        context=own, seat=seat_name, briefing=briefing or "office", person=found.person, name=found.name,
        initials=found.initials, role=found.role, until=until,
    )  # fmt: skip


def cookie(own: Context, token: str) -> Cookie:
    """The session's cookie."""
    settings = own.settings
    return Cookie(
        settings.staff_cookie, value=token, path="/", max_age=TTL_MS // 1000,
        secure=settings.secure, httponly=True, samesite="lax",
    )  # fmt: skip


@get("/join", name="join")
async def join_page(request: AnyRequest) -> Response[str]:
    """The page that exchanges the fragment's secret for a session."""
    return render(request, "join.html", boot={"seat": "join"})


@post("/join", status_code=HTTP_200_OK)
async def join(request: AnyRequest) -> Response[dict[str, str]]:
    """Exchanges an invite's secret for a seat in the browser's session, under a new token."""
    own = context(request)
    require_origin(request)
    try:
        joining = JOINING.validate_json(await request.body())
    except ValidationError:
        raise Problem(400) from None
    outcome = await office.join(own.office("join"), joining.secret)
    if isinstance(outcome, Refusal):
        raise Problem(REFUSED.get(outcome.code, 503), outcome.code)
    token = await own.sessions.add(request.cookies.get(own.settings.staff_cookie), seat(outcome))
    response = Response({"next": _next(outcome)})
    response.set_cookie(cookie(own, token))
    response.headers["Cache-Control"] = "no-store"
    _logger.info("joined", role=outcome.role)
    return response


def _next(person: Person) -> str:
    path = NEXT[person.role]
    return path + quote(person.briefing or "") if path.endswith("/") else path


ROUTES = [join_page, join]
