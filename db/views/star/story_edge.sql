-- One row per story and publisher that copied it: who had the text first, who printed it after, and how long it took.
-- key: story_id, publisher_id
-- refers: story_id story, publisher_id publisher, source_publisher_id publisher, article_id article
-- index: source_publisher_id, publisher_id; publisher_id
-- dirty: story
select distinct on (story.story_id, member.publisher_id)
    story.story_id,  -- Key into bi.story.
    story.first_publisher_id as source_publisher_id,  -- Key into bi.publisher: publisher of the first article. 0: unknown.
    member.publisher_id,  -- Key into bi.publisher: publisher that printed it after. 0: unknown.
    member.article_id,  -- Key into bi.article: its first print of the story.
    member.kind,  -- What kind of copy that print is: exact, syndicated, excerpt or revision. NULL: none was told.
    (extract(epoch from member.published_at - story.first_published_at) / 3600)::double precision as lag_hours,  -- Hours from the first article's publication to this one's. NULL: one of them is unknown.
    story.first_certainty = 'certain' as is_certain,  -- Whether the first article is before this one whatever the exact instants.
    story.first_published_date_utc  -- Day of the first article's publication in UTC. NULL: unknown.
from star.story
join star.story_member as member on member.story_id = story.story_id and not member.is_first
where member.publisher_id <> story.first_publisher_id
order by story.story_id, member.publisher_id, member.published_at nulls last, member.article_id;
