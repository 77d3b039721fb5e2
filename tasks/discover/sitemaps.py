"""Sitemaps, news sitemaps, sitemap indexes and plain lists: the pages they name, the newest first. Pure."""

from __future__ import annotations

from tasks.discover.feeds import Found, absolute, read_feed
from tasks.discover.xml import BrokenXml, elements, unpacked

MOST_LINKS = 50_000
"""What the protocol allows a file to name."""


def read_sitemap(content: bytes, base: str) -> Found:
    """The pages a sitemap names, newest first where it tells when they changed, and other sitemaps that it names.

    A sitemap that breaks in its middle gives what came before, with a warning.
    """
    try:
        plain = unpacked(content)
    except BrokenXml as error:
        return Found((), f"the sitemap cannot be read: {error}")
    if not plain[:500].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = [line.strip() for line in plain.decode("utf-8-sig", "replace").splitlines()]
        return Found(tuple(line for line in lines if line.startswith(("http://", "https://")))[:MOST_LINKS])
    pages: list[tuple[str, str]] = []
    more: list[tuple[str, str]] = []
    entry: dict[str, str] = {}
    warning = None
    try:
        for element in elements(plain):
            name, parent = element.path[-1], element.path[-2] if len(element.path) > 1 else ""
            if name in ("rss", "feed", "rdf") and len(element.path) == 1:
                return read_feed(plain, base)
            if parent in ("url", "sitemap") and name in ("loc", "lastmod"):
                entry[name] = element.text
            elif name == "publication_date":
                entry.setdefault("lastmod", element.text)
            elif name in ("url", "sitemap") and len(element.path) == 2:
                if entry.get("loc"):
                    date = entry.get("lastmod", "")
                    (pages if name == "url" else more).extend((date, url) for url in absolute(base, entry["loc"]))
                entry = {}
            if len(pages) > MOST_LINKS:
                warning = f"only the first {MOST_LINKS} pages were read"
                break
    except BrokenXml as error:
        warning = f"the sitemap is broken, {len(pages) + len(more)} entries were read before: {error}"
    return Found(_newest_first(pages)[:MOST_LINKS], warning, _newest_first(more))


def _newest_first(entries: list[tuple[str, str]]) -> tuple[str, ...]:
    # ISO 8601 sorts as text; what tells no date keeps its place at the end.
    return tuple(dict.fromkeys(url for _, url in sorted(entries, key=lambda entry: entry[0], reverse=True)))
