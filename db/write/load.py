"""One batch of pages into the database: one transaction, repeated when the connection or a lock fails it.

A page whose values Postgres refuses does not cost the others: the batch is halved behind savepoints until the page
stands alone, and that one is quarantined with the SQLSTATE.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import psycopg
import stamina
import stamina.instrumentation
from psycopg import Cursor
from sqlalchemy.exc import DBAPIError

from db.errors import first_line
from db.housekeeping.tombstones import kept_path, sift
from db.lock import lock_loading
from db.outage import is_retryable
from db.session import driver_cursor
from db.write.apply import apply
from db.write.decide import Decision
from db.write.detach import detach
from db.write.gather import FreshIds, Known, gather
from db.write.plan import Plan
from db.write.repeated import refuse_captures, sift_repeated
from db.write.results import results_of
from db.write.rows import RunPageRow
from db.write.settle import Settled, settle
from tasks.errors import RefusedByDatabase, TryAgain
from tasks.failpoints import reach
from tasks.records import Outcome, PageRecord, PageResult

# What a repeated transaction means is said where it matters: in the error after the last attempt.
stamina.instrumentation.set_on_retry_hooks([])

_ATTEMPTS = 6


@dataclass(slots=True)
class Moved:
    """What a batch left for the stories to be settled by."""

    article_ids: set[int] = field(default_factory=set)
    """Articles that are new or changed."""
    text_ids: set[int] = field(default_factory=set)
    """Wordings of articles that turned out to be another one."""


T = TypeVar("T")
Then = Callable[[Cursor[Any], Moved], None]
"""What is done in the transaction of a batch after its rows are written."""


def load_pages(url: str, run_id: int, first_item: int, records: Sequence[PageRecord], then: Then) -> list[PageResult]:
    """Load a batch for a run; what became of each page, in the order of the records.

    ``first_item`` is the place of the first record in the run's plan, from 1; a batch that is loaded again for the same
    run and place overwrites its own outcomes and nothing else. ``then`` settles the stories of what moved; what it
    raises undoes the batch and is no page's fault.
    Raises TryAgain when the database stays unreachable.
    """

    def load(cursor: Cursor[Any]) -> list[PageResult]:
        moved = Moved()
        results = _load(cursor, run_id, first_item, list(records), moved)
        then(cursor, moved)
        return results

    return behind_the_lock(url, load, len(records))


def behind_the_lock(url: str, work: Callable[[Cursor[Any]], T], page_count: int) -> T:
    """Do a batch's work in one transaction behind the loader's lock, again when a connection or a lock fails it.

    Raises TryAgain when the database stays unreachable.
    """

    @stamina.retry(on=is_retryable, attempts=_ATTEMPTS, timeout=60.0)
    def attempt() -> T:
        with driver_cursor(url) as cursor:
            lock_loading(cursor)
            done = work(cursor)
            reach("before_load_commit")
            return done

    try:
        done = attempt()
    except (DBAPIError, psycopg.OperationalError) as error:
        if not is_retryable(error):
            raise
        raise TryAgain(
            f"the database did not take a batch of {page_count} pages in {_ATTEMPTS} attempts: "
            f"{first_line(error)}; look at its log, then run the same command again"
        ) from error
    reach("after_load_commit")
    return done


def _load(
    cursor: Cursor[Any],
    run_id: int,
    first_item: int,
    records: list[PageRecord],
    moved: Moved,
    *,
    is_again: bool = False,
) -> list[PageResult]:
    """Load the records in one go, or halve them until what is refused stands alone."""
    cursor.execute("savepoint batch")
    try:
        plan, moving = _write(cursor, run_id, first_item, records)
    except (psycopg.DataError, psycopg.IntegrityError, UnicodeError) as error:
        cursor.execute("rollback to savepoint batch")
        if isinstance(error, psycopg.errors.UniqueViolation) and not is_again:
            # A writer beside the loader (newsweir site add) made the same site or page: now it is seen.
            return _load(cursor, run_id, first_item, records, moved, is_again=True)
        return _halved(cursor, run_id, first_item, records, moved, error)
    except psycopg.OperationalError as error:
        if error.sqlstate is None or error.sqlstate[:2] != "54":
            raise
        # 54: a limit of the program, e.g. a key larger than an index takes.
        cursor.execute("rollback to savepoint batch")
        return _halved(cursor, run_id, first_item, records, moved, error)
    cursor.execute("release savepoint batch")
    moved.article_ids |= moving.article_ids
    moved.text_ids |= moving.text_ids
    return plan.results


def _halved(
    cursor: Cursor[Any], run_id: int, first_item: int, records: list[PageRecord], moved: Moved, error: Exception
) -> list[PageResult]:
    if len(records) > 1:
        middle = len(records) // 2
        return [
            *_load(cursor, run_id, first_item, records[:middle], moved),
            *_load(cursor, run_id, first_item + middle, records[middle:], moved),
        ]
    record = records[0]
    if record.outcome is Outcome.QUARANTINED:
        raise error
    refused = replace(
        record,
        outcome=Outcome.QUARANTINED,
        stage="load",
        reason=RefusedByDatabase.reason,
        detail=f"Postgres refused a value: {first_line(error)}; report it with the capture",
        sqlstate=getattr(error, "sqlstate", None),
        url=None,
        primary=None,
        related=(),
        tags=(),
    )
    return _load(cursor, run_id, first_item, [refused], moved)


def _write(cursor: Cursor[Any], run_id: int, first_item: int, records: list[PageRecord]) -> tuple[Plan, Moved]:
    decision, settled = write_sifted(cursor, run_id, sift(cursor, records))
    plan = decision.plan
    plan.results, plan.capture_ids = results_of(decision, settled)
    outcomes = [
        RunPageRow(
            run_id, first_item + offset, kept_path(result), result.page_id, capture_id, result.outcome.value,
            result.reason, result.inserted_count, result.changed_count, result.unchanged_count, result.duplicate_count,
        )
        for offset, (result, capture_id) in enumerate(zip(plan.results, plan.capture_ids, strict=True))
    ]  # fmt: skip
    apply(cursor, outcomes)
    return plan, Moved(settled.inserted | settled.changed, settled.text_ids)


def write_sifted(
    cursor: Cursor[Any], run_id: int, records: Sequence[PageRecord], again: Sequence[int] = ()
) -> tuple[Decision, Settled]:
    """Write records without those that only repeat a notice of their host; captures that did are refused.

    ``again`` are loaded captures that are read again: what they showed is taken back first.
    """
    repeated = sift_repeated(cursor, records, again)
    known, stale = gather(cursor, repeated.records), set[int]()
    detached = sorted({*again, *repeated.earlier, *_read_before(known, repeated.records)})
    if detached:
        known, stale = detach(
            cursor, detached, repeated.records, lambda: refuse_captures(cursor, run_id, repeated.earlier)
        )
    return write_pages(cursor, run_id, repeated.records, known, stale)


def _read_before(known: Known, records: Sequence[PageRecord]) -> list[int]:
    """Captures that were loaded as other rules read them."""
    captures = ((record, known.captures.get(record.capture_key)) for record in records)
    return sorted({
        capture.capture_id for record, capture in captures
        if capture is not None and record.outcome is Outcome.LOADED and capture.outcome == "loaded"
        and capture.parser_version != record.parser_version
    })  # fmt: skip


def write_pages(
    cursor: Cursor[Any], run_id: int, records: Sequence[PageRecord], known: Known, stale: Collection[int] = ()
) -> tuple[Decision, Settled]:
    """Decide what records change of what is known, and write it. ``stale``: see ``settle``."""
    cursor.execute("select now()")
    row = cursor.fetchone()
    assert row is not None
    decision = Decision(known, run_id, row[0], FreshIds(cursor, len(records)))
    for record in records:
        decision.page(record)
    return decision, settle(cursor, decision, stale)
