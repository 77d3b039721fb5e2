-- How much of the full texts comes from which agency?
select coalesce(agency, '(none named)') as agency, count(*) as article_count, sum(word_count) as word_count
from bi.article
where text_state = 'full'
group by 1
order by article_count desc
limit 50;
