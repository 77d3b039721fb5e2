"""Logins for readers: they may read schema bi, within limits."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import psycopg
from psycopg import Cursor, sql

from db.session import driver_cursor
from tasks.errors import BadParameter

READERS = "newsweir_bi"
LIMITS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "5s",
    "work_mem": "64MB",
    "search_path": "bi",
    "temp_file_limit": "2GB",
}
"""Settings of a reader's login. The last one only a superuser can set or lift; the others a reader may set anew."""
_CONNECTIONS = 20


@dataclass(frozen=True, slots=True)
class Granted:
    """What was made."""

    login: str
    password: str | None
    """None: the login was there and keeps its own."""
    done: tuple[str, ...]
    """What was done, a sentence each."""
    left_open: tuple[str, ...]
    """What could not be shut, with who can."""


def grant_reader(url: str, login: str) -> Granted:
    """Make a login that reads schema bi and nothing else, or set the limits of one again.

    Raises BadParameter when the login could do more than read, or this one may not make logins.
    """
    done: list[str] = []
    left: list[str] = []
    with driver_cursor(url) as cursor:
        _refuse_strong(cursor, login)
        name = sql.Identifier(login)
        cursor.execute("select from pg_roles where rolname = %s", [login])
        password = None if cursor.fetchone() else secrets.token_urlsafe(24)
        try:
            if password:
                cursor.execute(sql.SQL("create role {} login password {}").format(name, sql.Literal(password)))
                done.append(f"made the login {login}")
            cursor.execute(sql.SQL("alter role {} login connection limit {}").format(name, sql.Literal(_CONNECTIONS)))
            cursor.execute(sql.SQL("grant {} to {}").format(sql.Identifier(READERS), name))
        except psycopg.errors.InsufficientPrivilege as error:
            raise BadParameter(
                f"{error.diag.message_primary}: give NEWSWEIR_DATABASE_URL a login that may make logins (createrole)"
            ) from error
        done.append(f"it reads schema bi by the role {READERS}, on {_CONNECTIONS} connections at most")
        for setting, value in LIMITS.items():
            if _tried(cursor, sql.SQL("alter role {} set {} = {}").format(name, sql.SQL(setting), sql.Literal(value))):
                done.append(f"{setting} = {value}")
            else:
                left.append(f"{setting} is not limited: a superuser must alter role {login} set {setting} = '{value}'")
        left.extend(_other_databases(cursor, login))
        cursor.execute("select has_function_privilege(%s, 'pg_advisory_lock(bigint)', 'execute')", [login])
        if (cursor.fetchone() or (False,))[0]:
            left.append("advisory locks and large objects are open: run newsweir db upgrade as a superuser once")
        else:
            done.append("advisory locks, large objects and messages to other sessions are shut")
    left.append("names of schemas, tables and columns show in the catalog, as Postgres has it; their rows do not")
    return Granted(login, password, tuple(done), tuple(left))


def _refuse_strong(cursor: Cursor[tuple[object, ...]], login: str) -> None:
    cursor.execute(
        "select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication or exists (select from"
        " pg_auth_members where member = pg_roles.oid and roleid <> coalesce(to_regrole(%s)::oid, 0))"
        " or rolname = current_user or left(rolname, 3) = 'pg_' from pg_roles where rolname = %s",
        [READERS, login],
    )
    row = cursor.fetchone()
    if row and row[0]:
        raise BadParameter(f"{login} is there and may do more than read; choose another name for the reader's login")


def _tried(cursor: Cursor[tuple[object, ...]], statement: sql.Composable) -> bool:
    cursor.execute("savepoint tried")
    try:
        cursor.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        cursor.execute("rollback to savepoint tried")
        return False
    cursor.execute("release savepoint tried")
    return True


def _other_databases(cursor: Cursor[tuple[object, ...]], login: str) -> list[str]:
    """Other databases that the login can connect to. Shutting them is left to who uses them."""
    cursor.execute(
        "select datname from pg_database where datallowconn and datname <> current_database()"
        " and has_database_privilege(%s, oid, 'connect') order by 1",
        [login],
    )
    return [
        f"it may connect to the database {name}: revoke connect, temporary on database {name} from public"
        for (name,) in cursor.fetchall()
    ]
