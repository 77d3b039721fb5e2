"""Which captures and addresses are done, so that a backfill need not do them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db.query import query_rows

DONE, FAILED = "done", "failed"


def done_captures(
    url: str, body_hashes: Sequence[str], parser_version: str
) -> dict[tuple[str, datetime | None, str | None], str]:
    """Those captures of the given bytes that this version of the rules read: done, or failed.

    Each by its digest, its moment and the address that was given with it. Failed are those that it set aside.
    """
    if not body_hashes:
        return {}
    query = (
        "select body_hash, captured_at, source_url, outcome from news.capture join news.body using (body_id)"
        " where body_hash = any(:hashes) and parser_version = :version"
    )
    rows = query_rows(url, query, hashes=list(body_hashes), version=parser_version)
    return {tuple(identity): FAILED if outcome == "quarantined" else DONE for *identity, outcome in rows}


def done_addresses(url: str, page_keys: Sequence[str]) -> dict[str, str]:
    """Those of the addresses, by their identity, that were asked for before: done when one attempt brought a page."""
    query = (
        "select asked_key, bool_or(coalesce(capture.outcome, fetch_attempt.outcome)"
        " in ('loaded', 'unchanged', 'not_modified', 'fetched'))"
        " from news.fetch_attempt left join news.capture using (capture_id) where asked_key = any(:keys) group by 1"
    )
    return {key: DONE if had else FAILED for key, had in query_rows(url, query, keys=list(page_keys))}
