-- One row per site and day in UTC on which something of it was captured or shown first.
-- key: site_id, date
-- refers: site_id site, date date
-- index: date
with captured as (
    select site_id, captured_date_utc as date, count(*) as capture_count, count(distinct page_id) as page_count
    from star.capture where captured_date_utc is not null group by 1, 2
),
shown as (
    select
        site_id,
        first_shown_date_utc as date,
        count(*) as slot_count,
        count(distinct publisher_id) filter (where publisher_id <> 0) as publisher_count,
        percentile_cont(0.5) within group (order by age_hours_at_first_shown) filter (where role = 'related') as median_age_hours,
        count(*) filter (where role = 'related' and is_same_publisher) as own_publisher_slot_count,
        count(*) filter (where role = 'related' and is_same_publisher is not null) as known_publisher_slot_count
    from star.slot where first_shown_date_utc is not null group by 1, 2
)
select
    site_id,  -- Key into bi.site. 0: unknown.
    date,  -- Day in UTC.
    coalesce(captured.capture_count, 0) as capture_count,  -- Captures made on the day.
    coalesce(captured.page_count, 0) as page_count,  -- Different pages captured on the day.
    coalesce(shown.slot_count, 0) as new_slot_count,  -- Slots shown for the first time on the day.
    coalesce(shown.publisher_count, 0) as publisher_count,  -- Different publishers in these slots; unknown ones count for none.
    shown.median_age_hours,  -- Median age in hours of the related articles in these slots when first shown. NULL: no age is known.
    coalesce(shown.own_publisher_slot_count, 0) as own_publisher_slot_count,  -- Related slots whose article is of the page's own publisher.
    coalesce(shown.known_publisher_slot_count, 0) as known_publisher_slot_count  -- Related slots of which both publishers are known: what own_publisher_slot_count is a share of.
from captured full join shown using (site_id, date);
