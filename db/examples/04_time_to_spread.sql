-- How fast do copied stories spread? NULL hours (fewer than two dated prints) are left out by the aggregate.
select publisher_count, count(*) as story_count,
       percentile_cont(0.5) within group (order by spread_hours) as median_spread_hours
from bi.story
where copy_count > 0
group by publisher_count
order by publisher_count;
