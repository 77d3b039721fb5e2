-- One row per backfill or re-parse of the archive, with how far it is.
-- key: backfill_id
select
    backfill.backfill_id,  -- Surrogate key of the backfill.
    backfill.kind,  -- backfill: captures are brought in; reparse: captures of the archive are read again.
    backfill.parameters,  -- What was asked for, without secrets.
    case
        when backfill.finished_at is not null then 'completed'
        when shards.failed_count > 0 and shards.open_count = 0 then 'failed'
        else 'unfinished'
    end as state,  -- completed, failed (shards were given up; the same command tries them again) or unfinished (under way, or killed: the same command goes on).
    backfill.page_count,  -- Pages of all shards.
    coalesce(shards.done_page_count, 0) as done_page_count,  -- Pages that are done or were left out because they were done before.
    coalesce(shards.shard_count, 0) as shard_count,  -- Shards it is cut into.
    coalesce(shards.done_count, 0) as done_shard_count,  -- Shards that are done.
    coalesce(shards.failed_count, 0) as failed_shard_count,  -- Shards that were given up after several attempts.
    backfill.created_at,  -- When it was asked for (UTC).
    shards.last_taken_at,  -- When a process last took a shard (UTC). NULL: none did.
    backfill.finished_at  -- When the last shard was done (UTC). NULL: there is work left.
from news.backfill
left join (
    select
        backfill_id,
        count(*) as shard_count,
        count(*) filter (where state = 'done') as done_count,
        count(*) filter (where state = 'failed') as failed_count,
        count(*) filter (where state in ('waiting', 'taken')) as open_count,
        sum(case when state = 'done' then page_count else done_count end)::bigint as done_page_count,
        max(taken_at) as last_taken_at
    from news.backfill_shard
    group by backfill_id
) as shards using (backfill_id);
