-- On which days was nothing of a site captured, between days on which something was?
select site.site, coverage.date, coverage.typical_capture_count
from bi.coverage
right join bi.site on site.site_id = coverage.site_id and coverage.is_gap
order by coverage.date desc nulls last
limit 100;
