"""``newsweir backfill``: many captures in resumable batches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.ingest import finish, read_parameters
from flows.commands.options import CapturedAt, Direct, Json, Paths, Site, Url


def backfill(
    paths: Paths = None,
    list_file: Annotated[
        Path | None, typer.Option("--list", help="Text file with one capture's path per line.", show_default=False)
    ] = None,
    captured_at: CapturedAt = None,
    url: Url = None,
    site: Site = None,
    as_json: Json = False,
    direct: Direct = False,
) -> None:
    """Bring in a folder or list of captures; what is done is skipped, a killed run goes on where it was.

    Done is a capture that this version of the parsing rules has loaded or quarantined. A batch is one transaction, so a
    run that is killed at any point loses at most the batch under way, and the same command does that again.
    """
    from flows.parameters import BackfillParameters

    named = str(list_file) if list_file else None
    parameters = read_parameters(BackfillParameters, paths, captured_at, url, site, list_file=named)

    def run_direct(address: str) -> None:
        from flows.backfill_plan import plan_backfill
        from flows.direct import run_directly

        run_directly(plan_backfill(parameters, address))

    def run_flow() -> object:
        from flows.backfill import backfill as flow

        return flow(parameters, return_state=True)

    finish(run_direct if direct else run_flow, as_json=as_json, is_direct=direct)
