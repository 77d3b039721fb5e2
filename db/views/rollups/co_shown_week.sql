-- One row per week (Monday, UTC), publisher of a page's article and publisher of a related article, where that was seen at least twice in the week.
-- key: week_start, host_publisher_id, publisher_id
-- refers: host_publisher_id publisher, publisher_id publisher, week_start date
-- moves with: slot by week_start
-- Week by week: the pairs of one are counted in memory, those of all would be sorted on disk.
select
    week.week_start,  -- Monday of the week in which the slots were first shown, UTC.
    measured.host_publisher_id,  -- Key into bi.publisher: publisher of the article that the page is about.
    measured.publisher_id,  -- Key into bi.publisher: publisher of the related article.
    measured.slot_count::integer as slot_count,  -- Slots.
    measured.lift  -- How many times as often as if publishers were mixed at random; 1: as often. Pairs seen once count in what it is measured by.
from (select distinct week_start from star.date) as week
cross join lateral (
    with pairs as materialized (
        select host_publisher_id, publisher_id, count(*) as slot_count
        from star.slot
        where first_shown_date_utc between week.week_start and week.week_start + 6
            and role = 'related' and host_publisher_id <> 0 and publisher_id <> 0
        group by 1, 2
    )
    select
        host_publisher_id, publisher_id, slot_count,
        (slot_count * (select sum(slot_count) from pairs) / (host.all_count * guest.all_count))::double precision as lift
    from pairs
    join (select host_publisher_id, sum(slot_count) as all_count from pairs group by 1) as host using (host_publisher_id)
    join (select publisher_id, sum(slot_count) as all_count from pairs group by 1) as guest using (publisher_id)
    where slot_count > 1
) as measured;
