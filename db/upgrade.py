"""Migrations: bring a database to this program's revision, and refuse one that is ahead of it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.schema.base import SCHEMA
from db.session import engine_for, safe_url
from tasks.errors import DatabaseRevision

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6E657773776D  # "newswm": two commands that start at once migrate one after the other
_LEAST_SERVER = 150000


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file; ``connection`` is used where given."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def revisions(connection: Connection) -> tuple[str | None, str]:
    """The database's revision (None: it has none) and this program's."""
    context = MigrationContext.configure(
        connection, opts={"version_table": "schema_revision", "version_table_schema": SCHEMA}
    )
    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    if head is None:
        raise DatabaseRevision("the program holds no migrations; install it again")
    return context.get_current_revision(), head


def upgrade_database(url: str) -> tuple[str | None, str]:
    """Bring the database to this program's revision; the revisions before and after. Doing it again does nothing.

    Raises DatabaseRevision when the database is of a revision this program does not know, or its server is too old.
    """
    with engine_for(url).connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
        try:
            before, head = revisions(connection)
            if before == head:
                return before, head
            _refuse_unknown(before, url, connection)
            connection.execute(text(f"create schema if not exists {SCHEMA}"))
            connection.commit()
            command.upgrade(migration_config(connection), "head")
            connection.commit()
            return before, head
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()


def _refuse_unknown(revision: str | None, url: str, connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseRevision(
            f"the database at {safe_url(url)} is of revision {revision!r}, which this program does not know: a newer "
            "newsweir migrated it; upgrade this one (nothing was changed)"
        )
    version = int(connection.execute(text("show server_version_num")).scalar_one())
    if version < _LEAST_SERVER:
        raise DatabaseRevision(f"the server at {safe_url(url)} is Postgres {version // 10000}; 15 or later is needed")
