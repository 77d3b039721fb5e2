"""Which of a page's statements about its article to believe: title, authors, dates, publisher."""

from __future__ import annotations

import re

from tasks.records import DateSource
from tasks.split.html import cues as c
from tasks.split.html.structured import Structured, names_of, text_of
from tasks.split.html.walk import Run, Tree

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|·•«»–—:-]\s+|\s*\|\s*|\s+::\s+|\s*[–—]\s+")


def words(text: str) -> list[str]:
    """Words of a text, folded, for comparing titles."""
    return _WORD.findall(text.casefold())


def alike(one: str, other: str) -> float:
    """Share of common words of two titles, 0 to 1."""
    a, b = set(words(one)), set(words(other))
    return len(a & b) / max(len(a | b), 1)


def stated_titles(data: Structured) -> list[str]:
    """Titles the page states of itself for machines, the most trusted first."""
    out = []
    for value in (
        text_of(data.article.get("headline")),
        data.first("og:title"),
        data.first("twitter:title"),
        data.first("headline", "dc.title", "dcterms.title", "parsely-title", "title"),
        text_of(data.article.get("name")),
        data.title,
    ):
        if value:
            value = " ".join(value.split())
            if value not in out:
                out.append(value)
    return out


def without_site(title: str, site: str | None) -> str:
    """A document title without the name of the site at its end or start."""
    pieces = _SEPARATOR.split(title)
    if len(pieces) < 2:
        return title
    if site:
        folded = words(site)
        if words(pieces[-1]) == folded:
            return title[: title.rfind(pieces[-1])].rstrip(" |·•«»–—:-")
        if words(pieces[0]) == folded:
            return title[len(pieces[0]) :].lstrip(" |·•«»–—:-")
    if len(words(pieces[-1])) <= 4 and len(words(pieces[0])) >= 3:
        return title[: title.rfind(pieces[-1])].rstrip(" |·•«»–—:-")
    return title


def choose_title(tree: Tree, data: Structured, before: int) -> tuple[str | None, Run | None]:
    """The title as the reader sees it: the heading that agrees with a stated title, else the stated one.

    ``before``: number of the first run of the body; headings behind it are no title.
    """
    site = data.first("og:site_name")
    stated = stated_titles(data)
    heads = [run for run in tree.runs[: max(before, 1) + 3] if run.tag in ("h1", "h2") and not run.bits & c.HIDDEN]
    if not heads:
        heads = [run for run in tree.runs if run.tag == "h1"]
    best: Run | None = None
    best_score = 0.0
    for run in heads:
        score = max((alike(run.text, one) for one in stated), default=0.0)
        score += 0.3 if run.tag == "h1" else 0.0
        if score > best_score + 1e-9:
            best, best_score = run, score
    if best is not None and (best_score > 0.6 or (not stated and best_score > 0)):
        return best.text, best
    if stated:
        first = stated[0] if text_of(data.article.get("headline")) else without_site(stated[0], site)
        return first, None
    return (heads[0].text, heads[0]) if heads else (None, None)


PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "dc.date.created",
    "dcterms.issued",
    "citation_publication_date",
    "citation_date",
    "article_date_original",
    "og:published_time",
    "og:pubdate",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "datecreated",
    "shareaholic:article_published_time",
    "last-published",
    "published_time",
    "timestamp",
    "originalpublicationdate",
    "og:release_date",
    "article:published",
    "cxense:publishtime",
    "bt:pubdate",
    "buildtime",
)
MODIFIED_NAMES = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "article:updated_time",
    "modified_time",
    "og:modified_time",
)
_URL_DATE = re.compile(r"(?:^|[/_\-.])((?:19|20)\d\d)[/_\-.]?(0[1-9]|1[0-2])[/_\-.]?(0[1-9]|[12]\d|3[01])(?=$|[/_\-.])")


def choose_published(tree: Tree, data: Structured, low: int, url: str | None) -> tuple[str | None, DateSource]:
    """When the article was published, as printed, and which part of the page says so."""
    value = text_of(data.article.get("datePublished")) or text_of(data.article.get("dateCreated"))
    value = value or data.first(*PUBLISHED_NAMES)
    if not value:
        value = next((v for name, _, v in tree.props if v and "datePublished" in name), None)
    value = value or text_of(data.page.get("datePublished")) or text_of(data.article.get("uploadDate"))
    if value:
        return value, DateSource.METADATA
    near = sorted(tree.times, key=lambda item: abs(item[1] - low))
    for _, at, stamp in near:
        run = tree.runs[at] if at < len(tree.runs) else None
        if run is None or not run.bits & (c.COMMENT | c.RELATED | c.RANKED | c.FOOTER):
            return stamp, DateSource.METADATA
    value = text_of(data.article.get("dateModified")) or data.first(*MODIFIED_NAMES)
    for run in tree.runs[max(0, low - 15) : low + 3]:
        if run.size < 80 and run.bits & c.DATE and any(ch.isdigit() for ch in run.text):
            return run.text, DateSource.BYLINE
    if value:
        return value, DateSource.METADATA
    match = _URL_DATE.search(url or "")
    if match:
        return "-".join(match.groups()), DateSource.METADATA
    return None, DateSource.ABSENT


def choose_modified(data: Structured) -> str | None:
    """When the article was last changed, as stated."""
    return text_of(data.article.get("dateModified")) or data.first(*MODIFIED_NAMES)


_BY = re.compile(
    r"(?i)^\W*(?:(?:written|posted|reported|story|text|words|published)\s+by|by|von|par|por|di|da|door|av|af|text|texte|autor(?:in)?|author)\b[:\s]+"
)
_JOINT = re.compile(r"\s*(?:,|;|\||/|&|•|·|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b)\s*", re.I)
_NO_NAME = re.compile(
    r"(?i)https?:|www\.|\.com\b|@|^\d+$|^(?:admin|editor|staff|redaktion|webmaster|administrator|guest|by|unknown|none|null)$"
)


def choose_authors(tree: Tree, data: Structured, low: int, site: str | None) -> tuple[str, ...]:
    """Names of the authors, from JSON-LD, else meta elements, else the byline the reader sees."""
    names = names_of(data.article.get("author")) or names_of(data.article.get("creator"))
    if not names:
        names = [
            value
            for key in (
                "author",
                "parsely-author",
                "article:author_name",
                "dc.creator",
                "dcterms.creator",
                "byl",
                "sailthru.author",
                "citation_author",
                "article:author",
                "twitter:creator_name",
                "cxenseparse:author",
            )
            for value in data.meta.get(key, ())[:20]
            if key != "article:author" or not value.startswith("http")
        ][:20]
        names = [piece for name in names for piece in split_names(name)]
    names = [name for name in names if not _NO_NAME.search(name)]
    if not names:
        names = visible_names(tree, low)
    out: list[str] = []
    for name in names:
        name = _BY.sub("", name).strip(" ,;|")
        if name and name not in out and len(name) < 100:
            out.append(name)
    return tuple(out[:20])


def split_names(text: str) -> list[str]:
    """Names in a byline such as "By Ann Alpha and Ben Beta"."""
    text = _BY.sub("", text).strip()
    return [piece for piece in _JOINT.split(text) if piece and len(piece) < 60]


def visible_names(tree: Tree, low: int) -> list[str]:
    """Names in the byline nearest to the start of the body."""
    runs = tree.runs
    for at in sorted(range(max(0, low - 15), min(len(runs), low + 3)), key=lambda n: abs(n - low)):
        run = runs[at]
        if run.size > 120 or run.bits & (c.NAV | c.RELATED | c.COMMENT):
            continue
        if _BY.match(run.text) or (run.bits & c.BYLINE and not any(ch.isdigit() for ch in run.text)):
            names = [name for name in split_names(run.text) if 1 < len(name.split()) < 5]
            if names:
                return names
    return []


def choose_publisher(data: Structured) -> str | None:
    """Name of the publisher as stated."""
    names = names_of(data.article.get("publisher")) or names_of(data.page.get("publisher"))
    return (names[0] if names else None) or data.first(
        "og:site_name", "application-name", "publisher", "dc.publisher", "cre"
    )
