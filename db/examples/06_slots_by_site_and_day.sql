-- How many new slots did each site show per day, and how old was what it showed?
select site.site, day.date, day.capture_count, day.new_slot_count, day.median_age_hours
from bi.site_day as day
join bi.site using (site_id)
order by day.date desc, day.new_slot_count desc
limit 100;
