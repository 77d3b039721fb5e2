"""What the database holds around captures that read otherwise now: their pages, articles, and all who show these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Cursor

from db.housekeeping.tombstones import sift
from db.reparse.align import align, identity_names, sightings
from db.reparse.derive import Sighting
from db.reparse.stored import StoredCapture, neighbours, read_stored
from db.write.gather import read_rows
from db.write.keys import identity_keys
from db.write.rows import AppearanceRow, ArticleIdentityRow, ArticleRow, CaptureRow, PageRow
from tasks.records import Outcome, PageRecord

Reading = tuple[StoredCapture, PageRecord]
ReadAgain = Callable[[Sequence[StoredCapture]], list[PageRecord]]
"""Reads captures again; their records in the same order."""


@dataclass(slots=True)
class Around:
    """The rows that a batch of readings bears on. New articles have negative ids until they are written."""

    moved: list[Reading]
    shown: dict[int, list[AppearanceRow]] = field(default_factory=dict)
    """What pages show, by page_id."""
    identities: dict[str, int] = field(default_factory=dict)
    articles: dict[int, ArticleRow] = field(default_factory=dict)
    captures: dict[int, CaptureRow] = field(default_factory=dict)
    pages: dict[int, PageRow] = field(default_factory=dict)
    seen: dict[int, list[Sighting]] = field(default_factory=dict)
    """All sightings of the articles that may change, by article_id."""
    assigned: dict[int, list[int]] = field(default_factory=dict)
    """By capture of the batch: the article of each of its sightings."""
    affected: set[int] = field(default_factory=set)


def look_around(cursor: Cursor[Any], moved: list[Reading], read_again: ReadAgain) -> Around:
    """Read what bears on these readings. ``read_again`` reads the other captures that show their articles."""
    around = Around(moved)
    page_ids = {capture.page_id for capture, _ in moved}
    _read_shown(cursor, around, page_ids)
    _read_identities(cursor, around, [record for _, record in moved])
    fresh = 0
    for capture, record in moved:
        rows = _own_first(around.shown.get(capture.page_id, []), capture.capture_id)
        found = []
        for article_id, (_, article) in zip(align(record, rows, around.identities), sightings(record), strict=True):
            if article_id is None:
                keys = [key for key in identity_keys(article) if key]
                # Printed twice on the page, or on two pages of the batch: one new article.
                article_id = next((around.identities[key] for key in keys if key in around.identities), fresh - 1)
                fresh = min(fresh, article_id)
                around.identities.update(dict.fromkeys(keys, article_id))
            found.append(article_id)
        around.assigned[capture.capture_id] = found
        around.affected |= _affected(record, found, rows, capture)
    batch = {capture.capture_id for capture, _ in moved}
    others = read_stored(cursor, sorted(neighbours(cursor, [i for i in around.affected if i > 0]) - batch))
    readings = [
        (capture, record)
        for capture, record in zip(others, sift(cursor, read_again(others)), strict=True)
        if record.outcome is Outcome.LOADED
    ]
    _read_shown(cursor, around, {capture.page_id for capture, _ in readings} - page_ids)
    _read_identities(cursor, around, [record for _, record in readings])
    _collect(around, readings)
    known = sorted(i for i in around.affected if i > 0)
    around.articles = {row.article_id: row for row in read_rows(cursor, ArticleRow, "article_id", known)}
    around.captures = {row.capture_id: row for row in read_rows(cursor, CaptureRow, "capture_id", sorted(batch))}
    around.pages = {row.page_id: row for row in read_rows(cursor, PageRow, "page_id", sorted(page_ids))}
    return around


def _read_shown(cursor: Cursor[Any], around: Around, page_ids: Iterable[int]) -> None:
    for row in read_rows(cursor, AppearanceRow, "page_id", sorted(page_ids)):
        around.shown.setdefault(row.page_id, []).append(row)


def _read_identities(cursor: Cursor[Any], around: Around, records: Sequence[PageRecord]) -> None:
    names = identity_names(records) - around.identities.keys()
    for row in read_rows(cursor, ArticleIdentityRow, "identity_key", sorted(names)):
        around.identities[row.identity_key] = row.article_id


def _own_first(rows: Sequence[AppearanceRow], capture_id: int) -> list[AppearanceRow]:
    return sorted(rows, key=lambda row: (row.last_capture_id != capture_id, row.role, row.position))


def _affected(
    record: PageRecord, found: Sequence[int], rows: Sequence[AppearanceRow], capture: StoredCapture
) -> set[int]:
    """The articles of which a capture says something else now, or nothing any more."""
    said = {(row.article_id, row.role): row.sighting_hash for row in rows}
    affected = {
        article_id
        for article_id, (role, article) in zip(found, sightings(record), strict=True)
        if said.get((article_id, role)) != article.sighting_hash
    }
    mine = {row.article_id for row in rows if capture.capture_id in (row.last_capture_id, row.first_capture_id)}
    return affected | (mine - set(found))


def _collect(around: Around, others: Sequence[Reading]) -> None:
    """Every sighting of the affected articles, of the batch and of the other captures."""
    for capture, record in around.moved:
        _note(around, capture, record, around.assigned[capture.capture_id])
    for capture, record in others:
        rows = _own_first(around.shown.get(capture.page_id, []), capture.capture_id)
        _note(around, capture, record, align(record, rows, around.identities))


def _note(around: Around, capture: StoredCapture, record: PageRecord, found: Sequence[int | None]) -> None:
    for position, (article_id, (role, article)) in enumerate(zip(found, sightings(record), strict=True)):
        if article_id in around.affected:
            around.seen.setdefault(article_id or 0, []).append(
                Sighting(capture.capture_id, capture.page_id, capture.is_newest, record, role, article, position)
            )
