-- Which share of a site's related slots leads to the page's own publisher? Of those of which both are known.
select site.site, sum(day.own_publisher_slot_count)::float / nullif(sum(day.known_publisher_slot_count), 0) as own_share,
       sum(day.known_publisher_slot_count) as slot_count
from bi.site_day as day
join bi.site using (site_id)
group by site.site
order by slot_count desc;
