"""Rows that are older than they are kept, class by class, in bounded batches that a killed maintenance goes on with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from db.housekeeping.articles import Stories, remove_articles, set_cause
from db.lock import lock_loading
from db.outage import outlasts_outage
from db.query import first_column, first_value
from db.session import driver_cursor

_LOGGED = "('not_modified', 'unchanged', 'failed', 'disallowed', 'gone', 'deferred', 'refused')"
"""Outcomes of attempts that brought nothing to read."""
_OLD = "now() - make_interval(days => %(days)s)"
Progress = Callable[[int], None]
"""Told how many more rows went."""
Remove = Callable[[Cursor[Any], Sequence[int]], None]
"""Removes rows by their ids, where it takes more than deleting them."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class of rows: which go, and how a batch of them goes. ``id`` is the key that batches follow."""

    table: str
    id: str
    is_gone: str
    before: tuple[str, ...] = ()
    """What has to be done first, with %(ids)s."""


CLASSES = {
    "quarantine": Class("quarantine", "quarantine_id", f"resolved_at < {_OLD}"),
    "waiting": Class("quarantine", "quarantine_id", f"resolved_at is null and created_at < {_OLD}"),
    "attempts": Class(
        "fetch_attempt", "fetch_attempt_id",
        f"outcome in {_LOGGED} and created_at < {_OLD} and not exists"
        " (select from news.quarantine where quarantine.fetch_attempt_id = fetch_attempt.fetch_attempt_id)",
    ),
    "checks": Class("dq_result", "dq_result_id", f"created_at < {_OLD}"),
    "deletions": Class("deleted_row", "change_seq", f"created_at < {_OLD}"),
    "maintenance": Class("maintenance", "maintenance_id", f"created_at < {_OLD} and state <> 'running'"),
}  # fmt: skip


def count_old(url: str, name: str, days: int) -> int:
    """How many rows of a class are older than that many days."""
    return _counted(url, f"news.{CLASSES[name].table} where {CLASSES[name].is_gone}", days)


def remove_old(url: str, name: str, days: int, batch_size: int, progress: Progress) -> int:
    """Remove the rows of a class that are older than that many days, a transaction a batch; how many."""
    return _removed(url, CLASSES[name], batch_size, progress, days=days)


_OLD_ARTICLE = f"coalesce(last_seen_at, updated_at) < {_OLD}"


def count_old_articles(url: str, days: int) -> int:
    """Articles that no capture of the last days showed."""
    return _counted(url, f"news.article where {_OLD_ARTICLE}", days)


def remove_old_articles(url: str, days: int, batch_size: int, stories: Stories, progress: Progress) -> int:
    """Remove articles that no capture of the last days showed, with all that hangs on them; how many.

    Each batch holds the loader's lock. There are no tombstones: what is captured again comes back.
    """

    def remove(cursor: Cursor[Any], ids: Sequence[int]) -> None:
        set_cause(cursor, "retention")
        remove_articles(cursor, ids, stories, "what it showed is older than articles are kept")

    old = Class("article", "article_id", _OLD_ARTICLE)
    return _removed(url, old, batch_size, progress, remove, days=days, is_locking=True)


_OLD_RUN = (
    f"run.started_at < {_OLD} and run.state <> 'running'"
    " and exists (select from news.run_page where run_page.run_id = run.run_id)"
)
_KEEP = """
update news.run set kept_counts = jsonb_build_object(
    'accounted', account.accounted_count, 'loaded', account.loaded_count, 'unchanged', account.unchanged_count,
    'not_modified', account.not_modified_count, 'disallowed', account.disallowed_count, 'gone', account.gone_count,
    'failed', account.failed_count, 'quarantined', account.quarantined_count, 'deferred', account.deferred_count,
    'inserted_article', shown.inserted_article_count, 'changed_article', shown.changed_article_count,
    'duplicate', shown.duplicate_count
)
from news.run_account as account join bi.run as shown using (run_id)
where run.run_id = any(%s) and account.run_id = run.run_id and run.kept_counts is null
"""
_SETTLED = """
select run_id from news.run_account join news.run using (run_id)
where run_id = any(%s) and (is_balanced or run.state <> 'completed') order by 1
"""


def count_old_run_pages(url: str, days: int) -> int:
    """Rows of run_page of runs that began before the last days."""
    return _counted(url, f"news.run_page join news.run using (run_id) where {_OLD_RUN}", days)


def remove_old_run_pages(url: str, days: int, batch_size: int, progress: Progress) -> int:
    """Remove what old runs say of single pages; their counts stay with the run, so that accounts still add up.

    A completed run that does not add up keeps its pages: somebody has to look at them.
    """
    kind = Class("run_page", "item_number", "run_id = %(run)s")
    return sum(_removed(url, kind, batch_size, progress, run=run_id) for run_id in _runs_with_kept_counts(url, days))


@outlasts_outage
def _runs_with_kept_counts(url: str, days: int) -> list[int]:
    """The old runs that add up, or never will, with their counts kept."""
    with driver_cursor(url) as cursor:
        runs = first_column(cursor, f"select run_id from news.run where {_OLD_RUN} order by 1", {"days": days})
        settled = first_column(cursor, _SETTLED, [runs])
        cursor.execute(_KEEP, [settled])
        return settled


ORPHANS = {
    "pages": Class(
        "page", "page_id",
        "not exists (select from news.capture where capture.page_id = page.page_id)"
        " and not exists (select from news.fetch_attempt where fetch_attempt.page_id = page.page_id)"
        " and not exists (select from news.appearance where appearance.page_id = page.page_id)",
        (
            "delete from news.page_tag where page_id = any(%(ids)s)",
            "update news.run_page set page_id = null where page_id = any(%(ids)s)",
        ),
    ),
    "tags": Class("tag", "tag_id", "not exists (select from news.page_tag where page_tag.tag_id = tag.tag_id)"),
    "publishers": Class(
        "publisher", "publisher_id",
        # A spelling that somebody pointed at it is a decision, and stays.
        "not exists (select from news.article where article.publisher_id = publisher.publisher_id) and not exists"
        " (select from news.publisher_alias as alias where alias.publisher_id = publisher.publisher_id"
        " and alias.alias_key <> publisher.publisher_key)",
        ("delete from news.publisher_alias where publisher_id = any(%(ids)s)",),
    ),
}  # fmt: skip
"""Rows to which nothing refers any longer; each kind after those that refer to it."""


def remove_orphans(url: str, batch_size: int, progress: Progress, *, is_dry_run: bool) -> dict[str, int]:
    """Remove pages without captures, tags without pages, publishers without articles; how many of each.

    Loaders make such rows a moment before they refer to them, so each batch holds their lock.
    """
    if is_dry_run:
        return {name: _counted(url, f"news.{one.table} where {one.is_gone}") for name, one in ORPHANS.items()}
    return {name: _removed(url, one, batch_size, progress, is_locking=True) for name, one in ORPHANS.items()}


def _removed(
    url: str, rows: Class, batch_size: int, progress: Progress, remove: Remove | None = None, *,
    is_locking: bool = False, **values: int,
) -> int:  # fmt: skip
    """Remove the rows of a class, a transaction a batch; how many. ``is_locking``: under the loader's lock."""
    found = {"last": -1, "most": batch_size, **values}
    total = 0
    while ids := _removed_batch(url, rows, found, remove, is_locking=is_locking):
        found["last"], total = ids[-1], total + len(ids)
        progress(len(ids))
    return total


@outlasts_outage
def _removed_batch(
    url: str, rows: Class, values: dict[str, int], remove: Remove | None, *, is_locking: bool
) -> list[int]:
    """Remove the next rows of a class; their ids."""
    some = f"from news.{rows.table} where {rows.is_gone} and {rows.id}"
    with driver_cursor(url) as cursor:
        if is_locking:
            lock_loading(cursor)
        ids = first_column(cursor, f"select {rows.id} {some} > %(last)s order by 1 limit %(most)s", values)
        if ids and remove is not None:
            remove(cursor, ids)
        elif ids:
            for statement in (*rows.before, f"delete {some} = any(%(ids)s)"):
                cursor.execute(statement, {**values, "ids": ids})
        return ids


@outlasts_outage
def _counted(url: str, rows: str, days: int = 0) -> int:
    """How many rows a table has that fulfil a condition."""
    with driver_cursor(url) as cursor:
        return int(first_value(cursor, f"select count(*) from {rows}", {"days": days}))
