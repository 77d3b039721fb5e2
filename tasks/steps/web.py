"""Pages from the web: one batch of addresses asked politely, archived, recorded, read, loaded, and their links noted.

What crashes on the way loses nothing: a body is in the archive before its row, its row before it is read; a later run
finds the first by the archive's open files and the second by its outcome ``fetched``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from db.fetching.attempts import record_run_pages
from db.fetching.frontier import Link, Waiting, add_links, let_go, take
from db.fetching.hosts import DatabaseTurns
from db.fetching.sites import StartRow, declared_sites, read_starts
from db.fetching.worker import Worker
from db.housekeeping.tombstones import kept_path, purged_addresses, set_aside_addresses
from db.session import engine_for
from tasks.attempt import Attempt, AttemptOutcome
from tasks.fetch.addresses import Guard
from tasks.fetch.client import Network
from tasks.fetch.crawl import Crawl, CrawlLimits
from tasks.fetch.failures import FailureClass, FetchFailed, Reason
from tasks.fetch.fetcher import Ask, Fetcher, Limits
from tasks.fetch.pace import Pace
from tasks.fetch.urls import safe_url, target_of
from tasks.fingerprint import page_key
from tasks.records import Outcome, PageResult
from tasks.site import Site
from tasks.steps import BatchContext, WebSettings
from tasks.steps.archived import load_captures
from tasks.steps.forgetting import purged_attempt
from tasks.steps.keeping import keep_group
from tasks.steps.links import follow_pages, read_start_pages
from tasks.steps.shared_robots import SharedRobots
from tasks.text import storable

_GROUP = 64
_GROUP_SECONDS = 0.2
_OUTCOMES = {
    AttemptOutcome.UNCHANGED: Outcome.UNCHANGED,
    AttemptOutcome.NOT_MODIFIED: Outcome.NOT_MODIFIED,
    AttemptOutcome.DISALLOWED: Outcome.DISALLOWED,
    AttemptOutcome.GONE: Outcome.GONE,
    AttemptOutcome.FAILED: Outcome.FAILED,
    AttemptOutcome.DEFERRED: Outcome.DEFERRED,
    AttemptOutcome.REFUSED: Outcome.QUARANTINED,
    AttemptOutcome.FETCHED: Outcome.DEFERRED,
}


_Finals = dict[str, tuple[Attempt, int | None, int | None]]
"""The last attempt at each address, with its capture and page."""


def fetch_batch(context: BatchContext, first_item: int, urls: Sequence[str]) -> list[PageResult]:
    """Fetch, archive and load the pages at these addresses; what became of each, in the order of the addresses.

    Raises StopRun when the archive cannot be written (nothing that could not be kept is read), TryAgain when the
    database stays unreachable.
    """
    worker = Worker(context.database_url)
    try:
        return _Batch(context, first_item, list(urls), worker).run()
    finally:
        with suppress(Exception):  # The database may be what failed; a dead worker's rows are free anyway.
            let_go(context.database_url, worker.number)
            worker.close()


class _Batch:
    """One batch as it goes: what was asked, what each page became."""

    def __init__(self, context: BatchContext, first_item: int, urls: list[str], worker: Worker) -> None:
        self.context, self.first_item, self.worker = context, first_item, worker
        self.urls = list(dict.fromkeys(storable(safe_url(url)) for url in urls))
        """What is asked for: user and password are dropped before anything else sees them."""
        self.web = context.web or WebSettings()
        self.sites = {site_id: Site.from_dict(v, f"site {v['name']}") for site_id, v in declared_sites(self.url)}
        self.rows: dict[str, Waiting] = {}
        self.starts: dict[int, StartRow] = {}
        self.final: _Finals = {}
        """The last attempt at each address of the plan, with its capture and page."""

    @property
    def url(self) -> str:
        """The database's address."""
        return self.context.database_url

    def run(self) -> list[PageResult]:
        """All of it, in order."""
        asks = self._take()
        asyncio.run(self._crawl(asks))
        return self._load()

    def site_of(self, url: str) -> tuple[int | None, Site | None]:
        """The declared site whose host an address has."""
        host = (urlsplit(url).hostname or "").lower()
        found = ((site_id, site) for site_id, site in self.sites.items() if host in site.own_hosts)
        return next(found, (None, None))

    def start_of(self, row: Waiting | None) -> StartRow | None:
        """The start page that a row is, or None."""
        return self.starts.get(row.start_page_id) if row and row.start_page_id and row.depth == 0 else None

    def _take(self) -> list[Ask]:
        """Put the addresses into the frontier, take them, and say how each is asked for."""
        links, keys = [], {url: page_key(url, url) for url in self.urls}
        purged = purged_addresses(self.url, keys)
        set_aside_addresses(self.url, [keys[url] for url in purged])
        for url in purged:
            self.final[url] = (purged_attempt(_unasked(url)), None, None)
            del keys[url]
        for url in keys:
            with suppress(FetchFailed):
                links.append(Link(keys[url], url, target_of(url).host_key, self.site_of(url)[0], is_due=False))
        with engine_for(self.url).begin() as connection:
            add_links(connection, links)
        self.rows = take(self.url, self.worker.number, list(keys.values()))
        ids = {row.start_page_id for row in self.rows.values() if row.start_page_id}
        self.starts = read_starts(self.url, sorted(ids))
        known = {link.page_key for link in links}
        asks = []
        for url, key in keys.items():
            row = self.rows.get(key)
            if row is None and key in known:
                self.final[url] = (_held(url), None, None)
                continue
            asks.append(Ask(url, row.etag, row.last_modified, row.body_hash) if row else Ask(url))
        return asks

    async def _crawl(self, asks: Sequence[Ask]) -> None:
        """Ask, keep and record; answers are kept in groups, in a thread, so that one fsync serves many."""
        web = self.web
        queue: asyncio.Queue[tuple[Attempt, bool] | None] = asyncio.Queue(4 * _GROUP)
        allowed = {host.lower() for site in self.sites.values() for host in site.allow_private} | {*web.allow_private}
        fetcher = Fetcher(
            web.agent,
            Network(Guard(frozenset(allowed)), proxy=web.proxy, ca_file=web.ca_file),
            Limits(web.deadline_seconds, web.largest_bytes, web.largest_bytes),
            SharedRobots(self.worker),
        )
        limits = CrawlLimits(web.connections, web.tries, web.patience_seconds, web.retry_seconds)

        async def report(attempt: Attempt, is_final: bool) -> None:
            await queue.put((attempt, is_final))

        crawl = Crawl(fetcher, DatabaseTurns(self.worker), report, limits, self._pace_of)

        async def ask() -> None:
            try:
                await crawl.run(asks)
            finally:
                await queue.put(None)

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_all(queue))
                group.create_task(ask())
        except ExceptionGroup as errors:
            # The keeper's own error is what matters: it ended the others.
            first: BaseException = errors
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            raise first from None
        finally:
            await fetcher.close()

    def _pace_of(self, host_key: str) -> Pace:
        _, site = self.site_of(f"http://{host_key}/")
        if site is None:
            return Pace(self.web.delay_seconds)
        return Pace(float(site.delay_seconds), site.concurrency)

    async def _keep_all(self, queue: asyncio.Queue[tuple[Attempt, bool] | None]) -> None:
        is_over = False
        while not is_over:
            first = await queue.get()
            group = [first] if first else []
            is_over = first is None
            if queue.empty() and not is_over:
                await asyncio.sleep(_GROUP_SECONDS)
            while not is_over and len(group) < _GROUP and not queue.empty():
                found = queue.get_nowait()
                is_over = found is None
                if found is not None:
                    group.append(found)
            if group:
                await asyncio.to_thread(keep_group, self, group)

    def _load(self) -> list[PageResult]:
        """Read what was fetched, and settle every page's outcome of the run."""
        fetched = {
            url: found for url, found in self.final.items() if found[0].outcome is AttemptOutcome.FETCHED and found[1]
        }
        results: dict[str, PageResult] = {}
        feeds: _Finals = {}
        if self.web.is_read:
            feeds = {url: found for url, found in fetched.items() if self._kind(url) in ("feed", "sitemap")}
            results |= read_start_pages(self, feeds)
        pages = [url for url in fetched if url not in feeds] if self.web.is_read else []
        plain = [url for url in self.final if url not in pages]
        rows = []
        for at, url in enumerate(plain):
            attempt, capture_id, page_id = self.final[url]
            results.setdefault(url, _result(url, attempt, page_id))
            found = results[url]
            rows.append({
                "item_number": self.first_item + at, "path": kept_path(found), "page_id": page_id,
                "capture_id": capture_id, "outcome": found.outcome.value, "reason": found.reason, "new_count": 0,
            })  # fmt: skip
        record_run_pages(self.url, self.context.run_id, rows)
        ids = [self.final[url][1] or 0 for url in pages]
        loaded = load_captures(self.context, self.first_item + len(plain), ids)
        results |= dict(zip(pages, loaded, strict=True))
        if self.web.is_read:
            follow_pages(self, {url: results[url] for url in pages})
        return [results[url] for url in self.urls]

    def _kind(self, url: str) -> str | None:
        start = self.start_of(self.rows.get(page_key(url, url)))
        return start.kind if start else None


def _unasked(url: str) -> Attempt:
    return Attempt(url, AttemptOutcome.GONE, datetime.now(UTC), url)


def _held(url: str) -> Attempt:
    moment = datetime.now(UTC)
    return Attempt(
        url, AttemptOutcome.DEFERRED, moment, url, Reason.HOST_BUSY.value,
        "another worker has this page in hand", FailureClass.TEMPORARY.value,
    )  # fmt: skip


def _result(url: str, attempt: Attempt, page_id: int | None) -> PageResult:
    outcome = _OUTCOMES[attempt.outcome]
    if outcome is Outcome.FAILED and attempt.not_before is not None:
        outcome = Outcome.DEFERRED  # The host said when; it is parked until then.
    reason, detail = attempt.reason, attempt.detail
    if attempt.outcome is AttemptOutcome.FETCHED:
        reason, detail = "not_read", "it is in the archive; newsweir ingest --archived reads and loads it"
    return PageResult(url, outcome, reason, f"{url}: {detail}" if detail else None, None, None, page_id)
