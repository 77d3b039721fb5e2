-- How exactly are articles dated, and how often do dates contradict each other?
select published_precision, published_source, count(*) as article_count,
       count(*) filter (where has_date_conflict) as conflict_count
from bi.article
group by published_precision, published_source
order by article_count desc;
