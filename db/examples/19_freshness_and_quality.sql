-- Which sites are late, and how many checks of the newest runs did not hold?
select site, status, capture_lag_hours, new_article_lag_hours, coalesce(failed_check_count, 0) as failed_check_count
from bi.freshness
left join (
    select site, count(*) as failed_check_count from bi.data_quality where not is_passed group by site
) as failed using (site)
order by status = 'late' desc, capture_lag_hours desc nulls last;
