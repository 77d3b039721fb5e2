-- Who prints whose texts, how often, and how much later? Counted by key; names come afterwards.
select source.publisher as source, copier.publisher as copier, story_count, certain_count, median_lag_hours
from (
    select source_publisher_id, publisher_id, count(*) as story_count, count(*) filter (where is_certain) as certain_count,
           percentile_cont(0.5) within group (order by lag_hours) as median_lag_hours
    from bi.story_edge
    group by source_publisher_id, publisher_id
    order by story_count desc
    limit 50
) as edge
join bi.publisher as source on source.publisher_id = edge.source_publisher_id
join bi.publisher as copier on copier.publisher_id = edge.publisher_id
order by story_count desc, source, copier;
