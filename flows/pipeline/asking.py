"""The addresses of a batch asked: claimed from the frontier, fetched politely, archived and recorded.

Loaded only when a batch has addresses, for the HTTP client takes a tenth of a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from db.fetching.frontier import Link, add_links, claim_addresses
from db.fetching.hosts import DatabaseHostSlots
from db.fetching.sites import declared_sites, read_starts
from db.fetching.worker import Worker
from db.housekeeping.tombstones import exclude_addresses, purged_addresses
from db.outage import outlasts_outage
from db.session import engine_for
from flows.pipeline.archive_writer import ArchiveWriter
from flows.pipeline.attempt_queue import AttemptQueue
from flows.pipeline.attempts import FetchPlan, Final, final_of, store_group
from flows.pipeline.batch import Batch
from flows.pipeline.context import WebSettings
from flows.pipeline.purged import purged_attempt
from flows.pipeline.shared_robots import SharedRobots
from tasks.attempt import Attempt, AttemptOutcome
from tasks.fetch.addresses import Guard
from tasks.fetch.client import Network
from tasks.fetch.crawl import Crawl, CrawlLimits
from tasks.fetch.failures import FetchFailed, Reason
from tasks.fetch.fetcher import Ask, Fetcher, Limits
from tasks.fetch.politeness import Politeness
from tasks.fetch.urls import safe_url, target_of
from tasks.fingerprint import page_key
from tasks.site import Site
from tasks.text import storable
from tasks.work import UrlItem

_GROUPS_AHEAD = 3
"""Groups that the archive writer may have: one being recorded, one being archived, one waiting."""


class Asking:
    """One try at fetching a batch. ``writer`` archives what it brings; None: a thread of this process does."""

    def __init__(self, batch: Batch, worker: Worker, writer: ArchiveWriter | None) -> None:
        self.batch, self.worker, self.writer = batch, worker, writer
        self.url = batch.context.database_url
        addresses = [item.url for item in batch.items if isinstance(item, UrlItem)]
        self.urls = list(dict.fromkeys(storable(safe_url(url)) for url in addresses))
        """What is asked for: user and password are dropped before anything else sees them."""
        self.web = batch.context.web or WebSettings()
        sites = [(number, Site.from_dict(v, f"site {v['name']}")) for number, v in declared_sites(self.url)]
        self.plan = FetchPlan(batch.context, sites, {}, {}, self.web.largest_bytes, self.urls)

    def run(self) -> FetchPlan:
        """Ask for what is left to ask; what must be known afterwards to follow links."""
        asyncio.run(self._crawl(self._claim()))
        return self.plan

    @outlasts_outage
    def _claim(self) -> list[Ask]:
        """Put the addresses into the frontier, claim them, and say how each is asked for."""
        finals = self.batch.finals
        links, keys = [], {url: page_key(url, url) for url in self.urls}
        purged = purged_addresses(self.url, keys)
        exclude_addresses(self.url, [keys[url] for url in purged])
        for url in purged:
            finals[url] = final_of(purged_attempt(_unasked(url)), None, None)
            del keys[url]
        for url in keys:
            with suppress(FetchFailed):
                links.append(Link(keys[url], url, target_of(url).host_key, self.plan.site_of(url)[0], is_due=False))
        with engine_for(self.url).begin() as connection:
            new = add_links(connection, links, self.worker.number)
        rows = claim_addresses(self.url, self.worker.number, [key for key in keys.values() if key not in new])
        self.plan.rows = rows = rows | {link.page_key: link.taken() for link in links if link.page_key in new}
        self.plan.starts = read_starts(self.url, sorted({r.start_page_id for r in rows.values() if r.start_page_id}))
        known = {link.page_key for link in links}
        asks = []
        for url, key in keys.items():
            row = rows.get(key)
            if url in finals:
                continue  # An earlier try of this batch has it.
            if row is None and key in known:
                finals[url] = _held(url)
                continue
            asks.append(Ask(url, row.etag, row.last_modified, row.body_hash) if row else Ask(url))
        return asks

    async def _crawl(self, asks: Sequence[Ask]) -> None:
        """Ask, archive and record; answers are archived in groups, so that one fsync serves many."""
        self.batch.asking()
        web = self.web
        queue = AttemptQueue()
        sites = dict(self.plan.sites)
        allowed = {host.lower() for site in sites.values() for host in site.allow_private} | {*web.allow_private}
        fetcher = Fetcher(
            web.agent,
            Network(Guard(frozenset(allowed)), proxy=web.proxy, ca_file=web.ca_file),
            Limits(web.deadline_seconds, web.largest_bytes, web.largest_bytes),
            SharedRobots(self.worker),
            is_opening=False,
        )
        limits = CrawlLimits(web.connections, web.tries, web.patience_seconds, web.retry_seconds)
        crawl = Crawl(fetcher, DatabaseHostSlots(self.worker), queue.add, limits, self._politeness_of)

        async def ask() -> None:
            try:
                await crawl.run(asks)
            finally:
                queue.end()

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._archive_all(queue))
                group.create_task(ask())
        except ExceptionGroup as errors:
            # The archive's own error is what matters: it ended the others.
            first: BaseException = errors
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            raise first from None
        finally:
            await fetcher.close()

    def _politeness_of(self, host_key: str) -> Politeness:
        _, site = self.plan.site_of(f"http://{host_key}/")
        if site is None:
            return Politeness(self.web.delay_seconds / self.web.host_share)
        return Politeness(float(site.delay_seconds) / self.web.host_share, site.concurrency)

    async def _archive_all(self, queue: AttemptQueue) -> None:
        finals, resources, writer = self.batch.finals, self.batch.resources, self.writer
        if writer is None:
            async for group in queue.groups():
                finals |= await asyncio.to_thread(store_group, self.plan, resources.archive, group)
            return
        await asyncio.to_thread(writer.begin, self.plan)
        unheard = 0
        async for group in queue.groups():
            if unheard == _GROUPS_AHEAD:
                finals |= await asyncio.to_thread(writer.hear)
                unheard -= 1
            await asyncio.to_thread(writer.send, group)
            unheard += 1
        for _ in range(unheard):
            finals |= await asyncio.to_thread(writer.hear)


def _unasked(url: str) -> Attempt:
    return Attempt(url, AttemptOutcome.GONE, datetime.now(UTC), url)


def _held(url: str) -> Final:
    reason, words = Reason.HOST_BUSY.value, "another worker is fetching this page"
    return Final(AttemptOutcome.DEFERRED, reason, words, None, url, None, None)
