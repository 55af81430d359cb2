"""Brings a database's tables to what this code knows, revision by revision; `migrations/versions` holds the steps.

Apart from `engine`, since only who writes needs it, and Alembic takes a while to import.
"""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

LOCK = 0x74796E6461
"""PostgreSQL's advisory lock of whoever migrates: "tynda"."""
IN_TURN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": f"SELECT pg_advisory_xact_lock({LOCK})"}
"""What makes those who start at once go one after another, until the end of the transaction."""


class NewerDatabaseError(RuntimeError):
    """The database was written by a newer Tyńda; the text names both revisions."""


@cache
def revisions() -> tuple[str, ...]:
    """The revisions that this code knows, the oldest first."""
    return tuple(reversed([step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "studio.archive:migrations")
    return config


def revision(connection: Connection) -> str | None:
    """The revision that the database is at; nothing where it has none, which those made before revisions have not."""
    return MigrationContext.configure(connection).get_current_revision()


async def migrate(engine: AsyncEngine) -> None:
    """Brings the tables to the newest revision in one transaction; many may do so at once.

    Not to be cancelled: aiosqlite may hang for ever when a transaction is.

    Raises:
        NewerDatabaseError: the database is at a revision that this code does not know.
    """
    async with engine.begin() as connection:
        # SQLite's driver begins a transaction before the first row that is written, and not before a table.
        await connection.execute(text(IN_TURN[connection.dialect.name]))
        await connection.run_sync(upgrade, revisions()[-1])


def upgrade(connection: Connection, to: str) -> None:
    """Brings the tables to a revision within the caller's transaction, which is its turn; never back.

    Raises:
        NewerDatabaseError: as `migrate`.
    """
    at, known = revision(connection), revisions()
    if at is not None and at not in known:
        raise NewerDatabaseError(
            f"the database is at revision {at}, and this Tyńda knows revisions up to {known[-1]}: install the newer one"
        )
    if at == to:
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
