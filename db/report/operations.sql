-- coverage: site, day, -, -, captures, gap_days
-- layouts: site, day, layout, -, captures, related
-- quarantine: site, day, reason, -, waiting, captures
-- fetches: site, day, outcome, -, attempts
-- rewrites: site, day, publisher, -, rewrites, words_added, words_removed
-- removed: site, day, cause, what, rows
-- freshness: site, -, status, -, capture_lag_hours, new_article_lag_hours, pages
-- fills: -, -, opened, field, articles, filled
with captures as materialized (
    select
        site.site, date_trunc(%(unit)s, capture.captured_date_utc)::date as day, capture.capture_id, capture.outcome,
        case when capture.layout is null then '(none)' else capture.layout end as layout, capture.related_count,
        capture.site_id = any(%(site_ids)s) as is_listed
    from bi.capture
    join bi.site on site.site_id = capture.site_id
    where (%(site_id)s::bigint is null or capture.site_id = %(site_id)s)
        and ((%(since)s::date is null and %(until)s::date is null)
            or capture.captured_date_utc between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity'))
),
refused as (
    select coalesce(captures.site, '(unknown)') as site, captures.day, quarantine.reason, quarantine.is_resolved,
        coalesce(captures.is_listed, false) as is_listed
    from bi.quarantine
    left join captures using (capture_id)
    where captures.capture_id is not null
        or (%(site_id)s::bigint is null and %(since)s::date is null and %(until)s::date is null)
),
days as (
    select site.site, date_trunc(%(unit)s, coverage.date)::date as day, coverage.capture_count, coverage.is_gap
    from bi.coverage
    join bi.site on site.site_id = coverage.site_id
    where coverage.site_id = any(%(covered_ids)s)
        and coverage.date between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity')
),
revisions as (
    select
        (revision.last_seen_at at time zone 'UTC')::date as day, revision.words_added_count, revision.words_removed_count,
        case
            when revision.publisher_id = 0 then '(unknown)'
            when revision.publisher_id = any(%(publisher_ids)s) then revision.publisher else '(others)'
        end as publisher
    from bi.article_revision as revision
    where revision.revision_number > 1 and %(site_id)s::bigint is null
),
removed as (
    select cause, view_name, (deleted_at at time zone 'UTC')::date as day
    from bi.deleted
    where view_name in ('article', 'page', 'capture') and cause <> 'replaced' and %(site_id)s::bigint is null
)
select 'coverage', site, day, null::text, null::text, sum(capture_count), count(*) filter (where is_gap), null::numeric from days group by 2, 3
union all
select 'layouts', site, day, layout, null, count(*), sum(related_count), null
from captures where is_listed and outcome = 'loaded' group by 2, 3, 4
union all
select 'layouts', '*', day, layout, null, count(*), sum(related_count), null
from captures where outcome = 'loaded' and %(site_id)s::bigint is null group by 3, 4
union all
select 'quarantine', site, day, reason, null, count(*) filter (where not is_resolved), count(*), null
from refused where is_listed group by 2, 3, 4
union all
select 'quarantine', '*', day, reason, null, count(*) filter (where not is_resolved), count(*), null
from refused where %(site_id)s::bigint is null group by 3, 4
union all
select 'fetches', '*', date_trunc(%(unit)s, requested_date_utc)::date, outcome, null, count(*), null, null
from bi.fetch
where %(site_id)s::bigint is null
    and requested_date_utc between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity')
group by 3, 4
union all
select 'rewrites', '*', date_trunc(%(unit)s, day)::date, publisher, null, count(*), sum(words_added_count), sum(words_removed_count)
from revisions
where (%(since)s::date is null and %(until)s::date is null)
    or day between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity')
group by 3, 4
union all
select 'removed', '*', date_trunc(%(unit)s, day)::date, cause, view_name, count(*), null, null
from removed
where day between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity')
group by 3, 4, 5
union all
select 'freshness', site, null, status, null, capture_lag_hours, new_article_lag_hours, page_count
from bi.freshness
where site_id = any(%(covered_ids)s)
union all
select 'fills', null, null, case when is_opened then 'opened' else 'linked' end, field, sum(article_count), sum(filled_count), null
from bi.field_fill
where %(site_id)s::bigint is null
group by 4, 5;
