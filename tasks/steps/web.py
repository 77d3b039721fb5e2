"""Pages from the web: one batch of addresses asked politely, archived, recorded, read, loaded, and their links noted.

What crashes on the way loses nothing: a body is in the archive before its row, its row before it is read; a later run
finds the first by the archive's open files and the second by its outcome ``fetched``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from db.fetching.attempts import AttemptRow, known_bodies, lock_loading, record_attempts, record_run_pages
from db.fetching.frontier import Link, Next, Waiting, add_links, let_go, settle, take
from db.fetching.hosts import DatabaseTurns
from db.fetching.robots import read_robots, write_robots
from db.fetching.sites import StartRow, declared_sites, read_starts, record_poll
from db.fetching.worker import Worker
from db.session import engine_for
from tasks.archive import KnownBody
from tasks.attempt import Attempt, AttemptOutcome
from tasks.discover import next_interval
from tasks.fetch.addresses import Guard
from tasks.fetch.client import Network
from tasks.fetch.crawl import Crawl, CrawlLimits
from tasks.fetch.failures import FailureClass, FetchFailed, Reason
from tasks.fetch.fetcher import Ask, Fetcher, Limits
from tasks.fetch.pace import Pace
from tasks.fetch.robots import RobotsFile
from tasks.fetch.schedule import plan_after
from tasks.fetch.urls import safe_url, target_of
from tasks.fingerprint import page_key
from tasks.records import Outcome, PageResult
from tasks.site import Site, span
from tasks.steps import BatchContext, WebSettings, archive_of
from tasks.steps.archived import keys_of, load_captures
from tasks.steps.links import follow_pages, read_start_pages
from tasks.text import storable

_GROUP = 64
_GROUP_SECONDS = 0.2
_HAD = (AttemptOutcome.FETCHED, AttemptOutcome.UNCHANGED, AttemptOutcome.NOT_MODIFIED)
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
        links, keys = [], {}
        for url in self.urls:
            keys[url] = page_key(url, url)
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
            _Robots(self.worker),
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
            raise errors.exceptions[0] from None
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
                await asyncio.to_thread(self._keep, group)

    def _keep(self, group: Sequence[tuple[Attempt, bool]]) -> None:
        """Archive what has a body, then record all attempts and settle the pages whose last one it was."""
        rows = self._archived([attempt for attempt, _ in group])
        with engine_for(self.url).begin() as connection:
            lock_loading(connection)
            ids = record_attempts(connection, self.context.run_id, rows)
            settled = []
            for row, (attempt, is_final) in zip(rows, group, strict=True):
                if not is_final:
                    continue
                capture_id, page_id = ids.get(row.capture_key, (None, None))
                self.final[attempt.url] = (_lean(attempt), capture_id, page_id)
                waiting = self.rows.get(row.asked_key)
                if waiting is not None:
                    settled.append(self._next(connection, waiting, attempt))
            settle(connection, settled)

    def _archived(self, attempts: Sequence[Attempt]) -> list[AttemptRow]:
        """The attempts as rows, those with a body archived: new bodies first, then what refers to them."""
        archive = archive_of(self.context)
        hashes = [attempt.body_hash for attempt in attempts if attempt.body_hash]
        with engine_for(self.url).connect() as connection:
            known = {
                digest: KnownBody(body.archive_ref, body.record_id, body.payload_digest, body.url, body.captured_at)
                for digest, body in known_bodies(connection, hashes).items()
            }
        new: dict[str, Attempt] = {}
        for attempt in attempts:
            if attempt.outcome is AttemptOutcome.FETCHED and attempt.body_hash and attempt.body_hash not in known:
                new.setdefault(attempt.body_hash, attempt)
        kept = dict(zip(map(id, new.values()), archive.keep_attempts([(a, None) for a in new.values()]), strict=True))
        for digest, attempt in new.items():
            one = kept[id(attempt)]
            url, moment = attempt.answered_url, attempt.requested_at
            known[digest] = KnownBody(one.reference, one.record_id, one.payload_digest, url, moment)
        again = [a for a in attempts if a.body_hash in known and a.answer is not None and id(a) not in kept]
        kept |= dict(
            zip(map(id, again), archive.keep_attempts([(a, known[a.body_hash or ""]) for a in again]), strict=True)
        )
        rows = []
        for attempt in attempts:
            capture, page, url, asked = keys_of(attempt)
            place = kept.get(id(attempt))
            size = len(attempt.answer.content) if attempt.answer and attempt.answer.content else None
            rows.append(AttemptRow(
                attempt, capture, page, url, asked, self.site_of(url)[0],
                place.reference if place else None, place.record_id if place else None,
                place.payload_digest if place else None, size,
            ))  # fmt: skip
        return rows

    def _next(self, connection: Any, row: Waiting, attempt: Attempt) -> Next:
        """What the attempt makes of its place in the frontier; a start page's interval follows what it brought."""
        now = datetime.now(UTC)
        start, site = self.start_of(row), self.sites.get(row.site_id or 0)
        again = timedelta(seconds=span(site.revisit_every)) if site and site.revisit_every else None
        if start is not None:
            is_failure = attempt.outcome not in _HAD
            # What a new body brought is known when it is read; until then nothing is assumed to be new.
            interval = next_interval(
                start.interval, start.shortest, start.longest, new_count=0, link_count=None, is_failure=is_failure
            )
            again = timedelta(seconds=interval)
            if attempt.outcome is not AttemptOutcome.FETCHED:
                record_poll(connection, start.start_page_id, interval=interval, at=now, link_count=None, new_count=0)
        plan = plan_after(attempt, row.failure_count, now=now, again_after=again, is_planned=row.site_id is not None)
        answer, is_had, is_same = attempt.answer, attempt.outcome in _HAD, attempt.status == 304
        return Next(
            row.page_key, plan.state, plan.due_at, plan.reason, plan.failure_count, attempt.outcome.value,
            attempt.reason, attempt.requested_at if attempt.agent or attempt.answer else None,
            (answer.header("etag") if answer else None) or (row.etag if is_same else None),
            (answer.header("last-modified") if answer else None) or (row.last_modified if is_same else None),
            attempt.body_hash, is_had,
        )  # fmt: skip

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
                "item_number": self.first_item + at, "path": url, "page_id": page_id, "capture_id": capture_id,
                "outcome": found.outcome.value, "reason": found.reason, "new_count": 0,
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


def _lean(attempt: Attempt) -> Attempt:
    """The attempt without its body, which is in the archive."""
    return replace(attempt, answer=replace(attempt.answer, payload=b"", content=b"")) if attempt.answer else attempt


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


class _Robots:
    """Robots files shared through the database, those of this batch in memory."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._known: dict[str, RobotsFile | None] = {}

    async def get(self, origin: str) -> RobotsFile | None:
        """The file last kept for an origin, however old."""
        if origin not in self._known:
            row = await asyncio.to_thread(read_robots, self._worker, origin)
            self._known[origin] = RobotsFile(*row) if row else None
        return self._known[origin]

    async def put(self, file: RobotsFile) -> None:
        """Keep a file."""
        self._known[file.origin] = file
        values = {name: getattr(file, name) for name in RobotsFile.__dataclass_fields__}
        await asyncio.to_thread(write_robots, self._worker, values)
