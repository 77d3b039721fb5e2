-- One row per month in which articles were first loaded (UTC), opened or not, and column of bi.article: how often it is filled.
-- key: month_start, is_opened, field
-- refers: month_start date
-- moves with: loaded by month_start
with counted as (
    select
        date_trunc('month', created_at at time zone 'UTC')::date as month_start, is_opened, count(*) as article_count,
        count(publisher) as publisher, count(agency) as agency, count(authors_text) as authors_text, count(language) as language,
        count(url) as url, count(category) as category, count(tags_text) as tags_text, count(is_free) as is_free,
        count(published_at) as published_at, count(published_raw) as published_raw, count(modified_at) as modified_at,
        count(story_id) as story_id, count(image_url) as image_url, count(*) filter (where word_count > 0) as word_count
    from star.article group by 1, 2
)
select
    month_start,  -- First day of the month, UTC.
    is_opened,  -- Whether some captured page is about the articles.
    fills.field,  -- Column of bi.article; of word_count a row without words counts as empty.
    article_count,  -- Articles.
    fills.filled_count,  -- Those in which the column has a value.
    fills.filled_count::double precision / article_count as filled_share  -- Their share, 0 to 1.
from counted
cross join lateral (values
    ('publisher', publisher), ('agency', agency), ('authors_text', authors_text), ('language', language), ('url', url),
    ('category', category), ('tags_text', tags_text), ('is_free', is_free), ('published_at', published_at),
    ('published_raw', published_raw), ('modified_at', modified_at), ('story_id', story_id), ('image_url', image_url),
    ('word_count', word_count)
) as fills (field, filled_count);
