"""``newsweir archive``: the WARC files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.console import counted
from flows.maintenance.archive_check import check_captures
from flows.run.contract import dumps
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from flows.settings import archive_folder, database_url, spool_folder
from tasks.archive import Archive

app = typer.Typer(help="The archive: check its WARC files.", no_args_is_help=True)


@app.command()
def verify(
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Only that many captures, by chance, and no whole files.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", help="Only captures made since that moment (UTC), and no whole files.")
    ] = None,
    files_only: Annotated[bool, typer.Option("--files", help="Only the files; no database is needed.")] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON object per file, per wrong capture, and one for all captures."),
    ] = False,
) -> None:
    """Read every record of every file, and hold every capture against its bytes.

    A capture is wrong when its record is missing, damaged, or whole with the bytes of another. Wrong ones are kept in
    news.body.problem until a check finds them whole. Files that a dead process left are cut behind their last whole
    record by the next run that fetches.
    """
    is_whole = True
    if sample is None and since is None:
        is_whole = _files(as_json=as_json)
    if not files_only:
        is_whole = _captures(sample, since, as_json=as_json) and is_whole
    raise typer.Exit(OK if is_whole else SOME_PAGES_FAILED)


def _files(*, as_json: bool) -> bool:
    is_whole, files, records = True, 0, 0
    for name, count, wrong in Archive(archive_folder(), spool=spool_folder()).verify():
        files, records = files + 1, records + count
        is_whole = is_whole and not wrong
        if as_json:
            print(dumps({"file": name, "record_count": count, "is_whole": wrong is None, "detail": wrong}), flush=True)
        elif wrong:
            print(f"{name}: {wrong}")
    if not as_json:
        print(f"{archive_folder()}: {files} files, {records} records" + (", all whole" if is_whole else ""))
    return is_whole


def _captures(sample: int | None, since: datetime | None, *, as_json: bool) -> bool:
    with counted("captures", is_silent=as_json) as progress:
        moment = since.replace(tzinfo=UTC) if since else None
        report = check_captures(
            database_url(), archive_folder(), spool_folder(), sample=sample, since=moment, progress=progress
        )
    for capture_id, reference, problem, detail in report.wrong:
        if as_json:
            print(dumps({"capture_id": capture_id, "archive_ref": reference, "problem": problem, "detail": detail}))
        else:
            print(f"capture {capture_id} ({reference}) is {problem}: {detail}")
    if as_json:
        print(dumps({
            "checked_count": report.checked_count, "wrong_count": len(report.wrong),
            "skipped_count": report.skipped_count, "byte_count": report.byte_count,
            "seconds": report.seconds, "captures_per_second": round(report.rate, 1),
        }))  # fmt: skip
    else:
        wrong = f"{len(report.wrong)} wrong: restore their files from a copy" if report.wrong else "all whole"
        skipped = f", {report.skipped_count} too large to be held in memory" if report.skipped_count else ""
        print(f"{report.checked_count} captures, {report.rate:,.0f} a second{skipped}, {wrong}")
    return not report.wrong
