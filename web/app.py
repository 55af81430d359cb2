"""The composition root of the web process."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from litestar import Litestar
from litestar.datastructures import State
from litestar.static_files import create_static_files_router

from qa import similar_worker
from studio.archive import engine
from studio.archive.queries import Archive
from studio.log import Act
from studio.redis_air import RedisAir
from studio.redis_client import Connection
from studio.redis_log import RedisLog
from studio.settings import Settings, derive
from web import (
    api,
    archivists,
    auth,
    brand,
    captioners,
    clock,
    confidential,
    control,
    downloads,
    errors,
    exports,
    feeds,
    graphics,
    headers,
    ledgers,
    moderators,
    notices,
    office,
    past,
    producers,
    public,
    recordings,
    screens,
    speakers,
    transcript_import,
    transcripts,
    viewers,
)
from web.api_board import Boards
from web.api_limits import Allowances
from web.assets import STATIC, Assets
from web.codes import RESTARTING
from web.context import Context
from web.follower import Followers
from web.hiding import Hiding
from web.hub import Hub
from web.i18n import Catalogues
from web.kinds import KINDS
from web.library import Library
from web.metrics import Metrics
from web.panic import Panic
from web.press import Press
from web.queues import Queues
from web.rehearsals import Curtain
from web.sessions import Sessions
from web.socket import Handlers
from web.terms import term
from web.turns import Turns

MAX_BODY = 64 * 1024
"""Bytes of a request's body: the plain form's question is the largest that anybody sends."""
MAX_PARTS = 20

DISPATCH: dict[str, Handlers] = {
    "moderator": moderators.HANDLERS,
    "producer": producers.HANDLERS,
    "speaker": speakers.HANDLERS,
    "captioner": captioners.HANDLERS,
    "confidential": confidential.HANDLERS,
    "screen": screens.HANDLERS,
    "office": office.HANDLERS,
}
"""Every message type of every staff seat, and what carries it out."""

ROUTES: list[Any] = [
    *auth.ROUTES,
    *moderators.ROUTES,
    *exports.ROUTES,
    *producers.ROUTES,
    *speakers.ROUTES,
    *captioners.ROUTES,
    *confidential.ROUTES,
    *screens.ROUTES,
    *office.ROUTES,
    *viewers.ROUTES,
    *public.ROUTES,
    *past.ROUTES,
    *ledgers.ROUTES,
    *archivists.ROUTES,
    *feeds.ROUTES,
    *recordings.ROUTES,
    *downloads.ROUTES,
    *transcripts.ROUTES,
    *transcript_import.ROUTES,
    *notices.ROUTES,
    *control.ROUTES,
    *api.ROUTES,
]


def compose(settings: Settings, library: Library, now: Callable[[], int] = clock.now) -> Context:
    """The parts of the web process; nothing is started and nothing sent.

    Args:
        settings: the process's.
        library: all graphics.
        now: ms since the epoch.
    """
    url = settings.redis_url.get_secret_value()
    secret = settings.secret_key.get_secret_value() or secrets.token_hex(32)
    log, metrics = RedisLog.connect(url), Metrics()
    followers = Followers(log, KINDS, now, metrics)
    hub = Hub(followers, now)

    def act(briefing: str, by: str, command: str | None) -> Act:
        return Act(
            log=log, kinds=KINDS, briefing=briefing, by=by, at=now(), command=command, near=followers.recall
        )  # fmt: skip

    return Context(
        settings=settings,
        log=log,
        air=RedisAir.connect(url),
        archive=Archive(engine.connect(settings.database_url.get_secret_value())),
        kinds=KINDS,
        clock=now,
        due=term(settings),
        acts=act,
        redis=(redis := Connection(url)),
        sessions=Sessions(redis, now),
        followers=followers,
        hub=hub,
        panic=Panic(followers, hub, act, now),
        hiding=Hiding(followers, act, now),
        press=Press(),
        turns=Turns(),
        queues=Queues(followers, similar_worker.worker() if settings.similar else None),
        texts=Catalogues(),
        assets=Assets(),
        library=library,
        metrics=metrics,
        boards=Boards(followers, KINDS, hub, now),
        allowances=Allowances(),
        key=derive(secret, "invites").encode(),
    )


def create(settings: Settings, now: Callable[[], int] = clock.now) -> Litestar:
    """The web process's application.

    Args:
        settings: the process's.
        now: ms since the epoch.
    """
    library = Library(settings.graphics_dir)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        own = compose(settings, library, now)
        app.state.context = own
        if not own.assets.built:
            structlog.get_logger("web.app").warning("front_end_not_built")
        curtain = Curtain(own.hub, now)
        own.followers.opened += [own.hiding.watch, curtain.watch]
        own.followers.start()
        own.hub.start()
        own.boards.start()
        count.append(lambda status: own.metrics.requests.labels(str(status)).inc())
        try:
            yield
        finally:
            own.hub.end_all(RESTARTING)
            await own.hub.stop()
            await own.panic.stop()
            await own.hiding.stop()
            curtain.stop()
            await own.queues.stop()
            await own.press.stop()
            await own.followers.stop()
            await own.archive.close()
            for part in (own.log, own.air, own.redis):
                await part.aclose()

    def stopping() -> None:
        app.state.context.boards.end_all(RESTARTING)

    count: list[Callable[[int], None]] = []
    STATIC.mkdir(exist_ok=True)
    app = Litestar(
        route_handlers=[
            *ROUTES,
            create_static_files_router("/static", [STATIC], name="static"),
            *graphics.routes(library),
            *brand.routes(settings),
        ],
        lifespan=[lifespan],
        exception_handlers={Exception: errors.handle},
        before_send=[headers.hook(settings, lambda status: count[-1](status) if count else None)],
        request_max_body_size=MAX_BODY,
        multipart_form_part_limit=MAX_PARTS,
        openapi_config=None,
        logging_config=None,
        state=State({"stopping": stopping}),
    )
    return app
