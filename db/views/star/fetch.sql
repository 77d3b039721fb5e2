-- One row per attempt to fetch a page, whatever it brought.
-- key: fetch_id
-- refers: run_id run
-- index: requested_date_utc; host
-- dirty: capture
select
    capture.capture_id as fetch_id,  -- Surrogate key of the attempt.
    capture.run_id,  -- Key into bi.run: run that made it.
    capture.asked_url as url,  -- Address asked for.
    capture.answered_url,  -- Address that answered, after redirects.
    split_part(split_part(capture.asked_url, '://', 2), '/', 1) as host,  -- Host asked, with its port where it is named.
    capture.requested_at,  -- When the attempt began (UTC).
    (capture.requested_at at time zone 'UTC')::date as requested_date_utc,  -- Day on which it began, in UTC.
    capture.outcome,  -- loaded, quarantined, fetched (waits to be read), unchanged, not_modified, disallowed, gone, failed, deferred or refused.
    capture.reason,  -- Typed reason of an attempt that brought no page. NULL: it brought one.
    capture.status,  -- HTTP status of the last answer. NULL: none came.
    capture.robots,  -- What robots.txt said: allowed, disallowed, unreachable, none, exempt. NULL: it was not looked up.
    capture.robots_rule,  -- Line of robots.txt that decided. NULL: no line did.
    jsonb_array_length(capture.hops) as redirect_count,  -- Redirects on the way.
    capture.waited_seconds,  -- Seconds the page waited for its turn at the host.
    capture.elapsed_seconds,  -- Seconds from the request to the last byte.
    capture.wire_bytes,  -- Bytes over the wire, heads and redirects too.
    capture.byte_count,  -- Bytes of the decoded body. NULL: there was none, or none that was new.
    capture.try_number,  -- 1 for the first try of a run.
    capture.agent  -- User-Agent that asked. NULL: nothing was asked.
from news.capture
where capture.asked_url is not null;
