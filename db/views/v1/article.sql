create or replace view bi.article as
select
    article.article_id,
    article.title,
    article.publisher_id,
    publisher.name as publisher,
    article.agency,
    article.authors,
    article.language,
    article.url,
    article.category,
    article.tags,
    article.is_free,
    article.completeness,
    article.word_count,
    article.published_at,
    (article.published_at at time zone 'UTC')::date as published_date_utc,
    article.published_min_at,
    article.published_max_at,
    article.published_precision,
    article.published_source,
    article.published_raw,
    article.modified_at,
    article.has_date_conflict,
    shown.primary_page_count,
    shown.related_page_count,
    shown.page_count,
    story_member.story_id,
    story_member.kind as story_kind,
    article.first_seen_at,
    article.last_seen_at,
    article.created_at,
    article.updated_at,
    article.change_seq,
    article.image_url,
    article.body,
    article.text_state,
    article.access,
    article.publisher_source
from news.article
left join news.publisher using (publisher_id)
left join news.story_member using (article_id)
left join lateral (
    select
        count(*) filter (where role = 'primary') as primary_page_count,
        count(*) filter (where role = 'related') as related_page_count,
        count(distinct page_id) as page_count
    from news.appearance
    where appearance.article_id = article.article_id
) as shown on true;

comment on view bi.article is
    'One row per article: one text by one publisher, counted once however many pages show it. Text is as captured: escape it before it is rendered as HTML.';
comment on column bi.article.article_id is 'Surrogate key of the article.';
comment on column bi.article.title is 'Title as printed.';
comment on column bi.article.publisher_id is 'Key into bi.publisher. NULL: no page prints a publisher.';
comment on column bi.article.publisher is 'Name of the publisher. NULL: no page prints one.';
comment on column bi.article.agency is 'Wire service behind the text, e.g. Reuters. NULL: no credit names one.';
comment on column bi.article.authors is 'Names of the authors as printed, in order; empty when none is.';
comment on column bi.article.language is 'ISO 639-1 code of the text. NULL: too little text to tell.';
comment on column bi.article.url is 'The publisher''s own address of the article. NULL: no page tells it.';
comment on column bi.article.category is 'Section or category as printed. NULL: none is.';
comment on column bi.article.tags is 'Keywords as printed; empty when none is.';
comment on column bi.article.is_free is 'Whether the page says the text is free to read. NULL: it does not say.';
comment on column bi.article.completeness is 'How much of the text is there: full, teaser, caption or none.';
comment on column bi.article.word_count is 'Words of the body; 0 when there is none.';
comment on column bi.article.published_at is 'Best instant of publication (UTC), as exact as published_precision says. NULL: unknown; never the time of a run.';
comment on column bi.article.published_date_utc is 'Day of published_at in UTC. NULL: unknown.';
comment on column bi.article.published_min_at is 'Earliest instant the printed dates allow (UTC, inclusive). NULL: unknown.';
comment on column bi.article.published_max_at is 'Latest instant the printed dates allow (UTC, inclusive). NULL: unknown.';
comment on column bi.article.published_precision is 'How exactly the date is known: second, minute, hour, day or unknown.';
comment on column bi.article.published_source is 'Where the date was read: card, byline, body, metadata, or absent when none was.';
comment on column bi.article.published_raw is 'Date as printed. NULL: none was.';
comment on column bi.article.modified_at is 'Instant of the last change that the publisher states (UTC). NULL: it states none.';
comment on column bi.article.has_date_conflict is 'True when two appearances print dates that cannot both be right.';
comment on column bi.article.primary_page_count is 'Pages that are about the article.';
comment on column bi.article.related_page_count is 'Pages that link it as related.';
comment on column bi.article.page_count is 'Different pages that show it.';
comment on column bi.article.story_id is 'Story of articles that are one text. NULL: it is in none.';
comment on column bi.article.story_kind is 'What kind of copy it is in its story: exact, syndicated, excerpt or revision. NULL: in none.';
comment on column bi.article.first_seen_at is 'Moment of the earliest capture that shows it (UTC). NULL: no capture''s moment is known.';
comment on column bi.article.last_seen_at is 'Moment of the latest capture that shows it (UTC). NULL: no capture''s moment is known.';
comment on column bi.article.created_at is 'When the row was inserted (UTC).';
comment on column bi.article.updated_at is 'When the content last moved (UTC).';
comment on column bi.article.change_seq is 'Rises whenever the content moves; extract increments with change_seq > the last one seen.';
comment on column bi.article.image_url is 'Address of the lead picture. NULL: none is told.';
comment on column bi.article.body is 'Paragraphs joined by one newline; empty when no page carries any.';
comment on column bi.article.text_state is 'How much of the text is here: full, partial or none.';
comment on column bi.article.access is 'What the pages say of who may read the text: free, paid or unknown.';
comment on column bi.article.publisher_source is 'Where the publisher was read: printed (its label), stated (what the page states of itself) or domain. NULL: there is no publisher.';
