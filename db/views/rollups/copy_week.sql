-- One row per week (Monday, UTC) in which texts were first published, publisher who had them first and publisher that printed them after. A copy whose first article is not dated is in none: nobody can tell who copied it.
-- Counts are integers, whose sums cost a third of those of bigint.
-- key: week_start, source_publisher_id, publisher_id
-- refers: source_publisher_id publisher, publisher_id publisher, week_start date
-- moves with: copy by week_start
select
    date.week_start,  -- Monday of the week of the first articles' publication, UTC.
    edge.source_publisher_id,  -- Key into bi.publisher: publisher of the first articles. 0: unknown.
    edge.publisher_id,  -- Key into bi.publisher: publisher that printed them after. 0: unknown.
    count(*)::integer as story_count,  -- Texts that the publisher printed after the source.
    count(*) filter (where edge.is_certain)::integer as certain_count,  -- Those of which the source is first whatever the exact instants.
    count(edge.lag_hours)::integer as dated_count,  -- Those of which both publications are dated.
    percentile_cont(0.5) within group (order by edge.lag_hours) as median_lag_hours  -- Median hours from the source's publication to the copy's. NULL: none is dated.
from star.date
join star.story_edge as edge on edge.first_published_date_utc = date.date
group by date.week_start, edge.source_publisher_id, edge.publisher_id;
