"""Logins for readers: what they may see, and the limits that a BI tool's queries have."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, errors, sql

from db.errors import first_line
from db.session import own_connection
from tasks.errors import BadParameter

GROUP = "newsweir_bi"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Limits:
    """What one login's queries may take. A login may lower or raise all but ``temp_files`` for its session."""

    statement: str = "60s"
    idle_transaction: str = "5min"
    memory: str = "64MB"
    temp_files: str = "2GB"
    connections: int = 20


@dataclass(frozen=True, slots=True)
class Granted:
    """What was done: the statements, without the password, and what this server did not allow."""

    login: str
    password: str | None
    """None: the login was there, and its password is as it was."""
    statements: tuple[str, ...]
    refused: tuple[str, ...]


def grant_login(url: str, login: str, *, limits: Limits, password: str | None = None) -> Granted:
    """Make a login that reads schema ``bi`` and nothing else, or bring one that is there under the limits again.

    ``password`` of None: a new login gets one that is drawn; of a login that is there it stays.
    Raises BadParameter for a name that is no plain one, a login that is more than a reader, a limit that Postgres does
    not understand, and where the database's own login may not make roles.
    """
    if not _NAME.fullmatch(login) or login.startswith("pg_"):
        raise BadParameter(f"{login!r} is no name for a login; use small letters, digits and _, e.g. dashboard")
    with own_connection(url) as connection:
        is_new = _check(connection, login)
        password = password or (secrets.token_urlsafe(18) if is_new else None)
        done: list[str] = []
        refused: list[str] = []
        # Only its digest is sent, so that no log of the server ever holds the password.
        secret = _digest(connection, login, password) if password else None
        with connection.transaction():
            for statement in _needed(login, secret, is_new, limits):
                _do(connection, statement, login)
                done.append(_shown(connection, statement, secret))
        for statement in _wished(connection, login, limits):
            try:
                with connection.transaction():
                    connection.execute(statement)
                done.append(statement.as_string(connection))
            except errors.InsufficientPrivilege:
                refused.append(statement.as_string(connection))
    return Granted(login, password, tuple(done), tuple(refused))


def _check(connection: Connection[Any], login: str) -> bool:
    """Whether the login is new. Raises BadParameter when it is more than a reader or the group is missing."""
    if connection.execute("select from pg_roles where rolname = %s", [GROUP]).fetchone() is None:
        raise BadParameter(f"the role {GROUP} is missing; have a superuser run: create role {GROUP} nologin; then run "
                           "newsweir db upgrade and this command again")  # fmt: skip
    found = connection.execute(
        "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls or"
        " exists (select from pg_class where relowner = pg_roles.oid) or"
        " pg_has_role(pg_roles.oid, (select nspowner from pg_namespace where nspname = 'news'), 'member')"
        " from pg_roles where rolname = %s",
        [login],
    ).fetchone()
    if found is not None and found[0]:
        raise BadParameter(f"{login} is more than a reader (it owns tables, makes roles or is the database's own); "
                           "name another login, e.g. dashboard")  # fmt: skip
    return found is None


def _needed(login: str, secret: str | None, is_new: bool, limits: Limits) -> Sequence[sql.Composed]:
    """What a reader cannot do without."""
    name = sql.Identifier(login)
    password = sql.SQL(" password {}").format(sql.Literal(secret)) if secret else sql.SQL("")
    return [
        sql.SQL("{} role {} login{} connection limit {}").format(
            sql.SQL("create" if is_new else "alter"), name, password, sql.Literal(limits.connections)
        ),
        sql.SQL("grant {} to {}").format(sql.Identifier(GROUP), name),
        *(
            sql.SQL("alter role {} set {} = {}").format(name, sql.Identifier(setting), sql.Literal(value))
            for setting, value in {
                "default_transaction_read_only": "on",
                "statement_timeout": limits.statement,
                "lock_timeout": "10s",
                "idle_in_transaction_session_timeout": limits.idle_transaction,
                "work_mem": limits.memory,
                "jit": "off",  # Compiling the queries of a dashboard costs more than it saves.
                "search_path": "bi",
            }.items()
        ),
    ]


def _wished(connection: Connection[Any], login: str, limits: Limits) -> Sequence[sql.Composed]:
    """What only a superuser may do. A server that holds databases of others keeps them open to everybody."""
    others = connection.execute(
        "select datname from pg_database where datname in ('postgres', 'template1')"
        " and has_database_privilege('public', oid, 'connect') and not exists (select from pg_database as other"
        " where other.datname not in ('postgres', 'template0', 'template1', current_database()))"
    ).fetchall()
    return [
        sql.SQL("alter role {} set {} = {}").format(
            sql.Identifier(login), sql.Identifier("temp_file_limit"), sql.Literal(limits.temp_files)
        ),
        *(sql.SQL("revoke connect on database {} from public").format(sql.Identifier(name)) for (name,) in others),
    ]


def _do(connection: Connection[Any], statement: sql.Composed, login: str) -> None:
    try:
        connection.execute(statement)
    except errors.InvalidParameterValue as error:
        raise BadParameter(f"{first_line(error)}; write a limit as Postgres does, e.g. 60s or 64MB") from error
    except errors.InsufficientPrivilege as error:
        raise BadParameter(
            f"the database's own login may not make {login} ({first_line(error)}); have a superuser run this "
            "command with NEWSWEIR_DATABASE_URL set to their address"
        ) from error


def _digest(connection: Connection[Any], login: str, password: str) -> str:
    return connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()


def _shown(connection: Connection[Any], statement: sql.Composed, secret: str | None) -> str:
    text = statement.as_string(connection)
    return text.replace(sql.Literal(secret).as_string(connection), "'…'") if secret else text
