-- Which languages are texts in?
select language.language, language.script, counted.article_count, counted.word_count
from (
    select language_code, count(*) as article_count, sum(word_count) as word_count
    from bi.article group by language_code
) as counted
join bi.language using (language_code)
order by counted.article_count desc;
