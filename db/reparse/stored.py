"""Captures as they are stored: chosen to be read again, and those that show the same articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from psycopg import Cursor

MOST_NEIGHBOURS = 200
"""An article that more captures show is derived from the newest so many."""


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """What is needed to read a capture again as it was read, and to see whether the reading says the same."""

    capture_id: int
    capture_key: str
    page_id: int
    page_key: str
    page_url: str | None
    site_key: str | None
    is_declared: bool
    """Whether the site was declared to be fetched."""
    source_path: str
    source_url: str | None
    source_site: str | None
    charset: str | None
    content_type: str | None
    answered_url: str | None
    captured_at: datetime | None
    captured_at_source: str | None
    archive_ref: str
    body_hash: str
    byte_count: int
    outcome: str
    layout: str | None
    parser_version: str | None
    record_hash: str | None
    is_newest: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Which captures are read again; every part that is None chooses nothing."""

    site: str | None = None
    """The site's key: its declared name, its profile's name, or its host."""
    since: date | None = None
    """First day (UTC) of the capture's moment; of its import where the moment is unknown."""
    until: date | None = None
    layout: str | None = None
    parser_version: str | None = None
    """Version of the rules that read it last."""
    page_url: str | None = None
    is_refused_only: bool = False
    """Only those that wait in quarantine."""


_CHOSEN = """
from news.capture join news.page using (page_id) left join news.site on site.site_id = page.site_id
where capture.outcome in ('loaded', 'quarantined') and capture.archive_ref is not null
  and (not %(is_refused_only)s or capture.outcome = 'quarantined')
  and (%(site)s::text is null or site.site_key = %(site)s)
  and (%(since)s::date is null
       or coalesce(capture.captured_at, capture.created_at) >= (%(since)s::date)::timestamp at time zone 'UTC')
  and (%(until)s::date is null
       or coalesce(capture.captured_at, capture.created_at) < (%(until)s::date + 1)::timestamp at time zone 'UTC')
  and (%(layout)s::text is null or capture.layout = %(layout)s)
  and (%(parser_version)s::text is null or capture.parser_version = %(parser_version)s)
  and (%(page_url)s::text is null or page.url = %(page_url)s)
"""


def choose_captures(cursor: Cursor[Any], choice: Choice) -> list[int]:
    """The captures that are chosen, in the order in which they came."""
    cursor.execute(f"select capture.capture_id {_CHOSEN} order by capture.capture_id", _values(choice))
    return [row[0] for row in cursor.fetchall()]


def known_sites(cursor: Cursor[Any]) -> list[str]:
    """The keys of all sites, for a message that names them."""
    cursor.execute("select site_key from news.site order by 1 limit 30")
    return [row[0] for row in cursor.fetchall()]


def _values(choice: Choice) -> dict[str, Any]:
    return {field.name: getattr(choice, field.name) for field in fields(Choice)}


_STORED = """
select capture.capture_id, capture.capture_key, page.page_id, page.page_key, page.url, site.site_key,
       site.declaration is not null, capture.source_path, capture.source_url, capture.source_site, capture.charset,
       capture.content_type, capture.answered_url, capture.captured_at, capture.captured_at_source,
       capture.archive_ref, capture.body_hash, coalesce(capture.byte_count, 0), capture.outcome, capture.layout,
       capture.parser_version, capture.record_hash, capture.is_newest
from news.capture join news.page using (page_id) left join news.site on site.site_id = page.site_id
where capture.capture_id = any(%s) and capture.archive_ref is not null order by capture.capture_id
"""


def read_stored(cursor: Cursor[Any], capture_ids: Sequence[int]) -> list[StoredCapture]:
    """These captures, in the order of their ids; what is no longer there, or has no bytes, is left out."""
    cursor.execute(_STORED, [list(capture_ids)])
    return [StoredCapture(*row) for row in cursor.fetchall()]


_NEIGHBOURS = """
select distinct capture_id from (
    select capture.capture_id,
           row_number() over (partition by seen.article_id order by capture.capture_id desc) as place
    from news.appearance as seen
    join news.capture as first on first.capture_id = seen.first_capture_id
    join news.capture as last on last.capture_id = seen.last_capture_id
    join news.capture on capture.page_id = seen.page_id
    where seen.article_id = any(%s) and capture.outcome = 'loaded' and capture.archive_ref is not null
      and (capture.capture_id in (first.capture_id, last.capture_id)
           or capture.captured_at is null or first.captured_at is null or last.captured_at is null
           or capture.captured_at between least(first.captured_at, last.captured_at)
                                      and greatest(first.captured_at, last.captured_at))
) as showing
where place <= %s
"""


def neighbours(cursor: Cursor[Any], article_ids: Sequence[int]) -> set[int]:
    """The captures that show any of these articles, or may: of its pages, from the first that did to the last."""
    cursor.execute(_NEIGHBOURS, [list(article_ids), MOST_NEIGHBOURS])
    return {row[0] for row in cursor.fetchall()}
