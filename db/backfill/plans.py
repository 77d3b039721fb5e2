"""A backfill and its shards: found or made, grown by what is new, looked at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from db.fetching.worker import IS_DEAD
from db.outage import outlasts_outage
from db.query import change_rows, query_rows, query_value
from db.session import engine_for


@dataclass(frozen=True, slots=True)
class Shard:
    """Pages that one process does from beginning to end. ``items`` are written and read by ``tasks.work``."""

    source: str
    """files, warc, urls or captures."""
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is. ``done_count`` counts pages done or left out because they were done before."""

    backfill_id: int
    kind: str
    page_count: int
    done_count: int
    shard_count: int
    done_shard_count: int
    failed_shard_count: int
    open_shard_count: int
    free_shard_count: int
    """Open shards that nobody alive has."""
    is_finished: bool
    error: str | None
    """What ended a shard that was given up."""
    fetched_bytes: int = 0
    """Of the remote WARC files that are being downloaded, so much is here..."""
    byte_count: int = 0
    """... of so much."""

    @property
    def has_work(self) -> bool:
        """Whether shards wait or are under way."""
        return self.open_shard_count > 0


@outlasts_outage
def open_backfill(url: str, *, key: str, kind: str, parameters: dict[str, Any]) -> tuple[int, bool]:
    """The unfinished backfill that was asked for in the same words, else a new one; and whether it is new.

    Shards that were given up wait again: the command that asks for them anew is the next attempt.
    """
    with engine_for(url).begin() as connection:
        made = connection.execute(
            text(
                "insert into news.backfill (backfill_key, kind, parameters) values (:key, :kind, cast(:told as jsonb))"
                " on conflict (backfill_key) where finished_at is null do nothing returning backfill_id"
            ),
            {"key": key, "kind": kind, "told": json.dumps(parameters)},
        ).scalar_one_or_none()
        if made is not None:
            return int(made), True
        found = int(
            connection.execute(
                text("select backfill_id from news.backfill where backfill_key = :key and finished_at is null"),
                {"key": key},
            ).scalar_one()
        )
        connection.execute(
            text(
                "update news.backfill_shard set state = 'waiting', death_count = 0"
                " where backfill_id = :id and state = 'failed'"
            ),
            {"id": found},
        )
        return found, False


def planned_items(url: str, backfill_id: int) -> set[str]:
    """Every item that has a shard."""
    query = "select unnest(items) from news.backfill_shard where backfill_id = :id"
    return {item for (item,) in query_rows(url, query, id=backfill_id)}


def is_planned(url: str, backfill_id: int) -> bool:
    """Whether all shards of a backfill are there."""
    return bool(query_value(url, "select is_planned from news.backfill where backfill_id = :id", id=backfill_id))


@outlasts_outage
def add_shards(url: str, backfill_id: int, shards: Iterable[Shard]) -> int:
    """Append shards in order and close the plan; how many pages they have. All of them or, after a crash, none.

    Of two commands that plan the same backfill at once the second waits and adds nothing.
    """
    count = 0
    with engine_for(url).begin() as connection:
        row = connection.execute(
            text("select is_planned from news.backfill where backfill_id = :id for update"), {"id": backfill_id}
        ).one()
        number = connection.execute(
            text("select coalesce(max(shard_number), 0) from news.backfill_shard where backfill_id = :id"),
            {"id": backfill_id},
        ).scalar_one()
        known = planned_items(url, backfill_id) if row.is_planned else set()
        for shard in shards:
            items = [item for item in shard.items if item not in known] if known else list(shard.items)
            if not items:
                continue
            number += 1
            count += len(items)
            connection.execute(
                text(
                    "insert into news.backfill_shard (backfill_id, shard_number, source, items, page_count, state)"
                    " values (:id, :number, :source, :items, :pages, 'waiting')"
                ),
                {"id": backfill_id, "number": number, "source": shard.source, "items": items, "pages": len(items)},
            )
        connection.execute(
            text(
                "update news.backfill set is_planned = true, page_count = page_count + :pages where backfill_id = :id"
            ),
            {"id": backfill_id, "pages": count},
        )
    return count


def read_parameters(url: str, backfill_id: int) -> tuple[str, dict[str, Any]]:
    """Kind and parameters of a backfill."""
    query = "select kind, parameters from news.backfill where backfill_id = :id"
    ((kind, parameters),) = query_rows(url, query, id=backfill_id)
    return kind, dict(parameters)


_PROGRESS = f"""
with shard as (
    select *, state = 'taken' and fetched_bytes < byte_count as is_coming
    from news.backfill_shard where backfill_id = :id
)
select backfill_id, kind, backfill.page_count,
       coalesce(sum(case when shard.state = 'done' then shard.page_count else done_count end), 0)::bigint,
       count(shard.*), count(*) filter (where state = 'done'), count(*) filter (where state = 'failed'),
       count(*) filter (where state in ('waiting', 'taken')),
       count(*) filter (
           where state = 'waiting' or state = 'taken' and (held_by is null or {IS_DEAD.format(column="held_by")})
       ),
       finished_at is not null, max(error) filter (where state = 'failed'),
       coalesce(sum(fetched_bytes) filter (where is_coming), 0)::bigint,
       coalesce(sum(byte_count) filter (where is_coming), 0)::bigint
from news.backfill left join shard using (backfill_id)
where backfill_id = :id group by backfill_id
"""


def read_progress(url: str, backfill_id: int) -> Progress:
    """How far a backfill is."""
    (row,) = query_rows(url, _PROGRESS, id=backfill_id)
    return Progress(*row)


def finish_backfill(url: str, backfill_id: int) -> bool:
    """Close a backfill whose every shard is done; whether it is closed."""
    close = (
        "update news.backfill set finished_at = now() where backfill_id = :id and finished_at is null"
        " and is_planned and not exists (select from news.backfill_shard as shard"
        " where shard.backfill_id = :id and shard.state <> 'done')"
    )
    return change_rows(url, close, id=backfill_id) == 1


# A shard that was killed is done again, so a page may be in several runs. The last one tells, but for a page that an
# earlier run had loaded: then the last one found it unchanged. A re-parse may meet many captures of one path.
_PAGES = """
select distinct on (kind, case when kind = 'reparse' then capture_id end, path,
                    case when path = '(purged)' then item_number end)
    page.path, page.outcome, page.reason, page.capture_id
from news.run_page as page join news.run using (run_id)
where backfill_id = :id
order by kind, case when kind = 'reparse' then capture_id end, path,
         case when path = '(purged)' then item_number end, outcome = 'unchanged', run_id desc
"""


def run_counts(url: str, backfill_id: int) -> dict[str, int]:
    """Pages by outcome over all runs that took shards of a backfill, each page once."""
    query = f"select outcome, count(*) from ({_PAGES}) as page group by 1 order by 1"
    return dict(query_rows(url, query, id=backfill_id))


def failed_examples(url: str, backfill_id: int) -> list[tuple[str, int, str, str | None]]:
    """Pages that were set aside, by reason: how many, and of one its path and what is wrong with it."""
    query = (
        "select coalesce(page.reason, page.outcome) as why, count(*), min(page.path),"
        " (array_agg(quarantine.detail order by page.path))[1]"
        f" from ({_PAGES}) as page left join news.quarantine using (capture_id)"
        " where page.outcome in ('quarantined', 'failed_try_again') group by 1 order by 2 desc limit 10"
    )
    return [tuple(row) for row in query_rows(url, query, id=backfill_id)]


def pages_per_second(url: str) -> float | None:
    """What one process did a second in the last backfills of this database. None: none was long enough to tell."""
    query = (
        "select percentile_cont(0.5) within group (order by pages / seconds) from"
        " (select count(*) as pages, greatest(extract(epoch from finished_at - started_at), 0.001) as seconds"
        " from (select * from news.run where kind = 'backfill' and state = 'completed'"
        " order by run_id desc limit 20) as recent join news.run_page using (run_id)"
        " group by run_id, started_at, finished_at having count(*) >= 200) as rates"
    )
    return query_value(url, query) or None
