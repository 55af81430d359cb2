"""What Alembic runs for each command: the connection is handed over, the transaction is the caller's."""

from __future__ import annotations

from alembic import context

from studio.archive.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
