"""Captures as they are stored, chosen to be read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from psycopg import Cursor

from db.query import first_column, first_value


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """What is needed to read a capture again as it was read, and to see whether the reading says the same."""

    capture_id: int
    capture_key: str
    page_id: int
    page_key: str
    page_url: str | None
    profile: str | None
    """Profile that the page was read with last."""
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
    """The site's declared name or host, or a profile's name: the pages that it read."""
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
from news.capture join news.body using (body_id) join news.page using (page_id)
left join news.site on site.site_id = page.site_id
where capture.outcome in ('loaded', 'quarantined') and (body.erased_at is null) = %(has_bytes)s
  and (not %(is_refused_only)s or capture.outcome = 'quarantined')
  and (%(site)s::text is null or %(site)s in (site.site_key, page.profile))
  and (%(since)s::date is null
       or coalesce(capture.captured_at, capture.created_at) >= (%(since)s::date)::timestamp at time zone 'UTC')
  and (%(until)s::date is null
       or coalesce(capture.captured_at, capture.created_at) < (%(until)s::date + 1)::timestamp at time zone 'UTC')
  and (%(layout)s::text is null or capture.layout = %(layout)s)
  and (%(parser_version)s::text is null or capture.parser_version = %(parser_version)s)
  and (%(page_url)s::text is null or page.url = %(page_url)s)
"""


def choose_captures(cursor: Cursor[Any], choice: Choice) -> list[int]:
    """The captures that are chosen and have their bytes, in the order in which they came."""
    query = f"select capture.capture_id {_CHOSEN} order by capture.capture_id"
    return first_column(cursor, query, _values(choice, has_bytes=True))


def count_unreadable(cursor: Cursor[Any], choice: Choice) -> int:
    """How many captures are chosen whose bytes the archive has no more; their rows stay as they were read."""
    return int(first_value(cursor, f"select count(*) {_CHOSEN}", _values(choice, has_bytes=False)))


def known_sites(cursor: Cursor[Any]) -> list[str]:
    """The keys of all sites and the names of profiles that read pages, for a message that names them."""
    return first_column(
        cursor,
        "select site_key from news.site union select profile from news.page where profile is not null order by 1"
        " limit 30",
    )


def _values(choice: Choice, *, has_bytes: bool) -> dict[str, Any]:
    return {field.name: getattr(choice, field.name) for field in fields(Choice)} | {"has_bytes": has_bytes}


_STORED = """
select capture.capture_id, capture.capture_key, page.page_id, page.page_key, page.url, page.profile,
       capture.source_path, capture.source_url, capture.source_site, capture.charset,
       tried.content_type, tried.answered_url, capture.captured_at, capture.captured_at_source,
       body.archive_ref, body.body_hash, coalesce(body.byte_count, 0), capture.outcome, capture.layout,
       capture.parser_version, capture.record_hash, capture.is_newest
from news.capture join news.body using (body_id) join news.page using (page_id)
left join news.fetch_attempt as tried using (capture_id)
where capture.capture_id = any(%s) and body.erased_at is null order by capture.capture_id
"""


def read_stored(cursor: Cursor[Any], capture_ids: Sequence[int]) -> list[StoredCapture]:
    """These captures, in the order of their ids; what is no longer there, or has no bytes, is left out."""
    cursor.execute(_STORED, [list(capture_ids)])
    return [StoredCapture(*row) for row in cursor.fetchall()]
