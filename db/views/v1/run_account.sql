create view news.run_account as
with page_counts as (
    select
        run_id,
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
    group by run_id
),
newest as (
    select
        run_page.run_id,
        capture.capture_id,
        capture.primary_count + capture.related_count as expected_count,
        (select count(*) from news.appearance where appearance.last_capture_id = capture.capture_id) as found_count,
        cardinality(capture.warnings) as warning_count
    from news.run_page
    join news.capture on capture.capture_id = run_page.capture_id and capture.is_newest
    where run_page.outcome = 'loaded'
),
rows_of_captures as (
    select
        run_id,
        count(*) filter (where expected_count <> found_count) as wrong_capture_count,
        count(*) filter (where expected_count = 0 and warning_count = 0) as empty_capture_count
    from newest
    group by run_id
)
select
    run.run_id,
    run.planned_count,
    coalesce(page_counts.accounted_count, 0) as accounted_count,
    coalesce(page_counts.loaded_count, 0) as loaded_count,
    coalesce(page_counts.unchanged_count, 0) as unchanged_count,
    coalesce(page_counts.not_modified_count, 0) as not_modified_count,
    coalesce(page_counts.disallowed_count, 0) as disallowed_count,
    coalesce(page_counts.gone_count, 0) as gone_count,
    coalesce(page_counts.failed_count, 0) as failed_count,
    coalesce(page_counts.quarantined_count, 0) as quarantined_count,
    coalesce(page_counts.deferred_count, 0) as deferred_count,
    coalesce(page_counts.unexplained_count, 0) as unexplained_count,
    coalesce(rows_of_captures.wrong_capture_count, 0) as wrong_capture_count,
    coalesce(rows_of_captures.empty_capture_count, 0) as empty_capture_count,
    run.planned_count = coalesce(page_counts.accounted_count, 0)
        and coalesce(page_counts.unexplained_count, 0) = 0
        and coalesce(rows_of_captures.wrong_capture_count, 0) = 0
        and coalesce(rows_of_captures.empty_capture_count, 0) = 0 as is_balanced
from news.run
left join page_counts using (run_id)
left join rows_of_captures using (run_id);

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
