"""Taking back what captures showed, so that other readings of them can be loaded in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Cursor

from db.write.gather import Known, gather, know_articles
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

    The articles stay, with the keys that their last readings gave, so that the new readings find them again.
    ``refuse`` sets aside those of the captures that are not read again.
    """
    seen = read_seen(cursor, "sighting.capture_id", capture_ids)
    shown = {one.row.article_id for one in seen}
    page_ids = {one.page_id for one in seen}
    cursor.execute("delete from news.sighting where capture_id = any(%s)", [list(capture_ids)])
    rest = read_seen(cursor, "sighting.article_id", shown)
    left = {key for one in rest for key in one.identities()}
    stale = sorted({key for one in seen for key in one.identities()} - left)
    cursor.execute(
        "delete from news.article_identity where identity_key = any(%s) and article_id = any(%s)"
        " returning identity_key, article_id",
        [stale, sorted(shown)],
    )
    former = dict(cursor.fetchall())
    cursor.execute(_TAGS, {"ids": list(capture_ids)})
    refuse()
    write_rebuilt(cursor, page_ids)
    known = gather(cursor, records)
    known.former, known.emptied = former, shown - {one.row.article_id for one in rest}
    know_articles(cursor, known, shown)
    for one in seen:
        known.places.setdefault(one.row.capture_id, []).append(one.row)
    for capture in known.captures.values():
        if capture.capture_id in set(capture_ids):
            capture.parser_version = None  # It is to be loaded again.
    return known, shown
