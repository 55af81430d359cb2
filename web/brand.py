"""The brand: one style sheet for the pages that show graphics, and the logo that stands beside a shared link."""

from __future__ import annotations

import base64
from pathlib import Path

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from studio.settings import Settings, WrongSettingError
from web.errors import Problem

PICTURES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}
LOGO = "/brand/logo"
FRESH = {"Cache-Control": "public, max-age=60"}
MOST_BYTES = 256 * 1024
"""Of a logo: it is part of the sheet, so that a graphic in its frame, which may load nothing of ours, has it too."""


def sheet(settings: Settings) -> str:
    """The custom properties that graphics read, as CSS.

    Raises:
        WrongSettingError: the logo can't be read, is too large, or no picture that every renderer knows.
    """
    name = f'"{_escaped(settings.brand_name)}"' if settings.brand_name else "none"
    logo = f'url("{_data(settings.brand_logo)}")' if settings.brand_logo else "none"
    return (
        f":root {{ --tynda-accent: {settings.brand_accent}; --tynda-accent-2: {settings.brand_accent_2}; "
        f"--tynda-name: {name}; --tynda-logo: {logo}; }}\n"
    )


def _escaped(text: str) -> str:
    """Inside of a CSS string: whatever is no letter or digit by its number, so that nothing ends the string."""
    return "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text)


def shown(settings: Settings) -> str | None:
    """The logo's address, where one may stand beside a shared link: messengers draw no SVG."""
    fits = settings.brand_logo is not None and settings.brand_logo.suffix.lower() != ".svg"
    return f"{settings.public_url.rstrip('/')}{LOGO}" if fits else None


def _data(path: Path) -> str:
    kind, found = _read(path)
    return f"data:{kind};base64,{base64.b64encode(found).decode()}"


def _read(path: Path) -> tuple[str, bytes]:
    kind = PICTURES.get(path.suffix.lower())
    if kind is None:
        raise WrongSettingError(f"BRAND_LOGO: {path.name} should be one of {', '.join(PICTURES)}")
    try:
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WrongSettingError(f"BRAND_LOGO: {path} can't be read ({error.strerror})") from None
    if len(found) > MOST_BYTES:
        raise WrongSettingError(f"BRAND_LOGO: {path} has more than {MOST_BYTES // 1024} KB")
    return kind, found


def routes(settings: Settings) -> list[HTTPRouteHandler]:
    """The routes of the sheet and the logo, both read once.

    Raises:
        WrongSettingError: as `sheet`.
    """
    body = sheet(settings)
    logo = _read(settings.brand_logo) if settings.brand_logo and shown(settings) else None

    @get("/brand.css", sync_to_thread=False)
    def brand() -> Response[str]:
        """The brand."""
        return Response(body, media_type="text/css", headers=FRESH)

    @get(LOGO, sync_to_thread=False)
    def picture() -> Response[bytes]:
        """The logo beside a shared link."""
        if logo is None:
            raise Problem(404)
        return Response(logo[1], media_type=logo[0], headers=FRESH)

    return [brand, picture]
