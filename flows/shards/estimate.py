"""What a backfill would do: how many pages, how long, how much; nothing is written.

The web is asked for nothing but the size of remote WARC files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from db.backfill.plans import pages_per_second
from db.backfill.remote import pages_per_byte
from flows.pipeline.context import WebSettings
from flows.pipeline.warc import pages_of_warc
from flows.run.plan_ingest import web_settings
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.downloads import remote_sizes
from flows.shards.pending import pending_items
from flows.shards.processes import processes_of
from flows.shards.sources import named_sources
from flows.shards.worker import HOST_SHARE
from tasks.work import UrlItem, WorkItem, file_items, url_items

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


def estimate(parameters: BackfillParameters, url: str, show: Callable[[int, int], None]) -> Estimate:
    """Look at what is named and at what the database has of it; ``show`` is told how far that is."""
    sources = named_sources(parameters)
    local = [warc for warc in sources.warcs if isinstance(warc, Path)]
    remote = _remote([warc for warc in sources.warcs if isinstance(warc, str)], parameters, url)
    warc_items = [pages_of_warc(path) for path in local]
    groups: list[tuple[str, Sequence[WorkItem]]] = [
        ("files", file_items(sources.files)),
        *(("warc", items) for items in warc_items),
        ("urls", url_items(sources.addresses)),
    ]
    total = sum(len(items) for _, items in groups)
    todo: Counter[str] = Counter()
    hosts: Counter[str] = Counter()
    seen = 0
    for source, items in groups:
        for left, count in pending_items(items, parameters.mode, parameters.defaults(), url):
            todo[source] += len(left)
            hosts.update(urlsplit(item.url).netloc.rpartition("@")[2] for item in left if isinstance(item, UrlItem))
            seen += count
            show(seen, total)
    shards = 1 + total // parameters.shard_size + (remote.file_count if remote else 0)
    count, rate = processes_of(parameters.processes, shards), pages_per_second(url)
    pages = todo.total() + ((remote.page_count or 0) if remote else 0)
    pause = WebSettings().delay_seconds / HOST_SHARE
    busiest = hosts.most_common(1)[0] if hosts else (None, 0)
    return Estimate(
        total, total - todo.total(), todo.total(), len(sources.files), sum(map(len, warc_items)),
        len(sources.addresses), len(sources.sitemaps), len(hosts), busiest[0],
        sum(path.stat().st_size for path in (*map(Path, sources.files), *local) if path.exists()),
        pages * _DATABASE_BYTES,
        round(max(pages / (count * (rate or _MEASURED_RATE)), busiest[1] * pause), 1),
        count, rate is not None, remote,
    )  # fmt: skip


def _remote(addresses: Sequence[str], parameters: BackfillParameters, url: str) -> Remote | None:
    if not addresses:
        return None
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
