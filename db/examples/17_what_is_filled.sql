-- How often is each column filled, opened articles only?
select field, sum(filled_count)::float / sum(article_count) as filled_share, sum(article_count) as article_count
from bi.field_fill
where is_opened
group by field
order by filled_share desc;
