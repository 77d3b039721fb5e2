"""What a run's pages measure, in one query, each measure with its earlier results that held."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, text

from db.quality.bounds import History
from tasks.profile import all_profiles
from tasks.vocabulary import WallReason

_MOST_SUBJECTS = 2000
"""Hosts, fields and sites of a run that are judged, those with most pages first."""
NO_ADDRESS = "(no address)"

_MEASURES = """
with listed as materialized (
    select
        coalesce(substring(page.url from '^[a-z]+://([^/:]+)'), page.profile, :no_address) as host,
        coalesce(site.site_key, page.profile) as site_key,
        page.profile,
        run_page.outcome,
        run_page.reason,
        run_page.duplicate_count,
        capture.capture_id,
        capture.layout,
        page.page_kind,
        capture.primary_count,
        capture.related_count
    from news.run_page
    left join news.capture using (capture_id)
    left join news.page on page.page_id = run_page.page_id
    left join news.site using (site_id)
    left join news.quarantine on quarantine.capture_id = run_page.capture_id
    -- What an earlier run set aside is no news: an hourly folder that keeps its old pages would warn for ever.
    where run_page.run_id = :run
      and (run_page.outcome = 'loaded' or run_page.outcome = 'quarantined' and coalesce(quarantine.run_id, :run) = :run)
),
walled as (
    -- A wall is its host's that was asked, wherever a redirect led to.
    select coalesce(substring(asked.asked_url from '^[a-z]+://([^/:]+)'), listed.host) as host, listed.outcome
    from listed
    left join lateral (
        select asked_url from news.fetch_attempt as tried where tried.capture_id = listed.capture_id limit 1
    ) as asked on listed.outcome = 'quarantined'
    where listed.layout is not null and listed.outcome = 'loaded' or listed.reason = any(:walls)
),
filled as (
    select listed.layout, shown.role, count(*) as total_count, count(shown.publisher_raw) as publisher_count,
           count(shown.published_raw) as date_count, count(shown.url) as address_count,
           count(*) filter (where shown.completeness in ('full', 'teaser')) as text_count
    from listed
    join news.appearance as shown on shown.last_capture_id = listed.capture_id
    where listed.outcome = 'loaded'
    group by listed.layout, shown.role
),
expected as (
    select * from jsonb_to_recordset(cast(:ranges as jsonb)) as t (profile text, layout text, least int, most int)
),
measured (check_name, subject, hit_count, total_count) as (
    select 'unknown_layout', host, count(*) filter (where outcome = 'quarantined'), count(*)
    from listed
    where outcome = 'loaded' or reason in ('unknown_layout', 'layout_changed')
    group by host
    union all
    select 'walls', host, count(*) filter (where outcome = 'quarantined'), count(*) from walled group by host
    union all
    select 'generic_layout', host, count(*) filter (where layout like 'generic-%'), count(*)
    from listed where outcome = 'loaded' group by host
    union all
    select 'articles_per_page', host, sum(primary_count + related_count), count(*)
    from listed where outcome = 'loaded' group by host
    union all
    select 'field_filled', format('%s %s.%s', layout, role, field), hit_count, total_count
    from filled
    cross join lateral (
        values ('publisher', publisher_count), ('date', date_count), ('address', address_count), ('text', text_count)
    ) as fields (field, hit_count)
    union all
    select 'related_in_range', site_key, count(*) filter (where related_count not between least and most), count(*)
    from listed
    cross join lateral (
        select least, most from expected
        where expected.profile = listed.profile and coalesce(expected.layout, listed.layout) = listed.layout
        order by expected.layout nulls last limit 1
    ) as declared
    where outcome = 'loaded' and page_kind = 'article'
    group by site_key
    union all
    select 'duplicate_share', run.kind, sum(duplicate_count), sum(primary_count + related_count)
    from listed cross join news.run where run.run_id = :run and outcome = 'loaded' group by run.kind
),
largest as (
    select * from measured where total_count > 0 order by total_count desc limit :most
)
select largest.*, earlier.hits, earlier.totals
from largest
cross join lateral (
    select array_agg(hit_count) as hits, array_agg(total_count) as totals
    from (
        select hit_count, total_count
        from news.dq_result
        where dq_result.check_name = largest.check_name and dq_result.subject = largest.subject
          and dq_result.is_passed and dq_result.run_id < :run
        order by dq_result.run_id desc limit :history
    ) as results
) as earlier
order by check_name, subject
"""
_STALE = """
select
    site.site_key,
    extract(epoch from now() - max(start_page.last_polled_at))::float / 3600 as asked_hours,
    extract(epoch from now() - max(start_page.last_new_at))::float / 3600 as new_hours,
    extract(epoch from now() - min(start_page.created_at))::float / 3600 as known_hours,
    min(start_page.max_interval_seconds) / 3600 as interval_hours,
    min(format('%s (%s)', start_page.url, frontier.last_reason))
        filter (where frontier.last_reason in ('empty_start_page', 'unreadable_start_page')) as broken
from news.start_page
join news.site using (site_id)
left join news.frontier using (page_key)
where start_page.is_active
group by site.site_key
order by site.site_key
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a run, by check and subject, with its history."""

    check_name: str
    subject: str
    hit_count: int
    total_count: int
    history: History


@dataclass(frozen=True, slots=True)
class SiteAge:
    """How long ago a declared site was asked, and brought a page that was not known; hours. None: never."""

    site: str
    asked_hours: float | None
    new_hours: float | None
    known_hours: float
    interval_hours: float
    broken: str | None = None
    """A start page that names nothing any more, or cannot be read, with its reason. None: there is none."""


def read_measures(connection: Connection, run_id: int, history_runs: int) -> list[Measure]:
    """The measures of a run."""
    ranges = [
        {"profile": profile.name, "layout": layout, "least": expected[0], "most": expected[1]}
        for profile in all_profiles()
        for layout, expected in (
            (None, profile.expect_related), *((html.layout, html.expect_related) for html in profile.html)
        )
        if expected != (0, 1000)
    ]  # fmt: skip
    rows = connection.execute(
        text(_MEASURES),
        {
            "run": run_id, "no_address": NO_ADDRESS, "ranges": json.dumps(ranges), "most": _MOST_SUBJECTS,
            "history": history_runs, "walls": [reason.value for reason in WallReason],
        },
    )  # fmt: skip
    return [
        Measure(name, subject, int(hits), int(total), History(tuple(before or ()), tuple(totals or ())))
        for name, subject, hits, total, before, totals in rows
    ]


def read_site_ages(connection: Connection) -> list[SiteAge]:
    """The ages of all declared sites of which a start page is polled."""
    return [SiteAge(*row) for row in connection.execute(text(_STALE))]
