"""Which captures and addresses are done, so that a backfill need not do them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from db.outage import outlasts_outage
from db.session import engine_for

DONE, FAILED = "done", "failed"


@outlasts_outage
def done_captures(
    url: str, body_hashes: Sequence[str], parser_version: str
) -> dict[tuple[str, datetime | None, str | None], str]:
    """Those captures of the given bytes that this version of the rules read: done, or failed.

    Each by its digest, its moment and the address that was given with it. Failed are those that it set aside.
    """
    if not body_hashes:
        return {}
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text(
                "select body_hash, captured_at, source_url, outcome from news.capture join news.body using (body_id)"
                " where body_hash = any(:hashes) and parser_version = :version"
            ),
            {"hashes": list(body_hashes), "version": parser_version},
        )
        return {
            (row.body_hash, row.captured_at, row.source_url): FAILED if row.outcome == "quarantined" else DONE
            for row in rows
        }


@outlasts_outage
def done_addresses(url: str, page_keys: Sequence[str]) -> dict[str, str]:
    """Those of the addresses, by their identity, that were asked for before: done when one attempt brought a page."""
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text(
                "select asked_key, bool_or(coalesce(capture.outcome, fetch_attempt.outcome)"
                " in ('loaded', 'unchanged', 'not_modified', 'fetched')) as had"
                " from news.fetch_attempt left join news.capture using (capture_id)"
                " where asked_key = any(:keys) group by 1"
            ),
            {"keys": list(page_keys)},
        )
        return {row.asked_key: DONE if row.had else FAILED for row in rows}
