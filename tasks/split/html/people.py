"""Whose article it is: its authors. Its publisher: ``publishers``."""

from __future__ import annotations

import re
from itertools import takewhile

from tasks.split.html import cues as c
from tasks.split.html.bylines import BY, HANDLE, NO_NAME, ROLE, Byline, is_name, split_names, visible_names
from tasks.split.html.outlets import OUTLET
from tasks.split.html.rules import BYLINE_BEHIND, BYLINE_FARTHEST, BYLINE_REACH, NOT_BYLINE
from tasks.split.html.structured import Structured, names_of
from tasks.split.html.titles import words
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import RELATED_HEADING

_COMPANY = re.compile(r"(?i)\b(?:inc|ltd|llc|gmbh|corp|s\.a|plc)\.?$|株式会社")
AUTHOR_NAMES = (
    "author",
    "parsely-author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "sailthru.author",
    "citation_author",
    "article:author",
    "cxenseparse:author",
    "dc.contributor",
    "creator",
    "authors",
)


def choose_authors(
    tree: Tree, data: Structured, head: int | None, low: int, high: int, publisher: str | None = None, host: str = ""
) -> tuple[tuple[str, ...], Run | None]:
    """Names of the authors, from JSON-LD, else microdata or meta elements, else the byline; and the run that prints it.

    ``head``, ``low``, ``high``: numbers of the runs that print the title (None: none does), begin the body, follow it.
    """
    names = names_of(data.article.get("author")) or names_of(data.article.get("creator"))
    site = {tuple(words(one)) for one in (data.first("og:site_name"), *names_of(data.article.get("publisher"))) if one}
    byline = visible_names(tree, head, low, high, data.author_links)
    if (
        publisher
        and tuple(words(publisher)) not in site
        and tuple(words(publisher)) in map(tuple, map(words, byline.names))
    ):
        byline = Byline([], byline.run, 0)  # an aggregator prints the outlet where others print the author
    if byline.weight == 1 and byline.names and all(map(OUTLET.search, byline.names)):
        byline = Byline([], None, 0)
    stated = [name for name in names if not NO_NAME.search(name)] or [
        name
        for value in data.microdata
        if _is_near(tree.runs, value, head, low, high)
        for name in split_names(value)
        if is_name(name) or HANDLE.fullmatch(name)
    ]
    if not stated:
        stated = [
            piece
            for key in AUTHOR_NAMES
            for value in data.meta.get(key, ())[:20]
            if not value.startswith(("http", "/", "@"))
            for piece in split_names(value)
            if not NO_NAME.search(piece)
        ]
    own = site | {tuple(words(publisher))} if publisher else site
    if stated and byline.names and _is_weaker(stated, byline, own, host):
        stated = []  # the byline is nearer to the truth
    people = [name for name in stated if tuple(words(name)) not in site]
    stated = people or stated
    found = stated or byline.names
    found = [name for name in found if not ROLE.search(name) and not _COMPANY.search(name)] or found
    out: list[str] = []
    folded: set[tuple[str, ...]] = set()
    for name in found:
        name = _without_site(BY.sub("", name), site).strip(" ,;|")
        first, dash, _ = name.partition(" - ")
        name = first if dash and is_name(first) else name  # "Ann Alder - The Ledger's Team"
        key = tuple(words(name))
        if key and key not in folded and len(name) < 100:
            folded.add(key)
            out.append(name)
    return tuple(out[:20]), byline.run


def _is_weaker(stated: list[str], byline: Byline, site: set[tuple[str, ...]], host: str) -> bool:
    """Whether what a page states of its author says less than its byline: its own name, an account."""
    is_own = all(tuple(words(name)) in site for name in stated)
    if is_own and byline.weight == 1:
        return all(map(is_name, byline.names))
    if byline.weight < 2:
        return False
    return (
        is_own
        or all(" " not in name and name.isascii() for name in stated)
        or all("".join(words(name)) in host.replace("-", "") for name in stated)
    )


def _is_near(runs: list[Run], text: str, head: int | None, low: int, high: int) -> bool:
    """Whether a line right before or behind the text prints this: cards carry the same microdata."""
    first = max(0, min(low - BYLINE_REACH, head if head is not None else low), low - BYLINE_FARTHEST)
    behind = takewhile(lambda run: not RELATED_HEADING.match(run.text), runs[high : high + BYLINE_BEHIND])
    around = (*runs[first : min(low + 6, max(high, low + 1))], *behind)
    return any(text in run.text and not run.bits & NOT_BYLINE & ~c.FOOTER for run in around)


def _without_site(name: str, site: set[tuple[str, ...]]) -> str:
    """ "Ann Alpha, The Ledger" without the name of the site."""
    before, comma, after = name.rpartition(",")
    return before if comma and tuple(words(after)) in site else name
