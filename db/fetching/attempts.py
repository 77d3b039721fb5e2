"""Attempts into ``news.capture``, one row each, and what an unchanged page moves: the moment it was last seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from db.lock import lock_loading as _lock
from db.outage import outlasts_outage
from db.session import engine_for
from tasks.attempt import Attempt


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt with what it is known by and where its body is."""

    attempt: Attempt
    capture_key: str
    page_key: str
    """Of the address that answered."""
    page_url: str
    asked_key: str
    site_id: int | None = None
    archive_ref: str | None = None
    archive_record_id: str | None = None
    payload_digest: str | None = None
    byte_count: int | None = None
    captured_at_source: str = "fetch"


@dataclass(frozen=True, slots=True)
class Body:
    """A body that the archive has."""

    body_hash: str
    archive_ref: str
    record_id: str | None
    payload_digest: str | None
    url: str | None
    captured_at: datetime | None
    byte_count: int | None


_BODIES = """
select distinct on (body_hash) body_hash, archive_ref, archive_record_id, payload_digest, answered_url, captured_at,
       byte_count
from news.capture where body_hash = any(:hashes) and archive_ref like 'warc:%' order by body_hash, capture_id
"""


def known_bodies(connection: Connection, hashes: Sequence[str]) -> dict[str, Body]:
    """Bodies of these digests that the archive has, by digest."""
    if not hashes:
        return {}
    return {row[0]: Body(*row) for row in connection.execute(text(_BODIES), {"hashes": list(set(hashes))})}


@outlasts_outage
def known_body(url: str, body_hash: str) -> str | None:
    """Where the archive has a body; None when it has not."""
    with engine_for(url).connect() as connection:
        found = known_bodies(connection, [body_hash]).get(body_hash)
    return found.archive_ref if found else None


_PAGES = """
insert into news.page (page_key, url, site_id)
select page_key, url, site_id
from jsonb_to_recordset(cast(:rows as jsonb)) as t (page_key text, url text, site_id bigint)
order by page_key on conflict (page_key) do nothing
"""
_TYPES = {
    "capture_key": "text", "page_key": "text", "captured_at": "timestamptz", "captured_at_source": "text",
    "source_path": "text", "body_hash": "text", "byte_count": "bigint", "archive_ref": "text", "outcome": "text",
    "asked_url": "text", "asked_key": "text", "answered_url": "text", "hops": "jsonb", "requested_at": "timestamptz",
    "status": "int", "reason": "text", "detail": "text", "failure_class": "text", "agent": "text", "robots": "text",
    "robots_rule": "text", "waited_seconds": "float", "elapsed_seconds": "float", "wire_bytes": "bigint",
    "etag": "text", "last_modified": "text", "content_type": "text", "address": "text", "not_before": "timestamptz",
    "try_number": "int", "archive_record_id": "text", "payload_digest": "text",
}  # fmt: skip
_OWN = [name for name in _TYPES if name != "page_key"]
_CAPTURES = f"""
insert into news.capture (page_id, run_id, is_newest, primary_count, related_count, warnings, {", ".join(_OWN)})
select page.page_id, :run, false, 0, 0, '{{}}', {", ".join("t." + name for name in _OWN)}
from jsonb_to_recordset(cast(:rows as jsonb)) as t ({", ".join(f"{name} {kind}" for name, kind in _TYPES.items())})
join news.page using (page_key) order by t.capture_key
on conflict (capture_key) do nothing
returning capture_key, capture_id, page_id
"""
_REFUSED = """
insert into news.quarantine (capture_id, run_id, stage, reason, detail, parser_version)
select capture_id, run_id, 'fetch', reason, asked_url || ': ' || detail, '' from news.capture
where capture_id = any(:ids) and outcome = 'refused' on conflict (capture_id) do nothing
"""
_SEEN = """
update news.page set last_seen_at = greatest(last_seen_at, seen.at)
from (select * from unnest(cast(:pages as bigint[]), cast(:moments as timestamptz[])) as t (page_id, at)) as seen
where page.page_id = seen.page_id
"""
_CONFIRMED = """
update news.capture set confirmed_at = greatest(capture.confirmed_at, seen.at)
from (select * from unnest(cast(:pages as bigint[]), cast(:moments as timestamptz[])) as t (page_id, at)) as seen
where capture.page_id = seen.page_id and capture.is_newest
"""
_SEEN_ARTICLES = """
update news.article set last_seen_at = greatest(article.last_seen_at, seen.at)
from (
    select appearance.article_id, max(t.at) as at
    from unnest(cast(:pages as bigint[]), cast(:moments as timestamptz[])) as t (page_id, at)
    join news.appearance on appearance.page_id = t.page_id and appearance.is_current
    group by appearance.article_id order by appearance.article_id
) as seen
where article.article_id = seen.article_id
"""


def lock_loading(connection: Connection) -> None:
    """Have no loader look for pages and captures while this transaction makes some."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        _lock(cursor)


def record_attempts(connection: Connection, run_id: int, rows: Sequence[AttemptRow]) -> dict[str, tuple[int, int]]:
    """Insert attempts and the pages they are of; capture_id and page_id by capture_key. ``lock_loading`` first."""
    if not rows:
        return {}
    pages = {row.page_key: {"page_key": row.page_key, "url": row.page_url, "site_id": row.site_id} for row in rows}
    connection.execute(text(_PAGES), {"rows": json.dumps(list(pages.values()))})
    values = json.dumps([_values(row) for row in rows], default=_plain)
    found = connection.execute(text(_CAPTURES), {"rows": values, "run": run_id})
    ids = {row[0]: (int(row[1]), int(row[2])) for row in found}
    refused = [ids[row.capture_key][0] for row in rows if row.attempt.outcome == "refused" and row.capture_key in ids]
    if refused:
        connection.execute(text(_REFUSED), {"ids": refused})
    seen = [
        (ids[row.capture_key][1], row.attempt.requested_at)
        for row in rows
        if row.attempt.outcome in ("unchanged", "not_modified") and row.capture_key in ids
    ]
    if seen:
        moments = {"pages": [page for page, _ in seen], "moments": [at for _, at in seen]}
        connection.execute(text(_SEEN), moments)
        connection.execute(text(_CONFIRMED), moments)
        connection.execute(text(_SEEN_ARTICLES), moments)
    return ids


def _values(row: AttemptRow) -> dict[str, Any]:
    attempt = row.attempt
    answer = attempt.answer
    is_captured = attempt.body_hash is not None
    return {
        "capture_key": row.capture_key,
        "page_key": row.page_key,
        "captured_at": attempt.requested_at if is_captured else None,
        "captured_at_source": row.captured_at_source if is_captured else None,
        "source_path": attempt.url,
        "body_hash": attempt.body_hash,
        "byte_count": row.byte_count,
        "archive_ref": row.archive_ref,
        "outcome": attempt.outcome.value,
        "asked_url": attempt.url,
        "asked_key": row.asked_key,
        "answered_url": attempt.answered_url,
        "hops": [asdict(hop) for hop in attempt.hops],
        "requested_at": attempt.requested_at,
        "status": attempt.status,
        "reason": attempt.reason,
        "detail": attempt.detail,
        "failure_class": attempt.failure_class,
        "agent": attempt.agent or None,
        "robots": attempt.robots,
        "robots_rule": attempt.robots_rule,
        "waited_seconds": round(attempt.waited_seconds, 3),
        "elapsed_seconds": round(attempt.elapsed_seconds, 4),
        "wire_bytes": attempt.wire_bytes,
        "etag": answer.header("etag") if answer else None,
        "last_modified": answer.header("last-modified") if answer else None,
        "content_type": answer.header("content-type") if answer else None,
        "address": answer.address if answer else None,
        "not_before": attempt.not_before,
        "try_number": attempt.try_number,
        "archive_record_id": row.archive_record_id,
        "payload_digest": row.payload_digest,
    }


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@dataclass(frozen=True, slots=True)
class FetchedCapture:
    """A capture that lies in the archive and was not read yet."""

    capture_id: int
    asked_url: str
    answered_url: str
    captured_at: datetime
    archive_ref: str
    site: str | None
    content_type: str | None
    captured_at_source: str
    capture_key: str
    body_hash: str
    byte_count: int


@outlasts_outage
def fetched_captures(url: str, capture_ids: Sequence[int] | None = None, most: int = 500) -> list[FetchedCapture]:
    """Captures with the outcome ``fetched``: of these ids, or the oldest ones; in the order of their ids."""
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text(
                "select capture_id, asked_url, answered_url, captured_at, archive_ref, site.site_key, content_type,"
                " captured_at_source, capture_key, body_hash, coalesce(byte_count, 0)"
                " from news.capture join news.page using (page_id)"
                " left join news.site on site.site_id = page.site_id and site.declaration is not null"
                " where outcome = 'fetched' and (cast(:ids as bigint[]) is null or capture_id = any(:ids))"
                " order by capture_id limit :most"
            ),
            {"ids": list(capture_ids) if capture_ids is not None else None, "most": most},
        )
        return [FetchedCapture(*row) for row in rows]


_RUN_PAGES = """
insert into news.run_page (run_id, item_number, path, page_id, capture_id, outcome, reason, inserted_count,
                           changed_count, unchanged_count, duplicate_count)
select :run, item_number, path, page_id, capture_id, outcome, reason, new_count, 0, 0, 0
from jsonb_to_recordset(cast(:rows as jsonb)) as t
    (item_number int, path text, page_id bigint, capture_id bigint, outcome text, reason text, new_count int)
order by item_number
on conflict (run_id, item_number) do update set outcome = excluded.outcome, reason = excluded.reason,
    page_id = excluded.page_id, capture_id = excluded.capture_id
"""


@outlasts_outage
def record_run_pages(url: str, run_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Write the outcomes of pages that were not handed to the loader."""
    if rows:
        with engine_for(url).begin() as connection:
            connection.execute(text(_RUN_PAGES), {"run": run_id, "rows": json.dumps(rows)})


@outlasts_outage
def set_outcome(url: str, capture_ids: Sequence[int], outcome: str) -> None:
    """Close captures that hold no page of articles (feeds, sitemaps)."""
    if capture_ids:
        with engine_for(url).begin() as connection:
            connection.execute(
                text("update news.capture set outcome = :outcome where capture_id = any(:ids)"),
                {"outcome": outcome, "ids": list(capture_ids)},
            )


@outlasts_outage
def archive_refs(url: str, capture_ids: Sequence[int]) -> dict[int, str]:
    """Where the bodies of captures are, by capture."""
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text("select capture_id, archive_ref from news.capture where capture_id = any(:ids)"
                 " and archive_ref is not null"),
            {"ids": list(capture_ids)},
        )  # fmt: skip
        return {int(row[0]): str(row[1]) for row in rows}


@outlasts_outage
def newest_bodies(url: str, asked_keys: Sequence[str]) -> dict[str, tuple[int, str, str | None]]:
    """The last attempts at addresses that a body in the archive answers: capture, reference, address that answered."""
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text(
                "select distinct on (asked_key) asked_key, capture_id, archive_ref, answered_url from news.capture"
                " where asked_key = any(:keys) and archive_ref is not null order by asked_key, capture_id desc"
            ),
            {"keys": list(asked_keys)},
        )
        return {row.asked_key: (row.capture_id, row.archive_ref, row.answered_url) for row in rows}
