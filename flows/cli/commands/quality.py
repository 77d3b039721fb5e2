"""``newsweir quality``: what the data-quality checks found."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from db.quality.read import read_results
from flows.cli.console import out
from flows.run.contract import dumps
from flows.run.exit_codes import CHECKS_FAILED, OK
from flows.settings import database_url


def quality(
    run: Annotated[
        int | None, typer.Argument(help="Number of a run; the newest checked one by default.", show_default=False)
    ] = None,
    is_whole: Annotated[bool, typer.Option("--all", help="Show what holds, too.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per result and line, what holds included.")
    ] = False,
) -> None:
    """Show a run's data-quality checks.

    Each result names its check, its subject (a host, a layout's field, a site), what was measured, and what was
    expected by the history of the same subject. docs/operations.md says what the checks mean and how to change them.
    """
    run_id, results = read_results(database_url(), run)
    is_failed = any(result["status"] == "failed" for result in results)
    if as_json:
        for result in results:
            print(dumps(result))
        raise typer.Exit(CHECKS_FAILED if is_failed else OK)
    wrong = [result for result in results if result["status"] != "passed"]
    shown = results if is_whole else wrong
    if run_id is None:
        out.print("No run was checked yet.")
    elif not results:
        out.print(f"Run {run_id} was not checked: it was interrupted or failed before, or is of an older version.")
    else:
        for result in shown:
            name = f"{_coloured(result['status'])} run {result['run_id']} {result['check_name']}"
            out.print(f"{name}: {escape(result['detail'])}")
        runs = sorted({result["run_id"] for result in results})
        name = f"Run {runs[0]}" if len(runs) == 1 else f"Runs {', '.join(map(str, runs))} of one backfill"
        out.print(f"{name}: {len(results) - len(wrong)} of {len(results)} results hold.")
    raise typer.Exit(CHECKS_FAILED if is_failed else OK)


def _coloured(status: str) -> str:
    colour = {"passed": "green", "warning": "yellow"}.get(status, "red")
    return f"[{colour}]{status}[/]"
