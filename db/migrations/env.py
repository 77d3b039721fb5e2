"""Alembic's entry: migrates the database that the settings name (or the connection handed in by db/upgrade.py)."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from db.schema import HEAD_REVISION, metadata
from db.schema.base import SCHEMA
from db.session import connect_for_tools
from db.upgrade import current_revision, fill_and_apply_views


def _is_ours(_name: str | None, _kind: str, _parents: Any) -> bool:
    return _kind != "schema" or _name == SCHEMA


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_name=_is_ours,
        compare_type=True,
        compare_server_default=True,
        version_table="schema_revision",
        version_table_schema=SCHEMA,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    _run(handed)
else:
    with connect_for_tools() as own:
        # The table of revisions lies in it; an empty database has none.
        own.execute(text(f"create schema if not exists {SCHEMA}"))
        own.commit()
        _run(own)
        if current_revision(own) == HEAD_REVISION:
            fill_and_apply_views(own)
            own.commit()
