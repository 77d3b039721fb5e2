-- One row per article and page: an article as the newest capture that shows it prints it. To count articles use bi.article.
-- key: appearance_id
-- refers: appearance_id slot, article_id article, page_id page
select
    appearance.appearance_id,  -- Surrogate key of the appearance.
    appearance.article_id,  -- Key into bi.article.
    appearance.page_id,  -- Key of the page; the rows of one page share it.
    page.url as page_url,  -- Address of the page. NULL: the capture does not tell it.
    page.page_kind,  -- article, listing or publisher.
    site.site_key as site,  -- Site of the page: the declared name, else the host without www. NULL: it is not declared, and the address is unknown.
    appearance.role,  -- primary: the page is about the article; related: the page links it.
    appearance.position,  -- 0 for the primary; else the place of the card on the page, from the top; 1 is the first one.
    appearance.is_current,  -- Whether the newest capture of the page still shows it.
    appearance.title_raw,  -- Title as this page prints it.
    appearance.publisher_raw,  -- Publisher label as this page prints it. NULL: it prints none.
    appearance.category,  -- Category as this page prints it. NULL: none.
    appearance.url,  -- Link of the card, or address of the article. NULL: the page gives none.
    appearance.completeness,  -- How much of the text this page shows: full, teaser, caption or none.
    appearance.published_raw,  -- Date as this page prints it. NULL: it prints none.
    appearance.published_at,  -- Best instant that this page's date names (UTC). NULL: unknown.
    appearance.published_min_at,  -- Earliest instant that this page's date allows (UTC). NULL: unknown.
    appearance.published_max_at,  -- Latest instant that this page's date allows (UTC). NULL: unknown.
    appearance.published_precision,  -- How exactly: second, minute, hour, day or unknown.
    appearance.published_source,  -- Where the date was read: card, byline, body, metadata or absent.
    first_capture.captured_at as first_captured_at,  -- Moment of the capture that showed it first (UTC). NULL: unknown.
    last_capture.captured_at as last_captured_at,  -- Moment of the newest capture that shows it (UTC). NULL: unknown.
    appearance.created_at,  -- When the row was inserted (UTC).
    appearance.updated_at,  -- When the row last moved (UTC).
    appearance.link_kind,  -- What the card leads to: article, section, product, ad, legal, person or unknown. NULL: it is the primary, or nobody looked.
    page.profile,  -- Profile that the page was read with. NULL: the general rules read it.
    kept.change_seq  -- Rises whenever the appearance or its page moves; of its article's other columns those of bi.slot.
from news.appearance
join star.slot as kept on kept.slot_id = appearance.appearance_id
join news.page on page.page_id = appearance.page_id
left join news.site on site.site_id = page.site_id
join news.capture as first_capture on first_capture.capture_id = appearance.first_capture_id
join news.capture as last_capture on last_capture.capture_id = appearance.last_capture_id;
