create or replace view bi.fetch as
select
    tried.fetch_attempt_id as fetch_id,
    tried.run_id,
    tried.asked_url as url,
    tried.answered_url,
    split_part(split_part(tried.asked_url, '://', 2), '/', 1) as host,
    tried.requested_at,
    (tried.requested_at at time zone 'UTC')::date as requested_date_utc,
    coalesce(capture.outcome, tried.outcome) as outcome,
    tried.reason,
    tried.status,
    tried.robots,
    tried.robots_rule,
    jsonb_array_length(tried.hops) as redirect_count,
    tried.waited_seconds,
    tried.elapsed_seconds,
    tried.wire_bytes,
    body.byte_count,
    tried.try_number,
    tried.agent
from news.fetch_attempt as tried
left join news.capture using (capture_id)
left join news.body using (body_id);

comment on view bi.fetch is 'One row per attempt to fetch a page, whatever it brought.';
comment on column bi.fetch.fetch_id is 'Surrogate key of the attempt.';
comment on column bi.fetch.run_id is 'Run that made it.';
comment on column bi.fetch.url is 'Address asked for.';
comment on column bi.fetch.answered_url is 'Address that answered, after redirects.';
comment on column bi.fetch.host is 'Host asked, with its port where it is named.';
comment on column bi.fetch.requested_at is 'When the attempt began (UTC).';
comment on column bi.fetch.requested_date_utc is 'Day on which it began, in UTC.';
comment on column bi.fetch.outcome is 'loaded, quarantined, fetched (waits to be read), unchanged, not_modified, disallowed, gone, failed, deferred or refused.';
comment on column bi.fetch.reason is 'Typed reason of an attempt that brought no page. NULL: it brought one.';
comment on column bi.fetch.status is 'HTTP status of the last answer. NULL: none came.';
comment on column bi.fetch.robots is 'What robots.txt said: allowed, disallowed, unreachable, none, exempt. NULL: it was not looked up.';
comment on column bi.fetch.robots_rule is 'Line of robots.txt that decided. NULL: no line did.';
comment on column bi.fetch.redirect_count is 'Redirects on the way.';
comment on column bi.fetch.waited_seconds is 'Seconds the page waited for its turn at the host.';
comment on column bi.fetch.elapsed_seconds is 'Seconds from the request to the last byte.';
comment on column bi.fetch.wire_bytes is 'Bytes over the wire, heads and redirects too.';
comment on column bi.fetch.byte_count is 'Bytes of the decoded body. NULL: there was none, or none that was new.';
comment on column bi.fetch.try_number is '1 for the first try of a run.';
comment on column bi.fetch.agent is 'User-Agent that asked. NULL: nothing was asked.';
