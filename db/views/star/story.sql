-- One row per story: the articles that are one text, however many publishers print it. A text that nobody copied is a story of one article; leave those out with copy_count > 0.
-- key: story_id
-- refers: first_article_id article, first_publisher_id publisher
-- index: first_published_date_utc; first_publisher_id; first_article_id; copy_count
select
    story.story_id,  -- Surrogate key of the story. When stories join, the smallest key stays.
    first_article.title,  -- Title of the first article.
    first_article.language,  -- ISO 639-1 code of the first article's text. NULL: too little text to tell.
    story.first_article_id,  -- Key into bi.article: the article that came first, as far as dates tell; see first_certainty.
    first_article.publisher_id as first_publisher_id,  -- Key into bi.publisher: publisher of the first article. 0: no page prints one.
    first_article.publisher as first_publisher,  -- Name of the first article's publisher. NULL: no page prints one.
    first_article.published_at as first_published_at,  -- Best instant of the first article's publication (UTC). NULL: unknown.
    first_article.published_date_utc as first_published_date_utc,  -- Day of first_published_at in UTC. NULL: unknown.
    first_article.published_min_at as first_published_min_at,  -- Earliest instant that the first article's printed dates allow (UTC, inclusive). NULL: unknown.
    first_article.published_max_at as first_published_max_at,  -- Latest instant that the first article's printed dates allow (UTC, inclusive). NULL: unknown.
    story.first_certainty,  -- How sure it is which article came first: only, certain (before every other whatever the exact instants), likely (dates overlap or some are unknown), unknown (the first is not dated).
    members.article_count,  -- Articles of the story.
    members.article_count - 1 as copy_count,  -- Articles besides the first.
    members.publisher_count,  -- Different publishers that print it, spellings joined; articles without a publisher count for none.
    members.exact_count,  -- Articles whose text is another's word for word, or all but.
    members.syndicated_count,  -- Articles of other publishers with the same text, edited.
    members.excerpt_count,  -- Articles that are a part of another's text.
    members.revision_count,  -- Articles that are another version of the same publisher.
    members.last_published_at,  -- Latest known instant of publication of an article of the story (UTC). NULL: none is known.
    case when members.dated_count > 1 then
        round((extract(epoch from members.last_published_at - members.earliest_published_at) / 3600)::numeric, 2)::double precision
    end as spread_hours,  -- Hours from the earliest to the latest known publication. NULL: fewer than two of its articles are dated, so nothing is known to have spread.
    story.is_manual,  -- Whether a person's merge or split shaped it.
    story.algorithm_version,  -- Version of the clustering that decided it.
    story.created_at,  -- When the story was first met (UTC).
    story.updated_at  -- When its articles, or what is said of them here, last moved (UTC).
from news.story
join star.article as first_article on first_article.article_id = story.first_article_id
cross join lateral (
    select
        count(*) as article_count,
        count(distinct member.publisher_id) filter (where member.publisher_id <> 0) as publisher_count,
        count(*) filter (where member.kind = 'exact') as exact_count,
        count(*) filter (where member.kind = 'syndicated') as syndicated_count,
        count(*) filter (where member.kind = 'excerpt') as excerpt_count,
        count(*) filter (where member.kind = 'revision') as revision_count,
        count(member.published_at) as dated_count,
        min(member.published_at) as earliest_published_at,
        max(member.published_at) as last_published_at
    from star.story_member as member
    where member.story_id = story.story_id
) as members;
