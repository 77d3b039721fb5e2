-- What was published in the newest week that has articles? The day is the one in UTC.
select article_id, title, coalesce(publisher, '(unknown)') as publisher, published_at, published_precision, url
from bi.article
where published_date_utc > (select max(published_date_utc) from bi.article) - 7
order by published_at desc
limit 500;
