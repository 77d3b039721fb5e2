"""Rows that are older than they are kept, class by class, in bounded batches that a killed maintenance goes on with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from db.housekeeping.articles import Stories, remove_articles, set_cause
from db.lock import lock_loading
from db.outage import outlasts_outage
from db.session import driver_cursor

_LOGGED = "('not_modified', 'unchanged', 'failed', 'disallowed', 'gone', 'deferred', 'refused')"
"""Outcomes of attempts that brought nothing to read."""
_OLD = "now() - make_interval(days => %(days)s)"
Progress = Callable[[int], None]
"""Told how many more rows went."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class of rows: which are old, and how a batch of them goes. ``id`` is the key that batches follow."""

    table: str
    id: str
    is_old: str
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
    found = CLASSES[name]
    return _counted(url, f"select count(*) from news.{found.table} where {found.is_old}", {"days": days})


@outlasts_outage
def remove_old(url: str, name: str, days: int, batch_size: int, progress: Progress) -> int:
    """Remove the rows of a class that are older than that many days, a transaction a batch; how many."""
    found, last, total = CLASSES[name], 0, 0
    while True:
        with driver_cursor(url) as cursor:
            cursor.execute(
                f"select {found.id} from news.{found.table} where {found.id} > %(last)s and {found.is_old}"
                f" order by {found.id} limit %(most)s",
                {"last": last, "days": days, "most": batch_size},
            )
            ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return total
            for statement in (*found.before, f"delete from news.{found.table} where {found.id} = any(%(ids)s)"):
                cursor.execute(statement, {"ids": ids})
        last, total = ids[-1], total + len(ids)
        progress(len(ids))


_OLD_ARTICLE = f"coalesce(last_seen_at, updated_at) < {_OLD}"


def count_old_articles(url: str, days: int) -> int:
    """Articles that no capture of the last days showed."""
    return _counted(url, f"select count(*) from news.article where {_OLD_ARTICLE}", {"days": days})


@outlasts_outage
def remove_old_articles(url: str, days: int, batch_size: int, stories: Stories, progress: Progress) -> int:
    """Remove articles that no capture of the last days showed, with all that hangs on them; how many.

    Each batch holds the loader's lock. There are no tombstones: what is captured again comes back.
    """
    last, total = 0, 0
    while True:
        with driver_cursor(url) as cursor:
            lock_loading(cursor)
            set_cause(cursor, "retention")
            cursor.execute(
                f"select article_id from news.article where article_id > %(last)s and {_OLD_ARTICLE}"
                " order by article_id limit %(most)s",
                {"last": last, "days": days, "most": batch_size},
            )
            ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return total
            remove_articles(cursor, ids, stories, "what it showed is older than articles are kept")
        last, total = ids[-1], total + len(ids)
        progress(len(ids))


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
where run.run_id = %(run)s and account.run_id = run.run_id and run.kept_counts is null
"""


def count_old_run_pages(url: str, days: int) -> int:
    """Rows of run_page of runs that began before the last days."""
    return _counted(
        url, f"select count(*) from news.run_page join news.run using (run_id) where {_OLD_RUN}", {"days": days}
    )


@outlasts_outage
def remove_old_run_pages(url: str, days: int, batch_size: int, progress: Progress) -> int:
    """Remove what old runs say of single pages; their counts stay with the run, so that accounts still add up.

    A completed run that does not add up keeps its pages: somebody has to look at them.
    """
    total = 0
    with driver_cursor(url) as cursor:
        cursor.execute(f"select run_id from news.run where {_OLD_RUN} order by 1", {"days": days})
        runs = [row[0] for row in cursor.fetchall()]
    for run_id in runs:
        with driver_cursor(url) as cursor:
            cursor.execute(
                "select is_balanced or run.state <> 'completed' from news.run_account join news.run using (run_id)"
                " where run_id = %s",
                [run_id],
            )
            if not (cursor.fetchone() or (False,))[0]:
                continue
            cursor.execute(_KEEP, {"run": run_id})
        while True:
            with driver_cursor(url) as cursor:
                cursor.execute(
                    "delete from news.run_page where run_id = %(run)s and item_number in (select item_number"
                    " from news.run_page where run_id = %(run)s order by item_number limit %(most)s)",
                    {"run": run_id, "most": batch_size},
                )
                count = cursor.rowcount
            if not count:
                break
            total += count
            progress(count)
    return total


ORPHANS = {
    "publishers": (
        "publisher", "publisher_id",
        # A spelling that somebody pointed at it is a decision, and stays.
        "not exists (select from news.article where article.publisher_id = publisher.publisher_id) and not exists"
        " (select from news.publisher_alias as alias where alias.publisher_id = publisher.publisher_id"
        " and alias.alias_key <> publisher.publisher_key)",
        ("delete from news.publisher_alias where publisher_id = any(%(ids)s)",),
    ),
    "tags": ("tag", "tag_id", "not exists (select from news.page_tag where page_tag.tag_id = tag.tag_id)", ()),
    "pages": (
        "page", "page_id",
        "not exists (select from news.capture where capture.page_id = page.page_id)"
        " and not exists (select from news.fetch_attempt where fetch_attempt.page_id = page.page_id)"
        " and not exists (select from news.appearance where appearance.page_id = page.page_id)",
        (
            "delete from news.page_tag where page_id = any(%(ids)s)",
            "update news.run_page set page_id = null where page_id = any(%(ids)s)",
        ),
    ),
}  # fmt: skip
"""Rows to which nothing refers any longer: table, id, condition, what has to be done first."""


@outlasts_outage
def remove_orphans(url: str, batch_size: int, progress: Progress, *, is_dry_run: bool) -> dict[str, int]:
    """Remove pages without captures, tags without pages, publishers without articles; how many of each.

    Loaders make such rows a moment before they refer to them, so each batch holds their lock.
    """
    counts = dict.fromkeys(("pages", "tags", "publishers"), 0)
    for name in counts:
        table, key, condition, before = ORPHANS[name]
        if is_dry_run:
            counts[name] = _counted(url, f"select count(*) from news.{table} where {condition}", {})
            continue
        last = 0
        while True:
            with driver_cursor(url) as cursor:
                lock_loading(cursor)
                cursor.execute(
                    f"select {key} from news.{table} where {key} > %s and {condition} order by 1 limit %s",
                    [last, batch_size],
                )
                ids = [row[0] for row in cursor.fetchall()]
                if not ids:
                    break
                for statement in (*before, f"delete from news.{table} where {key} = any(%(ids)s)"):
                    cursor.execute(statement, {"ids": ids})
            last = ids[-1]
            counts[name] += len(ids)
            progress(len(ids))
    return counts


@outlasts_outage
def _counted(url: str, query: str, parameters: dict[str, Any]) -> int:
    with driver_cursor(url) as cursor:
        cursor.execute(query, parameters)
        return _number(cursor)


def _number(cursor: Cursor[Any]) -> int:
    row = cursor.fetchone()
    return int(row[0]) if row else 0
