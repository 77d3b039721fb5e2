"""``newsweir maintain``: what has to be done every day so that nothing grows without a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Direct
from flows.exits import OK, SOME_SET_ASIDE
from flows.maintain_plan import MEANINGS, Step

if TYPE_CHECKING:
    from flows.maintenance import MaintenanceReport

_STEPS = ", ".join(f"{step.value} ({words})" for step, words in MEANINGS.items())
_Days = int | None


def maintain(
    only: Annotated[
        list[Step] | None,
        typer.Option("--only", help=f"Take this step only; may be repeated. The steps: {_STEPS}."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would be removed, and remove nothing.")
    ] = False,
    rows_days: Annotated[_Days, typer.Option(help="Remove articles not shown for that long. Default: never.")] = None,
    raw_days: Annotated[
        _Days, typer.Option(help="Remove files of the archive of which every capture is older. Default: never.")
    ] = None,
    quarantine_days: Annotated[_Days, typer.Option(help="Forget resolved quarantine. Default: 90.")] = None,
    waiting_days: Annotated[_Days, typer.Option(help="Forget quarantine that still waits. Default: never.")] = None,
    attempts_days: Annotated[
        _Days, typer.Option(help="Forget attempts that brought nothing to read. Default: 90.")
    ] = None,
    runs_days: Annotated[_Days, typer.Option(help="Forget the single pages of runs. Default: 180.")] = None,
    logs_days: Annotated[_Days, typer.Option(help="Forget results of checks and bi.deleted. Default: 400.")] = None,
    prefect_days: Annotated[_Days, typer.Option(help="Forget Prefect's runs, logs and artifacts. Default: 30.")] = None,
    batch_size: Annotated[_Days, typer.Option(help="Rows a transaction. Default: 1000.")] = None,
    verify_sample: Annotated[_Days, typer.Option(help="Captures to hold against the archive. Default: 500.")] = None,
    verify_all: Annotated[bool, typer.Option("--verify-all", help="Hold every capture against the archive.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per step and line.")] = False,
    direct: Direct = False,
) -> None:
    """Remove what is too old, erase what was purged, renew statistics, check the archive (exit code 3: it is damaged).

    By default nothing goes that a re-parse or an analyst needs: articles and archived bodies stay for ever. Each batch
    is one short transaction; a killed maintenance goes on when it is run again, and two never run at once.
    """
    from flows.maintain_plan import MaintainParameters
    from flows.parameters import make_parameters

    parameters = make_parameters(
        MaintainParameters, only=only, dry_run=dry_run, rows_days=rows_days, raw_days=raw_days,
        quarantine_days=quarantine_days, waiting_days=waiting_days, attempts_days=attempts_days, runs_days=runs_days,
        logs_days=logs_days, prefect_days=prefect_days, batch_size=batch_size, verify_sample=verify_sample,
        verify_all=verify_all,
    )  # fmt: skip
    report = _run(parameters, as_json=as_json, direct=direct)
    _show(report, as_json=as_json)
    raise typer.Exit(SOME_SET_ASIDE if report.wrong_count else OK)


def _run(parameters: object, *, as_json: bool, direct: bool) -> MaintenanceReport:
    from flows.console import counted
    from flows.maintain_plan import MaintainParameters
    from flows.maintenance import Place, maintain
    from flows.prefect_call import prefect_api
    from flows.settings import archive_folder, database_url, home_folder, spool_folder

    assert isinstance(parameters, MaintainParameters)
    if direct:
        with counted("rows", is_silent=as_json) as progress:
            total = 0

            def told(_: str, count: int) -> None:
                nonlocal total
                total += count
                progress(total, total)

            return maintain(parameters, Place(database_url(), archive_folder(), spool_folder()), None, told)
    with prefect_api(home_folder(), lambda _: None) as call:
        database_url()

        def run_flow() -> object:
            from flows.maintain import maintain as flow

            return flow(parameters, return_state=True)

        call(run_flow)
        from flows.maintain import last_report

        report = last_report()
        assert report is not None
        return report


def _show(report: MaintenanceReport, *, as_json: bool) -> None:
    from dataclasses import asdict

    from rich.markup import escape

    from flows.console import out
    from flows.contract import dumps

    for done in report.steps:
        if as_json:
            print(dumps({"maintenance_id": report.maintenance_id, "is_dry_run": report.is_dry_run, **asdict(done)}))
            continue
        counts = ", ".join(f"{count:,} {name}" for name, count in done.counts.items())
        words = "; ".join(filter(None, (counts, done.note))) or "nothing"
        out.print(f"[cyan]{done.step:<10}[/] {escape(words)}  [dim]{done.seconds:.1f} s[/]", soft_wrap=True)
    if not as_json and report.is_dry_run:
        out.print("Dry run: nothing was removed.")
