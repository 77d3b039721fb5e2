"""After a crash: what the archive holds and the database does not know of is recorded, what was not read is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from db.fetching.attempts import AttemptRow, lock_loading, record_attempts
from db.fetching.captures import fetched_captures
from db.fetching.frontier import settle
from db.housekeeping.tombstones import delete_bodies
from db.outage import outlasts_outage
from db.session import engine_for
from flows.pipeline.attempts import keys_of, next_of
from flows.pipeline.bodies import body_of
from flows.pipeline.context import RunContext
from flows.pipeline.purged import without_purged
from flows.pipeline.resume import frontier_plan
from tasks.archive import Archive, Recovered
from tasks.archive.reading import Record
from tasks.archive.references import Reference
from tasks.attempt import Answer, Attempt, AttemptOutcome, Hop
from tasks.errors import SkipPage
from tasks.work import CaptureItem, WorkItem

_MOST = 100_000


@outlasts_outage
def recover_archive(context: RunContext, archive: Archive) -> int:
    """Finish the files that dead writers left, and record their answers that no row knows of; how many those were.

    Nothing is fetched. Files of living writers are left alone.
    """
    rows: list[AttemptRow] = []
    for found in archive.recover():
        attempt = _recovered_attempt(found)
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
        delete_bodies(context.database_url, [(row.archive_ref or "", row.attempt.body_hash or "") for row in gone])
        rows = [row for row in rows if row.capture_key not in purged]
    if not rows:
        return 0
    plan = frontier_plan(context, [row.asked_key for row in rows])
    rows = [replace(row, site_id=plan.site_of(row.page_url)[0]) for row in rows]
    with engine_for(context.database_url).begin() as connection:
        lock_loading(connection)
        new = record_attempts(connection, context.run_id, rows)
        known = [row for row in rows if row.capture_key in new and row.asked_key in plan.rows]
        settle(connection, [next_of(plan, connection, plan.rows[row.asked_key], row.attempt) for row in known])
    return len(new)


def unread_captures(context: RunContext, archive: Archive) -> list[list[WorkItem]]:
    """Captures that were fetched and not read, in rounds that have each address once, older captures first.

    Those of a living writer are its own business.
    """
    files = archive.files
    is_open: dict[str, bool] = {}
    rounds: list[list[WorkItem]] = []
    seen: Counter[str] = Counter()
    for capture in fetched_captures(context.database_url, None, _MOST):
        where = Reference.parse(capture.archive_ref)
        name = where.name if where else ""
        if name not in is_open:
            is_open[name] = bool(name) and files.is_open(name)
        if is_open[name]:
            continue
        if seen[capture.asked_url] == len(rounds):
            rounds.append([])
        rounds[seen[capture.asked_url]].append(CaptureItem(capture.capture_id))
        seen[capture.asked_url] += 1
    return rounds


def _recovered_attempt(found: Recovered) -> Attempt | None:
    """The attempt that a record of a torn file tells of; None when it tells of none."""
    told, record = found.told, found.record
    if told is None or record.kind == "damaged":
        return None
    try:
        return _attempt(told, record)
    except (KeyError, TypeError, ValueError):
        return None  # Its metadata record is none of ours, or damaged: no other one is kept from being read.


def _attempt(told: dict[str, Any], record: Record) -> Attempt:
    answer = Answer(
        url=str(told["answered_url"]), status=record.status or 0, phrase="", version="", headers=record.headers,
        payload=b"", content=b"", address=None,
    )  # fmt: skip
    values: dict[str, Any] = {name: told[name] for name in Attempt.__dataclass_fields__ if name in told}
    values |= {
        "outcome": AttemptOutcome(told["outcome"]),
        "requested_at": datetime.fromisoformat(told["requested_at"]),
        "not_before": datetime.fromisoformat(told["not_before"]) if told.get("not_before") else None,
        "hops": tuple(Hop(**hop) for hop in told["hops"]),
        "answer": answer,
    }
    return Attempt(**values)
