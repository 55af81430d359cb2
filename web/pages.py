"""Renders pages: the Jinja environment, the reader's language, boot data for the front end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from markupsafe import Markup

from studio.events import Language
from web.context import context
from web.i18n import LANGUAGES, known, negotiate, pick

TEMPLATES = Path(__file__).parent / "templates"
YEAR_S = 365 * 24 * 3600

ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def language(request: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """The reader's language."""
    return negotiate(request.query_params, request.cookies, request.headers.get("accept-language", ""))


def data(id: str, value: Any) -> Markup:
    """A `<script type="application/json">`: data for a script, with nothing in it that could end the element."""
    return Markup('<script type="application/json" id="{}">{}</script>').format(id, _encoded(value))


def linked(value: Any) -> Markup:
    """The same for search engines: JSON-LD, as schema.org is read."""
    return Markup('<script type="application/ld+json">{}</script>').format(_encoded(value))


def _encoded(value: Any) -> Markup:
    encoded = msgspec.json.encode(value).decode()
    for char in "<>&\u2028\u2029":
        encoded = encoded.replace(char, f"\\u{ord(char):04x}")
    return Markup(encoded)  # noqa: S704 - escaped above


def socket_url(request: ASGIConnection[Any, Any, Any, Any], path: str) -> str:
    """The address of one of our WebSockets for the page that asks: same host, so that its cookie goes along."""
    settings = context(request).settings
    public = urlsplit(settings.public_url)
    host = request.headers.get("host", "")
    # Only a host that we answer for; anything else came from outside.
    netloc = host if f"{public.scheme}://{host}" in settings.origins else public.netloc
    return f"{'wss' if public.scheme == 'https' else 'ws'}://{netloc}{path}"


def render(
    request: ASGIConnection[Any, Any, Any, Any], template: str, *, status: int = 200, rehearsal: bool = False,
    **values: Any,
) -> Response[str]:  # fmt: skip
    """A page in the reader's language: `fill`, then `answer`."""
    html = fill(request, template, status=status, rehearsal=rehearsal, **values)
    return answer(request, html, status=status, rehearsal=rehearsal)


def fill(  # noqa: PLR0913 - the parts of a page, all but two optional
    request: ASGIConnection[Any, Any, Any, Any], template: str, *, status: int = 200,
    boot: Mapping[str, Any] | None = None, domains: Iterable[str] = (), languages: Iterable[Language] | None = None,
    rehearsal: bool = False, **values: Any,
) -> str:  # fmt: skip
    """A page's HTML: the same for all who ask for its path in one language.

    Args:
        request: what is answered.
        template: file in `web/templates`.
        status: the HTTP status.
        boot: data for the page's script, embedded as `#page` together with `lang`.
        domains: catalogues for the page's script, embedded as `#texts`; "common" and "errors" always are.
        languages: of these texts; the reader's alone by default.
        rehearsal: whether it is a page of one: it says so, whatever its script does.
        values: for the template.
    """
    own = context(request)
    lang = language(request)
    texts = own.texts.texts(("common", "errors", *domains), tuple(languages or (lang,)))
    return ENVIRONMENT.get_template(template).render(
        lang=lang,
        languages=LANGUAGES,
        _=partial(own.texts.translate, lang),
        pick=partial(pick, language=lang),
        linked=linked,
        asset=own.assets.script,
        styles=own.assets.styles,
        page_data=data("page", {"lang": lang, **boot}) if boot is not None else "",
        texts_data=data("texts", texts) if boot is not None else "",
        path=request.url.path,
        url=f"{own.settings.public_url.rstrip('/')}{request.url.path}",
        status=status,
        rehearsal=rehearsal,
        tongues=[(code, partial(own.texts.translate, code)) for code in LANGUAGES],
        **values,
    )


def answer(
    request: ASGIConnection[Any, Any, Any, Any], html: str, *, status: int = 200, rehearsal: bool = False
) -> Response[str]:
    """A page as it is sent; a language that was chosen is remembered, and no search engine keeps a rehearsal's."""
    response = Response(html, status_code=status, media_type=MediaType.HTML)
    response.headers["Content-Language"] = language(request)
    response.headers["Cache-Control"] = "no-store"
    if rehearsal:
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if chosen := known(request.query_params.get("lang")):
        secure = urlsplit(context(request).settings.public_url).scheme == "https"
        response.set_cookie(Cookie("lang", value=chosen, max_age=YEAR_S, samesite="lax", secure=secure, path="/"))
    return response


Page = Response[str]
