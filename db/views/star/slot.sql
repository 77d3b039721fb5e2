-- One row per article and page: an article on a page, in a role. To count articles use bi.article.
-- key: slot_id
-- natural key: page_id, article_id
-- refers: article_id article, page_id page, site_id site, publisher_id publisher, host_article_id article, host_publisher_id publisher, first_shown_date_utc date
-- index: article_id; first_shown_date_utc, site_id; publisher_id; host_publisher_id; page_id; host_article_id; site_id, first_shown_at
select
    shown.appearance_id as slot_id,  -- Surrogate key of the slot; the appearance_id of bi.appearance.
    shown.article_id,  -- Key into bi.article: the article that is shown.
    shown.page_id,  -- Key into bi.page: the page that shows it.
    coalesce(page.site_id, 0) as site_id,  -- Key into bi.site: site of the page. 0: unknown.
    article.publisher_id,  -- Key into bi.publisher: publisher of the article that is shown. 0: unknown.
    host.article_id as host_article_id,  -- Key into bi.article: the article that the page is about. NULL: it is about none.
    coalesce(host_article.publisher_id, 0) as host_publisher_id,  -- Key into bi.publisher: publisher of the article that the page is about. 0: unknown, or it is about none.
    shown.role,  -- primary: the page is about the article; related: the page links it.
    shown.position,  -- 0 for the primary; else the place of the card on the page, from the top; 1 is the first one.
    shown.is_current,  -- Whether the newest capture of the page still shows it.
    shown.link_kind,  -- What the card leads to: article, section, product, ad, legal, person or unknown. NULL: it is the primary, or nobody looked.
    first_capture.captured_at as first_shown_at,  -- Moment of the first capture that shows it (UTC). NULL: unknown.
    (first_capture.captured_at at time zone 'UTC')::date as first_shown_date_utc,  -- Day of first_shown_at in UTC. NULL: unknown.
    last_capture.captured_at as last_shown_at,  -- Moment of the newest capture that shows it (UTC). NULL: unknown.
    (extract(epoch from last_capture.captured_at - first_capture.captured_at) / 3600)::double precision as shown_hours,  -- Hours from the first to the newest capture that shows it; 0 where one capture does. NULL: a moment is unknown.
    (extract(epoch from first_capture.captured_at - article.published_at) / 3600)::double precision as age_hours_at_first_shown,  -- Hours from the article's publication to the first capture that shows it here. NULL: one of them is unknown.
    case when article.publisher_id <> 0 and host_article.publisher_id <> 0 then article.publisher_id = host_article.publisher_id end as is_same_publisher,  -- Whether the article and the page's article are of one publisher. NULL: one of them is unknown.
    page.page_domain = article.domain as is_same_domain,  -- Whether the article's own address is on the page's domain. NULL: one of them is unknown.
    shown.created_at,  -- When the slot was first loaded (UTC).
    shown.updated_at  -- When what the page prints of the article last moved (UTC).
from news.appearance as shown
join star.article on article.article_id = shown.article_id
join star.page on page.page_id = shown.page_id
join news.capture as first_capture on first_capture.capture_id = shown.first_capture_id
join news.capture as last_capture on last_capture.capture_id = shown.last_capture_id
left join news.appearance as host on host.page_id = shown.page_id and host.role = 'primary' and host.is_current
left join star.article as host_article on host_article.article_id = host.article_id;
