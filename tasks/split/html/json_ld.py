"""JSON as pages write it: small faults that people and templates make do not cost the whole of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NoReturn

_WRAPPERS = ("\ufeff", "<!--", "//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/")
_ENDS = ("-->", "//]]>", "]]>", "/*]]>*/", ";")
_FAULTS = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*")|/\*.*?\*/|(?<![:\w])//[^\n]*|<!--.*?-->|,(?=\s*(?:,|[}\]]))""", re.DOTALL
)
"""A string, or what JSON has no place for outside of one: comments, a comma too much."""
_ESCAPE = re.compile(r"\\(?![\"\\/bfnrt]|u[0-9a-fA-F]{4})")


def load_json(text: str) -> Iterator[Any]:
    """The values of one element, usually one; none where it is no JSON even with its small faults fixed.

    Mended are a byte order mark, comments, wrappers of other markup, commas too many, escapes that JSON does not know,
    and quotes written as entities.
    """
    try:
        yield json.loads(text, strict=False, parse_constant=_refuse)
        return
    except (ValueError, RecursionError):
        pass
    text = text.strip()
    for junk in _WRAPPERS:
        text = text.removeprefix(junk).lstrip()
    for junk in _ENDS:
        text = text.rstrip().removesuffix(junk)
    if "&quot;" in text and '"' not in text:
        text = unescape(text)
    found = list(_values(text.strip()))
    yield from found or _values(_FAULTS.sub(_fixed, text).strip())


def _fixed(found: re.Match[str]) -> str:
    return _ESCAPE.sub("", found["string"]) if found["string"] else ""


def _values(text: str) -> Iterator[Any]:
    """Values that follow each other, up to the first fault."""
    decoder = json.JSONDecoder(strict=False, parse_constant=_refuse)
    at = 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value
        while at < len(text) and (text[at].isspace() or text[at] in ",;"):
            at += 1


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
