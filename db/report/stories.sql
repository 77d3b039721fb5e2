-- first: site, day, publisher, certainty, stories
-- spread: site, day, publisher_number, hours_from, stories
-- edges: site, day, source, publisher, stories, dated, hours
-- Stories that somebody copied, once in the rows of site *, and once a site that shows one of their articles; the day is
-- that on which the first of their articles was seen there.
with copied as (
    select
        story.story_id, story.first_certainty,
        case
            when story.first_publisher_id = 0 then '(unknown)'
            when story.first_publisher_id = any(%(publisher_ids)s) then story.first_publisher else '(others)'
        end as publisher
    from bi.story
    where story.copy_count > 0
),
places as (
    select '*' as site, member.story_id, min((article.first_seen_at at time zone 'UTC')::date) as day
    from copied
    join bi.story_member as member using (story_id)
    join bi.article using (article_id)
    where %(site_id)s::bigint is null
    group by member.story_id
    union all
    select site.site, member.story_id, min(slot.first_shown_date_utc)
    from copied
    join bi.story_member as member using (story_id)
    join bi.slot on slot.article_id = member.article_id
    join bi.site on site.site_id = slot.site_id
    where slot.site_id = any(%(site_ids)s)
    group by site.site, member.story_id
),
seen as materialized (
    select places.site, date_trunc(%(unit)s, places.day)::date as day, copied.*
    from places
    join copied using (story_id)
    where (%(since)s::date is null and %(until)s::date is null)
        or places.day between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity')
),
edges as materialized (
    select
        edge.story_id,
        case when edge.source_publisher_id = any(%(paired_ids)s) then source.publisher end as source,
        case when edge.publisher_id = any(%(paired_ids)s) then publisher.publisher end as publisher,
        edge.lag_hours,
        (%(hour_edges)s::double precision[])[width_bucket(edge.lag_hours, %(hour_edges)s::double precision[])] as hours_from,
        1 + row_number() over (partition by edge.story_id order by edge.lag_hours nulls last, edge.publisher_id) as publisher_number
    from bi.story_edge as edge
    join bi.publisher on publisher.publisher_id = edge.publisher_id
    join bi.publisher as source on source.publisher_id = edge.source_publisher_id
    where edge.source_publisher_id <> 0
)
select 'first', site, day, publisher, first_certainty, count(*), null::bigint, null::double precision from seen group by 2, 3, 4, 5
union all
select 'spread', site, day, publisher_number::text, hours_from::text, count(*), null, null
from seen join edges using (story_id)
where publisher_number in (2, 3, 5)
group by 2, 3, 4, 5
union all
select 'edges', site, day, source, edges.publisher, count(*), count(lag_hours), round(sum(lag_hours))
from seen join edges using (story_id)
where source is not null and edges.publisher is not null
group by 2, 3, 4, 5;
