-- Who had stories first, and how sure is it? Only stories that somebody copied.
select coalesce(first_publisher, '(unknown)') as first_publisher, first_certainty, count(*) as story_count
from bi.story
where copy_count > 0
group by 1, 2
order by story_count desc
limit 50;
