"""After a crash: what the archive holds and the database does not know of is recorded, what was not read is found."""

from __future__ import annotations

from collections.abc import Sequence

from db.fetching.attempts import AttemptRow, fetched_captures, lock_loading, record_attempts
from db.fetching.frontier import let_go, settle, take
from db.fetching.sites import declared_sites, read_starts
from db.fetching.worker import Worker
from db.housekeeping.tombstones import forget_bodies
from db.session import engine_for
from tasks.archive.references import Reference
from tasks.captures import LARGEST_BYTES
from tasks.errors import SkipPage
from tasks.site import Site
from tasks.steps import BatchContext, archive_of
from tasks.steps.archived import body_of, keys_of, recovered_attempt
from tasks.steps.forgetting import without_purged
from tasks.steps.keeping import Job, next_of

_MOST = 100_000


def mend_archive(context: BatchContext) -> int:
    """Finish the files that dead writers left, and record their answers that no row knows of; how many those were.

    Nothing is fetched. Files of living writers are left alone.
    """
    rows: list[AttemptRow] = []
    for found in archive_of(context).recover():
        attempt = recovered_attempt(found)
        if attempt is None or attempt.body_hash is None:
            continue
        capture, page, url, asked = keys_of(attempt)
        is_whole = found.record.kind == "response"
        if not is_whole:
            continue  # A revisit: its body is where it was, and its page's next fetch says the same.
        try:
            size = len(body_of(found.record))
        except SkipPage:
            size = None  # Whoever reads it says what is wrong with it.
        rows.append(AttemptRow(
            attempt, capture, page, url, asked, None, found.reference, found.record.record_id,
            found.record.payload_digest, size,
        ))  # fmt: skip
    kept = without_purged(context.database_url, [row.attempt for row in rows])
    purged = {row.capture_key for row, attempt in zip(rows, kept, strict=True) if attempt.body_hash is None}
    if purged:
        gone = [row for row in rows if row.capture_key in purged]
        forget_bodies(context.database_url, [(row.archive_ref or "", row.attempt.body_hash or "") for row in gone])
        rows = [row for row in rows if row.capture_key not in purged]
    if not rows:
        return 0
    worker = Worker(context.database_url)
    try:
        job = _job(context, worker, [row.asked_key for row in rows])
        with engine_for(context.database_url).begin() as connection:
            lock_loading(connection)
            new = record_attempts(connection, context.run_id, rows)
            known = [row for row in rows if row.capture_key in new and row.asked_key in job.rows]
            settle(connection, [next_of(job, connection, job.rows[row.asked_key], row.attempt) for row in known])
    finally:
        let_go(context.database_url, worker.number)
        worker.close()
    return len(new)


def _job(context: BatchContext, worker: Worker, keys: Sequence[str]) -> Job:
    """What a run knows of the pages that it fetches: their places in the frontier, their start pages and sites."""
    rows = take(context.database_url, worker.number, keys)
    starts = {row.start_page_id for row in rows.values() if row.start_page_id}
    sites = [
        (number, Site.from_dict(values, f"site {values['name']}"))
        for number, values in declared_sites(context.database_url)
    ]
    return Job(context, sites, rows, read_starts(context.database_url, sorted(starts)), LARGEST_BYTES)


def pending_items(context: BatchContext) -> list[str]:
    """Captures that were fetched and not read, as items of a batch; those of a living writer are its own business."""
    files = archive_of(context).files
    is_open: dict[str, bool] = {}
    found = []
    for capture in fetched_captures(context.database_url, None, _MOST):
        where = Reference.parse(capture.archive_ref)
        name = where.name if where else ""
        if name not in is_open:
            is_open[name] = bool(name) and files.is_open(name)
        if not is_open[name]:
            found.append(f"capture:{capture.capture_id}")
    return found
