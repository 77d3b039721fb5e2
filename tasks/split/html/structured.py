"""What a page says about itself for machines: JSON-LD, meta elements, canonical link, declared language."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.split.html.json_ld import load_json

JSON_LD_LIMIT = 1_000_000
MANY = 1000
"""Items of a list that are looked at. What an article may have is bounded, and the cut told, in normalize/bounds.py."""
"""Characters of one JSON-LD element that are read; a larger one is left out (measured: nesting exhausts the parser)."""

AUTHORS_READ, AUTHOR_TEXT_MOST = 20, 120
"""Elements marked as an author's that are read, and characters of one."""
ITEMS_READ = 60
"""Elements of microdata without text of their own that are read."""

OWN_TITLE, OWN_ADDRESS, TITLE_LEAST = 12, 8, 6
"""Points of an article's object for the page's title and for its address; characters of a title that tells."""

ARTICLE_TYPES = frozenset(
    (
        "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle BackgroundNewsArticle OpinionNewsArticle "
        "AskPublicNewsArticle ReviewNewsArticle BlogPosting LiveBlogPosting SocialMediaPosting TechArticle "
        "ScholarlyArticle MedicalScholarlyArticle AdvertiserContentArticle SatiricalArticle Report Review Recipe "
        "DiscussionForumPosting CreativeWork Posting"
    ).split()
)
PAGE_TYPES = frozenset(
    ["WebPage", "ItemPage", "MedicalWebPage", "AboutPage", "FAQPage", "VideoObject", "PodcastEpisode", "HowTo"]
)
LISTING_TYPES = frozenset(["CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"])


class Structured:
    """Machine-readable statements of one page."""

    __slots__ = (
        "article",
        "article_count",
        "author_links",
        "canonical",
        "h_lang",
        "meta",
        "microdata",
        "page",
        "title",
        "types",
    )

    def __init__(self) -> None:
        self.meta: dict[str, list[str]] = {}
        """Lower-case name, property or itemprop of a meta element -> its contents in page order."""
        self.article: dict[str, Any] = {}
        """JSON-LD object of the article. Empty: none."""
        self.article_count = 0
        """JSON-LD objects of articles on the page's top level; many: a list."""
        self.page: dict[str, Any] = {}
        """JSON-LD object of the page. Empty: none."""
        self.types: set[str] = set()
        self.microdata: list[str] = []
        """Names that microdata gives the article's author, read where JSON-LD names none."""
        self.author_links: frozenset[str] = frozenset()
        """Addresses of links that the page marks as an author's."""
        self.canonical: str | None = None
        self.h_lang: str | None = None
        self.title: str | None = None

    def first(self, *names: str) -> str | None:
        """The first content of the first of these names that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value.strip():
                    return value.strip()
        return None


def read_structured(parser: LexborHTMLParser) -> Structured:
    """Read the statements of a parsed page. Broken JSON-LD is left out, never an error."""
    out = Structured()
    root = parser.root
    if root is not None:
        out.h_lang = root.attributes.get("lang") or root.attributes.get("xml:lang")
    graph: dict[str, dict[str, Any]] = {}
    objects: list[dict[str, Any]] = []
    for text in _read_head(parser, out):
        if text and len(text) <= JSON_LD_LIMIT:
            for value in load_json(text):
                objects.extend(_objects(value, 0))
    for item in objects:
        key = item.get("@id")
        if isinstance(key, str) and len(item) > 1:
            graph.setdefault(key, item)
    heading = parser.css_first("h1") if len(objects) > 1 else None
    _choose(out, objects, heading.text(deep=True) if heading is not None else "")
    _resolve(out.article, graph)
    if not out.article.get("author"):
        _read_authors(parser, out)
    return out


def _read_authors(parser: LexborHTMLParser, out: Structured) -> None:
    """What microdata and ``rel=author`` say of the author."""
    links: set[str] = set()
    for node in parser.css('[itemprop~="author"], a[rel~="author"]')[:AUTHORS_READ]:
        attrs = node.attributes
        if node.tag == "a" and attrs.get("href"):
            links.add(attrs["href"] or "")
        if "itemprop" in attrs and node.tag != "meta":
            name = node.css_first('[itemprop="name"]')
            text = (name.attributes.get("content") or name.text()) if name is not None else node.text()
            if text and len(text) < AUTHOR_TEXT_MOST:
                out.microdata.append(" ".join(text.split()))
    out.author_links = frozenset(links)


def _read_head(parser: LexborHTMLParser, out: Structured) -> list[str]:
    """Read what stands in elements of the head, wherever they are, and return the texts of JSON-LD.

    One selector for all of them: each goes through the whole tree.
    """
    items = 0
    texts: list[str] = []
    for node in parser.css('meta, link[rel=canonical], title, script[type*="ld+json" i]'):
        tag = node.tag
        if tag == "title":
            if out.title is None and not _is_drawn(node):
                out.title = " ".join(node.text().split()) or None
            continue
        if tag == "script":
            texts.append(node.text())
            continue
        attrs = node.attributes
        if tag == "link":
            out.canonical = out.canonical or attrs.get("href")
            continue
        content = attrs.get("content") or attrs.get("value")
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = attrs.get(key)
            items += bool(name) and key == "itemprop"
            if name and not (key == "itemprop" and (items > ITEMS_READ or _is_listed(node))):
                out.meta.setdefault(name.strip().lower(), []).append(content)
    return texts


def _is_listed(node: LexborNode) -> bool:
    """Whether an element of microdata belongs to one of several items beside each other: a card of another article."""
    up = node.parent
    while up is not None and "itemscope" not in up.attributes:
        up = up.parent
    kind = up.attributes.get("itemtype") if up is not None else None
    beside = up.parent.iter() if up is not None and up.parent is not None and kind else ()
    return sum(one.attributes.get("itemtype") == kind for one in beside) > 1


def _is_drawn(node: LexborNode) -> bool:
    """Whether a <title> is a picture's; one outside the head may be the page's, pushed there by what stands before."""
    up = node.parent
    while up is not None and up.tag not in ("head", "svg"):
        up = up.parent
    return up is not None and up.tag == "svg"


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Objects of a JSON-LD value: lists and @graph are opened, and the main entity of a page."""
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:MANY]:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), (list, dict)):
                yield from _objects(value[key], depth + 1)


def types_of(item: dict[str, Any]) -> list[str]:
    """Types of a JSON-LD object, without their namespace."""
    kinds = item.get("@type")
    if isinstance(kinds, str):
        kinds = [kinds]
    if not isinstance(kinds, list):
        return []
    return [kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str)]


def _choose(out: Structured, objects: list[dict[str, Any]], heading: str) -> None:
    """The JSON-LD object of the page's own article: by its title and address first, then by how much it says."""
    best = -1
    titles = [_folded(one) for one in (heading, out.first("og:title"), out.title) if one]
    own = {_bare(one) for one in (out.canonical, out.first("og:url")) if one}
    for item in objects:
        kinds = set(types_of(item))
        out.types |= kinds
        if kinds & PAGE_TYPES and not out.page:
            out.page = item
        if not kinds & ARTICLE_TYPES:
            continue
        out.article_count += 1
        score = sum(
            weight
            for key, weight in (("headline", 4), ("datePublished", 3), ("author", 2), ("articleBody", 2), ("image", 1))
            if item.get(key)
        ) + (3 if any("News" in kind or kind == "BlogPosting" for kind in kinds) else 0)
        if kinds & {"Review", "CreativeWork", "Recipe"}:
            score -= 2
        if any(_is_title(text_of(item.get(key)), titles) for key in ("headline", "name")):
            score += OWN_TITLE
        if own and any(_bare(one) in own for one in _addresses(item)):
            score += OWN_ADDRESS
        if score > best:
            best = score
            out.article = item


def _folded(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def _is_title(stated: str | None, titles: list[str]) -> bool:
    """Whether a stated title is one of the page's, which may carry the site's name besides."""
    folded = _folded(stated or "")
    if len(folded) < TITLE_LEAST:
        return False
    return any(folded in one or (len(one) >= TITLE_LEAST and one in folded) for one in titles)


def _addresses(item: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = item.get(key)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield value


def _bare(url: str) -> str:
    return url.split("#")[0].split("?")[0].rstrip("/").removeprefix("https:").removeprefix("http:")


def _resolve(article: dict[str, Any], graph: dict[str, dict[str, Any]]) -> None:
    """Replace references by @id of one article by the objects they name."""
    for key in ("author", "publisher", "creator", "image"):
        value = article.get(key)
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            article[key] = graph.get(str(value.get("@id")), value)
        elif isinstance(value, list):
            article[key] = [
                graph.get(str(item.get("@id")), item) if isinstance(item, dict) and "name" not in item else item
                for item in value[:MANY]
            ]


def names_of(value: Any, depth: int = 0) -> list[str]:
    """Names in a JSON-LD value: a string, an object with a name, or lists of them."""
    if depth > 3:
        return []
    if isinstance(value, str):
        return [" ".join(unescape(value).split())] if value.strip() else []
    if isinstance(value, dict):
        parts = [value.get("givenName"), value.get("familyName")]
        return names_of(value.get("name"), depth + 1) or names_of(" ".join(x for x in parts if isinstance(x, str)))
    if isinstance(value, list):
        return [name for item in value[:MANY] for name in names_of(item, depth + 1)]
    return []


def text_of(value: Any) -> str | None:
    """A JSON-LD value as one line of text, or None."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, str):
        return " ".join((unescape(value) if "&" in value else value).split()) or None
    return None


def free_of(article: dict[str, Any]) -> bool | None:
    """Whether the page says that its article is free to read. None: it does not say."""
    value = article.get("isAccessibleForFree")
    if isinstance(value, bool):
        return value
    folded = value.strip().lower() if isinstance(value, str) else ""
    return True if folded in ("true", "yes", "1") else False if folded in ("false", "no", "0") else None
