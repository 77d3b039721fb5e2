"""Pages from the web: one batch of addresses asked politely, archived, recorded, read, loaded, and their links noted.

What crashes on the way loses nothing: a body is in the archive before its row, its row before it is read; a later run
finds the first by the archive's open files and the second by its outcome ``fetched``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

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
from tasks.fetch.failures import FetchFailed, Reason
from tasks.fetch.fetcher import Ask, Fetcher, Limits
from tasks.fetch.politeness import Politeness
from tasks.fetch.urls import safe_url, target_of
from tasks.fingerprint import page_key
from tasks.records import Outcome, PageResult
from tasks.site import Site
from tasks.steps import BatchContext, WebSettings
from tasks.steps.archived import load_captures
from tasks.steps.forgetting import purged_attempt
from tasks.steps.inbox import Inbox
from tasks.steps.keeper import Keeper, give_back, take_keeper
from tasks.steps.keeping import Final, Job, final_of, keep_group
from tasks.steps.links import follow_pages, read_start_pages
from tasks.steps.shared_robots import SharedRobots
from tasks.steps.walls import ask_again
from tasks.text import storable

_GROUPS_AHEAD = 3
"""Groups that the keeping process may have: one being recorded, one being archived, one waiting."""
_OWN_PROCESS_FROM = 256
"""Pages of a batch from which a process of its own keeps them."""
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


Finals = dict[str, Final]
"""The last attempt at each address of the plan, with its capture and page."""


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
        sites = [(number, Site.from_dict(v, f"site {v['name']}")) for number, v in declared_sites(self.url)]
        self.sites = dict(sites)
        self.job = Job(context, sites, {}, {}, self.web.largest_bytes)
        self.final: Finals = {}

    @property
    def url(self) -> str:
        """The database's address."""
        return self.context.database_url

    def run(self) -> list[PageResult]:
        """All of it, in order."""
        keeper = take_keeper() if len(self.urls) >= _OWN_PROCESS_FROM else None
        try:
            if keeper is not None:
                keeper.start()
            asks = self._take()
            asyncio.run(self._crawl(asks, keeper))
        finally:
            if keeper is not None:
                give_back(keeper)
        return self.load()

    @property
    def rows(self) -> dict[str, Waiting]:
        """The places of the batch's pages in the frontier."""
        return self.job.rows

    @property
    def starts(self) -> dict[int, StartRow]:
        """The start pages that the batch's pages belong to."""
        return self.job.starts

    def start_of(self, row: Waiting | None) -> StartRow | None:
        """The start page that a row is, or None."""
        return self.job.start_of(row)

    def _take(self) -> list[Ask]:
        """Put the addresses into the frontier, take them, and say how each is asked for."""
        links, keys = [], {url: page_key(url, url) for url in self.urls}
        purged = purged_addresses(self.url, keys)
        set_aside_addresses(self.url, [keys[url] for url in purged])
        for url in purged:
            self.final[url] = final_of(purged_attempt(_unasked(url)), None, None)
            del keys[url]
        for url in keys:
            with suppress(FetchFailed):
                links.append(Link(keys[url], url, target_of(url).host_key, self.job.site_of(url)[0], is_due=False))
        with engine_for(self.url).begin() as connection:
            add_links(connection, links)
        self.job.rows = take(self.url, self.worker.number, list(keys.values()))
        ids = {row.start_page_id for row in self.rows.values() if row.start_page_id}
        self.job.starts = read_starts(self.url, sorted(ids))
        known = {link.page_key for link in links}
        asks = []
        for url, key in keys.items():
            row = self.rows.get(key)
            if row is None and key in known:
                self.final[url] = _held(url)
                continue
            asks.append(Ask(url, row.etag, row.last_modified, row.body_hash) if row else Ask(url))
        return asks

    async def _crawl(self, asks: Sequence[Ask], keeper: Keeper | None) -> None:
        """Ask, keep and record; answers are kept in groups, so that one fsync serves many.

        Many pages have a process that keeps them; for a few, a thread is less than its start.
        """
        web = self.web
        inbox = Inbox()
        allowed = {host.lower() for site in self.sites.values() for host in site.allow_private} | {*web.allow_private}
        fetcher = Fetcher(
            web.agent,
            Network(Guard(frozenset(allowed)), proxy=web.proxy, ca_file=web.ca_file),
            Limits(web.deadline_seconds, web.largest_bytes, web.largest_bytes),
            SharedRobots(self.worker),
            is_opening=False,
        )
        limits = CrawlLimits(web.connections, web.tries, web.patience_seconds, web.retry_seconds)

        crawl = Crawl(fetcher, DatabaseTurns(self.worker), inbox.add, limits, self._politeness_of)

        async def ask() -> None:
            try:
                await crawl.run(asks)
            finally:
                inbox.end()

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_all(inbox, keeper))
                group.create_task(ask())
        except ExceptionGroup as errors:
            # The keeper's own error is what matters: it ended the others.
            first: BaseException = errors
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            raise first from None
        finally:
            await fetcher.close()

    def _politeness_of(self, host_key: str) -> Politeness:
        _, site = self.job.site_of(f"http://{host_key}/")
        if site is None:
            return Politeness(self.web.delay_seconds / self.web.host_share)
        return Politeness(float(site.delay_seconds) / self.web.host_share, site.concurrency)

    async def _keep_all(self, inbox: Inbox, keeper: Keeper | None) -> None:
        if keeper is None:
            async for group in inbox.groups():
                self.final |= await asyncio.to_thread(keep_group, self.job, group)
            return
        await asyncio.to_thread(keeper.begin, self.job)
        unheard = 0
        async for group in inbox.groups():
            if unheard == _GROUPS_AHEAD:
                self.final |= await asyncio.to_thread(keeper.hear)
                unheard -= 1
            await asyncio.to_thread(keeper.send, group)
            unheard += 1
        for _ in range(unheard):
            self.final |= await asyncio.to_thread(keeper.hear)

    def load(self) -> list[PageResult]:
        """Read what was fetched, and settle every page's outcome of the run."""
        fetched = {
            url: final
            for url, final in self.final.items()
            if final.outcome is AttemptOutcome.FETCHED and final.capture_id
        }
        results: dict[str, PageResult] = {}
        feeds: Finals = {}
        if self.web.is_read:
            feeds = {url: found for url, found in fetched.items() if self._kind(url) in ("feed", "sitemap")}
            results |= read_start_pages(self, feeds)
        pages = [url for url in fetched if url not in feeds] if self.web.is_read else []
        plain = [url for url in self.final if url not in pages]
        rows = []
        for at, url in enumerate(plain):
            final = self.final[url]
            found = results.setdefault(url, _result(url, final))
            rows.append({
                "item_number": self.first_item + at, "path": kept_path(found),
                "page_id": final.page_id, "capture_id": final.capture_id,
                "outcome": found.outcome.value, "reason": found.reason, "new_count": 0,
            })  # fmt: skip
        record_run_pages(self.url, self.context.run_id, rows)
        ids = [self.final[url].capture_id or 0 for url in pages]
        loaded = load_captures(self.context, self.first_item + len(plain), ids)
        results |= dict(zip(pages, loaded, strict=True))
        if self.web.is_read:
            follow_pages(self, {url: results[url] for url in pages})
            ask_again(self.url, self.rows, {url: results[url] for url in pages})
        return [results[url] for url in self.urls]

    def _kind(self, url: str) -> str | None:
        start = self.start_of(self.rows.get(page_key(url, url)))
        return start.kind if start else None


def _unasked(url: str) -> Attempt:
    return Attempt(url, AttemptOutcome.GONE, datetime.now(UTC), url)


def _held(url: str) -> Final:
    reason, words = Reason.HOST_BUSY.value, "another worker has this page in hand"
    return Final(AttemptOutcome.DEFERRED, reason, words, None, url, None, None)


def _result(url: str, final: Final) -> PageResult:
    outcome = _OUTCOMES[final.outcome]
    if outcome is Outcome.FAILED and final.not_before is not None:
        outcome = Outcome.DEFERRED  # The host said when; it is parked until then.
    reason, detail = final.reason, final.detail
    if final.outcome is AttemptOutcome.FETCHED:
        reason, detail = "not_read", "it is in the archive; newsweir ingest --archived reads and loads it"
    return PageResult(url, outcome, reason, f"{url}: {detail}" if detail else None, None, None, final.page_id)
