"""RSS 0.9 to 2.0, Atom and JSON Feed: the addresses of their entries, newest first as they print them. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urljoin

from tasks.discover.xml import BrokenXml, elements, unpacked
from tasks.strict_json import BadJson, parse_json

MOST_LINKS = 5000
_ENTRIES = {"item", "entry"}


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
    head = content[:500].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return _json_feed(content, base)
    links: dict[str, None] = {}
    entry: dict[str, str] = {}
    warning = None
    try:
        for element in elements(unpacked(content)):
            name, parent = element.path[-1], element.path[-2] if len(element.path) > 1 else ""
            if name in _ENTRIES:
                link = entry.get("link") or entry.get("guid") or element.attributes.get("about")
                if link:
                    links |= absolute(base, link)
                entry = {}
            elif parent in _ENTRIES:
                _note(entry, name, element.text, element.attributes)
            if len(links) > MOST_LINKS:
                warning = f"only the first {MOST_LINKS} entries were read"
                break
    except BrokenXml as error:
        warning = f"the feed is broken, {len(links)} entries were read before: {error}"
    return Found(tuple(links)[:MOST_LINKS], warning)


def absolute(base: str, link: str) -> dict[str, None]:
    """The address that a link names, as the key of a dict; none where it names none (``http://[``)."""
    try:
        return {urljoin(base, link): None}
    except ValueError:
        return {}


def _note(entry: dict[str, str], name: str, text: str, attributes: dict[str, str]) -> None:
    if name == "link":
        address = attributes.get("href") or text
        if address and attributes.get("rel", "alternate") == "alternate":
            entry.setdefault("link", address)
    elif name in ("guid", "id"):
        # A guid is an address unless it says that it is none; only what looks like one is taken.
        if attributes.get("ispermalink", "true").lower() != "false" and text.startswith(("http://", "https://")):
            entry["guid"] = text
    elif name == "origlink" and text:
        entry["link"] = text  # What a distributor's link stands for.


def _json_feed(content: bytes, base: str) -> Found:
    try:
        value: Any = parse_json(content)
    except BadJson as error:
        return Found((), f"the feed is broken: {error}")
    items = value.get("items") if isinstance(value, dict) else None
    links: dict[str, None] = {}
    for item in items[:MOST_LINKS] if isinstance(items, list) else ():
        link = item.get("url") or item.get("external_url") if isinstance(item, dict) else None
        if isinstance(link, str) and link:
            links |= absolute(base, link)
    return Found(tuple(links), None if isinstance(items, list) else "the JSON has no items")
