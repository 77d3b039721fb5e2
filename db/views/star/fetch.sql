-- One row per attempt to fetch a page, whatever it brought.
-- key: fetch_id
-- refers: run_id run
-- index: requested_date_utc; host
select
    tried.fetch_attempt_id as fetch_id,  -- Surrogate key of the attempt.
    tried.run_id,  -- Key into bi.run: run that made it.
    tried.asked_url as url,  -- Address asked for.
    tried.answered_url,  -- Address that answered, after redirects.
    split_part(split_part(tried.asked_url, '://', 2), '/', 1) as host,  -- Host asked, with its port where it is named.
    tried.requested_at,  -- When the attempt began (UTC).
    (tried.requested_at at time zone 'UTC')::date as requested_date_utc,  -- Day on which it began, in UTC.
    coalesce(capture.outcome, tried.outcome) as outcome,  -- loaded, quarantined, fetched (waits to be read), unchanged, not_modified, disallowed, gone, failed, deferred or refused.
    tried.reason,  -- Typed reason of an attempt that brought no page. NULL: it brought one.
    tried.status,  -- HTTP status of the last answer. NULL: none came.
    tried.robots,  -- What robots.txt said: allowed, disallowed, unreachable, none, exempt. NULL: it was not looked up.
    tried.robots_rule,  -- Line of robots.txt that decided. NULL: no line did.
    jsonb_array_length(tried.hops) as redirect_count,  -- Redirects on the way.
    tried.waited_seconds,  -- Seconds the page waited for its turn at the host.
    tried.elapsed_seconds,  -- Seconds from the request to the last byte.
    tried.wire_bytes,  -- Bytes over the wire, heads and redirects too.
    body.byte_count,  -- Bytes of the decoded body. NULL: there was none, or none that was new.
    tried.try_number,  -- 1 for the first try of a run.
    tried.agent  -- User-Agent that asked. NULL: nothing was asked.
from news.fetch_attempt as tried
left join news.capture on capture.capture_id = tried.capture_id
left join news.body on body.body_id = capture.body_id;
