"""Sightings as they are stored, and the taking back of what captures showed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg import Cursor, sql

from db.write.derive import Seen
from db.write.gather import read_rows
from db.write.rows import AppearanceRow, CaptureRow, PublisherAliasRow, SightingRow
from tasks.fingerprint import name_key

_SEEN = """
select {columns}, coalesce(
           sighting.body, case when sighting.is_flat then replace(article.body, chr(10), ' ') else article.body end
       ), capture.captured_at,
       greatest(capture.captured_at, capture.confirmed_at), capture.capture_key, page.page_id, page.page_key,
       page.url is not null, coalesce(capture.parser_version, '')
from news.sighting
join news.article using (article_id)
join news.capture using (capture_id)
join news.page on page.page_id = capture.page_id
where {where} order by sighting.capture_id, sighting.place
"""


def read_seen(cursor: Cursor[Any], where: str, ids: Collection[int]) -> list[Seen]:
    """Stored sightings. ``where``: a column of the sighting or its capture that is one of ``ids``."""
    if not ids:
        return []
    names = SightingRow.columns()
    columns = sql.SQL(", ").join(sql.SQL("sighting.{}").format(sql.Identifier(name)) for name in names)
    condition = sql.SQL(f"{where} = any(%s)")
    cursor.execute(sql.SQL(_SEEN).format(columns=columns, where=condition), [sorted(ids)])
    found = [(SightingRow.read(values[: len(names)]), values[len(names) :]) for values in cursor.fetchall()]
    keys = {name_key(row.publisher_raw) for row, _ in found if row.publisher_raw}
    aliases = {row.alias_key: row.publisher_id for row in read_rows(cursor, PublisherAliasRow, "alias_key", keys)}
    seen = []
    for row, rest in found:
        publisher_id = aliases.get(name_key(row.publisher_raw)) if row.publisher_raw else None
        seen.append(Seen(row, *(*rest, publisher_id, replace(row))))
    return seen


def appearance_of(one: Seen, page_id: int, first_capture_id: int, *, is_current: bool) -> AppearanceRow:
    """The row of an article on a page as one capture shows it."""
    row = one.row
    return AppearanceRow(
        page_id, row.article_id, "primary" if one.is_primary else "related", row.place,
        title_raw=row.title_raw, publisher_raw=row.publisher_raw, url=row.url, category=row.category,
        published_raw=row.published_raw, published_at=row.published_at, published_min_at=row.published_min_at,
        published_max_at=row.published_max_at, published_precision=row.published_precision,
        published_source=row.published_source, completeness=row.completeness, link_kind=row.link_kind,
        is_current=is_current, first_capture_id=first_capture_id, last_capture_id=row.capture_id,
    )  # fmt: skip


@dataclass(slots=True)
class PageRebuilt:
    """What pages show, made anew from all their sightings."""

    wanted: list[AppearanceRow]
    gone: list[tuple[int, int]]
    """Page and article of appearances that no capture makes any longer."""
    captures: list[CaptureRow]
    """Captures whose counts of articles or place as the newest moved."""


def capture_order(captured_at: Any, capture_key: str) -> tuple[Any, ...]:
    """The order of a page's captures: by their moments, those without one first."""
    return (captured_at is not None, captured_at, capture_key) if captured_at else (False, None, capture_key)


def rebuild_pages(cursor: Cursor[Any], page_ids: Collection[int]) -> PageRebuilt:
    """What these pages show by the sightings of all their captures."""
    captures = read_rows(cursor, CaptureRow, "page_id", page_ids, also=" and outcome = 'loaded'")
    known = {(row.page_id, row.article_id): row for row in read_rows(cursor, AppearanceRow, "page_id", page_ids)}
    shown: dict[int, dict[int, Seen]] = {}
    for one in read_seen(cursor, "capture.page_id", page_ids):
        # In the order of the places, so that the first place counts.
        shown.setdefault(one.row.capture_id, {}).setdefault(one.row.article_id, one)
    wanted: dict[tuple[int, int], AppearanceRow] = {}
    moved = []
    captures.sort(key=lambda row: (row.page_id, capture_order(row.captured_at, row.capture_key)))
    newest = {row.page_id: row.capture_id for row in captures}
    for capture in captures:
        is_newest = newest[capture.page_id] == capture.capture_id
        found = shown.get(capture.capture_id, {})
        for article_id, one in found.items():
            before = wanted.get((capture.page_id, article_id))
            first = before.first_capture_id if before else capture.capture_id
            wanted[capture.page_id, article_id] = appearance_of(one, capture.page_id, first, is_current=is_newest)
        primaries = sum(one.is_primary for one in found.values())
        counted = replace(capture, is_newest=is_newest, primary_count=primaries, related_count=len(found) - primaries)
        if counted != capture:
            moved.append(counted)
    return PageRebuilt(
        [row for key, row in wanted.items() if known.get(key) != row],
        sorted(known.keys() - wanted.keys()),
        sorted(moved, key=lambda row: row.is_newest),
    )


def delete_appearances(cursor: Cursor[Any], gone: Sequence[tuple[int, int]]) -> None:
    """Delete appearances by page and article."""
    if gone:
        cursor.execute(
            "delete from news.appearance as seen using unnest(%s::bigint[], %s::bigint[]) as gone (page_id, article_id)"
            " where (seen.page_id, seen.article_id) = (gone.page_id, gone.article_id)",
            [[page for page, _ in gone], [article for _, article in gone]],
        )
