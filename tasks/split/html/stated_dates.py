"""Dates that a page states for machines: JSON-LD, meta elements, attributes that its scripts read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tasks.printed_dates import AbsoluteDate, find_date, read_date
from tasks.split.html.printed import LATER, first_published, says_later
from tasks.split.html.rules import CHANGE_MOST
from tasks.split.html.structured import Structured, text_of
from tasks.split.html.tree import Run, Tree

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
_DATED = re.compile(r"(?:19|20)\d\d|\d\d?[./-]\d\d?[./-]\d\d|^\d{10}(?:\d{3})?$")
NO_INSTANT = re.compile(r"(?:0{1,4}|19[07]0)0?1?-01-01|0001|1970-01-0[12]|0+$|-")
"""Beginnings of calendars, which systems state for an unknown instant."""
_DATA_DATE = re.compile(r'\sdata-(?!re-|mod|upd|last|end|exp)([\w-]*(?:date|publish\w*|time|dt))="([^"]{8,30})"')
_MAY_STATE = re.compile(r"[\w-]*(?:date|publish\w*|time|dt)\s*=", re.IGNORECASE)
_NAMED_SO = re.compile(r"publish(?:ed)?[^a-z]*(?:date|time|on)|publication[^a-z]*(?:date|time)")
"""Names of meta elements of no standard that state when the page was published."""


def stated_instants(tree: Tree, data: Structured) -> tuple[list[str | None], list[str | None]]:
    """When a page states that its article was published: the plain statements, and all, the most trusted first."""
    article = data.article
    meta = [value for name in PUBLISHED_NAMES for value in data.meta.get(name, ())]
    first = [instant_of(article.get("datePublished")), instant_of(article.get("dateCreated")), *meta]
    return first, [
        *first,
        *(value for name, _, value in tree.props if "datePublished" in name),
        instant_of(data.page.get("datePublished")),
        instant_of(article.get("uploadDate")),
        instant_of(data.page.get("uploadDate")),
        *(values[0] for name, values in data.meta.items() if "publi" in name and _NAMED_SO.search(name)),
    ]


def instant_of(value: Any) -> str | None:
    """An instant of a JSON-LD object as stated; a number is seconds or thousandths of them since 1970."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value))
    return text_of(value)


def believed(stated: Iterable[str | None]) -> str | None:
    """The first of a page's statements that is a date, or at least looks like one; no beginning of a calendar."""
    first = None
    for one in stated:
        if one and _DATED.search(one) and not NO_INSTANT.match(text := one.strip()):
            if read_date(text) or find_date(text):
                return text
            first = first or text
    return first


def in_own_zone(stated: str, printed: Iterable[str]) -> str:
    """The same instant as a page prints it with its own zone, where it states it in UTC: it says which day that was."""
    at = _instant(stated)
    if at is None or at.utcoffset():
        return stated
    for one in printed:
        same = _instant(one)
        if same is not None and same.utcoffset() and abs(same - at) < timedelta(minutes=1):
            return one
    return stated


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else None


def in_attributes(tree: Tree) -> str | None:
    """A full date in an attribute for a page's scripts (data-publish-date), where all of that name agree on a day."""
    found: dict[str, set[str]] = {}
    if not _may_state(tree.source):
        return None
    for match in _DATA_DATE.finditer(tree.parser.html or ""):
        if isinstance(read_date(match[2]), AbsoluteDate):
            found.setdefault(match[1], set()).add(match[2])
    return next((min(values) for values in found.values() if len(values) == 1), None)


def _may_state(html: str) -> bool:
    """Whether a page has such an attribute: to write its tree as text takes ten times as long as this look."""
    return "DATA-" in html or any(map(_MAY_STATE.match, html.split("data-")[1:]))


def choose_modified(data: Structured, tree: Tree, between: Sequence[Run]) -> str | None:
    """When the article was last changed, as stated, else as printed ``between`` the title and the text."""
    stated = instant_of(data.article.get("dateModified")) or data.first(*MODIFIED_NAMES)
    return (
        stated
        or next((value for name, _, value in tree.props if "dateModified" in name and value), None)
        or next(filter(None, map(_printed_change, between)), None)
    )


def _printed_change(run: Run) -> str | None:
    """The date that a line prints behind the word for a change."""
    word = LATER.search(run.text) if run.size < CHANGE_MOST and says_later(run.text) else None
    rest = run.text[word.end() :] if word else ""
    span = first_published(rest) if rest else None
    return rest[span[0] : span[1]] if span else None
