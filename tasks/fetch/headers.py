"""What response headers say: when to come back, which type and charset, how long it is fresh. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import lru_cache

from tasks.attempt import Answer
from tasks.fetch.failures import FetchFailed, Reason

_LONGEST = timedelta(days=7)
_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|,)\s*no-(?:store|cache)\b", re.IGNORECASE)


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, in either form (seconds or date), at most a week ahead.

    None when the header is absent, means nothing, or names the past.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        moment = now + min(timedelta(seconds=int(text[:9])), _LONGEST) if len(text) <= 9 else now + _LONGEST
    else:
        found = http_date(text)
        if found is None:
            return None
        moment = min(found, now + _LONGEST)
    return moment if moment > now else None


def http_date(text: str | None) -> datetime | None:
    """An HTTP date as aware UTC; None for what is none."""
    try:
        moment = parsedate_to_datetime(text) if text else None
        # The last hours of the calendar have no UTC.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) if moment else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def max_age(cache_control: str | None) -> timedelta | None:
    """How long an answer is fresh; zero where it may not be kept, None where the header does not tell."""
    if cache_control is None:
        return None
    if _NO_STORE.search(cache_control):
        return timedelta(0)
    found = _AGE.search(cache_control)
    return timedelta(seconds=int(found[1])) if found else None


@lru_cache(1024)
def content_type(value: str | None) -> tuple[str, str | None]:
    """Media type in lower case (empty when none is named) and charset (None when none is named)."""
    if not value:
        return "", None
    message = Message()
    message["content-type"] = value.replace("\n", " ").replace("\r", " ")[:500]
    kind = value.split(";")[0].strip().lower()
    try:
        charset = message.get_param("charset")
    except (ValueError, LookupError, UnicodeError):
        charset = None
    return kind, charset.strip("'\" ") or None if isinstance(charset, str) else None


def is_page_type(kind: str) -> bool:
    """Whether a body of this media type may be a page, a feed or a sitemap; none named may be anything."""
    return (
        kind in ("", "application/octet-stream", "application/gzip", "application/x-gzip")
        or kind.startswith("text/")
        or kind.endswith(("+xml", "/xml", "/xhtml", "+json", "/json", "/html"))
    )


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request; validators that cannot stand in a header are left out."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value and value.isascii() and value.isprintable()}


def redirect_of(answer: Answer) -> str | None:
    """Where a redirect leads; None for any other answer. Raises FetchFailed for a redirect to nowhere."""
    if answer.status not in (301, 302, 303, 307, 308):
        return None
    location = answer.header("location")
    if not location:
        raise FetchFailed(Reason.BAD_REDIRECT, f"{answer.url} redirects ({answer.status}) without saying where")
    try:
        # Sent as bytes, meant as UTF-8 by most; header values are Latin-1 here.
        return location.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return location
