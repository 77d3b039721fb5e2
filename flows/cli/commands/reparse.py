"""``newsweir reparse``: the archive read again after a profile or a rule changed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.cli.commands.backfill import run_shards
from flows.cli.commands.options import Direct
from flows.cli.console import ProgressBar
from flows.cli.render_differences import as_json as to_json
from flows.cli.render_differences import print_differences
from flows.deployed.call import prefect_api
from flows.run.contract import dumps
from flows.run.exit_codes import FAILED, OK
from flows.run.parameters import make_parameters
from flows.run.progress import show_progress
from flows.settings import database_url, home_folder
from flows.shards.reparse_parameters import ReparseParameters
from flows.shards.reparse_plan import plan_reparse, show_differences

_DAYS = ["%Y-%m-%d"]


def reparse(
    site: Annotated[
        str | None, typer.Option("--site", help="Only pages of this site: declared name, profile or host.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=_DAYS, help="First day of the captures (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_DAYS, help="Last day of the captures (UTC).")] = None,
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
    processes: Annotated[int, typer.Option("--processes", help="Processes that share the work. 0: by the cores.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with counts and examples.")] = False,
    direct: Direct = False,
) -> None:
    """Read captures of the archive again by the rules of today, and show or write what that changes.

    Shown are counts (titles, bodies, splits ...) and ten examples; --apply writes it, a transaction a batch. Articles
    keep their ids, and updated_at moves only where content moves. Nothing is fetched. A page that the rules no longer
    understand keeps its rows. A killed re-parse goes on with the same command; doing it again changes nothing.
    """

    parameters = make_parameters(
        ReparseParameters, site=site, since=since.date() if since else None, until=until.date() if until else None,
        layout=layout, parser_version=parser_version, url=url, refused_only=refused_only, apply=apply,
        processes=processes,
    )  # fmt: skip
    if apply:
        run_shards(lambda address: plan_reparse(parameters, address), lambda: _flow(parameters), processes,
                   as_json=as_json, is_direct=direct)  # fmt: skip
    _show(parameters, as_json=as_json, is_direct=direct, is_checked=check)


def _show(parameters: ReparseParameters, *, as_json: bool, is_direct: bool, is_checked: bool) -> None:
    with ProgressBar("captures read again", as_json=as_json) as bar, show_progress(bar):
        if is_direct:
            found = show_differences(parameters, database_url(), bar.advanced)
        else:
            with prefect_api(home_folder(), bar.says) as call:
                database_url()
                call(lambda: _flow(parameters))
            found = bar.report
    if as_json:
        print(dumps(to_json(found)))
    else:
        print_differences(found)
    raise typer.Exit(FAILED if is_checked and found.counts() else OK)


def _flow(parameters: ReparseParameters) -> object:
    from flows.reparse import reparse as flow

    return flow(parameters, return_state=True)
