"""The natural keys of a batch, as gather looks them up and decide uses them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasks.fingerprint import name_key
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
    identities: set[str] = field(default_factory=set)


def site_key(record: PageRecord) -> str | None:
    """The host that serves the page, without ``www.``; None when its address is unknown.

    A declared site is known by the page: it was declared before the page was fetched.
    """
    host = urlsplit(record.url).hostname if record.url else None
    return host.removeprefix("www.") if host else None


def keys_of_print(url_key: str | None, publisher: str | None, text_key: str) -> tuple[str | None, str | None, str]:
    """The keys that may identify an article: its address, its text under its publisher, its text under nobody's name.

    The first two are None when the page tells no address or no publisher.
    """
    url = f"url:{url_key}" if url_key else None
    own = f"text:{name_key(publisher)}:{text_key}" if publisher else None
    return url, own, f"text::{text_key}"


def identity_keys(article: Article) -> tuple[str | None, str | None, str]:
    """The keys that may identify an article that a page shows; see ``keys_of_print``."""
    return keys_of_print(article.url_key, article.publisher, article.text_key)


def page_identity(record: PageRecord) -> str | None:
    """The key of a page's own article: a page of a known address is about one, whatever becomes of its text."""
    return f"page:{record.page_key}" if record.url and record.primary else None


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
        own = page_identity(record)
        if own:
            keys.identities.add(own)
        for article in (record.primary, *record.related):
            if article is None:
                continue
            if article.publisher:
                keys.publishers.add(name_key(article.publisher))
            keys.identities.update(key for key in identity_keys(article) if key)
    return keys
