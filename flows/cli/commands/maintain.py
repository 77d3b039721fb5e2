"""``newsweir maintain``: what has to be done every day so that nothing grows without a bound."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from flows.cli.commands.options import Direct
from flows.cli.console import ProgressBar, out
from flows.cli.flow_runs import run_or_call
from flows.maintenance.parameters import MEANINGS, MaintainParameters, Step
from flows.maintenance.steps import MaintenanceReport, Place, maintain_directly
from flows.run.contract import dumps
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from flows.run.parameters import make_parameters
from flows.settings import archive_folder, spool_folder

_STEPS = ", ".join(f"{step.value} ({words})" for step, words in MEANINGS.items())
_Days = int | None


def maintain(
    only: Annotated[
        list[Step] | None,
        typer.Option("--only", metavar="STEP", help=f"Take this step only; may be repeated. The steps: {_STEPS}."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would be removed, and remove nothing.")
    ] = False,
    rows_days: Annotated[_Days, typer.Option(help="Remove articles not shown for that long. Default: never.")] = None,
    raw_days: Annotated[
        _Days, typer.Option(help="Remove files of the archive of which every capture is older. Default: never.")
    ] = None,
    quarantine_days: Annotated[_Days, typer.Option(help="Delete resolved quarantine. Default: 90.")] = None,
    waiting_days: Annotated[_Days, typer.Option(help="Delete quarantine that still waits. Default: never.")] = None,
    attempts_days: Annotated[
        _Days, typer.Option(help="Delete attempts that brought nothing to read. Default: 90.")
    ] = None,
    runs_days: Annotated[_Days, typer.Option(help="Delete the single pages of runs. Default: 180.")] = None,
    logs_days: Annotated[_Days, typer.Option(help="Delete results of checks and bi.deleted. Default: 400.")] = None,
    batch_size: Annotated[_Days, typer.Option(help="Rows a transaction. Default: 1000.")] = None,
    verify_sample: Annotated[_Days, typer.Option(help="Captures to hold against the archive. Default: 500.")] = None,
    verify_all: Annotated[bool, typer.Option("--verify-all", help="Hold every capture against the archive.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per step and line.")] = False,
    direct: Direct = False,
) -> None:
    """Remove what is too old, erase what was purged, renew statistics, check the archive.

    By default nothing goes that a re-parse or an analyst needs: articles and archived bodies stay for ever. Each batch
    is one short transaction; a killed maintenance goes on when it is run again, and two never run at once.
    """
    parameters = make_parameters(
        MaintainParameters, only=only, dry_run=dry_run, rows_days=rows_days, raw_days=raw_days,
        quarantine_days=quarantine_days, waiting_days=waiting_days, attempts_days=attempts_days, runs_days=runs_days,
        logs_days=logs_days, batch_size=batch_size, verify_sample=verify_sample,
        verify_all=verify_all,
    )  # fmt: skip
    bar = ProgressBar("rows", as_json=as_json)

    def work(address: str) -> None:
        bar.finished(maintain_directly(parameters, Place(address, archive_folder(), spool_folder())))

    run_or_call(bar, work, "maintain.maintain", parameters, is_direct=direct)
    _show(bar.report, as_json=as_json)
    raise typer.Exit(SOME_PAGES_FAILED if bar.report.wrong_count else OK)


def _show(report: MaintenanceReport, *, as_json: bool) -> None:
    for done in report.steps:
        if as_json:
            print(dumps({"maintenance_id": report.maintenance_id, "is_dry_run": report.is_dry_run, **asdict(done)}))
            continue
        counts = ", ".join(f"{count:,} {name}" for name, count in done.counts.items())
        words = "; ".join(filter(None, (counts, done.note))) or "nothing"
        out.print(f"[cyan]{done.step:<10}[/] {escape(words)}  [dim]{done.seconds:.1f} s[/]")
    if not as_json and report.is_dry_run:
        out.print("Dry run: nothing was removed.")
