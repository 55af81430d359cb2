"""The front end's files, by the manifest that Vite writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

STATIC = Path(__file__).parent / "static"
BASE = "/static/dist/"


class Assets:
    """Looks up entry files; read once at start.

    Attributes:
        built: whether there is a build at all.
    """

    def __init__(self, static: Path = STATIC) -> None:
        manifest = static / "dist" / ".vite" / "manifest.json"
        self._chunks: dict[str, Any] = msgspec.json.decode(manifest.read_bytes()) if manifest.exists() else {}
        self.built = bool(self._chunks)

    def script(self, entry: str) -> str | None:
        """The address of `src/<entry>.ts` as built; None when it isn't."""
        chunk = self._chunks.get(f"src/{entry}.ts")
        return BASE + chunk["file"] if chunk else None

    def styles(self, entry: str) -> list[str]:
        """The addresses of all stylesheets that an entry needs, its imports' first."""
        found: dict[str, None] = {}
        self._styles(f"src/{entry}.ts", found, set())
        return [BASE + path for path in found]

    def _styles(self, name: str, found: dict[str, None], seen: set[str]) -> None:
        if name in seen or name not in self._chunks:
            return
        seen.add(name)
        for imported in self._chunks[name].get("imports", ()):
            self._styles(imported, found, seen)
        found |= dict.fromkeys(self._chunks[name].get("css", ()))
