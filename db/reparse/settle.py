"""A batch of captures read again: what it changes, written or, in the same way, shown and rolled back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import Cursor

from db.errors import first_line
from db.housekeeping.tombstones import sift
from db.lock import lock_loading
from db.outage import outlasts_outage
from db.reparse.changes import PageShown, move_differences, page_differences, shown_on, split_differences
from db.reparse.differences import Difference
from db.reparse.stored import StoredCapture, read_stored
from db.session import driver_cursor
from db.write.apply import apply
from db.write.detach import detach
from db.write.load import Moved, Then, behind_the_lock, write_pages
from db.write.results import results_of
from db.write.rows import RunPageRow
from tasks.records import Outcome, PageRecord, PageResult

Reading = tuple[StoredCapture, PageRecord]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the outcomes of a batch stand in a run's account."""

    run_id: int
    first_item: int


def is_same(reading: Reading) -> bool:
    """Whether another reading of a loaded capture says what the last one said."""
    capture, record = reading
    return capture.outcome == "loaded" and capture.record_hash == record.record_hash is not None


def settle(url: str, place: Place, readings: Sequence[Reading], then: Then) -> list[PageResult]:
    """Write what readings change, and what became of each; in the order of the readings.

    A reading that refuses its page changes nothing of a loaded capture: what was understood once is not taken back by
    a mistake in a rule, nor by bytes that are missing.
    """

    def work(cursor: Cursor[Any]) -> list[PageResult]:
        results = _load_again(cursor, place.run_id, readings, then)
        apply(cursor, [
            RunPageRow(
                place.run_id, place.first_item + at, result.path, capture.page_id, capture.capture_id,
                result.outcome.value, result.reason, result.inserted_count, result.changed_count,
                result.unchanged_count, result.duplicate_count,
            )
            for at, ((capture, _), result) in enumerate(zip(readings, results, strict=True))
        ])  # fmt: skip
        return results

    return behind_the_lock(url, work, len(readings))


@outlasts_outage
def preview(url: str, batches: Iterable[Sequence[Reading]], then: Then) -> list[Difference]:
    """What batches of readings change, one after another: they are written in one transaction, which is rolled back.

    Loaders wait meanwhile, so the readings are made before.
    """
    found: list[Difference] = []
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        cursor.execute("savepoint preview")
        cursor.execute("select coalesce(max(run_id), 0) from news.run")
        (run_id,) = cursor.fetchone() or (0,)
        for readings in batches:
            found += page_differences(readings)
            _load_again(cursor, run_id, readings, then, found)
        cursor.execute("rollback to savepoint preview")
    return found


def _load_again(
    cursor: Cursor[Any], run_id: int, readings: Sequence[Reading], then: Then, found: list[Difference] | None = None
) -> list[PageResult]:
    """Load readings in the place of what their captures showed; halved where Postgres refuses a value."""
    cursor.execute("savepoint readings")
    try:
        results = _written(cursor, run_id, readings, then, found)
    except (psycopg.DataError, psycopg.IntegrityError, UnicodeError) as error:
        cursor.execute("rollback to savepoint readings")
        if len(readings) > 1:
            middle = len(readings) // 2
            halves = (readings[:middle], readings[middle:])
            return [one for half in halves for one in _load_again(cursor, run_id, half, then, found)]
        words = first_line(error)
        return [_kept(*one, "refused_by_database", f"Postgres refused a value: {words}") for one in readings]
    cursor.execute("release savepoint readings")
    return results


def _written(
    cursor: Cursor[Any], run_id: int, readings: Sequence[Reading], then: Then, found: list[Difference] | None
) -> list[PageResult]:
    now = {row.capture_id: row for row in read_stored(cursor, [capture.capture_id for capture, _ in readings])}
    present = [(now[capture.capture_id], record) for capture, record in readings if capture.capture_id in now]
    same = [reading for reading in present if is_same(reading)]
    understood = [
        (capture, record) for capture, record in present
        if record.outcome is Outcome.LOADED and not is_same((capture, record))
    ]  # fmt: skip
    waiting = [one for one in present if one[0].outcome == "quarantined" and one[1].outcome is Outcome.QUARANTINED]
    sifted = sift(cursor, [record for _, record in (*understood, *waiting)])
    todo = [
        (capture, record) for (capture, _), record in zip((*understood, *waiting), sifted, strict=True)
        if record.outcome is not Outcome.GONE
    ]  # fmt: skip
    results: dict[int, PageResult] = {}
    if todo:
        before = shown_on(cursor, todo)
        again = [capture.capture_id for capture, _ in todo if capture.outcome == "loaded"]
        records = [record for _, record in todo]
        known, stale = detach(cursor, again, records)
        decision, settled = write_pages(cursor, run_id, records, known, stale)
        then(cursor, Moved(settled.inserted | settled.changed, settled.text_ids))
        after = shown_on(cursor, todo)
        told = results_of(decision, settled)[0]
        results = {
            capture.capture_id: _moved(capture, result, before, after)
            for (capture, _), result in zip(todo, told, strict=True)
        }
        if found is not None:
            found += move_differences(cursor, settled.moves, todo)
            found += split_differences(before, after, todo)
    _stamp(cursor, same)
    return [results.get(capture.capture_id) or _untouched(capture, record) for capture, record in readings]


def _moved(
    capture: StoredCapture, result: PageResult, before: dict[int, PageShown], after: dict[int, PageShown]
) -> PageResult:
    """A result as it is counted: a page of which no row moved is unchanged, whatever was written of its reading."""
    is_still = before[capture.page_id] == after[capture.page_id] and not (result.inserted_count + result.changed_count)
    if capture.outcome == "loaded" and result.outcome is Outcome.LOADED and is_still:
        return replace(result, outcome=Outcome.UNCHANGED)
    return result


def _stamp(cursor: Cursor[Any], same: Sequence[Reading]) -> None:
    """Note by which rules captures were read last, where it is news."""
    ids = [capture.capture_id for capture, record in same if capture.parser_version != record.parser_version]
    if ids:
        version = same[0][1].parser_version
        cursor.execute("update news.capture set parser_version = %s where capture_id = any(%s)", [version, ids])


def _untouched(capture: StoredCapture, record: PageRecord) -> PageResult:
    if record.outcome is Outcome.QUARANTINED:
        return _kept(capture, record, record.reason or "refused", record.detail or "")
    kind = record.page_kind.value if record.page_kind else None
    return PageResult(record.path, Outcome.UNCHANGED, None, None, kind, record.layout, capture.page_id)


def _kept(capture: StoredCapture, record: PageRecord, reason: str, detail: str) -> PageResult:
    words = f"{detail}; its rows stay as an earlier version read them"
    return PageResult(record.path, Outcome.QUARANTINED, reason, words, None, None, capture.page_id)
