-- One row per site and day in UTC from its first capture to its last: how much was captured, and whether the day is a gap.
-- key: site_id, date
-- refers: site_id site, date date
-- index: date
-- moves with: capture
with counted as (
    select site_id, date, capture_count from star.site_day where capture_count > 0
),
spans as (
    select site_id, min(date) as first_date, max(date) as last_date, percentile_disc(0.5) within group (order by capture_count) as typical_count
    from counted group by 1
)
select
    spans.site_id,  -- Key into bi.site. 0: unknown.
    day::date as date,  -- Day in UTC.
    coalesce(counted.capture_count, 0) as capture_count,  -- Captures made on the day.
    spans.typical_count as typical_capture_count,  -- Median of the site's days that have captures.
    counted.capture_count is null as is_gap  -- Whether nothing of the site was captured, between days on which something was.
from spans
cross join lateral generate_series(spans.first_date::timestamp, spans.last_date::timestamp, interval '1 day') as day
left join counted on counted.site_id = spans.site_id and counted.date = day::date;
