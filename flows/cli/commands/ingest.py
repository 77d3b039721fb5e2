"""``newsweir ingest``: captures into the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import typer

from db.read import read_summary
from db.session import safe_url
from flows.cli.commands.options import AllowPrivate, CapturedAt, Direct, Json, Site, Sources, Url, read_defaults
from flows.cli.console import ProgressBar, print_report
from flows.deployed.call import prefect_api
from flows.pipeline.records import warm_in_background
from flows.run.direct import run_directly
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from flows.run.parameters import CaptureParameters, IngestParameters, make_parameters
from flows.run.plan_ingest import named_captures, plan_ingest
from flows.run.progress import show_progress
from flows.run.report import RunReport
from flows.settings import database_url, home_folder, settings

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
    as_json: Json = False,
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

    def run_direct(address: str) -> None:

        run_directly(plan_ingest(parameters, address))

    def run_flow() -> object:
        from flows.ingest import ingest as flow

        return flow(parameters, return_state=True)

    finish(run_direct if direct else run_flow, as_json=as_json, is_direct=direct)


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


def finish(run: Callable[..., object], *, as_json: bool, is_direct: bool) -> None:
    """Run with progress, print what came of it, and exit with the documented code."""

    with ProgressBar(as_json=as_json) as bar, show_progress(bar):
        if is_direct:
            warm_in_background()
            bar.says("opening the database")
            address = database_url()
            run(address)
        else:
            with prefect_api(home_folder(), bar.says) as call:
                bar.says("opening the database, starting Prefect")
                address = database_url()
                call(run)
    report = bar.report
    if report is None:
        raise typer.Exit(OK)
    if not as_json:
        print_report(report, read_summary(address), safe_url(address))
    raise typer.Exit(exit_code(report))


def exit_code(report: RunReport) -> int:
    """0, or 3 when pages were set aside."""
    return SOME_PAGES_FAILED if report.failed_count else OK
