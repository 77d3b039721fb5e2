"""Migrations: bring a database to this program's revision, and refuse one that is ahead of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from db.bridge import BRIDGED_REVISION, bring_over, has_old_schema, rename_old_schema
from db.schema import HEAD_REVISION
from db.schema.base import SCHEMA
from db.session import engine_for, safe_url
from db.star import make_similar, make_star
from db.write.fill import fill_prints
from tasks.errors import DatabaseRevision

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"
_VIEWS = Path(__file__).parent / "views" / "v1"
_LOCK = 0x6E657773776D  # "newswm": two commands that start at once migrate one after the other
_TOO_OLD = ("0001", "0002", "0003", "0004", "0005")
_LEAST_SERVER = 150000
_FOREIGN = """
select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where relkind in ('r', 'p') and nspname not in ('pg_catalog', 'information_schema', 'news', 'star', 'bi')
  and not starts_with(nspname, 'pg_')
  and not exists (select from pg_depend where objid = pg_class.oid and classid = 'pg_class'::regclass and deptype = 'e')
order by 1 limit 1
"""
_MADE_BY = f"Made by revision {HEAD_REVISION}."


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file; ``connection`` is used where given."""
    # Alembic takes half a second to import, which most commands need not pay.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def current_revision(connection: Connection) -> str | None:
    """The database's revision, or None when it has none."""
    table = f"{SCHEMA}.schema_revision"
    if connection.execute(text("select to_regclass(:name)"), {"name": table}).scalar_one() is None:
        return None
    return connection.execute(text(f"select version_num from {table}")).scalar_one_or_none()


def upgrade_database(url: str, *, is_asked: bool = True) -> tuple[str | None, str]:
    """Bring the database to this program's revision; the revisions before and after. Doing it again does nothing.

    Raises DatabaseRevision when the database is of a revision this program does not know, or its server is too old;
    also, unless somebody asked for our tables in it, when it has others' tables and none of ours.
    """
    with engine_for(url).connect() as connection:
        if _is_done(connection):
            return HEAD_REVISION, HEAD_REVISION
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
        try:
            before = current_revision(connection)
            if before is None and not is_asked and not has_old_schema(connection):
                _refuse_foreign(url, connection)
            if not _is_done(connection):
                _migrate(connection, before, url)
            return before, HEAD_REVISION
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()


def is_reader_login(url: str) -> bool:
    """Whether this login may read schema bi and not look at schema news, so that it can upgrade nothing."""
    query = (
        "select has_schema_privilege(to_regnamespace('bi'), 'usage')"
        " and not has_schema_privilege(to_regnamespace('news'), 'usage')"
    )
    with engine_for(url).connect() as connection:
        return bool(connection.execute(text(query)).scalar_one())


def _is_done(connection: Connection) -> bool:
    """Whether tables and views are this program's: an upgrade that was cut short between them is done again."""
    is_migrated = current_revision(connection) == HEAD_REVISION and not has_old_schema(connection)
    told = connection.execute(text("select obj_description(to_regnamespace('star'), 'pg_namespace')")).scalar_one()
    return is_migrated and str(told).endswith(_MADE_BY)


def fill_and_apply_views(connection: Connection) -> None:
    """What follows a migration: rows that are made of others, and the views."""
    fill_prints(connection.connection.cursor())  # type: ignore[arg-type] # psycopg's
    apply_views(connection)


def apply_views(connection: Connection) -> None:
    """Make the views, triggers and rights anew, each from its file; those that are used by others first."""
    connection.execute(text("create schema if not exists bi"))
    for name in ("run_account", "due_page"):
        _script(connection, name)
    make_star(connection)
    _script(connection, "roles")
    words = f"Stored rows of the views of schema bi, made of schema news. Read schema bi. {_MADE_BY}"
    connection.exec_driver_sql(f"comment on schema star is '{words}'")


def _script(connection: Connection, name: str) -> None:
    # exec_driver_sql: the text holds colons and percent signs that are no parameters.
    connection.exec_driver_sql((_VIEWS / f"{name}.sql").read_text(encoding="utf-8").replace("%", "%%"))


def make_tables(url: str, revision: str) -> None:
    """The tables of a revision in a database without them, empty. Raises DatabaseRevision for an unknown one."""
    from alembic import command

    with engine_for(url).connect() as connection:
        _refuse_unknown(revision, url, connection)
        connection.execute(text(f"create schema {SCHEMA}"))
        connection.commit()
        command.upgrade(migration_config(connection), revision)
        connection.commit()


def finish_tables(url: str) -> str:
    """Bring tables that were filled to this program's revision, with its views and triggers; the revision."""
    with engine_for(url).connect() as connection:
        _migrate(connection, current_revision(connection), url)
    return HEAD_REVISION


def ensure_reader_role(url: str) -> str | None:
    """Give the role newsweir_bi its rights (again): an administrator may have made it after the migration, or pg_trgm.

    Returns what somebody has to do where the role is missing and this user may not make it; None when all is well.
    """
    with engine_for(url).begin() as connection:
        make_similar(connection)
        _script(connection, "roles")
        return missing_role(connection)


def missing_role(connection: Connection) -> str | None:
    """The statements for a superuser where the readers' role is missing; None where it is there."""
    if connection.execute(text("select exists (select from pg_roles where rolname = 'newsweir_bi')")).scalar_one():
        return None
    user, database = connection.execute(text("select current_user, quote_ident(current_database())")).one()
    return (
        f"the role newsweir_bi, by which BI tools read, is missing, and {user} may not create roles; a superuser runs\n"
        f"    create role newsweir_bi nologin;\n"
        f"    grant connect on database {database} to newsweir_bi;\n"
        "and then newsweir db upgrade gives it its rights"
    )


def _migrate(connection: Connection, before: str | None, url: str) -> None:
    from alembic import command

    _refuse_unknown(before, url, connection)
    if before == BRIDGED_REVISION:
        rename_old_schema(connection)
    connection.execute(text(f"create schema if not exists {SCHEMA}"))
    connection.commit()
    command.upgrade(migration_config(connection), "head")
    if has_old_schema(connection):
        bring_over(connection)
    fill_and_apply_views(connection)
    connection.commit()


def _refuse_foreign(url: str, connection: Connection) -> None:
    example = connection.execute(text(_FOREIGN)).scalar_one_or_none()
    if example is not None:
        raise DatabaseRevision(
            f"the database at {safe_url(url)} has tables of others (such as {example}) and none of Newsweir: name"
            " another one, or have it take the schemas news, star and bi: newsweir db upgrade"
        )


def _refuse_unknown(revision: str | None, url: str, connection: Connection) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()}
    if revision in _TOO_OLD:
        raise DatabaseRevision(
            f"the database at {safe_url(url)} is of revision {revision!r}, older than {BRIDGED_REVISION!r}: bring it "
            f"to that one with the newsweir that made it, then run this one again (nothing was changed)"
        )
    if revision is not None and revision not in known and revision != BRIDGED_REVISION:
        raise DatabaseRevision(
            f"the database at {safe_url(url)} is of revision {revision!r}, which this program does not know: a newer "
            "newsweir migrated it; upgrade this one (nothing was changed)"
        )
    version = int(connection.execute(text("show server_version_num")).scalar_one())
    if version < _LEAST_SERVER:
        raise DatabaseRevision(f"the server at {safe_url(url)} is Postgres {version // 10000}; 15 or later is needed")
