create or replace view bi.freshness as
select
    site.site_key as site,
    site.declaration is not null as is_declared,
    case
        when polls.start_page_count is null then 'not_watched'
        when polls.last_polled_at is null and seen.last_captured_at is null then 'never'
        when greatest(polls.last_polled_at, seen.last_captured_at)
            < now() - make_interval(secs => 2 * polls.expected_interval_seconds + 3600) then 'late'
        else 'fresh'
    end as status,
    seen.page_count,
    seen.last_captured_at,
    extract(epoch from now() - seen.last_captured_at)::double precision / 3600 as capture_lag_hours,
    articles.last_new_article_at,
    extract(epoch from now() - articles.last_new_article_at)::double precision / 3600 as new_article_lag_hours,
    polls.last_polled_at,
    polls.start_page_count,
    polls.expected_interval_seconds / 3600 as expected_interval_hours
from news.site
cross join lateral (
    select count(*) as page_count, max(page.last_seen_at) as last_captured_at
    from news.page
    where page.site_id = site.site_id
) as seen
cross join lateral (
    select max(appearance.created_at) as last_new_article_at
    from news.page
    join news.appearance using (page_id)
    where page.site_id = site.site_id
) as articles
left join (
    select
        start_page.site_id,
        count(*) as start_page_count,
        max(start_page.last_polled_at) as last_polled_at,
        min(start_page.max_interval_seconds) as expected_interval_seconds
    from news.start_page
    where start_page.is_active
    group by start_page.site_id
) as polls on polls.site_id = site.site_id;

comment on view bi.freshness is 'One row per site: how long ago it was captured, and brought something new.';
comment on column bi.freshness.site is 'Site: a declared one, an aggregator with a profile, or a host.';
comment on column bi.freshness.is_declared is 'Whether it is declared, so that its start pages are polled.';
comment on column bi.freshness.status is 'fresh; late (not captured for twice its interval and an hour); never (declared, and not captured yet); not_watched (no start page of it is polled).';
comment on column bi.freshness.page_count is 'Pages of the site.';
comment on column bi.freshness.last_captured_at is 'Moment of the latest capture of a page of it (UTC). NULL: no capture''s moment is known.';
comment on column bi.freshness.capture_lag_hours is 'Hours since last_captured_at. NULL: it is unknown.';
comment on column bi.freshness.last_new_article_at is 'When one of its pages last showed an article that it had not shown before (UTC). NULL: never.';
comment on column bi.freshness.new_article_lag_hours is 'Hours since last_new_article_at. NULL: never.';
comment on column bi.freshness.last_polled_at is 'When a start page of it was last asked for (UTC). NULL: never, or it has none.';
comment on column bi.freshness.start_page_count is 'Start pages that are polled. NULL: none is.';
comment on column bi.freshness.expected_interval_hours is 'Longest time between two polls of its most often polled start page, in hours. NULL: none is polled.';
