"""The estimate of a backfill, as people and programs read it."""

from __future__ import annotations

from dataclasses import asdict

from rich.markup import escape

from flows.cli.console import counted, out
from flows.run.contract import dumps
from flows.settings import database_url
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.estimate import Remote, estimate


def print_estimate(parameters: BackfillParameters, *, as_json: bool) -> None:
    """Print what a backfill would do."""
    with counted("looking at what is done", is_silent=as_json) as show:
        found = estimate(parameters, database_url(), show)
    if as_json:
        print(dumps(asdict(found)))
        return
    out.print(
        f"{found.page_count} pages: {found.file_count} files, {found.warc_page_count} records of WARC files, "
        f"{found.address_count} addresses on {found.host_count} hosts; {found.done_before_count} were done before, "
        f"{found.todo_count} are to do."
    )
    if found.sitemap_count:
        out.print(f"The pages of {found.sitemap_count} sitemaps come on top; a dry run asks the web for nothing.")
    if found.remote:
        _print_remote(found.remote)
    basis = "as the last backfills here" if found.rate_is_measured_here else "as measured on another machine"
    out.print(
        f"About {_spoken(found.seconds)} with {found.process_count} processes, {basis}"
        + (f"; {found.busiest_host} sets the pace" if found.busiest_host else "")
        + f". Reads {found.source_bytes / 1e6:,.1f} MB, adds {found.database_bytes / 1e6:,.0f} MB of rows."
    )


def _print_remote(found: Remote) -> None:
    size = "of a size that their server does not say"
    if found.byte_count is not None:
        size = f"{found.byte_count / 1e6:,.1f} MB"
        size += f", reckoned from {found.asked_count} of them" if found.asked_count < found.file_count else ""
    pages = "how many pages they hold is not known before"
    if found.page_count is not None:
        pages = f"about {found.page_count:,} pages, as in the remote files that were done here"
    out.print(f"{found.file_count} remote WARC files are downloaded, one at a time per process: {size}; {pages}.")
    if found.problem:
        words = f"{found.problem_count} of {found.asked_count} cannot be had, e.g. {found.problem}"
        out.print(f"[yellow]{escape(words)}[/]")


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
