"""All settings, each documented; `docs/configuration.md` is generated from this class."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from studio.events import Language

SCHEMES = {
    "public_url": ("http", "https"),
    "gateway_url": ("ws", "wss"),
    "media_url": ("http", "https"),
    "redis_url": ("redis", "rediss", "redis+cluster", "rediss+cluster"),
    "obs_url": ("ws", "wss"),
    "smtp_url": ("smtp", "smtps"),
    "database_url": ("sqlite+aiosqlite", "postgresql+asyncpg"),
}
"""What each URL may begin with."""

COLOUR = "^#[0-9a-fA-F]{6}$"

USUAL = {"http": 80, "https": 443}

SECRET_MIN = 32
"""Shorter secrets could be guessed off line from a signed cookie."""

KEY_BYTES = 32
"""A key of X25519, see `studio.sealing`; that is not imported here, since most processes start without it."""


class WrongSettingError(Exception):
    """A setting can't be used; the text is one line that names it and never shows a secret."""


class Settings(BaseSettings):
    """Read from the environment, names in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    public_url: str = Field("http://localhost:8000", description="Where viewers and staff reach the web process.")
    gateway_url: str = Field(
        "ws://localhost:8001",
        description="Where viewers' WebSockets reach the gateway. Same host name as PUBLIC_URL, "
        "since the viewer's cookie belongs to that host.",
    )
    media_url: str | None = Field(None, description="Where browsers reach the media process, once one is enabled.")
    host: str = Field("127.0.0.1", description="The address that web and gateway bind.")
    port: int = Field(
        8000,
        ge=1024,
        le=65000,
        description="Port of web; the gateway has the next one, then media, desk and archive (health and metrics); "
        "obs the seventh.",
    )
    health_host: str = Field(
        "127.0.0.1",
        description="The address where desk, archive and obs answer health and metrics, "
        "and where web and gateway ask the archive.",
    )
    redis_url: SecretStr = Field(
        SecretStr("redis://127.0.0.1:6379/0"),
        description="Redis or Valkey ≥ 7 (redis, rediss, redis+cluster). For the supervisor: the administrator's; "
        "each process is handed its own user's.",
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///.data/archive.sqlite3"),
        description="The archive: sqlite+aiosqlite or postgresql+asyncpg.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="At least 32 characters; the viewers' cookies, authors' pseudonyms and Redis passwords "
        "derive from it.",
    )
    viewer_key: SecretStr = Field(
        SecretStr(""), description="Handed to the gateway in place of SECRET_KEY: signs viewers' cookies."
    )
    confidential_key: SecretStr = Field(
        SecretStr(""),
        description="Opens tip-offs; made by `./tynda key`. Without one there is no confidential channel.",
    )
    confidential_public_key: str = Field(
        "",
        description="Seals tip-offs. Derived from CONFIDENTIAL_KEY; to be set where `up` runs without that, "
        "on a machine with the gateway and no web.",
    )
    similar: bool = Field(
        True,
        description="Looks for near-duplicates across languages, where the extra `similar` is installed; takes up to "
        "one core, at low priority, while new questions come in.",
    )
    captions_model: Path | None = Field(
        None,
        description="A folder with a Whisper model of CTranslate2, for `./tynda transcribe`; nothing is downloaded.",
    )
    captions_languages: tuple[Language, ...] = Field(
        ("en",),
        min_length=1,
        description="The languages that CAPTIONS_MODEL is trusted with, as JSON list of kk, ru, en.",
    )
    data_dir: Path = Field(Path(".data"), description="Where the embedded Valkey and SQLite keep their files.")
    recordings_dir: Path | None = Field(
        None, description="A folder with recordings, served at /recordings/; by default `recordings` in DATA_DIR."
    )
    graphics_dir: Path | None = Field(
        None, description="A folder with OGraf graphics in sub-folders, beside the house's own; they run contained."
    )
    brand_accent: str = Field("#0aa3c2", pattern=COLOUR, description="The graphics' first colour, as #rrggbb.")
    brand_accent_2: str = Field("#b9d3e8", pattern=COLOUR, description="The graphics' second colour, as #rrggbb.")
    brand_name: str = Field("", max_length=60, description="Who speaks: stands on graphics that have a place for it.")
    brand_logo: Path | None = Field(
        None,
        description="A picture (.svg, .png, .webp, up to 256 KB) for graphics that have a place for it; no .svg stands"
        " beside links to the archive that are shared.",
    )
    demo: bool = Field(False, description="Set by `tynda demo`: invites may be opened more than once.")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="Addresses or networks whose X-Forwarded-For is believed, as JSON list."
    )
    obs_url: str | None = Field(
        None,
        description="Where OBS's WebSocket server listens, `ws://HOST:4455`. Without it there is no process `obs`.",
    )
    obs_password: SecretStr = Field(SecretStr(""), description="The password of OBS's WebSocket server.")
    obs_scene_on_take: str = Field(
        "", description="OBS's scene that a question switches to when it is taken on air; empty: none."
    )
    obs_screen: str = Field("main", description="The screen whose program OBS follows.")
    obs_captions: Literal["", "kk", "ru", "en"] = Field(
        "",
        description="The language whose live captions go into OBS's stream, instead of a captions graphic's; "
        "empty: none. A stream carries Latin letters alone.",
    )
    dead_man_s: int = Field(
        0,
        ge=0,
        le=3600,
        description="A screen that hears nothing of web goes dark after so many seconds, at least 5; 0: it holds.",
    )
    notice_working_days: int = Field(
        15,
        ge=1,
        le=90,
        description="Working days in Kazakhstan until an answer in writing is due, from the day after it was promised.",
    )
    retain_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="So many days after a briefing's end it is forgotten who asked and what nobody may read; 0: never.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="The mail server, `smtp://USER:PASSWORD@HOST:587` (STARTTLS where the server offers it, and always "
        "with a password) or `smtps://`. Without it nobody is written to, and no address is asked for.",
    )
    mail_from: str = Field("", description="Who writes: `Name <address@example.kz>`. Needed with SMTP_URL.")
    mail_key: SecretStr = Field(
        SecretStr(""), description="Opens askers' addresses. Derived from SECRET_KEY and handed to the archive alone."
    )
    mail_public_key: str = Field(
        "", description="Seals askers' addresses. Derived from SECRET_KEY and handed to web, where SMTP_URL is set."
    )
    reminder_working_days: int = Field(
        3,
        ge=0,
        le=30,
        description="Working days before an answer in writing is due when its department is reminded by e-mail; "
        "then again when it is overdue, and every week.",
    )
    open_data_licence: str = Field(
        "CC-BY-4.0",
        pattern=r"^[A-Za-z0-9.+-]{1,60}$",
        description="Under which licence you give away the ledger's numbers: an identifier of SPDX. The files name it.",
    )
    timezone: str = Field("Asia/Almaty", description="The wall clock of pages that are read, an IANA name.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe level that is logged."
    )

    tls_cert: Path | None = Field(
        None,
        description="A certificate (PEM): web and gateway then speak TLS themselves. "
        "A proxy in front is the usual way.",
    )
    tls_key: Path | None = Field(None, description="The certificate's private key (PEM).")

    @field_validator(*SCHEMES)
    @classmethod
    def _scheme(cls, value: Any, info: Any) -> Any:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text is not None and urlsplit(text).scheme not in SCHEMES[info.field_name]:
            # The value is not shown: a URL may hold a password.
            raise ValueError(f"should begin with one of {', '.join(s + '://' for s in SCHEMES[info.field_name])}")
        return value

    @field_validator("dead_man_s")
    @classmethod
    def _noticed(cls, value: int) -> int:
        if 0 < value < 5:  # a line that lives is heard every two seconds
            raise ValueError("should be 0, or at least 5")
        return value

    @field_validator("secret_key", "viewer_key")
    @classmethod
    def _long(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SECRET_MIN:
            raise ValueError(f"should have at least {SECRET_MIN} characters")
        return value

    @field_validator("confidential_key", "confidential_public_key", "mail_key", "mail_public_key")
    @classmethod
    def _key(cls, value: Any) -> Any:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        try:
            raw = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raw = b"?"
        if text and len(raw) != KEY_BYTES:
            raise ValueError("should be a key as ./tynda key prints it")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and (not value.isprintable() or not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", parseaddr(value)[1])):
            raise ValueError("should be an address, or a name with one in angle brackets")
        return value

    @model_validator(mode="after")
    def _letters(self) -> Self:
        if self.smtp_url is not None and not self.mail_from:
            raise ValueError("MAIL_FROM is needed with SMTP_URL")
        return self

    @model_validator(mode="after")
    def _pair(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("TLS_CERT and TLS_KEY belong together")
        return self

    @property
    def recordings(self) -> Path:
        """The folder with recordings."""
        return self.recordings_dir or self.data_dir / "recordings"

    @property
    def viewers(self) -> bytes:
        """The key that signs viewers' cookies and makes authors' pseudonyms: VIEWER_KEY, else made from SECRET_KEY."""
        given = self.viewer_key.get_secret_value()
        return (given or derive(self.secret_key.get_secret_value(), "viewers")).encode()

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose pages may open our WebSockets: PUBLIC_URL's, and for localhost its numeric twin."""
        parts = urlsplit(self.public_url)
        # A browser leaves a scheme's own port out of an Origin.
        port = f":{parts.port}" if parts.port not in {None, USUAL[parts.scheme]} else ""
        hosts = (
            {parts.hostname, "127.0.0.1", "localhost"}
            if parts.hostname in {"localhost", "127.0.0.1"}
            else {parts.hostname}
        )
        return frozenset(f"{parts.scheme}://{h}{port}" for h in hosts)

    @property
    def secure(self) -> bool:
        """Whether browsers take Secure cookies from PUBLIC_URL: https, or localhost."""
        parts = urlsplit(self.public_url)
        return parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1"}

    @property
    def viewer_cookie(self) -> str:
        """The name of the viewer's cookie."""
        return "__Host-tynda-viewer" if self.secure else "tynda_v"

    @property
    def staff_cookie(self) -> str:
        """The name of the staff's session cookie."""
        return "__Host-tynda" if self.secure else "tynda_s"


def derive(secret: str, purpose: str) -> str:
    """A key of its own for each purpose: HMAC-SHA256 in hex, so every machine with the same secret agrees."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def load(**given: Any) -> Settings:
    """The settings of the environment; `given` goes before.

    Raises:
        WrongSettingError: one of them can't be used.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        what = first["msg"].removeprefix("Value error, ")
        raise WrongSettingError(f"{name}: {what}" if name else what) from None
    except SettingsError as error:
        field = re.search(r'field "(\w+)"', str(error))
        raise WrongSettingError(f"{field[1].upper() if field else 'a setting'}: should be JSON") from None
