"""Results of checks for people: of one run, and what does not hold now."""

from __future__ import annotations

from typing import Any

from db.query import query_dicts, query_rows, query_value
from tasks.errors import BadParameter

_RESULTS = """
select run_id, check_name, subject, status, measured, hit_count, total_count, expected_min, expected_max, detail,
       checked_at
from bi.data_quality where run_id = any(:runs)
order by status = 'passed', status = 'warning', check_name, subject
"""
# A check of a subject says what it said last; of sites only late ones have a row, so the newest run speaks for all.
_NOW = """
select distinct on (check_name, subject) run_id, check_name, subject, status, detail, checked_at
from bi.data_quality
where run_id in (select run_id from news.run order by run_id desc limit :most)
  and (check_name <> 'freshness'
       or run_id = (select max(run_id) from news.dq_result where check_name = 'freshness'))
order by check_name, subject, run_id desc
"""
_SIBLINGS = """
select run_id from news.run
where run_id = :run or backfill_id = (select newest.backfill_id from news.run as newest where newest.run_id = :run)
"""
_SITES = (
    "select site, status, capture_lag_hours, new_article_lag_hours from bi.freshness where is_declared order by site"
)


def read_results(url: str, run_id: int | None) -> tuple[int | None, list[dict[str, Any]]]:
    """The results of a run, what does not hold first; where none is named of the newest checked run and, if it did
    shards of a backfill, of the others that did.

    The id is None when no run was checked yet. Raises BadParameter when there is no such run.
    """
    runs = [run_id]
    if run_id is None:
        run_id = query_value(url, "select max(run_id) from news.dq_result")
        runs = [sibling for (sibling,) in query_rows(url, _SIBLINGS, run=run_id)]
    elif not query_rows(url, "select from news.run where run_id = :run", run=run_id):
        raise BadParameter(f"run: there is no run {run_id}; newsweir status shows the newest ones")
    return run_id, query_dicts(url, _RESULTS, runs=runs)


def read_wrong_now(url: str, most_runs: int = 10) -> list[dict[str, Any]]:
    """What the newest runs' checks last said of each subject, where it does not hold."""
    return [row for row in query_dicts(url, _NOW, most=most_runs) if row["status"] != "passed"]


def read_freshness(url: str) -> list[dict[str, Any]]:
    """How old the declared sites are, by name."""
    return query_dicts(url, _SITES)
