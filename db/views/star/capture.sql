-- One row per capture: the bytes of one page at one moment, and their reading.
-- key: capture_id
-- natural key: capture_key
-- refers: page_id page, site_id site, run_id run
-- index: page_id; captured_date_utc, site_id; captured_at
select
    capture.capture_id,  -- Surrogate key of the capture.
    capture.capture_key,  -- Natural key: digest of page, bytes and moment.
    capture.page_id,  -- Key into bi.page.
    coalesce(page.site_id, 0) as site_id,  -- Key into bi.site. 0: unknown.
    capture.run_id,  -- Key into bi.run: run that brought it in first.
    capture.captured_at,  -- Moment of the capture (UTC). NULL: unknown.
    (capture.captured_at at time zone 'UTC')::date as captured_date_utc,  -- Day of captured_at in UTC. NULL: unknown.
    capture.captured_at_source,  -- What told captured_at: argument, sidecar, file_time, fetch or warc. NULL: it is unknown.
    capture.outcome,  -- fetched (waits to be read), loaded, quarantined, unchanged or gone.
    capture.layout,  -- Layout that explained it. NULL: none did.
    capture.parser_version,  -- Version of the parsing rules that read it last. NULL: none did.
    capture.record_hash,  -- Digest of what was read from it. NULL: nothing was.
    capture.is_newest,  -- Whether it is the newest loaded capture of its page.
    capture.primary_count,  -- Primary articles read from it: 0 or 1.
    capture.related_count,  -- Related articles read from it, each counted once.
    cardinality(capture.warnings) as warning_count,  -- What was out of the ordinary, counted.
    nullif(array_to_string(capture.warnings, '; '), '') as warnings_text,  -- The same in words, joined by "; ". NULL: nothing was.
    refused.reason as quarantine_reason  -- Why it was not accepted. NULL: it was, or a later run loaded it.
from news.capture
join news.page on page.page_id = capture.page_id
left join news.quarantine as refused on refused.capture_id = capture.capture_id and refused.resolved_at is null;
