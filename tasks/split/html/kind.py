"""Whether a page is one article or a list of cards: points for what it states and what it prints."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from tasks.split.html import cues as c
from tasks.split.html.cards import card_range
from tasks.split.html.kind_rules import (
    DATE_LINE_MOST,
    DATE_NEAR,
    KIND_POINTS,
    LISTING_TITLES,
    MANY_TITLES,
    NOT_LISTING,
    POST_REACH,
    POSTS_LEAST,
    SLUG_LEAST,
    SLUG_SHARE,
    SOLID_LEAST,
    SOLID_MUCH,
    SOLID_PER_TITLE,
    SURE_POINTS,
)
from tasks.split.html.links import same_site
from tasks.split.html.printed import PRINTED_DATE
from tasks.split.html.stated_dates import PUBLISHED_NAMES
from tasks.split.html.structured import LISTING_TYPES, Structured
from tasks.split.html.tags import HEADINGS
from tasks.split.html.titles import words
from tasks.split.html.tree import Run, Tree

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
        at = next(n for n, run in enumerate(tree.runs) if run is heading)
        if any(
            run.size < DATE_LINE_MOST and PRINTED_DATE.search(run.text) for run in tree.runs[at + 1 : at + DATE_NEAR]
        ):
            found.append("dated headline")
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
    if _posts(tree, body, titles, url) >= POSTS_LEAST:
        found.append("posts")
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


def _posts(tree: Tree, body: list[Run], titles: list[int], url: str | None) -> int:
    """Linked headings inside the text that lead elsewhere on the site and have text of their own: a river of posts."""
    host = urlsplit(url).netloc if url else ""
    heads: dict[tuple[str, str], list[int]] = {}
    for at in titles:
        run = tree.runs[at]
        if run.tag in HEADINGS and run.link_size >= 0.9 * run.size and same_site(run.href or "", host):
            heads.setdefault((run.tag, tree.name[run.elem]), []).append(at)
    shape, found = max(heads.items(), key=lambda one: len(one[1]), default=(("", ""), []))
    plain = sum(run.tag == shape[0] and run.href is None for run in body)
    if plain >= len(found):
        return 0  # sections of one text, some of them under linked headings
    texts = {id(run) for run in body if run.prose and run.href is None}
    prose = [at for at, run in enumerate(tree.runs) if id(run) in texts]
    ends = [*found[1:], found[-1] + POST_REACH]
    return sum(any(at < n < end for n in prose) for at, end in zip(found, ends, strict=True))


def _by_text(tree: Tree, body: list[Run], titles: list[int]) -> list[str]:
    """The points that weigh the text against the cards."""
    found: list[str] = []
    solid = solid_text(tree, body, titles)
    if solid >= SOLID_LEAST:
        found.append("text")
    if solid >= SOLID_MUCH:
        found.append("much text")
    count = len({tree.runs[at].href for at in titles if not tree.runs[at].bits & NOT_LISTING})
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
    most = sum(run.prose for run in body) / 2  # a line that is most of the text is no card's
    addresses = {at: tree.runs[at].href for at in titles}
    for at in titles:
        low, high = card_range(tree, at, addresses)
        near = tree.runs[low:high]
        if sum(1 for run in near if run.prose) <= 2:
            carded.update(id(run) for run in near if run.prose <= most)
    return sum(
        len(run.text.encode("utf-8", "replace"))
        for run in body
        if run.prose and id(run) not in carded and not run.bits & c.RELATED
    )
