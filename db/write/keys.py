"""The natural keys of a batch, as gather looks them up and decide uses them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasks.fingerprint import address_key, name_key
from tasks.records import Article, PageRecord


@dataclass(slots=True)
class BatchKeys:
    """Every key that a batch may find in the database."""

    sites: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    captures: set[str] = field(default_factory=set)
    body_hashes: set[str] = field(default_factory=set)
    publishers: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)


def site_key(record: PageRecord) -> str | None:
    """The host that serves the page, without ``www.``; None when its address is unknown.

    A declared site is known by the page: it was declared before the page was fetched.
    """
    host = urlsplit(record.url).hostname if record.url else None
    return host.removeprefix("www.") if host else None


def text_identity(publisher: str | None, text_key: str) -> str:
    """The key of a text under its publisher, or under nobody's name."""
    return f"text:{name_key(publisher) if publisher else ''}:{text_key}"


def address_identity(url: str, url_key: str | None = None) -> str:
    """The key of the article that an address leads to; it is in its one spelling. ``url_key``: where it is known."""
    return f"url:{url_key or address_key(url)}"


def page_identity(page_key: str) -> str:
    """The key of what a page of a known address is about, whatever becomes of its text."""
    return f"page:{page_key}"


def identity_keys(article: Article) -> tuple[str | None, str | None, str]:
    """The keys by which an article that a page shows is known: its address, its text under its publisher, its text.

    The first two are None when the page tells no address or no publisher.
    """
    url = f"url:{article.url_key}" if article.url_key else None
    own = text_identity(article.publisher, article.text_key) if article.publisher else None
    return url, own, text_identity(None, article.text_key)


def batch_keys(records: Iterable[PageRecord]) -> BatchKeys:
    """Collect the keys of a batch."""
    keys = BatchKeys()
    for record in records:
        if not record.page_key:
            continue
        keys.pages.add(record.page_key)
        keys.captures.add(record.capture_key)
        keys.body_hashes.add(record.body_hash)
        site = site_key(record)
        if site:
            keys.sites.add(site)
        keys.tags.update(map(name_key, record.tags))
        for article in (record.primary, *record.related):
            if article is None:
                continue
            if article.publisher:
                keys.publishers.add(name_key(article.publisher))
    return keys
