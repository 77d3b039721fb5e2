"""RSS 0.9 to 2.0, Atom and JSON Feed: the addresses of their entries, newest first as they print them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from tasks.addresses import join_address
from tasks.discover.json_items import Items, read_items
from tasks.discover.packed import unpacked
from tasks.discover.xml import BrokenXml, decoded, elements

MOST_LINKS = 5000
_HEAD = 4096
_ENTRIES = {"item", "entry"}
_ROOTS = {"rss", "feed", "rdf", "channel"}


class Found(NamedTuple):
    """What a feed or sitemap names. ``warning`` says what could not be read of it; None: it was read whole."""

    links: tuple[str, ...]
    warning: str | None = None
    more: tuple[str, ...] = ()
    """Other sitemaps that it names."""


def read_feed(content: bytes, base: str) -> Found:
    """The entries' own addresses, absolute, each once, in the feed's order.

    A feed that breaks in its middle gives what came before, with a warning; one without entries gives none.
    """
    content, damage = unpacked(content)
    if _is_json(decoded(content[:_HEAD]).lstrip()):
        return _json_feed(read_items(decoded(content)), base, damage)
    links: dict[str, None] = {}
    entry: dict[str, str] = {}
    warning = None
    root = ""
    entry_count = lost_count = 0
    try:
        for element in elements(content):
            root = element.path[0]
            name, parent = element.path[-1], element.path[-2] if len(element.path) > 1 else ""
            if name in _ENTRIES:
                link = entry.get("link") or entry.get("guid") or element.attributes.get("about") or ""
                found = absolute(base, link, element.bases if "base" not in entry else entry["base"].split("\n"))
                entry_count += 1
                lost_count += not found
                links |= found
                entry = {}
            elif parent in _ENTRIES:
                _note(entry, name, element.text, element.attributes, element.bases)
            if len(links) > MOST_LINKS:
                warning = f"only the first {MOST_LINKS} entries were read"
                break
    except BrokenXml as error:
        warning = f"the feed is broken, {len(links)} entries were read before: {error}"
    if not links and root not in _ROOTS:
        warning = f"this is no feed: {f'it begins with <{root}>' if root else 'it has no elements'}"
    return Found(tuple(links)[:MOST_LINKS], joined(damage, warning, without_address(lost_count, entry_count)))


def _is_json(head: str) -> bool:
    """Whether a document begins as JSON does, or holds it behind a server's notice or in a function's call."""
    return head.startswith(("{", "[")) or ("<" not in head and '"items"' in head)


def joined(*warnings: str | None) -> str | None:
    """Warnings as one; None where there is none."""
    return "; ".join(filter(None, warnings)) or None


def without_address(lost_count: int, entry_count: int) -> str | None:
    """A warning that some entries name no page; None where none does so."""
    return f"{lost_count} of {entry_count} entries name no address of a page" if lost_count else None


def absolute(base: str, link: str, bases: Iterable[str] = ()) -> dict[str, None]:
    """The address that a link names, as the key of a dict; none where it names none (``http://[``, ``mailto:``).

    ``bases`` are the document's own, each relative to the one before.
    """
    try:
        address = join_address(reduce(join_address, bases, base), link) if link else ""
    except ValueError:
        return {}
    return {address: None} if address.lower().startswith(("http://", "https://")) else {}


def _note(entry: dict[str, str], name: str, text: str, attributes: dict[str, str], bases: Iterable[str]) -> None:
    if name == "link":
        address = attributes.get("href") or text
        if address and attributes.get("rel", "alternate") == "alternate" and "link" not in entry:
            entry["link"] = address
            entry["base"] = "\n".join(bases)
    elif name in ("guid", "id"):
        # A guid is an address unless it says that it is none; only what looks like one is taken.
        if attributes.get("ispermalink", "true").lower() != "false" and text.startswith(("http://", "https://")):
            entry["guid"] = text
    elif name == "origlink" and text:
        entry["link"] = text  # What a distributor's link stands for.


def _json_feed(found: Items, base: str, damage: str | None) -> Found:
    links: dict[str, None] = {}
    lost_count = 0
    for item in found.items[:MOST_LINKS]:
        link = item.get("url") or item.get("external_url") or item.get("id") if isinstance(item, dict) else None
        address = absolute(base, link) if isinstance(link, str) else {}
        lost_count += not address
        links |= address
    count = len(found.items)
    cut = f"only the first {MOST_LINKS} of {count} entries were read" if count > MOST_LINKS else None
    lost = without_address(lost_count, min(count, MOST_LINKS))
    return Found(tuple(links), joined(damage, found.warning, cut, lost))
