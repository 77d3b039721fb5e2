"""Cheap guards before the parse: markup that would exhaust the parser is refused.

The limits were measured on selectolax 1.0 with lexbor 3.1. A first look counts angle brackets in every fourth slice and
estimates the depth from them; only a page above the estimate is scanned tag by tag. What slips through meets the
deadline of the parse worker.
"""

from __future__ import annotations

import re

from tasks.errors import EmptyCapture, HostileMarkup

SIZE_LIMIT = 10_000_000
"""Characters of a page; a parse takes about 15 times the input in memory."""
TAG_LIMIT = 200_000
DEPTH_LIMIT = 1_000
"""Elements inside each other; parse time grows with the square beyond (100,000 nested: 47 s)."""
FORMAT_LIMIT = 300
"""Formatting elements open at once; each is opened again in every paragraph behind it (2,000: 1.3 GB)."""
ROOT_LIMIT = 100
"""<html> and <body> tags; the attributes of each are compared with those before (30,000: 9 s)."""
ATTRIBUTE_LIMIT = 3_000
"""Attributes of one tag; each is compared with those before (50,000: more than 30 s)."""
_SLICE = 4_096
_STRIDE = 4
_LONG_TAG = 24_000
_VOIDS = ("/>", "<!")
"""What shows that nothing was opened; looked for only where more than the limit would be open without it."""

_TAG = re.compile(  # a script is passed from "<" to "<": letter by letter takes five times as long
    r"<(?:(script|style|textarea|title)\b[^<]*+(?:<(?!/\1)[^<]*+)*+</\1|!--.*?-->|(/?)([a-zA-Z][a-zA-Z0-9-]*))",
    re.I | re.S,
)
_MANY_ATTRIBUTES = re.compile(
    rf"""<[a-zA-Z][\w-]*+(?:\s++[^\s=<>"'/]++(?:=(?:"[^"]*+"|'[^']*+'|[^\s"'<>]*+))?+){{{ATTRIBUTE_LIMIT}}}"""
)
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_UNCOUNTED = frozenset(  # void, or closed by the next of their kind
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "tr",
        "td",
        "th",
        "path",
        "circle",
        "rect",
        "line",
        "polygon",
        "polyline",
        "ellipse",
        "use",
        "stop",
    ]
)


def guard(html: str) -> None:
    """Raise EmptyCapture or HostileMarkup for markup that is not handed to the parser."""
    if not html or html.isspace():
        raise EmptyCapture("the page is empty; fetch it again")
    if len(html) > SIZE_LIMIT:
        _refuse(f"{len(html)} characters, at most {SIZE_LIMIT} are parsed")
    if len(html) > TAG_LIMIT * 3:
        count = html.count("<")
        if count > TAG_LIMIT:
            _refuse(f"{count} angle brackets, at most {TAG_LIMIT} are parsed")
    if len(html) > DEPTH_LIMIT * 3 and all(_estimated_depth(html, voids) > DEPTH_LIMIT // 2 for voids in ((), _VOIDS)):
        _scan(html)
    if len(html) > _LONG_TAG:
        _long_tags(html)


def _refuse(found: str) -> None:
    raise HostileMarkup(f"{found}; if the page is real, raise the limit in tasks/split/html/guards.py")


def _estimated_depth(html: str, voids: tuple[str, ...]) -> int:
    """About the most elements open at once, from every fourth slice; those with a sign of ``voids`` are not counted."""
    open_count = most = 0
    stride = _STRIDE if len(html) > 4 * _SLICE * _STRIDE else 1
    for start in range(0, len(html), _SLICE * stride):
        end = start + _SLICE
        opened = html.count("<", start, end)
        if not opened:
            continue
        closed = html.count("</", start, end)
        net = opened - 2 * closed
        if net > 0:
            net = max(0, net - sum(html.count(sign, start, end) for sign in voids))
        open_count = max(0, open_count + net * stride)
        most = max(most, open_count)
    return most


def _scan(html: str) -> None:
    """Follow the tags one by one. Raises HostileMarkup."""
    depth = formats = roots = 0
    for match in _TAG.finditer(html):
        name = match[3]
        if name is None:
            continue
        name = name.lower()
        step = -1 if match[2] else 1
        if name in ("html", "body"):
            roots += 1
            if roots > ROOT_LIMIT:
                _refuse(f"more than {ROOT_LIMIT} <html> or <body> tags")
        if name in _FORMATTING:
            formats = max(0, formats + step)
            if formats > FORMAT_LIMIT:
                _refuse(f"{formats} formatting elements open at once, at most {FORMAT_LIMIT} are parsed")
        if name not in _UNCOUNTED:
            depth = max(0, depth + step)
            if depth > DEPTH_LIMIT:
                _refuse(f"{depth} elements inside each other, at most {DEPTH_LIMIT} are parsed")


def _long_tags(html: str) -> None:
    """Raise HostileMarkup for a tag with thousands of attributes: a long run without ``<`` that is no script."""
    at = 0
    for start in range(_LONG_TAG // 2, len(html), _LONG_TAG // 2):
        if start < at or html.find("<", start, start + _LONG_TAG // 2) != -1:
            continue
        opened = html.rfind("<", 0, start)
        at = html.find("<", start)
        at = len(html) if at == -1 else at
        if opened == -1 or at - opened <= _LONG_TAG:
            continue
        if _MANY_ATTRIBUTES.match(html, opened, at):
            _refuse(f"a tag with more than {ATTRIBUTE_LIMIT} attributes")
