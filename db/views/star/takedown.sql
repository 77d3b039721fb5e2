-- One row per decision that something is to be forgotten: what was asked and how much was removed; it tells no removed words.
-- key: takedown_id
select
    purge_id as takedown_id,  -- Surrogate key of the purge.
    kind,  -- What was purged: article, page, publisher, site.
    target,  -- What was named, without its words: article 34, page 12, or the name of a publisher or site.
    created_at as asked_at,  -- When it was asked (UTC).
    finished_at as done_at,  -- When the last row was removed (UTC). NULL: it was interrupted; the same command goes on.
    finished_at is not null as is_complete,  -- Whether it was done to the end.
    undone_at is not null as is_lifted,  -- Whether it may come back; what was removed stays removed.
    article_count,  -- Articles that were removed.
    appearance_count as slot_count,  -- Slots that were removed.
    page_count,  -- Pages that were removed.
    body_count  -- Records of the archive whose bytes were removed, or wait to be.
from news.purge;
