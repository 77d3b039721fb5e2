-- One row per site, day in UTC and group of the related slots that were shown for the first time on it. Each slot is in one group by position, one by link_kind and one by age: filter by grouped_by before counting.
-- key: site_id, date, grouped_by, group_name
-- refers: site_id site, date date
-- index: date
-- moves with: slot by date
select
    site_id,  -- Key into bi.site. 0: unknown.
    date,  -- Day in UTC on which the slots were first shown.
    grouped_by,  -- What the group is of: position (place of the card), link_kind (what it leads to) or age (of the article when it was shown).
    group_name,  -- The group: place 01 to 19, 20+ is the rest; the kind of the link; or the age in words, with a number to sort by.
    slot_count,  -- Related slots.
    shown_slot_count,  -- Those of which the first and the newest moment are known.
    shown_hours  -- Hours from the first to the newest capture that shows them, summed over shown_slot_count.
from (
    select
        site_id, first_shown_date_utc as date, 'position' as grouped_by,
        case when position < 20 then lpad(position::text, 2, '0') else '20+' end as group_name,
        count(*) as slot_count, count(shown_hours) as shown_slot_count, coalesce(sum(shown_hours), 0) as shown_hours
    from star.slot where first_shown_date_utc is not null and role = 'related' group by 1, 2, 4
    union all
    select
        site_id, first_shown_date_utc, 'link_kind', coalesce(link_kind, 'unknown'),
        count(*), count(shown_hours), coalesce(sum(shown_hours), 0)
    from star.slot where first_shown_date_utc is not null and role = 'related' group by 1, 2, 4
    union all
    select
        site_id, first_shown_date_utc, 'age',
        case
            when age_hours_at_first_shown < 1 then '1 within an hour'
            when age_hours_at_first_shown < 6 then '2 one to six hours'
            when age_hours_at_first_shown < 24 then '3 six hours to a day'
            when age_hours_at_first_shown < 168 then '4 a day to a week'
            when age_hours_at_first_shown < 720 then '5 a week to 30 days'
            when age_hours_at_first_shown < 8766 then '6 30 days to a year'
            when age_hours_at_first_shown >= 8766 then '7 more than a year'
            else '8 unknown'
        end,
        count(*), count(shown_hours), coalesce(sum(shown_hours), 0)
    from star.slot where first_shown_date_utc is not null and role = 'related' group by 1, 2, 4
) as counted;
