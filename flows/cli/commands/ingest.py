"""``newsweir ingest``: captures into the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import typer

from db.read import read_summary
from db.session import safe_url
from flows.cli.commands.options import AllowPrivate, CapturedAt, Direct, JsonPages, Site, Sources, Url, read_defaults
from flows.cli.console import ProgressBar, print_report
from flows.cli.flow_runs import run_or_call
from flows.pipeline.records import warm_in_background
from flows.run.direct import run_directly
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from flows.run.parameters import CaptureParameters, IngestParameters, make_parameters
from flows.run.plan_ingest import named_captures, plan_ingest
from flows.settings import settings

P = TypeVar("P", bound="CaptureParameters")


def ingest(
    paths: Sources = None,
    captured_at: CapturedAt = None,
    url: Url = None,
    site: Site = None,
    due: Annotated[
        bool, typer.Option("--due", help="Fetch the pages of the declared sites that are due, and their links.")
    ] = False,
    due_site: Annotated[
        list[str] | None, typer.Option("--only", help="With --due: only this declared site; may be repeated.")
    ] = None,
    archived: Annotated[
        bool, typer.Option("--archived", help="Read what was fetched and not read yet; nothing is fetched.")
    ] = False,
    allow_private: AllowPrivate = False,
    as_json: JsonPages = False,
    direct: Direct = False,
) -> None:
    """Ingest pages into Postgres: captures, WARC files, addresses; with none, the sample site that ships with newsweir.

    Runs the Prefect flow "ingest" on the configured Prefect API, else on a private one; --direct does without Prefect.
    Running it again is safe: captures that are there are "unchanged".
    """
    parameters = read_parameters(
        IngestParameters, paths, captured_at, url, site,
        due=due, due_sites=due_site, archived=archived, allow_private=allow_private,
    )  # fmt: skip
    named_captures(parameters)  # What is wrong is refused before a run is made.
    if direct:
        warm_in_background()
    finish(
        lambda address: run_directly(plan_ingest(parameters, address)), "ingest.ingest", parameters, as_json=as_json,
        is_direct=direct,
    )  # fmt: skip


def read_parameters(
    model: type[P],
    paths: Sequence[object] | None,
    captured_at: str | None,
    url: str | None,
    site: str | None,
    **more: object,
) -> P:
    """The options of the command as the flow's parameters. Raises BadParameter or ProfileError."""
    defaults = read_defaults(captured_at, url, site)
    return make_parameters(
        model,
        paths=[str(path) for path in paths or ()],
        captured_at=defaults.captured_at,
        use_file_time=defaults.use_file_time,
        site=site,
        url=url,
        batch_size=settings().batch_size,
        **more,
    )


def finish(
    work: Callable[[str], object], flow: str, *arguments: object, as_json: bool, is_direct: bool, **more: object
) -> None:
    """Run with progress, print what came of it, and exit with the documented code; see ``run_or_call``."""
    bar = ProgressBar(as_json=as_json)
    address = run_or_call(bar, work, flow, *arguments, is_direct=is_direct, **more)
    if bar.report is None:
        raise typer.Exit(OK)
    if not as_json:
        print_report(bar.report, read_summary(address), safe_url(address))
    raise typer.Exit(SOME_PAGES_FAILED if bar.report.failed_count else OK)
