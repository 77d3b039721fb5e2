-- One row per run, with what became of its pages.
-- key: run_id
select
    run.run_id,  -- Surrogate key of the run.
    run.kind,  -- ingest, backfill, reparse or fetch.
    run.state,  -- running, completed, failed or interrupted.
    run.started_at,  -- When it began (UTC).
    (run.started_at at time zone 'UTC')::date as started_date_utc,  -- Day on which it began, in UTC.
    run.finished_at,  -- When it ended (UTC). NULL: it has not, or was killed.
    extract(epoch from run.finished_at - run.started_at)::double precision as duration_seconds,  -- Seconds from start to end. NULL: it has not ended.
    account.planned_count,  -- Pages it set out to do.
    account.loaded_count,  -- Pages that brought new or changed rows.
    account.unchanged_count,  -- Pages that were known as they are.
    account.not_modified_count,  -- Pages whose server said that nothing changed.
    account.disallowed_count,  -- Pages that robots.txt forbids.
    account.gone_count,  -- Pages that are no longer there.
    account.failed_count,  -- Pages that failed and are tried again.
    account.quarantined_count,  -- Pages that were not understood or not accepted.
    account.deferred_count,  -- Pages put off to a later run.
    account.is_balanced,  -- Whether all its pages are accounted for.
    coalesce((run.kept_counts ->> 'inserted_article')::bigint, totals.inserted_article_count) as inserted_article_count,  -- Articles that were new.
    coalesce((run.kept_counts ->> 'changed_article')::bigint, totals.changed_article_count) as changed_article_count,  -- Articles whose content moved.
    coalesce((run.kept_counts ->> 'duplicate')::bigint, totals.duplicate_count) as duplicate_count,  -- Appearances whose article another page had shown before.
    run.newsweir_version,  -- Version of the program.
    run.parser_version,  -- Version of the parsing rules.
    run.detail,  -- Why it failed. NULL: it did not.
    moved.change_seq  -- Rises whenever the run or what it did moves.
from news.run
join star.run_stamp as moved using (run_id)
join news.run_account as account using (run_id)
left join lateral (
    select
        coalesce(sum(inserted_count), 0)::bigint as inserted_article_count,
        coalesce(sum(changed_count), 0)::bigint as changed_article_count,
        coalesce(sum(duplicate_count), 0)::bigint as duplicate_count
    from news.run_page
    where run_page.run_id = run.run_id
) as totals on true;
