"""A batch of captures read again, settled: compared with what is stored, and shown or written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from db.housekeeping.tombstones import sift
from db.reparse.differences import Difference
from db.reparse.known import Around, ReadAgain, Reading, look_around
from db.reparse.page_facts import write_page_facts
from db.reparse.plan import Changes, plan_changes
from db.reparse.stored import read_stored
from db.reparse.write import Publishers, write_changes
from db.session import driver_cursor
from db.write.apply import apply
from db.write.load import Then, behind_the_lock
from db.write.rows import RunPageRow
from tasks.records import Outcome, PageRecord, PageResult


def is_same(reading: Reading) -> bool:
    """Whether another reading of a loaded capture says what the last one said."""
    capture, record = reading
    return capture.outcome == "loaded" and capture.record_hash == record.record_hash is not None


def is_moved(reading: Reading) -> bool:
    """Whether another reading of a loaded capture says something else, which its rows have to follow."""
    capture, record = reading
    return capture.outcome == "loaded" and record.outcome is not Outcome.QUARANTINED and not is_same(reading)


def page_differences(readings: Sequence[Reading]) -> list[Difference]:
    """Pages that were refused and are understood now, and the other way round."""
    found = []
    for capture, record in readings:
        name = capture.page_url or capture.source_path
        is_refused = record.outcome is Outcome.QUARANTINED
        if capture.outcome == "quarantined" and not is_refused:
            title = record.primary.title if record.primary else f"{len(record.related)} cards"
            found.append(Difference("understood", capture.page_id, name, None, title))
        elif capture.outcome == "loaded" and is_refused:
            found.append(Difference("refused", capture.page_id, name, None, f"{record.reason}: {record.detail}"))
    return found


def preview(url: str, readings: Sequence[Reading], read_again: ReadAgain) -> list[Difference]:
    """What these readings change. Nothing is written, and nothing is locked."""
    moved = [reading for reading in readings if is_moved(reading)]
    found = page_differences(readings)
    if moved:
        with driver_cursor(url) as cursor:
            cursor.execute("savepoint look")
            found += _changes(cursor, moved, read_again, is_written=False)[1].differences
            cursor.execute("rollback to savepoint look")  # Purged bytes that were met are noted when it is written.
    return found


def settle(
    url: str, run_id: int, first_item: int, readings: Sequence[Reading], read_again: ReadAgain, then: Then
) -> list[PageResult]:
    """Write what readings of loaded captures change, and what became of each; in the order of the readings.

    A reading that refuses its page changes nothing: what was understood once is not taken back by a mistake in a rule.
    """
    preview(url, readings, read_again)  # Reads what is to be read before the lock is held; read_again remembers it.

    def work(cursor: Cursor[Any]) -> list[PageResult]:
        known = {row.capture_id: row for row in read_stored(cursor, [capture.capture_id for capture, _ in readings])}
        present = [(known[c.capture_id], record) for c, record in readings if c.capture_id in known]
        moved = [reading for reading in present if is_moved(reading)]
        if moved:
            around, changes, publishers = _changes(cursor, moved, read_again, is_written=True)
            write_changes(cursor, changes, around.articles, publishers, then)
            write_page_facts(cursor, moved)
        _stamp(cursor, [reading for reading in present if is_same(reading)])
        results = [_result(capture, record, known) for capture, record in readings]
        rows = [_run_page(run_id, first_item + at, capture, result) for at, ((capture, _), result)
                in enumerate(zip(readings, results, strict=True))]  # fmt: skip
        apply(cursor, rows)
        return results

    return behind_the_lock(url, work, len(readings))


def _changes(
    cursor: Cursor[Any], moved: list[Reading], read_again: ReadAgain, *, is_written: bool
) -> tuple[Around, Changes, Publishers]:
    records = sift(cursor, [record for _, record in moved])
    readings = [(capture, record) for (capture, _), record in zip(moved, records, strict=True)
                if record.outcome is not Outcome.GONE]  # fmt: skip
    around = look_around(cursor, readings, read_again)
    names = [one.article.publisher for seen in around.seen.values() for one in seen if one.article.publisher]
    publishers = Publishers(cursor, names, is_written=is_written)
    publishers.know([row.publisher_id for row in around.articles.values() if row.publisher_id])
    return around, plan_changes(around, publishers.id_of, publishers.names), publishers


def _stamp(cursor: Cursor[Any], same: Sequence[Reading]) -> None:
    """Note by which rules captures were read last, where it is news."""
    version = same[0][1].parser_version if same else ""
    ids = [capture.capture_id for capture, record in same if capture.parser_version != record.parser_version]
    if ids:
        cursor.execute("update news.capture set parser_version = %s where capture_id = any(%s)", [version, ids])


def _result(capture: Any, record: PageRecord, known: dict[int, Any]) -> PageResult:
    if record.outcome is Outcome.QUARANTINED:
        detail = f"{record.detail}; its rows stay as an earlier version read them"
        return PageResult(record.path, Outcome.QUARANTINED, record.reason, detail, None, None, capture.page_id)
    is_moved_now = capture.capture_id in known and is_moved((known[capture.capture_id], record))
    outcome = Outcome.LOADED if is_moved_now else Outcome.UNCHANGED
    kind = record.page_kind.value if record.page_kind else None
    return PageResult(record.path, outcome, None, None, kind, record.layout, capture.page_id)


def _run_page(run_id: int, item: int, capture: Any, result: PageResult) -> RunPageRow:
    return RunPageRow(
        run_id, item, result.path, capture.page_id, capture.capture_id, result.outcome.value, result.reason
    )
