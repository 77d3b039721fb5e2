-- figures: articles, opened_articles, pages, captures, slots, sites, publishers, stories, copied_stories, quarantined, late_sites, watched_sites, last_captured_at
with articles as (
    select article.article_id, article.is_opened, article.publisher_id, article.story_id
    from bi.article
    where %(site_id)s::bigint is null
        and ((%(since)s::date is null and %(until)s::date is null)
            or (article.first_seen_at at time zone 'UTC')::date between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity'))
    union all
    select article.article_id, article.is_opened, article.publisher_id, article.story_id
    from (
        select article_id, min(first_shown_date_utc) as day from bi.slot where site_id = %(site_id)s group by article_id
    ) as shown
    join bi.article using (article_id)
    where (%(since)s::date is null and %(until)s::date is null)
        or day between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity')
),
captures as (
    select capture_id, page_id, site_id, captured_at from bi.capture
    where (%(site_id)s::bigint is null or site_id = %(site_id)s)
        and ((%(since)s::date is null and %(until)s::date is null)
            or captured_date_utc between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity'))
),
pages as (
    select page_id, site_id from bi.page
    where (%(site_id)s::bigint is null or site_id = %(site_id)s)
        and ((%(since)s::date is null and %(until)s::date is null) or page_id in (select page_id from captures))
)
select
    'figures',
    articles.articles, articles.opened_articles,
    pages.pages,
    captures.captures,
    (
        select count(*) from bi.slot
        where (%(site_id)s::bigint is null or site_id = %(site_id)s)
            and ((%(since)s::date is null and %(until)s::date is null)
                or first_shown_date_utc between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity'))
    ),
    pages.sites, articles.publishers, articles.stories,
    (
        select count(*) from bi.story
        where copy_count > 0 and story_id in (select story_id from articles)
    ),
    (
        select count(*) from bi.quarantine
        where not is_resolved
            and (
                (%(site_id)s::bigint is null and %(since)s::date is null and %(until)s::date is null)
                or capture_id in (select capture_id from captures)
            )
    ),
    fresh.late_sites, fresh.watched_sites,
    captures.last_captured_at
from
    (
        select
            count(*) as articles, count(*) filter (where is_opened) as opened_articles,
            count(distinct nullif(publisher_id, 0)) as publishers, count(distinct story_id) as stories
        from articles
    ) as articles,
    (select count(*) as pages, count(distinct site_id) as sites from pages) as pages,
    (select count(*) as captures, max(captured_at) as last_captured_at from captures) as captures,
    (
        select
            count(*) filter (where status in ('late', 'never')) as late_sites,
            count(*) filter (where status <> 'not_watched') as watched_sites
        from bi.freshness
        where %(site_id)s::bigint is null or site_id = %(site_id)s
    ) as fresh;
