"""Addresses of a page: absolute, http or https only, without user names."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from tasks.addresses import join_address

if TYPE_CHECKING:
    from tldextract import TLDExtract


def base_of(parser: LexborHTMLParser, url: str | None) -> str | None:
    """The address that relative links are read against: <base href>, else the page's own."""
    node = parser.css_first("base[href]")
    if node is not None:
        found = absolute(node.attributes.get("href"), url)
        if found:
            return found
    return url


def absolute(href: str | None, base: str | None) -> str | None:
    """An absolute http(s) address, or None: a script, a mail address, a jump within the page, relative to nothing."""
    if not href:
        return None
    href = "".join(href.split()) if any(ch in href for ch in "\n\r\t") else href.strip()
    if not href or href[0] == "#":
        return None
    try:
        if href.startswith(("http://", "https://")):
            return href if "@" not in href and "[" not in href else _without_user(href)
        if base is None and not href.startswith("//"):
            return None
        if base is not None and base.startswith("//"):
            base = "https:" + base
        joined = join_address(base or "https:", href)
        return _without_user(joined) if joined.startswith(("http://", "https://")) else None
    except ValueError:
        return None


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def same_site(href: str, host: str) -> bool:
    """Whether a link leads to another page of the same host."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return bool(parts.path.strip("/")) and (not parts.netloc or parts.netloc == host)


def is_relative(href: str | None) -> bool:
    """Whether a link leads to another page of its own site, by an address that says nothing of the site."""
    if not href or href.strip()[:1] in ("#", "") or href.startswith("//"):
        return False
    return _SCHEME.match(href.strip()) is None and bool(href.strip().split("#")[0].strip("/."))


def same_domain(one: str, other: str) -> bool:
    """Whether two hosts belong to one registrable domain."""
    if not one or not other:
        return False
    if one == other or one.endswith("." + other) or other.endswith("." + one):
        return True
    if one.rpartition(".")[2] != other.rpartition(".")[2]:
        return False
    return (registrable_domain(one) or one.lower()) == (registrable_domain(other) or other.lower())


@lru_cache(4096)
def registrable_domain(host: str | None) -> str | None:
    """The domain under a public suffix that a host belongs to, as A-labels or as written.

    None for an address, for a public suffix itself, and for what is no name. Private suffixes (hosts of many users'
    pages) count, so that one user's pages are not another's.
    """
    name = (host or "").lower()
    if not name or name.startswith("."):
        return None
    found = _suffixes()(name)
    if found.ipv4 or found.ipv6:
        return None
    if not found.suffix and "." in name.rstrip("."):
        return ".".join(name.rstrip(".").split(".")[-2:])  # A top-level domain that is not listed is a suffix itself.
    return found.top_domain_under_public_suffix or None


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # its modules take a tenth of a second, and few pages need them

    # No list is downloaded, and none is cached in the home folder.
    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


class Links:
    """Absolute addresses of one page, each worked out once."""

    __slots__ = ("base", "known", "origin")

    def __init__(self, base: str | None) -> None:
        self.base = "https:" + base if base is not None and base.startswith("//") else base
        self.known: dict[str, str | None] = {}
        parts = urlsplit(self.base) if self.base else None
        self.origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts and parts.netloc else None

    def __call__(self, href: str | None) -> str | None:
        """The absolute address of a link, or None (see ``absolute``)."""
        if not href:
            return None
        known = self.known
        if href in known:
            return known[href]
        if href[0] == "/" and self.origin and href[1:2] != "/" and _PLAIN.fullmatch(href):
            url: str | None = self.origin + href
        else:
            url = absolute(href, self.base)
        known[href] = url
        return url


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PLAIN = re.compile(r"(?:/(?!\.)[\w%~,;:!+=-][\w%~,;:!+=.-]*)*/?(?:[?#][^\s\\]*)?", re.A)
