"""What a backfill would do: how many pages, how long, how much; nothing is written.

The web is asked for nothing but the size of remote WARC files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rich.markup import escape

from db.backfill.plans import pages_per_second
from db.backfill.remote import pages_per_byte
from flows.backfill_parameters import BackfillParameters
from flows.backfill_processes import processes_of
from flows.backfill_sources import named_sources
from flows.backfill_work import HOST_SHARE
from flows.console import counted, out
from flows.contract import dumps
from flows.plans import web_settings
from flows.settings import database_url
from tasks.steps import WebSettings
from tasks.steps.left import left_to_do

_MEASURED_RATE = 20.0
"""Pages a second and process where this database has no figure of its own; benchmarks/backfill."""
_DATABASE_BYTES = 20_000
"""Of the database per page; benchmarks/backfill."""
_MOST_ASKED = 200
"""Remote files whose size is asked for."""


@dataclass(frozen=True, slots=True)
class Remote:
    """WARC files that would be downloaded."""

    file_count: int
    asked_count: int
    """Files whose server was asked for their size: all, or of many a sample spread over the list."""
    byte_count: int | None
    """Of all of them, reckoned from those that were asked. None: no server said."""
    page_count: int | None
    """As many as the remote files done here had for their size. None: none were done yet, it is not known."""
    problem_count: int
    problem: str | None
    """What is wrong with the first of those that cannot be had. None: nothing is."""


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
    remote: Remote | None
    """WARC files elsewhere; their pages are not among those above. None: none are named."""


def estimate(parameters: BackfillParameters, url: str, *, is_silent: bool) -> Estimate:
    """Look at what is named and at what the database has of it."""
    from tasks.steps.archived import pages_of_warc

    sources = named_sources(parameters)
    local = [warc for warc in sources.warcs if isinstance(warc, Path)]
    remote = _remote([warc for warc in sources.warcs if isinstance(warc, str)], parameters, url)
    warc_items = [(str(path), pages_of_warc(path)) for path in local]
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
    shards = 1 + total // parameters.shard_size + (remote.file_count if remote else 0)
    count, rate = processes_of(parameters.processes, shards), pages_per_second(url)
    pages = todo.total() + ((remote.page_count or 0) if remote else 0)
    pause = WebSettings().delay_seconds / HOST_SHARE
    busiest = hosts.most_common(1)[0] if hosts else (None, 0)
    return Estimate(
        total, total - todo.total(), todo.total(), len(sources.files), sum(len(items) for _, items in warc_items),
        len(sources.addresses), len(sources.sitemaps), len(hosts), busiest[0],
        sum(path.stat().st_size for path in (*map(Path, sources.files), *local) if path.exists()),
        pages * _DATABASE_BYTES,
        round(max(pages / (count * (rate or _MEASURED_RATE)), busiest[1] * pause), 1),
        count, rate is not None, remote,
    )  # fmt: skip


def _remote(addresses: Sequence[str], parameters: BackfillParameters, url: str) -> Remote | None:
    if not addresses:
        return None
    from tasks.steps.downloads import remote_sizes

    step = max(1, len(addresses) / _MOST_ASKED)
    asked = [addresses[int(at * step)] for at in range(min(len(addresses), _MOST_ASKED))]
    found = remote_sizes(asked, web_settings(addresses if parameters.allow_private else ()))
    sizes = [size for size in found if isinstance(size, int)]
    problems = [words for words in found if isinstance(words, str)]
    had = len(addresses) * (1 - len(problems) / len(asked))
    byte_count = round(sum(sizes) / len(sizes) * had) if sizes else None
    rate = pages_per_byte(url)
    pages = round(byte_count * rate) if byte_count is not None and rate is not None else None
    return Remote(
        len(addresses), len(asked), byte_count, pages, len(problems), problems[0] if problems else None
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
        out.print(f"[yellow]{escape(words)}[/]", soft_wrap=True)


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
