create or replace view bi.publisher as
select
    publisher.publisher_id,
    publisher.name,
    count(article.article_id) as article_count,
    count(article.article_id) filter (where article.completeness = 'full') as full_article_count,
    coalesce(sum(article.word_count), 0)::bigint as word_count,
    min(article.published_at) as first_published_at,
    max(article.published_at) as last_published_at,
    max(article.last_seen_at) as last_seen_at,
    publisher.created_at
from news.publisher
left join news.article using (publisher_id)
group by publisher.publisher_id;

comment on view bi.publisher is 'One row per publisher: whose articles they are.';
comment on column bi.publisher.publisher_id is 'Surrogate key of the publisher.';
comment on column bi.publisher.name is 'Name as first printed.';
comment on column bi.publisher.article_count is 'Articles of the publisher, each counted once.';
comment on column bi.publisher.full_article_count is 'Articles of which the full text is there.';
comment on column bi.publisher.word_count is 'Words of all its articles.';
comment on column bi.publisher.first_published_at is 'Earliest known instant of publication (UTC). NULL: none is known.';
comment on column bi.publisher.last_published_at is 'Latest known instant of publication (UTC). NULL: none is known.';
comment on column bi.publisher.last_seen_at is 'Moment of the latest capture that shows an article of it (UTC). NULL: unknown.';
comment on column bi.publisher.created_at is 'When the publisher was first met (UTC).';
