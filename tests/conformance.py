"""Adapters: one plain function per thing that outside suites of cases test, so that they need not know the inside.

An input that is refused raises an error; nothing here is a second implementation.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tasks import decode
from tasks.fetch import addresses, coding, robots, urls
from tasks.fingerprint import canonical_url as _canonical_url
from tasks.normalize.dates import ResolvedDate, resolve_date
from tasks.split.html import links
from tasks.strict_json import parse_json
from tasks.text import storable

LIMIT = 10 * 1024 * 1024


def robots_allowed(robots_txt: str | bytes, agent: str, url: str) -> bool:
    """Whether a robots.txt lets an agent ask for an address."""
    text = robots_txt.decode("utf-8-sig", "replace") if isinstance(robots_txt, bytes) else robots_txt
    moment = datetime.now(UTC)
    return robots.RobotsFile("", "found", text, moment, moment).decide(url, agent).is_allowed


def resolve_url(href: str, base: str | None = None) -> str:
    """The address a link names on a page. Raises FetchFailed when it names none."""
    return urls.resolve_url(href, base)


def canonical_url(url: str) -> str | None:
    """The one spelling under which an address is known; None when it is none of http or https."""
    return _canonical_url(url)


def registrable_domain(host: str | None) -> str | None:
    """The domain under a public suffix that a host belongs to; None when it is a suffix itself, or no name."""
    return links.registrable_domain(host)


def sniff_encoding(content: bytes, declared: str | None = None) -> str:
    """Python's name of the charset that the bytes are read in. Raises SkipPage when they are no text."""
    return decode.decode_page(content, declared=declared).charset


def decode_body(body: bytes, content_encoding: str | None, limit: int = LIMIT) -> bytes:
    """The body without its content coding. Raises FetchFailed when it is damaged, unknown or too large."""
    return coding.decode_body(body, content_encoding, limit).content


def address_allowed(address: str) -> bool:
    """Whether an IP address may be connected to for a page of anybody's."""
    return addresses.address_allowed(address)


def parse_relative_date(text: str, captured_at: datetime | None, **options: Any) -> ResolvedDate:
    """A printed date placed in time (``at``, ``min_at``, ``max_at``, ``precision``); all None when it cannot be."""
    return resolve_date(text, captured_at, **options)


def parse_json_ld(content: bytes) -> Any:
    """The value of a JSON-LD block, read by the standard alone. Raises BadJson when it is none."""
    return parse_json(content)


def clean_text(text: str) -> str:
    """The text as it is stored: without what Postgres refuses."""
    return storable(text)
