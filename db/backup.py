"""Backup of the database by Postgres' own tools: one consistent snapshot in one file.

The embedded server's wheel has pg_dump and pg_restore of version 18, which read servers of every version that newsweir
works with. The archive is no part of it: its files never change once they are finished, so any copy of the folder made
after the backup has every body that the backup's captures refer to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from db.embedded import psql_path
from db.session import engine_for, safe_url, without_secrets
from db.upgrade import current_revision
from tasks.errors import BadParameter, StopRun


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written and can be read."""

    file: str
    byte_count: int
    revision: str | None
    entry_count: int
    """Objects in it: tables, their data, indexes, views …"""


def back_up(url: str, file: Path) -> BackedUp:
    """Write the schemas ``news`` and ``bi`` to a file, which appears when it is complete and was read back.

    Loading may go on meanwhile: the backup is of one moment. Raises StopRun with pg_dump's own words.
    """
    if not file.parent.is_dir():
        raise BadParameter(f"file: there is no folder {file.parent}; make it first")
    part = file.with_name(file.name + ".part")
    try:
        run_tool(url, "pg_dump", "--format=custom", "--schema=news", "--schema=bi", "--no-owner", "--no-privileges",
             f"--file={part}")  # fmt: skip
        entries = len(entries_of(part))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    with engine_for(url).connect() as connection:
        revision = current_revision(connection)
    return BackedUp(str(file), file.stat().st_size, revision, entries)


def make_database(url: str, name: str) -> str:
    """Make an empty database on the server of an address; its address. Raises BadParameter when it is there already."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            raise BadParameter(f"into: there is a database {name!r} already; name a new one")
        connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def entries_of(file: Path) -> list[str]:
    """The lines of a backup's table of contents. Raises BadParameter when the file is none."""
    if not file.is_file():
        raise BadParameter(f"file: there is no file {file}")
    done = call([program_path("pg_restore"), "--list", str(file)], dict(os.environ))
    if done.returncode != 0:
        raise BadParameter(f"file: {file} is no backup of newsweir db backup: {error_in(done.stderr)}")
    return [line for line in done.stdout.splitlines() if line and not line.startswith(";")]


def run_tool(url: str, program: str, *arguments: str) -> None:
    """Run a tool on the database; the password goes by the environment, where no process list shows it."""
    plain, secrets = without_secrets(url)
    done = call([program_path(program), f"--dbname={plain}", *arguments], os.environ | secrets)
    if done.returncode != 0:
        raise StopRun(f"{program} failed on {safe_url(url)}: {error_in(done.stderr)}; nothing was changed")


def call(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    except OSError as error:
        raise _unstarted(command, error) from error


def started(command: list[str], **more: Any) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, **more)
    except OSError as error:
        raise _unstarted(command, error) from error


def _unstarted(command: list[str], error: OSError) -> StopRun:
    return StopRun(f"{command[0]} cannot be started: {error}; install Postgres' client programs")


def error_in(words: str) -> str:
    lines = words.strip().splitlines()
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "it said nothing")


def program_path(name: str) -> str:
    own = psql_path().with_name(name)
    return str(own) if own.exists() else (shutil.which(name) or name)
