-- Who had stories first, and how sure is it? Only stories that somebody copied.
select first_publisher, first_certainty, count(*) as story_count
from bi.story
where copy_count > 0
group by first_publisher, first_certainty
order by story_count desc
limit 50;
