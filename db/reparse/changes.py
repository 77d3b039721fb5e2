"""What a batch of readings changed, found in the rows before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from db.reparse.differences import Difference, article_differences
from db.reparse.stored import StoredCapture
from db.write.gather import read_rows
from db.write.rows import AppearanceRow, ArticleRow, PageRow, PublisherRow
from tasks.records import Outcome, PageRecord

PageShown = tuple[PageRow, list[AppearanceRow]]
"""A page with its current appearances."""


def page_differences(readings: Sequence[tuple[StoredCapture, PageRecord]]) -> list[Difference]:
    """Pages that were refused and are understood now, and the other way round."""
    found = []
    for capture, record in readings:
        name = capture.page_url or capture.source_path
        is_refused = record.outcome is Outcome.QUARANTINED
        if capture.outcome == "quarantined" and not is_refused:
            title = record.primary.title if record.primary else f"{len(record.related)} cards"
            found.append(Difference("understood", capture.page_id, name, None, title))
        elif capture.outcome == "loaded" and is_refused and record.stage != "read":
            found.append(Difference("refused", capture.page_id, name, None, f"{record.reason}: {record.detail}"))
    return found


def move_differences(
    cursor: Cursor[Any],
    moves: Sequence[tuple[ArticleRow | None, ArticleRow | None]],
    readings: Sequence[tuple[StoredCapture, PageRecord]],
) -> list[Difference]:
    """What became of the articles whose content moved."""
    ids = {row.publisher_id for pair in moves for row in pair if row and row.publisher_id}
    names = {row.publisher_id: row.name for row in read_rows(cursor, PublisherRow, "publisher_id", ids)}
    cursor.execute(
        "select distinct on (sighting.article_id) sighting.article_id, coalesce(page.url, capture.source_path)"
        " from news.sighting join news.capture using (capture_id) join news.page using (page_id)"
        " where sighting.article_id = any(%s) and capture.capture_id = any(%s) order by 1, capture.capture_id",
        [[after.article_id for _, after in moves if after], [capture.capture_id for capture, _ in readings]],
    )
    pages = dict(cursor.fetchall())
    anywhere = readings[0][0].page_url or readings[0][0].source_path
    found: list[Difference] = []
    for before, after in moves:
        if before is None and after is not None:
            page = pages.get(after.article_id, anywhere)
            found.append(Difference("new_article", after.article_id, page, None, after.title))
        elif before is not None and after is None:
            found.append(Difference("gone_article", before.article_id, anywhere, before.title, None))
        elif before is not None and after is not None:
            found += article_differences(before, after, pages.get(after.article_id, anywhere), names)
    return found


def shown_on(cursor: Cursor[Any], readings: Sequence[tuple[StoredCapture, PageRecord]]) -> dict[int, PageShown]:
    """What the pages of these readings are and show now, by page_id."""
    page_ids = {capture.page_id for capture, _ in readings}
    found: dict[int, PageShown] = {row.page_id: (row, []) for row in read_rows(cursor, PageRow, "page_id", page_ids)}
    for row in sorted(read_rows(cursor, AppearanceRow, "page_id", page_ids), key=lambda row: row.article_id):
        if row.is_current:
            found[row.page_id][1].append(row)
    return found


def split_differences(
    before: dict[int, PageShown], after: dict[int, PageShown], readings: Sequence[tuple[StoredCapture, PageRecord]]
) -> list[Difference]:
    """Pages that are of another kind, or show other articles."""
    names = {capture.page_id: capture.page_url or capture.source_path for capture, _ in readings}
    refused = {capture.page_id for capture, _ in readings if capture.outcome != "loaded"}
    found = []
    for page_id in sorted(before.keys() - refused):
        (was, was_shown), (now, now_shown) = before[page_id], after[page_id]
        if was.page_kind != now.page_kind:
            found.append(Difference("page_kind", page_id, names[page_id], was.page_kind, now.page_kind))
        if {(r.article_id, r.role) for r in was_shown} != {(r.article_id, r.role) for r in now_shown}:
            found.append(Difference("split", page_id, names[page_id], _told(was_shown), _told(now_shown)))
    return found


def _told(rows: Sequence[AppearanceRow]) -> str:
    """A split in words."""
    ordered = sorted(rows, key=lambda row: row.position)
    primary = next((row.title_raw for row in ordered if row.role == "primary"), "no primary")
    related = [row.title_raw for row in ordered if row.role == "related"]
    return f"{primary} + {len(related)} related: " + " | ".join(related[:4])
