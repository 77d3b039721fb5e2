-- Which sites are late, and how many checks of the newest runs did not hold?
select site, status, capture_lag_hours, new_article_lag_hours,
       (select count(*) from bi.data_quality where data_quality.site = freshness.site and not is_passed) as failed_check_count
from bi.freshness
order by status = 'late' desc, capture_lag_hours desc nulls last;
