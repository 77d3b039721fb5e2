-- Which authors have most articles? An article of two authors counts half for each in author_weight.
select author.author, counted.article_weight, counted.article_count
from (
    select author_key, sum(author_weight) as article_weight, count(*) as article_count
    from bi.article_author group by author_key order by article_weight desc limit 50
) as counted
join bi.author using (author_key)
order by counted.article_weight desc;
