"""Identity of pages, captures, texts and addresses: what the database knows them by. Pure.

Keys are hex SHA-256 digests (cut to 40 characters where a person may have to type one), so no key outgrows an index.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from tasks.addresses import same_address
from tasks.records import Article, PageRecord
from tasks.text import fold, fold_tight, storable, word_count

_SHORT_TEXT_WORDS = 25
"""Below this a text ("Watch the video") says too little: its title becomes part of its identity."""
_TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|ocid|cmpid|ito|ns_[a-z]+"
    r"|at_(?:medium|campaign|link.*|ptr.*|format|bbc_team)|guccounter|guce_.*|_hsenc|_hsmi|ftag|ncid|srnd|taid|spm)$",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::(?!80/|443/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?"
    r"(?:/(?!\.{1,2}(?:/|$))[\w.~-]*)+",
    re.ASCII,
)
"""What most addresses look like, and has one spelling already."""
_SPELLINGS = 3
"""Times that an address which another one carries is brought into its one spelling."""
_LONGEST_HOST = 253
_DEFAULT_PORTS = {"http": 80, "https": 443}


def digest(*parts: str) -> str:
    """Hex SHA-256 of the parts, unambiguous about where one ends."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


@lru_cache(8192)
def canonical_url(url: str) -> str | None:
    """One spelling for one address: scheme and host in lower case, A-label host, no default port, user, fragment or
    tracking parameter, sorted query. None when the text is no http or https address, or names a
    host that no name server could know.
    """
    if _PLAIN.fullmatch(url):
        return url
    if not url.strip():
        return None
    from w3lib.url import canonicalize_url

    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").rstrip("."), parts.port
        if scheme not in _DEFAULT_PORTS or not host or storable(url) != url:
            return None
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
        if len(host) > _LONGEST_HOST:
            return None
        netloc = f"[{host}]" if ":" in host else host
        if port is not None and port != _DEFAULT_PORTS[scheme]:
            netloc += f":{port}"
        query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair.split("=")[0]))
        plain = urlunsplit((scheme, netloc, parts.path or "/", query, ""))
        return str(canonicalize_url(plain, keep_fragments=False))
    except (ValueError, UnicodeError):
        return None


@lru_cache(8192)
def address_key(url: str | None) -> str | None:
    """Identity of the article that an address leads to. ``url``: in its one spelling; None: not known.

    Redirectors, mobile and AMP twins and addresses with tracking parameters have the key of the address they stand for.
    """
    if url is None:
        return None
    for _ in range(_SPELLINGS):
        same = same_address(url)
        if same == url:
            break
        url = canonical_url(same) or url
    return digest("url", url)


def page_key(url: str | None, body_hash: str) -> str:
    """Identity of a page: its address; a page whose address is unknown is known by its bytes."""
    canonical = canonical_url(url) if url else None
    return digest("url", canonical) if canonical else digest("bytes", body_hash)


def capture_key(page: str, body_hash: str, captured_at: datetime | None) -> str:
    """Identity of a capture: these bytes of this page at this moment."""
    return digest(page, body_hash, captured_at.isoformat() if captured_at else "")


@lru_cache(16384)
def name_key(name: str) -> str:
    """Identity of a publisher's or a tag's name: its fold without a leading article; long names as a digest."""
    folded = re.sub(r"^the ", "", fold(name)) or fold(name)
    return folded if len(folded) <= 200 else digest(folded)


def text_key(title: str, body: str) -> str:
    """Identity of a text: its wording with white space, quotes, dashes and case folded.

    A paragraphed and a flattened copy are one. A very short or absent body is told apart by the title as well.
    """
    if len(body) < 4 * _SHORT_TEXT_WORDS and word_count(body) < _SHORT_TEXT_WORDS:
        return digest("short", fold_tight(title), fold_tight(body))
    return digest("text", fold_tight(body))


def fingerprint(article: Article) -> Article:
    """The article with the keys that identify it, and its address in one spelling."""
    url = canonical_url(article.url) if article.url else None
    spelled = article if url == article.url else replace(article, url=url)
    return replace(
        spelled,
        text_key=text_key(article.title, article.body),
        url_key=address_key(url),
        sighting_hash=sighting_hash(spelled),
    )


def sighting_hash(article: Article) -> str:
    """Digest of what a page says of an article: its fields under names that are fixed here, in this order.

    A field that says nothing (None, empty) is left out, so that one more field, or another name for a class or an
    attribute, leaves the digests of all that is stored as they are. A golden test holds them.
    """
    return _digest_of(
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        publisher_source=article.publisher_source,
        agency=article.agency,
        authors=article.authors,
        language=article.language,
        published_raw=article.published_raw,
        published_at=article.published_at,
        published_min_at=article.published_min_at,
        published_max_at=article.published_max_at,
        published_precision=article.published_precision,
        published_source=article.published_source,
        completeness=article.completeness,
        modified_at=article.modified_at,
        category=article.category,
        tags=article.tags,
        image_url=article.image_url,
        is_free=article.is_free,
        text_state=article.text_state,
        access=article.access,
        link_kind=article.link_kind,
        body=article.body,
    )


def record_hash(record: PageRecord) -> str:
    """Digest of what a reading says of a page: its kind, layout, articles in order, tags and warnings."""
    return _digest_of(
        page_kind=record.page_kind,
        layout=record.layout,
        primary=record.primary.sighting_hash if record.primary else None,
        related=tuple(article.sighting_hash for article in record.related),
        tags=record.tags,
        warnings=record.warnings,
    )


def _digest_of(**fields: str | datetime | bool | tuple[str, ...] | None) -> str:
    """Digest of named values in the order given; those that say nothing are left out."""
    said = {name: value for name, value in fields.items() if value is not None and value not in ("", ())}
    return digest(_as_json(said))


_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat).encode
