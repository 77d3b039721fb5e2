"""Restore of a backup: its rows, and nothing that could run.

A backup is a program: pg_restore executes what its table of contents says, and functions, triggers and indexes run
later on. So the tables are made here, from our own migrations, and of the file only rows are taken, by a role that is
made for it, may write these tables and nothing else, and is gone afterwards.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import errors, sql
from sqlalchemy import make_url, text

from db.backup import call, entries_of, error_in, program_path, started
from db.schema.base import SCHEMA
from db.session import engine_for, safe_url, without_secrets
from db.upgrade import ensure_reader_role, finish_tables, make_tables
from tasks.errors import BadParameter, StopRun

_TABLES = (
    "site",
    "page",
    "fetch_attempt",
    "capture",
    "body",
    "article",
    "appearance",
    "story",
    "publisher",
    "run",
    "tombstone",
)
_ENTRY = re.compile(r"\d+; \d+ \d+ (?P<kind>[A-Z][A-Z ]*?) (?P<schema>news|bi|-) (?P<tag>.*)")
_OURS = {"TABLE", "TABLE DATA", "SEQUENCE", "SEQUENCE SET", "SEQUENCE OWNED BY", "INDEX", "CONSTRAINT",
         "CHECK CONSTRAINT", "FK CONSTRAINT", "DEFAULT", "VIEW", "FUNCTION", "TRIGGER", "COMMENT",
         "RULE", "STATISTICS"}  # fmt: skip
_REVISION = re.compile(r"^COPY news\.schema_revision \(version_num\) FROM stdin;\n([0-9A-Za-z_]{1,32})\n\\\.", re.M)


@dataclass(frozen=True, slots=True)
class Restored:
    """A database as it was restored."""

    database: str
    """Its address, without the password."""
    revision: str
    row_counts: dict[str, int]
    """Rows of the main tables."""


def check_backup(file: Path) -> str:
    """The revision of a backup. Raises BadParameter when it holds anything but our schemas, or no rows."""
    table_count = 0
    for line in entries_of(file):
        found = _ENTRY.fullmatch(line)
        is_schema = found is not None and found["schema"] == "-" and re.match(
            r"(?:SCHEMA )?(?:news|bi)\b", found["tag"]
        ) and found["kind"] in ("SCHEMA", "COMMENT")  # fmt: skip
        is_ours = found is not None and found["schema"] in (SCHEMA, "bi") and found["kind"] in _OURS
        if not (is_ours or is_schema):
            raise BadParameter(
                f"file: {file} holds {line.partition(' ')[2][:80]!r}, which no backup of newsweir has; nothing was done"
            )
        table_count += found is not None and found["kind"] == "TABLE DATA"
    one = ["--data-only", "--schema=news", "--table=schema_revision", "--file=-", str(file)]
    said = call([program_path("pg_restore"), *one], dict(os.environ))
    revision = _REVISION.search(said.stdout)
    if not table_count or revision is None:
        raise BadParameter(f"file: {file} holds no rows of newsweir's tables; nothing was done")
    return revision[1]


def restore(url: str, file: Path, tell: Callable[[str], object] = lambda _: None) -> Restored:
    """Fill an empty database from a backup, bring it to this program's revision, and give the readers their rights.

    All or nothing: what fails leaves no tables. ``tell`` hears first what will be replaced.
    Raises BadParameter when the file is no backup or the database has rows, StopRun with pg_restore's own words.
    """
    revision = check_backup(file)
    _refuse_rows(url)
    tell(f"{safe_url(url)}: its schemas news and bi, which have no rows, are replaced by {file} (revision {revision})")
    _drop(url)
    try:
        make_tables(url, revision)
        _fill(url, file)
        engine_for(url).dispose()
        revision = finish_tables(url)
    except BaseException:
        engine_for(url).dispose()
        _drop(url)
        raise
    ensure_reader_role(url)
    with engine_for(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
        counts = {
            table: int(connection.execute(text(f"select count(*) from {SCHEMA}.{table}")).scalar_one())
            for table in _TABLES
        }
    return Restored(safe_url(url), revision, counts)


def _fill(url: str, file: Path) -> None:
    """Rows and the places of sequences; triggers and foreign keys rest meanwhile, they did their work before.

    What pg_restore writes is done by psql in one transaction, less the settings that an older server does not know. Its
    first line has psql refuse commands of its own (``\\!``) in what follows.
    """
    with engine_for(url).connect() as connection:
        known = {row[0] for row in connection.execute(text("select name from pg_settings"))}
    read = [program_path("pg_restore"), "--data-only", "--schema=news", "--no-owner", "--no-privileges", "--file=-"]
    write = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        "--file=-",
    ]
    with _writer(url) as address:
        given, hidden = without_secrets(address)
        environment = os.environ | hidden | {"PGOPTIONS": "-c session_replication_role=replica"}
        with (
            tempfile.TemporaryFile() as reads_said,
            tempfile.TemporaryFile() as said,
            started([*read, str(file)], stdout=subprocess.PIPE, stderr=reads_said) as reader,
            started(
                [program_path("psql"), f"--dbname={given}", *write], stdin=subprocess.PIPE, stderr=said, env=environment
            ) as writer,
        ):
            _pass_on(reader, writer, known)
            for program, code, words in (
                ("pg_restore", reader.wait(), reads_said), ("psql", writer.wait(), said)
            ):  # fmt: skip
                if code != 0:
                    words.seek(0)
                    raise StopRun(
                        f"{program} failed on {safe_url(url)}: {error_in(words.read().decode(errors='replace'))};"
                        " nothing was changed"
                    )


def _pass_on(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], known: Collection[str]) -> None:
    assert reader.stdout is not None
    assert writer.stdin is not None
    with suppress(BrokenPipeError):  # psql says why it ended
        try:
            for line in _head(reader.stdout, known):
                writer.stdin.write(line)
            shutil.copyfileobj(reader.stdout, writer.stdin, 1 << 20)
            if reader.wait() != 0:
                writer.kill()  # nothing of half a file is committed
        finally:
            with suppress(BrokenPipeError):
                writer.stdin.close()
    reader.stdout.close()


def _head(script: IO[bytes], known: Collection[str]) -> Iterator[bytes]:
    """The lines before the rows, less settings that are not known. Raises StopRun where psql is not closed first."""
    is_restricted = False
    for line in script:
        is_restricted = is_restricted or line.startswith(b"\\restrict ")
        name = re.match(rb"SET (\w+) =", line)
        if name is None or name[1].decode() in known:
            if not is_restricted and line.strip() and not line.startswith(b"--"):
                raise StopRun(
                    "pg_restore is older than 17.6 and does not close psql to commands of the file; upgrade it"
                )
            yield line
        if name is not None and name[1] == b"row_security":
            return


@contextmanager
def _writer(url: str) -> Iterator[str]:
    """The address of a role that may write the tables and nothing else, for as long as the block lasts."""
    name, password = f"newsweir_restore_{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    role = sql.Identifier(name)
    plain = make_url(url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as connection:
        try:
            connection.execute(
                sql.SQL("create role {} login password {} nosuperuser nocreaterole connection limit 1").format(
                    role, sql.Literal(password)
                )
            )
            connection.execute(sql.SQL("grant set on parameter session_replication_role to {}").format(role))
        except errors.InsufficientPrivilege as error:
            raise StopRun(
                f"a restore needs a user that may make a role of its own for it: {str(error).strip()}; restore as the"
                " server's superuser, nothing was changed"
            ) from error
        try:
            connection.execute(sql.SQL("grant usage on schema news to {}").format(role))
            connection.execute(sql.SQL("grant insert on all tables in schema news to {}").format(role))
            connection.execute(sql.SQL("grant update on all sequences in schema news to {}").format(role))
            _empty(connection)
            yield plain.set(username=name, password=password).render_as_string(hide_password=False)
        finally:
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [name])
            connection.execute(sql.SQL("drop owned by {}").format(role))
            connection.execute(sql.SQL("drop role {}").format(role))


def _empty(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Take away what the migrations wrote: the backup brings its own."""
    tables = connection.execute("select relname from pg_class where relnamespace = 'news'::regnamespace"
                                " and relkind in ('r', 'p')").fetchall()  # fmt: skip
    names = sql.SQL(", ").join(sql.Identifier(SCHEMA, str(name)) for (name,) in tables)
    connection.execute(sql.SQL("truncate {}").format(names))


def _drop(url: str) -> None:
    with engine_for(url).begin() as connection:
        connection.execute(text("drop schema if exists bi cascade"))
        connection.execute(text(f"drop schema if exists {SCHEMA} cascade"))


def _refuse_rows(url: str) -> None:
    with engine_for(url).connect() as connection:
        for table in ("run", "page", "site"):
            name = f"{SCHEMA}.{table}"
            if connection.execute(text("select to_regclass(:name)"), {"name": name}).scalar_one() is None:
                continue
            if connection.execute(text(f"select exists (select from {name})")).scalar_one():
                raise BadParameter(
                    f"the database {safe_url(url)} has rows ({name}), and a restore replaces everything:"
                    " restore --into a new one, or drop the schemas news and bi first"
                )
