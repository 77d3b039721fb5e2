-- One row per week (Monday, UTC), publisher of a page's article and publisher of a related article, where that was seen at least twice in the week.
-- key: week_start, host_publisher_id, publisher_id
-- refers: host_publisher_id publisher, publisher_id publisher, week_start date
-- moves with: slot by week_start
with pairs as (
    select date.week_start, host_publisher_id, publisher_id, count(*) as slot_count
    from star.date
    join star.slot on slot.first_shown_date_utc = date.date
    where role = 'related' and host_publisher_id <> 0 and publisher_id <> 0
    group by 1, 2, 3
)
select
    week_start,  -- Monday of the week in which the slots were first shown, UTC.
    host_publisher_id,  -- Key into bi.publisher: publisher of the article that the page is about.
    publisher_id,  -- Key into bi.publisher: publisher of the related article.
    slot_count::integer as slot_count,  -- Slots.
    lift  -- How many times as often as if publishers were mixed at random; 1: as often. Pairs seen once count in what it is measured by.
from (
    select
        *,
        (slot_count * sum(slot_count) over (partition by week_start)
            / (sum(slot_count) over (partition by week_start, host_publisher_id) * sum(slot_count) over (partition by week_start, publisher_id))
        )::double precision as lift
    from pairs
) as measured
where slot_count > 1;
