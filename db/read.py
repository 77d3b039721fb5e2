"""What is in the database, for people: counts, newest runs, what waits in quarantine."""

from __future__ import annotations

from typing import Any

from db.query import query_dicts
from tasks.story_records import ALGORITHM_VERSION

_SUMMARY = """
select
    (select count(*) from news.page) as page_count,
    (select count(*) from news.capture) as capture_count,
    (select count(*) from news.article) as article_count,
    shown.primary_article_count,
    shown.related_article_count,
    shown.duplicate_article_count,
    (select count(*) from news.appearance) as appearance_count,
    (select count(distinct publisher_id) from bi.article where publisher_id <> 0) as publisher_count,
    (select count(*) from news.quarantine where resolved_at is null) as quarantine_count,
    (select count(*) from news.story) as story_count,
    (select count(*) from news.story where article_count > 1) as copied_story_count,
    (select count(*) from news.story where algorithm_version <> :algorithm_version) as outdated_story_count,
    (select max(published_at) from news.article) as last_published_at,
    (select max(last_seen_at) from news.article) as last_seen_at
from (
    select
        count(*) filter (where is_primary) as primary_article_count,
        count(*) filter (where is_related) as related_article_count,
        count(*) filter (where page_count > 1) as duplicate_article_count
    from (
        select bool_or(role = 'primary') as is_primary, bool_or(role = 'related') as is_related,
               count(distinct page_id) as page_count
        from news.appearance group by article_id
    ) as articles
) as shown
"""
# A run that failed is made good by its backfill's end, or by later runs: each page that it did not have was had since,
# pages that it never came to were done by a run that did its others, too, and the checks that failed hold again.
_RUNS = """
with newest as materialized (select run_id, kind, state, planned_count from news.run order by run_id desc limit :most),
pages as materialized (
    select run_page.run_id, path, outcome in ('failed_try_again', 'quarantined', 'deferred') as is_missing
    from news.run_page join newest using (run_id)
)
select run_id, kind, state, detail, started_at, planned_count, loaded_count, unchanged_count, quarantined_count,
       is_balanced,
       exists (
           select from news.run as own join news.backfill using (backfill_id)
           where own.run_id = shown.run_id and backfill.finished_at >= shown.started_at
       ) or (
           exists (
               select from newest as later
               where later.run_id > shown.run_id and later.kind = shown.kind and later.state = 'completed'
                 and (
                     shown.is_balanced
                     or later.planned_count >= shown.planned_count and not exists (
                         select from pages as mine
                         where mine.run_id = shown.run_id and not exists (
                             select from pages as its where its.run_id = later.run_id and its.path = mine.path
                         )
                     )
                 )
           )
           and not exists (
               select from pages as mine
               where mine.run_id = shown.run_id and mine.is_missing and not exists (
                   select from pages as since
                   where since.run_id > mine.run_id and since.path = mine.path and not since.is_missing
               )
           )
           and not exists (
               select from news.dq_result as failed
               where failed.run_id = shown.run_id and not failed.is_passed and failed.on_failure = 'fail'
                 and not exists (
                     select from news.dq_result as since
                     where since.run_id > failed.run_id and since.check_name = failed.check_name
                       and since.subject = failed.subject and since.is_passed
                 )
           )
       ) as is_made_good
from bi.run as shown where run_id in (select run_id from newest) order by run_id desc
"""
_QUARANTINE = """
select reason, count(*) as page_count, min(detail) as example
from news.quarantine where resolved_at is null group by reason order by page_count desc
"""


def read_summary(url: str) -> dict[str, Any]:
    """Counts over the whole database."""
    return query_dicts(url, _SUMMARY, algorithm_version=ALGORITHM_VERSION)[0]


def read_runs(url: str, most: int = 10) -> list[dict[str, Any]]:
    """The newest runs, newest first."""
    return query_dicts(url, _RUNS, most=most)


def read_quarantine(url: str) -> list[dict[str, Any]]:
    """Captures that wait in quarantine, by reason, with an example each."""
    return query_dicts(url, _QUARANTINE)
