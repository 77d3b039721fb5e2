create or replace view bi.data_quality as
select
    dq_result.dq_result_id,
    dq_result.run_id,
    run.kind as run_kind,
    dq_result.check_name,
    dq_result.subject,
    case
        when dq_result.is_passed then 'passed'
        when dq_result.on_failure = 'fail' then 'failed'
        else 'warning'
    end as status,
    dq_result.is_passed,
    dq_result.measured,
    dq_result.hit_count,
    dq_result.total_count,
    dq_result.expected_min,
    dq_result.expected_max,
    dq_result.detail,
    dq_result.created_at as checked_at,
    (dq_result.created_at at time zone 'UTC')::date as checked_date_utc
from news.dq_result
join news.run using (run_id);

comment on view bi.data_quality is 'One row per run, data-quality check and subject.';
comment on column bi.data_quality.dq_result_id is 'Surrogate key of the result.';
comment on column bi.data_quality.run_id is 'Key into bi.run: the run that was checked.';
comment on column bi.data_quality.run_kind is 'Kind of the run.';
comment on column bi.data_quality.check_name is 'Name of the check; docs/operations.md says what each means.';
comment on column bi.data_quality.subject is 'What was checked: a host, a layout''s field, a site; empty: the run.';
comment on column bi.data_quality.status is 'passed, warning, or failed (the run failed by it).';
comment on column bi.data_quality.is_passed is 'Whether the check held.';
comment on column bi.data_quality.measured is 'What was measured: mostly a share, 0 to 1; of freshness hours. NULL: nothing was.';
comment on column bi.data_quality.hit_count is 'How many of total_count had it. NULL: no share was measured.';
comment on column bi.data_quality.total_count is 'How many were looked at. NULL: no share was measured.';
comment on column bi.data_quality.expected_min is 'Least value that holds. NULL: no lower bound, or no history to draw it from.';
comment on column bi.data_quality.expected_max is 'Largest value that holds. NULL: no upper bound, or no history to draw it from.';
comment on column bi.data_quality.detail is 'The result in a sentence.';
comment on column bi.data_quality.checked_at is 'When it was checked (UTC).';
comment on column bi.data_quality.checked_date_utc is 'Day on which it was checked, in UTC.';
