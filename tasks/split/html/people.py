"""Whose article it is: its authors. Its publisher: ``publishers``."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from tasks.split.html import cues as c
from tasks.split.html.byline_lines import cues_of
from tasks.split.html.byline_words import BY, HANDLE, NO_NAME, ROLE, is_name, split_names
from tasks.split.html.bylines import Byline, is_embedded, visible_names
from tasks.split.html.outlets import OUTLET
from tasks.split.html.rules import BYLINE_BEHIND, BYLINE_FARTHEST, BYLINE_REACH, NOT_BYLINE
from tasks.split.html.structured import MANY, Structured, names_of, types_of
from tasks.split.html.titles import words
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import RELATED_HEADING

_ROLES = re.compile(
    r"(?i)(?:(?:staff|senior|political|chief|special|foreign|city|sports?|news|guest|freelance|contributing|associate|"
    r"managing|deputy|assistant|business|science|health|features?)\s+)*(?:writers?|reporters?|correspondents?|editors?|"
    r"columnists?|contributors?|journalists?|staff|desk|fellow|intern)(?:\s+(?:at|for|of)\s.*)?"
)
_TURNED = re.compile(r"([^\W\d_][^,]*),\s*([^,]*[^\W\d_])")
"""A name as libraries print it."""
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
    tree: Tree,
    data: Structured,
    head: int | None,
    low: int,
    high: int,
    publisher: str | None = None,
    host: str = "",
    is_printed: bool = False,
) -> tuple[tuple[str, ...], Run | None]:
    """Names of the authors, from JSON-LD, else microdata or meta elements, else the byline; and the run that prints it.

    ``head``, ``low``, ``high``: numbers of the runs that print the title (None: none does), begin the body, follow it;
    ``is_printed``: the page prints the publisher beside the title.
    """
    names = names_of(data.article.get("author")) or names_of(data.article.get("creator"))
    site = {tuple(words(one)) for one in (data.first("og:site_name"), *names_of(data.article.get("publisher"))) if one}
    own = site | {tuple(words(publisher))} if publisher else site
    byline = visible_names(tree, head, low, high, data.author_links, own)
    if (
        publisher
        and tuple(words(publisher)) not in site
        and tuple(words(publisher)) in map(tuple, map(words, byline.names))
    ):
        byline = Byline([], byline.run, 0)  # an aggregator prints the outlet where others print the author
    if byline.weight == 1 and byline.names and all(map(OUTLET.search, byline.names)):
        byline = Byline([], None, 0)
    stated = [piece for name in names if not NO_NAME.search(name) for piece in parted(name, own)] or [
        name
        for value in data.microdata
        if _is_near(tree, value, head, low, high)
        for name in split_names(value)
        if is_name(name) or HANDLE.fullmatch(name)
    ]
    is_weak = bool(stated) and is_organization(data.article.get("author"))
    if not stated:
        stated = _from_meta(data, own)
        printed = tuple(words(publisher or ""))
        if is_printed and printed not in site:
            stated = [name for name in stated if tuple(words(name)) != printed]  # the outlet, printed and stated
        is_weak = bool(stated)
    if stated and byline.names and (_is_weaker(stated, byline, own, host) or (is_weak and _are_others(stated, byline))):
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
    return tuple(out[:MANY]), byline.run


def _from_meta(data: Structured, own: set[tuple[str, ...]]) -> list[str]:
    """Names of authors in meta elements, those of the first kind that has any; "Alpha, Ann" is turned round."""
    for key in AUTHOR_NAMES:
        found = []
        for value in data.meta.get(key, ())[:MANY]:
            if value.startswith(("http", "/", "@")):
                continue
            turned = _TURNED.fullmatch(value.strip()) if key.startswith(("citation", "dc")) else None
            found += [f"{turned[2]} {turned[1]}"] if turned else split_names(value)
        found = [name for name in found if not NO_NAME.search(name)]
        if found:
            return found
    return []


def parted(name: str, own: set[tuple[str, ...]]) -> list[str]:
    """The names in one stated string: "Joan Harrow and Tom Alder", "By Joan Harrow, Staff Writer"; else the whole.

    It is parted only where every piece is a name, a role or the site's own name; ``own``: words of those.
    """
    pieces = [piece for piece in split_names(name) if tuple(words(piece)) not in own]
    people = [piece for piece in pieces if not _is_role(piece)]
    if people and len(split_names(name)) > 1 and all(map(is_name, people)) and not _COMPANY.search(name):
        return people
    return [name]


def _is_role(text: str) -> bool:
    return ROLE.search(text) is not None or _ROLES.fullmatch(text) is not None


def is_organization(author: Any) -> bool:
    """Whether JSON-LD names organizations only as authors."""
    found = author if isinstance(author, list) else [author]
    return bool(found) and all(
        isinstance(one, dict) and any("Organization" in kind for kind in types_of(one)) for one in found
    )


def _are_others(stated: list[str], byline: Byline) -> bool:
    """Whether a plain byline names people, and none of those that are stated."""
    known = {word for name in stated for word in words(name) if len(word) > 2}
    named = {word for name in byline.names for word in words(name)}
    is_plain = byline.weight > 2 or (byline.weight == 2 and byline.run is not None and byline.run.href is not None)
    return is_plain and not known & named


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


def _is_near(tree: Tree, text: str, head: int | None, low: int, high: int) -> bool:
    """Whether a line right before or behind the text prints this: cards and posts carry the same microdata."""
    runs = tree.runs
    first = max(0, min(low - BYLINE_REACH, head if head is not None else low), low - BYLINE_FARTHEST)
    behind = takewhile(lambda run: not RELATED_HEADING.match(run.text), runs[high : high + BYLINE_BEHIND])
    around = (*runs[first : min(low + 6, max(high, low + 1))], *behind)
    return any(
        text in run.text and not cues_of(tree, run) & NOT_BYLINE & ~c.FOOTER and not is_embedded(tree, run)
        for run in around
    )


def _without_site(name: str, site: set[tuple[str, ...]]) -> str:
    """ "Ann Alpha, The Ledger" without the name of the site."""
    before, comma, after = name.rpartition(",")
    return before if comma and tuple(words(after)) in site else name
