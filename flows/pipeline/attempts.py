"""Attempts recorded: answers go into the archive, attempts into the database, pages are settled in the frontier."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from db.fetching.attempts import AttemptRow, known_bodies, lock_loading, record_attempts
from db.fetching.frontier import Next, Waiting, settle
from db.fetching.sites import StartRow, record_poll
from db.outage import outlasts_outage
from db.session import engine_for
from flows.pipeline.context import RunContext
from flows.pipeline.purged import without_purged
from tasks.archive import Archive, KnownBody
from tasks.attempt import Attempt, AttemptOutcome
from tasks.discover import next_interval
from tasks.failpoints import reach
from tasks.fetch.opening import opened
from tasks.fetch.schedule import plan_after
from tasks.fingerprint import canonical_url, capture_key, page_key
from tasks.site import Site, span

_HAD = (AttemptOutcome.FETCHED, AttemptOutcome.UNCHANGED, AttemptOutcome.NOT_MODIFIED)


class Final(NamedTuple):
    """What the last attempt at an address brought: as much of it as a run goes on with."""

    outcome: AttemptOutcome
    reason: str | None
    detail: str | None
    not_before: datetime | None
    answered_url: str
    capture_id: int | None
    page_id: int | None


@dataclass
class FetchPlan:
    """What must be known of a batch to archive and record what it fetches, in this process or in the archive writer."""

    context: RunContext
    sites: Sequence[tuple[int, Site]]
    rows: dict[str, Waiting]
    """The pages that are asked for, by their keys."""
    starts: dict[int, StartRow]
    """The start pages that these pages belong to, by their numbers."""
    largest_bytes: int
    urls: Sequence[str] = ()
    """What is asked for, in the order of the batch."""

    @property
    def is_read(self) -> bool:
        """Whether what is fetched is split and loaded by this run."""
        return self.context.web is None or self.context.web.is_read

    def row_of(self, url: str) -> Waiting | None:
        """The place of an address in the frontier."""
        return self.rows.get(page_key(url, url))

    def is_page(self, url: str) -> bool:
        """Whether an address is split as a page: it is no feed and no sitemap."""
        start = self.start_of(self.row_of(url))
        return start is None or start.kind not in ("feed", "sitemap")

    def site_of(self, url: str) -> tuple[int | None, Site | None]:
        """The declared site whose host an address has."""
        return self._by_host.get((urlsplit(url).hostname or "").lower(), (None, None))

    @cached_property
    def _by_host(self) -> dict[str, tuple[int, Site]]:
        return {host: (number, site) for number, site in reversed(self.sites) for host in site.own_hosts}

    def start_of(self, row: Waiting | None) -> StartRow | None:
        """The start page that a row is, or None."""
        return self.starts.get(row.start_page_id) if row and row.start_page_id and row.depth == 0 else None


Group = Sequence[tuple[Attempt, bool]]
"""Attempts, each with whether it is the last one of its page in this run."""


def store_group(plan: FetchPlan, archive: Archive, group: Group) -> dict[str, Final]:
    """Open what is not, archive what has a body, then record all attempts and settle the pages that are done with.

    Those are the ones whose flag is set, and what is told of them is the answer, by their addresses as asked. When this
    returns all of it is on disk and committed. Raises StopRun when the archive cannot be written.
    """
    return record_group(plan, archive_group(plan, archive, group, {}), finals_of(group))


@outlasts_outage
def record_group(plan: FetchPlan, rows: Sequence[AttemptRow], are_final: Sequence[bool]) -> dict[str, Final]:
    """The second half of ``store_group``, in one transaction: attempts recorded, pages settled."""
    finals: dict[str, Final] = {}
    with engine_for(plan.context.database_url).begin() as connection:
        lock_loading(connection)
        ids = record_attempts(connection, plan.context.run_id, rows)
        settled = []
        for row, is_final in zip(rows, are_final, strict=True):
            if not is_final:
                continue
            finals[row.attempt.url] = final_of(row.attempt, *ids.get(row.capture_key, (None, None)))
            waiting = plan.rows.get(row.asked_key)
            if waiting is not None:
                settled.append(next_of(plan, connection, waiting, row.attempt))
        settle(connection, settled)
        reach("before_attempts_commit")
    reach("after_attempts_commit")
    return finals


@outlasts_outage
def archive_group(
    plan: FetchPlan, archive: Archive, group: Group, recent: MutableMapping[str, KnownBody]
) -> list[AttemptRow]:
    """The first half: bodies archived, new ones first, then what refers to them; the attempts as rows, without bodies.

    ``recent`` are bodies by digest that were archived and may not be committed yet; the new ones are added to it.
    Raises StopRun when the archive cannot be written.
    """
    opened_ones = [_opened(plan, attempt) for attempt, _ in group]
    attempts = without_purged(plan.context.database_url, opened_ones)
    hashes = [attempt.body_hash for attempt in attempts if attempt.body_hash]
    with engine_for(plan.context.database_url).connect() as connection:
        known = {
            digest: KnownBody(body.archive_ref, body.record_id, body.payload_digest, body.url, body.captured_at)
            for digest, body in known_bodies(connection, hashes).items()
        }
    known |= {digest: recent[digest] for digest in hashes if digest in recent and digest not in known}
    new: dict[str, Attempt] = {}
    for attempt in attempts:
        if attempt.outcome is AttemptOutcome.FETCHED and attempt.body_hash and attempt.body_hash not in known:
            new.setdefault(attempt.body_hash, attempt)
    kept = dict(zip(map(id, new.values()), archive.store_attempts([(a, None) for a in new.values()]), strict=True))
    for digest, attempt in new.items():
        one = kept[id(attempt)]
        url, moment = attempt.answered_url, attempt.requested_at
        known[digest] = recent[digest] = KnownBody(one.reference, one.record_id, one.payload_digest, url, moment)
    again = [a for a in attempts if a.body_hash in known and a.answer is not None and id(a) not in kept]
    kept |= dict(
        zip(map(id, again), archive.store_attempts([(a, known[a.body_hash or ""]) for a in again]), strict=True)
    )
    rows = []
    for attempt in attempts:
        capture, page, url, asked = keys_of(attempt)
        place = kept.get(id(attempt))
        size = len(attempt.answer.content) if attempt.answer and attempt.answer.content else None
        rows.append(AttemptRow(
            _without_body(attempt), capture, page, url, asked, plan.site_of(url)[0],
            place.reference if place else None, place.record_id if place else None,
            place.payload_digest if place else None, size,
        ))  # fmt: skip
    return rows


def finals_of(group: Group) -> list[bool]:
    """The flags of a group's attempts."""
    return [is_final for _, is_final in group]


def _without_body(attempt: Attempt) -> Attempt:
    """The attempt as its row needs it: bodies of a group that waits to be recorded would take 40 MB."""
    return replace(attempt, answer=replace(attempt.answer, payload=b"", content=b"")) if attempt.answer else attempt


def next_of(plan: FetchPlan, connection: Any, row: Waiting, attempt: Attempt) -> Next:
    """What the attempt makes of its place in the frontier; a start page's interval follows what it brought."""
    now = datetime.now(UTC)
    start, site = plan.start_of(row), dict(plan.sites).get(row.site_id or 0)
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
    later = plan_after(attempt, row.failure_count, now=now, again_after=again, is_planned=row.site_id is not None)
    answer, is_had, is_same = attempt.answer, attempt.outcome in _HAD, attempt.status == 304
    return Next(
        row.page_key, later.state, later.due_at, later.reason, later.failure_count, attempt.outcome.value,
        attempt.reason, attempt.requested_at if attempt.agent or attempt.answer else None,
        (answer.header("etag") if answer else None) or (row.etag if is_same else None),
        (answer.header("last-modified") if answer else None) or (row.last_modified if is_same else None),
        attempt.body_hash, is_had,
    )  # fmt: skip


def _opened(plan: FetchPlan, attempt: Attempt) -> Attempt:
    row = plan.rows.get(_identity(attempt.url)[1])
    return opened(attempt, row.body_hash if row else None, plan.largest_bytes)


def final_of(attempt: Attempt, capture_id: int | None = None, page_id: int | None = None) -> Final:
    """What a run goes on with of an attempt."""
    return Final(
        attempt.outcome, attempt.reason, attempt.detail, attempt.not_before, attempt.answered_url, capture_id, page_id
    )


@lru_cache(16384)
def _identity(url: str) -> tuple[str, str]:
    """An address in its one spelling, and its identity."""
    plain = canonical_url(url) or url
    return plain, page_key(plain, plain)


def keys_of(attempt: Attempt) -> tuple[str, str, str, str]:
    """Identity of the capture, identity and address of the page that answered, identity of the address asked for."""
    _, asked = _identity(attempt.url)
    url, page = _identity(attempt.answered_url)
    if not (attempt.body_hash or attempt.answer):
        page = asked
    if attempt.body_hash is None:
        return f"attempt:{uuid4()}", page, url if page != asked else attempt.url, asked
    return capture_key(page, attempt.body_hash, attempt.requested_at), page, url, asked
