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
        publisher_id, published_date_utc as date, count(*) as article_count, count(*) filter (where is_opened) as opened_count,
        sum(word_count) as word_count, 0 as first_count,
        count(*) filter (where story_kind in ('exact', 'syndicated', 'excerpt')) as copy_count,
        sum(page_count) as slot_count, 0 as shown_slot_count
    from star.article where published_date_utc is not null group by 1, 2
    union all
    -- Who is first may be an excerpt too, and is no copy.
    select
        story.first_publisher_id, story.first_published_date_utc, 0, 0, 0, count(*),
        -count(*) filter (where first_article.story_kind in ('exact', 'syndicated', 'excerpt')), 0, 0
    from star.story
    join star.article as first_article on first_article.article_id = story.first_article_id
    where story.first_published_date_utc is not null and story.copy_count > 0 group by 1, 2
    union all
    select publisher_id, first_shown_date_utc, 0, 0, 0, 0, 0, 0, count(*)
    from star.slot where first_shown_date_utc is not null and role = 'related' group by 1, 2
) as counted
group by publisher_id, date;
