"""Taking back what captures showed, so that other readings of them can be loaded in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Cursor

from db.write.former import Former
from db.write.gather import Known, gather
from db.write.rows import SightingRow
from db.write.settle import write_rebuilt
from db.write.stored import read_seen
from tasks.records import PageRecord

_TAGS = """
delete from news.page_tag where page_id in (
    select page_id from news.capture where capture_id = any(%(ids)s) and outcome = 'loaded'
) and not exists (
    select from news.capture as other
    where other.page_id = page_tag.page_id and other.outcome = 'loaded' and other.capture_id <> all(%(ids)s)
)
"""


def detach(
    cursor: Cursor[Any],
    capture_ids: Sequence[int],
    records: Sequence[PageRecord],
    refuse: Callable[[], None] = lambda: None,
) -> tuple[Known, set[int]]:
    """Take back what these captures showed; what is known of their new readings, and the articles that they showed.

    The articles stay, with their prints, so that the new readings find them again. ``refuse`` sets aside those of the
    captures that are not read again.
    """
    seen = read_seen(cursor, "sighting.capture_id", capture_ids)
    shown = {one.row.article_id for one in seen}
    page_ids = {one.page_id for one in seen}
    cursor.execute("delete from news.sighting where capture_id = any(%s)", [list(capture_ids)])
    cursor.execute(_TAGS, {"ids": list(capture_ids)})
    refuse()
    write_rebuilt(cursor, page_ids)
    known = gather(cursor, records)
    cursor.execute(
        "select article_id from unnest(%s::bigint[]) as t (article_id) where not exists"
        " (select from news.sighting where sighting.article_id = t.article_id)",
        [sorted(shown)],
    )
    places: dict[int, list[SightingRow]] = {}
    for one in seen:
        places.setdefault(one.row.capture_id, []).append(one.row)
    known.former = Former(frozenset(row[0] for row in cursor.fetchall()), places)
    for capture in known.captures.values():
        if capture.capture_id in set(capture_ids):
            capture.parser_version = None  # It is to be loaded again.
    return known, shown
