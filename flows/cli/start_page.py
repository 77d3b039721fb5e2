"""What an operator has to look at of a start page, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

_FOR_GOOD = (301, 308)
_REASONS = {
    "empty_start_page": "it named {last_link_count} pages before and names none now; look at its address",
    "unreadable_start_page": "what it answers is no {kind}; look at its address",
}
_HOST_CHECKS = ("walls", "unknown_layout", "generic_layout", "articles_per_page")


def moved_to(attempt: dict[str, Any]) -> str | None:
    """The address that an attempt was sent to for good (301, 308); None where it was not, or by a passing redirect."""
    hops: Sequence[dict[str, Any]] = attempt["hops"] or ()
    return attempt["answered_url"] if hops and all(hop["status"] in _FOR_GOOD for hop in hops) else None


def alarms(row: dict[str, Any], checks: Iterable[dict[str, Any]]) -> list[str]:
    """What is wrong with a start page, worst first: its last answer, what was not read of it, its host's pages.

    ``checks`` are the data-quality checks that do not hold now.
    """
    found = []
    reason = row["last_reason"]
    if reason in _REASONS:
        found.append(f"{reason}: {_REASONS[reason].format(**row)}")
    elif reason:
        found.append(f"{reason}: its last answer brought no page; newsweir why {row['url']} tells more")
    address = moved_to(row)
    if address:
        found.append(f"it has moved for good to {address}: correct the declaration of site {row['site']}")
    if row["last_warning"]:
        found.append(row["last_warning"])
    host = urlsplit(row["url"]).hostname
    found += [
        f"{check['check_name']} (run {check['run_id']}): {check['detail']}"
        for check in checks if check["check_name"] in _HOST_CHECKS and check["subject"] == host
    ]  # fmt: skip
    return found
