-- Who published how much, day by day? Unknown publishers are the row (unknown).
select publisher.publisher, day.date, day.article_count, day.opened_count
from bi.publisher_day as day
join bi.publisher using (publisher_id)
order by day.date desc, day.article_count desc, publisher.publisher
limit 100;
