create or replace view bi.appearance as
select
    appearance.appearance_id,
    appearance.article_id,
    appearance.page_id,
    page.url as page_url,
    page.page_kind,
    site.site_key as site,
    appearance.role,
    appearance.position,
    appearance.is_current,
    appearance.title_raw,
    appearance.publisher_raw,
    appearance.category,
    appearance.url,
    appearance.completeness,
    appearance.published_raw,
    appearance.published_at,
    appearance.published_min_at,
    appearance.published_max_at,
    appearance.published_precision,
    appearance.published_source,
    first_capture.captured_at as first_captured_at,
    last_capture.captured_at as last_captured_at,
    appearance.created_at,
    appearance.updated_at,
    appearance.link_kind,
    page.profile
from news.appearance
join news.page using (page_id)
left join news.site using (site_id)
join news.capture as first_capture on first_capture.capture_id = appearance.first_capture_id
join news.capture as last_capture on last_capture.capture_id = appearance.last_capture_id;

comment on view bi.appearance is
    'One row per article and page: an article as the newest capture that shows it prints it. To count articles use bi.article.';
comment on column bi.appearance.appearance_id is 'Surrogate key of the appearance.';
comment on column bi.appearance.article_id is 'Key into bi.article.';
comment on column bi.appearance.page_id is 'Key of the page; the rows of one page share it.';
comment on column bi.appearance.page_url is 'Address of the page. NULL: the capture does not tell it.';
comment on column bi.appearance.page_kind is 'article, listing or publisher.';
comment on column bi.appearance.site is 'Site of the page: the declared name, else the host without www. NULL: it is not declared, and the address is unknown.';
comment on column bi.appearance.role is 'primary: the page is about the article; related: the page links it.';
comment on column bi.appearance.position is '0 for the primary; else the place of the card on the page, from the top; 1 is the first one.';
comment on column bi.appearance.is_current is 'Whether the newest capture of the page still shows it.';
comment on column bi.appearance.title_raw is 'Title as this page prints it.';
comment on column bi.appearance.publisher_raw is 'Publisher label as this page prints it. NULL: it prints none.';
comment on column bi.appearance.category is 'Category as this page prints it. NULL: none.';
comment on column bi.appearance.url is 'Link of the card, or address of the article. NULL: the page gives none.';
comment on column bi.appearance.completeness is 'How much of the text this page shows: full, teaser, caption or none.';
comment on column bi.appearance.published_raw is 'Date as this page prints it. NULL: it prints none.';
comment on column bi.appearance.published_at is 'Best instant that this page''s date names (UTC). NULL: unknown.';
comment on column bi.appearance.published_min_at is 'Earliest instant that this page''s date allows (UTC). NULL: unknown.';
comment on column bi.appearance.published_max_at is 'Latest instant that this page''s date allows (UTC). NULL: unknown.';
comment on column bi.appearance.published_precision is 'How exactly: second, minute, hour, day or unknown.';
comment on column bi.appearance.published_source is 'Where the date was read: card, byline, body, metadata or absent.';
comment on column bi.appearance.first_captured_at is 'Moment of the capture that showed it first (UTC). NULL: unknown.';
comment on column bi.appearance.last_captured_at is 'Moment of the newest capture that shows it (UTC). NULL: unknown.';
comment on column bi.appearance.created_at is 'When the row was inserted (UTC).';
comment on column bi.appearance.updated_at is 'When the row last moved (UTC).';
comment on column bi.appearance.link_kind is 'What the card leads to: article, section, product, ad, legal, person or unknown. NULL: it is the primary, or nobody looked.';
comment on column bi.appearance.profile is 'Profile that the page was read with. NULL: the general rules read it.';
