"""``newsweir reparse``: the archive read again after a profile or a rule changed."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.commands.backfill import run_shards
from flows.cli.commands.options import Direct, Processes, Since, Until, day
from flows.cli.console import ProgressBar
from flows.cli.flow_runs import run_or_call
from flows.cli.render_differences import as_json as to_json
from flows.cli.render_differences import print_differences
from flows.run.contract import dumps
from flows.run.exit_codes import FAILED, OK
from flows.run.parameters import make_parameters
from flows.shards.reparse_parameters import ReparseParameters
from flows.shards.reparse_plan import plan_reparse, show_differences


def reparse(
    site: Annotated[
        str | None, typer.Option("--site", help="Only pages of this site: declared name, profile or host.")
    ] = None,
    since: Since = None,
    until: Until = None,
    layout: Annotated[str | None, typer.Option("--layout", help="Only captures that this layout explained.")] = None,
    parser_version: Annotated[
        str | None, typer.Option("--parser-version", help="Only captures that this version of the rules read last.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="Only captures of the page at this address.")] = None,
    refused_only: Annotated[bool, typer.Option("--quarantined", help="Only what waits in quarantine.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Write what changes. Without it, it is only shown.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 when anything would change: proves that nothing does.")
    ] = False,
    processes: Processes = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with counts and examples.")] = False,
    direct: Direct = False,
) -> None:
    """Read captures of the archive again by the rules of today, and show or write what that changes.

    Shown are counts (titles, bodies, splits ...) and ten examples; --apply writes it, a transaction a batch. Articles
    keep their ids, and updated_at moves only where content moves. Nothing is fetched. A page that the rules no longer
    understand keeps its rows. A killed re-parse goes on with the same command; doing it again changes nothing.
    """
    parameters = make_parameters(
        ReparseParameters, site=site, since=day(since), until=day(until), layout=layout, parser_version=parser_version,
        url=url, refused_only=refused_only, apply=apply, processes=processes,
    )  # fmt: skip
    flow = "reparse.reparse"
    if apply:
        run_shards(
            lambda address: plan_reparse(parameters, address), flow, parameters, as_json=as_json, is_direct=direct
        )
    bar = ProgressBar("captures read again", as_json=as_json)

    def show(address: str) -> None:
        bar.finished(show_differences(parameters, address, bar.advanced))

    run_or_call(bar, show, flow, parameters, is_direct=direct)
    if as_json:
        print(dumps(to_json(bar.report)))
    else:
        print_differences(bar.report)
    raise typer.Exit(FAILED if check and bar.report.counts() else OK)
