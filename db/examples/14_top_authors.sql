-- Which authors have most articles? An article of two authors counts half for each in author_weight.
select author.author, sum(bridge.author_weight) as article_weight, count(*) as article_count
from bi.article_author as bridge
join bi.author using (author_key)
group by author.author_key, author.author
order by article_weight desc
limit 50;
