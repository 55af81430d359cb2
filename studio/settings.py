"""All settings, each documented; `docs/configuration.md` is generated from this class."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment, names in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    public_url: str = Field("http://localhost:8000", description="Where viewers and staff reach the web process.")
    gateway_url: str = Field(
        "ws://localhost:8001",
        description="Where viewers' WebSockets reach the gateway. Same host name as PUBLIC_URL, since the viewer's cookie belongs to that host.",
    )
    media_url: str | None = Field(None, description="Where browsers reach the media process, once one is enabled.")
    host: str = Field("127.0.0.1", description="The address that web and gateway bind.")
    port: int = Field(
        8000,
        ge=1024,
        le=65000,
        description="Port of web; the gateway has the next one, then media, desk and archive (health and metrics).",
    )
    redis_url: SecretStr = Field(
        SecretStr("redis://127.0.0.1:6379/0"),
        description="Redis or Valkey ≥ 7 (redis, rediss, redis+cluster). For the supervisor: the administrator's; each process is handed its own user's.",
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///.data/archive.sqlite3"),
        description="The archive: sqlite+aiosqlite or postgresql+asyncpg.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="At least 32 characters; the viewers' cookies, authors' pseudonyms and Redis passwords derive from it.",
    )
    viewer_key: SecretStr = Field(
        SecretStr(""), description="Handed to the gateway in place of SECRET_KEY: signs viewers' cookies."
    )
    data_dir: Path = Field(Path(".data"), description="Where the embedded Valkey and SQLite keep their files.")
    demo: bool = Field(False, description="Set by `tynda demo`: invites may be opened more than once.")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="Addresses or networks whose X-Forwarded-For is believed, as JSON list."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe level that is logged."
    )

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose pages may open our WebSockets: PUBLIC_URL's, and for localhost its numeric twin."""
        parts = urlsplit(self.public_url)
        port = f":{parts.port}" if parts.port else ""
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
