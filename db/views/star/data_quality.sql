-- One row per run, data-quality check and subject.
-- key: dq_result_id
-- natural key: run_id, check_name, subject
-- refers: run_id run
select
    result.dq_result_id,  -- Surrogate key of the result.
    result.run_id,  -- Key into bi.run.
    run.kind as run_kind,  -- ingest, backfill, reparse or fetch.
    result.check_name,  -- Name of the check.
    result.subject,  -- What was checked: a host, a layout's field, a site; empty: the run.
    case
        when result.check_name <> 'duplicate_share' and result.subject <> '' and result.subject !~ ' '
            then regexp_replace(result.subject, '^www\.', '')
    end as site,  -- Site of bi.site that was checked, or the host without www., which is the site's name where none was declared. NULL: neither was.
    case
        when result.is_passed then 'passed'
        when result.on_failure = 'fail' then 'failed'
        else 'warning'
    end as status,  -- passed, warning or failed.
    result.is_passed,  -- Whether the check held.
    result.measured,  -- What was measured. NULL: the check measures nothing.
    result.hit_count,  -- How many of total_count had it. NULL: no share was measured.
    result.total_count,  -- How many were looked at. NULL: no share was measured.
    result.expected_min,  -- Least value that holds. NULL: no lower bound, or no history to draw it from.
    result.expected_max,  -- Largest value that holds. NULL: no upper bound, or no history to draw it from.
    result.detail,  -- The result in a sentence.
    result.created_at as checked_at,  -- When it was checked (UTC).
    (result.created_at at time zone 'UTC')::date as checked_date_utc  -- Day of it in UTC.
from news.dq_result as result
join news.run using (run_id);
