"""Links of a listing page that read like headlines, for listings that no layout explains. Pure."""

from __future__ import annotations

import logging
from html.parser import HTMLParser
from urllib.parse import urljoin

_log = logging.getLogger("newsweir.discover")
_FEWEST_WORDS = 4
_MOST_LINKS = 10_000


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.base: str | None = None
        self._href: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As the parser calls it."""
        values = dict(attrs)
        if tag == "base" and self.base is None:
            self.base = values.get("href")
        elif tag == "a":
            self.handle_endtag("a")
            self._href, self._text = values.get("href"), []
        elif tag == "img" and self._href:
            self._text.append(values.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        """As the parser calls it."""
        if tag == "a" and self._href:
            self.found.append((self._href, " ".join(self._text)))
            self._href = None

    def handle_data(self, data: str) -> None:
        """As the parser calls it."""
        if self._href:
            self._text.append(data)


def read_anchors(text: str, base: str) -> tuple[str, ...]:
    """Addresses of the links whose text has at least four words, absolute, each once, in the page's order."""
    parser = _Anchors()
    for start in range(0, len(text), 1 << 16):
        parser.feed(text[start : start + (1 << 16)])
        if len(parser.found) > 5 * _MOST_LINKS:
            break
    parser.handle_endtag("a")
    root = urljoin(base, parser.base) if parser.base else base
    links: dict[str, None] = {}
    for href, words in parser.found:
        if len(words.split()) >= _FEWEST_WORDS and not href.startswith(("#", "javascript:", "mailto:")):
            try:
                links[urljoin(root, href.strip())] = None
            except ValueError:
                continue  # A link that is none.
    if len(links) > _MOST_LINKS:
        _log.warning("%s: only the first %d of %d links were taken", base, _MOST_LINKS, len(links))
    return tuple(links)[:_MOST_LINKS]
