-- One row per site: a declared one, or a host whose pages were captured. Row 0 stands for "unknown".
-- key: site_id
-- natural key: site
select
    site_id,  -- Surrogate key of the site; 0 is the unknown one.
    site_key as site,  -- Natural key: the declared name, else the host of its pages without www.
    title as site_title,  -- Name for people.
    declaration is not null as is_declared,  -- Whether newsweir site declared it.
    created_at as first_met_at  -- When it was first met (UTC). NULL: it is the unknown one.
from news.site
union all
select 0::bigint, '(unknown)', '(unknown)', false, null;
