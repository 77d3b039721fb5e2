-- One row per site, day in UTC and group of the related slots that were shown for the first time on it. Each slot is in one group by position, one by link_kind and one by age: filter by grouped_by before counting.
-- key: site_id, date, grouped_by, group_name
-- refers: site_id site, date date
-- index: date
-- moves with: slot by date
select
    site_id,  -- Key into bi.site. 0: unknown.
    date,  -- Day in UTC on which the slots were first shown.
    grouped.grouped_by,  -- What the group is of: position (place of the card), link_kind (what it leads to) or age (of the article when it was shown).
    grouped.group_name,  -- The group: place 01 to 19, 20+ is the rest; the kind of the link; or the age in words, with a number to sort by.
    sum(slot_count)::bigint as slot_count,  -- Related slots.
    sum(shown_slot_count)::bigint as shown_slot_count,  -- Those of which the first and the newest moment are known.
    sum(shown_hours) as shown_hours  -- Hours from the first to the newest capture that shows them, summed over shown_slot_count.
from (
    -- All three at once, and by numbers: slots are read once.
    select
        site_id, first_shown_date_utc as date, least(position, 20) as place, link_kind,
        width_bucket(age_hours_at_first_shown, array[0, 1, 6, 24, 168, 720, 8766]) as age_class,
        count(*) as slot_count, count(shown_hours) as shown_slot_count, coalesce(sum(shown_hours), 0) as shown_hours
    from star.slot where first_shown_date_utc is not null and role = 'related' group by 1, 2, 3, 4, 5
) as counted
cross join lateral (
    values
        ('position', case when place < 20 then lpad(place::text, 2, '0') else '20+' end),
        ('link_kind', coalesce(link_kind, 'unknown')),
        ('age', coalesce((
            array['0 before its own date', '1 within an hour', '2 one to six hours', '3 six hours to a day', '4 a day to a week', '5 a week to 30 days',
                '6 30 days to a year', '7 more than a year']
        )[age_class + 1], '8 unknown'))
) as grouped (grouped_by, group_name)
group by site_id, date, grouped.grouped_by, grouped.group_name;
