"""``newsweir archive``: the WARC files."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.exits import OK, SOME_SET_ASIDE

app = typer.Typer(help="The archive: check its WARC files.", no_args_is_help=True)


@app.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per file and line.")] = False,
) -> None:
    """Read every record of every file and compare it with its digest; exit code 3 when something is wrong.

    Files that a dead process left are cut behind their last whole record by the next run that fetches.
    """
    from flows.contract import dumps
    from flows.settings import archive_folder, spool_folder
    from tasks.steps import open_archive

    code, files, records = OK, 0, 0
    for name, count, wrong in open_archive(archive_folder(), spool_folder()).verify():
        files, records = files + 1, records + count
        if wrong:
            code = SOME_SET_ASIDE
        if as_json:
            print(dumps({"file": name, "record_count": count, "is_whole": wrong is None, "detail": wrong}), flush=True)
        elif wrong:
            print(f"{name}: {wrong}")
    if not as_json:
        print(f"{archive_folder()}: {files} files, {records} records" + ("" if code else ", all whole"))
    raise typer.Exit(code)
