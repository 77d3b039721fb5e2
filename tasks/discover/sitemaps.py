"""Sitemaps, news sitemaps, sitemap indexes and plain lists: the pages they name, the newest first. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.discover.feeds import Found, absolute, joined, read_feed, without_address
from tasks.discover.packed import unpacked
from tasks.discover.xml import BrokenXml, decoded, elements

MOST_LINKS = 50_000
"""What the protocol allows a file to name."""
_CUT = f"only the first {MOST_LINKS} entries were read"
_HEAD = 4096
_XML = re.compile(r"<(?:\?xml|!doctype|[\w-]+:)?\s*(?:urlset|sitemapindex|rss|feed|rdf|html)?\b", re.IGNORECASE)
_ROOTS = {"urlset", "sitemapindex", "rss", "feed", "rdf"}
_DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
"""The year and month of a date that is written with less, or in a way that cannot be read."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What a sitemap names, in its order: when each changed last, as printed (empty: it does not tell), and where."""

    pages: tuple[tuple[str, str], ...]
    more: tuple[tuple[str, str], ...] = ()
    """Other sitemaps."""
    warning: str | None = None
    """What was wrong with it, in a sentence. None: nothing was."""


def read_sitemap(content: bytes, base: str) -> Found:
    """The pages a sitemap names, newest first where it tells when they changed, and other sitemaps that it names.

    A sitemap that breaks in its middle gives what came before, with a warning.
    """
    found = read_entries(content, base)
    return Found(_newest_first(found.pages)[:MOST_LINKS], found.warning, _newest_first(found.more))


def read_entries(content: bytes, base: str) -> Entries:
    """The entries of a sitemap, a sitemap index, a plain list or a feed; see ``read_sitemap``."""
    plain, damage = unpacked(content)
    if not _XML.search(decoded(plain[:_HEAD])):
        return _listed(decoded(plain), damage)
    pages: list[tuple[str, str]] = []
    more: list[tuple[str, str]] = []
    entry: dict[str, str] = {}
    warning = None
    root = ""
    lost_count = 0
    try:
        for element in elements(plain):
            root = element.path[0]
            name, parent = element.path[-1], element.path[-2] if len(element.path) > 1 else ""
            if element.path[0] in ("rss", "feed", "rdf", "RDF"):
                feed = read_feed(plain, base)
                return Entries(tuple(("", link) for link in feed.links), warning=joined(damage, feed.warning))
            if parent in ("url", "sitemap") and name in ("loc", "lastmod"):
                entry[name] = element.text
            elif name == "publication_date":
                entry.setdefault("lastmod", element.text)
            elif name in ("url", "sitemap") and len(element.path) <= 2:
                found = absolute(base, entry.get("loc", ""))
                lost_count += not found
                (pages if name == "url" else more).extend((entry.get("lastmod", ""), url) for url in found)
                entry = {}
            if max(len(pages), len(more)) > MOST_LINKS:
                warning = _CUT
                break
    except BrokenXml as error:
        warning = f"the sitemap is broken, {len(pages) + len(more)} entries were read before: {error}"
    if not (pages or more) and root not in _ROOTS:
        warning = f"this is no sitemap: {f'it begins with <{root}>' if root else 'it has no elements'}"
    lost = without_address(lost_count, len(pages) + len(more) + lost_count)
    return Entries(tuple(pages), tuple(more[:MOST_LINKS]), joined(damage, warning, lost))


def _listed(text: str, damage: str | None) -> Entries:
    if damage:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]  # The last line is half an address, perhaps.
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # A table has a head; in a list, what stands behind a blank is no address any more.
    end = "," if lines and "," in lines[0] and not lines[0].lower().startswith("http") else None
    listed = [("", line.split(end)[0]) for line in lines if line.lower().startswith(("http://", "https://"))]
    if not listed:
        nothing = "this is no sitemap: it is neither XML nor a list of addresses"
        return Entries((), warning=damage if damage and not lines else joined(damage, nothing))
    cut = _CUT if len(listed) > MOST_LINKS else None
    lost = without_address(len(lines) - len(listed), len(lines))
    return Entries(tuple(listed[:MOST_LINKS]), (), joined(damage, cut, lost))


def _newest_first(entries: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    # What tells no date keeps its place at the end.
    return tuple(dict.fromkeys(url for _, url in sorted(entries, key=lambda entry: _instant(entry[0]), reverse=True)))


def _instant(printed: str) -> float:
    """A printed moment as seconds; the smallest number where none can be read. One without a zone is read as UTC."""
    try:
        moment = datetime.fromisoformat(printed)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        day = _DAY.match(printed)
        return datetime(int(day[1]) or 1, int(day[2] or 1), 1, tzinfo=UTC).timestamp() if day else float("-inf")
