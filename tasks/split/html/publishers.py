"""The publisher of the primary: as stated, or the outlet that an aggregator prints beside the title.

An aggregator states its own name wherever other sites state the publisher's. What tells it from them: its cards name
outlets that differ, or a line beside the title says "Source" or leads to the page of an outlet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import NamedTuple

from tasks.records import PublisherSource
from tasks.split.html import cues as c
from tasks.split.html.outlet_names import is_company, is_of_host, is_outlet_name, site_name
from tasks.split.html.outlets import OUTLET
from tasks.split.html.printed import PRINTED_DATE, date_in
from tasks.split.html.rules import (
    NAME_WORDS,
    NOT_BYLINE,
    OUTLETS_LEAST,
    PUBLISHER_BEFORE,
    PUBLISHER_BEHIND,
    PUBLISHER_MOST,
    SLOGAN_WORDS,
)
from tasks.split.html.site_names import named_on_page
from tasks.split.html.structured import Structured, names_of, text_of
from tasks.split.html.titles import words
from tasks.split.html.tree import Run, Tree

_SOURCE = re.compile(
    r"(?i)(?:source|quelle|fuente|fonte|bron|källa|kilde|źródło|zdroj|kaynak|sumber|nguồn|источник|джерело|المصدر|منبع|"
    r"מקור|स्रोत|출처|提供|配信)\s?[:：]\s?(\S[^|]*)"
)
_HAN_SOURCE = re.compile(r"(?:来源|來源|出处|出處|稿源)\s?[:：]\s?(.*)")
"""The same where one line holds the date, the source, the author and more, each behind its label."""
_NEXT_LABEL = re.compile(
    r"(?:^|\s)\S{1,8}[:：].*|(?:责任编辑|编辑|责编|作者|记者|时间|日期|字号|浏览|阅读|点击|人气|评论)\s?[:：].*|\s*[|｜].*"
)
_SPACELESS = re.compile(r"[一-鿿]\S*(?=\s)")
_NO_SOURCE = frozenset(["本站", "本站原创", "原创", "网络", "互联网", "未知", "综合", "转载", "本网", "其他"])
_ORIGINAL = re.compile(r"^(?:原创|原創|转载)\s*")
_OUTLET_PATH = re.compile(r"/(?:sources?|publishers?|outlets?|providers?|media|newspapers?)/[^/?#]+", re.I)
"""Addresses of pages about an outlet."""
_SOURCE_CLASS = re.compile(r"(?i)(?:^|[\s_-])(?:source|publisher|outlet|quelle|fuente|fonte|laiyuan)(?:$|[\s_-]|name)")
_NO_SOURCE_CUE = c.DATE | c.BYLINE | c.CATEGORY | c.TAGS
_BARS = re.compile(r"\s*[|·•]\s*|\s+[-–—]\s+")


class Publisher(NamedTuple):
    """A publisher's name, and where it was read. Name None: the page tells none."""

    name: str | None
    source: PublisherSource | None
    is_aggregator: bool = False
    """The page's cards print other outlets: what it states is its own name, not theirs."""
    is_stated: bool = True
    """False: a name that only the page's links and lines give, which may be that of the person who writes the site."""


def choose_publisher(
    tree: Tree, data: Structured, head: int | None, low: int, outlets: Set[str], title: str = "", host: str = ""
) -> Publisher:
    """The publisher of the page's article.

    ``head``, ``low``: numbers of the runs that print the title (None: none does) and begin the body; ``outlets``:
    names of publishers that the page's cards print; ``title``: of the article; ``host``: of the page, empty when not
    known.
    """
    titles = [one for one in (title, text_of(data.article.get("headline"))) if one]
    named = names_of(data.article.get("publisher")) or names_of(data.page.get("publisher"))
    owner = site_name(named[0] if named else None, titles, host)
    site = site_name(data.first("og:site_name"), titles, host) or site_name(
        data.first("application-name"), titles, host
    )
    people = {tuple(words(name)) for name in names_of(data.article.get("author"))}
    if owner and site and not is_company(site) and (is_company(owner) or tuple(words(owner)) in people):
        owner = site  # the company that owns the title, or who writes it
    stated = owner or site or site_name(data.first("publisher", "dc.publisher", "cre"), titles, host)
    is_slogan = stated is not None and len(words(stated)) >= SLOGAN_WORDS and not is_of_host(stated, host)
    if stated and (is_slogan or is_company(stated)):
        stated = named_on_page(tree, data, title, host, stated) or stated
    is_aggregator = prints_outlets(outlets, stated)
    if stated and site and words(stated) != words(site):
        return Publisher(stated, PublisherSource.STATED, is_aggregator)
    printed = _printed(tree, head, low, stated, outlets if is_aggregator else None)
    if printed:
        return Publisher(printed, PublisherSource.PRINTED, is_aggregator)
    if stated:
        return Publisher(stated, PublisherSource.STATED, is_aggregator)
    on_page = named_on_page(tree, data, title, host)
    if on_page:
        return Publisher(on_page, PublisherSource.STATED, is_aggregator, is_stated=False)
    domain = host.removeprefix("www.") if host and not is_aggregator else ""
    return Publisher(domain or None, PublisherSource.DOMAIN if domain else None, is_aggregator)


def prints_outlets(outlets: Set[str], stated: str | None) -> bool:
    """Whether a page's cards print the names of other outlets than its own: an aggregator's do."""
    others = {tuple(words(name)) for name in outlets}
    return len(others) >= OUTLETS_LEAST and tuple(words(stated or "")) not in others


def _printed(tree: Tree, head: int | None, low: int, stated: str | None, outlets: Set[str] | None) -> str | None:
    """The outlet that a line beside the title names. ``outlets``: those of an aggregator's cards; None: it is none."""
    runs = tree.runs
    others = None if outlets is None else {tuple(words(name)) for name in outlets}
    start = min(low, low if head is None else head)
    best: tuple[int, str] | None = None
    for n in range(max(0, start - PUBLISHER_BEFORE), min(len(runs), low + PUBLISHER_BEHIND)):
        run = runs[n]
        if n == head or run.size > PUBLISHER_MOST or run.bits & (NOT_BYLINE & ~c.FOOTER | c.PROMPT):
            continue
        source = _source(runs, n) or _fused(run.text, outlets or ())
        if source:
            return source
        if (
            others is None
            and stated is None
            and _SOURCE_CLASS.search(tree.name[run.elem])
            and not tree.bits[run.elem] & _NO_SOURCE_CUE
        ):
            label = run.text.strip("()[] ")
            if is_outlet_name(label) and date_in(label) is None and len(label.split()) <= NAME_WORDS:
                return label
        linked = next((text for text, href in run.links if _OUTLET_PATH.search(href)), None)
        if linked and (others is not None or stated is None):
            return linked
        if others is not None:
            weight, name = _name(runs, n, others)
            if weight and words(name) != words(stated or "") and (best is None or weight > best[0]):
                best = weight, name
    return best[1] if best else None


def _fused(text: str, outlets: Iterable[str]) -> str | None:
    """The outlet that stands right before a date, as the page's own cards print it: "Coast Post22 hours ago"."""
    for name in sorted(outlets, key=len, reverse=True):
        rest = text.removeprefix(name)
        if rest != text and rest[:1].isdigit() and date_in(rest, in_card=True) == (0, len(rest)):
            return name
    return None


def _source(runs: list[Run], n: int) -> str | None:
    """What a line, or the link right behind it, gives as the source."""
    source = _HAN_SOURCE.search(runs[n].text)
    if not source:
        source = _SOURCE.match(runs[n].text)
        return source[1].strip() if source else None
    value = _NEXT_LABEL.sub("", PRINTED_DATE.sub("|", source[1]))
    first = _SPACELESS.match(value)  # a name in Chinese has no space
    value = (first[0] if first else value).strip()
    if not source[1] and n + 1 < len(runs) and runs[n + 1].href and runs[n + 1].size < PUBLISHER_MOST:
        value = runs[n + 1].text
    return value if value and value not in _NO_SOURCE else None


def _name(runs: list[Run], n: int, others: set[tuple[str, ...]]) -> tuple[int, str]:
    """The name that a line prints, and how much speaks for an outlet: its words, its class, a date in or beside it."""
    run = runs[n]
    text = _ORIGINAL.sub("", run.text)
    span = date_in(text, in_card=True)
    rest = text if span is None else f"{text[: span[0]]}|{text[span[1] :]}"
    name = next((piece for piece in map(str.strip, _BARS.split(rest)) if piece.strip("|·,")), "").strip("|·, ")
    if (
        not len(name) > 2
        or not is_outlet_name(name)
        or len(name.split()) > NAME_WORDS
        or any(map(str.isdigit, name))
        or not name[0].isalnum()
    ):
        return 0, ""
    is_beside = any(other.size < PUBLISHER_MOST and date_in(other.text, in_card=True) for other in runs[n + 1 : n + 3])
    weight = (
        4 * (tuple(words(name)) in others) + 2 * (OUTLET.search(name) is not None) + 2 * bool(run.bits & c.PUBLISHER)
    )
    if not run.bits & (c.BYLINE | c.CATEGORY | c.TITLE):
        weight += 3 * (span is not None and span[0] > 0) + is_beside
    return (weight, name) if weight > 1 else (0, "")  # beside a date stand people, too
