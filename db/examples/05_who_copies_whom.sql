-- Who prints whose texts, how often, and how much later?
select source.publisher as source, copier.publisher as copier, count(*) as story_count,
       count(*) filter (where edge.is_certain) as certain_count,
       percentile_cont(0.5) within group (order by edge.lag_hours) as median_lag_hours
from bi.story_edge as edge
join bi.publisher as source on source.publisher_id = edge.source_publisher_id
join bi.publisher as copier on copier.publisher_id = edge.publisher_id
group by source.publisher, copier.publisher
order by story_count desc, source, copier
limit 50;
