-- The account of runs whose rows of run_page retention has removed is their kept_counts.
create or replace view news.run_account as
select
    run.run_id,
    run.planned_count,
    pages.accounted_count,
    pages.loaded_count,
    pages.unchanged_count,
    pages.not_modified_count,
    pages.disallowed_count,
    pages.gone_count,
    pages.failed_count,
    pages.quarantined_count,
    pages.deferred_count,
    pages.unexplained_count,
    captures.wrong_capture_count,
    captures.empty_capture_count,
    run.planned_count = pages.accounted_count
        and pages.unexplained_count = 0
        and captures.wrong_capture_count = 0
        and captures.empty_capture_count = 0 as is_balanced
from news.run
cross join lateral (
    select
        coalesce((run.kept_counts ->> 'accounted')::bigint, listed.accounted_count) as accounted_count,
        coalesce((run.kept_counts ->> 'loaded')::bigint, listed.loaded_count) as loaded_count,
        coalesce((run.kept_counts ->> 'unchanged')::bigint, listed.unchanged_count) as unchanged_count,
        coalesce((run.kept_counts ->> 'not_modified')::bigint, listed.not_modified_count) as not_modified_count,
        coalesce((run.kept_counts ->> 'disallowed')::bigint, listed.disallowed_count) as disallowed_count,
        coalesce((run.kept_counts ->> 'gone')::bigint, listed.gone_count) as gone_count,
        coalesce((run.kept_counts ->> 'failed')::bigint, listed.failed_count) as failed_count,
        coalesce((run.kept_counts ->> 'quarantined')::bigint, listed.quarantined_count) as quarantined_count,
        coalesce((run.kept_counts ->> 'deferred')::bigint, listed.deferred_count) as deferred_count,
        listed.unexplained_count
    from (
        select
            count(*) as accounted_count,
            count(*) filter (where outcome = 'loaded') as loaded_count,
            count(*) filter (where outcome = 'unchanged') as unchanged_count,
            count(*) filter (where outcome = 'not_modified') as not_modified_count,
            count(*) filter (where outcome = 'disallowed') as disallowed_count,
            count(*) filter (where outcome = 'gone') as gone_count,
            count(*) filter (where outcome = 'failed_try_again') as failed_count,
            count(*) filter (where outcome = 'quarantined') as quarantined_count,
            count(*) filter (where outcome = 'deferred') as deferred_count,
            count(*) filter (
                where outcome not in ('loaded', 'unchanged', 'not_modified') and reason is null
            ) as unexplained_count
        from news.run_page
        where run_page.run_id = run.run_id
    ) as listed
) as pages
-- A left join: who does not ask whether captures add up does not pay for looking at each of them.
left join lateral (
    select
        count(*) filter (where shown.expected_count <> shown.found_count) as wrong_capture_count,
        count(*) filter (where shown.expected_count = 0 and shown.warning_count = 0) as empty_capture_count
    from (
        select
            capture.primary_count + capture.related_count as expected_count,
            cardinality(capture.warnings) as warning_count,
            (
                select count(*) from news.appearance where appearance.last_capture_id = capture.capture_id
            ) as found_count
        from news.run_page
        join news.capture on capture.capture_id = run_page.capture_id and capture.is_newest
        where run_page.run_id = run.run_id and run_page.outcome = 'loaded'
    ) as shown
) as captures on true;

comment on view news.run_account is
    'One row per run: the accounting identity. planned = loaded + unchanged + not_modified + disallowed + gone + failed + quarantined + deferred, every newest capture shows as many appearances as it has primary and related articles, and nothing is done without rows and without a reason.';
comment on column news.run_account.run_id is 'The run.';
comment on column news.run_account.planned_count is 'Pages the run set out to do.';
comment on column news.run_account.accounted_count is 'Pages with an outcome.';
comment on column news.run_account.loaded_count is 'Pages that brought new or changed rows.';
comment on column news.run_account.unchanged_count is 'Pages that were known as they are.';
comment on column news.run_account.not_modified_count is 'Pages whose server said that nothing changed.';
comment on column news.run_account.disallowed_count is 'Pages that robots.txt forbids.';
comment on column news.run_account.gone_count is 'Pages that are no longer there.';
comment on column news.run_account.failed_count is 'Pages that failed and are tried again.';
comment on column news.run_account.quarantined_count is 'Pages that were not understood or not accepted.';
comment on column news.run_account.deferred_count is 'Pages put off to a later run.';
comment on column news.run_account.unexplained_count is 'Pages set aside without a reason; must be 0.';
comment on column news.run_account.wrong_capture_count is 'Newest captures whose appearances are not primary + related; must be 0.';
comment on column news.run_account.empty_capture_count is 'Loaded captures without rows and without a warning; must be 0.';
comment on column news.run_account.is_balanced is 'Whether everything adds up. A finished run for which it is false has failed.';
