-- One row per site and day in UTC on which something of it was captured or shown first.
-- key: site_id, date
-- refers: site_id site, date date
-- index: date
-- moves with: capture, slot by date
select
    site_id,  -- Key into bi.site. 0: unknown.
    date,  -- Day in UTC.
    sum(capture_count)::bigint as capture_count,  -- Captures made on the day.
    sum(page_count)::bigint as page_count,  -- Different pages captured on the day.
    sum(slot_count)::bigint as new_slot_count,  -- Slots shown for the first time on the day.
    sum(publisher_count)::bigint as publisher_count,  -- Different publishers in these slots; unknown ones count for none.
    max(median_age_hours) as median_age_hours,  -- Median age in hours of the related articles in these slots when first shown. NULL: no age is known.
    sum(own_count)::bigint as own_publisher_slot_count,  -- Related slots whose article is of the page's own publisher.
    sum(known_count)::bigint as known_publisher_slot_count  -- Related slots of which both publishers are known: what own_publisher_slot_count is a share of.
from (
    select
        site_id, captured_date_utc as date, count(*) as capture_count, count(distinct page_id) as page_count, 0 as slot_count,
        0 as publisher_count, null::double precision as median_age_hours, 0 as own_count, 0 as known_count
    from star.capture where captured_date_utc is not null group by site_id, captured_date_utc
    union all
    select
        site_id, first_shown_date_utc, 0, 0, count(*), count(distinct publisher_id) filter (where publisher_id <> 0),
        percentile_cont(0.5) within group (order by age_hours_at_first_shown) filter (where role = 'related'),
        count(*) filter (where role = 'related' and is_same_publisher),
        count(*) filter (where role = 'related' and is_same_publisher is not null)
    from star.slot where first_shown_date_utc is not null group by site_id, first_shown_date_utc
) as counted
group by site_id, date;
