create or replace view bi.story_member as
select
    member.article_id,
    member.story_id,
    article.title,
    article.publisher_id,
    publisher.name as publisher,
    member.kind,
    member.article_id = story.first_article_id as is_first,
    member.compared_article_id,
    member.containment,
    member.jaccard,
    member.size_ratio,
    member.method,
    member.is_manual,
    article.published_at,
    article.published_min_at,
    article.published_max_at,
    article.published_precision,
    article.word_count,
    member.algorithm_version,
    member.created_at,
    member.updated_at
from news.story_member as member
join news.story using (story_id)
join news.article using (article_id)
left join news.publisher using (publisher_id);

comment on view bi.story_member is
    'One row per article that is in a story: what kind of copy it is and how alike. Articles with fewer than eight words of text are in none.';
comment on column bi.story_member.article_id is 'Key into bi.article.';
comment on column bi.story_member.story_id is 'Key into bi.story.';
comment on column bi.story_member.title is 'Title of the article.';
comment on column bi.story_member.publisher_id is 'Key into bi.publisher. NULL: no page prints a publisher.';
comment on column bi.story_member.publisher is 'Name of the publisher. NULL: no page prints one.';
comment on column bi.story_member.kind is 'What it is of compared_article_id: exact (the same wording, or all but), excerpt (a part of it), revision (another version of the same publisher), syndicated (another print). NULL: it came first and is no excerpt.';
comment on column bi.story_member.is_first is 'Whether it came first in its story, as far as dates tell; see bi.story.first_certainty.';
comment on column bi.story_member.compared_article_id is 'Article of the story that the figures compare it with. NULL: it is alone, or a person joined it.';
comment on column bi.story_member.containment is 'Share of the shorter text''s runs of four words that the longer one holds, 0 to 1. NULL: it is alone, or a person joined it.';
comment on column bi.story_member.jaccard is 'Shared runs of four words over all of both texts, 0 to 1. NULL: it is alone, or a person joined it.';
comment on column bi.story_member.size_ratio is 'Size of the shorter text over the longer one''s, in runs, 0 to 1. NULL: it is alone, or a person joined it.';
comment on column bi.story_member.method is 'Rule that made it a member: alone, text (same wording), runs (shared runs of words), part (a small part of a much longer text) or manual.';
comment on column bi.story_member.is_manual is 'Whether a person''s merge or split put it where it is.';
comment on column bi.story_member.published_at is 'Best instant of publication (UTC). NULL: unknown.';
comment on column bi.story_member.published_min_at is 'Earliest instant the printed dates allow (UTC, inclusive). NULL: unknown.';
comment on column bi.story_member.published_max_at is 'Latest instant the printed dates allow (UTC, inclusive). NULL: unknown.';
comment on column bi.story_member.published_precision is 'How exactly the date is known: second, minute, hour, day or unknown.';
comment on column bi.story_member.word_count is 'Words of the body.';
comment on column bi.story_member.algorithm_version is 'Version of the clustering that decided it.';
comment on column bi.story_member.created_at is 'When the article was first put into a story (UTC).';
comment on column bi.story_member.updated_at is 'When its story or what is said of it last moved (UTC).';
