"""Pages that a wall stood in front of: asked for again another day, some times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from db.fetching.frontier import Next, Waiting, settle
from db.outage import outlasts_outage
from db.session import engine_for
from tasks.fingerprint import page_key
from tasks.records import Outcome, PageResult
from tasks.split.walls import ASKED_AGAIN

_AFTER = timedelta(days=1)
_TRIES = 4


@outlasts_outage
def ask_again(url: str, rows: Mapping[str, Waiting], results: Mapping[str, PageResult]) -> None:
    """Have pages that showed a wall asked for again, unconditionally: what was answered was not the page."""
    walled = {
        page_key(address, address): found
        for address, found in results.items()
        if found.outcome is Outcome.QUARANTINED and found.reason in ASKED_AGAIN
    }
    plans = [_next(rows[key], found) for key, found in walled.items() if key in rows and rows[key].site_id is not None]
    if plans:
        with engine_for(url).begin() as connection:
            settle(connection, plans)


def _next(row: Waiting, found: PageResult) -> Next:
    failures = row.failure_count + 1
    is_over = failures >= _TRIES and row.depth > 0
    words = f"given up after {failures} walls" if is_over else "a wall stood in its place, tried again after a day"
    return Next(
        row.page_key, "given_up" if is_over else "waiting", None if is_over else datetime.now(UTC) + _AFTER,
        f"{found.reason}: {words}", failures, "refused", found.reason, None, is_answered=True,
    )  # fmt: skip
