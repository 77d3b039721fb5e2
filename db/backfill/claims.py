"""Shards claimed with FOR UPDATE SKIP LOCKED, by processes whose death frees what they held."""

from __future__ import annotations

from dataclasses import dataclass

from db.fetching.worker import IS_DEAD
from db.query import change_returning, change_rows
from tasks.failpoints import reach

MOST_DEATHS = 5
"""A shard that ended its process so often is given up, so that one of them cannot keep all others from being done."""


@dataclass(frozen=True, slots=True)
class ClaimedShard:
    """A shard in this process's hands."""

    backfill_id: int
    shard_number: int
    source: str
    items: list[str]
    attempt_count: int
    held_by: int
    """Number of the process that took it."""
    death_count: int
    """Processes that died with it in their hands, while another one watched."""


_CLAIM = f"""
with free as (
    select backfill_id, shard_number, attempt_count, death_count from news.backfill_shard
    where backfill_id = :id and state in ('waiting', 'taken')
      and (state = 'waiting' or held_by is null or {IS_DEAD.format(column="held_by")})
    order by shard_number limit 1 for update skip locked
)
update news.backfill_shard as shard set
    state = case when free.death_count >= {MOST_DEATHS} then 'failed' else 'taken' end,
    error = case when free.death_count >= {MOST_DEATHS}
                 then coalesce(shard.error, 'its process died {MOST_DEATHS} times') else shard.error end,
    held_by = :worker, run_id = :run, attempt_count = free.attempt_count + 1, done_count = 0, taken_at = now()
from free
where shard.backfill_id = free.backfill_id and shard.shard_number = free.shard_number
returning shard.backfill_id, shard.shard_number, shard.source, shard.items, shard.attempt_count, shard.state,
          shard.death_count
"""
MINE = "backfill_id = :id and shard_number = :number and held_by = :worker and state = 'taken'"
"""SQL for a shard that a process took and has."""


def claim_shard(url: str, backfill_id: int, worker: int, run_id: int) -> ClaimedShard | None:
    """Take the first shard that waits or whose process died; None when there is none."""
    while rows := change_returning(url, _CLAIM, id=backfill_id, worker=worker, run=run_id):
        (row,) = rows
        if row.state == "taken":
            reach("after_shard_claim")
            return ClaimedShard(
                row.backfill_id,
                row.shard_number,
                row.source,
                list(row.items),
                row.attempt_count,
                worker,
                row.death_count,
            )
    return None


def note_progress(url: str, shard: ClaimedShard, done_count: int) -> None:
    """Say how many pages of a shard are done, for those who watch."""
    _update(url, shard, "done_count = :count", count=done_count)


def finish_shard(url: str, shard: ClaimedShard) -> None:
    """The shard is done for good."""
    reach("before_shard_done")
    _update(url, shard, "state = 'done', done_count = page_count, done_at = now(), error = null")
    reach("after_shard_done")


def release_shard(url: str, shard: ClaimedShard, error: str | None) -> None:
    """Give a shard back: somebody may take it at once."""
    _update(url, shard, "state = 'waiting', held_by = null, error = :error", error=error)


def fail_shard(url: str, shard: ClaimedShard, error: str) -> None:
    """Give a shard up whose pages cannot be had; asking for the backfill anew tries it again."""
    _update(url, shard, "state = 'failed', held_by = null, error = :error", error=error)


def count_deaths(url: str, backfill_id: int) -> None:
    """A process of this backfill was killed while another one watched: note it with the shards of the dead.

    When everything is killed at once (a reboot, an operator) nobody watches, and no shard is to blame.
    """
    change_rows(
        url,
        "update news.backfill_shard set death_count = death_count + 1, state = 'waiting', held_by = null"
        f" where backfill_id = :id and state = 'taken' and {IS_DEAD.format(column='held_by')}",
        id=backfill_id,
    )


def named(shard: ClaimedShard) -> dict[str, int]:
    """The parameters of ``MINE``."""
    return {"id": shard.backfill_id, "number": shard.shard_number, "worker": shard.held_by}


def _update(url: str, shard: ClaimedShard, change: str, **values: object) -> None:
    change_rows(url, f"update news.backfill_shard set {change} where {MINE}", **named(shard), **values)
