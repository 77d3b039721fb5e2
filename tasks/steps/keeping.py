"""What a batch fetched is kept: answers into the archive, attempts into the database, pages settled in the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from db.fetching.attempts import AttemptRow, known_bodies, lock_loading, record_attempts
from db.fetching.frontier import Next, Waiting, settle
from db.fetching.sites import record_poll
from db.session import engine_for
from tasks.archive import KnownBody
from tasks.attempt import Attempt, AttemptOutcome
from tasks.discover import next_interval
from tasks.fetch.schedule import plan_after
from tasks.site import span
from tasks.steps import archive_of
from tasks.steps.archived import keys_of
from tasks.steps.forgetting import without_purged

if TYPE_CHECKING:
    from tasks.steps.web import _Batch

_HAD = (AttemptOutcome.FETCHED, AttemptOutcome.UNCHANGED, AttemptOutcome.NOT_MODIFIED)


def keep_group(batch: _Batch, group: Sequence[tuple[Attempt, bool]]) -> None:
    """Archive what has a body, then record all attempts and settle the pages whose last one it was."""
    attempts = without_purged(batch.url, [attempt for attempt, _ in group])
    group = [(attempt, is_final) for attempt, (_, is_final) in zip(attempts, group, strict=True)]
    rows = _archived(batch, attempts)
    with engine_for(batch.url).begin() as connection:
        lock_loading(connection)
        ids = record_attempts(connection, batch.context.run_id, rows)
        settled = []
        for row, (attempt, is_final) in zip(rows, group, strict=True):
            if not is_final:
                continue
            capture_id, page_id = ids.get(row.capture_key, (None, None))
            batch.final[attempt.url] = (_lean(attempt), capture_id, page_id)
            waiting = batch.rows.get(row.asked_key)
            if waiting is not None:
                settled.append(_next(batch, connection, waiting, attempt))
        settle(connection, settled)


def _archived(batch: _Batch, attempts: Sequence[Attempt]) -> list[AttemptRow]:
    """The attempts as rows, those with a body archived: new bodies first, then what refers to them."""
    archive = archive_of(batch.context)
    hashes = [attempt.body_hash for attempt in attempts if attempt.body_hash]
    with engine_for(batch.url).connect() as connection:
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
            attempt, capture, page, url, asked, batch.site_of(url)[0],
            place.reference if place else None, place.record_id if place else None,
            place.payload_digest if place else None, size,
        ))  # fmt: skip
    return rows


def _next(batch: _Batch, connection: Any, row: Waiting, attempt: Attempt) -> Next:
    """What the attempt makes of its place in the frontier; a start page's interval follows what it brought."""
    now = datetime.now(UTC)
    start, site = batch.start_of(row), batch.sites.get(row.site_id or 0)
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


def _lean(attempt: Attempt) -> Attempt:
    """The attempt without its body, which is in the archive."""
    return replace(attempt, answer=replace(attempt.answer, payload=b"", content=b"")) if attempt.answer else attempt
