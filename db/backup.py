"""Backup and restore of the database by Postgres' own tools: one consistent snapshot in one file.

The embedded server's wheel has pg_dump and pg_restore of version 18, which read servers of every version that newsweir
works with. The archive is no part of it: its files never change once they are finished, so any copy of the folder made
after the backup has every body that the backup's captures refer to.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url, text

from db.embedded import psql_path
from db.schema.base import SCHEMA
from db.session import engine_for, safe_url
from db.upgrade import current_revision, ensure_reader_role, upgrade_database
from tasks.errors import BadParameter, StopRun

_TABLES = ("site", "page", "capture", "article", "appearance", "story", "publisher", "run", "tombstone")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written and can be read."""

    file: str
    byte_count: int
    revision: str | None
    entry_count: int
    """Objects in it: tables, their data, indexes, views …"""


@dataclass(frozen=True, slots=True)
class Restored:
    """A database as it was restored."""

    database: str
    """Its address, without the password."""
    revision: str
    row_counts: dict[str, int]
    """Rows of the main tables."""


def back_up(url: str, file: Path) -> BackedUp:
    """Write the schemas ``news``, ``bi`` and ``star`` to a file, which appears when it is complete and was read back.

    Loading may go on meanwhile: the backup is of one moment. Raises StopRun with pg_dump's own words.
    """
    if not file.parent.is_dir():
        raise BadParameter(f"file: there is no folder {file.parent}; make it first")
    part = file.with_name(file.name + ".part")
    try:
        _run(url, "pg_dump", "--format=custom", "--schema=news", "--schema=bi", "--schema=star", "--no-owner",
             "--no-privileges", f"--file={part}")  # fmt: skip
        entries = _entries(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    with engine_for(url).connect() as connection:
        revision = current_revision(connection)
    return BackedUp(str(file), file.stat().st_size, revision, entries)


def restore(url: str, file: Path) -> Restored:
    """Fill an empty database from a backup, bring it to this program's revision, and give the readers their rights.

    All or nothing: what fails leaves the database as it was. Raises BadParameter when the file is no backup or the
    database has rows, StopRun with pg_restore's own words.
    """
    _entries(file)
    _refuse_rows(url)
    with engine_for(url).begin() as connection:
        # What stands there is empty, made by a migration; the backup brings its own.
        connection.execute(text("drop schema if exists bi cascade"))
        connection.execute(text("drop schema if exists star cascade"))
        connection.execute(text(f"drop schema if exists {SCHEMA} cascade"))
    _restore(url, file)
    engine_for(url).dispose()
    _, revision = upgrade_database(url)
    ensure_reader_role(url)
    with engine_for(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
        counts = {
            table: int(connection.execute(text(f"select count(*) from {SCHEMA}.{table}")).scalar_one())
            for table in _TABLES
        }
    return Restored(safe_url(url), revision, counts)


def _restore(url: str, file: Path) -> None:
    """What pg_restore writes, done by psql in one transaction, less the settings that the server does not know.

    pg_restore begins with settings of its own version (``transaction_timeout`` of 17), at which an older server stops.
    """
    with engine_for(url).connect() as connection:
        known = {row[0] for row in connection.execute(text("select name from pg_settings"))}
    given, environment = _address(url)
    read = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)]
    write = [_program("psql"), given, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    with (
        tempfile.TemporaryFile() as reads_said,
        tempfile.TemporaryFile() as said,
        _started(read, stdout=subprocess.PIPE, stderr=reads_said) as reader,
        _started(
            [*write, "--output=/dev/null", "--file=-"], stdin=subprocess.PIPE, stderr=said, env=environment
        ) as writer,
    ):
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
        for program, code, words in (
            ("pg_restore", reader.wait(), reads_said), ("psql", writer.wait(), said)
        ):  # fmt: skip
            if code != 0:
                words.seek(0)
                raise StopRun(
                    f"{program} failed on {safe_url(url)}: {_error_in(words.read().decode(errors='replace'))}"
                )


def _head(script: IO[bytes], known: Collection[str]) -> Iterator[bytes]:
    """The lines of a script before its first object, less settings that are not known."""
    for line in script:
        name = re.match(rb"SET (\w+) =", line)
        if name is None or name[1].decode() in known:
            yield line
        if line.startswith(b"CREATE"):
            return


def make_database(url: str, name: str) -> str:
    """Make an empty database on the server of an address; its address. Raises BadParameter when it is there already."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            raise BadParameter(f"into: there is a database {name!r} already; name a new one")
        connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _refuse_rows(url: str) -> None:
    with engine_for(url).connect() as connection:
        for table in ("run", "page", "site"):
            if (
                connection.execute(text("select to_regclass(:name)"), {"name": f"{SCHEMA}.{table}"}).scalar_one()
                is None
            ):
                continue
            if connection.execute(text(f"select exists (select from {SCHEMA}.{table})")).scalar_one():
                raise BadParameter(
                    f"the database {safe_url(url)} has rows ({SCHEMA}.{table}), and a restore replaces everything:"
                    " restore --into a new one, or drop the schemas news and bi first"
                )


def _entries(file: Path) -> int:
    if not file.is_file():
        raise BadParameter(f"file: there is no file {file}")
    done = _call([_program("pg_restore"), "--list", str(file)], dict(os.environ))
    if done.returncode != 0:
        raise BadParameter(f"file: {file} is no backup of newsweir db backup: {_said(done)}")
    return sum(1 for line in done.stdout.splitlines() if line and not line.startswith(";"))


def _run(url: str, program: str, *arguments: str) -> None:
    """Run a tool on the database."""
    given, environment = _address(url)
    done = _call([_program(program), given, *arguments], environment)
    if done.returncode != 0:
        raise StopRun(f"{program} failed on {safe_url(url)}: {_said(done)}; nothing was changed")


def _address(url: str) -> tuple[str, dict[str, str]]:
    """Argument and environment that name a database; the password goes where no process list shows it."""
    address = make_url(url)
    plain = address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = dict(os.environ)
    if address.password:
        environment["PGPASSWORD"] = str(address.password)
    return f"--dbname={plain}", environment


def _call(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    except OSError as error:
        raise _unstarted(command, error) from error


def _started(command: list[str], **more: Any) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, **more)
    except OSError as error:
        raise _unstarted(command, error) from error


def _unstarted(command: list[str], error: OSError) -> StopRun:
    return StopRun(f"{command[0]} cannot be started: {error}; install Postgres' client programs")


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return _error_in(done.stderr)


def _error_in(words: str) -> str:
    lines = words.strip().splitlines()
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "it said nothing")


def _program(name: str) -> str:
    own = psql_path().with_name(name)
    return str(own) if own.exists() else (shutil.which(name) or name)
