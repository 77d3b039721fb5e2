"""What a field of an article may have at most: what is longer is cut with a mark, and the page is warned of. Pure.

A page of 10 MB may be one title; indexes, dashboards and terminals are made for texts that people write.
"""

from __future__ import annotations

from dataclasses import replace

from tasks.records import Article
from tasks.text import storable

MOST_CHARACTERS = {
    "title": 2_000, "publisher": 300, "agency": 300, "language": 40, "published_raw": 300, "category": 300,
    "body": 2_000_000,
}  # fmt: skip
"""Characters of each text; the last one is a mark where it was cut."""
LONGEST_URL = 8_192
"""Characters of an address, which cannot be cut: a longer one is left out."""
MOST_ITEMS, LONGEST_ITEM = 100, 300
"""Authors and tags, and the characters of each."""
_MARK = "…"


def bounded(article: Article) -> tuple[Article, tuple[str, ...]]:
    """The article within its bounds, and the names of what was cut or left out."""
    changes: dict[str, object] = {}
    for name, most in MOST_CHARACTERS.items():
        value = getattr(article, name)
        if value is not None and len(value) > most:
            changes[name] = value[: most - 1] + _MARK
    for name in ("url", "image_url"):
        if len(getattr(article, name) or "") > LONGEST_URL:
            changes[name] = None
    for name in ("authors", "tags"):
        items = getattr(article, name)
        kept = bounded_items(items)
        if kept != items:
            changes[name] = kept
    return (replace(article, **changes) if changes else article), tuple(changes)  # type: ignore[arg-type] # by name


def bounded_items(items: tuple[str, ...]) -> tuple[str, ...]:
    """Tags or authors within their bounds, without what a database refuses."""
    if len(items) <= MOST_ITEMS and all(len(item) <= LONGEST_ITEM and item.isprintable() for item in items):
        return items
    plain = (storable(item).strip() for item in items)
    cut = (item if len(item) <= LONGEST_ITEM else item[: LONGEST_ITEM - 1] + _MARK for item in plain if item)
    return tuple(cut)[:MOST_ITEMS]
