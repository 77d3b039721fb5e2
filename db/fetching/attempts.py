"""Attempts, the captures that they bring, and what an unchanged page moves: the moment it was last seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from db.lock import lock_loading as _lock
from db.outage import outlasts_outage
from db.query import change_rows
from db.session import engine_for
from tasks.attempt import Attempt


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt with what it is known by and where its body is."""

    attempt: Attempt
    capture_key: str
    """Of the capture that it brings, if it brings one."""
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
select distinct on (body_hash) body_hash, archive_ref, record_id, payload_digest, answered_url, captured_at, byte_count
from news.body
left join news.capture using (body_id)
left join news.fetch_attempt using (capture_id)
where body_hash = any(:hashes) and erased_at is null and archive_ref like 'warc:%'
order by body_hash, body_id, capture_id
"""


def known_bodies(connection: Connection, hashes: Sequence[str]) -> dict[str, Body]:
    """Bodies of these digests that the archive has, by digest."""
    if not hashes:
        return {}
    return {row[0]: Body(*row) for row in connection.execute(text(_BODIES), {"hashes": list(set(hashes))})}


@outlasts_outage
def body_places(url: str, hashes: Sequence[str]) -> dict[str, str]:
    """References of the bodies of these digests that the archive has, by digest."""
    with engine_for(url).connect() as connection:
        return {digest: body.archive_ref for digest, body in known_bodies(connection, hashes).items()}


_PAGES = """
insert into news.page (page_key, url, site_id)
select page_key, url, site_id
from jsonb_to_recordset(cast(:rows as jsonb)) as t (page_key text, url text, site_id bigint)
order by page_key on conflict (page_key) do nothing
"""
_TYPES = {
    "capture_key": "text", "page_key": "text", "page_id": "bigint", "capture_id": "bigint",
    "captured_at_source": "text", "body_hash": "text", "byte_count": "bigint", "archive_ref": "text",
    "record_id": "text", "payload_digest": "text",
    "outcome": "text", "asked_url": "text", "asked_key": "text", "answered_url": "text", "hops": "jsonb",
    "requested_at": "timestamptz", "status": "int", "reason": "text", "detail": "text", "failure_class": "text",
    "agent": "text", "robots": "text", "robots_rule": "text", "waited_seconds": "float", "elapsed_seconds": "float",
    "wire_bytes": "bigint", "etag": "text", "last_modified": "text", "content_type": "text", "address": "text",
    "not_before": "timestamptz", "try_number": "int",
}  # fmt: skip
_ROWS = (
    f"jsonb_to_recordset(cast(:rows as jsonb)) as t ({', '.join(f'{name} {kind}' for name, kind in _TYPES.items())})"
)
_PAGE_IDS = "select page_key, page_id from news.page where page_key = any(:keys)"
_NEW_BODIES = f"""
insert into news.body (body_hash, byte_count, archive_ref, record_id, payload_digest)
select body_hash, byte_count, archive_ref, record_id, payload_digest from {_ROWS}
order by body_hash, archive_ref on conflict (body_hash, archive_ref) do nothing
"""
_CAPTURES = f"""
insert into news.capture (capture_key, page_id, body_id, run_id, captured_at, captured_at_source, source_path, outcome,
                          is_newest, primary_count, related_count, warnings)
select capture_key, page_id, body.body_id, :run, requested_at, captured_at_source, asked_url, outcome,
       false, 0, 0, '{{}}'
from {_ROWS} join news.body on (body.body_hash, body.archive_ref) = (t.body_hash, t.archive_ref)
order by capture_key on conflict (capture_key) do nothing
returning capture_key, capture_id
"""
_OWN = [
    name for name in _TYPES
    if name not in ("capture_key", "page_key", "captured_at_source", "body_hash", "byte_count", "archive_ref",
                    "record_id", "payload_digest")
]  # fmt: skip
_ATTEMPTS = f"""
insert into news.fetch_attempt (run_id, {", ".join(_OWN)}) select :run, {", ".join(_OWN)} from {_ROWS}
order by asked_key, requested_at on conflict (asked_key, requested_at) do nothing
returning fetch_attempt_id, outcome
"""
_REFUSED = """
insert into news.quarantine (fetch_attempt_id, run_id, stage, reason, detail, parser_version)
select fetch_attempt_id, run_id, 'fetch', reason, asked_url || ': ' || detail, '' from news.fetch_attempt
where fetch_attempt_id = any(:ids)
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


def record_attempts(
    connection: Connection, run_id: int, rows: Sequence[AttemptRow]
) -> dict[str, tuple[int | None, int | None]]:
    """Insert attempts with the pages they are of and the captures they brought. ``lock_loading`` first.

    Returns capture_id and page_id by capture_key, without captures that were there before.
    """
    if not rows:
        return {}
    pages = {row.page_key: {"page_key": row.page_key, "url": row.page_url, "site_id": row.site_id} for row in rows}
    connection.execute(text(_PAGES), {"rows": json.dumps(list(pages.values()))})
    page_ids: dict[str, int] = dict(connection.execute(text(_PAGE_IDS), {"keys": list(pages)}).tuples().all())
    values = [_values(row) | {"page_id": page_ids[row.page_key]} for row in rows]
    brought = [value for value in values if value["outcome"] == "fetched" and value["archive_ref"]]
    captures: dict[str, int] = {}
    if brought:
        told = {"rows": json.dumps(brought, default=_plain), "run": run_id}
        connection.execute(text(_NEW_BODIES), told)
        captures = dict(connection.execute(text(_CAPTURES), told).tuples().all())
        known = {value["capture_key"] for value in brought} - captures.keys()
        values = [value for value in values if value["capture_key"] not in known]
    for value in values:
        value["capture_id"] = captures.get(value["capture_key"])
    attempts = connection.execute(text(_ATTEMPTS), {"rows": json.dumps(values, default=_plain), "run": run_id}).all()
    if refused := [row.fetch_attempt_id for row in attempts if row.outcome == "refused"]:
        connection.execute(text(_REFUSED), {"ids": refused})
    _confirm(connection, values)
    return {value["capture_key"]: (value["capture_id"], value["page_id"]) for value in values}


def _confirm(connection: Connection, values: Sequence[dict[str, Any]]) -> None:
    """Pages that their servers said are the same were seen at that moment, and so was what they show."""
    seen = [value for value in values if value["outcome"] in ("unchanged", "not_modified")]
    if seen:
        moments = {"pages": [one["page_id"] for one in seen], "moments": [one["requested_at"] for one in seen]}
        for statement in (_SEEN, _CONFIRMED, _SEEN_ARTICLES):
            connection.execute(text(statement), moments)


_OF_ROW = (
    "capture_key", "page_key", "captured_at_source", "byte_count", "archive_ref", "payload_digest", "asked_key",
)  # fmt: skip
_OF_ATTEMPT = (
    "body_hash", "answered_url", "requested_at", "status", "reason", "detail", "failure_class", "robots",
    "robots_rule", "wire_bytes", "not_before", "try_number",
)  # fmt: skip


def _values(row: AttemptRow) -> dict[str, Any]:
    attempt, answer = row.attempt, row.attempt.answer
    return {
        **{name: getattr(row, name) for name in _OF_ROW},
        **{name: getattr(attempt, name) for name in _OF_ATTEMPT},
        "record_id": row.archive_record_id,
        "outcome": attempt.outcome.value,
        "asked_url": attempt.url,
        "hops": [asdict(hop) for hop in attempt.hops],
        "agent": attempt.agent or None,
        "waited_seconds": round(attempt.waited_seconds, 3),
        "elapsed_seconds": round(attempt.elapsed_seconds, 4),
        "etag": answer.header("etag") if answer else None,
        "last_modified": answer.header("last-modified") if answer else None,
        "content_type": answer.header("content-type") if answer else None,
        "address": answer.address if answer else None,
    }


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


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


def record_run_pages(url: str, run_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Write the outcomes of pages that were not handed to the loader."""
    if rows:
        change_rows(url, _RUN_PAGES, run=run_id, rows=json.dumps(rows))
