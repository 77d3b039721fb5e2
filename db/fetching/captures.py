"""Captures that were fetched: those that wait to be read, and where bodies are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.query import change_rows, query_rows


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


def fetched_captures(url: str, capture_ids: Sequence[int] | None = None, most: int = 500) -> list[FetchedCapture]:
    """Captures with the outcome ``fetched``: of these ids, or the oldest ones; in the order of their ids."""
    query = (
        "select capture_id, asked_url, answered_url, captured_at, archive_ref, site.site_key, content_type,"
        " captured_at_source, capture_key, body_hash, coalesce(byte_count, 0)"
        " from news.capture join news.body using (body_id) join news.fetch_attempt using (capture_id)"
        " join news.page on page.page_id = capture.page_id"
        " left join news.site on site.site_id = page.site_id and site.declaration is not null"
        " where capture.outcome = 'fetched' and erased_at is null"
        " and (cast(:ids as bigint[]) is null or capture_id = any(:ids))"
        " order by capture_id limit :most"
    )
    ids = list(capture_ids) if capture_ids is not None else None
    return [FetchedCapture(*row) for row in query_rows(url, query, ids=ids, most=most)]


def set_outcome(url: str, capture_ids: Sequence[int], outcome: str) -> None:
    """Close captures that hold no page of articles (feeds, sitemaps)."""
    if capture_ids:
        change = "update news.capture set outcome = :outcome where capture_id = any(:ids)"
        change_rows(url, change, outcome=outcome, ids=list(capture_ids))


def archive_refs(url: str, capture_ids: Sequence[int]) -> dict[int, str]:
    """Where the bodies of captures are, by capture."""
    query = (
        "select capture_id, archive_ref from news.capture join news.body using (body_id)"
        " where capture_id = any(:ids) and erased_at is null"
    )
    return dict(query_rows(url, query, ids=list(capture_ids)))


def newest_bodies(url: str, asked_keys: Sequence[str]) -> dict[str, tuple[int, str, str | None]]:
    """The last captures of addresses asked for whose bodies are kept: capture, reference, address that answered."""
    query = (
        "select distinct on (asked_key) asked_key, capture_id, archive_ref, answered_url"
        " from news.fetch_attempt join news.capture using (capture_id) join news.body using (body_id)"
        " where asked_key = any(:keys) and erased_at is null order by asked_key, capture_id desc"
    )
    return {key: tuple(found) for key, *found in query_rows(url, query, keys=list(asked_keys))}
