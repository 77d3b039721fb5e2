"""Cheap guards before the parse: markup that would exhaust the parser is refused (limits measured on selectolax 1.0)."""

from __future__ import annotations

import re

from tasks.errors import EmptyCapture, HostileMarkup

SIZE_LIMIT = 10_000_000
"""Characters of a page; a parse takes about 15 times the input in memory."""
TAG_LIMIT = 200_000
DEPTH_LIMIT = 1_000
"""Elements inside each other; parse time grows with the square beyond (100,000 nested: 47 s)."""
FORMAT_LIMIT = 300
"""Formatting elements open at once; each is opened again in every paragraph behind it."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_IMPLIED = frozenset("p li dt dd option tr td th".split())


def guard(html: str) -> None:
    """Raise EmptyCapture or HostileMarkup for markup that is not handed to the parser."""
    if not html or html.isspace():
        raise EmptyCapture("the page is empty; fetch it again")
    if len(html) > SIZE_LIMIT:
        raise HostileMarkup(
            f"{len(html)} characters, at most {SIZE_LIMIT} are parsed; raise the limit if the page is real"
        )
    count = html.count("<")
    if count > TAG_LIMIT:
        raise HostileMarkup(f"{count} tags, at most {TAG_LIMIT} are parsed; raise the limit if the page is real")
