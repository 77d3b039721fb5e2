"""What maintenance does to the database itself: one at a time, a row of what it did, rollups, statistics."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import text

from db.outage import outlasts_outage
from db.query import change_returning, change_rows
from db.session import engine_for, exclusively
from db.star import refresh_rollups

_LOCK = 0x6E6577736D61  # "newsma": the connection's own, so that a killed maintenance frees it


def alone(url: str) -> AbstractContextManager[None]:
    """Hold the lock of maintenance. Raises StopRun when another one is under way on this database."""
    return exclusively(url, _LOCK, "another maintenance is under way on this database; wait for it to end")


@outlasts_outage
def begin_maintenance(url: str, flow_run_id: str | None, *, is_dry_run: bool) -> int:
    """Open a maintenance; its id. Earlier ones that still say running were killed, and say so from now on."""
    change_rows(
        url,
        "update news.maintenance set state = 'interrupted', finished_at = now(), detail = 'it was killed'"
        " where state = 'running'",
    )
    begin = (
        "insert into news.maintenance (state, is_dry_run, flow_run_id) values ('running', :dry, :flow)"
        " returning maintenance_id"
    )
    ((number,),) = change_returning(url, begin, dry=is_dry_run, flow=flow_run_id)
    return int(number)


def note_steps(
    url: str, maintenance_id: int, steps: Sequence[dict[str, Any]], state: str = "running", detail: str | None = None
) -> None:
    """Keep what the steps did so far, and how it ended."""
    note = (
        "update news.maintenance set steps = cast(:steps as jsonb), state = :state, detail = :detail,"
        " finished_at = case when :state = 'running' then null else now() end where maintenance_id = :id"
    )
    change_rows(url, note, steps=json.dumps(steps), state=state, detail=detail, id=maintenance_id)


@outlasts_outage
def refresh_readers(url: str) -> None:
    """Bring the rollups and the search of schema bi up to date."""
    with engine_for(url).begin() as connection:
        refresh_rollups(connection)


@outlasts_outage
def analyze_tables(url: str) -> int:
    """VACUUM (ANALYZE) every table of ours that changed since the last time; how many."""
    with engine_for(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        names = connection.execute(
            text(
                "select format('%I.%I', schemaname, relname) from pg_stat_user_tables"
                " where schemaname in ('news', 'star') and (n_dead_tup > 0 or n_mod_since_analyze > 0"
                " or coalesce(last_analyze, last_autoanalyze) is null)"
                " order by 1"
            )
        ).all()
        for (name,) in names:
            connection.exec_driver_sql(f"vacuum (analyze) {name}")
        return len(names)
