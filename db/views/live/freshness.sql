-- One row per site: how long ago it was captured, and brought something new.
-- key: site
-- refers: site_id site
select
    site.site_id,  -- Key into bi.site.
    site.site_key as site,  -- Site: a declared one, or a host whose pages were captured.
    site.declaration is not null as is_declared,  -- Whether it is declared, so that its start pages are polled.
    case
        when polls.start_page_count is null then 'not_watched'
        when polls.last_polled_at is null and seen.last_captured_at is null then 'never'
        when greatest(polls.last_polled_at, seen.last_captured_at)
            < now() - make_interval(secs => 2 * polls.expected_interval_seconds + 3600) then 'late'
        else 'fresh'
    end as status,  -- fresh; late (not captured for twice its interval and an hour); never (declared, and not captured yet); not_watched (no start page of it is polled).
    seen.page_count,  -- Pages of the site.
    seen.last_captured_at,  -- Moment of the latest capture of a page of it (UTC). NULL: no capture's moment is known.
    extract(epoch from now() - seen.last_captured_at)::double precision / 3600 as capture_lag_hours,  -- Hours since last_captured_at. NULL: it is unknown.
    articles.last_new_article_at,  -- Moment of the latest capture of a page of it that showed an article which the page had not shown before (UTC). NULL: no such moment is known.
    extract(epoch from now() - articles.last_new_article_at)::double precision / 3600 as new_article_lag_hours,  -- Hours since last_new_article_at. NULL: it is unknown.
    polls.last_polled_at,  -- When a start page of it was last asked for (UTC). NULL: never, or it has none.
    polls.start_page_count,  -- Start pages that are polled. NULL: none is.
    polls.expected_interval_seconds / 3600 as expected_interval_hours,  -- Longest time between two polls of its most often polled start page, in hours. NULL: none is polled.
    kept.change_seq  -- Rises whenever the site's own row moves; lags and times move without it.
from news.site
join star.site as kept on kept.site_id = site.site_id
cross join lateral (
    select count(*) as page_count, max(page.last_captured_at) as last_captured_at
    from star.page
    where page.site_id = site.site_id
) as seen
cross join lateral (
    select max(slot.first_shown_at) as last_new_article_at
    from star.slot
    where slot.site_id = site.site_id
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
