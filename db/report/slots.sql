-- ages: site, day, hours_from, -, slots
-- own: site, day, owner, -, slots
-- positions: site, day, position, publisher, slots
-- beside: site, day, host, publisher, slots
-- held: site, day, position, -, slots, stayed, hours
-- Links to related articles, on the day on which they were first shown; site * is all sites together. Counted by numbers
-- in one pass; names come afterwards. Publisher -1 is any that has no rows of its own.
with counted as materialized (
    select
        site_id, day, owner, position, publisher_id, host_id, age_class,
        grouping(owner, position, publisher_id, host_id, age_class) as which,
        count(*) as slots, count(*) filter (where is_watched) as watched,
        count(*) filter (where is_watched and shown_hours > 0) as stayed,
        sum(shown_hours) filter (where is_watched) as hours
    from (
        select
            slot.site_id, date_trunc(%(unit)s, slot.first_shown_date_utc::timestamp) as day,
            slot.is_same_publisher as owner, least(slot.position, 11) as position,
            case when slot.publisher_id = any(%(paired_ids)s) or slot.publisher_id = 0 then slot.publisher_id else -1 end as publisher_id,
            case when slot.host_publisher_id = any(%(paired_ids)s) or slot.host_publisher_id = 0 then slot.host_publisher_id else -1 end as host_id,
            width_bucket(slot.age_hours_at_first_shown, %(hour_edges)s::double precision[]) as age_class,
            -- How long it held its place is known only where the page was captured again.
            page.last_captured_at > slot.first_shown_at as is_watched, slot.shown_hours
        from bi.slot
        join bi.page on page.page_id = slot.page_id
        where slot.role = 'related' and coalesce(slot.link_kind, 'article') in ('article', 'unknown')
            and (%(site_id)s::bigint is null or slot.site_id = %(site_id)s)
            and ((%(since)s::date is null and %(until)s::date is null)
                or slot.first_shown_date_utc between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity'))
    ) as slots
    group by grouping sets (
        (site_id, day, age_class), (site_id, day, owner), (site_id, day, position, publisher_id),
        (site_id, day, publisher_id, host_id), (site_id, day, position)
    )
),
summed as (
    select site.site, counted.day, owner, position, publisher_id, host_id, age_class, which, slots, watched, stayed, hours
    from counted join bi.site using (site_id)
    where site_id = any(%(site_ids)s)
    union all
    select '*', day, owner, position, publisher_id, host_id, age_class, which, sum(slots), sum(watched), sum(stayed), sum(hours)
    from counted
    where %(site_id)s::bigint is null
    group by day, owner, position, publisher_id, host_id, age_class, which
),
named as (
    select
        site, day::date as day, owner, position, which, slots, watched, stayed, hours,
        case when summed.publisher_id = -1 then '(others)' else publisher.publisher end as publisher,
        case when host_id = -1 then '(others)' else host.publisher end as host,
        -- Class 0, below the first edge: shown before the article's own date.
        case when age_class = 0 then -1 else (%(hour_edges)s::double precision[])[age_class] end as age_from
    from summed
    left join bi.publisher on publisher.publisher_id = summed.publisher_id
    left join bi.publisher as host on host.publisher_id = summed.host_id
)
select 'ages', site, day, age_from::text, null::text, slots, null::numeric, null::double precision from named where which = b'11110'::integer
union all
select 'own', site, day, case when owner then 'own' when not owner then 'other' else 'unknown' end, null, slots, null, null
from named where which = b'01111'::integer
union all
select 'positions', site, day, position::text, publisher, slots, null, null from named where which = b'10011'::integer
union all
select 'beside', site, day, host, publisher, slots, null, null from named
where which = b'11001'::integer and host <> '(unknown)' and publisher <> '(unknown)'
union all
select 'held', site, day, position::text, null, watched, stayed, round(hours)
from named where which = b'10111'::integer and watched > 0;
