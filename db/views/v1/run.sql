-- Runs whose rows of run_page retention has removed keep their counts.
create or replace view bi.run as
select
    run.run_id,
    run.kind,
    run.state,
    run.started_at,
    (run.started_at at time zone 'UTC')::date as started_date_utc,
    run.finished_at,
    extract(epoch from run.finished_at - run.started_at)::double precision as duration_seconds,
    account.planned_count,
    account.loaded_count,
    account.unchanged_count,
    account.not_modified_count,
    account.disallowed_count,
    account.gone_count,
    account.failed_count,
    account.quarantined_count,
    account.deferred_count,
    account.is_balanced,
    coalesce((run.kept_counts ->> 'inserted_article')::bigint, totals.inserted_article_count) as inserted_article_count,
    coalesce((run.kept_counts ->> 'changed_article')::bigint, totals.changed_article_count) as changed_article_count,
    coalesce((run.kept_counts ->> 'duplicate')::bigint, totals.duplicate_count) as duplicate_count,
    run.newsweir_version,
    run.parser_version,
    run.detail
from news.run
join news.run_account as account using (run_id)
left join lateral (
    select
        coalesce(sum(inserted_count), 0)::bigint as inserted_article_count,
        coalesce(sum(changed_count), 0)::bigint as changed_article_count,
        coalesce(sum(duplicate_count), 0)::bigint as duplicate_count
    from news.run_page
    where run_page.run_id = run.run_id
) as totals on true;

comment on view bi.run is 'One row per run, with what became of its pages.';
comment on column bi.run.run_id is 'Surrogate key of the run.';
comment on column bi.run.kind is 'ingest or backfill.';
comment on column bi.run.state is 'running, completed, failed or interrupted.';
comment on column bi.run.started_at is 'When it began (UTC).';
comment on column bi.run.started_date_utc is 'Day on which it began, in UTC.';
comment on column bi.run.finished_at is 'When it ended (UTC). NULL: it has not, or was killed.';
comment on column bi.run.duration_seconds is 'Seconds from start to end. NULL: it has not ended.';
comment on column bi.run.planned_count is 'Pages it set out to do.';
comment on column bi.run.loaded_count is 'Pages that brought new or changed rows.';
comment on column bi.run.unchanged_count is 'Pages that were known as they are.';
comment on column bi.run.not_modified_count is 'Pages whose server said that nothing changed.';
comment on column bi.run.disallowed_count is 'Pages that robots.txt forbids.';
comment on column bi.run.gone_count is 'Pages that are no longer there.';
comment on column bi.run.failed_count is 'Pages that failed and are tried again.';
comment on column bi.run.quarantined_count is 'Pages that were not understood or not accepted.';
comment on column bi.run.deferred_count is 'Pages put off to a later run.';
comment on column bi.run.is_balanced is 'Whether all its pages are accounted for.';
comment on column bi.run.inserted_article_count is 'Articles that were new.';
comment on column bi.run.changed_article_count is 'Articles whose content moved.';
comment on column bi.run.duplicate_count is 'Appearances whose article another page had shown before.';
comment on column bi.run.newsweir_version is 'Version of the program.';
comment on column bi.run.parser_version is 'Version of the parsing rules.';
comment on column bi.run.detail is 'Why it failed. NULL: it did not.';
