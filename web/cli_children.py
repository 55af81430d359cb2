"""What the supervisor starts: each process's command, and the least environment that it needs."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from studio.redis_admin import url_for
from studio.settings import Settings, WrongSettingError, derive
from web.processes import PLACES
from web.supervisor import Child

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "SSL_CERT_FILE")
"""What a process gets of our own environment: enough to find Python, nothing that is secret."""

SHARED = (
    "public_url",
    "gateway_url",
    "media_url",
    "host",
    "port",
    "health_host",
    "demo",
    "trusted_proxies",
    "log_level",
)
OWN: Mapping[str, tuple[str, ...]] = {
    "web": (
        "secret_key",
        "confidential_key",
        "confidential_public_key",
        "mail_public_key",
        "similar",
        "database_url",
        "timezone",
        "notice_working_days",
        "open_data_licence",
        "data_dir",
        "recordings_dir",
        "graphics_dir",
        "brand_accent",
        "brand_accent_2",
        "brand_name",
        "brand_logo",
        "dead_man_s",
        "tls_cert",
        "tls_key",
    ),
    "gateway": ("confidential_public_key", "tls_cert", "tls_key"),
    "desk": ("notice_working_days", "timezone"),
    "archive": ("database_url", "smtp_url", "mail_from", "mail_key", "reminder_working_days", "timezone"),
    "obs": ("obs_url", "obs_password", "obs_scene_on_take", "obs_screen", "obs_captions"),
}
"""Settings of one process alone. Nobody gets the administrator's REDIS_URL, nor the gateway more than VIEWER_KEY;
where tip-offs come in and are diverted they can be sealed, and only in web, where they are read, be opened; an asker's
address is sealed in web, and opened in the archive, which sends the letters."""

VIEWERS = ("web", "gateway")
GRACE_S = {"web": 2.5, "gateway": 2.5, "desk": 1.0, "archive": 1.0, "obs": 1.0}

STOP_ORDER = (("audience", "web", "gateway", "obs"), ("desk",), ("archive",), ("valkey",))
"""First nothing comes in any more, then what came in is decided, then archived; the store goes last."""


def passwords(secret: str) -> dict[str, str]:
    """The password of each process's Redis user; the same on every machine that has the secret."""
    return {name: derive(secret, f"redis|{name}") for name in OWN}


def inherited() -> dict[str, str]:
    """Our environment without anything that a child has no business with."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}


def _text(value: Any) -> str:
    if hasattr(value, "get_secret_value"):
        return str(value.get_secret_value())
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, tuple) else str(value)


def with_public_key(settings: Settings) -> Settings:
    """The settings with the public key that belongs to CONFIDENTIAL_KEY, where that is set.

    Raises:
        WrongSettingError: another public key was set beside it.
    """
    private, given = settings.confidential_key.get_secret_value(), settings.confidential_public_key
    if not private:
        return settings
    from studio.sealing import public_key

    own = public_key(private)
    if given not in {"", own}:
        raise WrongSettingError("CONFIDENTIAL_PUBLIC_KEY: does not belong to CONFIDENTIAL_KEY")
    return settings.model_copy(update={"confidential_public_key": own})


def with_mail_keys(settings: Settings) -> Settings:
    """The settings with the pair of keys for askers' addresses, where letters are sent."""
    if settings.smtp_url is None:
        return settings
    from studio.sealing import key_of, public_key

    private = key_of(derive(settings.secret_key.get_secret_value(), "mail"))
    return settings.model_copy(update={"mail_key": SecretStr(private), "mail_public_key": public_key(private)})


def environment(name: str, settings: Settings) -> dict[str, str]:
    """The whole environment of one process.

    Args:
        name: the process.
        settings: the supervisor's own, with the administrator's REDIS_URL and the SECRET_KEY.
    """
    settings = with_mail_keys(with_public_key(settings))
    secret = settings.secret_key.get_secret_value()
    values = {field: getattr(settings, field) for field in (*SHARED, *OWN[name])}
    env = inherited() | {field.upper(): _text(value) for field, value in values.items() if value is not None}
    env["REDIS_URL"] = url_for(settings.redis_url.get_secret_value(), name, passwords(secret)[name])
    if name in VIEWERS:
        env["VIEWER_KEY"] = settings.viewers.decode()
    if name == "web":  # one of its own: from the house's it could derive what opens askers' addresses
        env["SECRET_KEY"] = derive(secret, "web")
    return env


def process(name: str, settings: Settings, logs: Path | None = None) -> Child:
    """One of our processes as a child.

    Args:
        name: the process.
        settings: the supervisor's.
        logs: a folder for its output; None leaves it on stderr.
    """
    return Child(
        name=name,
        argv=[sys.executable, "-P", "-m", "web.cli", "run", name],
        env=environment(name, settings),
        grace_s=GRACE_S[name],
        log=logs / f"{name}.log" if logs else None,
    )


def check_ports(host: str, port: int, names: tuple[str, ...]) -> None:
    """Looks whether the processes' ports are free, before anything starts.

    Raises:
        WrongSettingError: one is not.
    """
    for name in names:
        number = port + PLACES[name]
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind((host if name in VIEWERS else "127.0.0.1", number))
            except OSError as error:
                raise WrongSettingError(
                    f"PORT: {number}, which {name} needs, can't be used ({error.strerror})"
                ) from None


def health(settings: Settings, names: tuple[str, ...]) -> dict[str, str]:
    """Where each process answers, without a path."""
    scheme = "https" if settings.tls_cert else "http"

    def at(name: str) -> str:
        if name in VIEWERS:
            return f"{scheme}://{settings.host}:{settings.port + PLACES[name]}"
        return f"http://{settings.health_host}:{settings.port + PLACES[name]}"

    return {name: at(name) for name in names}
