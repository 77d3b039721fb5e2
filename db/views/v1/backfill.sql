-- Grain: one row per backfill or re-parse.
create or replace view bi.backfill as
select
    backfill.backfill_id,
    backfill.kind,
    backfill.parameters,
    case
        when backfill.finished_at is not null then 'completed'
        when shards.failed_count > 0 and shards.open_count = 0 then 'failed'
        else 'unfinished'
    end as state,
    backfill.page_count,
    coalesce(shards.done_page_count, 0) as done_page_count,
    coalesce(shards.shard_count, 0) as shard_count,
    coalesce(shards.done_count, 0) as done_shard_count,
    coalesce(shards.failed_count, 0) as failed_shard_count,
    backfill.created_at,
    shards.last_taken_at,
    backfill.finished_at
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

comment on view bi.backfill is 'One row per backfill or re-parse of the archive, with how far it is.';
comment on column bi.backfill.backfill_id is 'Surrogate key of the backfill.';
comment on column bi.backfill.kind is 'backfill: captures are brought in; reparse: captures of the archive are read again.';
comment on column bi.backfill.parameters is 'What was asked for, without secrets.';
comment on column bi.backfill.state is 'completed, failed (shards were given up; the same command tries them again) or unfinished (under way, or killed: the same command goes on).';
comment on column bi.backfill.page_count is 'Pages of all shards.';
comment on column bi.backfill.done_page_count is 'Pages that are done or were left out because they were done before.';
comment on column bi.backfill.shard_count is 'Shards it is cut into.';
comment on column bi.backfill.done_shard_count is 'Shards that are done.';
comment on column bi.backfill.failed_shard_count is 'Shards that were given up after several attempts.';
comment on column bi.backfill.created_at is 'When it was asked for (UTC).';
comment on column bi.backfill.last_taken_at is 'When a process last took a shard (UTC). NULL: none did.';
comment on column bi.backfill.finished_at is 'When the last shard was done (UTC). NULL: there is work left.';
