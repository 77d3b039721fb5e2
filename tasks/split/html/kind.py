"""Whether a page is one article or a list of cards: points for what it states and what it prints."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from tasks.split.html import cues as c
from tasks.split.html.cards import card_range
from tasks.split.html.dates import PUBLISHED_NAMES
from tasks.split.html.rules import (
    KIND_POINTS,
    LISTING_TITLES,
    MANY_TITLES,
    SLUG_LEAST,
    SLUG_SHARE,
    SOLID_LEAST,
    SOLID_MUCH,
    SOLID_PER_TITLE,
    SURE_POINTS,
)
from tasks.split.html.structured import LISTING_TYPES, Structured
from tasks.split.html.titles import words
from tasks.split.html.walk import Run, Tree

_ARTICLE_ADDRESS = re.compile(r"\d{5,}|(?:[^\W_]+[-_]){3,}[^\W_]+[^/]*/?$|/20\d\d/[01]?\d/")
_SLUG_WORD = re.compile(r"[^\W\d_]{2,}")


def kind_points(
    tree: Tree,
    data: Structured,
    body: list[Run],
    titles: list[int],
    title: str | None,
    heading: Run | None,
    url: str | None,
) -> dict[str, int]:
    """The points of a page by name; their sum is below 0 on a listing."""
    found: list[str] = []
    if data.article.get("headline") and data.article_count <= 2:
        found.append("article stated")
    kind = data.first("og:type") or ""
    if "article" in kind.lower():
        found.append("og article")
    elif kind:
        found.append("og other")
    if data.first(*PUBLISHED_NAMES[:4]):
        found.append("published stated")
    if data.types & LISTING_TYPES and not data.article.get("headline"):
        found.append("list stated")
    if (
        heading is not None
        and heading.href is None
        and (len(words(heading.text)) >= 5 or len(heading.text.encode("utf-8", "replace")) >= 25)
    ):
        found.append("headline")
    if url is not None and _ARTICLE_ADDRESS.search(urlsplit(url).path):
        found.append("article address")
    if title and url is not None and _named_after(url, title):
        found.append("title in address")
    if (
        url is not None
        and urlsplit(url).path.strip("/") in ("", "index.html", "home", "news")
        and not urlsplit(url).query
    ):
        found.append("front address")
    points = {name: KIND_POINTS[name] for name in found}
    if sum(points.values()) < SURE_POINTS:
        points |= {name: KIND_POINTS[name] for name in _by_text(tree, body, titles)}
    return points


def _named_after(url: str, title: str) -> bool:
    """Whether the address spells the title: most words of its longest part are words of the title."""
    slug = max((_SLUG_WORD.findall(unquote(part).casefold()) for part in urlsplit(url).path.split("/")), key=len)
    if len(slug) < SLUG_LEAST:
        return False
    known = set(words(title))
    return sum(word in known for word in slug) >= SLUG_SHARE * len(slug)


def _by_text(tree: Tree, body: list[Run], titles: list[int]) -> list[str]:
    """The points that weigh the text against the cards."""
    found: list[str] = []
    solid = solid_text(tree, body, titles)
    if solid >= SOLID_LEAST:
        found.append("text")
    if solid >= SOLID_MUCH:
        found.append("much text")
    count = len(titles)
    if count >= LISTING_TITLES and solid < count * SOLID_PER_TITLE:
        found.append("cards")
        if count >= MANY_TITLES:
            found.append("many cards")
    elif count < LISTING_TITLES:
        found.append("few cards")
    return found


def solid_text(tree: Tree, body: list[Run], titles: list[int]) -> int:
    """Bytes of prose that stand in no card; bytes, because a sentence of Chinese has few characters."""
    carded: set[int] = set()
    addresses = {at: tree.runs[at].href for at in titles}
    for at in titles:
        low, high = card_range(tree, at, addresses)
        near = tree.runs[low:high]
        if sum(1 for run in near if run.prose) <= 2:
            carded.update(id(run) for run in near)
    return sum(
        len(run.text.encode("utf-8", "replace"))
        for run in body
        if run.prose and id(run) not in carded and not run.bits & c.RELATED
    )
