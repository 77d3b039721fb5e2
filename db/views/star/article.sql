-- One row per article: one text by one publisher, counted once however many pages show it. The text is in bi.article_text. Text is as captured: escape it before it is rendered as HTML.
-- key: article_id
-- watch: publisher_id, domain, published_at
-- natural key: article_key
-- refers: publisher_id publisher, domain_key domain, section_key section, language_code language, published_date_utc date
-- index: published_at; published_date_utc; publisher_id, published_date_utc; story_id; domain_key; section_key; first_seen_at; using hash (url)
select
    article.article_id,  -- Surrogate key of the article.
    coalesce(
        identity.identity_key,
        'text:' || coalesce(printed.publisher_key, '') || ':' || article.text_key
        || case when length(article.body) < 900 then ':' || md5(article.title) else '' end
    ) as article_key,  -- Natural key: digest of its address, else of its page, else of its text and publisher.
    article.title,  -- Title as printed.
    coalesce(joined.into_id, 0) as publisher_id,  -- Key into bi.publisher. 0: no page prints a publisher.
    named.publisher,  -- Name of the publisher. NULL: no page prints one.
    article.publisher_source,  -- Where the publisher was read: printed (its label), stated (what the page states of itself) or domain. NULL: there is no publisher.
    article.agency,  -- Wire service behind the text, e.g. Reuters; two are parted by "/". NULL: no credit names one.
    nullif(array_to_string(article.authors, '; '), '') as authors_text,  -- Names of the authors as printed, in order, joined by "; ". NULL: none is. Filter and group by bi.article_author.
    article.language,  -- ISO 639-1 code of the text. NULL: too little text to tell.
    coalesce(article.language, 'und') as language_code,  -- Key into bi.language. und: too little text to tell.
    article.url,  -- The publisher's own address of the article. NULL: no page tells it.
    own.domain,  -- Registrable domain of the address. NULL: no page tells it.
    coalesce(own.domain, '(unknown)') as domain_key,  -- Key into bi.domain.
    article.category,  -- Section or category as printed. NULL: none is.
    coalesce(lower(article.category), '(unknown)') as section_key,  -- Key into bi.section.
    nullif(array_to_string(article.tags, '; '), '') as tags_text,  -- Keywords as printed, joined by "; ". NULL: none is. Filter and group by bi.article_tag.
    shown.primary_page_count > 0 as is_opened,  -- Whether some captured page is about it; else it is known by links only.
    shown.link_kind,  -- What it is: article where a page is about it; else the most article-like that a link to it leads to: article, unknown, section, product, ad, legal or person.
    article.text_state,  -- How much of the text is here: full, partial or none.
    article.access,  -- What the pages say of who may read the text: free, paid or unknown.
    article.is_free,  -- Whether the page says the text is free to read. NULL: it does not say.
    article.completeness,  -- How much of the text is there: full, teaser, caption or none.
    article.word_count,  -- Words of the body; in scripts without spaces as a segmenter counts them. 0: there is no text.
    length(article.body) as character_count,  -- Characters of the body.
    article.published_at,  -- Best instant of publication (UTC), as exact as published_precision says. NULL: unknown; never the time of a run.
    (article.published_at at time zone 'UTC')::date as published_date_utc,  -- Day of published_at in UTC. NULL: unknown.
    case
        when article.published_precision = 'day' then (article.published_at at time zone 'UTC')::date
        else (article.published_at at time zone 'UTC' + clock.ahead)::date
    end as published_date_local,  -- Day as printed, on the page's own clock. NULL: the printed date tells no zone.
    (extract(epoch from clock.ahead) / 60)::integer as published_utc_offset_minutes,  -- Minutes by which the printed clock is ahead of UTC. NULL: the printed date tells no zone.
    article.published_min_at,  -- Earliest instant the printed dates allow (UTC, inclusive). NULL: unknown.
    article.published_max_at,  -- Latest instant the printed dates allow (UTC, inclusive). NULL: unknown.
    article.published_precision,  -- How exactly the date is known: second, minute, hour, day or unknown.
    article.published_source,  -- Where the date was read: card, byline, body, metadata, or absent when none was.
    article.published_raw,  -- Date as printed. NULL: none was.
    article.published_precision <> 'unknown' as is_day_known,  -- Whether the date is known to the day or better; count by day with it.
    article.modified_at,  -- Instant of the last change that the publisher states (UTC). NULL: it states none.
    article.has_date_conflict,  -- True when two appearances print dates that cannot both be right.
    shown.primary_page_count,  -- Pages that are about the article.
    shown.related_page_count,  -- Pages that link it as related.
    shown.page_count,  -- Different pages that show it.
    shown.best_position,  -- Least position it has as a related link; 1 is the first card. NULL: no page links it.
    member.story_id,  -- Key into bi.story. NULL: it is in none.
    member.kind as story_kind,  -- What kind of copy it is in its story: exact, syndicated, excerpt or revision. NULL: none; it came first.
    article.image_url,  -- Address of the lead picture. NULL: none is told.
    article.text_key,  -- Digest of the folded text: equal texts have equal digests, in every database.
    article.first_seen_at,  -- Moment of the earliest capture that shows it (UTC). NULL: no capture's moment is known.
    article.last_seen_at,  -- Moment of the latest capture that shows it (UTC). NULL: no capture's moment is known.
    article.created_at,  -- When the row was inserted (UTC).
    article.updated_at  -- When the content last moved (UTC).
from news.article
left join star.publisher_join as joined on joined.publisher_id = article.publisher_id
left join news.publisher as printed on printed.publisher_id = article.publisher_id
left join star.publisher as named on named.publisher_id = joined.into_id
left join news.story_member as member on member.article_id = article.article_id
-- offset: worked out once, not for each column that shows it; the domain once for each host.
left join lateral (select star.offset_of(article.published_raw) as ahead offset 0) as clock on true
left join lateral (select star.host_of(article.url) as host offset 0) as hosted on true
left join lateral (select star.domain_of(hosted.host) as domain offset 0) as own on true
left join lateral (
    select coalesce(min(identity_key) filter (where identity_key like 'url:%'), min(identity_key)) as identity_key
    from news.article_identity as known
    where known.article_id = article.article_id
) as identity on true
left join lateral (
    select
        count(*) filter (where role = 'primary') as primary_page_count,
        count(*) filter (where role = 'related') as related_page_count,
        count(*) as page_count,
        min(position) filter (where role = 'related') as best_position,
        -- In this order, which is not that of the alphabet.
        (array['article', 'unknown', 'section', 'product', 'ad', 'legal', 'person'])[min(case
            when role = 'primary' then 1
            else array_position(array['article', 'unknown', 'section', 'product', 'ad', 'legal', 'person'], coalesce(link_kind, 'unknown'))
        end)] as link_kind
    from news.appearance
    where appearance.article_id = article.article_id
) as shown on true;
