-- One row per publisher and day in UTC on which it published, or something of it was shown first; articles whose day is unknown are in none.
-- key: publisher_id, date
-- refers: publisher_id publisher, date date
-- index: date
-- moves with: article, slot by date
select
    publisher_id,  -- Key into bi.publisher. 0: unknown.
    date,  -- Day in UTC.
    sum(article_count)::bigint as article_count,  -- Articles that were published.
    sum(opened_count)::bigint as opened_count,  -- Those that some captured page is about.
    sum(word_count)::bigint as word_count,  -- Words of their bodies.
    sum(first_count)::bigint as first_count,  -- Those that came first in a story that others copied.
    sum(copy_count)::bigint as copy_count,  -- Those that are copies.
    sum(slot_count)::bigint as slot_count,  -- Slots that show them, whenever.
    sum(shown_slot_count)::bigint as shown_slot_count  -- Related slots that were shown for the first time on the day, of its articles of whatever day.
from (
    select
        article.publisher_id,
        article.published_date_utc as date,
        count(*) as article_count,
        count(*) filter (where article.is_opened) as opened_count,
        sum(article.word_count) as word_count,
        count(*) filter (where member.is_first and story.copy_count > 0) as first_count,
        count(*) filter (where not member.is_first and member.kind in ('exact', 'syndicated', 'excerpt')) as copy_count,
        sum(article.page_count) as slot_count,
        0 as shown_slot_count
    from star.article
    left join star.story_member as member using (article_id)
    left join star.story on story.story_id = member.story_id
    where article.published_date_utc is not null
    group by article.publisher_id, article.published_date_utc
    union all
    select publisher_id, first_shown_date_utc, 0, 0, 0, 0, 0, 0, count(*)
    from star.slot
    where first_shown_date_utc is not null and role = 'related'
    group by publisher_id, first_shown_date_utc
) as counted
group by publisher_id, date;
