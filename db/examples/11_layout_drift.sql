-- Do layouts still bring as many related links as they used to? By week of capture.
select date_trunc('week', captured_date_utc)::date as week_start, layout, count(*) as capture_count,
       avg(related_count) as mean_related_count, count(*) filter (where outcome = 'quarantined') as quarantined_count
from bi.capture
where captured_date_utc is not null
group by week_start, layout
order by week_start desc, capture_count desc
limit 100;
