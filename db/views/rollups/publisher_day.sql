-- One row per publisher and day of publication in UTC; articles whose day is unknown are in none.
-- key: publisher_id, date
-- refers: publisher_id publisher, date date
-- index: date
select
    article.publisher_id,  -- Key into bi.publisher. 0: unknown.
    article.published_date_utc as date,  -- Day in UTC.
    count(*) as article_count,  -- Articles that were published.
    count(*) filter (where article.is_opened) as opened_count,  -- Those that some captured page is about.
    sum(article.word_count)::bigint as word_count,  -- Words of their bodies.
    count(*) filter (where member.is_first and story.copy_count > 0) as first_count,  -- Those that came first in a story that others copied.
    count(*) filter (where not member.is_first and member.kind in ('exact', 'syndicated', 'excerpt')) as copy_count,  -- Those that are copies.
    sum(article.page_count)::bigint as slot_count  -- Slots that show them, whenever.
from star.article
left join star.story_member as member using (article_id)
left join star.story on story.story_id = member.story_id
where article.published_date_utc is not null
group by article.publisher_id, article.published_date_utc;
