"""Texts that a host shows at many addresses in place of their pages: a "not found" or "log in" page in any words.

What a page says of itself tells some of them (``tasks.split.walls``); the others are told by what their host shows
elsewhere. One text without a date, at four addresses of a host, is no article: the pages that show it are set aside,
those that were loaded before it was known among them, so that the order in which pages come makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from psycopg import Cursor

from db.write.keys import site_key
from tasks.fingerprint import digest
from tasks.records import Outcome, PageKind, PageRecord
from tasks.text import count_words
from tasks.vocabulary import WallReason

_FEWEST_ADDRESSES = 4
_MOST_WORDS = 300
"""A text beyond this is no notice, wherever it stands."""
# An address counts as often as others led to it: all articles of a host may be redirected to one notice.
_SHOWN = """
select sighting.text_key, capture.capture_id, page.page_key, page.url,
       (select coalesce(array_agg(distinct asked_key), '{}') from news.fetch_attempt as tried
        where tried.page_id = page.page_id and tried.capture_id is not null)
from news.sighting
join news.capture using (capture_id)
join news.page using (page_id)
where sighting.text_key = any(%s) and sighting.place = 0 and sighting.published_raw is null
  and capture.outcome = 'loaded' and page.url is not null and page.profile is null
order by capture.capture_id
"""
_ASKED = """
select page.page_key, array_agg(distinct tried.asked_key)
from news.fetch_attempt as tried join news.page using (page_id)
where page.page_key = any(%s) and tried.capture_id is not null group by page.page_key
"""
_REFUSE = """
with refused as (
    update news.capture set outcome = 'quarantined', is_newest = false, primary_count = 0, related_count = 0,
                            layout = null, record_hash = null, warnings = '{}'
    where capture_id = any(%(captures)s) returning capture_id, page_id, parser_version, source_path
), emptied as (
    update news.page set page_kind = null, layout = null
    where page_id in (select page_id from refused) and not exists (
        select from news.capture as other
        where other.page_id = page.page_id and other.outcome = 'loaded' and other.capture_id <> all(%(captures)s)
    )
), noted as (
    insert into news.quarantine (capture_id, run_id, stage, reason, detail, parser_version)
    select capture_id, %(run)s, 'load', %(reason)s, source_path || ': ' || %(words)s, parser_version from refused
    order by capture_id
    on conflict (capture_id) do update set
        stage = excluded.stage, reason = excluded.reason, detail = excluded.detail, sqlstate = null,
        parser_version = excluded.parser_version, resolved_at = null
)
select count(*) from refused
"""
_WORDS = (
    "this is no article: its host shows the same words, without a date, at {} addresses or more; look at one of them, "
    "and ask the host's operator for access where they are a wall"
)


@dataclass(slots=True)
class Repeated:
    """What a batch tells of repeated texts."""

    records: list[PageRecord]
    """The records, those that show such a text refused."""
    earlier: list[int] = field(default_factory=list)
    """Captures that were loaded before their text was known to be one."""


def sift_repeated(cursor: Cursor[Any], records: Sequence[PageRecord], read_again: Sequence[int] = ()) -> Repeated:
    """Refuse the records that say what many addresses of their host say.

    ``read_again`` are loaded captures whose new readings are among the records.
    """
    keys = {at: key for at, record in enumerate(records) if (key := _key_of(record)) is not None}
    if not keys:
        return Repeated(list(records))
    addresses, captures = _known_addresses(cursor, [records[at] for at in keys], {*keys.values()})
    cursor.execute("select repeated_key from news.repeated_text where repeated_key = any(%s)", [sorted(keys.values())])
    known = {row[0] for row in cursor.fetchall()}
    repeated = {key for key in keys.values() if key in known or len(addresses[key]) >= _FEWEST_ADDRESSES}
    if repeated - known:
        cursor.execute(
            "insert into news.repeated_text (repeated_key) select unnest(%s::text[]) on conflict do nothing",
            [sorted(repeated - known)],
        )
    sifted = [_refused(record) if keys.get(at) in repeated else record for at, record in enumerate(records)]
    earlier = {number for key in repeated for number in captures[key]}
    refused = [record.capture_key for record in sifted if record.reason == WallReason.REPEATED.value]
    cursor.execute(
        "select capture_id from news.capture where capture_id = any(%s) and capture_key = any(%s)",
        [list(read_again), refused],
    )
    return Repeated(sifted, sorted(earlier | {row[0] for row in cursor.fetchall()}))


def refuse_captures(cursor: Cursor[Any], run_id: int, capture_ids: Sequence[int]) -> None:
    """Set loaded captures aside whose sightings are taken back already."""
    if capture_ids:
        words, reason = _WORDS.format(_FEWEST_ADDRESSES), WallReason.REPEATED.value
        cursor.execute(_REFUSE, {"captures": list(capture_ids), "run": run_id, "reason": reason, "words": words})


def _key_of(record: PageRecord) -> str | None:
    """Digest of a page's host and text; None for a page that cannot be a notice in an article's place."""
    primary = record.primary
    if record.outcome is not Outcome.LOADED or record.page_kind is PageKind.LISTING or record.profile or not primary:
        return None
    if primary.published_raw is not None or not primary.body or count_words(primary.body) > _MOST_WORDS:
        return None
    host = site_key(record)
    return digest("repeated", host, primary.text_key) if host else None


def _known_addresses(
    cursor: Cursor[Any], records: Sequence[PageRecord], keys: set[str]
) -> tuple[dict[str, set[str]], dict[str, set[int]]]:
    """By key: the addresses that lead to such a text, and the loaded captures that show it."""
    addresses: dict[str, set[str]] = {key: set() for key in keys}
    captures: dict[str, set[int]] = {key: set() for key in keys}
    cursor.execute(_ASKED, [sorted({record.page_key for record in records})])
    asked = dict(cursor.fetchall())
    for record in records:
        key = _key_of(record)
        assert key is not None
        addresses[key] |= {*asked.get(record.page_key, ()), record.page_key}
    cursor.execute(_SHOWN, [sorted({record.primary.text_key for record in records if record.primary})])
    for text, capture_id, page, url, others in cursor.fetchall():
        key = digest("repeated", (urlsplit(url).hostname or "").removeprefix("www."), text)
        if key in keys:
            addresses[key] |= {*others, page}
            captures[key].add(capture_id)
    return addresses, captures


def _refused(record: PageRecord) -> PageRecord:
    return replace(
        record, outcome=Outcome.QUARANTINED, stage="load", reason=WallReason.REPEATED.value,
        detail=f"{record.path}: {_WORDS.format(_FEWEST_ADDRESSES)}", page_kind=None, layout=None, site=None,
        profile=None, primary=None, related=(), tags=(), warnings=(), record_hash=None,
    )  # fmt: skip
