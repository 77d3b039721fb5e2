"""Whose article it is: its authors and its publisher."""

from __future__ import annotations

import re

from tasks.split.html import cues as c
from tasks.split.html.rules import (
    BOILERPLATE,
    BYLINE_REACH,
    NOT_BYLINE,
    PRINTED_DATE,
)
from tasks.split.html.structured import Structured, names_of
from tasks.split.html.titles import words
from tasks.split.html.walk import Run, Tree

_BY = re.compile(
    r"(?i)^\W*(?:(?:written|posted|reported|story|text|words|published)\s+by|by|von|par|por|di|da|door|av|af|text|texte|autor(?:in)?|author)\b[:\s]+"
)
_BARS = re.compile(r"\s*[|·•]\s*")
_JOINT = re.compile(r"\s*(?:,|;|\||/|&|•|·|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b)\s*", re.I)
_NO_NAME = re.compile(
    r"(?i)https?:|www\.|\.com\b|@|^\d+$|^(?:admin|editor|staff|redaktion|webmaster|administrator|guest|by|unknown|none|null)$"
)


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


def choose_authors(tree: Tree, data: Structured, low: int) -> tuple[tuple[str, ...], Run | None]:
    """Names of the authors, from JSON-LD, else meta elements, else the byline; and the run that prints them."""
    names = names_of(data.article.get("author")) or names_of(data.article.get("creator"))
    site = {tuple(words(one)) for one in (data.first("og:site_name"), *names_of(data.article.get("publisher"))) if one}
    seen, run = visible_names(tree, low)
    stated = [name for name in names if not _NO_NAME.search(name)]
    if not stated:
        stated = [
            piece
            for key in AUTHOR_NAMES
            for value in data.meta.get(key, ())[:20]
            if not value.startswith(("http", "/", "@"))
            for piece in split_names(value)
            if not _NO_NAME.search(piece)
        ]
    if stated and seen and all(tuple(words(name)) in site for name in stated):
        stated = []  # the page states only its own name; the byline is nearer to the truth
    out: list[str] = []
    folded: set[tuple[str, ...]] = set()
    for name in stated or seen:
        name = _BY.sub("", name).strip(" ,;|")
        key = tuple(words(name))
        if key and key not in folded and len(name) < 100:
            folded.add(key)
            out.append(name)
    return tuple(out[:20]), run


def split_names(text: str) -> list[str]:
    """Names in a byline such as "By Ann Alpha and Ben Beta"."""
    text = _BY.sub("", text).strip()
    return [piece for piece in _JOINT.split(text) if piece and len(piece) < 60]


def visible_names(tree: Tree, low: int) -> tuple[list[str], Run | None]:
    """Names in the byline nearest to the start of the body, and its run."""
    runs = tree.runs
    for at in sorted(range(max(0, low - BYLINE_REACH), min(len(runs), low + 6)), key=lambda n: abs(n - low)):
        run = runs[at]
        if run.size > 120 or run.bits & NOT_BYLINE:
            continue
        pieces = _BARS.split(PRINTED_DATE.sub("|", run.text))
        by = [piece for piece in pieces if _BY.match(piece)]
        if not by and not run.bits & c.BYLINE:
            continue
        names = [name for piece in by or pieces for name in split_names(piece) if is_name(name)]
        if not names and by and len(by[-1]) < 12 and at + 1 < len(runs):
            names = [name for name in split_names(runs[at + 1].text) if is_name(name)]
        if names:
            return names, run
    return [], None


def is_name(text: str) -> bool:
    """Whether a piece of a byline has the form of a person's or a desk's name."""
    parts = text.split()
    return (
        1 < len(parts) < 5
        and not any(ch.isdigit() for ch in text)
        and not _NO_NAME.search(text)
        and parts[0][0].isupper()
        and (parts[-1][0].isupper() or not parts[-1][0].isalpha())
        and not BOILERPLATE.match(text)
    )


def choose_publisher(data: Structured) -> str | None:
    """Name of the publisher as stated."""
    names = names_of(data.article.get("publisher")) or names_of(data.page.get("publisher"))
    return (names[0] if names else None) or data.first(
        "og:site_name", "application-name", "publisher", "dc.publisher", "cre"
    )
