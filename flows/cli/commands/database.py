"""``newsweir db``: the database itself."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from db.backup import back_up, make_database
from db.embedded import psql_path, stop_embedded
from db.grants import Limits, grant_login
from db.restore import check_backup
from db.restore import restore as fill
from db.session import safe_url, without_secrets
from db.statements import do_statements
from db.upgrade import ensure_reader_role, upgrade_database
from flows.cli.commands.options import Json
from flows.cli.console import err
from flows.run.contract import dumps
from flows.settings import database_url, home_folder
from tasks.errors import BadParameter

app = typer.Typer(help="The database: upgrade, address, psql, readers, backup, restore, stop.", no_args_is_help=True)

JsonRows = Annotated[
    bool, typer.Option("--json", help="Print the rows of the statements of -c as one JSON object, and nothing else.")
]


@app.command()
def upgrade(as_json: Json = False) -> None:
    """Bring the database to this program's revision (the embedded one is started); doing it again does nothing."""
    address = database_url(is_upgraded=False)
    before, after = upgrade_database(address)
    missing = ensure_reader_role(address)
    if missing:
        print(f"newsweir: {missing}", file=sys.stderr)
    if as_json:
        print(dumps({"database": safe_url(address), "revision": after, "was": before, "missing": missing}))
        return
    print(f"{safe_url(address)}: revision {after}" + ("" if before == after else f" (was {before or 'empty'})"))


@app.command()
def url(as_json: Json = False) -> None:
    """Print the database's address, password included; the embedded server is started."""
    address = database_url(is_upgraded=False)
    print(dumps({"url": address}) if as_json else address)


# -h is psql's own: the host.
@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": ["--help"]}
)
def psql(context: typer.Context, as_json: JsonRows = False) -> None:
    """Open psql on the database; all arguments go to psql, e.g. -c "select count(*) from bi.article".

    With --json the statements of -c are done without psql and one object is printed: {"results": [{"columns": [...],
    "rows": [{...}], "row_count": 1}]}, a result per statement. All of one -c are one transaction.
    """
    if as_json:
        statements = _statements(context.args)
        print(dumps({"results": [result for text in statements for result in do_statements(database_url(), text)]}))
        return
    address = database_url()
    program = str(psql_path()) if psql_path().exists() else (shutil.which("psql") or "psql")
    plain, secrets = without_secrets(address)
    os.execvpe(program, [program, "--dbname", plain, *context.args], os.environ | secrets)


def _statements(words: list[str]) -> list[str]:
    """What psql's -c and --command name. Raises BadParameter for anything else."""
    found, rest = [], list(words)
    while rest:
        word = rest.pop(0)
        if word in ("-c", "--command") and rest:
            found.append(rest.pop(0))
        elif word.startswith("--command="):
            found.append(word.removeprefix("--command="))
        elif word.startswith("-c") and len(word) > 2:
            found.append(word[2:])
        else:
            raise BadParameter(f'--json: {word!r} is psql\'s own; expected only -c, e.g. -c "select * from bi.run"')
    if not found:
        raise BadParameter('--json: expected a statement, e.g. -c "select count(*) from bi.article"')
    return found


@app.command()
def grant(
    login: Annotated[str, typer.Argument(help="Name of the login, e.g. dashboard; it is made, or limited again.")],
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", help="File whose first line is its password. Default: one is drawn and shown."),
    ] = None,
    statement: Annotated[str, typer.Option("--statement", help="How long one query may take.")] = Limits.statement,
    memory: Annotated[str, typer.Option("--memory", help="Memory of one sort or hash.")] = Limits.memory,
    temp_files: Annotated[
        str, typer.Option("--temp-files", help="Space of one session's temporary files.")
    ] = Limits.temp_files,
    connections: Annotated[int, typer.Option("--connections", min=1, help="Connections at once.")] = Limits.connections,
    as_json: Json = False,
) -> None:
    """Make a login for a BI tool: it reads the views of schema bi and nothing else, under limits; shows what was done.

    Doing it again changes the limits and leaves the password as it is, unless --password-file names one.
    """
    limits = Limits(statement=statement, memory=memory, temp_files=temp_files, connections=connections)
    password = _first_line(password_file) if password_file else None
    done = grant_login(database_url(), login, limits=limits, password=password)
    if as_json:
        print(dumps(asdict(done)))
        return
    for line in done.statements:
        print(f"{line};")
    for line in done.refused:
        print(f"-- not allowed to {safe_url(database_url())}'s login; have a superuser run: {line};")
    if done.password and password is None:
        print(f"-- password of {login}, shown this once: {done.password}")


def _first_line(path: Path) -> str:
    """The password that a file holds. Raises BadParameter when there is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadParameter(f"{path}: cannot be read: {error}") from error
    if not lines or not lines[0].strip():
        raise BadParameter(f"{path}: its first line is empty; write the password there")
    return lines[0].strip()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="File to write, e.g. newsweir-2026-11-22.dump; it is replaced.")],
    as_json: Json = False,
) -> None:
    """Write the whole database to one file, of one moment; loading may go on meanwhile.

    The archive is not in it: copy its folder afterwards (its files never change once they are finished), then the copy
    has every body that the backup knows of. docs/operations.md has the commands.
    """
    done = back_up(database_url(is_upgraded=False), file)
    if as_json:
        print(dumps(asdict(done)))
    else:
        print(
            f"{done.file}: {done.byte_count:,} bytes, {done.entry_count} objects, revision {done.revision}; read back"
        )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file of newsweir db backup.")],
    into: Annotated[
        str | None,
        typer.Option("--into", help="Name of a database to make on the same server. Default: the configured one."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fill an empty database from a backup, and bring it to this program's revision; all or nothing.

    Rows alone are taken from the file, by a role that may write these tables and nothing else: no statement of the file
    has the rights of the one who restores it. What will be replaced is said first.

    A database that has rows is refused. Things that were purged after the backup are in it: purge them again, and
    restore the archive's folder beside it; newsweir archive verify says whether they belong together.
    """
    address = database_url(is_upgraded=False)
    check_backup(file)  # Before a database is made for it.
    done = fill(make_database(address, into) if into else address, file, err.print)
    if as_json:
        print(dumps(asdict(done)))
        return
    counts = ", ".join(f"{count:,} {name}" for name, count in done.row_counts.items())
    print(f"{done.database}: revision {done.revision}; rows: {counts}")


@app.command()
def stop(as_json: Json = False) -> None:
    """Stop the embedded server; its data stays."""
    folder = home_folder() / "postgres"
    is_stopped = stop_embedded(folder)
    if as_json:
        print(dumps({"folder": str(folder), "is_stopped": is_stopped}))
        return
    print(f"{folder}: {'stopped' if is_stopped else 'was not running'}")
