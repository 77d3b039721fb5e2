create or replace view news.due_page as
select
    frontier.page_key,
    frontier.url,
    site.site_key as site,
    start_page.kind as start_page_kind,
    frontier.depth,
    frontier.state,
    greatest(frontier.due_at, host.parked_until, host.circuit_until) as due_at,
    coalesce(
        frontier.state = 'waiting'
            and greatest(frontier.due_at, host.parked_until, host.circuit_until) <= now()
            and start_page.is_active is not false,
        false
    ) as is_due,
    concat_ws(
        '; ',
        frontier.due_reason,
        case
            when start_page.start_page_id is null then null
            when not start_page.is_active then 'the site is switched off'
            when start_page.last_polled_at is null then 'never polled'
            else format(
                'polled %s, %s of %s links were new, so every %s (bounds %s to %s)',
                to_char(start_page.last_polled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                start_page.last_new_count,
                start_page.last_link_count,
                make_interval(secs => start_page.interval_seconds),
                make_interval(secs => start_page.min_interval_seconds),
                make_interval(secs => start_page.max_interval_seconds)
            )
        end,
        case
            when host.parked_until > now()
                then format('%s asked not to be asked before %s', host.host_key, to_char(host.parked_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'))
        end,
        case
            when host.circuit_until > now()
                then format('%s failed %s times in a row', host.host_key, host.failure_count)
        end,
        case when frontier.held_by is not null then format('worker %s has it', frontier.held_by) end
    ) as why,
    frontier.last_fetched_at,
    frontier.last_outcome,
    frontier.last_reason,
    frontier.failure_count
from news.frontier
left join news.site using (site_id)
left join news.start_page on start_page.page_key = frontier.page_key
left join news.host on host.host_key = frontier.host_key;

comment on view news.due_page is 'One row per address that was declared, found or named: when it is fetched next, and why then.';
comment on column news.due_page.page_key is 'Identity of the address, as in news.frontier.';
comment on column news.due_page.url is 'Address to ask for, without credentials.';
comment on column news.due_page.site is 'Declared site it belongs to. NULL: it was named by hand.';
comment on column news.due_page.start_page_kind is 'listing, feed or sitemap. NULL: it is no start page.';
comment on column news.due_page.depth is 'Links from the start page: 0 is the start page itself.';
comment on column news.due_page.state is 'waiting, done, or given_up.';
comment on column news.due_page.due_at is 'When it may be fetched next (UTC), its host''s own wishes included. NULL: not by itself.';
comment on column news.due_page.is_due is 'Whether the next run fetches it.';
comment on column news.due_page.why is 'Why then, in a sentence.';
comment on column news.due_page.last_fetched_at is 'When it was last asked for (UTC). NULL: never.';
comment on column news.due_page.last_outcome is 'Outcome of the last attempt. NULL: none was made.';
comment on column news.due_page.last_reason is 'Typed reason of the last attempt that brought no page. NULL: it brought one, or none was made.';
comment on column news.due_page.failure_count is 'Attempts in a row that failed.';
