"""Links of a listing page that read like headlines, for listings that no layout explains. Pure.

Read tag by tag, in time in proportion to the page: parsers of HTML are not, for what strangers may send, and this runs
outside the processes that may be killed.
"""

from __future__ import annotations

import logging
import re
from html import unescape
from urllib.parse import urljoin

from tasks.discover.xml import ATTRIBUTE, TAG

_log = logging.getLogger("newsweir.discover")
_FEWEST_WORDS = 4
_MOST_LINKS = 10_000
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1\b|\Z)", re.S | re.I)
"""What a reader does not see; what is not ended goes on to the end of the page."""


def read_anchors(text: str, base: str) -> tuple[str, ...]:
    """Addresses of the links whose text has at least four words, absolute, each once, in the page's order."""
    root, found = _anchors(_UNSEEN.sub(" ", text), base)
    links: dict[str, None] = {}
    for href, words in found:
        if len(words.split()) >= _FEWEST_WORDS and not href.startswith(("#", "javascript:", "mailto:")):
            try:
                links[urljoin(root, href.strip())] = None
            except ValueError:
                continue  # A link that is none.
    if len(links) > _MOST_LINKS:
        _log.warning("%s: only the first %d of %d links were taken", base, _MOST_LINKS, len(links))
    return tuple(links)[:_MOST_LINKS]


def _anchors(text: str, base: str) -> tuple[str, list[tuple[str, str]]]:
    """The address that links are relative to, and the links with their texts."""
    root, found = None, []
    href: str | None = None
    words: list[str] = []
    end = 0
    for tag in TAG.finditer(text):
        name = tag["name"].lower()
        if href:
            words.append(unescape(text[end : tag.start()]))
        end = tag.end()
        values = {} if name not in ("a", "base", "img") or tag["slash"] else _attributes(tag["attributes"])
        if name == "base" and root is None:
            root = values.get("href")
        elif name == "img" and href:
            words.append(values.get("alt", ""))
        elif name == "a":
            if href:
                found.append((href, " ".join(words)))
            href, words = values.get("href"), []
        if len(found) > 5 * _MOST_LINKS:
            break
    if href:
        found.append((href, " ".join([*words, unescape(text[end:])])))
    return urljoin(base, root) if root else base, found


def _attributes(written: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, *forms in ATTRIBUTE.findall(written):
        values.setdefault(key.lower(), unescape("".join(forms)))
    return values
