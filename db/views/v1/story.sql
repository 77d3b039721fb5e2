create or replace view bi.story as
select
    story.story_id,
    first_article.title,
    first_article.language,
    story.first_article_id,
    first_publisher.publisher_id as first_publisher_id,
    first_publisher.name as first_publisher,
    first_article.published_at as first_published_at,
    (first_article.published_at at time zone 'UTC')::date as first_published_date_utc,
    first_article.published_min_at as first_published_min_at,
    first_article.published_max_at as first_published_max_at,
    story.first_certainty,
    story.article_count,
    story.article_count - 1 as copy_count,
    story.publisher_count,
    members.exact_count,
    members.syndicated_count,
    members.excerpt_count,
    members.revision_count,
    members.last_published_at,
    round((extract(epoch from members.last_published_at - members.earliest_published_at) / 3600)::numeric, 2)::double precision
        as spread_hours,
    story.is_manual,
    story.algorithm_version,
    story.created_at,
    story.updated_at
from news.story
join news.article as first_article on first_article.article_id = story.first_article_id
left join news.publisher as first_publisher on first_publisher.publisher_id = first_article.publisher_id
cross join lateral (
    select
        count(*) filter (where member.kind = 'exact') as exact_count,
        count(*) filter (where member.kind = 'syndicated') as syndicated_count,
        count(*) filter (where member.kind = 'excerpt') as excerpt_count,
        count(*) filter (where member.kind = 'revision') as revision_count,
        min(article.published_at) as earliest_published_at,
        max(article.published_at) as last_published_at
    from news.story_member as member
    join news.article using (article_id)
    where member.story_id = story.story_id
) as members;

comment on view bi.story is
    'One row per story: the articles that are one text, however many publishers print it. A text that nobody copied is a story of one article; leave those out with copy_count > 0.';
comment on column bi.story.story_id is 'Surrogate key of the story. When stories join, the smallest key stays.';
comment on column bi.story.title is 'Title of the first article.';
comment on column bi.story.language is 'ISO 639-1 code of the first article''s text. NULL: too little text to tell.';
comment on column bi.story.first_article_id is 'Key into bi.article: the article that came first, as far as dates tell; see first_certainty.';
comment on column bi.story.first_publisher_id is 'Key into bi.publisher: publisher of the first article. NULL: no page prints one.';
comment on column bi.story.first_publisher is 'Name of the first article''s publisher. NULL: no page prints one.';
comment on column bi.story.first_published_at is 'Best instant of the first article''s publication (UTC). NULL: unknown.';
comment on column bi.story.first_published_date_utc is 'Day of first_published_at in UTC. NULL: unknown.';
comment on column bi.story.first_published_min_at is 'Earliest instant that the first article''s printed dates allow (UTC, inclusive). NULL: unknown.';
comment on column bi.story.first_published_max_at is 'Latest instant that the first article''s printed dates allow (UTC, inclusive). NULL: unknown.';
comment on column bi.story.first_certainty is 'How sure it is which article came first: only, certain (before every other whatever the exact instants), likely (dates overlap or some are unknown), unknown (the first is not dated).';
comment on column bi.story.article_count is 'Articles of the story.';
comment on column bi.story.copy_count is 'Articles besides the first.';
comment on column bi.story.publisher_count is 'Different publishers that print it; articles without a publisher count for none.';
comment on column bi.story.exact_count is 'Articles whose text is another''s word for word, or all but.';
comment on column bi.story.syndicated_count is 'Articles of other publishers with the same text, edited.';
comment on column bi.story.excerpt_count is 'Articles that are a part of another''s text.';
comment on column bi.story.revision_count is 'Articles that are another version of the same publisher.';
comment on column bi.story.last_published_at is 'Latest known instant of publication of an article of the story (UTC). NULL: none is known.';
comment on column bi.story.spread_hours is 'Hours from the earliest to the latest known publication. NULL: no article is dated.';
comment on column bi.story.is_manual is 'Whether a person''s merge or split shaped it.';
comment on column bi.story.algorithm_version is 'Version of the clustering that decided it.';
comment on column bi.story.created_at is 'When the story was first met (UTC).';
comment on column bi.story.updated_at is 'When its articles, or what is said of them here, last moved (UTC).';
