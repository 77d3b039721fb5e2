"""What a backfill would do: how many pages, how long, how much; nothing is asked of the web, nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from db.backfill.plans import pages_per_second
from flows.backfill_parameters import BackfillParameters
from flows.backfill_processes import processes_of
from flows.backfill_sources import named_sources
from flows.backfill_work import HOST_SHARE
from flows.console import counted, out
from flows.contract import dumps
from flows.settings import database_url
from tasks.steps import WebSettings
from tasks.steps.left import left_to_do

_MEASURED_RATE = 20.0
"""Pages a second and process where this database has no figure of its own; benchmarks/backfill."""
_DATABASE_BYTES = 20_000
"""Of the database per page; benchmarks/backfill."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What would be done. Times in seconds, sizes in bytes."""

    page_count: int
    done_before_count: int
    todo_count: int
    file_count: int
    warc_page_count: int
    address_count: int
    sitemap_count: int
    """Sitemaps whose pages come on top: a dry run fetches none."""
    host_count: int
    busiest_host: str | None
    source_bytes: int
    database_bytes: int
    seconds: float
    process_count: int
    rate_is_measured_here: bool


def estimate(parameters: BackfillParameters, url: str, *, is_silent: bool) -> Estimate:
    """Look at what is named and at what the database has of it."""
    from tasks.steps.archived import pages_of_warc

    sources = named_sources(parameters)
    warc_items = [(str(path), pages_of_warc(path)) for path in sources.warcs]
    groups = [("files", [str(path) for path in sources.files]), *(("warc", items) for _, items in warc_items),
              ("urls", sources.addresses)]  # fmt: skip
    total = sum(len(items) for _, items in groups)
    todo: Counter[str] = Counter()
    hosts: Counter[str] = Counter()
    with counted("looking at what is done", is_silent=is_silent) as show:
        seen = 0
        for source, items in groups:
            for left, count in left_to_do(source, items, parameters.mode, parameters.defaults(), url):
                todo[source] += len(left)
                if source == "urls":
                    hosts.update(urlsplit(item).netloc.rpartition("@")[2] for item in left)
                seen += count
                show(seen, total)
    count, rate = processes_of(parameters.processes, 1 + total // parameters.shard_size), pages_per_second(url)
    pause = WebSettings().delay_seconds / HOST_SHARE
    busiest = hosts.most_common(1)[0] if hosts else (None, 0)
    return Estimate(
        total, total - todo.total(), todo.total(), len(sources.files), sum(len(items) for _, items in warc_items),
        len(sources.addresses), len(sources.sitemaps), len(hosts), busiest[0],
        sum(path.stat().st_size for path in (*map(Path, sources.files), *sources.warcs) if path.exists()),
        todo.total() * _DATABASE_BYTES,
        round(max(todo.total() / (count * (rate or _MEASURED_RATE)), busiest[1] * pause), 1),
        count, rate is not None,
    )  # fmt: skip


def print_estimate(parameters: BackfillParameters, *, as_json: bool) -> None:
    """Print what a backfill would do."""
    found = estimate(parameters, database_url(), is_silent=as_json)
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
    basis = "as the last backfills here" if found.rate_is_measured_here else "as measured on another machine"
    out.print(
        f"About {_spoken(found.seconds)} with {found.process_count} processes, {basis}"
        + (f"; {found.busiest_host} sets the pace" if found.busiest_host else "")
        + f". Reads {found.source_bytes / 1e6:,.1f} MB, adds {found.database_bytes / 1e6:,.0f} MB of rows."
    )


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
