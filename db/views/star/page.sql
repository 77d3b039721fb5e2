-- One row per page: one address of a site, or one set of bytes whose address is unknown.
-- key: page_id
-- watch: site_id, page_domain
-- natural key: page_key
-- refers: site_id site
-- index: site_id, last_captured_at
select
    page.page_id,  -- Surrogate key of the page.
    page.page_key,  -- Natural key: digest of the address, or of the bytes where the address is unknown.
    coalesce(page.site_id, 0) as site_id,  -- Key into bi.site. 0: unknown.
    page.url as page_url,  -- Canonical address of the page. NULL: the capture does not tell it.
    own.domain as page_domain,  -- Registrable domain of the address. NULL: unknown.
    page.page_kind,  -- article, listing or publisher. NULL: no capture of the page was understood yet.
    page.layout,  -- Layout that explained the newest capture. NULL: none did yet.
    page.profile,  -- Profile that the newest capture was read with. NULL: the general rules read it, or none did yet.
    page.first_seen_at as first_captured_at,  -- Moment of the earliest capture (UTC). NULL: no capture's moment is known.
    page.last_seen_at as last_captured_at  -- Moment of the latest capture (UTC). NULL: no capture's moment is known.
from news.page
left join lateral (select star.host_of(page.url) as host offset 0) as hosted on true
left join lateral (select star.domain_of(hosted.host) as domain offset 0) as own on true;
