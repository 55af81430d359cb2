"""Writes `docs/configuration.md` from the settings themselves: `python -m web.configuration`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from studio.settings import Settings
from web.cli_children import OWN, SHARED, VIEWERS

PAGE = Path(__file__).parent.parent / "docs" / "configuration.md"

HEAD = """# Configuration

Every setting is an environment variable. `./tynda up` reads them and hands each process only those that
it needs; `./tynda demo` makes its own and needs none. A setting that can't be used is named in one line,
and the command ends with exit code 2. This page is made from `studio/settings.py` by `python -m web.configuration`.

| Setting | Default | What it is | Handed to |
|---|---|---|---|
"""

TAIL = """
`REDIS_URL` is the administrator's for `up` and `invite`: who loads the functions and sets each process's rights. What
a process gets is its own user's, whose password derives from `SECRET_KEY`: several machines with one secret agree.

## One port, and those after it

| Port | Process | What it serves |
|---|---|---|
| `PORT` | web | pages, the staff's WebSockets, health, metrics |
| `PORT` + 1 | gateway | the audience's WebSockets, health, metrics |
| `PORT` + 2 | media | WHIP and WHEP, once enabled |
| `PORT` + 3 | desk | health, metrics (on `HEALTH_HOST`) |
| `PORT` + 4 | archive | health, metrics (on `HEALTH_HOST`) |
| `PORT` + 5 | Valkey | the demo's store, on 127.0.0.1 alone |
| `PORT` + 6 | obs | health, metrics (on `HEALTH_HOST`), where OBS_URL is set |
"""


def _default(value: Any) -> str:
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    if plain is PydanticUndefined or plain is None or plain in ("", ()):
        return "none"
    return f"`{json.dumps(plain) if isinstance(plain, bool | tuple) else plain}`"


def _holders(name: str) -> str:
    if name == "viewer_key":
        return ", ".join(VIEWERS)
    if name in SHARED or name == "redis_url":
        return "all"
    return ", ".join(process for process, names in OWN.items() if name in names) or "none"


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{name.upper()}` | {_default(field.default)} | {field.description} | {_holders(name)} |"
        for name, field in Settings.model_fields.items()
    ]
    return HEAD + "\n".join(rows) + "\n" + TAIL


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
